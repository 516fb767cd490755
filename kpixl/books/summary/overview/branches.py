"""Branches on 概要, best first: a table and bars where they are few, else columns alone."""

from collections import Counter

from kpixl.books.summary.bars import bar_shares
from kpixl.books.summary.figure_texts import DASH
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.overview.grid import (
    BESIDE,
    GRID,
    ROW_HEIGHT,
    SMALL,
    TITLE_HEIGHT,
    pixels_across,
    pixels_down,
)
from kpixl.books.summary.overview.tables import (
    DRAWN,
    HEADER_HEIGHT,
    NAMES,
    SHARE_AT,
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

_LEFT = SHARE_AT + 3  # of the chart beside the table
_MOST_LISTED = 7  # branches that find room in a table of their own
_MOST_DRAWN = 60  # branches that can be told apart in a chart
_FEWEST_ROWS, _CHART_ROWS = 5, 8  # the height of the chart beside a short table, and alone
_LINK_COLUMNS = 8


def write_branches(frame: Frame, sheet: Sheet, top: int) -> int:
    """Write table and chart; returns the last row."""
    words, ranked = frame.words, frame.summary.ranked_branches
    few = len(ranked) <= _MOST_LISTED
    title = words(f"summary.{'by_branch' if few else 'chart_branches'}")
    if len(ranked) > _MOST_DRAWN:
        ends = _MOST_DRAWN // 2
        ranked = (*ranked[:ends], *ranked[-ends:])
        title = words("summary.chart_branches_ends", count=ends)
    sheet.text(top, 0, title, styles.SUBTITLE)
    sheet.height(top, TITLE_HEIGHT)
    first = top + 2 if few else top + 1
    last = first + len(ranked) - 1
    if few:
        write_header(frame, sheet, top + 1, "branch")
        places = Counter(result.place for result in ranked)
        for row, result in enumerate(ranked, start=first):
            _listed(frame, sheet, row, result, tied=places[result.place] > 1)
        bar_shares(sheet, first, last, SHARE_AT)
    else:
        _link_to_index(frame, sheet, top)
        write_drawn_header(frame, sheet, top, "branch")
        for row, result in enumerate(ranked, start=first):
            _drawn(frame, sheet, row, result)
    shown = max(len(ranked), _FEWEST_ROWS) if few else _CHART_ROWS
    for row in range(first, first + shown):
        sheet.height(row, ROW_HEIGHT)
    if few:
        sheet.text(top, _LEFT, words("summary.chart_branches"), styles.SUBTITLE)
    column, height = (_LEFT, HEADER_HEIGHT) if few else (0, 0.0)
    spot = Spot(
        row=top + 1,
        column=column,
        width=pixels_across(column),
        height=pixels_down(height + ROW_HEIGHT * shown),
        description=words("summary.chart_branches_alt"),
    )
    series = series_of(frame, first, last)
    chart = JudgementChart(categories=(first, BESIDE, last, BESIDE), series=series, upright=not few)
    judgement_chart(frame.book, sheet, chart, spot)
    return first + shown - 1


def _link_to_index(frame: Frame, sheet: Sheet, row: int) -> None:
    """The way to the branches' own sheets, where no table on the page has their names."""
    index, style = frame.words("sheet.branch_index"), {"align": "right", **SMALL}
    first = GRID - _LINK_COLUMNS
    sheet.merge(row, first, GRID - 1, "", style)
    if frame.book.has(index):
        sheet.link(row, first, index, "A1", frame.words("summary.to_branches", sheet=index), style)


def _listed(frame: Frame, sheet: Sheet, row: int, result: BranchResult, *, tied: bool) -> None:
    """A branch of the table: its place, marked where another shares it, its name as a link, its counts."""
    name = result.branch.name
    if result.ledger.receipt is not Receipt.RECEIVED:
        receipt = frame.receipt_text(result.ledger.receipt)
        name = frame.words("summary.branch_receipt", branch=name, receipt=receipt)
    place = DASH if result.place is None else f"{'＝' if tied else ''}{result.place}"
    sheet.text(row, 0, place, styles.CENTRE)
    sheet.merge(row, 1, NAMES - 1, "", styles.TEXT)
    sheet.link(row, 1, frame.sheet_names[result.branch.code], "A1", name, styles.TEXT, styles.SHRINK)
    code = result.branch.code
    cells = write_counts(frame, sheet, row, 0, result.tally, branch_code=code)
    write_drawn(frame, sheet, row, result.branch.name, result.tally, cells, branch_code=code)


def _drawn(frame: Frame, sheet: Sheet, row: int, result: BranchResult) -> None:
    """A branch of the chart alone."""
    code, tally = result.branch.code, result.tally
    counts = [frame.count_formula(judgement, branch_code=code).removeprefix("=") for judgement in DRAWN]
    write_drawn(frame, sheet, row, result.branch.name, tally, counts, branch_code=code)
