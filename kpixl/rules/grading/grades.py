"""Grades of measures by a scheme of rows, and the overall figure of a branch.

Rows are tried in their order, the first that holds gives the grade. Where something is not known, every
case that it may still become is graded, and the grade stands only where all of them come to the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from kpixl.model.assessment import Assessment, Judgement
from kpixl.model.entries import MeasureEntry
from kpixl.model.figure import FigureState
from kpixl.model.grade import BranchGrade, GradeInputs, GradeReason, Growth, MeasureGrade, Scheme
from kpixl.model.kpi import Kpi, Measure
from kpixl.model.plan import Branch, Plan
from kpixl.model.plan_figures import Adjustment
from kpixl.model.rounding import judged_value
from kpixl.model.submission import MeasureField
from kpixl.model.target import Direction, Prior
from kpixl.rules.assessment.comparison import improved
from kpixl.rules.plan.grade_scheme_cases import (
    NO_LIMIT,
    Case,
    blamed,
    first_rule,
    progress_choices,
    rate_levels,
)
from kpixl.rules.plan.grade_schemes import (
    folded,
    new_effort_of,
    points_of_grade,
    progress_of,
    scheme_of,
)

_ONE, _IMPORTANT = Decimal(1), Decimal(2)
_SHORT = Decimal("0.999999")  # of 100%


class _KpiRow(NamedTuple):
    """A KPI with a target at a branch: its rate as a scheme counts it, and whether it has grown."""

    kpi: Kpi
    row: Assessment
    rate: Decimal | None
    better: bool | None


def grade_measures(
    plan: Plan, assessments: Iterable[Assessment], measure_entries: Iterable[MeasureEntry]
) -> tuple[MeasureGrade, ...]:
    """The grade of every measure at every branch, in the plan's order of branches and measures."""
    rows: dict[str, list[Assessment]] = defaultdict(list)
    for row in assessments:
        rows[row.branch_code].append(row)
    entries: dict[str, list[MeasureEntry]] = defaultdict(list)
    for entry in measure_entries:
        entries[entry.branch_code].append(entry)
    grader = Grader(plan)
    return tuple(
        grade
        for branch in plan.branches
        for grade in grader.grade(branch, plan.measures, rows[branch.code], entries[branch.code])
    )


class Grader:
    """Grades the measures of one plan, a branch at a time."""

    def __init__(self, plan: Plan) -> None:
        self._plan, self._scheme = plan, scheme_of(plan)
        self._important = {folded(kpi.measure) for kpi in plan.kpis if kpi.important}
        # A measure's adjustment has no figure: its text is the grade that counts instead.
        self._overrides = {
            (item.branch_code, item.code): item for item in plan.adjustments if item.figure is None
        }

    def grade(
        self,
        branch: Branch,
        measures: Iterable[Measure],
        rows: Sequence[Assessment],
        measure_entries: Iterable[MeasureEntry],
    ) -> Iterator[MeasureGrade]:
        """The grades of some measures at a branch, from all its assessments and all its measure entries."""
        entries = {entry.measure_code: entry for entry in measure_entries}
        absent = None if entries else _why_absent(rows)
        with_target: dict[str, list[_KpiRow]] = defaultdict(list)  # by measure
        for row in rows:
            kpi = self._plan.kpi(row.kpi_code)
            if kpi and row.judgement is not Judgement.NO_TARGET:
                known = _KpiRow(kpi, row, _rate(row), is_better(self._plan, kpi, row))
                with_target[folded(kpi.measure)].append(known)
        for measure in measures:
            name, entry = folded(measure.name), entries.get(measure.code)
            weight = _IMPORTANT if name in self._important else _ONE
            own = _Measure(
                plan=self._plan,
                scheme=self._scheme,
                branch=branch,
                measure=measure,
                weight=weight,
                kpis=with_target[name],
                entry=entry,
            )
            override = self._overrides.get((branch.code, measure.code))
            yield _overridden(own.grade(absent), override, self._scheme)


