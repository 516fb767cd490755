"""The cell details of .ods: content.xml for the cells, styles.xml for the styles that have names.

Rows and cells are written once with a count of repeats; empty ones are counted, never expanded, so that
a sheet's last million empty rows cost nothing.
"""

import io
import re
import zipfile
from dataclasses import dataclass, field
from itertools import product
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring, iterparse

from kpixl.books.reading.detail.records import Area, CellAt, CellDetail, SheetDetail, covers

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
_CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"

_CELLS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_DATA_STYLES = frozenset(f"{_NUMBER}{kind}-style" for kind in ("number", "percentage", "currency"))
_HIDDEN = frozenset({"collapse", "filter"})
_PLAIN_SIGNS = frozenset(" -+()/:,.")  # what a format code shows without quotes
_PERCENTAGE = "0.00%"
_LAST_COLUMN = 16_384
_ERRORS = re.compile(r"#(?:N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)|Err:\d{3}")


def read_ods_details(content: bytes) -> dict[str, SheetDetail]:
    """Every sheet's look by name; raises whatever the parsers raise on a broken file."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        styles = _Styles()
        if "styles.xml" in package.namelist():
            # Its automatic styles are those of page headers; only the named ones reach cells.
            styles.add(fromstring(package.read("styles.xml")).find(f"{_OFFICE}styles"))
        looks: dict[str, SheetDetail] = {}
        sheet: _Sheet | None = None
        with package.open("content.xml") as stream:
            for event, element in iterparse(stream, ("start", "end")):
                if event == "start":
                    # A table without a name is the copy behind a DDE link.
                    if element.tag == f"{_TABLE}table" and sheet is None and element.get(f"{_TABLE}name"):
                        sheet = _Sheet(styles)
                elif element.tag == f"{_OFFICE}automatic-styles":
                    styles.add(element)
                elif sheet is not None and element.tag == f"{_TABLE}table-column":
                    sheet.column(element)
                elif sheet is not None and element.tag == f"{_TABLE}table-row":
                    sheet.row(element)
                    element.clear()
                elif sheet is not None and element.tag == f"{_TABLE}table" and element.get(f"{_TABLE}name"):
                    looks[element.get(f"{_TABLE}name", "")] = sheet.look()
                    sheet = None
        return looks


class _Styles:
    """Cell styles and the number formats that they lead to, as Excel would write them."""

    def __init__(self) -> None:
        self.data: dict[str, Element] = {}
        self.cells: dict[str, tuple[str, str]] = {}
        self.known: dict[str, str] = {}

    def add(self, styles: Element | None) -> None:
        for style in styles if styles is not None else ():
            name = style.get(f"{_STYLE}name", "")
            if style.tag in _DATA_STYLES:
                self.data[name] = style
            elif style.get(f"{_STYLE}family") == "table-cell":
                parent = style.get(f"{_STYLE}parent-style-name", "")
                self.cells[name] = (style.get(f"{_STYLE}data-style-name", ""), parent)

    def number_format(self, name: str) -> str:
        """The format code of a cell style, its parents' where it has none; '' for General and dates."""
        if name not in self.known:
            self.known[name] = ""  # a style that is its own ancestor ends here
            data, parent = self.cells.get(name, ("", ""))
            if data:
                self.known[name] = self._code(data)
            elif parent:
                self.known[name] = self.number_format(parent)
        return self.known[name]

    def _code(self, name: str) -> str:
        style = self.data.get(name)
        if style is None:
            return ""
        sections = [_section(style)]
        # The style's own text is the last section; those for positive numbers and so on are mapped to.
        mapped = (self.data.get(part.get(f"{_STYLE}apply-style-name", "")) for part in style if _is_map(part))
        sections[:0] = [_section(part) for part in mapped if part is not None]
        return ";".join(sections) if any(sections) else ""


def _is_map(part: Element) -> bool:
    return part.tag == f"{_STYLE}map"


def _section(style: Element) -> str:
    """One section of a format code; '' where it is General."""
    is_percentage = style.tag == f"{_NUMBER}percentage-style"
    parts = []
    for part in style:
        match part.tag.removeprefix(_NUMBER):
            case "number":
                parts.append(_digits(part))
            case "scientific-number":
                parts.append("0.00E+00")
            case "fraction":
                parts.append("# ?/?")
            case "currency-symbol":
                parts.append(_quoted(part.text or ""))
            case "text" if is_percentage:
                parts.append("%".join(map(_quoted, (part.text or "").split("%"))))
            case "text":
                parts.append(_quoted(part.text or ""))
    return "" if parts == ["General"] else "".join(parts)


