"""概要: one A4 landscape page for the director. Left: the branches; right: what stands out."""

from kpixl.books import look
from kpixl.books.sheets import Sheet
from kpixl.books.summary.frame import Frame
from kpixl.model.assessment import Judgement
from kpixl.model.submission import Receipt
from kpixl.model.summary import BranchResult, Tally

# One block of the branch table: place, branch, the four counts, share, receipt.
_BLOCK_WIDTHS = (5.5, 12, 7.5, 7.5, 8.5, 8.5, 9, 9)
_BLOCK = len(_BLOCK_WIDTHS)
_ROWS_IN_ONE_BLOCK = 14
_GAP = 2.5
_RIGHT_WIDTHS = (46, 10, 10)
_TILE_ROW, _TABLE_ROW = 4, 8
_ROW_HEIGHT = 20.0
_COUNTED = tuple(Judgement)


def write_overview(frame: Frame) -> None:
    """Write the sheet."""
    words, summary = frame.words, frame.summary
    sheet = frame.book.sheet(words("sheet.overview"))
    blocks = 1 if len(summary.branches) <= _ROWS_IN_ONE_BLOCK else 2
    right = blocks * (_BLOCK + 1)
    for block in range(blocks):
        sheet.widths([*_BLOCK_WIDTHS, _GAP], first=block * (_BLOCK + 1))
    sheet.widths(_RIGHT_WIDTHS, first=right)
    last_column = right + len(_RIGHT_WIDTHS) - 1
    _heading(frame, sheet, last_column)
    _tiles(frame, sheet)
    for row in range(_TABLE_ROW, _TABLE_ROW + 40):
        sheet.height(row, _ROW_HEIGHT)
    bottom = _branch_blocks(frame, sheet, blocks)
    _pillars(frame, sheet, bottom + 2)
    _right_side(frame, sheet, right)
    end = max(bottom + 4 + len(summary.pillars), _TABLE_ROW + 12 + len(summary.most_missed))
    sheet.raw.print_area(0, 0, end, last_column)
    sheet.raw.hide_gridlines(2)
    sheet.raw.center_horizontally()
    sheet.page(frame.page(tall=1))


def _heading(frame: Frame, sheet: Sheet, last_column: int) -> None:
    words, settings, total = frame.words, frame.summary.plan.settings, frame.summary.total
    sheet.text(0, 0, words("summary.heading", year=frame.year), look.TITLE, {"font_size": 20})
    sheet.height(0, 34)
    about = words("summary.organisation", organisation=settings.organisation, round=settings.round_name)
    as_of = words("summary.as_of", date=f"{settings.date:%Y/%m/%d}")
    sheet.text(1, 0, f"{about}　{as_of}")
    sheet.height(1, 22)
    headline = frame.headline(total)
    receipts = [row.receipt for row in frame.summary.ledger]
    coverage = words(
        "summary.coverage", total=len(receipts), received=receipts.count(Receipt.RECEIVED),
        sent_back=receipts.count(Receipt.SENT_BACK), missing=receipts.count(Receipt.MISSING),
    )  # fmt: skip
    for column in range(last_column + 1):
        sheet.text(2, column, "", {"top": 2, "top_color": look.NAVY})
    sheet.text(2, 0, headline, look.SUBTITLE, {"font_size": 13, "top": 2, "top_color": look.NAVY})
    sheet.height(2, 28)
    sheet.text(3, 0, coverage)
    sheet.height(3, 20)


def _tiles(frame: Frame, sheet: Sheet) -> None:
    """Four figures that can be read from across a table: symbol, word, count, share."""
    total = frame.summary.total
    sheet.height(_TILE_ROW, 8)
    sheet.height(_TILE_ROW + 1, 20)
    sheet.height(_TILE_ROW + 2, 34)
    sheet.height(_TILE_ROW + 3, 10)
    counts = (total.achieved, total.not_achieved, total.not_judged, total.no_target)
    for number, (judgement, count) in enumerate(zip(_COUNTED, counts, strict=True)):
        first = number * 2
        fill = {"bg_color": look.JUDGEMENT_FILLS.get(judgement, look.WHITE), "font_color": look.BLACK}
        label = f"{frame.words(f'word.symbol.{judgement}')} {frame.words(f'word.judgement.{judgement}')}"
        left, end = {"left": 1, "right": 0}, {"left": 0, "right": 1}
        frame_top = {"border_color": look.RULE, "top": 1}
        sheet.across(_TILE_ROW + 1, first, first + 1, label, {"bold": True}, fill, frame_top)
        frame_bottom = {
            "border_color": look.RULE,
            "bottom": 1,
            "font_size": 20,
            "bold": True,
            "center_across": True,
        }
        formula = frame.count_formula(judgement)
        sheet.formula(_TILE_ROW + 2, first, formula, count, fill, frame_bottom, left)
        sheet.text(_TILE_ROW + 2, first + 1, "", fill, frame_bottom, end)


