"""What can be told of a workbook's accessibility from its parts: the office programs' own checkers, and more.

Text is estimated by half-width letters of Yu Gothic at 10 points (6.67 pixels, East Asian ones twice as wide)
in columns whose width is counted in digits of 7 pixels, as Excel counts it.
"""

import math
import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from kpixl.books.writing.styles import display_width

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_LEAST_CONTRAST = 4.5  # WCAG 2.1, 1.4.3
_DEFAULT_NAME = re.compile(r"(Sheet|シート)\s?\d*$")
_LETTER, _DIGIT, _PADDING, _LINE = 6.67, 7.0, 5.0, 16.5
_TOLERANCE = 1.05
_WIDEST = 4000.0  # pixels to look for blank cells in


def faults(path: Path) -> list[str]:
    """Everything that a person with a screen reader, or with weak eyes, would stumble over."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts that openpyxl cannot keep
        book = openpyxl.load_workbook(path, data_only=True)
    found = [*_properties(parts), *_undescribed(parts)]
    for sheet in book:
        if sheet.sheet_state != "visible":
            continue
        if _DEFAULT_NAME.match(sheet.title):
            found.append(f"{sheet.title}: a name that says nothing")
        found += [
            f"{sheet.title}: {fault}" for fault in (*_tables(sheet), *_pale(sheet), *_colour_alone(sheet))
        ]
    return found


def _properties(parts: dict[str, bytes]) -> Iterator[str]:
    root = ET.fromstring(parts["docProps/core.xml"])  # noqa: S314 - our own file
    if not (root.findtext(_TITLE) or "").strip():
        yield "no title"


def _undescribed(parts: dict[str, bytes]) -> Iterator[str]:
    for name, content in parts.items():
        if re.match(r"xl/drawings/drawing\d+\.xml", name):
            for shape in ET.fromstring(content).iter(f"{_DRAWING}cNvPr"):  # noqa: S314 - our own file
                if not (shape.get("descr") or "").strip():
                    yield f"{name}: {shape.get('name')} has no alternative text"


def _tables(sheet: Worksheet) -> Iterator[str]:
    merged = [area.bounds for area in sheet.merged_cells.ranges]
    for table in sheet.tables.values():
        left, top, right, bottom = range_boundaries(table.ref)
        if table.headerRowCount != 1:
            yield f"{table.ref} has no header row"
        labels = [str(sheet.cell(top, column).value or "") for column in range(left, right + 1)]
        if labels != [column.name for column in table.tableColumns] or len(set(labels)) < len(labels):
            yield f"{table.ref}: its columns are not named by its header"
        for area in merged:
            if area[0] <= right and left <= area[2] and area[1] <= bottom and top <= area[3]:
                yield f"{table.ref}: merged cells {area} in it"


def _pale(sheet: Worksheet) -> Iterator[str]:
    """Text that is hard to read on its fill."""
    seen = set()
    for cell in _texts(sheet):
        colours = _rgb(cell.font.color) or "000000", _fill(cell)
        if colours not in seen:
            seen.add(colours)
            ratio = contrast(*colours)
            if ratio < _LEAST_CONTRAST:
                yield f"{cell.coordinate}: {colours[0]} on {colours[1]} is {ratio:.1f} to 1"
    for area, rules in sheet.conditional_formatting._cf_rules.items():
        for rule in rules:
            if rule.dxf and rule.dxf.fill:
                fill = _rgb(rule.dxf.fill.bgColor) or "FFFFFF"
                font = _rgb(rule.dxf.font.color) if rule.dxf.font else None
                ratio = contrast(font or "1F2A37", fill)
                if ratio < _LEAST_CONTRAST:
                    yield f"{area.sqref}: a condition with {font} on {fill} is {ratio:.1f} to 1"


def _colour_alone(sheet: Worksheet) -> Iterator[str]:
    """Fills that follow no word, sign or number in a cell."""
    for area, rules in sheet.conditional_formatting._cf_rules.items():
        for rule in rules:
            said = " ".join(rule.formula or ()) + (rule.text or "")
            shows = rule.type in ("dataBar", "colorScale") or re.search(
                r'"[^"]+"|ISBLANK|=""|<>|[<>]=?', said
            )
            if rule.dxf and rule.dxf.fill and not shows and not rule.text:
                yield f"{area.sqref}: a colour that follows {rule.type} {said!r}"


def _texts(sheet: Worksheet) -> Iterator[Cell]:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value not in (None, ""):
                yield cell


def _rgb(colour: Any) -> str | None:
    return str(colour.rgb)[-6:] if colour is not None and colour.type == "rgb" and colour.rgb else None


def _fill(cell: Cell) -> str:
    return (_rgb(cell.fill.fgColor) if cell.fill.patternType == "solid" else None) or "FFFFFF"


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


# ── what does not fit its cell ────────────────────────────────────────────────────────────────────────
def clipped(path: Path) -> list[str]:
    """The cells whose text Excel would cut off: sheet, cell, text."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, data_only=True)
    return [
        f"{sheet.title}!{one}" for sheet in book if sheet.sheet_state == "visible" for one in _clipped(sheet)
    ]


