"""The entry workbook's other sheets: 施策評価, 記入要領 and the very hidden identity sheet."""

import json
from collections.abc import Sequence

from kpixl.books.entry.frame import (
    IDENTITY_SHEET,
    KEY_PREFIX,
    MEASURE_ROW_KEY,
    SNAPSHOT_KEY,
    EntryColumn,
    EntryFrame,
    Typed,
    cell_value,
)
from kpixl.books.writing import styles
from kpixl.books.writing.sheets import Sheet
from kpixl.model.kpi import Measure
from kpixl.model.submission import CellValue, MeasureField, SnapshotRow

_MEASURE_COLUMNS = (
    EntryColumn("number", 4.5),
    EntryColumn("pillar", 18, wraps=True),
    EntryColumn("measure", 46, wraps=True),
    EntryColumn("group", 14, wraps=True),
    EntryColumn(MeasureField.PROGRESS, 26, is_input=True, wraps=True),
    EntryColumn(MeasureField.NEW_EFFORT, 11, is_input=True),
    EntryColumn(MeasureField.GRADE, 9, is_input=True),
    EntryColumn(MeasureField.COMMENT, 50, is_input=True, wraps=True),
)


def write_measures(frame: EntryFrame, typed: Typed) -> None:
    """施策評価: one row per measure."""
    sheet = frame.book.sheet(frame.words("sheet.measure_entry"))
    at = {column.key: number for number, column in enumerate(_MEASURE_COLUMNS, start=1)}
    sheet.text(
        1,
        1,
        f"{frame.year}　{frame.words('sheet.measure_entry')}　{frame.identity.branch_name}",
        styles.TITLE,
    )
    sheet.height(1, 28)
    sheet.text(2, 1, frame.words("entry.how_to"), styles.NOTE)
    sheet.text(0, 0, MEASURE_ROW_KEY)
    for column in _MEASURE_COLUMNS:
        fill = {"bg_color": styles.YELLOW} if column.is_input else {}
        sheet.text(0, at[column.key], KEY_PREFIX + column.key)
        sheet.text(3, at[column.key], frame.words(f"column.{column.key}"), styles.HEADER, fill)
    sheet.widths([column.width for column in _MEASURE_COLUMNS], first=1)
    sheet.height(3, 26)
    for number, measure in enumerate(frame.plan.measures):
        _measure_row(frame, sheet, 4 + number, number + 1, measure, typed)
    last = 3 + len(frame.plan.measures)
    sheet.raw.set_row(0, None, None, {"hidden": True})
    sheet.raw.set_column(0, 0, 10, None, {"hidden": True})
    sheet.raw.freeze_panes(4, at["measure"] + 1)
    frame.protect(sheet)
    sheet.raw.print_area(1, 1, last, len(_MEASURE_COLUMNS))
    sheet.page(frame.page(repeat_rows=(3, 3)))


def _measure_row(
    frame: EntryFrame, sheet: Sheet, row: int, number: int, measure: Measure, typed: Typed
) -> None:
    locked = {"bg_color": styles.LOCKED_FILL}
    shown = {"pillar": measure.pillar, "measure": measure.name, "group": measure.group}
    sheet.text(row, 0, measure.code)
    texts = []
    for at, column in enumerate(_MEASURE_COLUMNS, start=1):
        if column.key == "number":
            sheet.number(row, at, number, styles.CENTRE, locked)
        elif column.is_input:
            value = typed.get((measure.code, column.key), "")
            _input(frame, sheet, row, at, MeasureField(column.key), value)
            texts.append((str(value), column.width))
        else:
            sheet.text(row, at, shown[column.key], styles.WRAP, locked)
            texts.append((shown[column.key], column.width))
    sheet.height(row, styles.row_height(texts, least=2))


def _input(frame: EntryFrame, sheet: Sheet, row: int, at: int, field: MeasureField, value: CellValue) -> None:
    words = frame.words
    style: styles.Style = styles.WRAP | {"bg_color": styles.INPUT_FILL, "locked": False}
    if field in (MeasureField.NEW_EFFORT, MeasureField.GRADE):
        style |= {"align": "center"}
    sheet.value(row, at, cell_value(value), style)
    rule: dict[str, object] = {
        "validate": "any",
        "input_title": words(f"column.{field}"),
        "input_message": words(f"entry.input.{field}"),
    }
    if field in (MeasureField.PROGRESS, MeasureField.NEW_EFFORT):
        rule |= {
            "validate": "list",
            "source": list(words.group(f"word.{field}").values()),
            "error_type": "warning",
            "error_title": words("entry.input.error_title"),
            "error_message": words("entry.input.list_error"),
        }
    sheet.validation((row, at, row, at), rule)


def write_instructions(frame: EntryFrame) -> None:
    """記入要領: how to fill in and return the workbook."""
    sheet = frame.book.sheet(frame.words("sheet.instructions"))
    sheet.widths([24, 100])
    sheet.text(0, 0, f"{frame.words('entry.instructions.title')}　{frame.year}", styles.TITLE)
    sheet.height(0, 30)
    for row, (title, text) in enumerate(frame.words.pairs("entry.instructions.sections"), start=2):
        sheet.text(
            row, 0, title, styles.WRAP, {"bold": True, "valign": "top", "bg_color": styles.HEADER_FILL}
        )
        sheet.text(row, 1, text, styles.WRAP, {"valign": "top"})
        sheet.height(row, styles.row_height([(title, 24), (text, 100)]) + 4)
    frame.protect(sheet)
    sheet.page(frame.page())


def write_identity(frame: EntryFrame, snapshot: Sequence[SnapshotRow]) -> None:
    """The very hidden sheet: which branch, round and issue a file is, and the branch's part of the plan."""
    sheet = frame.book.sheet(IDENTITY_SHEET)
    as_text = {"num_format": "@"}
    pairs = vars(frame.identity)
    for row, (key, value) in enumerate(pairs.items()):
        sheet.text(row, 0, KEY_PREFIX + key)
        sheet.text(row, 1, str(value), as_text)
    top = len(pairs) + 1
    sheet.text(top, 0, SNAPSHOT_KEY)
    rows: dict[tuple[str, int], dict[str, str | float]] = {}
    for table, number, field, value in snapshot:
        rows.setdefault((table, number), {})[field] = value
    for row, ((table, number), cells) in enumerate(rows.items(), start=top + 1):
        # A plan's row, not a field, is a cell: clients and readers are slow by the cell.
        content = json.dumps([table, number, cells], ensure_ascii=False, separators=(",", ":"))
        sheet.text(row, 0, content, as_text)
    sheet.raw.very_hidden()
