"""達成状況: every branch against every KPI, with totals both ways as live formulas.

The longer list runs down the page: with few branches the KPIs do, with many the branches, so that
the sheet prints large enough to read in both cases.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from kpixl.books.addresses import cell_name
from kpixl.books.master.data_sheet import judgement_text
from kpixl.books.summary.figure_texts import DASH
from kpixl.books.summary.formulas.live import quoted
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.printing import PrintedTable, print_table
from kpixl.books.writing import styles
from kpixl.books.writing.pagination import column_breaks, stands_upright
from kpixl.books.writing.sheet import Sheet
from kpixl.model.assessment import Assessment, Judgement
from kpixl.model.summary import Tally

_GROUP_ROW, _HEADER_ROW = 2, 3
_FIRST_ROW = _HEADER_ROW + 1
_BLOCK_WIDTH = 14.0  # of the names of branches, and of blocks below them
_TITLE_SIZE = 14
_MOST_LINES, _WIDEST = 6, 30.0  # of the headings above the grid, before their columns grow, and how far
_PADDING = 0.7  # of a cell that is as wide as its longest word
_TITLE_ROWS = (28.0, 18.0)
TITLE_HEIGHT = sum(_TITLE_ROWS)
_GROUP_HEIGHT, _TOTAL_ROW = 20.0, 18.0
_COUNT_WIDTHS = {Judgement.ACHIEVED: 9.0, Judgement.NOT_ACHIEVED: 9.0, Judgement.NOT_JUDGED: 11.0}
_MISSING_WIDTH, _SHARE_WIDTH = 11.0, 10.0
_WITH_TOTALS = 4  # lines that stay with the totals
_NARROW_ROW = 15.0  # of a line that needs no more: as many branches as possible on one page


@dataclass(frozen=True, kw_only=True)
class Heading:
    """One line of the matrix: its code, its group (pillar or block), its label, its tally."""

    code: str
    group: str
    label: str
    tally: Tally


@dataclass(frozen=True, kw_only=True)
class MatrixAxis:
    """The lines of one direction, with the keys of their group's and label's column names."""

    group_key: str
    label_key: str
    group_width: float
    label_width: float
    headings: tuple[Heading, ...]

    @cached_property
    def first_of_groups(self) -> frozenset[str]:
        """The codes of the lines that begin a pillar or block, but for the very first."""
        pairs = pairwise(self.headings)
        return frozenset(heading.code for before, heading in pairs if heading.group != before.group)


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """Which direction runs down the page, and what stands where the lines cross."""

    down: MatrixAxis
    across: MatrixAxis
    cell_width: float
    branches_down: bool
    items: Mapping[tuple[str, str], Assessment]

    def item(self, row: Heading, column: Heading) -> Assessment:
        """The assessment where two lines cross."""
        return self.items[(row.code, column.code) if self.branches_down else (column.code, row.code)]

    def edges(self, row: Heading | None, column: Heading | None = None) -> styles.Style:
        """The lines that part pillars and blocks, above and to the left of a cell."""
        above = {"top": 2, "top_color": styles.NAVY} if row and row.code in self.down.first_of_groups else {}
        beside = column and column.code in self.across.first_of_groups
        return above | ({"left": 2, "left_color": styles.NAVY} if beside else {})

    def row_height(self, heading: Heading) -> float:
        """The height in points of a line."""
        texts = [(heading.label, self.down.label_width), (heading.group, self.down.group_width)]
        height = styles.row_height(texts)
        return _NARROW_ROW if self.branches_down and height == styles.row_height([]) else height


def round_matrix(frame: Frame) -> Matrix:
    """Branches and KPIs of the summary, the longer list down the page."""
    branches, kpis = _axes(frame)
    # Of very many branches the shown ones run down in any case: nobody reads so many columns.
    by_branch = frame.summary.is_condensed or len(branches.headings) > len(kpis.headings)
    down, across = (branches, kpis) if by_branch else (kpis, branches)
    items = {(row.branch_code, row.kpi_code): row for row in frame.summary.shown_assessments}
    cell_width = styles.display_width(frame.longest_judgement) + _PADDING
    longest = max((styles.display_width(heading.label) for heading in across.headings), default=0)
    cell_width = max(cell_width, min(longest / _MOST_LINES + 1, _WIDEST))
    return Matrix(down=down, across=across, cell_width=cell_width, branches_down=by_branch, items=items)


def write_matrix(frame: Frame) -> None:
    """Write the sheet."""
    words, summary = frame.words, frame.summary
    sheet = frame.book.sheet(words("sheet.matrix"))
    note = frame.legend + frame.adjusted_legend + frame.shown_note
    write_title(frame, sheet, words("sheet.matrix"), note)
    grid = round_matrix(frame)
    down, across = grid.down, grid.across
    first_column = 2
    last_column = first_column + len(across.headings) - 1
    last_row = _FIRST_ROW + len(down.headings) - 1
    totals = _totals(frame)
    write_headings(frame, sheet, grid, _GROUP_ROW, totals)
    for row, heading in enumerate(down.headings, start=_FIRST_ROW):
        write_label(sheet, row, heading, grid)
        for column, other in enumerate(across.headings, start=first_column):
            one = grid.item(heading, other)
            mark = styles.MARKED_TEXT if one.is_adjusted else {}
            frame.link_evidence(sheet, row, column, one.branch_code, one.kpi_code)
            frame.write_judgement(sheet, row, column, one, mark, grid.edges(heading, other))
        area = f"{cell_name(row, first_column)}:{cell_name(row, last_column)}"
        _tally(frame, sheet, row, last_column + 1, area, heading.tally)
    _bottom(frame, sheet, across, last_row)
    everything = f"{cell_name(_FIRST_ROW, first_column)}:{cell_name(last_row, last_column)}"
    _tally(frame, sheet, last_row + 1, last_column + 1, everything, summary.total)
    frame.colour_judgements(sheet, (_FIRST_ROW, first_column, last_row, last_column))
    below = len(totals)
    if summary.is_condensed:
        below += _write_blocks(frame, sheet, last_row + below + 1)
    sheet.raw.freeze_panes(_FIRST_ROW, first_column)
    print_matrix(frame, sheet, grid, (_GROUP_ROW, _HEADER_ROW), last_row + below, below)


def print_matrix(
    frame: Frame, sheet: Sheet, grid: Matrix, head: tuple[int, int], last: int, totals: int, *, least: int = 0
) -> None:
    """Set the sheet up for print; the last lines stay with the rows of totals below them.

    `least` is the number of columns that what stands above the grid takes.
    """
    first = head[1] + 1
    lines = range(first, max(first, last - totals - _WITH_TOTALS) + 1)
    beside = min(totals, len(_totals(frame)))  # below stand the blocks of very many branches, too
    columns, tail = max(2 + len(grid.across.headings) + beside, least), max(2, beside)
    widths, repeated = sheet.columns(columns), sheet.height_of(*head)
    upright = stands_upright(widths, sheet.height_of(0, last), repeated=repeated, keep=2, tail=tail)
    # What stands above the grid is not parted.
    upright = upright and column_breaks(widths, 2, tail, upright=True)[0] >= least
    _write_groups(sheet, head[0], grid, column_breaks(widths, 2, tail, upright=upright))
    table = PrintedTable(
        columns=columns, last=last, head=head, keep=2, tail=tail, starts=lines, upright=upright
    )
    print_table(frame, sheet, table)


def _write_groups(sheet: Sheet, row: int, grid: Matrix, begins: Sequence[int]) -> None:
    """The groups' names above their first columns, and again where a page begins.

    Where that is shows when all numbers have the room that they ask for.
    """
    before, ends = None, {*begins, 2 + len(grid.across.headings)}
    for column, heading in enumerate(grid.across.headings, start=2):
        shown = heading.group if heading.group != before or column in begins else ""
        right = 1 if column + 1 in ends else 0
        left = {"align": "left", "text_wrap": False, "right": right, "left": 1 if shown else 0}
        sheet.text(row, column, shown, styles.HEADER, left, grid.edges(None, heading))
        before = heading.group


def write_title(frame: Frame, sheet: Sheet, name: str, note: str) -> None:
    """The sheet's name over the columns that every page repeats, year and note to the right of them."""
    sheet.text(0, 0, name, styles.TITLE, {"font_size": _TITLE_SIZE})
    sheet.text(0, 2, frame.year, styles.SUBTITLE)
    sheet.text(1, 0, note, styles.PAPER_NOTE)
    frame.notes[sheet.name] = note
    sheet.height(0, _TITLE_ROWS[0])
    sheet.height(1, _TITLE_ROWS[1])


