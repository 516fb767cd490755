"""The cell details of .xlsx and .xlsm, read part by part.

Not with `openpyxl.load_workbook`: that gives a formula or its
stored value but not both, so a computed #N/A costs a second load; it drops the validations that Excel
writes as an extension (every list taken from another sheet); it fails on styles that do not matter here;
and it takes three times as long.
"""

import contextlib
import io
import posixpath
import zipfile
from collections.abc import Iterator
from functools import cache
from typing import IO
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring, iterparse
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.cell import column_index_from_string, range_boundaries

from kpixl.books.reading.detail.records import Area, CellAt, CellDetail, SheetDetail, covers, shown_format

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_MANY = ("}c", "}v", "}f")  # nearly all elements of a sheet; they are looked at with their row


def read_xlsx_details(content: bytes) -> dict[str, SheetDetail]:
    """Every worksheet's details by sheet name; raises whatever the parsers raise on a broken file."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        # The workbook is not always xl/workbook.xml.
        book = next(target for target, kind in _relations(package, "").values() if kind == "officeDocument")
        relations = _relations(package, book)
        styles = next((target for target, kind in relations.values() if kind == "styles"), None)
        formats = _number_formats(package, styles) if styles else []
        looks = {}
        for sheet in fromstring(package.read(book)).iterfind("{*}sheets/{*}sheet"):
            identity = next(value for name, value in sheet.items() if name.endswith("}id"))
            part, kind = relations[identity]
            if kind == "worksheet":  # a chart sheet has no cells
                with package.open(part) as stream:
                    looks[sheet.get("name", "")] = _Worksheet(formats).read(stream)
        return looks


def _relations(package: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """A part's relations by id: the target part, and the last word of its type. '' is the package itself."""
    folder, name = posixpath.split(part)
    root = fromstring(package.read(posixpath.join(folder, "_rels", f"{name}.rels")))
    return {
        relation.get("Id", ""): (
            # A target is relative to its part, or absolute with a leading slash; the zip's names have none.
            posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/"),
            relation.get("Type", "").rpartition("/")[2],
        )
        for relation in root
    }


def _number_formats(package: zipfile.ZipFile, part: str) -> list[str]:
    """The number format of every cell style, by the index that cells name."""
    root = fromstring(package.read(part))
    # A file's own codes come first: Excel writes ¥ under the numbers that are $ elsewhere.
    codes = {int(key): shown_format(code) for key, code in BUILTIN_FORMATS.items()}
    for item in root.iterfind("{*}numFmts/{*}numFmt"):
        codes[int(item.get("numFmtId", "0"))] = shown_format(item.get("formatCode", ""))
    return [codes.get(int(xf.get("numFmtId", "0")), "") for xf in root.iterfind("{*}cellXfs/{*}xf")]


class _Worksheet:
    """Gathers one worksheet part's look, row by row."""

    def __init__(self, formats: list[str]) -> None:
        self.formats = formats
        self.cells: dict[CellAt, CellDetail] = {}
        self.merged: list[Area] = []
        self.validated: list[Area] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.arrays: list[Area] = []
        self.row = -1

    def read(self, stream: IO[bytes]) -> SheetDetail:
        for _event, element in iterparse(stream):
            if element.tag.endswith(_MANY):
                continue
            match element.tag.rpartition("}")[2]:
                case "row":
                    self._row(element)
                    element.clear()
                case "col" if _is_true(element.get("hidden")):
                    last = min(int(element.get("max", "0")), _LAST_COLUMN)
                    self.hidden_columns.update(range(int(element.get("min", "1")) - 1, last))
                case "mergeCell":
                    self.merged += _areas(element.get("ref", ""))
                case "dataValidation":
                    # In Excel's extension (x14) the places are an element's text, not an attribute.
                    places = element.get("sqref") or element.findtext("{*}sqref") or ""
                    self.validated += _areas(places)
        return SheetDetail(
            self.cells,
            tuple(self.merged),
            tuple(self.validated),
            frozenset(self.hidden_rows),
            frozenset(self.hidden_columns),
        )

    def _row(self, row: Element) -> None:
        self.row = int(row.get("r", self.row + 2)) - 1
        if _is_true(row.get("hidden")):
            self.hidden_rows.add(self.row)
        column = -1
        for cell in row:
            reference = cell.get("r")
            column = _column(reference.rstrip("0123456789")) if reference else column + 1
            look = self._cell(cell, (self.row, column))
            if look:
                self.cells[self.row, column] = look

    def _cell(self, cell: Element, at: CellAt) -> CellDetail | None:
        formula, value = None, ""
        for part in cell:
            if part.tag.endswith("}f"):
                formula = part
            elif part.tag.endswith("}v"):
                value = part.text or ""
            elif part.tag.endswith("}is"):  # a text that stands in the cell itself
                value = "".join(part.itertext())
        if formula is None and not value:
            return None
        text = ""
        if formula is not None:
            text = f"={(formula.text or '').removeprefix('=')}"
            if formula.get("t") in ("array", "dataTable") and formula.get("ref"):
                self.arrays.append(_area(formula.get("ref", "")))
        elif any(covers(area, at) for area in self.arrays):
            text = "="  # only the first cell of an array formula carries it
        error = value if cell.get("t") == "e" else ""
        style = int(cell.get("s", "0"))
        number_format = self.formats[style] if style < len(self.formats) else ""
        return CellDetail(number_format, text, error) if number_format or text or error else None


@cache
def _column(letters: str) -> int:
    """The 0-based number of a column's letters."""
    return column_index_from_string(letters) - 1


def _is_true(text: str | None) -> bool:
    return text in ("1", "true")


def _areas(references: str) -> Iterator[Area]:
    """The areas of a list; what is none (a rule whose cells were deleted says #REF!) is no area."""
    for reference in references.split():
        with contextlib.suppress(ValueError, TypeError):
            yield _area(reference)


def _area(reference: str) -> Area:
    """A reference as a 0-based area; whole columns (A:A) and rows (1:1) reach to the sheet's end."""
    left, top, right, bottom = range_boundaries(reference)
    return ((top or 1) - 1, (left or 1) - 1, (bottom or _LAST_ROW) - 1, (right or _LAST_COLUMN) - 1)
