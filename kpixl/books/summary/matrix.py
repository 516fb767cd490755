"""達成状況: every branch against every KPI, with totals both ways as live formulas.

The longer list runs down the page: with few branches the KPIs do, with many the branches, so that
the sheet prints large enough to read in both cases.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kpixl.books import look
from kpixl.books.data import colour_judgements, judgement_text
from kpixl.books.sheets import Sheet, cell_name
from kpixl.books.summary.frame import Frame, is_adjusted
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


def write_matrix(frame: Frame) -> None:
    """Write the sheet."""
    words, summary = frame.words, frame.summary
    sheet = frame.book.sheet(words("sheet.matrix"))
    frame.title(
        sheet, f"{frame.year}　{words('sheet.matrix')}", words("summary.legend") + frame.adjusted_legend
    )
    branches, kpis = _axes(frame)
    by_branch = len(branches.headings) > len(kpis.headings)
    down, across = (branches, kpis) if by_branch else (kpis, branches)
    items = {(row.branch_code, row.kpi_code): row for row in summary.assessments}

    def item(row: Heading, column: Heading) -> Assessment:
        return items[(row.code, column.code) if by_branch else (column.code, row.code)]

    first_column = 2
    last_column = first_column + len(across.headings) - 1
    last_row = _FIRST_ROW + len(down.headings) - 1
    _top(frame, sheet, down, across)
    for row, heading in enumerate(down.headings, start=_FIRST_ROW):
        sheet.text(row, 0, heading.group, look.WRAP, {"align": "center", "font_size": 9})
        sheet.text(row, 1, heading.label, look.WRAP, {"bold": by_branch})
        for column, other in enumerate(across.headings, start=first_column):
            one = item(heading, other)
            mark = (look.MARKED_TEXT,) if is_adjusted(one) else ()
            frame.write_judgement(sheet, row, column, one, *mark)
        area = f"{cell_name(row, first_column)}:{cell_name(row, last_column)}"
        _tally(frame, sheet, row, last_column + 1, area, heading.tally)
        texts = [(heading.label, down.label_width), (heading.group, down.group_width)]
        sheet.height(row, look.row_height(texts))
    _bottom(frame, sheet, across, last_row)
    everything = f"{cell_name(_FIRST_ROW, first_column)}:{cell_name(last_row, last_column)}"
    _tally(frame, sheet, last_row + 1, last_column + 1, everything, summary.total)
    colour_judgements(sheet, (_FIRST_ROW, first_column, last_row, last_column), words)
    sheet.raw.freeze_panes(_FIRST_ROW, first_column)
    wide = -(-len(across.headings) // _MOST_ACROSS_ONE_PAGE)
    tall = 1 if wide == 1 and len(down.headings) <= _MOST_DOWN_ONE_PAGE else 0
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


def _top(frame: Frame, sheet: Sheet, down: Axis, across: Axis) -> None:
    words = frame.words
    sheet.widths([down.group_width, down.label_width, *[_CELL_WIDTH] * len(across.headings), 9, 9, 11, 10])
    for column, key in enumerate((down.group_key, down.label_key)):
        sheet.text(_GROUP_ROW, column, "", look.HEADER)
        sheet.text(_HEADER_ROW, column, words(f"column.{key}"), look.HEADER)
    before = None
    for column, heading in enumerate(across.headings, start=2):
        shown = heading.group if heading.group != before else ""
        left = {"align": "left", "text_wrap": False, "right": 0, "left": 1 if shown else 0}
        sheet.text(_GROUP_ROW, column, shown, look.HEADER, left)
        sheet.text(_HEADER_ROW, column, heading.label, look.HEADER, {"font_size": 9})
        before = heading.group
    total = 2 + len(across.headings)
    labels = [*(judgement_text(judgement, words) for judgement in _COUNTED), words("column.achieved_share")]
    for column, label in enumerate(labels, start=total):
        sheet.text(_GROUP_ROW, column, words("column.total") if column == total else "", look.HEADER)
        sheet.text(_HEADER_ROW, column, label, look.HEADER, {"font_size": 9})
    sheet.height(_GROUP_ROW, 20)
    texts = [(heading.label, _CELL_WIDTH) for heading in across.headings]
    sheet.height(_HEADER_ROW, max(34, look.row_height(texts, size=9) + 8))


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
