"""What stands out, at the foot of 概要: what is missed again, what rose, what fell and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from kpixl.books.summary.figure_texts import DASH
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.overview.grid import GRID, SIZE, SMALL, room
from kpixl.books.writing import styles
from kpixl.books.writing.sheet import Sheet
from kpixl.model.assessment import Assessment

_MOST = 3
_VALUE_COLUMNS = 3
_ABOUT_FALL = 13  # columns for the branch and the KPI of a fall; its reason stands behind its value
_HALF = GRID // 2
_HEADER_HEIGHT = 18.0
_INDENT = 2.0  # half-width letters


@dataclass(frozen=True, kw_only=True)
class _Line:
    """A line of a list: what it is about, its value as text, and why where that is told."""

    about: str
    value: str = ""
    why: str = ""
    item: Assessment | None = None  # the figure that it is about, where it is one


def write_highlights(frame: Frame, sheet: Sheet, top: int, height: float) -> int:
    """Write the falls over the width of the page, and below them two lists; returns the last row.

    They have as many lines as the `height` in points has room for, from one to three.
    """
    found = frame.summary.highlights
    falls = [_move(frame, row, cause=True) for row in found.falls] or [_Line(about=DASH)]
    lists = {
        "improvements": [_move(frame, row) for row in found.improvements] or [_Line(about=DASH)],
        "missed_again": _missed_again(frame) or [_Line(about=DASH)],
    }
    above = [_height([(line.about, _ABOUT_FALL)]) for line in falls[:_MOST]]
    below = [
        _height([(lines[at].about, _HALF - _VALUE_COLUMNS) for lines in lists.values() if at < len(lines)])
        for at in range(_MOST)
    ]
    most_falls = most = _MOST
    while sum(above[:most_falls]) + sum(below[:most]) + 2 * _HEADER_HEIGHT > height:
        if most > 1:  # what fell is asked about first
            most -= 1
        elif most_falls > 1:
            most_falls -= 1
        else:
            break
    _title(frame, sheet, top, (0, GRID - 1), "falls")
    first = _ABOUT_FALL + _VALUE_COLUMNS
    for row, (line, points) in enumerate(zip(falls[:most_falls], above, strict=False), start=top + 1):
        _write(frame, sheet, row, (0, first - 1), line)
        sheet.merge(row, first, GRID - 1, line.why, styles.WRAP, SMALL, {"left": 0})
        sheet.height(row, points)
    row = top + 1 + len(falls[:most_falls])
    for at, (key, lines) in enumerate(lists.items()):
        span = at * _HALF, at * _HALF + _HALF - 1
        _title(frame, sheet, row, span, key)
        for number in range(most):
            line = lines[number] if number < len(lines) else _Line(about="")
            _write(frame, sheet, row + 1 + number, span, line)
            sheet.height(row + 1 + number, below[number])
    return row + most


def _height(texts: list[tuple[str, int]]) -> float:
    """The height of a line of lists whose texts stand over so many columns each."""
    height = styles.row_height([(text, room(columns) - _INDENT) for text, columns in texts], size=SIZE)
    return height - styles.ROW_PADDING + 2


def _title(frame: Frame, sheet: Sheet, row: int, span: tuple[int, int], key: str) -> None:
    label = {"align": "left", "indent": 1}
    sheet.merge(row, *span, frame.words(f"summary.{key}"), styles.HEADER, SMALL, label)
    sheet.height(row, _HEADER_HEIGHT)


def _write(frame: Frame, sheet: Sheet, row: int, span: tuple[int, int], line: _Line) -> None:
    left, right = span
    at = right - _VALUE_COLUMNS + 1
    sheet.merge(row, left, at - 1, line.about, styles.WRAP, SMALL, {"right": 0, "indent": 1})
    if line.item is not None:
        frame.link_evidence(sheet, row, at, line.item.branch_code, line.item.kpi_code)
    sheet.merge(row, at, right, line.value, styles.CENTRE, SMALL, {"left": 0, "bold": True})


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


def _move(frame: Frame, row: Assessment, *, cause: bool = False) -> _Line:
    kpi = frame.kpis[row.kpi_code]
    change = row.change_on_prior.value
    shown = "" if change is None else frame.signed(change, kpi)
    about = f"{frame.branches[row.branch_code].name}　{kpi.indicator}"
    if (row.branch_code, row.kpi_code) in frame.summary.doubtful:
        about = frame.words("summary.doubtful", about=about)
    return _Line(about=about, value=shown, why=_cause(frame, row, about) if cause else "", item=row)


def _cause(frame: Frame, row: Assessment, about: str) -> str:
    """What the branch says of a figure, on as many lines as its name takes, or that it says nothing."""
    cause = frame.cause_of(row)
    if not cause:
        return frame.words("summary.no_cause")
    told = frame.words("summary.cause", cause=cause)
    lines = styles.wrapped_lines(about, room(_ABOUT_FALL) - _INDENT)
    width = (room(GRID - _ABOUT_FALL - _VALUE_COLUMNS) - 2) * lines
    while styles.display_width(told) > width:
        told = f"{told.removesuffix('…')[:-1]}…"
    return told
