"""Grades of measures: what a scheme looks at, what came out, and why there is none."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import GradeRule, Measure
from kpixl.model.plan_figures import Adjustment


class Progress(StrEnum):
    """How a measure's plan was carried out (計画の実施状況), the best first."""

    FULL_EFFECTIVE = "full_effective"
    FULL = "full"
    PART = "part"
    NONE = "none"

    @property
    def place(self) -> int:
        """0 for the best."""
        return _PLACES[self]


_PLACES = {progress: place for place, progress in enumerate(Progress)}


class Growth(StrEnum):
    """Whether a measure's KPIs are all better than the year before."""

    GROWN = "grown"
    NOT_GROWN = "not_grown"  # at least one is known not to be
    UNKNOWN = "unknown"  # none is known not to be, but one cannot be compared; never counts as grown
    NONE = "none"  # no KPI


class GradeReason(StrEnum):
    """Why a measure has no grade by the scheme."""

    NO_SCHEME = "no_scheme"
    BRANCH_MISSING = "branch_missing"
    RETURN_UNUSED = "return_unused"  # sent back as a whole: nothing of it is used
    KPI_NOT_JUDGED = "kpi_not_judged"
    RATE_UNKNOWN = "rate_unknown"  # judged, but its achievement rate is undefined
    PROGRESS_MISSING = "progress_missing"
    PROGRESS_UNREADABLE = "progress_unreadable"
    NEW_EFFORT_MISSING = "new_effort_missing"
    NEW_EFFORT_UNREADABLE = "new_effort_unreadable"
    NO_RULE = "no_rule"


@dataclass(frozen=True)
class Scheme:
    """The grade scheme of a round: its name as the plan gives it, and its rows in their order.

    `preset` is True where the rows are kpixl's own and not the plan's.
    """

    name: str
    rules: tuple[GradeRule, ...]
    preset: bool = False

    def of_kind(self, *, with_kpi: bool) -> tuple[tuple[int, GradeRule], ...]:
        """The rows for measures with KPIs, or without, each with its place in the scheme (from 1)."""
        return self._with_kpi if with_kpi else self._without_kpi

    @cached_property
    def _with_kpi(self) -> tuple[tuple[int, GradeRule], ...]:
        return tuple((place, rule) for place, rule in enumerate(self.rules, start=1) if rule.with_kpi)

    @cached_property
    def _without_kpi(self) -> tuple[tuple[int, GradeRule], ...]:
        return tuple((place, rule) for place, rule in enumerate(self.rules, start=1) if not rule.with_kpi)

    @property
    def period(self) -> tuple[FiscalYear | None, FiscalYear | None]:
        """The first and the last fiscal year in which all its rows count, None for no limit."""
        begins = [rule.valid_from for rule in self.rules if rule.valid_from]
        ends = [rule.valid_until for rule in self.rules if rule.valid_until]
        return max(begins, default=None), min(ends, default=None)

    @property
    def grades(self) -> tuple[str, ...]:
        """Every grade once, in the order of the rows."""
        return tuple(dict.fromkeys(rule.grade for rule in self.rules))


@dataclass(frozen=True, kw_only=True)
class GradeInputs:
    """What the scheme looked at.

    `kpis` counts the measure's KPIs that have a target at this branch; `not_judged` and `without_rate`
    are the codes of those that leave something open. `least_rate` is the lowest achievement rate as a
    ratio, None where there is no KPI or one rate is not known. `progress` is a `Progress` key where the
    text is one of the form's words, else the text as typed; `new_effort` likewise "yes" or "no".
    """

    kpis: int = 0
    achieved: int = 0
    not_judged: tuple[str, ...] = ()
    without_rate: tuple[str, ...] = ()
    growth: Growth = Growth.NONE
    least_rate: Decimal | None = None
    progress: str = ""
    new_effort: str = ""


@dataclass(frozen=True, kw_only=True)
class MeasureGrade:
    """The grade of one measure at one branch.

    `computed` is the scheme's grade, '' where there is none, for `reasons`; `rule` is the row that gave
    it and `place` its place in the scheme (from 1). `own` is what the branch typed. An `override` by head
    office counts before both. `points` are those of the grade that counts, None where it has none.
    """

    branch_code: str
    measure: Measure
    inputs: GradeInputs = field(default_factory=GradeInputs)
    computed: str = ""
    rule: GradeRule | None = None
    place: int = 0
    reasons: tuple[GradeReason, ...] = ()
    own: str = ""
    differs: bool = False
    override: Adjustment | None = None
    weight: Decimal = Decimal(1)
    points: Decimal | None = None
    file: str = ""

    @property
    def grade(self) -> str:
        """The grade that counts: head office's, else the scheme's; '' for none."""
        return self.override.text if self.override else self.computed


@dataclass(frozen=True, kw_only=True)
class BranchGrade:
    """A branch's overall figure: Σ(points × weight) ÷ Σ weight over its graded measures.

    `value` is unrounded, None where no measure counts; `counted` of `measures` are in it.
    """

    branch_code: str
    value: Decimal | None
    counted: int
    measures: int
