"""XML parts, looked at while they stream past: DOCTYPE, and how far a sheet's cells reach.

python-calamine lays every sheet out as a full rectangle, so that one value in XFD1048576 aborts the
process. A cell counts where it holds something: a style alone, to the sheet's last row, does no harm.
Positions are kept as calamine counts them, cells and rows without an address included.
"""

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from kpixl.books.reading.preflight.verdict import (
    AREA_CELLS,
    COLUMNS,
    KB,
    ROWS,
    SHARED_STRINGS,
    SPACES,
    STORED_CELLS,
    TAGS_PER_CELL,
    damaged,
    refuse_large_sheet,
    suspect,
)

# A tag is found up to its end with quotes respected; "<" has no place in a value, so that a search for
# the end never runs past the next tag, and all quantifiers are possessive: no input makes them slow.
_PREFIX = rb"(?:[^\s<>/:]++:)?+"
_QUOTED = rb"\"[^\"<]*+\"|'[^'<]*+'"
_ATTRIBUTES = rb"[^<>\"'/]*+(?:(?:" + _QUOTED + rb"|/(?!>))[^<>\"'/]*+)*+"
_EMPTY_OR_OPEN = rb"(?:(/>|>(?=\s*+</))|>)"
_ADDRESS = (
    rb"(?:(?: r=\"|(?:\s++(?!r[\s=])[^\s=<>/]++\s*+=\s*+(?:" + _QUOTED + rb"))*+\s++r\s*+=\s*+[\"'])"
    rb"([A-Za-z]*+)([0-9]++)[\"'])?+"
)
_SHEET_TAG = re.compile(
    rb"<" + _PREFIX + rb"(c|row)(?=[\s/>])(?:" + _ADDRESS + _ATTRIBUTES + _EMPTY_OR_OPEN + rb"|(\s|/|>))"
    rb"|<(/)" + _PREFIX + rb"row[\s>]"
)
# The form in which Excel, LibreOffice and xlsxwriter write nearly every cell, found three times as fast.
_PLAIN_CELL = re.compile(
    rb"<c r=\"([A-Z]{1,3}+)([0-9]{1,7}+)\"(?: s=\"[0-9]++\")?+(?: t=\"[A-Za-z]++\")?+" + _EMPTY_OR_OPEN
)
_CELL_STARTS = (b"<c ", b"<c>", b"<c/", b"<c\n", b"<c\r", b"<c\t")
_ROW_START = b'<row r="'
_TABLE_TAG = re.compile(
    rb"<" + _PREFIX + rb"(table|table-row|table-cell|covered-table-cell|s)(?=[\s/>])"
    rb"(?:(" + _ATTRIBUTES + rb")" + _EMPTY_OR_OPEN + rb"|(\s|/|>))"
)
_WHOLE_TAG = re.compile(rb"<(?:[^<>\"']++|" + _QUOTED + rb")*+>")
_TABLE_CONTENT = re.compile(rb":(?:[a-z-]*value(?:-type)?|formula)\s*=")
_REPEATED = re.compile(rb":number-(?:rows|columns)-repeated\s*=\s*[\"']\s*\+?([0-9]+)")
_SPACE_COUNT = re.compile(rb":c\s*=\s*[\"']\s*\+?([0-9]+)")
_STRING_COUNT = re.compile(rb"uniqueCount\s*=\s*[\"']\s*\+?([0-9]+)")
_SHARED_FORMULA = re.compile(rb"si\s*=\s*[\"']\s*\+?([0-9]{7})")

_DOCTYPE = b"<!DOCTYPE"
_LONGEST_RUN = 256 * KB
_DIGITS = 9  # more of them are too many for any count here, and int() is slow on very long ones


@dataclass(slots=True)
class Stored:
    """How many cells the whole file stores, and how many tags its sheets have."""

    cells: int = 0
    tags: int = 0


class Scan(Protocol):
    """Looks at a part's markup as it comes; a chunk may end anywhere."""

    def feed(self, chunk: bytes) -> None:
        """Look at the next bytes."""