def _totals(frame: Frame) -> list[tuple[float, str]]:
    """The widths and labels of the totals: the counts, then the share achieved."""
    totals = [(width, judgement_text(judgement, frame.words)) for judgement, width in _COUNT_WIDTHS.items()]
    if frame.has_missing:
        about = frame.words("column.of_it_missing")
        totals.append((_MISSING_WIDTH, frame.words("summary.missing_mark", about=about)))
    return [*totals, (_SHARE_WIDTH, frame.words("column.achieved_share"))]


def _counts(frame: Frame, tally: Tally) -> list[int]:
    """The counts of the totals."""
    counts = [tally.achieved, tally.not_achieved, tally.not_judged]
    return [*counts, tally.missing] if frame.has_missing else counts


def _axes(frame: Frame) -> tuple[MatrixAxis, MatrixAxis]:
    summary = frame.summary
    codes = {branch.code for branch in summary.shown}
    branches = tuple(
        Heading(
            code=result.branch.code, group=result.branch.block, label=result.branch.name, tally=result.tally
        )
        for result in summary.branches
        if result.branch.code in codes
    )
    kpis = tuple(
        Heading(code=result.kpi.code, group=result.kpi.pillar, label=result.kpi.indicator, tally=result.tally)
        for result in summary.kpis
    )
    return MatrixAxis(
        group_key="block", label_key="branch", group_width=13, label_width=_BLOCK_WIDTH, headings=branches
    ), MatrixAxis(group_key="pillar", label_key="indicator", group_width=20, label_width=52, headings=kpis)


