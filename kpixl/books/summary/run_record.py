"""実行記録: how this summary came about, and whether its live formulas say what Python computed.

Beside it the very hidden sheet holds what Python computed as plain values, and the words that the
judgements in the other sheets are looked up from.
"""

from collections.abc import Iterator

from kpixl import __version__
from kpixl.books.addresses import area_name, cell_name, column_name
from kpixl.books.master.data_sheet import stored_value
from kpixl.books.summary.figure_texts import DASH
from kpixl.books.summary.formulas.live import LIVE_KEYS
from kpixl.books.summary.formulas.live_text import live_text
from kpixl.books.summary.formulas.references import JUDGEMENT_MARKS
from kpixl.books.summary.frame import Frame
from kpixl.books.summary.printing import link_back
from kpixl.books.writing import styles
from kpixl.books.writing.pagination import Layout
from kpixl.books.writing.sheet import Sheet, Value
from kpixl.model.assessment import Assessment, Judgement
from kpixl.model.ledger import Receipt
from kpixl.model.sheet_selection import MOST_LIVE_BRANCHES

HIDDEN_SHEET = "_python"
_WIDTHS = (44.0, 14.0, 14.0, 36.0)
_FACTS_ROW = 3
_KEPT = (*LIVE_KEYS, "actual")  # in this order on the hidden sheet, a column each
_MARKS_COLUMN = len(_KEPT) + 1
_TOLERANCE = "1E-9"


def write_python_values(frame: Frame) -> None:
    """The very hidden sheet: a row for every row of データ, empty where データ has no formula."""
    sheet = frame.book.sheet(HIDDEN_SHEET)
    for column, key in enumerate(_KEPT):
        sheet.text(0, column, frame.words(f"column.{key}"))
    plain = frame.book.formats.of()
    for row, item in enumerate(frame.summary.assessments, 1):
        for column, key in enumerate(_KEPT):
            value = _python_value(frame, item, key)
            if value != "":
                sheet.value(row, column, value, plain)
    for row, judgement in enumerate(Judgement):
        sheet.text(row, _MARKS_COLUMN, frame.words(f"word.judgement.{judgement}"))
        sheet.text(row, _MARKS_COLUMN + 1, frame.judgement_texts[judgement])
    area = (0, _MARKS_COLUMN, len(Judgement) - 1, _MARKS_COLUMN + 1)
    frame.book.name(JUDGEMENT_MARKS, area_name(HIDDEN_SHEET, area))
    sheet.raw.very_hidden()


def _python_value(frame: Frame, item: Assessment, key: str) -> str | float:
    """What Python computed for a cell; a dash for none, empty for a cell that is no formula."""
    if key == "actual":
        return DASH if item.figure.value is None else float(item.figure.value)
    if not frame.is_live(item, key):
        return ""
    if key == "judgement":
        return frame.words(f"word.judgement.{item.judgement}")
    value = getattr(item, key).value
    return DASH if value is None else stored_value(value)


def write_run_record(frame: Frame) -> None:
    """Write the sheet."""
    words = frame.words
    sheet = frame.book.sheet(words("sheet.run"))
    frame.title(sheet, f"{frame.year}　{words('sheet.run')}")
    sheet.widths(_WIDTHS)
    row = _section(sheet, _FACTS_ROW - 1, words("run.section_facts"))
    for key, value in _facts(frame):
        sheet.text(row, 0, words(f"run.{key}"), styles.TEXT, {"bg_color": styles.HEADER_FILL})
        sheet.merge(row, 1, len(_WIDTHS) - 1, "", styles.TEXT)
        style = styles.TEXT | ({} if isinstance(value, str) else {"num_format": "#,##0"})
        sheet.value(row, 1, value, style)
        sheet.height(row, styles.row_height([]))
        row += 1
    if frame.book.live:
        _agreement(frame, sheet, row + 1)
    else:
        _note(sheet, row + 1, words("run.values_note", most=MOST_LIVE_BRANCHES) + frame.shown_note)
    link_back(frame, sheet, len(_WIDTHS))
    sheet.page(frame.page(Layout(landscape=False)))


