"""概要: one A4 landscape page for the director, on a grid of narrow columns.

Top to bottom: whether it got better and how far off it is; what has to be decided; pillars and blocks;
branches; what moved, and why. Counts are formulas over データ; the charts rest on a table beyond the page.
"""

from kpixl.books.addresses import column_name
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.overview.answers import LAST_ANSWER_ROW, write_answers
from kpixl.books.summary.overview.branches import write_branches
from kpixl.books.summary.overview.grid import BESIDE, CELL_WIDTH, GAP, GRID, PAGE_HEIGHT, SIZE, SMALL, room
from kpixl.books.summary.overview.highlights import write_highlights
from kpixl.books.summary.overview.open_decisions import write_open_decisions
from kpixl.books.summary.overview.pillars import write_pillars
from kpixl.books.summary.overview.tables import DRAWN
from kpixl.books.writing import styles
from kpixl.books.writing.sheet import Sheet
from kpixl.model.sheet_selection import MOST_LIVE_BRANCHES

_NOTE_HEIGHT = 17.0


def write_overview(frame: Frame) -> None:
    """Write the sheet."""
    words = frame.words
    sheet = frame.book.sheet(words("sheet.overview"))
    sheet.widths([CELL_WIDTH] * GRID)
    sheet.widths([16.0, *[9.0] * (len(DRAWN) + 1)], first=BESIDE)
    sheet.text(0, BESIDE, words("summary.chart_data"), styles.PAPER_NOTE)
    row = write_open_decisions(frame, sheet, LAST_ANSWER_ROW + 2)
    sheet.height(row + 1, GAP)
    row, total = write_pillars(frame, sheet, row + 2)
    write_answers(frame, sheet, total)
    sheet.height(row + 1, GAP)
    row = write_branches(frame, sheet, row + 2)
    sheet.height(row + 1, GAP)
    left = PAGE_HEIGHT - sheet.height_of(0, row + 1) - _NOTE_HEIGHT
    row = write_highlights(frame, sheet, row + 2, left) + 1
    _note(frame, sheet, row)
    sheet.raw.print_area(0, 0, row, GRID - 1)
    sheet.raw.hide_gridlines(2)
    sheet.raw.center_horizontally()
    sheet.page(frame.page())


def _note(frame: Frame, sheet: Sheet, row: int) -> None:
    words = frame.words
    as_made = words("summary.as_made")
    if not frame.book.live:
        as_made = words("summary.as_values", most=MOST_LIVE_BRANCHES, data=words("sheet.data"))
    beside = words("summary.data_beside", column=column_name(BESIDE))
    note = f"{as_made}{beside}{frame.adjusted_legend}"
    sheet.merge(row, 0, GRID - 1, note, styles.PAPER_NOTE, SMALL, {"text_wrap": True})
    sheet.height(row, styles.row_height([(note, room(GRID))], size=SIZE) - styles.ROW_PADDING)
