"""Styles of .ods: the number format of a cell, and what styles do to its characters."""

from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from kpixl.books.reading.cell_details.colour import WHITE, Colour, is_unseen, of_hex
from kpixl.books.reading.cell_details.conditions import shows_nothing
from kpixl.books.reading.cell_details.ods.formats import STYLE, format_code, is_format
from kpixl.books.reading.cell_details.records import LEAST_POINTS, CellStyle
from kpixl.model.annotation import Mark

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TABLE, TEXT, DRAW, SVG = (
    f"{_ODF}{name}:1.0 " for name in ("office", "table", "text", "drawing", "svg-compatible")
)
CALCEXT = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
_FO = f"{_ODF}xsl-fo-compatible:1.0 "
_EMU = {"in": 914_400.0, "cm": 360_000.0, "mm": 36_000.0, "pt": 12_700.0, "pc": 152_400.0, "px": 9_525.0}


class _Style(NamedTuple):
    """What one style says itself; None where it leaves that to its parent."""

    parent: str = ""
    data: str = ""
    struck: bool | None = None
    script: Mark | None = None
    tiny: bool | None = None
    colour: Colour | None = None
    ground: Colour | None = None
    filled: bool | None = None


class Styles:
    """The styles of a document; each is worked out when a cell or a text has it."""

    def __init__(self) -> None:
        self._data: dict[str, Element] = {}
        self._styles: dict[tuple[str, str], _Style] = {}
        self._sizes: dict[str, float] = {}
        self._known: dict[str, CellStyle] = {}
        self._hides: dict[tuple[str, str], bool] = {}
        self._marks: dict[tuple[str, ...], Mark] = {}

    def add(self, styles: Element) -> None:
        """Take the styles of one part; those of automatic styles come after the named ones."""
        for style in styles:
            name = style.get(f"{STYLE}name", "")
            if is_format(style):
                self._data[name] = style
            elif style.tag in (f"{STYLE}style", f"{STYLE}default-style"):
                family = style.get(f"{STYLE}family", "")
                self._styles[family, name] = known = _read_style(style)
                # By the name that people see, conditional formats call it.
                self._styles.setdefault((family, style.get(f"{STYLE}display-name", name)), known)
                for part in style:
                    size = part.get(f"{STYLE}column-width") or part.get(f"{STYLE}row-height")
                    if size:
                        self._sizes[name] = emu(size)

    def size(self, name: str) -> float | None:
        """The width or height, in EMU, that a column's or a row's style gives."""
        return self._sizes.get(name)

    def cell(self, name: str) -> CellStyle:
        """What the style of a cell says; '' for the default."""
        known = self._known.get(name)
        if known is None:
            styles = list(self._chain("table-cell", name))
            data = next((style.data for style in styles if style.data), "")
            mark = self._mark(styles, styles)
            known = self._known[name] = CellStyle(
                self._code(data), is_struck=mark is Mark.STRUCK, is_unseen=mark is Mark.UNSEEN
            )
        return known

    def hides(self, name: str, cell: str) -> bool:
        """True where the style that a conditional format gives a cell hides its text, or strikes it out."""
        key = name, cell
        if key not in self._hides:
            self._hides[key] = self._is_hidden(name, cell)
        return self._hides[key]

    def _is_hidden(self, name: str, cell: str) -> bool:
        given = list(self._chain("table-cell", name))
        styles = [*given, *self._chain("table-cell", cell)]
        if shows_nothing(self._code(next((style.data for style in given if style.data), ""))):
            return True
        return self._mark(styles, styles) in (Mark.STRUCK, Mark.UNSEEN)

    def is_filled(self, name: str) -> bool:
        """True where nothing is seen behind a shape of that style."""
        styles = self._chain("graphic", name)
        return next((style.filled for style in styles if style.filled is not None), False)

    def mark(self, cell: str, paragraph: str, spans: tuple[str, ...]) -> Mark:
        """What happens to characters in spans, the innermost last, of a paragraph of a cell."""
        key = (cell, paragraph, *spans)
        if key not in self._marks:
            ground = list(self._chain("table-cell", cell))
            styles = [style for span in reversed(spans) for style in self._chain("text", span)]
            styles += self._chain("paragraph", paragraph)
            self._marks[key] = self._mark([*styles, *ground], ground)
        return self._marks[key]

    def _chain(self, family: str, name: str) -> Iterator[_Style]:
        """A style and its ancestors; one that is its own ancestor ends there."""
        seen: set[str] = set()
        while name and name not in seen:
            seen.add(name)
            style = self._styles.get((family, name))
            if style is None:
                return
            yield style
            name = style.parent
        if family == "table-cell" and (family, "") in self._styles:
            yield self._styles[family, ""]

    def _mark(self, styles: list[_Style], ground: list[_Style]) -> Mark:
        if next((style.struck for style in styles if style.struck is not None), False):
            return Mark.STRUCK
        if next((style.tiny for style in styles if style.tiny is not None), False):
            return Mark.UNSEEN
        colour = next((style.colour for style in styles if style.colour is not None), "")
        below = next((style.ground for style in ground if style.ground is not None), WHITE)
        if is_unseen(colour, below):
            return Mark.UNSEEN
        return next((style.script for style in styles if style.script is not None), Mark.NONE)

    def _code(self, name: str) -> str:
        style = self._data.get(name)
        return "" if style is None else format_code(style, self._data)


def _read_style(style: Element) -> _Style:
    struck = script = tiny = colour = ground = filled = None
    for part in style:
        if part.tag == f"{STYLE}text-properties":
            line = part.get(f"{STYLE}text-line-through-style") or part.get(f"{STYLE}text-line-through-type")
            struck = None if line is None else line != "none"
            script = _script(part.get(f"{STYLE}text-position"))
            size = part.get(f"{_FO}font-size")
            tiny = None if size is None or not size.endswith("pt") else emu(size) < LEAST_POINTS * _EMU["pt"]
            automatic = part.get(f"{STYLE}use-window-font-color") == "true"
            colour = "" if automatic else _colour(part.get(f"{_FO}color"))
        elif part.tag == f"{STYLE}table-cell-properties":
            background = part.get(f"{_FO}background-color")
            ground = WHITE if background == "transparent" else _colour(background)
        elif part.tag == f"{STYLE}graphic-properties":
            fill = part.get(f"{DRAW}fill")
            filled = None if fill is None else fill != "none"
    parent = style.get(f"{STYLE}parent-style-name", "")
    data = style.get(f"{STYLE}data-style-name", "")
    return _Style(parent, data, struck, script, tiny, colour, ground, filled)


def _colour(text: str | None) -> Colour | None:
    return None if text is None else of_hex(text)


def _script(position: str | None) -> Mark | None:
    """Raised or lowered characters: "super 58%", "33% 58%", "-33%"; "0% 100%" is neither."""
    if not position:
        return None
    place = position.split()[0]
    if place in ("super", "sub"):
        return Mark.SUPERSCRIPT if place == "super" else Mark.SUBSCRIPT
    raised = float(place.rstrip("%"))
    return Mark.NONE if not raised else Mark.SUPERSCRIPT if raised > 0 else Mark.SUBSCRIPT


def emu(length: str) -> float:
    """A length with its unit in EMU; 0 for what is none."""
    unit = length[-2:]
    try:
        return float(length[:-2]) * _EMU.get(unit, 0.0)
    except ValueError:
        return 0.0
