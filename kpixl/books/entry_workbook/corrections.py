"""What a correction workbook (差戻し) has beyond a template: marked cells, and 指摘一覧 as its first sheet.

A mark is a conditional format that holds while the cell still says what was found fault with: once the
branch has corrected the cell, colour and symbol go by themselves. The comment stays to be read.
"""

import datetime as dt
from collections.abc import Sequence

from kpixl.books.entry_workbook.formulas import in_row, quoted
from kpixl.books.entry_workbook.frame import EntryFrame
from kpixl.books.entry_workbook.layout import ARROW
from kpixl.books.writing import styles
from kpixl.books.writing.sheet import Sheet
from kpixl.model.entries import Correction
from kpixl.model.finding import Severity
from kpixl.model.submission import CellValue

_FILLS = {Severity.ERROR: styles.ORANGE, Severity.WARNING: styles.YELLOW, Severity.NOTE: styles.WHITE}
_LIST_WIDTHS = (5, 9, 34, 16, 26, 52, 52)
_LIST_KEYS = ("number", "severity", "indicator", "correct_cell", "typed", "message", "hint")
_FIRST_LIST_ROW = 5
_COMMENT_WIDTH, _COMMENT_LINE = 320, 17  # pixels


def mark_cell(
    frame: EntryFrame,
    sheet: Sheet,
    row: int,
    column: int,
    value: CellValue,
    corrections: Sequence[Correction],
) -> None:
    """Mark an input cell that holds `value` with what was found about it, the gravest first."""
    worst = min(corrections, key=lambda item: item.finding.severity.order).finding.severity
    here = in_row(column)
    symbol = frame.words(f"mark.{worst}").split()[0]
    rule = {"type": "formula", "criteria": f"={_unchanged(here, value)}"}
    style = {
        "bg_color": _FILLS[worst],
        "font_color": styles.BLACK,
        "num_format": f'"{symbol} "General;"{symbol} "-General;"{symbol} "General;"{symbol} "@',
    }
    sheet.condition((row, column, row, column), rule, style)
    lines = []
    for item in corrections:
        # One line each, whatever a branch typed: so a note that comes back is told from one of theirs.
        found = frame.words.render(item.finding, to_branch=True)
        lines.append(f"{frame.words(f'mark.{found.severity}')}: {' '.join(found.message.split())}")
        lines.append(f"{ARROW} {' '.join(found.hint.split())}")
    sheet.comment(row, column, "\n".join(lines), width=_COMMENT_WIDTH, line=_COMMENT_LINE)


def _unchanged(here: str, value: CellValue) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{here}={value!r}"
    text = str(value)
    if not text:
        return f'{here}=""'
    # Excel takes no text over 255 characters in a formula; the beginning tells as well.
    head = text[:100]
    return f"LEFT({here},{len(head)})={quoted(head)}"


def write_corrections(
    frame: EntryFrame, sheet: Sheet, corrections: Sequence[Correction], due: dt.date | None = None
) -> None:
    """指摘一覧: every finding of the return, with a link to the cell of this workbook that it is about.

    `due` is by when it is to be back, where head office has set a new day.
    """
    words, plan = frame.words, frame.plan
    sheet.widths(_LIST_WIDTHS)
    sheet.text(0, 0, words("correction.title", branch=frame.identity.branch_name), styles.TITLE)
    sheet.height(0, 28)
    errors = sum(item.finding.severity is Severity.ERROR for item in corrections)
    counts = words("correction.counts", errors=errors, others=len(corrections) - errors)
    sheet.text(1, 0, counts, styles.SUBTITLE)
    sheet.text(2, 0, words("correction.how_to"))
    if due:
        sheet.text(3, 0, words("correction.due", due=due), {"bold": True})
    for column, key in enumerate(_LIST_KEYS):
        sheet.text(_FIRST_LIST_ROW - 1, column, words(f"column.{key}"), styles.HEADER)
    sheet.height(_FIRST_LIST_ROW - 1, 24)
    for number, item in enumerate(corrections, start=1):
        row = _FIRST_LIST_ROW + number - 1
        found = words.render(item.finding, to_branch=True)
        kpi = plan.kpi(found.kpi)
        values = (found.message, found.hint.strip())
        sheet.number(row, 0, number, styles.CENTRE)
        sheet.text(
            row, 1, words(f"severity.{found.severity}"), styles.CENTRE, {"bg_color": _FILLS[found.severity]}
        )
        sheet.text(row, 2, kpi.indicator if kpi else words("correction.whole"), styles.WRAP)
        if found.cell:
            sheet.link(
                row,
                3,
                found.sheet,
                found.cell,
                f"{words(f'column.{item.field}')} {found.cell}",
                styles.CENTRE,
            )
        else:
            sheet.text(row, 3, "－", styles.CENTRE)
        sheet.text(row, 4, item.typed, styles.WRAP)
        for column, text in enumerate(values, start=5):
            sheet.text(row, column, text, styles.WRAP)
        texts = [(kpi.indicator if kpi else "", 34.0), (item.typed, 26.0), *((text, 52.0) for text in values)]
        sheet.height(row, styles.row_height(texts, least=2, padding=styles.FORM_PADDING))
    sheet.raw.freeze_panes(_FIRST_LIST_ROW, 0)
    frame.protect(sheet)
    sheet.raw.print_area(0, 0, _FIRST_LIST_ROW + len(corrections) - 1, len(_LIST_KEYS) - 1)
    sheet.page(frame.page(repeat_rows=(_FIRST_LIST_ROW - 1, _FIRST_LIST_ROW - 1)))
