"""補正 in the workbooks: what head office put in the place of which figure, as a sheet and as a note.

The master's sheet keeps the figure that would have counted, so that a stored master loses nothing.
"""

from collections.abc import Iterator, Sequence

from kpixl.books.master.fields import LABEL_ROW, About, write_keys
from kpixl.books.master.layout import ADJUSTMENTS
from kpixl.books.writing import styles
from kpixl.books.writing.sheet import Sheet, Value
from kpixl.books.writing.tables import Column, write_table
from kpixl.locale import Catalogue
from kpixl.model.assessment import Assessment
from kpixl.model.figure import MISSING, Figure
from kpixl.model.kpi import Kpi
from kpixl.model.plan import Plan
from kpixl.model.plan_figures import Adjustment
from kpixl.model.rounding import round_half_up

_NUMBERS = ("reported", "adjusted_value")
_MORE_DIGITS = 4  # a quotient compared unrounded has 28 of them
_Row = tuple[Assessment, Adjustment, Kpi]


def adjusted_rows(plan: Plan, rows: Sequence[Assessment]) -> list[_Row]:
    """The assessments whose figure head office adjusted, each with its adjustment and its KPI."""
    items = {(item.branch_code, item.code): item for item in plan.adjustments}
    found = []
    for row in rows:
        item, kpi = items.get((row.branch_code, row.kpi_code)), plan.kpi(row.kpi_code)
        if item and kpi and row.entry and row.entry.reported:
            found.append((row, item, kpi))
    return found


def adjustment_notes(plan: Plan, rows: Sequence[Assessment], words: Catalogue) -> dict[tuple[str, str], str]:
    """本部補正：62.2→62.3（理由、人、日付）, what データ says beside it, by branch code and KPI code."""
    return {
        (row.branch_code, row.kpi_code): words("text.adjusted")
        + words(
            "text.adjusted_how",
            reported=_figure_text(_reported(row), kpi, words),
            adjusted=_figure_text(row.figure, kpi, words),
            reason=item.reason,
            person=item.person,
            date=item.date,
        )
        for row, item, kpi in adjusted_rows(plan, rows)
    }


def write_keyed_adjustments(
    sheet: Sheet, plan: Plan, rows: Sequence[_Row], words: Catalogue
) -> list[list[Value]]:
    """Write the master's table, keys and all; returns the cells of its rows."""
    cells = [
        ADJUSTMENTS.cells(values, words, order) for order, values in enumerate(_values_of(plan, rows, words))
    ]
    _write(sheet, plan, rows, cells, ADJUSTMENTS.columns(words), top=LABEL_ROW)
    write_keys(sheet, ADJUSTMENTS)
    return cells


def write_adjustments(
    sheet: Sheet, plan: Plan, rows: Sequence[_Row], words: Catalogue, *, top: int = 0
) -> tuple[int, int, int, int]:
    """Write the summary's table: figure before and after, why, by whom and when; returns its area."""
    fields = ADJUSTMENTS.visible
    cells = [
        [field.cell(values[field.key], words) for field in fields] for values in _values_of(plan, rows, words)
    ]
    return _write(sheet, plan, rows, cells, ADJUSTMENTS.columns(words)[: len(fields)], top=top)


def _write(
    sheet: Sheet,
    plan: Plan,
    rows: Sequence[_Row],
    cells: Sequence[Sequence[Value]],
    columns: Sequence[Column],
    *,
    top: int,
) -> tuple[int, int, int, int]:
    area = write_table(sheet, columns, cells, top=top)
    for number, (_row, _item, kpi) in enumerate(rows):
        for key in _NUMBERS:
            at = ADJUSTMENTS.at(key)
            shape = {"num_format": styles.number_format(kpi.decimals, minus=plan.settings.minus)}
            sheet.value(area[0] + number, at, cells[number][at], styles.NUMBER, shape)
    sheet.raw.freeze_panes(area[0], ADJUSTMENTS.freeze)
    return area


def _values_of(plan: Plan, rows: Sequence[_Row], words: Catalogue) -> Iterator[dict[str, object]]:
    about = About(plan, words)
    for row, item, kpi in rows:
        reported = _reported(row)
        yield {
            "branch_code": row.branch_code,
            "branch": about.branch(row.branch_code),
            "kpi_code": kpi.code,
            "indicator": kpi.indicator,
            "unit": about.unit(kpi.code),
            "reported": reported.value,
            "reported_state": reported.state,
            "adjusted_value": words(f"word.state.{row.figure.state}")
            if row.figure.value is None
            else row.figure.value,
            "adjusted_reason": item.reason,
            "person": item.person,
            "date": item.date,
        }


def _reported(row: Assessment) -> Figure:
    return row.entry.reported or MISSING if row.entry else MISSING


def _figure_text(figure: Figure, kpi: Kpi, words: Catalogue) -> str:
    value = figure.value
    if value is None:
        return words(f"word.state.{figure.state}")
    most = kpi.decimals + _MORE_DIGITS
    exponent = value.normalize().as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) else 0
    shown = round_half_up(value, most) if digits > most else value
    return f"{shown:,.{max(kpi.decimals, min(digits, most))}f}"
