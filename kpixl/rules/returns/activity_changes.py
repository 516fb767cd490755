"""The change of an activity figure on last year's as the branch states it: it may be all that is known."""

from dataclasses import replace
from decimal import Decimal

from kpixl.model.entries import Conversion
from kpixl.model.figure import BLANK, UNREADABLE, Figure, FigureState
from kpixl.model.finding import FindingCode
from kpixl.model.measure import ChangeKind, PlannedActivity, unit_of_change
from kpixl.model.message import Amount, Detail, message
from kpixl.model.narrative import ActivityFigure
from kpixl.model.rounding import digits_after_point, round_half_up
from kpixl.model.submission import ActivityField, RawCell, RawRow
from kpixl.model.unit import NO_UNIT, Unit, UnitKind, find_unit
from kpixl.rules.figures.cells import shown_cell
from kpixl.rules.figures.changes import ChangeFault, ChangeText, parse_change
from kpixl.rules.figures.parse import read_figure
from kpixl.rules.returns.input_cells import read_input
from kpixl.rules.returns.inspection import Inspection

_PERCENT = Decimal(100)


def read_change(
    inspection: Inspection, cell: RawCell | None, item: PlannedActivity
) -> tuple[Figure, ChangeKind]:
    """The change that a cell states, and of which kind it is."""
    asked = item.change_kind
    if cell is None:
        return BLANK, asked
    shown = shown_cell(cell)
    is_percent = not isinstance(cell.value, str) and shown.endswith("%")
    said = parse_change(shown, item.unit, asked) if isinstance(cell.value, str) or is_percent else None
    if isinstance(said, ChangeFault):
        return _unclear(inspection, cell, item.item, said), asked
    kind = said.kind if said else asked
    if said is not None and said.in_words and not is_percent:
        figure = _in_words(inspection, cell, said, item.item)
    else:
        figure = read_input(inspection, cell, unit_of_change(kind, item.unit), label=item.item).figure
    value = figure.value
    is_counted = kind is ChangeKind.AMOUNT and item.unit.kind is UnitKind.COUNT
    if is_counted and value is not None and value != value.to_integral_value():
        return _unclear(inspection, cell, item.item, ChangeFault.FRACTION), asked
    return figure, kind


def _unclear(inspection: Inspection, cell: RawCell, item: str, fault: ChangeFault) -> Figure:
    why = message(f"word.change_unclear.{fault}")
    inspection.add(FindingCode.ACTIVITY_CHANGE_UNCLEAR, cell, seen=shown_cell(cell), item=item, why=why)
    return UNREADABLE


def _in_words(inspection: Inspection, cell: RawCell, said: ChangeText, item: str) -> Figure:
    """A change said in words (120件増), with the note about how it was read."""
    reading, refusal = read_figure(said.figure, said.unit)
    seen = shown_cell(cell)
    if refusal:
        unit = said.unit if said.unit.symbol else item
        inspection.add(refusal.kind, cell, seen=seen, unit=unit)
    elif reading.figure.value is not None:
        steps = (*reading.conversions, Conversion.CHANGE_WORDS)
        inspection.add(
            FindingCode.FIGURE_CONVERTED, cell, seen=seen, read=reading.figure.value,
            conversions=tuple(message(f"word.conversion.{step}") for step in dict.fromkeys(steps)),
        )  # fmt: skip
    return reading.figure


def by_its_change(item: ActivityFigure) -> ActivityFigure:
    """The figure; one that was left blank is last year's with the change, where both are amounts."""
    last, change = item.last_year.value, item.change.value
    if item.this_year.state is not FigureState.BLANK or last is None or change is None:
        return item
    return replace(item, this_year=Figure.of(last + change)) if _is_amount(item) else item


def check_change(inspection: Inspection, row: RawRow, item: ActivityFigure) -> None:
    """Name a change that is not the difference of the two figures, at the decimals that it is stated with."""
    this, last, stated = item.this_year.value, item.last_year.value, item.change.value
    if this is None or last is None or stated is None or (last == 0 and not _is_amount(item)):
        return
    computed = this - last if _is_amount(item) else (this - last) / abs(last) * _PERCENT
    if round_half_up(computed, digits_after_point(stated)) == stated:
        return
    if not _is_amount(item):
        computed = round_half_up(computed, digits_after_point(stated) + 1)
    unit = find_unit(item.unit, inspection.plan.units) or NO_UNIT
    inspection.add(
        FindingCode.ACTIVITY_CHANGE_DIFFERS, row.cells.get(ActivityField.CHANGE), item=item.item,
        stated=_said(stated, item.change_kind, unit), computed=_said(computed, item.change_kind, unit),
        this_year=Amount.as_typed(this, unit), last_year=Amount.as_typed(last, unit),
    )  # fmt: skip


def _said(change: Decimal, kind: ChangeKind, unit: Unit) -> Detail:
    """A change as it is said: 120件, 1.9％; of a rate in points."""
    amount = Amount.as_typed(change, unit_of_change(kind, unit))
    return amount.as_difference() if kind is ChangeKind.AMOUNT else amount


def _is_amount(item: ActivityFigure) -> bool:
    return item.change_kind is ChangeKind.AMOUNT
