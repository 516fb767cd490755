"""達成状況: every branch against every KPI, with totals both ways as live formulas.

The longer list runs down the page: with few branches the KPIs do, with many the branches, so that
the sheet prints large enough to read in both cases.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from kpixl.books import look
from kpixl.books.data import colour_judgements, judgement_text
from kpixl.books.sheets import Sheet, cell_name
from kpixl.books.summary.frame import Frame
from kpixl.model.assessment import Assessment, Judgement
from kpixl.model.summary import Tally

_GROUP_ROW, _HEADER_ROW = 2, 3
_FIRST_ROW = _HEADER_ROW + 1
_COUNTED = (Judgement.ACHIEVED, Judgement.NOT_ACHIEVED, Judgement.NOT_JUDGED)
_CELL_WIDTH = 12.0
_MOST_ACROSS_ONE_PAGE = 16
_MOST_DOWN_ONE_PAGE = 32


@dataclass(frozen=True)
class Heading:
    """One line of the matrix: its code, its group (pillar or block), its label, its tally."""

    code: str
    group: str
    label: str
    tally: Tally


@dataclass(frozen=True)
class Axis:
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


@dataclass(frozen=True)
class Grid:
    """Which direction runs down the page, and what stands where the lines cross."""

    down: Axis
    across: Axis
    branches_down: bool
    items: Mapping[tuple[str, str], Assessment]

    def item(self, row: Heading, column: Heading) -> Assessment:
        """The assessment where two lines cross."""
        return self.items[(row.code, column.code) if self.branches_down else (column.code, row.code)]

    def edges(self, row: Heading | None, column: Heading | None = None) -> look.Style:
        """The lines that part pillars and blocks, above and to the left of a cell."""
        above = {"top": 2, "top_color": look.NAVY} if row and row.code in self.down.first_of_groups else {}
        beside = column and column.code in self.across.first_of_groups
        return above | ({"left": 2, "left_color": look.NAVY} if beside else {})

    @property
    def pages(self) -> tuple[int, int]:
        """How many pages wide and high it prints; 0 for as many as it takes."""
        wide = -(-len(self.across.headings) // _MOST_ACROSS_ONE_PAGE)
        return wide, int(wide == 1 and len(self.down.headings) <= _MOST_DOWN_ONE_PAGE)


def matrix_grid(frame: Frame) -> Grid:
    """Branches and KPIs of the summary, the longer list down the page."""
    branches, kpis = _axes(frame)
    by_branch = len(branches.headings) > len(kpis.headings)
    down, across = (branches, kpis) if by_branch else (kpis, branches)
    items = {(row.branch_code, row.kpi_code): row for row in frame.summary.assessments}
    return Grid(down, across, by_branch, items)


def write_matrix(frame: Frame) -> None:
    """Write the sheet."""
    words, summary = frame.words, frame.summary
    sheet = frame.book.sheet(words("sheet.matrix"))
    frame.title(
        sheet, f"{frame.year}　{words('sheet.matrix')}", words("summary.legend") + frame.adjusted_legend
    )
    grid = matrix_grid(frame)
    down, across = grid.down, grid.across
    first_column = 2
    last_column = first_column + len(across.headings) - 1
    last_row = _FIRST_ROW + len(down.headings) - 1
    labels = [*(judgement_text(judgement, words) for judgement in _COUNTED), words("column.achieved_share")]
    write_headings(
        frame, sheet, grid, _GROUP_ROW, [(9, labels[0]), (9, labels[1]), (11, labels[2]), (10, labels[3])]
    )
    for row, heading in enumerate(down.headings, start=_FIRST_ROW):
        write_label(sheet, row, heading, grid)
        for column, other in enumerate(across.headings, start=first_column):
            one = grid.item(heading, other)
            mark = look.MARKED_TEXT if one.is_adjusted else {}
            frame.write_judgement(sheet, row, column, one, mark, grid.edges(heading, other))
        area = f"{cell_name(row, first_column)}:{cell_name(row, last_column)}"
        _tally(frame, sheet, row, last_column + 1, area, heading.tally)
    _bottom(frame, sheet, across, last_row)
    everything = f"{cell_name(_FIRST_ROW, first_column)}:{cell_name(last_row, last_column)}"
    _tally(frame, sheet, last_row + 1, last_column + 1, everything, summary.total)
    colour_judgements(sheet, (_FIRST_ROW, first_column, last_row, last_column), words)
    sheet.raw.freeze_panes(_FIRST_ROW, first_column)
    wide, tall = grid.pages
    page = frame.page(wide=wide, tall=tall, repeat_rows=(_GROUP_ROW, _HEADER_ROW), repeat_columns=(0, 1))
    sheet.page(page)


def _axes(frame: Frame) -> tuple[Axis, Axis]:
    summary = frame.summary
    branches = tuple(
        Heading(result.branch.code, result.branch.block, result.branch.name, result.tally)
        for result in summary.branches
    )
    kpis = tuple(
        Heading(result.kpi.code, result.kpi.pillar, result.kpi.indicator, result.tally)
        for result in summary.kpis
    )
    return Axis("block", "branch", 13, 14, branches), Axis("pillar", "indicator", 20, 52, kpis)


def write_label(sheet: Sheet, row: int, heading: Heading, grid: Grid) -> None:
    """Group and label at the left of a line, and the line's height."""
    edges = grid.edges(heading)
    sheet.text(row, 0, heading.group, look.WRAP, {"align": "center", "font_size": 9}, edges)
    sheet.text(row, 1, heading.label, look.WRAP, {"bold": grid.branches_down}, edges)
    texts = [(heading.label, grid.down.label_width), (heading.group, grid.down.group_width)]
    sheet.height(row, look.row_height(texts))


