"""What stands out, at the foot of 概要: four short lists side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from kpixl.books.summary.frame import DASH, Frame
from kpixl.books.writing import styles
from kpixl.books.writing.sheets import Sheet
from kpixl.model.assessment import Assessment
from kpixl.model.summary import KpiResult

_MOST = 3
_LISTS = 4
_VALUE_COLUMNS = 3
_SIZE = 9
_INDENT = 1.5  # characters


@dataclass(frozen=True)
class _Line:
    """A line of a list: what it is about, and its value as text."""

    about: str
    value: str
    item: Assessment | None = None  # the figure that it is about, where it is one


def write_highlights(frame: Frame, sheet: Sheet, top: int, columns: int, cell_width: float) -> int:
    """Write the lists over `columns` columns of that width; returns the last row."""
    words, found = frame.words, frame.summary.highlights
    lists: tuple[tuple[str, Sequence[_Line]], ...] = (
        ("most_achieved", [_kpi_line(frame, result) for result in found.most_achieved]),
        ("least_achieved", [_kpi_line(frame, result) for result in found.least_achieved]),
        ("improvements", [_move_line(frame, row) for row in found.improvements]),
        ("falls", [_move_line(frame, row) for row in found.falls]),
    )
    width = columns // _LISTS
    for number, (key, lines) in enumerate(lists):
        left, right = number * width, number * width + width - 1
        sheet.merge(top, left, right, words(f"summary.{key}"), styles.HEADER, {"align": "left", "indent": 1})
        for row in range(top + 1, top + 1 + _MOST):
            number_in_list = row - top - 1
            empty = _Line("" if number_in_list else DASH, "")
            line = lines[number_in_list] if number_in_list < len(lines) else empty
            style = {"font_size": _SIZE}
            about = {"right": 0, "indent": 1}
            sheet.merge(row, left, right - _VALUE_COLUMNS, line.about, styles.WRAP, style, about)
            at = right - _VALUE_COLUMNS + 1
            if line.item is not None:
                frame.link_evidence(sheet, row, at, line.item.branch_code, line.item.kpi_code)
            sheet.merge(row, at, right, line.value, styles.CENTRE, style, {"left": 0, "bold": True})
    room = (width - _VALUE_COLUMNS) * cell_width * styles.SIZE / _SIZE - _INDENT
    for number in range(_MOST):
        texts = [(lines[number].about, room) for _key, lines in lists if number < len(lines)]
        sheet.height(top + 1 + number, styles.row_height(texts, size=_SIZE, least=2))
    sheet.height(top, 20)
    return top + _MOST


def _kpi_line(frame: Frame, result: KpiResult) -> _Line:
    value = frame.words("summary.achieved_of", achieved=result.tally.achieved, of=result.tally.judged)
    return _Line(result.kpi.indicator, value)


def _move_line(frame: Frame, row: Assessment) -> _Line:
    kpi = frame.kpis[row.kpi_code]
    change = row.change_on_prior.value
    shown = "" if change is None else frame.signed(change, kpi)
    about = f"{frame.branches[row.branch_code].name}　{kpi.indicator}"
    if (row.branch_code, row.kpi_code) in frame.summary.doubtful:
        about = frame.words("summary.doubtful", about=about)
    return _Line(about, shown, row)