def _section(sheet: Sheet, row: int, text: str) -> int:
    sheet.text(row, 0, text, styles.SUBTITLE)
    sheet.height(row, 22)
    return row + 1


def _facts(frame: Frame) -> Iterator[tuple[str, Value]]:
    summary, settings = frame.summary, frame.summary.plan.settings
    receipts = [row.receipt for row in summary.ledger]
    numbers = [item.figure.value for item in summary.assessments if item.figure.value is not None]
    judged = " / ".join(
        str(sum(item.judgement is judgement for item in summary.assessments)) for judgement in Judgement
    )
    yield "organisation", settings.organisation
    yield "round_name", settings.round_name
    yield "fiscal_year", frame.year
    yield "plan_date", settings.created.date().isoformat()
    yield "version", __version__
    yield "run_id", summary.run_id
    yield "branches", len(summary.plan.branches)
    yield "received", receipts.count(Receipt.RECEIVED)
    yield "sent_back", receipts.count(Receipt.SENT_BACK)
    yield "missing", receipts.count(Receipt.MISSING)
    yield "used_files", len({row.file for row in summary.ledger if row.file})
    yield "rows", len(summary.assessments)
    yield "expected_rows", len(summary.plan.branches) * len(summary.plan.kpis)
    yield "figures_out", len(numbers)
    yield "judgements", judged


def _agreement(frame: Frame, sheet: Sheet, top: int) -> None:
    """Agreement of formulas and kpixl by kind and in all; how many actuals are others than judged."""
    words = frame.words
    row = _section(sheet, top, words("run.section_agreement"))
    for column, key in enumerate(("formulas", "live_cells", "agreeing", "result")):
        sheet.text(row, column, words(f"run.{key}"), styles.HEADER)
    first = row + 1
    for line in range(row, first + len(LIVE_KEYS) + 2):
        sheet.height(line, styles.row_height([]))
    cells = {key: sum(frame.is_live(item, key) for item in frame.summary.assessments) for key in LIVE_KEYS}
    for row, key in enumerate(LIVE_KEYS, first):
        kept = _kept(frame, key)
        sheet.text(row, 0, words(f"column.{key}"), styles.TEXT)
        sheet.formula(row, 1, f"=COUNTA({kept})", cells[key], styles.CENTRE, _COUNT)
        _write_agreeing(frame, sheet, row, key, cells[key])
        _write_result(frame, sheet, row)
    total = first + len(LIVE_KEYS)
    sheet.text(total, 0, words("column.total"), styles.TEXT, _BOLD)
    for column in (1, 2):
        letter = column_name(column)
        formula = f"=SUM({letter}{first + 1}:{letter}{total})"
        sheet.formula(total, column, formula, sum(cells.values()), styles.CENTRE, _COUNT, _BOLD)
    _write_result(frame, sheet, total, _BOLD)
    _headline(frame, sheet, total, sum(cells.values()))
    _write_changed(frame, sheet, total + 1)
    rule = {"type": "formula", "criteria": f"=$C{first + 1}<$B{first + 1}"}
    style = {"bg_color": styles.JUDGEMENT_FILLS[Judgement.NOT_JUDGED], "font_color": styles.BLACK}
    sheet.condition((first, 2, total, 3), rule, style)
    text = words("run.agreement_note", sheet=words("sheet.data"), actual=words("column.actual"))
    _note(sheet, total + 3, text)


def _note(sheet: Sheet, row: int, text: str) -> None:
    sheet.merge(row, 0, len(_WIDTHS) - 1, text, styles.PAPER_NOTE, {"text_wrap": True, "valign": "top"})
    sheet.height(row, styles.row_height([(text, sum(_WIDTHS))]) + 4)


