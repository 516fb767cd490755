"""Activity figures beside each other: totals that the plan asks for, and parts that do not fill a whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from kpixl.model.entries import Entry
from kpixl.model.figure import BLANK, Figure, FigureState
from kpixl.model.finding import FindingCode
from kpixl.model.measure import PlannedActivity, row_key
from kpixl.model.narrative import ActivityFigure
from kpixl.model.rounding import exact_sum
from kpixl.model.submission import ActivityField, RawRow
from kpixl.rules.returns.activity_changes import check_change
from kpixl.rules.returns.inspection import Inspection


def with_totals(
    figures: Sequence[ActivityFigure], planned: Iterable[PlannedActivity]
) -> tuple[ActivityFigure, ...]:
    """The figures, a total that was left blank computed where the plan says of which items it is the sum."""
    totals: dict[tuple[str, str], list[str]] = {}
    for row in planned:
        if row.summed_into:
            totals.setdefault((row.measure_code, row.summed_into), []).append(row.item)
    found = {(item.measure_code, item.item): item.this_year for item in figures}
    done = []
    for item in figures:
        parts = totals.get((item.measure_code, item.item), [])
        values = [found.get((item.measure_code, part), BLANK).value for part in parts]
        known = [value for value in values if value is not None]
        if parts and item.this_year.state is FigureState.BLANK and len(known) == len(parts):
            item = replace(item, this_year=Figure.of(exact_sum(known)))  # noqa: PLW2901 - the row as it counts
        done.append(item)
    return tuple(done)


def check_activities(
    inspection: Inspection,
    figures: Sequence[ActivityFigure],
    rows: Mapping[str, RawRow],
    entries: Iterable[Entry],
) -> None:
    """Name what was left blank, in one finding; every whole that its parts do not come to, and every change.

    An activity of which only the change is known is not blank.
    """
    blank = [item for item in figures if item.this_year.state is item.change.state is FigureState.BLANK]
    cells = [rows[row_key(item.measure_code, item.item)].cells.get(ActivityField.THIS_YEAR) for item in blank]
    if blank:
        items = tuple(item.item for item in blank)
        inspection.add(FindingCode.ACTIVITY_BLANK, cells[0], items=items, count=len(items))
    wholes = {(item.measure_code, item.item): item.this_year.value for item in figures}
    counts = {entry.kpi_code: entry.numerator.value or entry.figure.value for entry in entries}
    parts: dict[tuple[str, str], list[ActivityFigure]] = {}
    for item in figures:
        if item.part_of:
            parts.setdefault((item.measure_code, item.part_of), []).append(item)
    for (measure, name), of_it in parts.items():
        whole = wholes.get((measure, name), counts.get(name))
        values = [item.this_year.value for item in of_it]
        known = [value for value in values if value is not None]
        if whole is None or len(known) < len(values) or len(known) == 1:
            continue
        total = exact_sum(known)
        if total != whole:
            _differs(inspection, rows, of_it, (name, whole, total))
    for item in figures:
        check_change(inspection, rows[row_key(item.measure_code, item.item)], item)


def _differs(
    inspection: Inspection,
    rows: Mapping[str, RawRow],
    parts: Sequence[ActivityFigure],
    seen: tuple[str, Decimal, Decimal],
) -> None:
    name, whole, total = seen
    kpi = next((kpi for kpi in inspection.kpis if kpi.code == name), None)
    row = rows[row_key(parts[0].measure_code, parts[0].item)]
    inspection.add(
        FindingCode.ACTIVITY_PARTS_DIFFER, row.cells.get(ActivityField.THIS_YEAR), kpi.code if kpi else "",
        item=kpi.indicator if kpi else name, parts=tuple(item.item for item in parts),
        whole=whole, total=total,
    )  # fmt: skip
