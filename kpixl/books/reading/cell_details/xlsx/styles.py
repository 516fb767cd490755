"""Cell styles of .xlsx: number format, and whether the characters are struck out or cannot be seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from kpixl.books.reading.cell_details.builtin_formats import BUILT_IN
from kpixl.books.reading.cell_details.colour import BLACK, WHITE, Colour, is_unseen, of_attributes, of_hex
from kpixl.books.reading.cell_details.conditions import shows_nothing
from kpixl.books.reading.cell_details.records import LEAST_POINTS, PLAIN, CellStyle, shown_format
from kpixl.books.reading.cell_details.xml import MAIN, StopReading, is_true, parse_xml
from kpixl.model.annotation import Mark

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main "
# A theme lists dark before light; a cell names light before dark.
_THEME = ("lt1", "dk1", "lt2", "dk2", *(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink")
_NO_COLOUR: Mapping[str, str] = {}
_SCRIPTS = {"superscript": Mark.SUPERSCRIPT, "subscript": Mark.SUBSCRIPT}


@dataclass(slots=True, kw_only=True)
class Font:
    """What a font says that decides what is read; `colour` holds the attributes of its <color>."""

    is_struck: bool = False
    is_tiny: bool = False
    script: Mark = Mark.NONE
    colour: Mapping[str, str] = field(default_factory=lambda: _NO_COLOUR)

    def take(self, element: str, attributes: Mapping[str, str]) -> None:
        """Note what a child of <font> or <rPr> says; `element` is its local name."""
        if element == "strike":
            self.is_struck = is_true(attributes.get("val", "1"))
        elif element == "vertAlign":
            self.script = _SCRIPTS.get(attributes.get("val", ""), Mark.NONE)
        elif element == "color":
            self.colour = attributes
        elif element == "sz":
            self.is_tiny = float(attributes.get("val", LEAST_POINTS)) < LEAST_POINTS


@dataclass(slots=True)
class _Fill:
    """A fill as it is written: its pattern, and the colour of a solid one."""

    pattern: str = "none"
    colour: Mapping[str, str] = field(default_factory=lambda: _NO_COLOUR)


@dataclass(slots=True)
class _Conditional:
    """What a conditional format changes of a cell."""

    font: Font = field(default_factory=Font)
    fill: Mapping[str, str] = field(default_factory=lambda: _NO_COLOUR)
    number_format: str = ""


class Styles:
    """The styles of a workbook by the index that cells name; each is worked out when a cell has it."""

    def __init__(self, part: bytes | None, theme: bytes | None) -> None:
        self._theme_part = theme
        self._theme: Sequence[Colour] | None = None
        self._codes: dict[int, str] = {}
        self._fonts: list[Font] = []
        self._fills: list[_Fill] = []
        self._formats: list[Mapping[str, str]] = []
        self._palette: list[Colour] = []
        self._conditional: list[_Conditional] = []
        self._hides: dict[tuple[int, str], bool] = {}
        self._within = self._part = ""
        self._known: dict[str, CellStyle] = {}
        if part is not None:
            parse_xml(part, self._start, self._end)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        element = name.removeprefix(MAIN)
        match element:
            case "fonts" | "fills" | "cellXfs" | "indexedColors" | "cellStyleXfs" | "dxfs":
                self._within = element
            case _ if self._within == "dxfs" and element != "indexedColors":
                self._start_conditional(element, attributes)
            case "numFmt":
                self._codes[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")
            case "font" if self._within == "fonts":
                self._fonts.append(Font())
            case "patternFill" if self._within == "fills":
                self._fills.append(_Fill(attributes.get("patternType", "none")))
            case "gradientFill" if self._within == "fills":
                self._fills.append(_Fill("gradient"))
            case "fgColor" if self._within == "fills":
                self._fills[-1].colour = attributes
            case "xf" if self._within == "cellXfs":
                self._formats.append(attributes)
            case "rgbColor" if self._within == "indexedColors":
                self._palette.append(of_hex(attributes.get("rgb", "")))
            case _ if self._within == "fonts" and self._fonts:
                self._fonts[-1].take(element, attributes)

    def _start_conditional(self, element: str, attributes: Mapping[str, str]) -> None:
        match element:
            case "dxf":
                self._conditional.append(_Conditional())
            case "font" | "fill" | "border":
                self._part = element
            case "numFmt" if self._conditional:
                self._conditional[-1].number_format = attributes.get("formatCode", "")
            case "bgColor" | "fgColor" if self._conditional and self._part == "fill":
                # A solid one has its colour behind the pattern, other than in a cell's own style.
                if element == "bgColor" or not self._conditional[-1].fill:
                    self._conditional[-1].fill = attributes
            case _ if self._conditional and self._part == "font":
                self._conditional[-1].font.take(element, attributes)

    def _end(self, name: str) -> None:
        if name.removeprefix(MAIN) == self._within:
            self._within = ""

    def style(self, index: str) -> CellStyle:
        """The style that a cell's `s` names."""
        known = self._known.get(index)
        if known is None:
            known = self._known[index] = self._work_out(int(index))
        return known

    def _work_out(self, index: int) -> CellStyle:
        if index >= len(self._formats):
            return PLAIN
        number = int(self._formats[index].get("numFmtId", "0"))
        # A file's own codes come first: Excel writes ¥ under the numbers that are $ elsewhere.
        code = self._codes.get(number) or BUILT_IN.get(number, "")
        font = self.font(str(index))
        return CellStyle(shown_format(code), font.is_struck, self.is_unseen(font, str(index)))

    def font(self, index: str) -> Font:
        """The font of a cell style."""
        at = self._named(index, "fontId")
        return self._fonts[at] if at < len(self._fonts) else Font()

    def is_unseen(self, font: Font, index: str) -> bool:
        """True where characters of that font cannot be seen on the ground of a cell style."""
        if font.is_tiny:
            return True
        if not font.colour:  # automatic: black, whatever the ground
            return False
        return is_unseen(self._colour(font.colour, BLACK), self._ground(index))

    def hides(self, conditional: int, index: str) -> bool:
        """True where a conditional format hides the text of a cell style, or strikes it out."""
        if conditional >= len(self._conditional):
            return False
        change = self._conditional[conditional]
        # One that gives both colours, as nearly all do, hides in every cell or in none.
        key = conditional, "" if change.font.colour and change.fill else index
        if key not in self._hides:
            self._hides[key] = self._is_hidden(change, index)
        return self._hides[key]

    def _is_hidden(self, change: _Conditional, index: str) -> bool:
        if change.font.is_struck or shows_nothing(change.number_format):
            return True
        colour = change.font.colour or self.font(index).colour
        if not colour or not (change.font.colour or change.fill):
            return False
        ground = self._colour(change.fill, BLACK) if change.fill else self._ground(index)
        return is_unseen(self._colour(colour, BLACK), ground)

    def _ground(self, index: str) -> Colour:
        at = self._named(index, "fillId")
        fill = self._fills[at] if at < len(self._fills) else _Fill()
        if fill.pattern == "none":
            return WHITE
        # Of a pattern or a gradient nobody can say what colour a character stands on.
        return self._colour(fill.colour, BLACK) if fill.pattern == "solid" else ""

    def _named(self, index: str, name: str) -> int:
        at = int(index)
        return int(self._formats[at].get(name, "0")) if at < len(self._formats) else 0

    def _colour(self, colour: Mapping[str, str], automatic: Colour) -> Colour:
        if "theme" in colour and self._theme is None:
            self._theme = _theme_colours(self._theme_part)
        return of_attributes(colour, self._theme or (), self._palette, automatic)


@lru_cache(maxsize=16)
def read_styles(part: bytes | None, theme: bytes | None) -> Styles:
    """The styles of these parts, which are the same in nearly all forms that a worker reads."""
    return Styles(part, theme)


@lru_cache(maxsize=16)
def _theme_colours(part: bytes | None) -> Sequence[Colour]:
    """The theme's colours in the order in which cells name them."""
    if part is None:
        return (WHITE, BLACK)
    colours: dict[str, Colour] = {}
    within = ""

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal within
        element = name.removeprefix(_DRAWING)
        if element in _THEME:
            within = element
        elif element in ("srgbClr", "sysClr") and within:
            colours.setdefault(within, of_hex(attributes.get("lastClr") or attributes.get("val", "")))

    def end(name: str) -> None:
        if name == f"{_DRAWING}clrScheme":
            raise StopReading

    parse_xml(part, start, end)
    return tuple(colours.get(name, "") for name in _THEME)
