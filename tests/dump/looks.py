"""How cells look: one line per look, then the areas that have it, as few rectangles as there are.

The looks are those of the sheet's XML. openpyxl gives the cells of a merged area another one, and has none
for whole rows and columns.
"""

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

_SIDES = ("left", "right", "top", "bottom", "diagonal")
_ACROSS = {"centerContinuous": "across"}
_DOWN = {"center": "middle", "justify": "middle justified"}
_NONE = (None, "none")


def look_lines(root: Element, sheet: Any) -> Iterator[str]:
    """Every look of the sheet, by its first cell; whole columns and rows come first."""
    looks: dict[str, list[str]] = defaultdict(list)
    for text, area in _whole(root, sheet):
        looks[text].append(area)
    cells: dict[str, list[tuple[int, int]]] = defaultdict(list)
    described: dict[int, str] = {}
    for cell in root.iter("c"):
        style = int(cell.get("s", 0))
        if style or len(cell):  # an empty cell without a look is none
            if style not in described:
                described[style] = _describe(sheet, style)
            letters, row = coordinate_from_string(cell.attrib["r"])
            cells[described[style]].append((row, column_index_from_string(letters)))
    for text, places in cells.items():
        looks[text] += areas(places)
    for text, found in looks.items():
        yield f"look {text}"
        yield from textwrap.wrap(" ".join(found), 100, initial_indent="  ", subsequent_indent="  ")


def areas(cells: Iterable[tuple[int, int]]) -> list[str]:
    """Cells (row, column) as rectangles: runs in a row, then equal runs of rows below each other."""
    rows: dict[int, list[int]] = defaultdict(list)
    for row, column in cells:
        rows[row].append(column)
    bottoms: dict[tuple[int, int, int], int] = {}  # first column, last column, top
    growing: dict[tuple[int, int], int] = {}  # the tops of those that reach down to the row before
    for row in sorted(rows):
        below = {}
        for first, last in _runs(sorted(rows[row])):
            below[first, last] = growing.get((first, last), row) if row - 1 in rows else row
            bottoms[first, last, below[first, last]] = row
        growing = below
    found = sorted((top, first, bottom, last) for (first, last, top), bottom in bottoms.items())
    return [_area(*area) for area in found]


def _runs(columns: list[int]) -> Iterator[tuple[int, int]]:
    first = last = columns[0]
    for column in columns[1:]:
        if column != last + 1:
            yield first, last
            first = column
        last = column
    yield first, last


def _area(top: int, first: int, bottom: int, last: int) -> str:
    begin, end = f"{get_column_letter(first)}{top}", f"{get_column_letter(last)}{bottom}"
    return begin if begin == end else f"{begin}:{end}"


def _whole(root: Element, sheet: Any) -> Iterator[tuple[str, str]]:
    """The looks of whole columns and rows, with the number format that a new cell in them takes."""
    for column in root.iter("col"):
        if style := int(column.get("style", 0)):
            first, last = (get_column_letter(int(column.attrib[key])) for key in ("min", "max"))
            yield _describe(sheet, style, whole=True), f"{first}:{last}"
    for row in root.iter("row"):
        if style := int(row.get("s", 0)):
            yield _describe(sheet, style, whole=True), f"{row.attrib['r']}:{row.attrib['r']}"


def _describe(sheet: Any, style: int, *, whole: bool = False) -> str:
    """A look of the style sheet in words; what is Excel's own default goes without saying."""
    cell = Cell(sheet, row=1, column=1, style_array=sheet.parent._cell_styles[style])
    parts = [*_font(cell.font, sheet.parent._fonts[0]), *_fill(cell.fill), *_alignment(cell.alignment)]
    parts += _border(cell.border)
    if whole and cell.number_format != "General":
        parts.append(f"[{cell.number_format}]")
    if cell.quotePrefix:
        parts.append("quoted")
    if not cell.protection.locked:
        parts.append("unlocked")
    if cell.protection.hidden:
        parts.append("formula hidden")
    return " ".join(parts)


def describe_change(change: Any) -> str:
    """What a conditional format changes."""
    parts = _font(change.font, None) if change.font else []
    if change.fill:
        shade = change.fill.bgColor  # Excel takes this for a solid one here, and the other one in cells
        parts.append(f"fill {colour(shade)}")
    if change.border:
        parts += _border(change.border)
    if change.numFmt:
        parts.append(f"[{change.numFmt.formatCode}]")
    return " ".join(parts)


def colour(shade: Any) -> str:
    """A colour as `#RRGGBB`, or its place in the theme or the old palette; '' for none."""
    if shade is None:
        return ""
    if shade.type == "rgb":
        return f"#{shade.rgb[-6:]}"
    tint = f"{shade.tint:+.2f}" if shade.tint else ""
    return f"{shade.type} {shade.value}{tint}"


def _font(font: Any, default: Any) -> list[str]:
    """Size and marks; the name where it is not the workbook's own."""
    parts = []
    if font.name and (default is None or font.name != default.name):
        parts.append(font.name)
    if font.sz:
        parts.append(f"{font.sz:g}")
    marks = (("bold", font.b), ("italic", font.i), ("struck", font.strike))
    parts += [word for word, is_so in marks if is_so]
    if font.u not in _NONE:
        parts.append("underline" if font.u == "single" else f"underline {font.u}")
    if font.vertAlign:
        parts.append(font.vertAlign)
    return [*parts, colour(font.color)] if font.color else parts


def _fill(fill: Any) -> list[str]:
    if fill.tagname == "gradientFill":
        stops = " ".join(f"{stop.position:g} {colour(stop.color)}" for stop in fill.stop)
        return [f"fill {fill.type} {fill.degree:g} {stops}"]
    if fill.fill_type in _NONE:
        return []
    if fill.fill_type == "solid":
        return [f"fill {colour(fill.fgColor)}"]
    return [f"fill {fill.fill_type} {colour(fill.fgColor)} {colour(fill.bgColor)}"]


def _alignment(alignment: Any) -> list[str]:
    parts = []
    if alignment.horizontal not in (None, "general"):
        parts.append(_ACROSS.get(alignment.horizontal, alignment.horizontal))
    if alignment.vertical not in (None, "bottom"):
        parts.append(_DOWN.get(alignment.vertical, alignment.vertical))
    if alignment.wrap_text:
        parts.append("wrap")
    if alignment.shrink_to_fit:
        parts.append("shrink")
    if alignment.indent:
        parts.append(f"indent {alignment.indent:g}")
    if alignment.text_rotation:
        parts.append(f"turned {alignment.text_rotation}")
    return parts


def _border(border: Any) -> list[str]:
    """The sides with the same line together; `box` where it is all four."""
    lines: dict[str, list[str]] = {}
    for side in _SIDES:
        line = getattr(border, side)
        if line is not None and line.style not in _NONE:
            ways = [
                way
                for way in ("up", "down")
                if side == "diagonal" and getattr(border, f"diagonal{way.title()}")
            ]
            lines.setdefault(f"{line.style} {colour(line.color)}".rstrip(), []).append(
                " ".join([side, *ways])
            )
    boxes = {line: sides == list(_SIDES[:4]) for line, sides in lines.items()}
    return [
        f"box {line}" if boxes[line] else f"border {' '.join(sides)} {line}" for line, sides in lines.items()
    ]