class XmlPart:
    """One part as UTF-8: refuses a DOCTYPE and hands the bytes on; does nothing where it is no XML."""

    def __init__(self, name: str, scan: Scan | None) -> None:
        self._name = name
        self._scan = scan
        self._tail = b""
        self._decode: Callable[[bytes], str] | None = None
        self._is_xml: bool | None = None

    def feed(self, chunk: bytes) -> None:
        """Look at the next bytes of the part.

        Raises:
            UnreadableWorkbookError: there is a DOCTYPE, or what the scan finds.
        """
        if self._is_xml is None:
            self._open(chunk)
        if not self._is_xml:
            return
        if self._decode is not None:
            chunk = self._decode(chunk).encode(errors="replace")
        if _DOCTYPE in self._tail + chunk:
            raise suspect("doctype", self._name)
        self._tail = (self._tail + chunk)[-len(_DOCTYPE) :]
        if self._scan is not None:
            self._scan.feed(chunk)

    def _open(self, chunk: bytes) -> None:
        """As XML parsers tell UTF-16: by its mark, or by the zero byte beside the first character."""
        if chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            self._decode = codecs.getincrementaldecoder("utf-16")("replace").decode
        elif b"\0" in chunk[:2]:
            encoding = "utf-16-be" if chunk[:1] == b"\0" else "utf-16-le"
            self._decode = codecs.getincrementaldecoder(encoding)("replace").decode
        start = chunk.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
        named_xml = self._name.casefold().endswith((".xml", ".rels", ".vml", ".rdf"))
        self._is_xml = named_xml or start in (b"", b"<") or chunk[:4] in (b"\xff\xfe<\0", b"\xfe\xff\0<")


