"""From a row of the 記入シート to an entry: every cell read, every conversion and every doubt noted."""

from kpixl.model.detail import Amount, message
from kpixl.model.entry import Conversion, Entry, Reading
from kpixl.model.figure import BLANK, UNREADABLE, Figure, FigureState
from kpixl.model.finding import FindingCode
from kpixl.model.kpi import JudgeOn, Kpi
from kpixl.model.rounding import round_half_up
from kpixl.model.submission import Field, RawCell, RawRow
from kpixl.model.target import Direction
from kpixl.model.unit import NO_UNIT, UNITS, Unit, UnitKind
from kpixl.rules.figures.cells import read_cell, written
from kpixl.rules.figures.folding import cell_text, fold
from kpixl.rules.figures.parse import is_error_value
from kpixl.rules.figures.rates import quotient, rate_differs
from kpixl.rules.returns.inspection import Inspection, check_texts, row_text
from kpixl.rules.returns.period import check_period
from kpixl.rules.returns.plausibility import check_sense
from kpixl.rules.targets.grammar import TargetError
from kpixl.rules.targets.parse import parse_target
from kpixl.rules.targets.suggestions import nearest_form

_WITHOUT_FORMULAS = ("xlsb",)  # formats whose readers give values alone
_SAID_ELSEWHERE = (Conversion.FORMULA, Conversion.LEFT_OUT)  # in findings of their own
_TEXTS = (Field.AS_OF, Field.REMARK, Field.NEXT_TARGET)
STATES_WITHOUT_VALUE = (
    FigureState.NONE,
    FigureState.UNSETTLED,
    FigureState.UNKNOWN,
    FigureState.SUPPRESSED,
)


def read_entry(inspection: Inspection, kpi: Kpi, row: RawRow | None) -> Entry:
    """What the branch reports for a KPI; a blank entry where its row is gone."""
    branch, file = inspection.branch, inspection.submission.file
    if row is None:
        return Entry(branch.code, kpi.code, BLANK, file=file)
    takes_done = kpi.direction is Direction.DO
    cell = row.cells.get(Field.ACTUAL)
    actual = _read(inspection, kpi, cell, kpi.unit, takes_done=takes_done)
    counts = []
    for name in (Field.NUMERATOR, Field.DENOMINATOR):
        label = kpi.numerator_label if name is Field.NUMERATOR else kpi.denominator_label
        count = _read_count(inspection, kpi, row.cells.get(name), label) if kpi.has_counts else Reading()
        check_period(inspection, kpi, row.cells.get(name), count.as_of)
        counts.append(count.figure)
    numerator, denominator = counts
    figure = _figure(inspection, kpi, row, actual, numerator, denominator)
    check_texts(inspection, row, _TEXTS, kpi.code)
    remark = row_text(row, Field.REMARK)
    as_of = row_text(row, Field.AS_OF, inspection.plan.settings.language)
    check_period(inspection, kpi, cell, actual.as_of)
    check_period(inspection, kpi, row.cells.get(Field.AS_OF), as_of)
    if figure.state is FigureState.BLANK:
        _blank(inspection, kpi, cell)
    check_sense(inspection, kpi, cell, figure, remark)
    return Entry(
        branch.code,
        kpi.code,
        figure,
        actual,
        numerator,
        denominator,
        as_of or actual.as_of,
        remark,
        _next_target(inspection, kpi, row),
        file,
        cell,
    )


def _blank(inspection: Inspection, kpi: Kpi, cell: RawCell | None) -> None:
    """A blank actual of a KPI with a target; without the cell details it may be an error value as well."""
    if inspection.plan.target(inspection.branch.code, kpi.code).direction is Direction.NONE:
        return
    if inspection.submission.has_details:
        inspection.add(FindingCode.FIGURE_BLANK, cell, kpi.code)
    else:
        inspection.add(FindingCode.BLANK_OR_ERROR, cell, kpi.code, format=f".{inspection.submission.format}")