def overall_grades(plan: Plan, grades: Sequence[MeasureGrade]) -> tuple[BranchGrade, ...]:
    """Every branch's overall figure, in the plan's order of branches."""
    by_branch: dict[str, list[MeasureGrade]] = defaultdict(list)
    for grade in grades:
        by_branch[grade.branch_code].append(grade)
    found = []
    for branch in plan.branches:
        own = by_branch[branch.code]
        counted = [(grade.points, grade.weight) for grade in own if grade.points is not None]
        weight = sum((weight for _points, weight in counted), Decimal(0))
        total = sum((points * weight for points, weight in counted), Decimal(0))
        value = total / weight if weight > 0 else None
        found.append(
            BranchGrade(
                branch_code=branch.code,
                value=value,
                counted=len(counted) if weight > 0 else 0,
                measures=len(own),
            )
        )
    return tuple(found)


def _why_absent(rows: Sequence[Assessment]) -> GradeReason | None:
    """Why nothing of a branch without measure entries can be graded; None where it has returned something."""
    # A figure that head office put in does not make a return.
    reported = [row.figure.state for row in rows if not row.is_adjusted]
    if all(state is FigureState.MISSING for state in reported):
        return GradeReason.BRANCH_MISSING
    unused = all(state is FigureState.UNREADABLE for state in reported)
    return GradeReason.RETURN_UNUSED if unused else None


def _overridden(grade: MeasureGrade, override: Adjustment | None, scheme: Scheme | None) -> MeasureGrade:
    """The grade with head office's own in its place, in the scheme's spelling, and its points."""
    if override is None:
        return grade
    kind = scheme.of_kind(with_kpi=bool(grade.inputs.kpis)) if scheme else ()
    rules = [*(rule for _place, rule in kind), *(scheme.rules if scheme else ())]
    named = next((rule.grade for rule in rules if folded(rule.grade) == folded(override.text)), None)
    return replace(
        grade,
        override=replace(override, text=named or override.text),
        points=points_of_grade(rules, override.text),
    )


def _is_judged(row: Assessment) -> bool:
    return row.judgement in (Judgement.ACHIEVED, Judgement.NOT_ACHIEVED)


@dataclass(frozen=True)
class _Result:
    """One way a KPI may turn out."""

    achieved: bool
    grown: bool
    rate: Decimal


