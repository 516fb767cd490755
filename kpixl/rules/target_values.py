"""What a target comes to for one branch: its number, from the plan and the past years' actuals."""

from dataclasses import replace
from decimal import Decimal

from kpixl.model.figure import Figure, FigureState
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import Kpi
from kpixl.model.plan import Plan
from kpixl.model.target import (
    Conditional,
    Direction,
    Fixed,
    HigherOf,
    LowerOf,
    Mean,
    Prior,
    Reference,
    ResolvedTarget,
    Target,
)

UNRESOLVED = ResolvedTarget(None)


def resolve_target(plan: Plan, branch_code: str, kpi: Kpi) -> ResolvedTarget:
    """The number that a branch's actual is compared with, and what it rests on.

    A stated baseline counts before the actuals on file. Without one, actuals of earlier years count
    only where they have today's definition; where one of them is missing there is no number.
    """
    target = plan.target(branch_code, kpi.code)
    if target.reference is None:
        return UNRESOLVED
    return _Resolver(plan, branch_code, kpi, target.direction).resolve(target.reference)


class _Resolver:
    def __init__(self, plan: Plan, branch_code: str, kpi: Kpi, direction: Direction) -> None:
        self.plan, self.branch_code, self.kpi, self.direction = plan, branch_code, kpi, direction

    def resolve(self, reference: Reference) -> ResolvedTarget:
        match reference:
            case Fixed(value):
                return ResolvedTarget(value, reference)
            case Prior(baseline):
                return self._of_years(reference, 1, baseline)
            case Mean(years, baseline):
                return self._of_years(reference, years, baseline)
            case HigherOf(first, second):
                return self._one_of(first, second, higher=True)
            case LowerOf(first, second):
                return self._one_of(first, second, higher=False)
            case Conditional(usual, limit, instead):
                return self._conditional(usual, limit, instead)

    def _of_years(self, source: Prior | Mean, count: int, baseline: Decimal | None) -> ResolvedTarget:
        past = tuple((year, self._actual(year)) for year in self._years(count))
        if baseline is not None:
            return ResolvedTarget(baseline, source, past)
        known = [value for _year, value in past if value is not None]
        value = sum(known, Decimal(0)) / count if len(known) == count else None
        return ResolvedTarget(value, source, past)

    def _one_of(
        self, first: Fixed | Prior | Mean, second: Fixed | Prior | Mean, *, higher: bool
    ) -> ResolvedTarget:
        one, other = self.resolve(first), self.resolve(second)
        past = tuple(sorted({*one.past, *other.past}, key=lambda item: item[0], reverse=True))
        if one.value is None or other.value is None:
            return ResolvedTarget(None, None, past)
        chosen = one if (one.value >= other.value) is higher else other
        return replace(chosen, past=past)

    def _conditional(self, usual: Fixed, limit: Decimal, instead: Prior | Mean) -> ResolvedTarget:
        year = self.plan.settings.fiscal_year.prior
        prior = self._actual(year)
        if prior is None:
            return ResolvedTarget(None, None, ((year, None),))
        satisfied = prior <= limit if self.direction is Direction.AT_MOST else prior >= limit
        return self.resolve(instead) if satisfied else ResolvedTarget(usual.value, usual, ((year, prior),))

    def _years(self, count: int) -> list[FiscalYear]:
        """The fiscal years before this one, the latest first."""
        this = self.plan.settings.fiscal_year.year
        return [FiscalYear(this - number) for number in range(1, count + 1)]

    def _actual(self, year: FiscalYear) -> Decimal | None:
        row = self.plan.past(self.branch_code, self.kpi.code, year)
        return row.actual.value if row and self.plan.is_comparable(self.kpi, year) else None


def settle_target(target: Target, prior: Figure | None) -> Target:
    """A prior-year target without a baseline, with the prior actual written in as its baseline."""
    if isinstance(target.reference, Prior) and target.reference.baseline is None:
        baseline = prior.value if prior is not None and prior.state is FigureState.NUMBER else None
        if baseline is not None:
            return replace(target, reference=replace(target.reference, baseline=baseline))
    return target
