"""概要: one A4 landscape page for the director, on a grid of narrow columns.

Top to bottom: what the round comes to, and whether it got better; the largest misses; what has to be
decided; pillars, blocks and branches; what moved, and why. Counts are formulas over データ; the chart of many
branches rests on a table beyond the page.
"""

from dataclasses import dataclass

from kpixl.books.addresses import cell_name
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.overview.answers import LAST_ANSWER_ROW, answers_height, write_answers
from kpixl.books.summary.overview.branches import CHART_HEIGHT, are_listed, draw_branches
from kpixl.books.summary.overview.figures import falls_table, misses_table
from kpixl.books.summary.overview.grid import (
    BESIDE,
    CELL_WIDTH,
    GAP,
    GRID,
    PAGE_HEIGHT,
    SMALL,
    height_of,
    room,
)
from kpixl.books.summary.overview.head import head_height, legend, write_head
from kpixl.books.summary.overview.lists import lists_height, write_lists
from kpixl.books.summary.overview.open_decisions import decisions_height, write_open_decisions
from kpixl.books.summary.overview.pillars import pillars_height, write_pillars
from kpixl.books.summary.overview.tables import DRAWN
from kpixl.books.writing import styles
from kpixl.books.writing.pagination import room_to_fit
from kpixl.model.sheet_selection import MOST_LIVE_BRANCHES

_GAPS = 4  # between the parts, and one more before a chart
_FEW, _MANY = 4, 3  # decisions, where branches are few or many: a chart takes the room of one


@dataclass(frozen=True, kw_only=True)
class _Share:
    """What of the page single figures have: misses, falls, lines of the lists, lines of branches' words."""

    misses: int
    falls: int
    listed: int
    cause_lines: int


# From the most generous to the least: what was missed is asked about first, and why.
_SHARES = tuple(
    _Share(misses=misses, falls=falls, listed=listed, cause_lines=cause_lines)
    for misses, falls, listed, cause_lines in (
        (5, 3, 3, 3), (5, 3, 2, 3), (5, 3, 1, 3), (5, 3, 1, 2), (5, 2, 1, 2), (4, 2, 1, 2), (5, 3, 1, 1),
        (5, 2, 1, 1), (4, 2, 1, 1), (3, 2, 1, 1), (3, 1, 1, 1), (2, 1, 1, 1),
    )
)  # fmt: skip


def write_overview(frame: Frame) -> None:
    """Write the sheet."""
    words, few = frame.words, are_listed(frame)
    sheet = frame.book.sheet(words("sheet.overview"))
    sheet.widths([CELL_WIDTH] * GRID)
    sheet.widths([16.0, *[9.0] * (len(DRAWN) + 1)], first=BESIDE)
    if not few or frame.summary.blocks:
        sheet.text(0, BESIDE, words("summary.chart_data"), styles.PAPER_NOTE)
    write_head(frame, sheet)
    sheet.height(LAST_ANSWER_ROW + 1, GAP)
    decisions, share = _share(frame)
    row = misses_table(frame, share.misses, share.cause_lines).write(sheet, LAST_ANSWER_ROW + 2)
    sheet.height(row, GAP)
    row = write_open_decisions(frame, sheet, row + 1, decisions) + 1
    sheet.height(row, GAP)
    row, total = write_pillars(frame, sheet, row + 1)
    write_answers(frame, sheet, total)
    sheet.height(row + 1, GAP)
    if not few:
        row = draw_branches(frame, sheet, row + 2)
        sheet.height(row + 1, GAP)
    row = falls_table(frame, share.falls, share.cause_lines).write(sheet, row + 2)
    row = write_lists(frame, sheet, row, share.listed)
    note = _note(frame)
    sheet.merge(row, 0, GRID - 1, note, styles.PAPER_NOTE, SMALL, {"text_wrap": True})
    sheet.height(row, _note_height(note))
    heights = [sheet.height_of(at, at) for at in range(row + 1)]
    sheet.height(row, _note_height(note) + room_to_fit(heights))
    sheet.raw.print_area(0, 0, row, GRID - 1)
    sheet.raw.hide_gridlines(2)
    sheet.raw.center_horizontally()
    sheet.page(frame.page())


def _share(frame: Frame) -> tuple[int, _Share]:
    """How many decisions, and the most generous share beside them, that the page has room for."""
    few = are_listed(frame)
    chart = 0.0 if few else CHART_HEIGHT + GAP
    parts = (
        head_height(frame), answers_height(frame), pillars_height(frame), chart, GAP * _GAPS,
        _note_height(_note(frame)),
    )  # fmt: skip
    left = PAGE_HEIGHT - sum(parts)
    for decisions in range(_FEW if few else _MANY, 0, -1):
        for share in _SHARES:
            misses = misses_table(frame, share.misses, share.cause_lines)
            falls = falls_table(frame, share.falls, share.cause_lines)
            tables = misses.height + falls.height + lists_height(frame, share.listed)
            if decisions_height(frame, decisions) + tables <= left:
                return decisions, share
    return 1, _SHARES[-1]


def _note(frame: Frame) -> str:
    """What the signs mean, what follows データ and what does not, and where the chart has its numbers."""
    words = frame.words
    as_made = words("summary.as_made")
    if not frame.book.live:
        as_made = words("summary.as_values", most=MOST_LIVE_BRANCHES, data=words("sheet.data"))
    beside = "" if are_listed(frame) else words("summary.chart_beside", cell=cell_name(0, BESIDE))
    return f"{legend(frame)}　{as_made}{beside}{frame.adjusted_legend}"


def _note_height(note: str) -> float:
    return height_of([(note, room(GRID))], gap=0)
