"""One input cell read as a figure, with everything that is to be said about how it was read."""

from kpixl.model.entries import Conversion, Reading
from kpixl.model.figure import UNREADABLE, FigureState
from kpixl.model.finding import FindingCode
from kpixl.model.message import Amount, message
from kpixl.model.submission import RawCell
from kpixl.model.unit import NO_UNIT, UNITS, Unit, UnitKind
from kpixl.rules.figures.cells import read_cell, written
from kpixl.rules.figures.folding import cell_text, fold
from kpixl.rules.figures.two_readings import readings_differ
from kpixl.rules.returns.inspection import Inspection, why_stale

_COUNTED = tuple(unit for unit in UNITS if unit.kind is UnitKind.COUNT)
_WITHOUT_FORMULAS = ("xlsb",)  # formats whose readers give values alone
_SAID_ELSEWHERE = (Conversion.FORMULA, Conversion.LEFT_OUT)  # in findings of their own
STATES_WITHOUT_VALUE = (
    FigureState.NONE,
    FigureState.UNSETTLED,
    FigureState.UNKNOWN,
    FigureState.SUPPRESSED,
)


def read_input(
    inspection: Inspection,
    cell: RawCell | None,
    unit: Unit,
    *,
    kpi: str = "",
    takes_done: bool = False,
    label: str = "",
) -> Reading:
    """The reading of an input cell; `label` says what is asked for where there is no unit."""
    if cell is None:
        return Reading()
    if readings_differ(cell, inspection.submission):
        inspection.add(
            FindingCode.READINGS_DIFFER, cell, kpi, seen=cell_text(cell.value), stored=cell.raw or "－"
        )
        return Reading(figure=UNREADABLE, typed=cell_text(cell.value))
    reading, refusal = read_cell(cell, unit, takes_done=takes_done)
    if refusal:
        inspection.add(refusal.kind, cell, kpi, seen=refusal.seen, unit=unit if unit.symbol else label)
        return reading
    value = reading.figure.value
    if value == 0 and inspection.submission.format in _WITHOUT_FORMULAS:
        inspection.add(FindingCode.ZERO_UNCERTAIN, cell, kpi, format=inspection.submission.format)
    if value is not None and reading.shown:
        inspection.add(
            FindingCode.SHOWN_OTHERWISE, cell, kpi, seen=reading.shown, stored=cell_text(cell.value),
            format=cell.number_format, read=Amount.as_typed(value, unit),
        )  # fmt: skip
    read = message(f"word.state.{reading.figure.state}") if value is None else value
    steps = [step for step in reading.conversions if step not in _SAID_ELSEWHERE]
    if cell.formula:
        shown = reading.typed if value is None else read
        reason = why_stale(inspection, cell)
        if reason:
            inspection.add(FindingCode.RESULT_STALE, cell, kpi, seen=cell.formula, read=shown, reason=reason)
        else:
            inspection.add(FindingCode.FORMULA_TYPED, cell, kpi, seen=cell.formula, read=shown)
    if steps:
        inspection.add(
            FindingCode.FIGURE_CONVERTED, cell, kpi, seen=reading.typed, read=read,
            conversions=tuple(message(f"word.conversion.{step}") for step in steps),
        )  # fmt: skip
    elif reading.figure.state in STATES_WITHOUT_VALUE:
        inspection.add(
            FindingCode.FIGURE_STATE, cell, kpi, seen=reading.typed,
            state=message(f"word.state.{reading.figure.state}"),
        )  # fmt: skip
    return reading


def read_count(inspection: Inspection, cell: RawCell | None, *, kpi: str, label: str) -> Reading:
    """A numerator or denominator, which may be typed with any unit of counting: 1,234人, 12件."""
    text = fold(written(cell)).partition("(")[0] if cell else ""  # 1,234人（令和6年度）
    unit = next((unit for unit in _COUNTED if text.endswith(unit.symbol)), NO_UNIT)
    return read_input(inspection, cell, unit, kpi=kpi, label=label)
