"""What is measured, and how it is filed: KPI, measure, and the settings that govern them."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kpixl.model.fiscal import FiscalYear
from kpixl.model.message import Amount, StatedTarget
from kpixl.model.target import Direction, Target
from kpixl.model.unit import Unit


class AggregateRule(StrEnum):
    """How the national figure comes about."""

    PUBLISHED = "published"  # only as published on the plan's 全国 sheet
    RATIO = "ratio"  # Σ numerators ÷ Σ denominators
    SUM = "sum"
    MEAN = "mean"  # 単純平均, named as such wherever it is shown
    NONE = "none"


class RateFormula(StrEnum):
    """The formula of the achievement rate (達成率)."""

    RATIO = "ratio"  # at_least, equal: AC/PL; at_most: PL/AC
    MIRROR = "mirror"  # at_most: 2 − AC/PL
    REDUCTION = "reduction"  # at_most: (base − AC)/(base − PL)


class CountRounding(StrEnum):
    """How a planned head count comes from denominator × target rate."""

    UP = "up"  # 端数切上げ: the fewest persons that reach the rate
    HALF_UP = "half_up"  # 四捨五入


class KpiCriterion(StrEnum):
    """What a grade rule asks of a measure's KPIs."""

    ANY = ""
    GROWN = "grown"  # all achieved, and all better than the prior year
    ACHIEVED = "achieved"  # all achieved
    PARTLY = "partly"  # some achieved, not all
    NOT_ACHIEVED = "not_achieved"  # none achieved


class JudgeOn(StrEnum):
    """At which precision an actual is compared with its target."""

    REPORTED = "reported"
    EXACT = "exact"


@dataclass(frozen=True, kw_only=True)
class Kpi:
    """One KPI (指標) of a round.

    `decimals` is the reporting precision; `minimum`, `maximum` and `max_change` are plausibility
    limits in the KPI's unit (points for rates) and None where none is set. `comparable` is False
    where the definition changed since last year; `not_comparable_reason` then says how.
    `comparable_since` is the first fiscal year that had today's definition (None: all that are on file).
    `measure_code` is that of its measure in 施策, '' where none has its name.
    """

    code: str
    pillar: str
    measure: str
    group: str
    indicator: str
    unit: Unit
    direction: Direction
    decimals: int
    numerator_label: str = ""
    denominator_label: str = ""
    aggregate: AggregateRule = AggregateRule.PUBLISHED
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    max_change: Decimal | None = None
    rate_formula: RateFormula = RateFormula.MIRROR
    important: bool = False
    difficult: bool = False
    comparable: bool = True
    not_comparable_reason: str = ""
    comparable_since: FiscalYear | None = None
    as_of: str = ""
    page: str = ""
    note: str = ""
    measure_code: str = ""

    @property
    def has_counts(self) -> bool:
        """True where branches report numerator and denominator beside the rate."""
        return bool(self.numerator_label and self.denominator_label)

    def amount(self, value: Decimal) -> Amount:
        """A value with the KPI's unit and decimals."""
        return Amount(value, self.unit, self.decimals)

    def stated(self, target: Target, language: str = "") -> StatedTarget:
        """A target of the KPI, to be said in a language; in the reader's own where none is given."""
        return StatedTarget(target=target, unit=self.unit, decimals=self.decimals, language=language)


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One measure (具体的施策), with or without KPIs, or with a `goal` that is none.

    `weight` is that in an overall grade. `number` is the one that people see. `important` and `difficult` are
    None where the plan says neither that it is nor that it is not. One that is not `is_common` is of those
    branches alone that 支部別施策 names.
    """

    code: str
    pillar: str
    name: str
    group: str
    note: str = ""
    weight: Decimal | None = None
    number: str = ""
    plan_text: str = ""
    goal: str = ""
    important: bool | None = None
    important_reason: str = ""
    difficult: bool | None = None
    difficult_reason: str = ""
    order: int | None = None
    is_common: bool = True


@dataclass(frozen=True, kw_only=True)
class GradeRule:
    """One row of a grade scheme: a grade, and the conditions under which it is given.

    Rows are tried in their order, the first whose conditions all hold gives the grade. An empty
    condition always holds. `rate_from` is the least achievement rate as a ratio (1.2 = 120%).
    `criterion_plan` is a word of the form for 計画の実施状況 (`Progress`), which asks for itself or better,
    or any other text, which the branch's must equal. `points` are what the grade counts in an overall
    figure. The row counts in the fiscal years from `valid_from` until `valid_until`, None for no limit.
    """

    scheme: str
    with_kpi: bool
    grade: str
    criterion_kpi: KpiCriterion = KpiCriterion.ANY
    rate_from: Decimal | None = None
    criterion_new_effort: str = ""  # "yes", "no" or ""
    criterion_plan: str = ""
    points: Decimal | None = None
    valid_from: FiscalYear | None = None
    valid_until: FiscalYear | None = None

    def is_valid_in(self, year: FiscalYear) -> bool:
        """True where the row counts in a fiscal year."""
        begun = self.valid_from is None or self.valid_from <= year
        return begun and (self.valid_until is None or year <= self.valid_until)


ALL_BRANCHES = frozenset({"全支部", "すべての支部", "all"})  # what a plan says for every branch


@dataclass(frozen=True, kw_only=True)
class RoundKpi:
    """A KPI of the whole round: how many branches reach their target for another KPI.

    `at_least` is the number of branches that must, None for all of them.
    """

    code: str
    pillar: str
    measure: str
    indicator: str
    counted_kpi: str
    at_least: int | None = None
    note: str = ""
