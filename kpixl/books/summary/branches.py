"""支部別: an index of links with live counts, then one page per branch."""

from kpixl.books.addresses import area_name, cell_name
from kpixl.books.summary.branch_page import BranchPages, Strip
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.lists.sheets import HEADER_ROW
from kpixl.books.summary.printing import PrintedTable, print_table
from kpixl.books.writing import styles
from kpixl.model.assessment import Judgement
from kpixl.model.sheet_selection import MOST_BRANCH_SHEETS

_COUNTED = (Judgement.ACHIEVED, Judgement.NOT_ACHIEVED, Judgement.NOT_JUDGED)
_FIRST_COUNT = 4  # the column of the first of them in the index


def write_branches(frame: Frame) -> None:
    """支部別: an index of links, then one sheet per branch."""
    words, summary = frame.words, frame.summary
    index = frame.book.sheet(words("sheet.branch_index"))
    frame.title(index, f"{frame.year}　{words('sheet.branch_index')}", _index_note(frame))
    keys = (
        "branch_code",
        "branch",
        "block",
        "receipt",
        "achieved",
        "not_achieved",
        "not_judged",
        "achieved_share",
    )
    index.widths([11, 16, 12, 11, 10, 10, 10, 12])
    for column, key in enumerate(keys):
        index.text(HEADER_ROW, column, words(f"column.{key}"), styles.HEADER)
    index.height(HEADER_ROW, 26)
    for row, result in enumerate(summary.branches, start=HEADER_ROW + 1):
        branch, tally = result.branch, result.tally
        index.text(row, 0, branch.code, styles.CENTRE)
        index.link(row, 1, frame.sheet_names[branch.code], "A1", branch.name, styles.TEXT, styles.SHRINK)
        index.text(row, 2, branch.block, styles.CENTRE)
        index.text(row, 3, frame.receipt_text(result.ledger.receipt), styles.CENTRE)
        counts = (tally.achieved, tally.not_achieved, tally.not_judged)
        for column, (judgement, count) in enumerate(zip(_COUNTED, counts, strict=True), _FIRST_COUNT):
            formula = frame.count_formula(judgement, branch_code=branch.code)
            index.formula(row, column, formula, count, styles.CENTRE, {"num_format": "0"})
        achieved, not_achieved = (cell_name(row, _FIRST_COUNT + offset) for offset in (0, 1))
        frame.write_share(index, row, _FIRST_COUNT + len(_COUNTED), achieved, not_achieved, tally)
        index.height(row, 20)
    index.raw.freeze_panes(HEADER_ROW + 1, 2)
    if summary.branches:
        labels = [words(f"column.{key}") for key in keys]
        index.table((HEADER_ROW, 0, HEADER_ROW + len(summary.branches), len(keys) - 1), labels)
    index.raw.print_area(0, 0, HEADER_ROW + len(summary.branches), len(keys) - 1)
    table = PrintedTable(
        columns=len(keys), last=HEADER_ROW + len(summary.branches), head=(HEADER_ROW, HEADER_ROW)
    )
    print_table(frame, index, table)
    strip = None
    if not summary.is_condensed:  # a place among so many cannot be seen, and its cells are a column each
        strip = Strip(sheet=index, row=0, column=len(keys) + 1, branches=len(summary.branches))
        index.text(1, len(keys) + 1, words("summary.strip_data"), styles.PAPER_NOTE)
        strip.write()
    pages = BranchPages(frame, strip)
    for row, result in enumerate(summary.branches, start=HEADER_ROW + 1):
        if frame.book.has(frame.sheet_names[result.branch.code]):
            cells = [
                area_name(index.name, (row, at, row, at)) for at in range(_FIRST_COUNT, _FIRST_COUNT + 3)
            ]
            pages.write(result, cells)


def _index_note(frame: Frame) -> str:
    """That names are links; or which branches have a sheet to link to, and how to get one."""
    names = frame.sheet_names.values()
    count, total = sum(map(frame.book.has, names)), len(names)
    if count == total:
        return frame.words("summary.index_note")
    if count:
        return frame.words("summary.index_asked", count=count, total=total)
    return frame.words("summary.index_many", most=MOST_BRANCH_SHEETS, total=total)
