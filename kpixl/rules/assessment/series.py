"""Figures over the fiscal years: gaps stay gaps, and nothing is joined across a change of definition."""

from collections.abc import Callable
from dataclasses import dataclass

from kpixl.model.aggregate import Aggregate, SeriesPoint
from kpixl.model.assessment import Assessment, Outcome, Reason
from kpixl.model.figure import Figure
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import AggregateRule, Kpi
from kpixl.model.plan import Plan
from kpixl.model.round_movement import SameBranches
from kpixl.rules.assessment.aggregates import Contribution, compute, scopes_of
from kpixl.rules.targets.judge import reason_of

_Found = tuple[Figure | None, AggregateRule]


def series(plan: Plan, item: Assessment) -> tuple[SeriesPoint, ...]:
    """A branch's figures for a KPI: those of 過年度, then this fiscal year's, which `item` has.

    Years ascend from the first one on file; a year of which nothing is on file is a point without a
    figure. This year is always the last point, even where the branch has not reported.
    """
    this = plan.settings.fiscal_year

    def figure_of(year: FiscalYear) -> _Found:
        row = plan.past(item.branch_code, item.kpi_code, year)
        return (item.figure if year == this else row.actual if row else None), AggregateRule.NONE

    return _Series(plan=plan, kpi=_kpi(plan, item.kpi_code), figure_of=figure_of).points()


def aggregate_series(plan: Plan, aggregate: Aggregate) -> tuple[SeriesPoint, ...]:
    """The figures of the whole or of a block: as published, else as computed from its branches.

    An earlier year is computed only where every branch has a figure of it. Figures that differ in what is
    in them begin a segment of their own: those of some of the branches, and a simple mean beside a
    published figure.
    """
    this, kpi = plan.settings.fiscal_year, _kpi(plan, aggregate.kpi_code)
    codes = next((scope.codes for scope in scopes_of(plan) if scope.block == aggregate.block), frozenset())

    def figure_of(year: FiscalYear) -> _Found:
        if year == this:
            return (None if aggregate.value is None else Figure.of(aggregate.value)), aggregate.basis
        row = plan.published(kpi.code, year, aggregate.block)
        if row is not None and row.actual is not None:
            return Figure.of(row.actual), AggregateRule.PUBLISHED
        return _computed(plan, kpi, codes, year)

    return _Series(plan=plan, kpi=kpi, figure_of=figure_of, is_partial=aggregate.is_partial).points()


def same_branches_series(plan: Plan, same: SameBranches) -> tuple[SeriesPoint, ...]:
    """The figures of the branches with both years, as far back as all of them have one."""
    settings, kpi = plan.settings, _kpi(plan, same.kpi_code)
    known = {settings.fiscal_year: same.now, settings.fiscal_year.prior: same.prior}

    def figure_of(year: FiscalYear) -> _Found:
        if year in known:
            return Figure.of(known[year]), kpi.aggregate
        return _computed(plan, kpi, same.codes, year)

    return _Series(plan=plan, kpi=kpi, figure_of=figure_of).points()


def _computed(plan: Plan, kpi: Kpi, codes: frozenset[str], year: FiscalYear) -> _Found:
    """An earlier year's figure of these branches, where all of them are in it."""
    rows = (plan.past(code, kpi.code, year) for code in sorted(codes))
    figure = compute(kpi, [Contribution.of_history(row) for row in rows if row])
    value = figure.outcome.value
    if value is None or figure.branches != codes:
        return None, AggregateRule.NONE
    return Figure.of(value), kpi.aggregate


@dataclass(frozen=True, kw_only=True)
class _Series:
    plan: Plan
    kpi: Kpi
    figure_of: Callable[[FiscalYear], _Found]
    is_partial: bool = False  # this year's figure, which then is none of all branches

    def points(self) -> tuple[SeriesPoint, ...]:
        points: list[SeriesPoint] = []
        found = self._found()
        for year, (figure, basis) in found.items():
            before = points[-1] if points else None
            known = next((one.basis for one in reversed(points) if one.value is not None), basis)
            broken = self._why_broken(year, before, differ=_differ(basis, known))
            segment = (before.segment if before else 1) + (broken is not Reason.NONE)
            points.append(
                SeriesPoint(
                    fiscal_year=year,
                    figure=figure,
                    segment=segment,
                    change=_change(figure, before, broken),
                    basis=basis,
                )
            )
        return tuple(points)

    def _found(self) -> dict[FiscalYear, _Found]:
        """What is on file of every year from the first one on file to this."""
        this = self.plan.settings.fiscal_year
        past = {year: self.figure_of(year) for year in self.plan.past_years}
        first = next((year for year, (figure, _basis) in past.items() if figure is not None), this)
        years = [FiscalYear(number) for number in range(first.year, this.year + 1)]
        return {year: past[year] if year in past else self.figure_of(year) for year in years}

    def _why_broken(self, year: FiscalYear, before: SeriesPoint | None, *, differ: bool) -> Reason:
        """Why nothing joins a year to the one before; NONE where they belong together."""
        if before is None:
            return Reason.NONE
        if self.plan.is_comparable(self.kpi, year) != self.plan.is_comparable(self.kpi, before.fiscal_year):
            return Reason.NOT_COMPARABLE
        part = year == self.plan.settings.fiscal_year and self.is_partial
        return Reason.BRANCHES_DIFFER if part or differ else Reason.NONE


def _differ(basis: AggregateRule, other: AggregateRule) -> bool:
    """True for a simple mean beside what is none: of sums and quotients the published figure is one, too."""
    known = {basis, other} - {AggregateRule.NONE}
    return len(known) > 1 and AggregateRule.MEAN in known


def _change(figure: Figure | None, before: SeriesPoint | None, broken: Reason) -> Outcome:
    if broken is not Reason.NONE:
        return Outcome(reason=broken)
    if figure is None or figure.value is None:
        return Outcome(reason=reason_of(figure) if figure else Reason.NO_FIGURES)
    if before is None or before.value is None:
        return Outcome(reason=Reason.NO_PRIOR)
    return Outcome(figure.value - before.value)


def _kpi(plan: Plan, code: str) -> Kpi:
    kpi = plan.kpi(code)
    if kpi is None:
        raise KeyError(code)
    return kpi
