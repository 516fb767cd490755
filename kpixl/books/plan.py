"""The plan workbook: written from rows keyed as in `kpixl.model.layout`, read back by its headers.

Headers and words are recognised in Japanese and English, whatever language the plan was made in.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kpixl.books import look
from kpixl.books.cells import SheetCells, UnreadableWorkbookError, read_sheets
from kpixl.books.keyed import look_at
from kpixl.books.labels import column_keys, fold_label
from kpixl.books.page import Page
from kpixl.books.preflight import preflight
from kpixl.books.second_look import SheetLook, second_look
from kpixl.books.sheets import Book, Sheet, Value
from kpixl.locale import LANGUAGES, Catalogue, catalogue
from kpixl.model.errors import InputFileError
from kpixl.model.figure import decimal_of
from kpixl.model.layout import (
    KPIS,
    PLAN_SHEETS,
    SETTINGS,
    CellKind,
    PlanField,
    PlanSheet,
    RawPlan,
    RawTable,
)
from kpixl.model.submission import CellValue, RawCell, RawRow

PlanRows = Mapping[str, Sequence[Mapping[str, Value]]]
_HEADER_SEARCH_ROWS = 20
_BRANCH_COLUMN_WIDTH = 20
_LAST_FORMATTED_ROW = 500


def read_plan(path: Path) -> RawPlan:
    """The cells of a plan workbook, found by sheet and header names.

    Raises:
        InputFileError: there is no such file, or it is no workbook.
    """
    if not path.is_file():
        raise InputFileError("plan_missing", path=path)
    sheets = _sheets(path)
    tables = {}
    for layout in PLAN_SHEETS:
        names = {fold_label(catalogue(language)(f"sheet.{layout.key}")) for language in LANGUAGES}
        sheet = next((sheet for sheet in sheets if fold_label(sheet.name) in names), None)
        if sheet is not None:
            tables[layout.key] = _read_settings(sheet) if layout is SETTINGS else _read_table(sheet, layout)
    return RawPlan(path.name, tables)


@dataclass(frozen=True)
class _PlanCells:
    """A sheet of the plan, whose cells say what people see in them.

    67.5% typed into a cell is stored as 0.675, and an error value or a formula that was never computed
    reads as blank: each comes as its text, for the rules to read or to name.
    """

    sheet: SheetCells
    look: SheetLook | None

    @property
    def name(self) -> str:
        return self.sheet.name

    @property
    def rows(self) -> list[list[CellValue]]:
        return self.sheet.rows

    def cell(self, row: int, column: int) -> RawCell:
        seen = look_at(self.sheet, self.look, row, column)
        value = seen.value
        if seen.is_percent and isinstance(value, int | float):
            value = f"{decimal_of(value).scaleb(2):f}%"
        elif value == "":
            value = seen.formula
        return RawCell(value, seen.sheet, seen.cell)


def _sheets(path: Path) -> list[_PlanCells]:
    """Every sheet of the workbook, as people see its cells."""
    content = path.read_bytes()
    try:
        checked = preflight(content)
        sheets = read_sheets(content)
    except UnreadableWorkbookError as error:
        raise InputFileError("unreadable", path=path, reason=error.finding()) from error
    looks = second_look(content, checked.format) or {}
    return [_PlanCells(sheet, looks.get(sheet.name)) for sheet in sheets]


def _read_settings(sheet: _PlanCells) -> RawTable:
    """設定 holds one setting a row: its name, then its value in the next column."""
    labels = _labels(SETTINGS)
    titles = {fold_label(catalogue(language)("column.setting")) for language in LANGUAGES}
    rows: list[RawRow] = []
    others: dict[str, str] = {}
    header: dict[str, str] = {}
    for number, row in enumerate(sheet.rows):
        name = fold_label(str(row[0])) if row else ""
        if not name or name in titles:
            continue
        cell = sheet.cell(number, 1)
        key = labels.get(name)
        if key is None or key in header:
            others[_unused(str(row[0]), others)] = sheet.cell(number, 0).cell
        else:
            header[key] = cell.cell
            field = SETTINGS.field(key)
            value = RawCell(_word(field, cell.value), cell.sheet, cell.cell)
            rows.append(RawRow(key, {"value": value}, sheet.name, number + 1))
    return RawTable(SETTINGS.key, sheet.name, header, others, tuple(rows))


def _read_table(sheet: _PlanCells, layout: PlanSheet) -> RawTable:
    labels = _labels(layout)
    top = _header_row(sheet, labels)
    header: dict[str, str] = {}
    others: dict[str, str] = {}
    columns: dict[int, str] = {}
    for column, value in enumerate(sheet.rows[top] if sheet.rows else []):
        text = str(value).strip()
        if not text:
            continue
        key = labels.get(fold_label(text))
        address = sheet.cell(top, column).cell
        if key is not None and key not in header:
            header[key], columns[column] = address, key
        else:
            # A code typed as a number reads 45.0; as a header it is 45.
            name = str(int(value)) if isinstance(value, float) and value.is_integer() else text
            name = _unused(name, others)
            others[name], columns[column] = address, name
    rows = []
    for number in range(top + 1, len(sheet.rows)):
        cells = {}
        for column, key in columns.items():
            cell = sheet.cell(number, column)
            if key in header:
                cell = RawCell(_word(layout.field(key), cell.value), cell.sheet, cell.cell)
            cells[key] = cell
        if any(str(cell.value).strip() for cell in cells.values()):
            rows.append(RawRow(str(number + 1), cells, sheet.name, number + 1))
    return RawTable(layout.key, sheet.name, header, others, tuple(rows))


def _unused(name: str, others: Mapping[str, str]) -> str:
    """The name, numbered where the sheet has it already, so that a second column is not lost."""
    number = 2
    unused = name
    while unused in others:
        unused = f"{name} ({number})"
        number += 1
    return unused


def _header_row(sheet: _PlanCells, labels: Mapping[str, str]) -> int:
    """The row that holds most of the known labels, among the first rows."""
    counts = [
        (sum(fold_label(str(value)) in labels for value in row), -number)
        for number, row in enumerate(sheet.rows[:_HEADER_SEARCH_ROWS])
    ]
    return -max(counts, default=(0, 0))[1]


def _labels(layout: PlanSheet) -> dict[str, str]:
    """The key of each label, in both languages."""
    return column_keys(tuple(field.key for field in layout.fields))


def _word(field: PlanField, value: CellValue) -> CellValue:
    """The key of a word in either language; any other text as typed, for the rules to name."""
    if field.kind is not CellKind.WORD or not isinstance(value, str):
        return value
    for language in LANGUAGES:
        for key, label in catalogue(language).group(f"word.{field.words}").items():
            if fold_label(value) in (fold_label(label), key):
                return key
    return value.strip()


def build_plan(
    rows: PlanRows, *, language: str, title: str, organisation: str, created: dt.datetime
) -> bytes:
    """The bytes of a plan workbook with the given rows.

    `rows` is keyed by sheet and field; words are given by key, targets by branch header text.
    """
    words = catalogue(language)
    book = Book(title=title, organisation=organisation, created=created, language=language)
    for layout in PLAN_SHEETS:
        sheet = book.sheet(words(f"sheet.{layout.key}"))
        if layout is SETTINGS:
            _write_settings(sheet, words, rows.get(layout.key, [{}])[0])
        else:
            _write_table(sheet, words, layout, rows.get(layout.key, []))
        sheet.raw.freeze_panes(1, 0 if layout is SETTINGS else 2 if layout.by_branch else 1)
        wide = 2 if layout is KPIS else 0 if layout.by_branch else 1
        columns = (0, 0) if wide != 1 else None
        sheet.page(
            Page(
                wide=wide,
                repeat_rows=(0, 0),
                repeat_columns=columns,
                header_left=title,
                header_right=organisation,
            )
        )
    return book.finish()


def _write_settings(sheet: Sheet, words: Catalogue, values: Mapping[str, Value]) -> None:
    sheet.widths([18, 40, 70])
    for column, key in enumerate(("setting", "value", "explanation")):
        sheet.text(0, column, words(f"column.{key}"), look.HEADER)
    for row, field in enumerate(SETTINGS.fields, start=1):
        sheet.text(row, 0, words(f"column.{field.key}"), look.TEXT, {"bg_color": look.HEADER_FILL})
        value = _shown(words, field, values.get(field.key))
        sheet.value(row, 1, value, _style(field), {"bg_color": look.INPUT_FILL, "align": "left"})
        sheet.text(row, 2, words(f"setting.{field.key}"), look.WRAP, look.NOTE)
        sheet.height(row, 22)
        _offer_words(sheet, words, field, (row, 1, row, 1))


def _write_table(
    sheet: Sheet, words: Catalogue, layout: PlanSheet, rows: Sequence[Mapping[str, Value]]
) -> None:
    extra = [key for key in (rows[0] if rows else {}) if key not in {field.key for field in layout.fields}]
    for column, field in enumerate(layout.fields):
        # Whole columns carry their format, so that a code typed into a new row stays text.
        sheet.raw.set_column(column, column, field.width, sheet.book.format(_style(field), {"border": 0}))
        sheet.text(0, column, words(f"column.{field.key}"), look.HEADER)
        _offer_words(sheet, words, field, (1, column, _LAST_FORMATTED_ROW, column))
    for column, header in enumerate(extra, start=len(layout.fields)):
        style = sheet.book.format(look.TEXT, {"border": 0})
        sheet.raw.set_column(column, column, _BRANCH_COLUMN_WIDTH, style)
        sheet.text(0, column, header, look.HEADER)
    sheet.height(0, 34)
    for number, row in enumerate(rows, start=1):
        texts = []
        for column, field in enumerate(layout.fields):
            value = _shown(words, field, row.get(field.key))
            sheet.value(number, column, value, _style(field))
            if isinstance(value, str):
                texts.append((value, float(field.width)))
        for column, header in enumerate(extra, start=len(layout.fields)):
            value = row.get(header)
            sheet.value(number, column, value, look.WRAP, {"align": "center"})
            texts.append((str(value or ""), float(_BRANCH_COLUMN_WIDTH)))
        sheet.height(number, look.row_height(texts))


def _style(field: PlanField) -> look.Style:
    match field.kind:
        case CellKind.NUMBER | CellKind.INTEGER | CellKind.FIGURE:
            return look.NUMBER
        case CellKind.DATE:
            return look.DATE
        case CellKind.CODE:
            return look.TEXT
        case CellKind.WORD | CellKind.UNIT | CellKind.YEAR:
            return look.CENTRE
        case CellKind.TEXT:
            return look.WRAP


def _shown(words: Catalogue, field: PlanField, value: Value) -> Value:
    if field.kind is CellKind.WORD and isinstance(value, str) and value:
        return words(f"word.{field.words}.{value}")
    return value


def _offer_words(sheet: Sheet, words: Catalogue, field: PlanField, area: tuple[int, int, int, int]) -> None:
    if field.kind is CellKind.WORD:
        sheet.validation(
            area,
            {
                "validate": "list",
                "source": list(words.group(f"word.{field.words}").values()),
                "error_type": "warning",
                "ignore_blank": True,
            },
        )