_COUNT: styles.Style = {"num_format": "#,##0"}
_BOLD: styles.Style = {"bold": True}


def _kept(frame: Frame, key: str) -> str:
    """The area of the hidden sheet that holds what Python computed for a column of データ."""
    column = _KEPT.index(key)
    return area_name(HIDDEN_SHEET, (1, column, len(frame.summary.assessments), column))


def _write_agreeing(frame: Frame, sheet: Sheet, row: int, key: str, count: int) -> None:
    live, kept = frame.data_area(key), _kept(frame, key)
    if key == "judgement":
        formula = f'=SUMPRODUCT(({kept}<>"")*({live}={kept}))'
        sheet.formula(row, 2, formula, count, styles.CENTRE, _COUNT)
        return
    near = f"(ABS({live}-{kept})<={_TOLERANCE}*(1+ABS({kept})))*1"
    none = f'({kept}="{DASH}")*({live}="")'
    # An array formula: only IF keeps the difference of two texts from being an error.
    formula = f"=SUM(IF(ISNUMBER({kept}),IF(ISNUMBER({live}),{near},0),{none}))"
    sheet.array_formula(row, 2, formula, count, styles.CENTRE, _COUNT)


def _write_result(frame: Frame, sheet: Sheet, row: int, *cell_styles: styles.Style) -> None:
    """一致, or how many cells differ."""
    words, cells, agreeing = frame.words, cell_name(row, 1), cell_name(row, 2)
    equal = words("run.agrees")
    parts = words("run.differ", count="\0").split("\0")
    differ = f'"{parts[0]}"&({cells}-{agreeing})&"{parts[1]}"'
    sheet.formula(row, 3, f'=IF({cells}={agreeing},"{equal}",{differ})', equal, styles.CENTRE, *cell_styles)


def _headline(frame: Frame, sheet: Sheet, row: int, count: int) -> None:
    """How many formulas agree with what kpixl computed, in the second row of the sheet."""
    cells, agreeing = cell_name(row, 1), cell_name(row, 2)
    formula = live_text(frame.words, "run.headline", {"agreeing": agreeing, "cells": cells})
    text = frame.words("run.headline", agreeing=count, cells=count)
    sheet.formula(1, 0, formula, text, styles.SUBTITLE)
    sheet.height(1, 22)


def changed_actuals(frame: Frame) -> str:
    """The formula of how many actuals of データ are no longer those that Python judged."""
    live, kept = frame.data_area("actual"), _kept(frame, "actual")
    same = f'ISNUMBER({live})*ISNUMBER({kept})*({live}={kept})+ISBLANK({live})*({kept}="{DASH}")'
    return f"(ROWS({kept})-SUMPRODUCT({same}))"


def altered_formula(frame: Frame) -> str:
    """The formula of a warning that actuals were changed after the summary was made; '' until then."""
    count = changed_actuals(frame)
    told = live_text(frame.words, "summary.altered", {"count": count}).removeprefix("=")
    return f'=IF({count}=0,"",{told})'


def _write_changed(frame: Frame, sheet: Sheet, row: int) -> None:
    """How many actuals are no longer the ones that Python judged."""
    words = frame.words
    sheet.text(row, 0, words("run.changed_actuals"), styles.TEXT)
    sheet.formula(row, 1, f"={changed_actuals(frame)}", 0, styles.CENTRE, _COUNT)
    sheet.text(row, 2, "", styles.CENTRE)
    same, other = (words(f"run.{key}") for key in ("as_made", "changed"))
    sheet.formula(row, 3, f'=IF({cell_name(row, 1)}=0,"{same}","{other}")', same, styles.CENTRE)
    style = {"bg_color": styles.JUDGEMENT_FILLS[Judgement.NOT_JUDGED], "font_color": styles.BLACK}
    sheet.condition((row, 1, row, 3), {"type": "formula", "criteria": f"=$B{row + 1}>0"}, style)