@dataclass(frozen=True, kw_only=True)
class _Measure:
    """One measure at one branch, being graded."""

    plan: Plan
    scheme: Scheme | None
    branch: Branch
    measure: Measure
    weight: Decimal  # where the measure states none
    kpis: Sequence[_KpiRow]  # those that have a target at this branch
    entry: MeasureEntry | None

    def grade(self, absent: GradeReason | None) -> MeasureGrade:
        kpis = self.kpis
        about = MeasureGrade(
            branch_code=self.branch.code,
            measure=self.measure,
            inputs=self._inputs(kpis),
            own=self._typed(MeasureField.GRADE),
            weight=self.weight if self.measure.weight is None else self.measure.weight,
            file=self.entry.file if self.entry else "",
        )
        if absent:
            return replace(about, reasons=(absent,))
        if self.scheme is None:
            return replace(about, reasons=(GradeReason.NO_SCHEME,))
        found = {case: first_rule(self.scheme, case) for case in self._cases(self.scheme, kpis, about.inputs)}
        if len({row[1].grade if row else "" for row in found.values()}) > 1:
            return replace(about, reasons=blamed(about.inputs, found))
        first = next(iter(found.values()))
        if first is None:
            return replace(about, reasons=(GradeReason.NO_RULE,))
        place, rule = first
        differs = bool(about.own) and folded(about.own) != folded(rule.grade)
        return replace(
            about, computed=rule.grade, rule=rule, place=place, differs=differs, points=rule.points
        )

    def _typed(self, field: MeasureField) -> str:
        return self.entry.texts.get(field, "") if self.entry else ""

    def _inputs(self, kpis: Sequence[_KpiRow]) -> GradeInputs:
        known = [item.rate for item in kpis if item.rate is not None]
        judged = [item for item in kpis if _is_judged(item.row)]
        return GradeInputs(
            kpis=len(kpis),
            achieved=sum(item.row.judgement is Judgement.ACHIEVED for item in judged),
            not_judged=tuple(item.kpi.code for item in kpis if not _is_judged(item.row)),
            without_rate=tuple(item.kpi.code for item in judged if item.rate is None),
            growth=self._growth(kpis),
            least_rate=min(known) if known and len(known) == len(kpis) else None,
            progress=progress_of(self._typed(MeasureField.PROGRESS)),
            new_effort=new_effort_of(self._typed(MeasureField.NEW_EFFORT)),
        )

    def _growth(self, kpis: Sequence[_KpiRow]) -> Growth:
        better = {item.better for item in kpis}
        if not better:
            return Growth.NONE
        if False in better:
            return Growth.NOT_GROWN
        return Growth.UNKNOWN if None in better else Growth.GROWN

    def _cases(self, scheme: Scheme, kpis: Sequence[_KpiRow], inputs: GradeInputs) -> Iterator[Case]:
        """Every way the measure may turn out, the worst first; just one where everything is known."""
        sums = {(0, True, NO_LIMIT)}
        for item in kpis:
            results = list(self._results(scheme, item))
            sums = {
                (count + one.achieved, grown and one.grown, min(rate, one.rate))
                for (count, grown, rate), one in product(sums, results)
            }
        choices = progress_choices(scheme)
        words = [choice for choice in choices if folded(choice) == folded(inputs.progress)] or choices
        efforts = (inputs.new_effort,) if inputs.new_effort in ("yes", "no") else ("no", "yes")
        for (achieved, grown, rate), word, effort in product(sorted(sums), words, efforts):
            yield Case(
                kpis=len(kpis), achieved=achieved, grown=grown, rate=rate, progress=word, new_effort=effort
            )

    def _results(self, scheme: Scheme, item: _KpiRow) -> Iterator[_Result]:
        """Every way a KPI may turn out."""
        row, better = item.row, item.better is True
        achieved = row.judgement is Judgement.ACHIEVED
        if item.rate is not None:
            yield _Result(achieved, better, item.rate)
            return
        # An actual that is still to come may turn out better than the prior.
        growths = {better, row.figure.value is None and _grows_from(self.plan, item.kpi, row) is not None}
        for level in rate_levels(scheme):
            if not _is_judged(row) or achieved is (level >= _ONE):
                yield from (_Result(level >= _ONE, grown, level) for grown in sorted(growths))


def is_better(plan: Plan, kpi: Kpi, row: Assessment) -> bool | None:
    """Whether the actual is better than the prior as both are judged; None where nobody can tell."""
    prior = _grows_from(plan, kpi, row)
    # What is to be met exactly, or carried out, has no direction to grow in.
    if row.figure.value is None or prior is None or kpi.direction in (Direction.EQUAL, Direction.DO):
        return None
    judge_on = plan.settings.judge_on
    now, before = (judged_value(value, kpi.decimals, judge_on) for value in (row.figure.value, prior))
    return improved(kpi.direction, now - before) is True


def _grows_from(plan: Plan, kpi: Kpi, row: Assessment) -> Decimal | None:
    """The actual to grow from: last year's where it is comparable, else the baseline that is stated."""
    base = plan.base(row.branch_code, kpi)
    if base is not None:
        return base
    reference = plan.target(row.branch_code, kpi.code).reference
    return reference.baseline if isinstance(reference, Prior) else None


def _rate(row: Assessment) -> Decimal | None:
    """The achievement rate as a scheme counts it; None where it is not known.

    It never stands on the other side of 100% than the judgement: what is achieved at its printed decimals
    counts at least 100%, and what is beyond a target to be met exactly falls short by as much as it is
    beyond. A qualitative target counts 100% or 0%.
    """
    if not _is_judged(row):
        return None
    achieved = row.judgement is Judgement.ACHIEVED
    if row.target.direction is Direction.DO:
        return Decimal(achieved)
    rate = row.achievement_rate.value
    if rate is None:
        return None
    if achieved:
        return max(rate, _ONE)
    fallen_short = min(rate, 2 - rate)
    return fallen_short if fallen_short < _ONE else _SHORT  # 60 of 超60 is 100%, and not achieved
