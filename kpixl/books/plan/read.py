"""The plan workbook: written from rows keyed as in `kpixl.model.plan_layout`, read back by its headers.

Headers and words are recognised in Japanese and English, whatever language the plan was made in.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kpixl.books.addresses import column_name
from kpixl.books.plan.wide_history import as_long
from kpixl.books.reading.cell_details.read import read_details
from kpixl.books.reading.cell_details.records import PLAIN, SheetDetail
from kpixl.books.reading.cells import SheetCells, UnreadableWorkbookError, read_own, read_sheets
from kpixl.books.reading.decrypt import open_workbook
from kpixl.books.reading.keyed import own_texts
from kpixl.books.reading.labels import column_keys, fold_label, word_key
from kpixl.books.reading.preflight import OWN
from kpixl.locale import LANGUAGES, catalogue
from kpixl.model.errors import InputFileError
from kpixl.model.plan_layout import (
    HISTORY,
    PLAN_SHEETS,
    SETTINGS,
    CellKind,
    PlanField,
    PlanSheet,
    RawPlan,
    RawTable,
)
from kpixl.model.submission import CellValue, RawCell, RawRow
from kpixl.presence import is_file

_HEADER_SEARCH_ROWS = 20


def read_plan(path: Path) -> RawPlan:
    """The cells of a plan workbook, found by sheet and header names.

    Raises:
        InputFileError: there is no such file, or it is no workbook.
    """
    if not is_file(path):
        raise InputFileError("plan_missing", path=path)
    content = read_own(path)
    sheets = _sheets(path, content)
    tables = {}
    for layout in PLAN_SHEETS:
        sheet = next((sheet for sheet in sheets if _is_named(layout, sheet.name)), None)
        if sheet is not None:
            tables[layout.key] = _read_settings(sheet) if layout is SETTINGS else _read_table(sheet, layout)
    return RawPlan(path.name, tables, hashlib.sha256(content).hexdigest())


def find_sheet(name: str) -> PlanSheet | None:
    """The plan's sheet of that name in either language, or None."""
    return next((layout for layout in PLAN_SHEETS if _is_named(layout, name)), None)


def _is_named(layout: PlanSheet, name: str) -> bool:
    labels = (catalogue(language)(f"sheet.{layout.key}") for language in LANGUAGES)
    return fold_label(name) in {fold_label(label) for label in labels}


@dataclass(frozen=True)
class _PlanCells:
    """A sheet of the plan, its cells with their number formats.

    An error value or a formula that was never computed reads as blank: each comes as its text, for the
    rules to name.
    """

    sheet: SheetCells
    detail: SheetDetail | None

    @property
    def name(self) -> str:
        return self.sheet.name

    @property
    def rows(self) -> list[list[CellValue]]:
        return self.sheet.rows

    def cell(self, row: int, column: int) -> RawCell:
        return self.cells(row, {column: ""})[""]

    def cells(self, row: int, columns: Mapping[int, str], *, keeps_blanks: bool = True) -> dict[str, RawCell]:
        """The cells of some columns of a row, by the names given; blank ones only if asked."""
        values = self.rows[row] if row < len(self.rows) else []
        name, detail, number, width = self.name, self.detail, row + 1, len(values)
        found: dict[str, RawCell] = {}
        for column, key in columns.items():
            value, at = values[column] if column < width else "", (row, column)
            if detail is None or not (at in detail.raw or at in detail.formulas):
                if keeps_blanks or value != "":
                    found[key] = RawCell(value, name, f"{column_name(column)}{number}")
                continue
            value = detail.errors.get(at) or value
            if value == "":
                value = detail.formulas.get(at, "")
            number_format = detail.styles.get(at, PLAIN).number_format
            found[key] = RawCell(value, name, f"{column_name(column)}{number}", number_format)
        return found


def _sheets(path: Path, content: bytes) -> list[_PlanCells]:
    """Every sheet of the workbook."""
    try:
        checked = open_workbook(content, limits=OWN)
        for left_out in checked.left_out:
            raise left_out.refusal()
        sheets = read_sheets(checked.content)
    except UnreadableWorkbookError as error:
        raise InputFileError("unreadable", path=path, reason=error.finding()) from error
    read = read_details(checked, {sheet.name for sheet in sheets})
    details = read.sheets if read else {}
    return [
        _PlanCells(own_texts(sheet, detail), detail)
        for sheet in sheets
        for detail in (details.get(sheet.name),)
    ]


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
            value = cell._replace(value=_word(field, cell.value))
            rows.append(RawRow(key=key, cells={"value": value}, sheet=sheet.name, row=number + 1))
    return RawTable(key=SETTINGS.key, sheet=sheet.name, header=header, others=others, rows=tuple(rows))


def _read_table(sheet: _PlanCells, layout: PlanSheet) -> RawTable:
    labels = _labels(layout)
    top = _header_row(sheet, labels)
    header: dict[str, str] = {}
    others: dict[str, str] = {}
    columns: dict[int, str] = {}
    widths: dict[str, float] = {}
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
            width = sheet.detail.width(column) if sheet.detail else None
            if width and not layout.by_branch:
                widths[name] = width
    # 過年度 has a row for every branch, KPI and year, and more than half of its cells are blank.
    keeps_blanks = layout is not HISTORY
    words = {key: field for key in header if (field := layout.field(key)).kind is CellKind.WORD}
    rows = []
    for number in range(top + 1, len(sheet.rows)):
        cells = sheet.cells(number, columns, keeps_blanks=keeps_blanks)
        for key, field in words.items():
            if key in cells:
                cells[key] = cells[key]._replace(value=_word(field, cells[key].value))
        if any(cell.value != "" and str(cell.value).strip() for cell in cells.values()):
            rows.append(RawRow(key=str(number + 1), cells=cells, sheet=sheet.name, row=number + 1))
    table = RawTable(
        key=layout.key, sheet=sheet.name, header=header, others=others, rows=tuple(rows), widths=widths
    )
    return as_long(table) if layout is HISTORY else table


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
    return word_key(field.words, value) or value.strip()
