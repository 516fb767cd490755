"""From a row of the 記入シート to an entry: every cell read, every conversion and every doubt noted."""

from kpixl.model.entries import Entry, Reading
from kpixl.model.figure import BLANK, UNREADABLE, Figure, FigureState
from kpixl.model.finding import FindingCode
from kpixl.model.kpi import JudgeOn, Kpi
from kpixl.model.rounding import round_half_up
from kpixl.model.submission import Field, RawCell, RawRow
from kpixl.model.target import Direction, Target
from kpixl.rules.figures.parse import is_error_value
from kpixl.rules.figures.rates import quotient, rate_differs
from kpixl.rules.returns.input_cells import STATES_WITHOUT_VALUE, read_count, read_input
from kpixl.rules.returns.inspection import Inspection, check_texts, row_text
from kpixl.rules.returns.period import check_as_of, check_period, check_remark
from kpixl.rules.returns.plausibility import check_plausibility
from kpixl.rules.targets.faults import TargetError
from kpixl.rules.targets.parse import parse_target
from kpixl.rules.targets.suggestions import nearest_form

_TEXTS = (Field.AS_OF, Field.REMARK, Field.NEXT_TARGET)


def read_entry(inspection: Inspection, kpi: Kpi, row: RawRow | None) -> Entry:
    """What the branch reports for a KPI; a blank entry where its row is gone."""
    branch, file = inspection.branch, inspection.submission.file
    if row is None:
        return Entry(branch_code=branch.code, kpi_code=kpi.code, figure=BLANK, file=file)
    takes_done = kpi.direction is Direction.DO
    cell = row.cells.get(Field.ACTUAL)
    actual = read_input(inspection, cell, kpi.unit, kpi=kpi.code, takes_done=takes_done)
    counts = []
    for name in (Field.NUMERATOR, Field.DENOMINATOR):
        label = kpi.numerator_label if name is Field.NUMERATOR else kpi.denominator_label
        count = Reading()
        if kpi.has_counts:
            count = read_count(inspection, row.cells.get(name), kpi=kpi.code, label=label)
        check_period(inspection, row.cells.get(name), count.as_of, kpi)
        counts.append(count.figure)
    numerator, denominator = counts
    figure = _figure(inspection, kpi, row, actual, numerator, denominator)
    check_texts(inspection, row, _TEXTS, kpi.code)
    remark = row_text(row, Field.REMARK)
    as_of = row_text(row, Field.AS_OF, inspection.plan.settings.language)
    check_period(inspection, cell, actual.as_of, kpi)
    check_as_of(inspection, row.cells.get(Field.AS_OF), as_of, kpi)
    check_remark(inspection, row.cells.get(Field.REMARK), remark, kpi)
    if figure.state is FigureState.BLANK:
        _blank(inspection, kpi, cell)
    often = inspection.plan.target(branch.code, kpi.code).frequency
    if figure.state is FigureState.DONE and often and often.needed > 1:
        target = kpi.stated(Target(Direction.DO, often))
        inspection.add(FindingCode.DONE_HOW_OFTEN, cell, kpi.code, seen=actual.typed, target=target)
    check_plausibility(inspection, kpi, cell, figure, remark, (numerator.value, denominator.value))
    return Entry(
        branch_code=branch.code,
        kpi_code=kpi.code,
        figure=figure,
        actual=actual,
        numerator=numerator,
        denominator=denominator,
        as_of=as_of or actual.as_of,
        remark=remark,
        next_target=_next_target(inspection, kpi, row),
        file=file,
        cell=cell,
    )


def _blank(inspection: Inspection, kpi: Kpi, cell: RawCell | None) -> None:
    """A blank actual of a KPI with a target; without the cell details it may be an error value as well."""
    if inspection.plan.target(inspection.branch.code, kpi.code).direction is Direction.NONE:
        return
    if inspection.submission.has_details:
        inspection.add(FindingCode.FIGURE_BLANK, cell, kpi.code)
    else:
        inspection.add(FindingCode.BLANK_OR_ERROR, cell, kpi.code, format=f".{inspection.submission.format}")


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
            parse_target(text, kpi, inspection.plan.settings.fiscal_year)
        except TargetError:
            cell = row.cells[Field.NEXT_TARGET]
            nearest = nearest_form(text, kpi)
            inspection.add(FindingCode.TARGET_PROPOSAL_UNREADABLE, cell, kpi.code, seen=text, nearest=nearest)
    return text