class _Extent:
    """The last row and column that hold something (1-based); refuses a rectangle that is too large."""

    def __init__(self, stored: Stored) -> None:
        self._stored = stored
        self.start()

    def start(self) -> None:
        """A new sheet."""
        self.last_row = self.last_column = 0

    def count(self, cells: int, tags: int) -> None:
        """Cells and tags that the file stores, empty ones too."""
        self._stored.cells += cells
        self._stored.tags += tags
        seen = max(self._stored.cells, self._stored.tags // TAGS_PER_CELL)
        if seen > STORED_CELLS:
            refuse_large_sheet("cells", seen, STORED_CELLS)

    def grow(self, row: int, column: int) -> bool:
        """Take in all cells up to here; False, and nothing is taken in, where that is too far."""
        row, column = max(row, self.last_row), max(column, self.last_column)
        if row > ROWS or column > COLUMNS or row * column > AREA_CELLS:
            return False
        self.last_row, self.last_column = row, column
        return True

    def hold(self, row: int, column: int) -> None:
        """A cell that holds something."""
        self.last_row = max(row, self.last_row)
        self.last_column = max(column, self.last_column)
        if row > ROWS:
            refuse_large_sheet("rows", row, ROWS, _address(row, column))
        if column > COLUMNS:
            refuse_large_sheet("columns", column, COLUMNS, _address(row, column))
        if (area := self.last_row * self.last_column) > AREA_CELLS:
            refuse_large_sheet("cells", area, AREA_CELLS, _address(row, column))


class SheetScan:
    """A part of an .xlsx: the cells after `sheetData`, and the number of shared strings it claims.

    calamine follows names anywhere in a package, so every XML part is looked at, whatever its path.
    """

    def __init__(self, stored: Stored) -> None:
        self._extent = _Extent(stored)
        self._carry = b""
        self._in_sheet = False
        self._row, self._column = 1, 0

    def feed(self, chunk: bytes) -> None:
        """Look at the next bytes; see `Scan`."""
        buffer = self._carry + chunk
        for number in _STRING_COUNT.findall(buffer):
            if (claimed := _number(number)) > SHARED_STRINGS:
                refuse_large_sheet("shared_strings", claimed, SHARED_STRINGS)
        self._in_sheet = self._in_sheet or b"sheetData" in buffer
        if not self._in_sheet:
            self._carry = buffer[-100:]
            return
        # A reader that expands shared formulas makes a list as long as the largest number.
        if b"shared" in buffer and (number := _SHARED_FORMULA.search(buffer)):
            raise damaged(f"shared formula {number[1].decode()}…")
        cut, self._carry = _cut(buffer)
        self._extent.count(0, buffer.count(b"<", 0, cut))
        start = self._follow_plain(buffer, cut)
        found = _SHEET_TAG.findall(buffer, start, cut)
        self._extent.count(len(found), 0)
        self._follow(found)

    def _follow_plain(self, buffer: bytes, cut: int) -> int:
        """The cells before the last row, where all of them are plain; gives where that row starts, or 0.

        A plain cell says where it stands, so that the rows before the last one do not matter.
        """
        last_row = buffer.rfind(_ROW_START, 0, cut)
        if last_row <= 0 or any(buffer.find(mark, 0, last_row) >= 0 for mark in (b":c", b":row")):
            return 0
        found = _PLAIN_CELL.findall(buffer, 0, last_row)
        if len(found) != sum(buffer.count(start, 0, last_row) for start in _CELL_STARTS):
            return 0
        rows = {digits for _letters, digits, empty in found if not empty}
        columns = {letters for letters, _digits, empty in found if not empty}
        if not self._extent.grow(max(map(int, rows), default=0), max(map(_column, columns), default=0)):
            return 0  # followed cell by cell, to name the one that is too far out
        self._extent.count(len(found), 0)
        self._column = 0
        return last_row

    def _follow(self, found: list[tuple[bytes, ...]]) -> None:
        extent, row = self._extent, 0
        for tag, letters, digits, empty, broken, closing in found:
            if broken:
                raise damaged(f"broken tag <{tag.decode()}")
            if digits:
                row = _number(digits)
            if tag == b"c":
                column = _column(letters[:5]) if letters else self._column + 1
                self._column = column
                if not empty:
                    held = row if digits else self._row
                    if held > extent.last_row or column > extent.last_column:  # else it changes nothing
                        extent.hold(held, column)
                continue
            if digits:
                self._row = row
            if closing or empty == b"/>":
                self._row, self._column = self._row + 1, 0


class TableScan:
    """content.xml of an .ods: the cells that hold something, with what they are repeated by.

    The empty repeats up to row 1048576 and column 16384 that LibreOffice writes hold nothing.
    """

    def __init__(self, stored: Stored) -> None:
        self._extent = _Extent(stored)
        self._carry = b""
        self._last_row = self._column = self._spaces = 0

    def feed(self, chunk: bytes) -> None:
        """Look at the next bytes; see `Scan`."""
        buffer = self._carry + chunk
        cut, self._carry = _cut(buffer)
        found = _TABLE_TAG.findall(buffer, 0, cut)
        self._extent.count(len(found), buffer.count(b"<", 0, cut))
        extent = self._extent
        for tag, attributes, _empty, broken in found:
            if broken:
                raise damaged(f"broken tag <{tag.decode()}")
            if tag == b"s":
                self._spaces += _first(_SPACE_COUNT, attributes)
                if self._spaces > SPACES:
                    refuse_large_sheet("spaces", self._spaces, SPACES)
            elif tag == b"table":
                self._extent.start()
                self._last_row = 0
            elif tag == b"table-row":
                self._last_row += _first(_REPEATED, attributes)
                self._column = 0
            else:
                self._column += _first(_REPEATED, attributes) if b"-repeated" in attributes else 1
                # One within what is already held changes nothing, whatever it is.
                beyond = self._column > extent.last_column or self._last_row > extent.last_row
                if beyond and _TABLE_CONTENT.search(attributes):
                    extent.hold(self._last_row, self._column)


def _cut(buffer: bytes) -> tuple[int, bytes]:
    """Where a search must stop so that it sees whole tags only, and what the next one begins with.

    The last tag is kept for later, with the two bytes that say whether a cell before it is empty.
    """
    last = buffer.rfind(b"<", 0, len(buffer) - 1)
    if last < 0:
        return 0, buffer[-1:]
    carry = buffer[last:]
    if len(carry) > _LONGEST_RUN:  # a text without end: only its tag, and what may open the next one
        tag = _WHOLE_TAG.match(carry)
        if tag is None:
            raise damaged("a tag without end")
        carry = tag[0] + carry[-1:]
    return last + 2, carry


def _number(digits: bytes) -> int:
    return int(digits) if len(digits) <= _DIGITS else 10**_DIGITS


def _first(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return _number(found[1]) if found else 1


@lru_cache(maxsize=1024)
def _column(letters: bytes) -> int:
    """The 1-based number of a column's letters; those of more than three are beyond any sheet."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _address(row: int, column: int) -> str:
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
