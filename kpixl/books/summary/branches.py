"""支部別: an index of links with live counts, then one sheet per branch."""

from operator import attrgetter

from kpixl.books import look
from kpixl.books.sheets import area_name, cell_name
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.lists import BRANCH_COLUMNS, GROUP, HEADER_ROW, PAGE, write_rows
from kpixl.books.summary.live import quoted
from kpixl.model.assessment import Judgement
from kpixl.model.selection import MOST_BRANCH_SHEETS
from kpixl.model.summary import BranchResult

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
        index.text(HEADER_ROW, column, words(f"column.{key}"), look.HEADER)
    index.height(HEADER_ROW, 26)
    for row, result in enumerate(summary.branches, start=HEADER_ROW + 1):
        branch, tally = result.branch, result.tally
        index.text(row, 0, branch.code, look.CENTRE)
        index.link(row, 1, frame.sheet_names[branch.code], "A1", branch.name, look.TEXT)
        index.text(row, 2, branch.block, look.CENTRE)
        index.text(row, 3, frame.receipt_text(result.ledger.receipt), look.CENTRE)
        counts = (tally.achieved, tally.not_achieved, tally.not_judged)
        for column, (judgement, count) in enumerate(zip(_COUNTED, counts, strict=True), _FIRST_COUNT):
            formula = frame.count_formula(judgement, branch_code=branch.code)
            index.formula(row, column, formula, count, look.CENTRE, {"num_format": "0"})
        achieved, missed = (cell_name(row, _FIRST_COUNT + offset) for offset in (0, 1))
        frame.write_share(index, row, _FIRST_COUNT + len(_COUNTED), achieved, missed, tally)
        index.height(row, 20)
    index.raw.freeze_panes(HEADER_ROW + 1, 2)
    index.page(frame.page(repeat_rows=(HEADER_ROW, HEADER_ROW), landscape=False))
    for row, result in enumerate(summary.branches, start=HEADER_ROW + 1):
        if frame.book.has(frame.sheet_names[result.branch.code]):
            _branch_sheet(frame, result, row)


def _index_note(frame: Frame) -> str:
    """That names are links; or which branches have a sheet to link to, and how to get one."""
    names = frame.sheet_names.values()
    count, total = sum(map(frame.book.has, names)), len(names)
    if count == total:
        return frame.words("summary.index_note")
    if count:
        return frame.words("summary.index_asked", count=count, total=total)
    return frame.words("summary.index_many", most=MOST_BRANCH_SHEETS, total=total)


def _branch_sheet(frame: Frame, result: BranchResult, index_row: int) -> None:
    words, branch = frame.words, result.branch
    sheet = frame.book.sheet(frame.sheet_names[branch.code])
    frame.title(sheet, f"{branch.name}　{frame.year}　{words('sheet.list')}")
    note = frame.headline(result.tally) + frame.adjusted_legend
    sheet.formula(1, 0, _headline_formula(frame, index_row), note, look.NOTE)
    kpis = frame.summary.plan.kpis
    empty = [
        column for column, used in ((GROUP, "group"), (PAGE, "page")) if not any(map(attrgetter(used), kpis))
    ]
    columns = [column for column in BRANCH_COLUMNS if column not in empty]
    write_rows(frame, sheet, columns, frame.summary.of_branch(branch.code))
    last_column = len(columns) - 1
    sheet.link(
        0, last_column, words("sheet.branch_index"), "A1", words("summary.back_to_index"), {"align": "right"}
    )
    sheet.raw.freeze_panes(HEADER_ROW + 1, 2)
    sheet.page(frame.page(repeat_rows=(HEADER_ROW, HEADER_ROW)))


def _headline_formula(frame: Frame, row: int) -> str:
    """The sentence of `Frame.headline`, live over the branch's row of the index."""
    name = frame.words("sheet.branch_index")
    achieved, missed, unjudged, share = (
        area_name(name, (row, column, row, column)) for column in range(_FIRST_COUNT, _FIRST_COUNT + 4)
    )
    live = {
        "with_target": f"({achieved}+{missed}+{unjudged})",
        "judged": f"({achieved}+{missed})",
        "achieved": achieved,
        "not_achieved": missed,
        "not_judged": unjudged,
        "share": f'IF(ISNUMBER({share}),TEXT({share},"0.0%"),{share})',
    }
    marked = frame.words("summary.headline", **{key: f"\0{key}\0" for key in live}) + frame.adjusted_legend
    parts = [
        live[part] if number % 2 else quoted(part) for number, part in enumerate(marked.split("\0")) if part
    ]
    return f"={'&'.join(parts)}"