def write_headings(
    frame: Frame, sheet: Sheet, grid: Grid, top: int, totals: Sequence[tuple[float, str]]
) -> None:
    """Two rows: the groups, and the labels with the (width, label) of the totals; and all widths."""
    words, down, across = frame.words, grid.down, grid.across
    widths = [width for width, _label in totals]
    sheet.widths([down.group_width, down.label_width, *[_CELL_WIDTH] * len(across.headings), *widths])
    for column, key in enumerate((down.group_key, down.label_key)):
        sheet.text(top, column, "", look.HEADER)
        sheet.text(top + 1, column, words(f"column.{key}"), look.HEADER)
    before = None
    for column, heading in enumerate(across.headings, start=2):
        edges = grid.edges(None, heading)
        shown = heading.group if heading.group != before else ""
        left = {"align": "left", "text_wrap": False, "right": 0, "left": 1 if shown else 0}
        sheet.text(top, column, shown, look.HEADER, left, edges)
        sheet.text(top + 1, column, heading.label, look.HEADER, {"font_size": 9}, edges)
        before = heading.group
    total = 2 + len(across.headings)
    for column, (_width, label) in enumerate(totals, start=total):
        sheet.text(top, column, words("column.total") if column == total else "", look.HEADER)
        sheet.text(top + 1, column, label, look.HEADER, {"font_size": 9})
    sheet.height(top, 20)
    texts = [(heading.label, _CELL_WIDTH) for heading in across.headings]
    sheet.height(top + 1, max(34, look.row_height(texts, size=9) + 8))


def _bottom(frame: Frame, sheet: Sheet, across: Axis, last_row: int) -> None:
    words = frame.words
    labels = [*(judgement_text(judgement, words) for judgement in _COUNTED), words("column.achieved_share")]
    for row, label in enumerate(labels, start=last_row + 1):
        sheet.text(row, 0, words("column.total") if row == last_row + 1 else "", look.HEADER)
        sheet.text(row, 1, label, look.HEADER, {"align": "left"})
        sheet.height(row, 20)
    for column, heading in enumerate(across.headings, start=2):
        area = f"{cell_name(_FIRST_ROW, column)}:{cell_name(last_row, column)}"
        _tally(frame, sheet, last_row + 1, column, area, heading.tally, downward=True)


def _tally(
    frame: Frame, sheet: Sheet, row: int, column: int, area: str, tally: Tally, *, downward: bool = False
) -> None:
    """The counts of an area of this sheet and the share achieved, to the right or downward."""
    places: Sequence[tuple[int, int]] = [
        (row + step, column) if downward else (row, column + step) for step in range(4)
    ]
    counts = (tally.achieved, tally.not_achieved, tally.not_judged)
    for place, judgement, count in zip(places, _COUNTED, counts, strict=False):
        text = judgement_text(judgement, frame.words)
        sheet.formula(
            *place, f'=COUNTIF({area},"{text}")', count, look.CENTRE, {"bold": True, "num_format": "0"}
        )
    achieved, missed = cell_name(*places[0]), cell_name(*places[1])
    frame.write_share(sheet, *places[3], achieved, missed, tally)
