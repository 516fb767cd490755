"""What has to be decided, on 概要: sentences, each with a link to the sheet that has the particulars."""

from kpixl.books.summary.frame import Frame
from kpixl.books.writing import styles
from kpixl.books.writing.sheets import Sheet

_MOST = 3
_NUMBER, _LINK = 1, 3  # columns before and behind the sentence
_SIZE = 9.5
_LINE: styles.Style = {"bottom": 4, "bottom_color": styles.RULE, "text_wrap": True, "font_size": _SIZE}


def write_decisions(frame: Frame, sheet: Sheet, top: int, first: int, last: int, width: float) -> list[float]:
    """Write the list below its title in columns of that width; returns the height that each row needs."""
    words, decisions = frame.words, frame.summary.decisions[:_MOST]
    sheet.text(top, first, words("summary.decisions"), styles.SUBTITLE)
    if not decisions:
        sheet.merge(top + 1, first, last, words("summary.decision_none"), _LINE)
        return [0.0] * _MOST
    heights = [0.0] * _MOST
    begin, end = first + _NUMBER, last - _LINK
    for number, decision in enumerate(decisions):
        row, there = top + 1 + number, words(f"sheet.{decision.sheet}")
        text = words.translate(decision.sentence)
        sheet.text(
            row, first, str(number + 1), styles.SUBTITLE, {**_LINE, "align": "center", "font_size": 11}
        )
        sheet.merge(row, begin, end, text, _LINE)
        small = {"align": "right", "font_size": 8}
        sheet.merge(row, end + 1, last, "", _LINE, small)
        if sheet.book.has(there):
            sheet.link(row, end + 1, there, "A1", f"→ {there}", _LINE, small)
        room = (end - begin + 1) * width * styles.SIZE / _SIZE
        heights[number] = styles.row_height([(text, room)], size=_SIZE)
    return heights
