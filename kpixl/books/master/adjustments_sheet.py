"""補正 in the workbooks: what head office put in the place of which figure, as a sheet and as a note.

The master's sheet keeps the figure that would have counted, so that a stored master loses nothing.
"""

from collections.abc import Sequence

from kpixl.books.writing import styles
from kpixl.books.writing.sheets import Sheet, Value
from kpixl.books.writing.tables import Column, write_table
from kpixl.locale import Catalogue
from kpixl.locale.amounts import format_unit
from kpixl.model.assessment import Assessment
from kpixl.model.figure import MISSING, Figure
from kpixl.model.kpi import Kpi
from kpixl.model.plan import Adjustment, Plan
from kpixl.model.rounding import round_half_up

ADJUSTMENT_KEYS = (
    "branch_code",
    "branch",
    "kpi_code",
    "indicator",
    "unit",
    "reported",
    "reported_state",
    "adjusted_value",
    "adjusted_reason",
    "person",
    "date",
)
_WIDTHS = (11, 12, 26, 36, 8, 13, 13, 13, 44, 14, 13)
_WRAPPED = ("indicator", "adjusted_reason")
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
            date=f"{item.date:%Y/%m/%d}",
        )
        for row, item, kpi in adjusted_rows(plan, rows)
    }


def write_adjustments(
    sheet: Sheet, plan: Plan, rows: Sequence[_Row], words: Catalogue, *, top: int = 0
) -> None:
    """Write the table: figure before and after, why, by whom and when."""
    columns = [
        Column(words(f"column.{key}"), width, _style(key), wraps=key in _WRAPPED)
        for key, width in zip(ADJUSTMENT_KEYS, _WIDTHS, strict=True)
    ]
    branches = {branch.code: branch.name for branch in plan.branches}
    values = [_values(row, item, kpi, branches, words) for row, item, kpi in rows]
    area = write_table(sheet, columns, values, top=top)
    for number, (_row, _item, kpi) in enumerate(rows):
        for key in _NUMBERS:
            at = ADJUSTMENT_KEYS.index(key)
            shape = {"num_format": styles.number_format(kpi.decimals, minus=plan.settings.minus)}
            sheet.value(area[0] + number, at, values[number][at], styles.NUMBER, shape)
    sheet.raw.freeze_panes(top + 1, 2)


def _values(
    row: Assessment, item: Adjustment, kpi: Kpi, branches: dict[str, str], words: Catalogue
) -> list[Value]:
    reported, unit = _reported(row), kpi.unit
    return [
        row.branch_code,
        branches[row.branch_code],
        kpi.code,
        kpi.indicator,
        format_unit(unit, words.language),
        reported.value,
        words(f"word.state.{reported.state}"),
        words(f"word.state.{row.figure.state}") if row.figure.value is None else row.figure.value,
        item.reason,
        item.person,
        item.date,
    ]


def _reported(row: Assessment) -> Figure:
    return row.entry.reported or MISSING if row.entry else MISSING


def _style(key: str) -> styles.Style:
    if key == "date":
        return styles.DATE
    if key in _NUMBERS:
        return styles.NUMBER
    if key in _WRAPPED:
        return styles.WRAP
    return styles.CENTRE if key in ("branch_code", "unit", "reported_state", "person") else styles.TEXT


def _figure_text(figure: Figure, kpi: Kpi, words: Catalogue) -> str:
    value = figure.value
    if value is None:
        return words(f"word.state.{figure.state}")
    most = kpi.decimals + _MORE_DIGITS
    exponent = value.normalize().as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) else 0
    shown = round_half_up(value, most) if digits > most else value
    return f"{shown:,.{max(kpi.decimals, min(digits, most))}f}"