def _branch_blocks(frame: Frame, sheet: Sheet, blocks: int) -> int:
    """The branches by share achieved, in one or two blocks; returns the last row."""
    words, ranked = frame.words, frame.summary.ranked_branches
    sheet.text(_TABLE_ROW, 0, words("summary.by_branch"), look.SUBTITLE)
    sheet.height(_TABLE_ROW, 22)
    length = -(-len(ranked) // blocks)
    keys = ("rank", "branch", *(str(judgement) for judgement in _COUNTED), "achieved_share", "receipt")
    for block in range(blocks):
        left = block * (_BLOCK + 1)
        for offset, key in enumerate(keys):
            sheet.text(_TABLE_ROW + 1, left + offset, words(f"column.{key}"), look.HEADER, {"font_size": 9})
        for row, result in enumerate(ranked[block * length : (block + 1) * length], start=_TABLE_ROW + 2):
            _branch_row(frame, sheet, row, left, result)
    sheet.height(_TABLE_ROW + 1, 30)
    return _TABLE_ROW + 1 + length


def _branch_row(frame: Frame, sheet: Sheet, row: int, left: int, result: BranchResult) -> None:
    place = "－" if result.place is None else str(result.place)
    sheet.text(row, left, place, look.CENTRE)
    sheet.link(row, left + 1, frame.sheet_names[result.branch.code], "A1", result.branch.name, look.TEXT)
    _counts(frame, sheet, row, left + 2, result.tally, branch_code=result.branch.code)
    sheet.text(row, left + 7, frame.receipt_text(result.ledger.receipt), look.CENTRE)
    sheet.height(row, _ROW_HEIGHT)


def _counts(frame: Frame, sheet: Sheet, row: int, column: int, tally: Tally, **conditions: str) -> None:
    """The four counts and the share achieved, as live formulas over データ."""
    counts = (tally.achieved, tally.not_achieved, tally.not_judged, tally.no_target)
    formulas = [frame.count_formula(judgement, **conditions) for judgement in _COUNTED]
    for offset, (formula, count) in enumerate(zip(formulas, counts, strict=True)):
        sheet.formula(row, column + offset, formula, count, look.CENTRE, {"num_format": "0"})
    achieved, missed = (formula.removeprefix("=") for formula in formulas[:2])
    frame.write_share(sheet, row, column + 4, achieved, missed, tally)


def _pillars(frame: Frame, sheet: Sheet, top: int) -> None:
    words = frame.words
    sheet.text(top, 0, words("summary.by_pillar"), look.SUBTITLE)
    sheet.height(top, 22)
    sheet.across(top + 1, 0, 1, words("column.pillar"), look.HEADER, {"font_size": 9, "text_wrap": False})
    for offset, key in enumerate((*(str(judgement) for judgement in _COUNTED), "achieved_share"), start=2):
        sheet.text(top + 1, offset, words(f"column.{key}"), look.HEADER, {"font_size": 9})
    sheet.height(top + 1, 30)
    for row, result in enumerate(frame.summary.pillars, start=top + 2):
        sheet.spread(row, 0, 1, result.pillar, look.WRAP)
        width = _BLOCK_WIDTHS[0] + _BLOCK_WIDTHS[1]
        sheet.height(row, max(_ROW_HEIGHT, look.row_height([(result.pillar, width)])))
        _counts(frame, sheet, row, 2, result.tally, pillar=result.pillar)
        sheet.height(row, _ROW_HEIGHT)


def _right_side(frame: Frame, sheet: Sheet, left: int) -> None:
    words, missed = frame.words, frame.summary.most_missed
    sheet.text(_TABLE_ROW, left, words("summary.worst", n=len(missed)), look.SUBTITLE)
    for offset, key in enumerate(("indicator", "not_achieved", "achieved")):
        sheet.text(_TABLE_ROW + 1, left + offset, words(f"column.{key}"), look.HEADER, {"font_size": 9})
    first = _TABLE_ROW + 2
    for row, result in enumerate(missed, start=first):
        sheet.text(row, left, result.kpi.indicator, look.TEXT, {"shrink": True})
        for column, judgement, count in (
            (left + 1, Judgement.NOT_ACHIEVED, result.tally.not_achieved),
            (left + 2, Judgement.ACHIEVED, result.tally.achieved),
        ):
            formula = frame.count_formula(judgement, kpi_code=result.kpi.code)
            sheet.formula(row, column, formula, count, look.CENTRE, {"num_format": "0"})
    row = first + len(missed) + 1
    sheet.text(row, left, words("summary.decisions"), look.SUBTITLE)
    lines = _decisions(frame)
    for number, text in enumerate(lines, start=row + 1):
        sheet.spread(number, left, left + len(_RIGHT_WIDTHS) - 1, f"・{text}", {"text_wrap": True})
        lines_needed = look.wrapped_lines(f"・{text}", sum(_RIGHT_WIDTHS))
        sheet.height(number, max(_ROW_HEIGHT, lines_needed * look.LINE_HEIGHT + 4))
    sheet.text(row + len(lines) + 2, left, words("summary.legend"), look.NOTE)


def _decisions(frame: Frame) -> list[str]:
    words, summary = frame.words, frame.summary
    separator = words("text.list_separator")
    names = {
        receipt: separator.join(row.branch_name for row in summary.ledger if row.receipt is receipt)
        for receipt in (Receipt.MISSING, Receipt.SENT_BACK)
    }
    lines = []
    if names[Receipt.MISSING]:
        lines.append(words("summary.decision_missing", branches=names[Receipt.MISSING]))
    if names[Receipt.SENT_BACK]:
        lines.append(words("summary.decision_sent_back", branches=names[Receipt.SENT_BACK]))
    if summary.most_missed:
        worst = summary.most_missed[0]
        lines.append(
            words(
                "summary.decision_most_missed",
                indicator=worst.kpi.indicator,
                count=worst.tally.not_achieved,
            )
        )
    if summary.total.not_judged:
        lines.append(words("summary.decision_not_judged", count=summary.total.not_judged))
    return lines or [words("summary.decision_none")]
