"""Which KPIs have a trend, over which fiscal years, and which lines a chart of it draws."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kpixl.model.aggregate import Aggregate, SeriesPoint
from kpixl.model.assessment import Assessment
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import AggregateRule, Kpi
from kpixl.model.plan import Plan
from kpixl.model.round_movement import SameBranches
from kpixl.model.trend import MOST_LINES, Axis, DrawnLine, Role, Trend, TrendLine, Trends
from kpixl.rules.assessment.comparison import improved
from kpixl.rules.assessment.series import aggregate_series, same_branches_series, series
from kpixl.rules.summary.trend_axes import chart_axis

MOST_YEARS = 10  # what a page has room for
_FEWEST_FIGURES = 2
_ENDS_AND_MIDDLE = 3

_Points = tuple[SeriesPoint, ...]


@dataclass(frozen=True)
class _Found:
    """A KPI's series before the fiscal years are known that all KPIs share."""

    kpi: Kpi
    aggregate: Aggregate | None
    rows: tuple[tuple[Assessment | SameBranches | None, _Points], ...]

    @property
    def first(self) -> int | None:
        """The first fiscal year of which there is a number."""
        years = (
            point.fiscal_year.year for _item, row in self.rows for point in row if point.value is not None
        )
        return min(years, default=None)


def find_trends(
    plan: Plan,
    assessments: Iterable[Assessment],
    aggregates: Iterable[Aggregate],
    same: Iterable[SameBranches] = (),
    *,
    shown: Collection[str] | None = None,
) -> Trends:
    """The trends of a round, KPIs in the plan's order.

    A KPI has one where a branch or the whole has numbers of two of the fiscal years shown: the last ten
    at most. It has the lines of the `shown` branches, of all without, and those that its chart draws.
    """
    items: dict[str, list[Assessment]] = defaultdict(list)
    for item in assessments:
        items[item.kpi_code].append(item)
    national = {item.kpi_code: item for item in aggregates if not item.block}
    alike = {item.kpi_code: item for item in same if not item.block}
    found = [
        _find(plan, kpi, items[kpi.code], national.get(kpi.code), alike.get(kpi.code)) for kpi in plan.kpis
    ]
    this = plan.settings.fiscal_year.year
    earliest = min((one.first for one in found if one.first is not None), default=this)
    begin = max(earliest, this - MOST_YEARS + 1)
    years = tuple(FiscalYear(year) for year in range(begin, this + 1))
    trends = (_trend(plan, one, years) for one in found)
    known = tuple(_lines_of(trend, shown) for trend in trends if _is_shown(trend))
    codes = {trend.kpi.code for trend in known}
    left_out = tuple(kpi for kpi in plan.kpis if kpi.code not in codes)
    return Trends(years=years, kpis=known, left_out=left_out, earlier=earliest < begin)


def _find(
    plan: Plan, kpi: Kpi, items: Sequence[Assessment], aggregate: Aggregate | None, same: SameBranches | None
) -> _Found:
    rows: list[tuple[Assessment | SameBranches | None, _Points]] = []
    points = aggregate_series(plan, aggregate) if aggregate else ()
    if any(point.value is not None for point in points):
        rows.append((None, points))
    # Where both years of the whole are published there is nothing to make comparable.
    if same and aggregate and aggregate.change.value is None:
        rows.append((same, same_branches_series(plan, same)))
    rows += [(item, series(plan, item)) for item in items]
    return _Found(kpi, aggregate, tuple(rows))


def _trend(plan: Plan, found: _Found, years: Sequence[FiscalYear]) -> Trend:
    lines = tuple(_line(found.kpi, item, points, years) for item, points in found.rows)
    since = found.kpi.comparable_since if found.kpi.comparable else plan.settings.fiscal_year
    changed = years.index(since) if since in years else None
    old = changed is not None and any(at < changed for line in lines for at in line.filled)
    drawn = _drawn(lines)
    rows = [plan.published(found.kpi.code, year) for year in years]
    targets = tuple(row.target if row else None for row in rows)
    axis, apart = _axis(found.kpi, drawn, targets), _axis_apart(found.kpi, drawn, targets)
    if axis is None:  # a whole without any branch beside it crushes none
        axis, apart = apart, None
    return Trend(
        kpi=found.kpi,
        lines=lines,
        changed=changed if old else None,
        aggregate=found.aggregate,
        drawn=drawn,
        axis=axis,
        targets=targets,
        axis_apart=apart,
    )


