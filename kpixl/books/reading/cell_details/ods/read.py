"""Cell details of .ods: content.xml for the cells, styles.xml for the styles that have names.

Rows and cells are written once with a count of repeats; empty ones are counted, never expanded, so that
a sheet's last million empty rows cost nothing.
"""

from collections.abc import Collection, Mapping
from itertools import chain
from xml.etree.ElementTree import TreeBuilder

from kpixl.books.reading.cell_details.ods.sheet import SheetReader
from kpixl.books.reading.cell_details.ods.styles import OFFICE, TABLE, Styles
from kpixl.books.reading.cell_details.package import Package
from kpixl.books.reading.cell_details.records import WorkbookDetail
from kpixl.books.reading.cell_details.xml import parse_xml

_CONFIG = "urn:oasis:names:tc:opendocument:xmlns:config:1.0 "
_SHEET = f"{TABLE}table"
_NAME = f"{TABLE}name"


def read_ods(package: Package, wanted: Collection[str]) -> WorkbookDetail:
    """The details of the wanted sheets, and what lies beside the cells on all of them.

    Raises whatever the parsers raise on a broken file.
    """
    reader = _Reader(wanted)
    if "styles.xml" in package:
        # Its automatic styles are those of page headers; only the named ones reach cells.
        named = _StyleTree(f"{OFFICE}styles", reader.styles)
        parse_xml(package.read("styles.xml"), named.start, named.end, named.text)
    parse_xml(package.read("content.xml"), reader.start, reader.end, reader.text)
    settings = _settings(package.read("settings.xml")) if "settings.xml" in package else {}
    hides_zeros = settings.get("ShowZeroValues") == "false"
    return WorkbookDetail(
        sheets={
            name: sheet.cells.detail(hides_zeros=hides_zeros)
            for name, sheet in reader.sheets.items()
            if name in wanted
        },
        annotations=tuple(chain.from_iterable(sheet.annotations for sheet in reader.sheets.values())),
        is_manual=settings.get("AutoCalculate") == "false",
    )


class _StyleTree:
    """Builds the tree of one element that holds styles; styles are looked up by name, in any order."""

    def __init__(self, root: str, styles: Styles) -> None:
        self._root = root
        self._styles = styles
        self._builder: TreeBuilder | None = None

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == self._root:
            self._builder = TreeBuilder()
        if self._builder is not None:
            self._builder.start(name, dict(attributes))

    def text(self, data: str) -> None:
        if self._builder is not None:
            self._builder.data(data)

    def end(self, name: str) -> None:
        if self._builder is not None:
            self._builder.end(name)
            if name == self._root:
                self._styles.add(self._builder.close())
                self._builder = None


class _Reader:
    """Goes through content.xml: the styles first, then sheet by sheet."""

    def __init__(self, wanted: Collection[str]) -> None:
        self.styles = Styles()
        self.sheets: dict[str, SheetReader] = {}
        self._wanted = wanted
        self._tree = _StyleTree(f"{OFFICE}automatic-styles", self.styles)
        self._sheet: SheetReader | None = None
        self._depth = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._sheet is not None:
            self._sheet.start(name, attributes)
        # A table without a name is the copy behind a DDE link.
        elif name == _SHEET and attributes.get(_NAME):
            sheet = attributes[_NAME]
            self._sheet = SheetReader(sheet, self.styles, keeps_cells=sheet in self._wanted)
            self.sheets.setdefault(sheet, self._sheet)
            self._outside = self._depth
        else:
            self._tree.start(name, attributes)

    def text(self, data: str) -> None:
        if self._sheet is not None:
            self._sheet.characters(data)
        else:
            self._tree.text(data)

    def end(self, name: str) -> None:
        if self._sheet is not None and self._depth == self._outside:
            self._sheet.finish()
            self._sheet = None
        elif self._sheet is not None:
            self._sheet.end(name)
        else:
            self._tree.end(name)
        self._depth -= 1


def _settings(part: bytes) -> dict[str, str]:
    """The program's settings by name; those of every view under one name, the last one counts."""
    found: dict[str, str] = {}
    name = ""

    def start(element: str, attributes: Mapping[str, str]) -> None:
        nonlocal name
        name = attributes.get(f"{_CONFIG}name", "") if element == f"{_CONFIG}config-item" else ""
        if name:
            found[name] = ""

    def end(_element: str) -> None:
        nonlocal name
        name = ""

    def text(data: str) -> None:
        if name:
            found[name] += data

    parse_xml(part, start, end, text)
    return found
