"""Activity figures beside each other: totals that the plan asks for, and parts that do not fill a whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from kpixl.model.entries import Entry
from kpixl.model.figure import Figure, FigureState
from kpixl.model.finding import FindingCode
from kpixl.model.kpi import Kpi
from kpixl.model.measure import PlannedActivity, row_key
from kpixl.model.narrative import ActivityFigure
from kpixl.model.rounding import exact_sum
from kpixl.model.submission import ActivityField, RawCell, RawRow
from kpixl.model.unit import UnitKind
from kpixl.rules.returns.activity_changes import check_change
from kpixl.rules.returns.inspection import Inspection

# The parts of each whole, by measure code and name of the whole.
_Parts = dict[tuple[str, str], dict[str, Decimal | None]]


def with_totals(
    figures: Sequence[ActivityFigure],
    planned: Iterable[PlannedActivity],
    counts: Mapping[str, Decimal | None],
) -> tuple[ActivityFigure, ...]:
    """The figures, a total that was left blank computed where the plan says of what it is the sum.

    `counts` are those of the KPIs, which may be parts of a total too.
    """
    found = {(item.measure_code, item.item): item.this_year.value for item in figures}
    sums = {key: _sum(parts) for key, parts in _totals(planned, found, counts).items()}
    return tuple(
        replace(item, this_year=Figure.of(total))
        if item.this_year.state is FigureState.BLANK
        and (total := sums.get((item.measure_code, item.item))) is not None
        else item
        for item in figures
    )


def kpi_counts(kpis: Iterable[Kpi], entries: Iterable[Entry]) -> dict[str, Decimal | None]:
    """What each KPI counts: its numerator, else the figure itself where that is no rate."""
    rates = {kpi.code for kpi in kpis if kpi.unit.kind is UnitKind.RATE}
    return {
        entry.kpi_code: entry.figure.value
        if entry.numerator.value is None and entry.kpi_code not in rates
        else entry.numerator.value
        for entry in entries
    }


def check_activities(
    inspection: Inspection,
    figures: Sequence[ActivityFigure],
    rows: Mapping[str, RawRow],
    counts: Mapping[str, Decimal | None],
) -> None:
    """Name what was left blank, in one finding; every whole that its parts do not come to, and every change.

    An activity of which only the change is known is not blank.
    """
    blank = [item for item in figures if item.this_year.state is item.change.state is FigureState.BLANK]
    cells = [rows[row_key(item.measure_code, item.item)].cells.get(ActivityField.THIS_YEAR) for item in blank]
    if blank:
        items = tuple(item.item for item in blank)
        inspection.add(FindingCode.ACTIVITY_BLANK, cells[0], items=items, count=len(items))
    found = {(item.measure_code, item.item): item.this_year.value for item in figures}
    parts: _Parts = {}
    for item in figures:
        if item.part_of:
            parts.setdefault((item.measure_code, item.part_of), {})[item.item] = item.this_year.value
    for (measure, name), of_it in parts.items():
        at = rows[row_key(measure, next(iter(of_it)))].cells.get(ActivityField.THIS_YEAR)
        _check_sum(inspection, at, name, found.get((measure, name), counts.get(name)), of_it)
    code = inspection.branch.code
    planned = (*inspection.plan.activities_of(code), *inspection.plan.kpi_parts_of(code))
    for (measure, name), of_it in _totals(planned, found, counts).items():
        if parts.get((measure, name)) == of_it:
            continue  # the same sum, checked already
        whole = rows.get(row_key(measure, name)) or rows.get(row_key(measure, next(iter(of_it))))
        at = whole.cells.get(ActivityField.THIS_YEAR) if whole else None
        _check_sum(inspection, at, name, found.get((measure, name), counts.get(name)), of_it)
    for item in figures:
        check_change(inspection, rows[row_key(item.measure_code, item.item)], item)


def _totals(
    planned: Iterable[PlannedActivity],
    found: Mapping[tuple[str, str], Decimal | None],
    counts: Mapping[str, Decimal | None],
) -> _Parts:
    """What each total is the sum of: activities of its measure, and the counts of KPIs."""
    totals: _Parts = {}
    for row in planned:
        if row.summed_into:
            value = found.get((row.measure_code, row.item), counts.get(row.item))
            totals.setdefault((row.measure_code, row.summed_into), {})[row.item] = value
    return totals


def _sum(parts: Mapping[str, Decimal | None]) -> Decimal | None:
    """The sum of parts that are all known; None where one is not."""
    known = [value for value in parts.values() if value is not None]
    return exact_sum(known) if len(known) == len(parts) else None


def _check_sum(
    inspection: Inspection,
    at: RawCell | None,
    name: str,
    whole: Decimal | None,
    parts: Mapping[str, Decimal | None],
) -> None:
    """Name a whole that its parts, of which there are several, do not come to."""
    total = _sum(parts)
    if whole is None or total is None or len(parts) == 1 or total == whole:
        return
    indicators = {kpi.code: kpi.indicator for kpi in inspection.kpis}
    inspection.add(
        FindingCode.ACTIVITY_PARTS_DIFFER, at, name if name in indicators else "",
        item=indicators.get(name, name), parts=tuple(indicators.get(part, part) for part in parts),
        whole=whole, total=total,
    )  # fmt: skip
