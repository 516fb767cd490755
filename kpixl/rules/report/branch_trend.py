"""What a report's picture of a KPI shows: the branch's line beside the whole's, its target, the persons."""

from decimal import Decimal

from kpixl.model.assessment import Assessment
from kpixl.model.kpi import Kpi
from kpixl.model.report import ReportTrend
from kpixl.model.summary import Summary
from kpixl.model.trend import Trend, TrendLine
from kpixl.model.unit import UnitKind
from kpixl.rules.figures.rates import counts_behind
from kpixl.rules.summary.trend_axes import chart_axis

_FEWEST_POINTS = 2


def branch_trend(summary: Summary, trend: Trend | None, kpi: Kpi, item: Assessment) -> ReportTrend | None:
    """The branch's line with the whole's; None where two of the branch's years cannot be joined.

    `kpi` is in the branch's own words, `item` its assessment.
    """
    if trend is None:
        return None
    lines_of = {line.item.branch_code if line.item else "": line for line in trend.lines}
    own, whole = lines_of.get(item.branch_code), lines_of.get("")
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