def _digits(number: Element) -> str:
    decimals = number.get(f"{_NUMBER}decimal-places")
    if decimals is None:
        return "General"  # as many decimals as there are
    whole = "0" * int(number.get(f"{_NUMBER}min-integer-digits", "1")) or "#"
    if number.get(f"{_NUMBER}grouping") == "true":
        whole = f"#,{whole.rjust(3, '#')}"
    fixed = int(number.get(f"{_NUMBER}min-decimal-places", decimals))
    fraction = "0" * fixed + "#" * (int(decimals) - fixed)
    factor = float(number.get(f"{_NUMBER}display-factor", "1"))
    thousands = 0
    while factor >= 1000:
        factor, thousands = factor / 1000, thousands + 1
    return whole + (f".{fraction}" if fraction else "") + "," * thousands


def _quoted(text: str) -> str:
    return text if _PLAIN_SIGNS.issuperset(text) else f'"{text}"'


@dataclass
class _Sheet:
    """Gathers one sheet's look while its rows go by."""

    styles: _Styles
    cells: dict[CellAt, CellDetail] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    validated: list[Area] = field(default_factory=list)
    arrays: list[Area] = field(default_factory=list)
    hidden_rows: list[range] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    defaults: list[str] = field(default_factory=list)
    next_row: int = 0
    rows_used: int = 0

    def column(self, column: Element) -> None:
        count = min(_count(column, "number-columns-repeated"), _LAST_COLUMN)
        if column.get(f"{_TABLE}visibility") in _HIDDEN:
            self.hidden_columns.update(range(len(self.defaults), len(self.defaults) + count))
        self.defaults += [column.get(f"{_TABLE}default-cell-style-name", "")] * count

    def row(self, row: Element) -> None:
        count = _count(row, "number-rows-repeated")
        rows = range(self.next_row, self.next_row + count)
        self.next_row += count
        if row.get(f"{_TABLE}visibility") in _HIDDEN:
            self.hidden_rows.append(rows)
        next_column = 0
        for cell in row:
            if cell.tag not in _CELLS:
                continue
            repeats = _count(cell, "number-columns-repeated")
            columns = range(next_column, next_column + repeats)
            next_column += repeats
            self._cell(cell, rows, columns, row.get(f"{_TABLE}default-cell-style-name", ""))

    def _cell(self, cell: Element, rows: range, columns: range, row_style: str) -> None:
        at = (rows[0], columns[0])
        for areas, count_of in ((self.merged, "spanned"), (self.arrays, "matrix")):
            height, width = _span(cell, count_of)
            if height * width > 1 or (
                count_of == "matrix" and cell.get(f"{_TABLE}number-matrix-rows-spanned")
            ):
                areas.append((*at, at[0] + height - 1, at[1] + width - 1))
        if cell.get(f"{_TABLE}content-validation-name"):
            self.validated.append((*at, rows[-1], columns[-1]))
        formula = cell.get(f"{_TABLE}formula")
        if formula is None and not cell.get(f"{_OFFICE}value-type"):
            return
        self.rows_used = rows[-1] + 1
        text = f"={formula.partition('=')[2]}" if formula is not None else ""
        error = _error(cell)
        for place in product(rows, columns):
            own = text or ("=" if any(covers(area, place) for area in self.arrays) else "")
            number_format = self._number_format(cell, row_style, place[1])
            if number_format or own or error:
                self.cells[place] = CellDetail(number_format, own, error)

    def _number_format(self, cell: Element, row_style: str, column: int) -> str:
        column_style = self.defaults[column] if column < len(self.defaults) else ""
        style = cell.get(f"{_TABLE}style-name") or row_style or column_style
        code = self.styles.number_format(style)
        if not code and cell.get(f"{_OFFICE}value-type") == "percentage":
            return _PERCENTAGE
        currency = cell.get(f"{_OFFICE}currency")
        return f"[${currency}]#,##0" if not code and currency else code

    def look(self) -> SheetDetail:
        # Rows hidden below the last one with content are not listed: there can be a million of them.
        hidden = (row for rows in self.hidden_rows for row in rows[: max(0, self.rows_used - rows.start)])
        return SheetDetail(
            self.cells,
            tuple(self.merged),
            tuple(self.validated),
            frozenset(hidden),
            frozenset(self.hidden_columns),
        )


def _count(element: Element, name: str) -> int:
    return int(element.get(f"{_TABLE}{name}", "1"))


def _span(cell: Element, kind: str) -> tuple[int, int]:
    if kind == "matrix":
        return _count(cell, "number-matrix-rows-spanned"), _count(cell, "number-matrix-columns-spanned")
    return _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")


def _error(cell: Element) -> str:
    """The error value's text. A cell's note has text too, so only the cell's own paragraph counts."""
    kind = cell.get(f"{_CALCEXT}value-type")
    is_marked = kind == "error"
    if not is_marked and (kind is not None or cell.get(f"{_TABLE}formula") is None):
        return ""
    paragraph = cell.find(f"{_TEXT}p")
    text = "".join(paragraph.itertext()) if paragraph is not None else ""
    # Without LibreOffice's mark an error is a formula that shows one, with a value of 0 or ''.
    return text if is_marked or _ERRORS.fullmatch(text) else ""
