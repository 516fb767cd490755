"""人数: the head counts behind the rates, beside last year's and the planned ones."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kpixl.model.assessment import Outcome


@dataclass(frozen=True)
class Counts:
    """Persons (or cases) in the denominator and in the numerator."""

    denominator: Decimal
    numerator: Decimal


class CountScope(StrEnum):
    """Which branches a row is about."""

    BRANCH = "branch"  # one branch
    ALL = "all"  # all branches with counts of this year
    WITH_PRIOR = "with_prior"  # those of them with last year's too
    WITH_PLAN = "with_plan"  # those of them with planned counts


@dataclass(frozen=True, kw_only=True)
class HeadCount:
    """One branch, or a total over `branches`, for one KPI.

    `actual`, `prior` and `planned` are of the same branches, or None: what some of them lack has no sum.
    Rates are in the KPI's unit at its decimals; changes and differences follow from what stands beside
    them. `rate_change` has the reason where there is none. A branch's `prior_rate` is the one on file, with
    or without counts.
    """

    scope: CountScope
    branches: tuple[str, ...]
    actual: Counts | None
    prior: Counts | None
    planned: Counts | None
    rate: Decimal | None
    prior_rate: Decimal | None
    rate_change: Outcome

    @property
    def denominator_change(self) -> Decimal | None:
        """This year's denominator minus last year's."""
        return self.actual.denominator - self.prior.denominator if self.actual and self.prior else None

    @property
    def numerator_change(self) -> Decimal | None:
        """This year's numerator minus last year's."""
        return self.actual.numerator - self.prior.numerator if self.actual and self.prior else None

    @property
    def plan_difference(self) -> Decimal | None:
        """This year's numerator minus the planned one."""
        return self.actual.numerator - self.planned.numerator if self.actual and self.planned else None


@dataclass(frozen=True, kw_only=True)
class HeadCounts:
    """One KPI's head counts: a row per branch in roster order, then totals of two or more, the widest first.

    Branches without counts of this year and without planned ones have no row; `of` is the whole roster.
    """

    kpi_code: str
    rows: tuple[HeadCount, ...]
    totals: tuple[HeadCount, ...]
    of: int
