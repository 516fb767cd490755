"""Text boxes and other shapes with a text on a sheet of .xlsx, with the cells that they lie on."""

from collections.abc import Mapping
from typing import NamedTuple

from kpixl.books.reading.cell_details.grid import SLACK, Grid
from kpixl.books.reading.cell_details.xml import RELATIONS, parse_xml
from kpixl.model.annotation import Area

_SHEET = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing "
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main "
_FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
_ANCHORS = frozenset(f"{_SHEET}{kind}Anchor" for kind in ("twoCell", "oneCell", "absolute"))
_PLACES = {f"{_SHEET}{name}": name for name in ("col", "row", "colOff", "rowOff")}
_FROM, _TO, _SIZE, _POSITION = (f"{_SHEET}{name}" for name in ("from", "to", "ext", "pos"))
_SHAPE, _CONNECTOR = f"{_SHEET}sp", f"{_SHEET}cxnSp"
_INK = f"{_SHEET}contentPart"  # written with a pen
_LINES = frozenset({"line", "lineInv", "mathMinus", "mathMultiply", "noSmoking"})
_FILLS = frozenset({"noFill", "solidFill", "gradFill", "blipFill", "pattFill"})
_PARAGRAPH, _BREAK, _TEXT = (f"{_DRAWING}{name}" for name in ("p", "br", "t"))


_DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram relIds"
_TEXTS = (_TEXT, "http://schemas.openxmlformats.org/officeDocument/2006/math t")


class Shape(NamedTuple):
    """A shape and the cells that it lies on; one without a text is a line, or hides what is behind it.

    `diagram` is the relation to a diagram's texts.
    """

    area: Area
    text: str
    diagram: str = ""


def read_shapes(part: bytes, grid: Grid) -> list[Shape]:
    """Every shape of a drawing part that has a text, is a line or is filled; those of one group are one."""
    reader = _Reader(grid)
    parse_xml(part, reader.start, reader.end, reader.text)
    return reader.shapes


def read_diagram(part: bytes) -> str:
    """The texts of a diagram (SmartArt), a line each."""
    lines: list[str] = []

    def start(name: str, _attributes: Mapping[str, str]) -> None:
        if name == _PARAGRAPH:
            lines.append("")

    def text(data: str) -> None:
        if lines:
            lines[-1] += data

    parse_xml(part, start, text=text)
    return "\n".join(line for line in map(str.strip, lines) if line)


class _Fill:
    """What the elements of one anchor say of whether it hides, or strikes out, what is behind it.

    A picture does not: it is most likely the print of a seal.
    """

    def __init__(self) -> None:
        self.hides = False
        self._in_line = self._in_text = False
        self._is_filled: bool | None = None

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element."""
        local = name.rpartition(" ")[2]
        if name in (_CONNECTOR, _INK) or (local == "prstGeom" and attributes.get("prst") in _LINES):
            self.hides = True
        elif name == _SHAPE:
            self._is_filled = None
        elif local == "ln":
            self._in_line = True
        elif local == "txBody":
            self._in_text = True
        elif local in _FILLS and not self._in_line and not self._in_text:
            self._is_filled = local != "noFill"
        elif local == "fillRef" and self._is_filled is None:  # the style's own comes last
            self._is_filled = attributes.get("idx", "0") != "0"

    def end(self, name: str) -> None:
        """Take the end of an element."""
        local = name.rpartition(" ")[2]
        if local == "ln":
            self._in_line = False
        elif local == "txBody":
            self._in_text = False
        elif name == _SHAPE:
            self.hides |= bool(self._is_filled)


class _Reader:
    """Gathers the shapes of one drawing, anchor by anchor."""

    def __init__(self, grid: Grid) -> None:
        self.shapes: list[Shape] = []
        self._grid = grid
        self._corner = ""
        self._ends: dict[str, dict[str, int]] = {}
        self._paragraphs: list[str] = []
        self._characters: list[str] | None = None
        self._diagram = ""
        self._in_fallback = 0
        self._fill = _Fill()

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        # What older programs are shown says the same a second time.
        if name == _FALLBACK or self._in_fallback:
            self._in_fallback += 1
        elif name in _ANCHORS:
            self._ends, self._paragraphs, self._diagram, self._fill = {}, [], "", _Fill()
        elif name == _DIAGRAM:
            self._diagram = attributes.get(f"{RELATIONS}dm", "")
        elif name in (_FROM, _TO):
            self._corner = name
            self._ends[name] = {}
        elif name == _POSITION or (name == _SIZE and "cx" in attributes):
            self._ends[name] = {
                key: int(value) for key, value in attributes.items() if key in ("x", "y", "cx", "cy")
            }
        elif name in _PLACES or name in _TEXTS:
            self._characters = []
        elif name == _PARAGRAPH:
            self._paragraphs.append("")
        elif name == _BREAK and self._paragraphs:
            self._paragraphs[-1] += "\n"
        else:
            self._fill.start(name, attributes)

    def text(self, data: str) -> None:
        if self._characters is not None:
            self._characters.append(data)

    def end(self, name: str) -> None:
        if self._in_fallback:
            self._in_fallback -= 1
            return
        self._fill.end(name)
        read, self._characters = "".join(self._characters or ()), None
        if name in _PLACES and self._corner:
            self._ends[self._corner][_PLACES[name]] = int(read)
        elif name in _TEXTS and self._paragraphs:
            self._paragraphs[-1] += read
        elif name in _ANCHORS:
            text = "\n".join(filter(str.strip, self._paragraphs)).strip()
            if text or self._diagram or self._fill.hides:
                self.shapes.append(Shape(self._area(), text, self._diagram))

    def _area(self) -> Area:
        """The cells below the shape."""
        start, to, size = (self._ends.get(name, {}) for name in (_FROM, _TO, _SIZE))
        position = self._ends.get(_POSITION, {})
        left, top = start.get("col", 0), start.get("row", 0)
        left_offset, top_offset = start.get("colOff", 0), start.get("rowOff", 0)
        if position:
            left_offset, top_offset = position.get("x", 0), position.get("y", 0)
        if to:
            right = to.get("col", left) - (to.get("colOff", 0) <= SLACK)
            low = to.get("row", top) - (to.get("rowOff", 0) <= SLACK)
        else:
            right = self._grid.column_at(left, left_offset + size.get("cx", 0) - SLACK)
            low = self._grid.row_at(top, top_offset + size.get("cy", 0) - SLACK)
        left = self._grid.column_at(left, left_offset + SLACK)
        top = self._grid.row_at(top, top_offset + SLACK)
        return top, left, max(top, low), max(left, right)
