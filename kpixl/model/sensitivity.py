"""判定が変わる項目: results that hang on a convention or on one person, with the figures now and then."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kpixl.model.assessment import Judgement
from kpixl.model.kpi import AggregateRule, JudgeOn, RateFormula


class SensitivityCause(StrEnum):
    """What would have to be otherwise."""

    PRECISION = "precision"  # compared at the other precision
    FORMULA = "formula"  # another achievement-rate formula for at_most
    MEAN = "mean"  # the national figure as the other kind of mean
    ONE_FEWER = "one_fewer"  # one less in the numerator
    ONE_MORE = "one_more"


class SensitivityChange(StrEnum):
    """What would come out otherwise."""

    JUDGEMENT = "judgement"
    GRADE = "grade"  # the judgement stays, the grade of the measure does not
    RATE = "rate"  # the achievement rate crosses 100% or a threshold of the grade scheme
    NATIONAL = "national"  # the branch changes sides of the national figure


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Where a branch stands under one set of conventions.

    `figure` is the actual as it is compared, and `target` what it is compared with, None where nothing
    is known or asked but that something be done; `rate` the achievement rate as a ratio, None where there is
    none, and `reached` the highest threshold at or below it; `national` the national figure, and `side`
    1 where the actual is above it, -1 below, 0 for neither. `grade` is that of the KPI's measure, '' for
    none.
    """

    figure: Decimal
    target: Decimal | None
    judgement: Judgement
    rate: Decimal | None = None
    reached: Decimal | None = None
    national: Decimal | None = None
    side: int = 0
    grade: str = ""


@dataclass(frozen=True, kw_only=True)
class Assumption:
    """What the other convention is: the one of these that the cause is about, or the other counts."""

    judge_on: JudgeOn | None = None
    formula: RateFormula | None = None
    aggregate: AggregateRule | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class SensitivityPoint:
    """One branch and KPI whose result would be otherwise, and why."""

    branch_code: str
    kpi_code: str
    cause: SensitivityCause
    change: SensitivityChange
    now: Scenario
    then: Scenario
    assumption: Assumption


@dataclass(frozen=True)
class Untried:
    """What could not be tried for a rate.

    `without_counts` is how many branches report it without counts: neither the digits beyond those typed
    nor one more or less in the numerator can be tried. `without_mean` is True where its national figure
    could not be had as the other kind of mean.
    """

    kpi_code: str
    without_counts: int
    without_mean: bool


@dataclass(frozen=True)
class Sensitivity:
    """Everything that tips, and the rates for which something could not be tried, in the plan's order.

    `left_out` is how many points more there are than a list of very many branches shows.
    """

    points: tuple[SensitivityPoint, ...] = ()
    untried: tuple[Untried, ...] = ()
    left_out: int = 0
