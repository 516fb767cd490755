"""What a report's picture of a KPI shows: the branch's line beside the whole's, its target, the persons.

A KPI of which only the counts are known has these in its picture.
"""

from decimal import Decimal

from kpixl.model.assessment import Assessment
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import Kpi
from kpixl.model.plan import Plan
from kpixl.model.report import CountSeries, CountTrend, ReportTrend
from kpixl.model.summary import Summary
from kpixl.model.trend import Trend, TrendLine
from kpixl.model.unit import UnitKind
from kpixl.rules.figures.rates import counts_behind
from kpixl.rules.summary.trend_axes import chart_axis
from kpixl.rules.summary.trends import MOST_YEARS

_FEWEST_POINTS = 2


def branch_trend(summary: Summary, trend: Trend | None, kpi: Kpi, item: Assessment) -> ReportTrend | None:
    """The branch's line with the whole's; None where two of the branch's years cannot be joined.

    `kpi` is in the branch's own words, `item` its assessment.
    """
    if trend is None:
        return None
    branches = {line.item.branch_code: line for line in trend.lines if line.item}
    own, whole = branches.get(item.branch_code), trend.whole
    # A figure of some of the branches is no measure for one of them, and a sum would crush its line.
    if trend.apart or (trend.aggregate and trend.aggregate.is_partial):
        whole = None
    if own is None or len(own.filled) < _FEWEST_POINTS:
        return None
    lines: list[TrendLine] = [own, *([whole] if whole else [])]
    values = [line.value(at) for line in lines for at in line.filled]
    values += [item.target_value] if item.target_value is not None else []
    is_counted = kpi.unit.kind is UnitKind.COUNT
    values += [Decimal(0)] if is_counted else []  # columns stand on zero
    return ReportTrend(
        branch=own,
        whole=whole,
        target=item.target_value,
        axis=chart_axis(values, kpi.decimals, kpi.minimum, kpi.maximum),
        is_counted=is_counted,
        persons=_persons(summary, kpi, item),
    )


def _persons(summary: Summary, kpi: Kpi, item: Assessment) -> tuple[Decimal | None, ...]:
    """The numerators behind the branch's rate by fiscal year; none of fewer than two years."""
    if not kpi.has_counts:
        return ()
    plan, found = summary.plan, list[Decimal | None]()
    for year in summary.trends.years:
        if year == plan.settings.fiscal_year:
            now = counts_behind(kpi, item)
            found.append(now[0] if now else None)
        else:
            row = plan.past(item.branch_code, kpi.code, year)
            found.append(row.numerator if row and row.denominator else None)
    return tuple(found) if sum(count is not None for count in found) >= _FEWEST_POINTS else ()


def count_trend(plan: Plan, kpi: Kpi, item: Assessment) -> CountTrend | None:
    """The counts of a KPI by fiscal year, the denominators first; None where none of them has two years.

    A year of another definition counted something else and is left out, as is one without any count.
    """
    if not kpi.has_counts:
        return None
    this = plan.settings.fiscal_year
    years = [FiscalYear(year) for year in range(this.year - MOST_YEARS + 1, this.year)]
    known = {year: _past_counts(plan, kpi, item, year) for year in years} | {this: _counts_now(kpi, item)}
    known = {year: pair for year, pair in known.items() if pair != (None, None)}
    if not known:
        return None
    begin = min(year.year for year in known)
    shown = tuple(FiscalYear(year) for year in range(begin, max(year.year for year in known) + 1))
    pairs = [known.get(year, (None, None)) for year in shown]
    found = (
        CountSeries(kpi.denominator_label, tuple(denominator for _numerator, denominator in pairs)),
        CountSeries(kpi.numerator_label, tuple(numerator for numerator, _denominator in pairs)),
    )
    series = tuple(one for one in found if any(count is not None for count in one.counts))
    values = [count for one in series for count in one.counts if count is not None]
    if all(sum(count is not None for count in one.counts) < _FEWEST_POINTS for one in series):
        return None
    return CountTrend(years=shown, series=series, axis=chart_axis([Decimal(0), *values], 0, Decimal(0)))


def _past_counts(
    plan: Plan, kpi: Kpi, item: Assessment, year: FiscalYear
) -> tuple[Decimal | None, Decimal | None]:
    row = plan.past(item.branch_code, kpi.code, year)
    return (row.numerator, row.denominator) if row and plan.is_comparable(kpi, year) else (None, None)


def _counts_now(kpi: Kpi, item: Assessment) -> tuple[Decimal | None, Decimal | None]:
    """This year's; beside a rate that they contradict they say something else."""
    if item.figure.value is not None:
        return counts_behind(kpi, item) or (None, None)
    entry = item.entry
    return (entry.numerator.value, entry.denominator.value) if entry else (None, None)
