"""Grade schemes: the presets as rows, the words their conditions use, and which scheme a plan means.

Schemes are data: a plan that wants another one writes its own rows on the 評価基準 sheet.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from kpixl.model.grade import Progress, Scheme
from kpixl.model.kpi import GradeRule, KpiCriterion
from kpixl.model.lexicon import grades
from kpixl.model.plan import Plan
from kpixl.rules.figures.folding import fold

_DEFAULT_POINTS = {letter: Decimal(5 - place) for place, letter in enumerate("sabcd")}


def folded(text: str) -> str:
    """The text as names, words and grades are compared: width, space and case make no difference."""
    return fold(text).casefold()


_PROGRESS_BY_TEXT = {folded(text): progress for text, progress in grades.PROGRESS.items()}
_NEW_EFFORT_BY_TEXT = {folded(text): key for text, key in grades.NEW_EFFORT.items()}


def progress_of(text: str) -> str:
    """The `Progress` key of one of the form's words, in either language; any other text as it is."""
    return _PROGRESS_BY_TEXT.get(folded(text), text)


def new_effort_of(text: str) -> str:
    """The word yes or no for one of the form's words, in either language; any other text as it is."""
    return _NEW_EFFORT_BY_TEXT.get(folded(text), text)


@dataclass(frozen=True)
class Preset:
    """A scheme that kpixl brings along, under its names in both languages."""

    key: str
    names: tuple[str, str]
    rules: tuple[GradeRule, ...]


def _rate(key: str, grade: str, percent: int | None, progress: str = "") -> GradeRule:
    least = None if percent is None else Decimal(percent) / 100
    return GradeRule(scheme=key, with_kpi=True, grade=grade, rate_from=least, criterion_plan=progress)


def _kpi(key: str, grade: str, criterion: KpiCriterion, progress: str = "") -> GradeRule:
    return GradeRule(scheme=key, with_kpi=True, grade=grade, criterion_kpi=criterion, criterion_plan=progress)


def _without(key: str, grade: str, progress: str = "", new_effort: str = "") -> GradeRule:
    return GradeRule(
        scheme=key, with_kpi=False, grade=grade, criterion_new_effort=new_effort, criterion_plan=progress
    )


_FULL_EFFECTIVE, _FULL, _PART = Progress.FULL_EFFECTIVE, Progress.FULL, Progress.PART
_BRANCH, _AGENCY, _110 = "branch_four", "agency_five", "rate_110"

PRESETS = (
    Preset(
        _BRANCH,
        grades.PRESETS[_BRANCH],
        (
            _kpi(_BRANCH, "S", KpiCriterion.GROWN, _FULL_EFFECTIVE),
            _kpi(_BRANCH, "A", KpiCriterion.ACHIEVED, _FULL),
            _kpi(_BRANCH, "B", KpiCriterion.PARTLY, _FULL),
            _kpi(_BRANCH, "B", KpiCriterion.NOT_ACHIEVED, _FULL),
            _kpi(_BRANCH, "C", KpiCriterion.NOT_ACHIEVED, _PART),
            _kpi(_BRANCH, "C", KpiCriterion.ANY),
            _without(_BRANCH, "S", _FULL_EFFECTIVE, "yes"),
            _without(_BRANCH, "A", _FULL, "yes"),
            _without(_BRANCH, "B", _FULL, "no"),
            _without(_BRANCH, "C", _PART, "no"),
            _without(_BRANCH, "C"),
        ),
    ),
    Preset(
        _AGENCY,
        grades.PRESETS[_AGENCY],
        (
            _rate(_AGENCY, "S", 120, _FULL_EFFECTIVE),
            _rate(_AGENCY, "A", 120),
            _rate(_AGENCY, "B", 100),
            _rate(_AGENCY, "C", 80),
            _rate(_AGENCY, "D", None),
            _without(_AGENCY, "A", _FULL_EFFECTIVE),
            _without(_AGENCY, "B", _FULL),
            _without(_AGENCY, "C", _PART),
            _without(_AGENCY, "D"),
        ),
    ),
    Preset(
        _110,
        grades.PRESETS[_110],
        (
            _rate(_110, "S", 110),
            _rate(_110, "A", 80),
            _rate(_110, "B", 50),
            _rate(_110, "C", None),
            _without(_110, "S", _FULL_EFFECTIVE),
            _without(_110, "A", _FULL),
            _without(_110, "B", _PART),
            _without(_110, "C"),
        ),
    ),
)


def scheme_of(plan: Plan) -> Scheme | None:
    """The scheme that the plan's settings name: the plan's own rows, else the preset of that name.

    Of its own rows those count that are valid in the plan's fiscal year. They have their points, but for
    grades that count nothing. None where the settings name no scheme, one that is neither, or one that is
    not valid any more.
    """
    name = plan.settings.grade_scheme
    if not name:
        return None
    own = own_rules(plan, name)
    preset = None if own else find_preset(name)
    valid = tuple(rule for rule in own if rule.is_valid_in(plan.settings.fiscal_year))
    rules = valid or (preset.rules if preset else ())
    valued = tuple(_valued(rule) for rule in rules)
    return Scheme(name, valued, preset=preset is not None) if rules else None


def own_rules(plan: Plan, name: str) -> tuple[GradeRule, ...]:
    """The plan's own rows of a scheme, of every year."""
    return tuple(rule for rule in plan.grade_rules if folded(rule.scheme) == folded(name))


def _valued(rule: GradeRule) -> GradeRule:
    """The row with its points: its own, else S 5, A 4, B 3, C 2, D 1; none for other grades."""
    points = _DEFAULT_POINTS.get(folded(rule.grade)) if rule.points is None else rule.points
    return replace(rule, points=points)


def find_preset(name: str) -> Preset | None:
    """The preset of that name in either language, or None."""
    wanted = folded(name)
    return next((preset for preset in PRESETS if wanted in map(folded, preset.names)), None)


def points_of_grade(rules: Iterable[GradeRule], grade: str) -> Decimal | None:
    """What a grade counts that no row gave: as the first row with that grade, None for unknown ones."""
    return next((rule.points for rule in rules if folded(rule.grade) == folded(grade)), None)
