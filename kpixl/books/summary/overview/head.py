"""The head of 概要: what round it is, what its signs mean, and in a few sentences what the round comes to."""

from kpixl.books.summary.frame import Frame
from kpixl.books.summary.overview.grid import GRID, SMALL, room
from kpixl.books.summary.run_record import altered_formula
from kpixl.books.writing import styles
from kpixl.books.writing.sheet import Sheet
from kpixl.model.ledger import Receipt

_ABOUT, _CONCLUSION = 1, 2
HEAD_ROWS = 3
_HEIGHTS = (27.0, 17.0)  # of the title and of what it is about
_CONCLUDED: styles.Style = {"bold": True, "font_size": 11, "text_wrap": True, "valign": "vcenter"}


def write_head(frame: Frame, sheet: Sheet) -> None:
    """Write the first rows of the page."""
    words, settings = frame.words, frame.summary.plan.settings
    sheet.text(
        0, 0, words("summary.heading", year=frame.year) + _provisional(frame), styles.TITLE, {"font_size": 20}
    )
    contents = words("sheet.contents")
    if frame.book.has(contents):  # its place is next
        label = words("contents.to", sheet=contents)
        sheet.link(0, GRID - 1, contents, "A1", label, {"align": "right", **SMALL})
    about = words("summary.organisation", organisation=settings.organisation, round=settings.round_name)
    saved = frame.summary.last_saved
    as_of = words(f"summary.{'as_of' if saved else 'as_of_plan'}", date=saved or settings.date)
    sheet.text(_ABOUT, 0, f"{about}　{as_of}　{_coverage(frame)}")
    sheet.formula(_ABOUT, GRID - 1, altered_formula(frame), "", styles.ALTERED, SMALL, {"align": "right"})
    sheet.merge(_CONCLUSION, 0, GRID - 1, _conclusion(frame), _CONCLUDED)
    for row, height in enumerate((*_HEIGHTS, _conclusion_height(frame))):
        sheet.height(row, height)


def head_height(frame: Frame) -> float:
    """The height in points of those rows."""
    return sum(_HEIGHTS) + _conclusion_height(frame)


def legend(frame: Frame) -> str:
    """The signs of the page: of judgements, of what is missing, and of the minus where that is a triangle."""
    words = frame.words
    signs = [words("summary.legend"), words("summary.missing_mark", about=words("summary.legend_missing"))]
    if frame.minus != "-":
        signs.append(words("summary.minus_legend", minus=frame.minus))
    return "　".join(signs)


def _provisional(frame: Frame) -> str:
    """Of how many branches it is, while some have not returned; '' once all have."""
    receipts = [row.receipt for row in frame.summary.ledger]
    received = receipts.count(Receipt.RECEIVED)
    if received == len(receipts):
        return ""
    return frame.words("summary.provisional", received=received, total=len(receipts))


def _coverage(frame: Frame) -> str:
    receipts = [row.receipt for row in frame.summary.ledger]
    return frame.words(
        "summary.coverage", total=len(receipts), received=receipts.count(Receipt.RECEIVED),
        sent_back=receipts.count(Receipt.SENT_BACK), missing=receipts.count(Receipt.MISSING),
    )  # fmt: skip


def _conclusion(frame: Frame) -> str:
    return ("" if frame.japanese else " ").join(map(frame.say, frame.summary.conclusion))


def _conclusion_height(frame: Frame) -> float:
    size = _CONCLUDED["font_size"]
    return styles.row_height([(_conclusion(frame), room(GRID, size))], size=size)
