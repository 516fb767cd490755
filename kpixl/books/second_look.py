"""A second look at a returned workbook: what calamine does not give, cell by cell.

calamine gives '' for an error cell and for a formula without a stored value, and no number format.
Here the same bytes are read for just that, and for what is merged, validated or hidden.

.xlsx and .xlsm are read part by part and not with `openpyxl.load_workbook`: that gives a formula or its
stored value but not both, so a computed #N/A costs a second load; it drops the validations that Excel
writes as an extension (every list taken from another sheet); it fails on styles that do not matter here;
and it takes three times as long.
"""

import contextlib
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import IO
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring, iterparse
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.cell import column_index_from_string, range_boundaries

from kpixl.books.preflight import FileFormat

Place = tuple[int, int]
Area = tuple[int, int, int, int]

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
# A text in quotes; a sign that needs no backslash; signs behind backslashes, except those of numbers.
_LITERAL = re.compile(r'"[^"]*"|\\[-+() ]|(?:\\[^\s\-+().,:/"_*;])+')
_MANY = ("}c", "}v", "}f")  # nearly all elements of a sheet; they are looked at with their row
_SAYS_NOTHING = frozenset({"", "general", "@", "standard"})


@dataclass(frozen=True)
class CellLook:
    """What a second look adds to one cell; '' where there is nothing to say.

    `number_format` is as Excel writes it, but a text in it stands in quotes, never behind backslashes;
    '' for General and @. `formula` begins with =; the followers of a shared or an array formula may say
    no more than that. `error` is the error value's text: #N/A, or LibreOffice's own Err:502.
    """

    number_format: str = ""
    formula: str = ""
    error: str = ""


@dataclass(frozen=True)
class SheetLook:
    """One sheet: cells by 0-based (row, column), only those that say something.

    Areas are 0-based (first row, first column, last row, last column). `validated` is None where the
    format does not tell.
    """

    cells: Mapping[Place, CellLook]
    merged: tuple[Area, ...]
    validated: tuple[Area, ...] | None
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]


def second_look(content: bytes, format: FileFormat) -> dict[str, SheetLook] | None:  # noqa: A002
    """Every worksheet's look by sheet name; None for .xlsb, and where the reader failed.

    Never raises: what calamine could read is not refused because of a second reader. Whoever calls
    must then say that blanks cannot be told from errors.
    """
    # The readers' modules need the records above; and xlrd is loaded for those who send .xls alone.
    try:
        match format:
            case FileFormat.XLSX | FileFormat.XLSM:
                return _look_at_package(content)
            case FileFormat.ODS:
                from kpixl.books.second_look_ods import look_at_ods

                return look_at_ods(content)
            case FileFormat.XLS:
                from kpixl.books.second_look_xls import look_at_xls

                return look_at_xls(content)
            case _:
                return None
    except Exception:  # broken parts fail in as many ways as there are parsers: zlib, expat, struct …
        return None


def shown_format(code: str) -> str:
    r"""A format code with its texts in quotes (0.0\円 becomes 0.0"円"); '' where it says nothing.

    Excel and LibreOffice write the same format in either way.
    """
    return "" if code.casefold() in _SAYS_NOTHING else _LITERAL.sub(_without_backslash, code)


def _without_backslash(found: re.Match[str]) -> str:
    text = found[0]
    if text.startswith('"'):
        return text
    bare = text.replace("\\", "")
    return bare if bare in "-+() " else f'"{bare}"'


def covers(area: Area, at: Place) -> bool:
    """True where the place lies in the area."""
    return area[0] <= at[0] <= area[2] and area[1] <= at[1] <= area[3]


# ── .xlsx and .xlsm ─────────────────────────────────────────────────────────────────────────────────
def _look_at_package(content: bytes) -> dict[str, SheetLook]:
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
        self.cells: dict[Place, CellLook] = {}
        self.merged: list[Area] = []
        self.validated: list[Area] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.arrays: list[Area] = []
        self.row = -1

    def read(self, stream: IO[bytes]) -> SheetLook:
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
        return SheetLook(
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

    def _cell(self, cell: Element, at: Place) -> CellLook | None:
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
        return CellLook(number_format, text, error) if number_format or text or error else None


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