def _clipped(sheet: Worksheet) -> Iterator[str]:
    widths, hidden = _widths(sheet)
    merged = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    for cell in _texts(sheet):
        gone = cell.column in hidden or sheet.row_dimensions[cell.row].hidden
        if gone or not isinstance(cell.value, str) or cell.alignment.shrink_to_fit:
            continue
        if not _is_within(sheet, cell):  # what charts are drawn from stands beside the page
            continue
        area = merged.get((cell.row, cell.column))
        last = area.max_col if area else cell.column
        room = sum(widths[column] for column in range(cell.column, last + 1))
        size = (cell.font.sz or 10) / 10
        if cell.alignment.wrap_text and cell.alignment.horizontal != "centerContinuous":
            heights = range(cell.row, (area.max_row if area else cell.row) + 1)
            height = sum(sheet.row_dimensions[row].height or _LINE for row in heights)
            lines = sum(
                max(1, math.ceil(_pixels(line) * size / ((room - 6) * _TOLERANCE)))
                for line in cell.value.split("\n")
            )
            if lines * _LINE * size > height + 3 and height < 409:
                yield f"{cell.coordinate}: {lines} lines in {height:g} points: {cell.value[:30]}"
            continue
        if cell.alignment.horizontal in ("right", "center", "centerContinuous"):
            back = cell.column - 1
            while back and _is_blank(sheet, cell.row, back):
                room, back = room + widths[back], back - 1
        ahead = last + 1
        while cell.alignment.horizontal != "right" and room < _WIDEST and _is_blank(sheet, cell.row, ahead):
            room, ahead = room + widths.get(ahead, 64.0), ahead + 1
        needed = _pixels(cell.value) * size
        if needed > room * _TOLERANCE:
            yield f"{cell.coordinate}: {needed:.0f} of {room:.0f} pixels: {cell.value[:30]}"


def _is_within(sheet: Worksheet, cell: Cell) -> bool:
    """True for what is printed, where the sheet says what is."""
    area = sheet.print_area.rpartition("!")[2].replace("$", "") if sheet.print_area else ""
    if not area:
        return True
    left, top, right, bottom = range_boundaries(area)
    return left <= cell.column <= right and top <= cell.row <= bottom


def _is_blank(sheet: Worksheet, row: int, column: int) -> bool:
    return column <= 16_000 and sheet.cell(row, column).value in (None, "")


def _pixels(text: str) -> float:
    return max(map(display_width, text.split("\n"))) * _LETTER


def _widths(sheet: Worksheet) -> tuple[dict[int, float], set[int]]:
    """Pixels of every column; what hides columns."""
    widths = dict.fromkeys(range(1, sheet.max_column + 2), 64.0)
    hidden = set()
    for one in sheet.column_dimensions.values():
        for column in range(one.min or 1, min(one.max or 1, sheet.max_column) + 1):
            widths[column] = one.width * _DIGIT if one.width else 64.0
            if one.hidden:
                hidden.add(column)
                widths[column] = 0.0
    return widths, hidden
