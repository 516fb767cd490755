"""What has to be decided: the first of it on 概要, all of it on a sheet with room for the answers."""

from collections.abc import Sequence

from kpixl.books.summary.frame import Frame
from kpixl.books.summary.overview.grid import GRID, ROW_HEIGHT, SIZE, SMALL, TITLE_HEIGHT, room
from kpixl.books.summary.printing import PrintedTable, print_table
from kpixl.books.writing import styles
from kpixl.books.writing.sheet import Sheet

_MOST = 4  # on 概要
_NUMBER, _LINK = 1, 5  # columns before and behind the sentence
_LINE: styles.Style = {"bottom": 4, "bottom_color": styles.RULE, "text_wrap": True, **SMALL}
_HEADER_ROW = 2
_KEYS, _WIDTHS = ("number", "to_decide", "particulars", "decided", "decided_by"), (6, 72, 20, 34, 18)


def write_open_decisions(frame: Frame, sheet: Sheet, top: int) -> int:
    """Write the most pressing below their title, over the width of the page; returns the last row."""
    words, decisions = frame.words, frame.summary.decisions
    sheet.text(top, 0, words("summary.decisions"), styles.SUBTITLE)
    sheet.height(top, TITLE_HEIGHT)
    if not decisions:
        sheet.merge(top + 1, 0, GRID - 1, words("summary.decision_none"), _LINE)
        return top + 1
    if len(decisions) > _MOST:
        more = words("summary.more_decisions", count=len(decisions) - _MOST)
        _link(frame, sheet, top, "sheet.to_decide", more)
    end = GRID - 1 - _LINK
    row = top
    for number, decision in enumerate(decisions[:_MOST], start=1):
        row, text = top + number, words.translate(decision.sentence)
        sheet.text(row, 0, str(number), styles.SUBTITLE, _LINE, {"align": "center", "font_size": 11})
        sheet.merge(row, _NUMBER, end, text, _LINE)
        _link(frame, sheet, row, f"sheet.{decision.sheet}", line=_LINE)
        height = styles.row_height([(text, room(end - _NUMBER + 1))], size=SIZE)
        sheet.height(row, max(ROW_HEIGHT, height - styles.ROW_PADDING + 2))
    return row


def _link(
    frame: Frame, sheet: Sheet, row: int, key: str, before: str = "", line: styles.Style = SMALL
) -> None:
    there, first, style = frame.words(key), GRID - _LINK, {**line, "align": "right"}
    sheet.merge(row, first, GRID - 1, before, style)
    if frame.book.has(there):
        sheet.link(row, first, there, "A1", f"{before} → {there}".strip(), style)


def write_to_decide(frame: Frame) -> None:
    """判断事項: everything that has to be decided, with blank cells for what was; none where nothing has."""
    words, decisions = frame.words, frame.summary.decisions
    if not decisions:
        return
    sheet = frame.book.sheet(words("sheet.to_decide"))
    frame.title(sheet, f"{frame.year}　{words('sheet.to_decide')}", words("summary.to_decide_note"))
    sheet.widths(_WIDTHS)
    labels = [words(f"column.{key}") for key in _KEYS]
    for column, label in enumerate(labels):
        sheet.text(_HEADER_ROW, column, label, styles.HEADER)
    sheet.height(_HEADER_ROW, 26)
    for number, decision in enumerate(decisions, start=1):
        _row(sheet, _HEADER_ROW + number, (str(number), words.translate(decision.sentence)))
        there = words(f"sheet.{decision.sheet}")
        sheet.link(_HEADER_ROW + number, 2, there, "A1", there, styles.WRAP)
    last = _HEADER_ROW + len(decisions)
    sheet.table((_HEADER_ROW, 0, last, len(_KEYS) - 1), labels)
    sheet.raw.freeze_panes(_HEADER_ROW + 1, 0)
    table = PrintedTable(columns=len(_KEYS), last=last, head=(_HEADER_ROW, _HEADER_ROW))
    print_table(frame, sheet, table)


def _row(sheet: Sheet, row: int, texts: Sequence[str]) -> None:
    number, sentence = texts
    sheet.text(row, 0, number, styles.CENTRE)
    sheet.text(row, 1, sentence, styles.WRAP)
    for column in range(3, len(_KEYS)):
        sheet.text(row, column, "", styles.WRAP)
    sheet.height(row, styles.row_height([(sentence, _WIDTHS[1])], least=2))
