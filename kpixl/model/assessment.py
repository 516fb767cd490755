"""Judgements and everything computed for one branch and one KPI."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kpixl.model.entries import Entry
from kpixl.model.figure import Figure, FigureState
from kpixl.model.fiscal import FiscalYear
from kpixl.model.target import Direction, Fixed, Target

FEW_CASES = 100  # of a denominator: below, a single case moves a rate by more than a point


class Judgement(StrEnum):
    """Whether an actual satisfies its target."""

    ACHIEVED = "achieved"
    NOT_ACHIEVED = "not_achieved"
    NOT_JUDGED = "not_judged"
    NO_TARGET = "no_target"


class Reason(StrEnum):
    """Why there is no judgement, rate or difference; shown instead of a number."""

    NONE = ""
    NO_TARGET = "no_target"
    NO_BASELINE = "no_baseline"  # a prior-year target, and no prior actual to compare with
    NOT_REPORTED = "not_reported"
    BRANCH_MISSING = "branch_missing"
    NOT_ASKED = "not_asked"  # by the form that came back: head office has changed its plan since
    UNSETTLED = "unsettled"
    UNKNOWN = "unknown"
    SUPPRESSED = "suppressed"
    NOTHING_TO_COUNT = "nothing_to_count"
    UNREADABLE = "unreadable"
    TARGET_ZERO = "target_zero"
    TARGET_NEGATIVE = "target_negative"
    ACTUAL_ZERO = "actual_zero"
    BASE_IS_TARGET = "base_is_target"
    QUALITATIVE = "qualitative"
    HOW_OFTEN = "how_often"  # 実施, where the target is a frequency
    NOT_COMPARABLE = "not_comparable"
    NO_PRIOR = "no_prior"
    NO_NATIONAL = "no_national"
    WHOLE_IS_SUM = "whole_is_sum"  # a branch's part of a sum is no better or worse than the sum
    PUBLISHED_ONLY = "published_only"  # the KPI's national figure is not computed
    NOT_PUBLISHED = "not_published"
    NO_COUNTS = "no_counts"  # no branch has the numerator and denominator of its figure
    NO_FIGURES = "no_figures"
    BRANCHES_DIFFER = "branches_differ"  # this year's figure and last year's are of different branches
    UNDECIDED = "undecided"  # branches without judgement can still turn the outcome


@dataclass(frozen=True)
class Outcome:
    """A computed number, or the reason why there is none. Exactly one of the two."""

    value: Decimal | None = None
    reason: Reason = Reason.NONE

    def __post_init__(self) -> None:
        if (self.value is None) == (self.reason is Reason.NONE):
            raise ValueError(f"an outcome has a value or a reason: {self!r}")


@dataclass(frozen=True)
class Rank:
    """A competition rank (1, 2, 2, 4) among `of` branches; `tied` where another has the same."""

    place: int
    of: int
    tied: bool = False


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """One row of データ: a branch, a KPI, and all that follows from target and actual.

    Values are in the KPI's unit; differences of rates are points; `achievement_rate` is a ratio
    (1 = 100%). `figure` is the actual that was judged, `target` the plan's with the number that it comes to.
    `improved` is None where there is no change, or no direction to judge it by.
    """

    fiscal_year: FiscalYear
    branch_code: str
    kpi_code: str
    target: Target
    target_value: Decimal | None
    figure: Figure
    entry: Entry | None
    prior: Figure | None
    national: Decimal | None
    judgement: Judgement
    reason: Reason
    achievement_rate: Outcome
    target_difference: Outcome
    change_on_prior: Outcome
    improved: bool | None
    national_difference: Outcome
    rank: Rank | None

    @property
    def plain_target(self) -> Target:
        """The target with the number that it comes to and nothing else: 84.12以上 for 前年度以上."""
        if self.target_value is None or self.target.direction is Direction.DO:
            return self.target
        return Target(self.target.direction, Fixed(self.target_value), self.target.strict)

    @property
    def few_cases(self) -> tuple[Decimal, Decimal] | None:
        """The counts behind the figure where they are so few that they say more than it; None for none."""
        if self.entry is None or self.entry.is_adjusted or self.figure.value is None:
            return None
        part, whole = self.entry.numerator.value, self.entry.denominator.value
        return (part, whole) if part is not None and whole is not None and 0 < whole < FEW_CASES else None

    @property
    def is_missing(self) -> bool:
        """True where there is a target and no judgement because the figure has not come back."""
        return self.judgement is Judgement.NOT_JUDGED and self.figure.state is FigureState.MISSING

    @property
    def is_adjusted(self) -> bool:
        """True where head office's figure stands in for the branch's."""
        return self.entry is not None and self.entry.is_adjusted

    @property
    def reported(self) -> Figure:
        """The figure as the branch's return gives it, whatever head office made of it."""
        return self.figure if self.entry is None or self.entry.reported is None else self.entry.reported
