"""What has to be decided: the first of it on 概要, all of it on a sheet with room for the answers."""

from collections.abc import Sequence
from dataclasses import replace

from kpixl.books.summary.frame import Frame
from kpixl.books.summary.overview.grid import GRID, ROW_HEIGHT, SMALL, TITLE_HEIGHT, height_of, room
from kpixl.books.summary.printing import PrintedTable, print_table
from kpixl.books.writing import styles
from kpixl.books.writing.sheet import Sheet
from kpixl.model.message import Message
from kpixl.model.summary import OpenDecision

_NUMBER, _LINK = 1, 5  # columns before and behind the sentence
_LINES = 2
_END = GRID - 1 - _LINK  # the last column of the sentence
_LINE: styles.Style = {"bottom": 4, "bottom_color": styles.RULE, "text_wrap": True, **SMALL}
_HEADER_ROW = 2
_LISTED = 3  # KPIs from which on they stand below each other
_KEYS, _WIDTHS = ("number", "to_decide", "particulars", "decided", "decided_by"), (6, 72, 20, 34, 18)


def write_open_decisions(frame: Frame, sheet: Sheet, top: int, most: int) -> int:
    """Write the most pressing below their title, over the width of the page; returns the last row."""
    words, decisions = frame.words, frame.summary.decisions
    sheet.text(top, 0, words("summary.decisions"), styles.SUBTITLE)
    sheet.height(top, TITLE_HEIGHT)
    if len(decisions) > most:
        more = words("summary.more_decisions", count=len(decisions) - most)
        _link(frame, sheet, top, "sheet.to_decide", more)
    for number, (text, height) in enumerate(_rows(frame, most)):
        row = top + 1 + number
        sheet.height(row, height)
        if not decisions:
            sheet.merge(row, 0, GRID - 1, text, _LINE)
            continue
        sheet.text(row, 0, str(number + 1), styles.SUBTITLE, _LINE, {"align": "center", "font_size": 11})
        sheet.merge(row, _NUMBER, _END, text, _LINE)
        _link(frame, sheet, row, f"sheet.{decisions[number].sheet}", line=_LINE)
    return top + len(_rows(frame, most))


def decisions_height(frame: Frame, most: int) -> float:
    """The height in points of so many of them at most, with their title."""
    return TITLE_HEIGHT + sum(height for _text, height in _rows(frame, most))


def _rows(frame: Frame, most: int) -> list[tuple[str, float]]:
    """The sentences, or the one that there is nothing to decide, each with the height of its row."""
    texts = [_shortened(frame, decision) for decision in frame.summary.decisions[:most]]
    return [
        (text, max(ROW_HEIGHT, height_of([(text, room(_END))])))
        for text in texts or [frame.words("summary.decision_none")]
    ]


def _shortened(frame: Frame, decision: OpenDecision) -> str:
    """Its sentence with as many names as two lines hold."""
    told = [frame.say(sentence) for sentence in (decision.sentence, *decision.shorter)]
    return next((text for text in told if styles.wrapped_lines(text, room(_END)) <= _LINES), told[-1])


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
        _row(sheet, _HEADER_ROW + number, (str(number), _told(frame, decision.sentence)))
        there = words(f"sheet.{decision.sheet}")
        sheet.link(_HEADER_ROW + number, 2, there, "A1", there, styles.WRAP)
    last = _HEADER_ROW + len(decisions)
    sheet.table((_HEADER_ROW, 0, last, len(_KEYS) - 1), labels)
    sheet.raw.freeze_panes(_HEADER_ROW + 1, 0)
    table = PrintedTable(columns=len(_KEYS), last=last, head=(_HEADER_ROW, _HEADER_ROW))
    print_table(frame, sheet, table)


def _told(frame: Frame, sentence: Message) -> str:
    """The sentence; of several KPIs each stands on a line of its own."""
    kpis = dict(sentence.details).get("kpis")
    if not isinstance(kpis, tuple) or len(kpis) < _LISTED:
        return frame.say(sentence)
    lines = "".join(f"\n・{frame.say(kpi)}" for kpi in kpis)
    details = tuple((name, lines if name == "kpis" else detail) for name, detail in sentence.details)
    return frame.say(replace(sentence, details=details)).replace(" \n", "\n")


def _row(sheet: Sheet, row: int, texts: Sequence[str]) -> None:
    number, sentence = texts
    sheet.text(row, 0, number, styles.CENTRE)
    sheet.text(row, 1, sentence, styles.WRAP)
    for column in range(3, len(_KEYS)):
        sheet.text(row, column, "", styles.WRAP)
    sheet.height(row, styles.row_height([(sentence, _WIDTHS[1])], least=2))