def _read(
    inspection: Inspection,
    kpi: Kpi,
    cell: RawCell | None,
    unit: Unit,
    *,
    takes_done: bool = False,
    label: str = "",
) -> Reading:
    if cell is None:
        return Reading()
    reading, refusal = read_cell(cell, unit, takes_done=takes_done)
    if refusal:
        inspection.add(refusal.kind, cell, kpi.code, seen=refusal.seen, unit=unit if unit.symbol else label)
        return reading
    value = reading.figure.value
    if value == 0 and inspection.submission.format in _WITHOUT_FORMULAS:
        format_ = inspection.submission.format
        inspection.add(FindingCode.ZERO_UNCERTAIN, cell, kpi.code, format=format_)
    if value is not None and reading.shown:
        inspection.add(
            FindingCode.SHOWN_OTHERWISE, cell, kpi.code, seen=reading.shown, stored=cell_text(cell.value),
            format=cell.number_format, read=Amount.as_typed(value, unit),
        )  # fmt: skip
    read = message(f"word.state.{reading.figure.state}") if value is None else format(value, "f")
    steps = [step for step in reading.conversions if step not in _SAID_ELSEWHERE]
    if cell.formula:
        shown = reading.typed if value is None else read
        old = inspection.submission.is_manual
        kind = FindingCode.RESULT_STALE if old else FindingCode.FORMULA_TYPED
        inspection.add(kind, cell, kpi.code, seen=cell.formula, read=shown)
    if steps:
        inspection.add(
            FindingCode.FIGURE_CONVERTED, cell, kpi.code, seen=reading.typed, read=read,
            conversions=tuple(message(f"word.conversion.{step}") for step in steps),
        )  # fmt: skip
    elif reading.figure.state in STATES_WITHOUT_VALUE:
        inspection.add(
            FindingCode.FIGURE_STATE, cell, kpi.code, seen=reading.typed,
            state=message(f"word.state.{reading.figure.state}"),
        )  # fmt: skip
    return reading


def _read_count(inspection: Inspection, kpi: Kpi, cell: RawCell | None, label: str) -> Reading:
    """A numerator or denominator, which may be typed with any unit of counting: 1,234人, 12件."""
    text = fold(written(cell)) if cell else ""
    counted = (unit for unit in UNITS if unit.kind is UnitKind.COUNT)
    unit = next((unit for unit in counted if text.endswith(unit.symbol)), NO_UNIT)
    return _read(inspection, kpi, cell, unit, label=label)


def _figure(
    inspection: Inspection,
    kpi: Kpi,
    row: RawRow,
    actual: Reading,
    numerator: Figure,
    denominator: Figure,
) -> Figure:
    """The figure that is judged: from the counts where both are numbers, else as typed.

    未確定 and the other states that a branch types stand, whatever the counts say.
    """
    if actual.figure.state in STATES_WITHOUT_VALUE:
        return actual.figure
    if numerator.value is None or denominator.value is None:
        if (numerator.state is FigureState.BLANK) != (denominator.state is FigureState.BLANK):
            missing = Field.NUMERATOR if numerator.state is FigureState.BLANK else Field.DENOMINATOR
            label = kpi.numerator_label if missing is Field.NUMERATOR else kpi.denominator_label
            cell = row.cells.get(missing) or row.cells.get(Field.ACTUAL)  # its column may be gone
            inspection.add(FindingCode.COUNT_MISSING, cell, kpi.code, seen=label)
        return actual.figure
    counts = {"numerator": numerator.value, "denominator": denominator.value}
    if denominator.value == 0:
        inspection.add(FindingCode.DENOMINATOR_ZERO, row.cells.get(Field.DENOMINATOR), kpi.code)
        return actual.figure
    exceeds = kpi.unit.symbol == "％" and numerator.value > denominator.value
    if exceeds or numerator.value < 0 or denominator.value < 0:
        inspection.add(FindingCode.NUMERATOR_EXCEEDS, row.cells.get(Field.NUMERATOR), kpi.code, **counts)
        return UNREADABLE
    if actual.figure.state is FigureState.UNREADABLE:
        return UNREADABLE
    exact = quotient(kpi, numerator.value, denominator.value)
    computed = round_half_up(exact, kpi.decimals)
    typed = actual.figure.value
    if typed is not None and rate_differs(kpi, numerator.value, denominator.value, typed):
        shown = kpi.amount(computed)
        cell = row.cells.get(Field.ACTUAL)
        inspection.add(FindingCode.RATE_DIFFERS, cell, kpi.code, seen=actual.typed, computed=shown, **counts)
    return Figure.of(computed if inspection.plan.settings.judge_on is JudgeOn.REPORTED else exact)


def _next_target(inspection: Inspection, kpi: Kpi, row: RawRow) -> str:
    text = row_text(row, Field.NEXT_TARGET)
    # An uncomputed formula and an error value have been named already.
    if text and not text.startswith("=") and not is_error_value(text):
        try:
            parse_target(text, kpi)
        except TargetError:
            cell = row.cells[Field.NEXT_TARGET]
            nearest = nearest_form(text, kpi)
            inspection.add(FindingCode.TARGET_PROPOSAL_UNREADABLE, cell, kpi.code, seen=text, nearest=nearest)
    return text