def write_label(sheet: Sheet, row: int, heading: Heading, grid: Matrix) -> None:
    """Group and label at the left of a line, and the line's height."""
    edges = grid.edges(heading)
    sheet.text(row, 0, heading.group, styles.WRAP, {"align": "center"}, edges)
    sheet.text(row, 1, heading.label, styles.WRAP, {"bold": grid.branches_down}, edges)
    sheet.height(row, grid.row_height(heading))


def headings_height(grid: Matrix) -> float:
    """The height in points of the two rows that `write_headings` writes."""
    texts = [(heading.label, grid.cell_width) for heading in grid.across.headings]
    return _GROUP_HEIGHT + max(34, styles.row_height(texts) + 8)


def write_headings(
    frame: Frame, sheet: Sheet, grid: Matrix, top: int, totals: Sequence[tuple[float, str]]
) -> None:
    """The labels with the (width, label) of the totals, below a row for the groups; and all widths."""
    words, down, across = frame.words, grid.down, grid.across
    widths = [width for width, _label in totals]
    sheet.widths([down.group_width, down.label_width, *[grid.cell_width] * len(across.headings), *widths])
    for column, key in enumerate((down.group_key, down.label_key)):
        sheet.text(top, column, "", styles.HEADER)
        sheet.text(top + 1, column, words(f"column.{key}"), styles.HEADER)
    for column, heading in enumerate(across.headings, start=2):
        sheet.text(top + 1, column, heading.label, styles.HEADER, grid.edges(None, heading))
    total = 2 + len(across.headings)
    sheet.center_across(top, total, total + len(totals) - 1, words("column.total"), styles.HEADER)
    for column, (_width, label) in enumerate(totals, start=total):
        sheet.text(top + 1, column, label, styles.HEADER)
    sheet.height(top, _GROUP_HEIGHT)
    sheet.height(top + 1, headings_height(grid) - _GROUP_HEIGHT)


def _bottom(frame: Frame, sheet: Sheet, across: MatrixAxis, last_row: int) -> None:
    for row, (_width, label) in enumerate(_totals(frame), start=last_row + 1):
        sheet.text(row, 0, frame.words("column.total") if row == last_row + 1 else "", styles.HEADER)
        sheet.text(row, 1, label, styles.HEADER, {"align": "left"})
        sheet.height(row, _TOTAL_ROW)
    for column, heading in enumerate(across.headings, start=2):
        area = f"{cell_name(_FIRST_ROW, column)}:{cell_name(last_row, column)}"
        _tally(frame, sheet, last_row + 1, column, area, heading.tally, downward=True)


def _write_blocks(frame: Frame, sheet: Sheet, top: int) -> int:
    """Below the totals: the share of each block's branches that achieved each KPI; returns how many rows."""
    summary, words = frame.summary, frame.words
    shape = {"num_format": styles.RATE_FORMAT}
    for row, result in enumerate(summary.blocks, start=top):
        label = words("summary.by_block") if row == top else ""
        sheet.text(row, 0, label, styles.HEADER, {"align": "left"})
        sheet.text(row, 1, result.block, styles.HEADER, {"align": "left"})
        sheet.height(row, styles.row_height([(result.block, _BLOCK_WIDTH), (label, _BLOCK_WIDTH - 1)]))
        for column, item in enumerate(summary.kpis, start=2):
            share = summary.block_tallies.get((result.block, item.kpi.code), Tally()).share
            sheet.value(row, column, DASH if share is None else share, styles.CENTRE, shape)
        total = 2 + len(summary.kpis)
        counts = _counts(frame, result.tally)
        for column, count in enumerate(counts, start=total):
            sheet.number(row, column, count, styles.CENTRE, {"bold": True, "num_format": "0"})
        overall = DASH if result.tally.share is None else result.tally.share
        sheet.value(row, total + len(counts), overall, styles.CENTRE, shape, {"bold": True})
    return len(summary.blocks)


def _tally(
    frame: Frame, sheet: Sheet, row: int, column: int, area: str, tally: Tally, *, downward: bool = False
) -> None:
    """The counts of an area of this sheet and the share achieved, to the right or downward."""
    counted = [
        f"COUNTIF({area},{quoted(judgement_text(judgement, frame.words))})" for judgement in _COUNT_WIDTHS
    ]
    if frame.has_missing:  # what has not come back is not judged, and says so in words of its own
        missing = f"COUNTIF({area},{quoted(frame.missing_mark)})"
        counted = [*counted[:-1], f"{counted[-1]}+{missing}", missing]
    places = [(row + step, column) if downward else (row, column + step) for step in range(len(counted) + 1)]
    shape = {"bold": True, "num_format": "0"}
    for place, formula, count in zip(places[:-1], counted, _counts(frame, tally), strict=True):
        sheet.formula(*place, f"={formula}", count, styles.CENTRE, shape)
    achieved, not_achieved = cell_name(*places[0]), cell_name(*places[1])
    frame.write_share(sheet, *places[-1], achieved, not_achieved, tally)
