"""達成状況: every branch against every KPI, with totals by row and column."""

from kpixl.books import look
from kpixl.books.data import colour_judgements
from kpixl.books.sheets import Sheet, cell_name
from kpixl.books.summary.frame import Frame
from kpixl.model.assessment import Judgement
from kpixl.model.kpi import Kpi
from kpixl.model.summary import Tally

_FIRST_COLUMN = 3  # after code, branch and receipt
_PILLAR_ROW, _HEADER_ROW = 2, 3
_KPI_WIDTH = 10.5
_COUNTED = (Judgement.ACHIEVED, Judgement.NOT_ACHIEVED, Judgement.NOT_JUDGED)


def write_matrix(frame: Frame) -> None:
    """Write the sheet: rows are branches, columns KPIs grouped by pillar."""
    words, summary = frame.words, frame.summary
    sheet = frame.book.sheet(words("sheet.matrix"))
    frame.title(sheet, f"{frame.year}　{words('sheet.matrix')}", words("summary.legend"))
    kpis = summary.plan.kpis
    _headers(frame, sheet, kpis)
    first, last = _HEADER_ROW + 1, _HEADER_ROW + len(summary.branches)
    last_kpi = _FIRST_COLUMN + len(kpis) - 1
    for row, result in enumerate(summary.branches, start=first):
        sheet.text(row, 0, result.branch.code, look.CENTRE)
        sheet.text(row, 1, result.branch.name, look.TEXT, {"bold": True})
        sheet.text(row, 2, frame.receipt_text(result.ledger.receipt), look.CENTRE)
        for column, item in enumerate(summary.of_branch(result.branch.code), start=_FIRST_COLUMN):
            frame.write_judgement(sheet, row, column, item, {"font_size": 9})
        area = (cell_name(row, _FIRST_COLUMN), cell_name(row, last_kpi))
        _totals(frame, sheet, row, last_kpi + 1, f"{area[0]}:{area[1]}", result.tally)
        sheet.height(row, 21)
    _bottom(frame, sheet, first, last, last_kpi)
    colour_judgements(sheet, (first, _FIRST_COLUMN, last, last_kpi), words)
    sheet.raw.freeze_panes(first, _FIRST_COLUMN)
    wide = max(1, -(-len(kpis) // 20))
    sheet.page(
        frame.page(wide=wide, repeat_rows=(_PILLAR_ROW, _HEADER_ROW), repeat_columns=(0, _FIRST_COLUMN - 1))
    )


def _headers(frame: Frame, sheet: Sheet, kpis: tuple[Kpi, ...]) -> None:
    words = frame.words
    sheet.widths([6, 11, 8])
    for column, key in enumerate(("branch_code", "branch", "receipt")):
        sheet.text(_PILLAR_ROW, column, "", look.HEADER)
        sheet.text(_HEADER_ROW, column, words(f"column.{key}"), look.HEADER)
    before = ""
    for column, kpi in enumerate(kpis, start=_FIRST_COLUMN):
        shown = kpi.pillar if kpi.pillar != before else ""
        left = {"align": "left", "text_wrap": False, "right": 0, "left": 1 if shown else 0}
        sheet.text(_PILLAR_ROW, column, shown, look.HEADER, left)
        sheet.text(_HEADER_ROW, column, kpi.indicator, look.HEADER, {"font_size": 8, "valign": "top"})
        before = kpi.pillar
    sheet.widths([_KPI_WIDTH] * len(kpis), first=_FIRST_COLUMN)
    total = _FIRST_COLUMN + len(kpis)
    for offset, judgement in enumerate(_COUNTED):
        sheet.text(_PILLAR_ROW, total + offset, words("column.total") if not offset else "", look.HEADER)
        text = f"{words(f'word.symbol.{judgement}')} {words(f'word.judgement.{judgement}')}"
        sheet.text(_HEADER_ROW, total + offset, text, look.HEADER)
    sheet.text(_PILLAR_ROW, total + len(_COUNTED), "", look.HEADER)
    sheet.text(_HEADER_ROW, total + len(_COUNTED), words("column.achieved_share"), look.HEADER)
    sheet.widths([8, 8, 9, 9], first=total)
    sheet.height(_PILLAR_ROW, 20)
    lines = max(look.wrapped_lines(kpi.indicator, _KPI_WIDTH * 10 / 8) for kpi in kpis)
    sheet.height(_HEADER_ROW, max(40, lines * 13.5 + 8))


def _totals(
    frame: Frame, sheet: Sheet, row: int, column: int, area: str, tally: Tally, *, across: bool = True
) -> None:
    """Counts of the judgements in an area of this sheet, and the share achieved, as live formulas."""
    counts = (tally.achieved, tally.not_achieved, tally.not_judged)
    for offset, (judgement, count) in enumerate(zip(_COUNTED, counts, strict=True)):
        text = f"{frame.words(f'word.symbol.{judgement}')} {frame.words(f'word.judgement.{judgement}')}"
        at = (row, column + offset) if across else (row + offset, column)
        sheet.formula(
            *at, f'=COUNTIF({area},"{text}")', count, look.CENTRE, {"bold": True, "num_format": "0"}
        )
    at = (row, column + 3) if across else (row + 3, column)
    achieved = cell_name(*((row, column) if across else (row, column)))
    missed = cell_name(*((row, column + 1) if across else (row + 1, column)))
    formula = f'=IF({achieved}+{missed}=0,"－",{achieved}/({achieved}+{missed}))'
    share = "－" if tally.share is None else tally.share
    sheet.formula(*at, formula, share, look.CENTRE, {"num_format": "0%", "bold": True})


def _bottom(frame: Frame, sheet: Sheet, first: int, last: int, last_kpi: int) -> None:
    words = frame.words
    labels = [
        f"{words(f'word.symbol.{judgement}')} {words(f'word.judgement.{judgement}')}"
        for judgement in _COUNTED
    ]
    for offset, label in enumerate([*labels, words("column.achieved_share")], start=1):
        row = last + offset
        sheet.text(row, 0, "", look.HEADER)
        sheet.text(row, 1, label, look.HEADER, {"align": "left"})
        sheet.text(row, 2, "", look.HEADER)
        sheet.height(row, 20)
    for column, result in enumerate(frame.summary.kpis, start=_FIRST_COLUMN):
        area = f"{cell_name(first, column)}:{cell_name(last, column)}"
        _totals(frame, sheet, last + 1, column, area, result.tally, across=False)
    total = f"{cell_name(first, _FIRST_COLUMN)}:{cell_name(last, last_kpi)}"
    _totals(frame, sheet, last + 1, last_kpi + 1, total, frame.summary.total, across=True)
