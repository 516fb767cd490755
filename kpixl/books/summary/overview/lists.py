"""The two lists at the foot of 概要: what rose the most, and what is missed again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kpixl.books.summary.figure_texts import DASH
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.overview.figures import name_of
from kpixl.books.summary.overview.grid import GRID, INDENT, INDENTED, SMALL, TITLE_HEIGHT, height_of, room
from kpixl.books.writing import styles
from kpixl.books.writing.sheet import Sheet
from kpixl.model.assessment import Assessment

_HALF = GRID // 2
_FROM_TO, _CHANGE = 4, 3  # columns of a list's values


@dataclass(frozen=True, kw_only=True)
class _Line:
    """A line of a list: what it is about, from what to what, and by how much."""

    about: str
    from_to: str = ""
    value: str = ""
    item: Assessment | None = None  # the figure that it is about, where it is one

    @property
    def columns(self) -> int:
        """How many columns are left for what it is about."""
        return _HALF - (_CHANGE if self.value else 0) - (_FROM_TO if self.from_to else 0)


def lists_height(frame: Frame, most: int) -> float:
    """The height in points of both lists with so many lines at most."""
    return TITLE_HEIGHT + sum(map(_height, _rows(_lists(frame), most)))


def write_lists(frame: Frame, sheet: Sheet, top: int, most: int) -> int:
    """Write the lists beside each other; returns the row below."""
    lists = _lists(frame)
    rows = _rows(lists, most)
    sheet.height(top, TITLE_HEIGHT)
    for number, key in enumerate(lists):
        span = number * _HALF, number * _HALF + _HALF - 1
        sheet.merge(top, *span, _title(frame, key, most), styles.HEADER, SMALL, INDENTED)
        for row, lines in enumerate(rows, start=top + 1):
            _write(frame, sheet, row, span, lines[number])
    for row, lines in enumerate(rows, start=top + 1):
        sheet.height(row, _height(lines))
    return top + 1 + len(rows)


def _lists(frame: Frame) -> Mapping[str, Sequence[_Line]]:
    """Both lists by the keys of their titles; one that has nothing says so."""
    return {
        "improvements": [_rise(frame, row) for row in frame.summary.highlights.improvements]
        or [_Line(about=DASH)],
        "missed_again": _missed_again(frame) or [_Line(about=DASH)],
    }


def _title(frame: Frame, key: str, most: int) -> str:
    """A list's title; of what got better also how many of how many stand in it."""
    shown, of = len(frame.summary.highlights.improvements[:most]), frame.summary.movement.improved
    if key == "improvements" and not shown:
        return frame.words("summary.no_improvements")
    return frame.words(f"summary.{key}", count=shown, of=of)


def _rows(lists: Mapping[str, Sequence[_Line]], most: int) -> list[list[_Line]]:
    """The lines that stand beside each other; a shorter list is filled with blanks."""
    longest = min(most, max(map(len, lists.values())))
    blank = _Line(about="")
    return [[lines[at] if at < len(lines) else blank for lines in lists.values()] for at in range(longest)]


def _rise(frame: Frame, item: Assessment) -> _Line:
    """A figure that got better: last year's and this year's, and the change."""
    kpi, texts = frame.kpis[item.kpi_code], frame.texts
    return _Line(
        about=f"{frame.branches[item.branch_code].name}　{name_of(frame, item)}",
        from_to=f"{texts.figure(item.prior, kpi)}→{texts.figure(item.figure, kpi)}",
        value=texts.kpi_change(item.change_on_prior, kpi),
        item=item,
    )


def _missed_again(frame: Frame) -> Sequence[_Line]:
    """The KPIs that branches miss two years running or longer; why there are none, where nobody can know."""
    words, again = frame.words, frame.summary.missed_again
    if not frame.summary.last_year.judged:
        return [_Line(about=words("summary.missed_again_unknown"))]
    return [
        _Line(
            about=words(
                "summary.missed_years", indicator=frame.kpis[item.kpi_code].indicator, years=item.years
            ),
            value=words("summary.branch_count", count=item.branches),
        )
        for item in again
    ]


def _height(lines: Sequence[_Line]) -> float:
    texts = [(line.about, room(line.columns) - INDENT) for line in lines]
    texts += [(line.from_to, room(_FROM_TO)) for line in lines]
    texts += [(line.value, room(_CHANGE)) for line in lines]
    return height_of(texts)


def _write(frame: Frame, sheet: Sheet, row: int, span: tuple[int, int], line: _Line) -> None:
    left, right = span
    at = left + line.columns
    open_right = {"right": 0} if line.value else {}
    sheet.merge(row, left, at - 1, line.about, styles.WRAP, SMALL, INDENTED, open_right)
    if line.from_to:
        inner: styles.Style = {"left": 0, "right": 0, "text_wrap": True}
        sheet.merge(row, at, at + _FROM_TO - 1, line.from_to, styles.CENTRE, SMALL, inner)
    if line.value:
        first = right - _CHANGE + 1
        bold: styles.Style = {"left": 0, "bold": True, "text_wrap": True}
        if line.item is not None:
            bold["font_color"] = styles.LINE_BLUE
            frame.link_evidence(sheet, row, first, line.item.branch_code, line.item.kpi_code)
        sheet.merge(row, first, right, line.value, styles.CENTRE, SMALL, bold)
