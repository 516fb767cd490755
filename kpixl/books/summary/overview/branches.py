"""Branches on 概要, best first: a table with bars in its cells where they are few, else columns."""

from collections import Counter

from kpixl.books.summary.bars import bar_shares
from kpixl.books.summary.figure_texts import DASH
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.overview.grid import (
    BESIDE,
    GRID,
    INDENT,
    INDENTED,
    ROW_HEIGHT,
    SMALL,
    TITLE_HEIGHT,
    height_of,
    pixels_across,
    pixels_down,
    room,
)
from kpixl.books.summary.overview.tables import (
    Columns,
    series_of,
    write_counts,
    write_drawn,
    write_drawn_header,
    write_header,
)
from kpixl.books.writing import styles
from kpixl.books.writing.charts import JudgementChart, Spot, judgement_chart
from kpixl.books.writing.sheet import Sheet
from kpixl.model.ledger import Receipt
from kpixl.model.summary import BranchResult

_MOST_LISTED = 7  # branches that find room in a table
_MOST_DRAWN = 60  # branches that can be told apart in a chart
_CHART_ROWS = 6  # the height of the chart
CHART_HEIGHT = TITLE_HEIGHT + _CHART_ROWS * ROW_HEIGHT
_LINK_COLUMNS = 8
_RANK, _NAME = 1, 3  # columns of a place and of a name


def are_listed(frame: Frame) -> bool:
    """True where the branches are so few that a table has them all."""
    return len(frame.summary.branches) <= _MOST_LISTED


def table_height(frame: Frame, row: BranchResult) -> float:
    """The height of a branch's row in the table."""
    return max(ROW_HEIGHT, height_of([(_name(frame, row), room(_NAME) - INDENT)], gap=0))


def list_branches(frame: Frame, sheet: Sheet, top: int, left: int) -> int:
    """The table of the branches below its title; returns its last row, and leaves the heights to others."""
    words, ranked = frame.words, frame.summary.ranked_branches
    at = Columns(left=left, counts=left + _RANK + _NAME)
    sheet.text(top, left, words("summary.by_branch"), styles.SUBTITLE)
    sheet.text(top + 1, left, words("column.rank"), styles.HEADER, SMALL)
    sheet.merge(top + 1, left + _RANK, at.counts - 1, words("column.branch"), styles.HEADER, SMALL)
    write_header(frame, sheet, top + 1, at)
    first = top + 2
    places = Counter(result.place for result in ranked)
    for row, result in enumerate(ranked, start=first):
        tied = places[result.place] > 1
        place = DASH if result.place is None else f"{'＝' if tied else ''}{result.place}"
        sheet.text(row, left, place, styles.CENTRE)
        sheet.merge(row, left + _RANK, at.counts - 1, "", styles.WRAP, INDENTED)
        code = result.branch.code
        sheet_name = frame.sheet_names[code]
        sheet.link(row, left + _RANK, sheet_name, "A1", _name(frame, result), styles.WRAP, SMALL, INDENTED)
        write_counts(frame, sheet, row, at, result.tally, branch_code=code)
    last = first + len(ranked) - 1
    bar_shares(sheet, first, last, at.share)
    return last


def _name(frame: Frame, result: BranchResult) -> str:
    """A branch's name, with what came back where that is not its return."""
    receipt, name = result.ledger.receipt, result.branch.name
    if receipt is Receipt.RECEIVED:
        return name
    return frame.words("summary.branch_receipt", branch=name, receipt=frame.receipt_text(receipt))


def draw_branches(frame: Frame, sheet: Sheet, top: int) -> int:
    """Write the chart of many branches below its title, its numbers beside the page; returns the last row."""
    words, ranked = frame.words, frame.summary.ranked_branches
    title = words("summary.chart_branches")
    if len(ranked) > _MOST_DRAWN:
        ends = _MOST_DRAWN // 2
        ranked = (*ranked[:ends], *ranked[-ends:])
        title = words("summary.chart_branches_ends", count=ends)
    sheet.text(top, 0, title, styles.SUBTITLE)
    sheet.height(top, TITLE_HEIGHT)
    _link_to_index(frame, sheet, top)
    write_drawn_header(frame, sheet, top, "branch")
    first = top + 1
    last = first + len(ranked) - 1
    for row, result in enumerate(ranked, start=first):
        write_drawn(frame, sheet, row, result.branch.name, result.tally, branch_code=result.branch.code)
    for row in range(first, first + _CHART_ROWS):
        sheet.height(row, ROW_HEIGHT)
    spot = Spot(
        row=first,
        column=0,
        width=pixels_across(0),
        height=pixels_down(ROW_HEIGHT * _CHART_ROWS),
        description=words("summary.chart_branches_alt"),
    )
    series = series_of(frame, first, last)
    chart = JudgementChart(categories=(first, BESIDE, last, BESIDE), series=series)
    judgement_chart(frame.book, sheet, chart, spot)
    return first + _CHART_ROWS - 1


def _link_to_index(frame: Frame, sheet: Sheet, row: int) -> None:
    """The way to the branches' own sheets, where no table on the page has their names."""
    index, style = frame.words("sheet.branch_index"), {"align": "right", **SMALL}
    first = GRID - _LINK_COLUMNS
    sheet.merge(row, first, GRID - 1, "", style)
    if frame.book.has(index):
        sheet.link(row, first, index, "A1", frame.words("summary.to_branches", sheet=index), style)