def _axis(kpi: Kpi, drawn: Sequence[DrawnLine], targets: Sequence[Decimal | None]) -> Axis | None:
    """The axis of the branches, and of the whole with its targets where that is no sum of theirs."""
    apart = kpi.aggregate is AggregateRule.SUM
    own = [one.line for one in drawn if not (apart and one.line.item is None)]
    values = [line.value(at) for line in own for at in line.filled]
    if values and not apart:
        values += [target for target in targets if target is not None]
    return chart_axis(values, kpi.decimals, kpi.minimum, kpi.maximum) if values else None


def _axis_apart(kpi: Kpi, drawn: Sequence[DrawnLine], targets: Sequence[Decimal | None]) -> Axis | None:
    """The axis of a whole that is a sum of the branches, from 0; None where it shares theirs."""
    lines = [one.line for one in drawn if one.line.item is None]
    if kpi.aggregate is not AggregateRule.SUM or not lines:
        return None
    values = [line.value(at) for line in lines for at in line.filled]
    values += [target for target in targets if target is not None]
    return chart_axis([Decimal(0), *values], kpi.decimals, Decimal(0))


def _line(
    kpi: Kpi, whose: Assessment | SameBranches | None, points: _Points, years: Sequence[FiscalYear]
) -> TrendLine:
    change = points[-1].change
    shown = points[-len(years) :]
    before = (None,) * (len(years) - len(shown))
    better = None if change.value is None else improved(kpi.direction, change.value)
    return TrendLine(
        item=whose if isinstance(whose, Assessment) else None,
        points=(*before, *shown),
        change=change,
        improved=better,
        same=whose if isinstance(whose, SameBranches) else None,
    )


def _lines_of(trend: Trend, shown: Collection[str] | None) -> Trend:
    """The trend with the whole's lines, those that are drawn, and those of these branches alone."""
    if shown is None:
        return trend
    drawn = {id(one.line) for one in trend.drawn}
    lines = (
        line
        for line in trend.lines
        if line.item is None or line.item.branch_code in shown or id(line) in drawn
    )
    return replace(trend, lines=tuple(lines))


def _is_shown(trend: Trend) -> bool:
    return any(len(line.filled) >= _FEWEST_FIGURES for line in trend.lines)


def _drawn(lines: Sequence[TrendLine]) -> tuple[DrawnLine, ...]:
    """Every line where they are few, else the whole with the best, the middle and the last branch.

    Where not all branches have both years, those that have stand for the whole, unless that is published.
    """
    filled = [line for line in lines if line.filled]
    if not any(len(places) > 1 for line in filled for places in line.segments):
        return ()
    wholes = [line for line in filled if line.item is None]
    published = [line for line in wholes if line.is_published]
    whole = [DrawnLine(Role.WHOLE, line) for line in (published or wholes)[-1:]]
    branches = [line for line in filled if line.item is not None]
    room = MOST_LINES - len(whole)
    if len(branches) <= room:
        return (*whole, *(DrawnLine(Role.BRANCH, line) for line in branches))
    return (*whole, *_ends_and_middle(branches, room))


def _ends_and_middle(branches: Sequence[TrendLine], room: int) -> list[DrawnLine]:
    """Three branches by this fiscal year's rank, or by its figure where the KPI has no better and worse.

    Of equal ones the first of the roster stands for the best and the middle, the last for the last. Where
    fewer than three have a figure this year, as many as there is room for are drawn: those first.
    """
    this = len(branches[0].points) - 1
    current = [line for line in branches if line.filled[-1] == this]
    places = {id(line): line.item.rank.place for line in current if line.item and line.item.rank}
    if len(current) < _ENDS_AND_MIDDLE:
        known = sorted(current, key=lambda line: places.get(id(line), 0))
        rest = [line for line in branches if line not in current]
        return [DrawnLine(Role.BRANCH, line) for line in (*known, *rest)[:room]]
    if places:
        roles = (Role.BEST, Role.MIDDLE, Role.LAST)
        ordered = sorted((line for line in current if id(line) in places), key=lambda line: places[id(line)])
    else:
        roles = (Role.HIGHEST, Role.MEDIAN, Role.LOWEST)
        ordered = sorted(current, key=lambda line: line.value(this), reverse=True)
    chosen = (ordered[0], ordered[(len(ordered) - 1) // 2], ordered[-1])
    return [DrawnLine(role, line) for role, line in zip(roles, chosen, strict=True)]
