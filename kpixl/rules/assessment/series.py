"""Figures over the fiscal years: gaps stay gaps, and nothing is joined across a change of definition."""

from collections.abc import Callable
from dataclasses import dataclass

from kpixl.model.aggregate import Aggregate, SeriesPoint
from kpixl.model.assessment import Assessment, Outcome, Reason
from kpixl.model.figure import Figure
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import AggregateRule, Kpi
from kpixl.model.plan import Plan
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
    """The published figures of the whole or of a block; this year's as computed where none is published.

    A computed figure begins a segment of its own, unless every branch is in it and it is no simple
    mean: only then it is the figure that would be published.
    """
    this = plan.settings.fiscal_year

    def figure_of(year: FiscalYear) -> _Found:
        if year == this:
            return (None if aggregate.value is None else Figure.of(aggregate.value)), aggregate.basis
        row = plan.published(aggregate.kpi_code, year, aggregate.block)
        if row is None or row.actual is None:
            return None, AggregateRule.NONE
        return Figure.of(row.actual), AggregateRule.PUBLISHED

    whole = aggregate.coverage.complete and aggregate.rule is not AggregateRule.MEAN
    joined = whole or aggregate.basis in (AggregateRule.PUBLISHED, AggregateRule.NONE)
    return _Series(
        plan=plan, kpi=_kpi(plan, aggregate.kpi_code), figure_of=figure_of, this_year_joined=joined
    ).points()


@dataclass(frozen=True, kw_only=True)
class _Series:
    plan: Plan
    kpi: Kpi
    figure_of: Callable[[FiscalYear], _Found]
    this_year_joined: bool = True

    def points(self) -> tuple[SeriesPoint, ...]:
        points: list[SeriesPoint] = []
        found = self._found()
        for year, (figure, basis) in found.items():
            before = points[-1] if points else None
            broken = self._why_broken(year, before)
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

    def _why_broken(self, year: FiscalYear, before: SeriesPoint | None) -> Reason:
        """Why nothing joins a year to the one before; NONE where they belong together."""
        if before is None:
            return Reason.NONE
        if self.plan.is_comparable(self.kpi, year) != self.plan.is_comparable(self.kpi, before.fiscal_year):
            return Reason.NOT_COMPARABLE
        apart = year == self.plan.settings.fiscal_year and not self.this_year_joined
        return Reason.BRANCHES_DIFFER if apart else Reason.NONE


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
