"""XML parts, looked at while they stream past: DOCTYPE, and how far a sheet's cells reach.

python-calamine lays every sheet out as a full rectangle, so that one value in XFD1048576 aborts the
process. A cell counts where it holds something: a style alone, to the sheet's last row, does no harm.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import Protocol

from kpixl.books.reading.preflight.verdict import (
    COLUMNS,
    KB,
    RETURNED,
    TAGS_PER_CELL,
    Limits,
    SheetTooLargeError,
    damaged,
    suspect,
)

# A tag is found up to its end with quotes respected; "<" has no place in a value, so that a search for
# the end never runs past the next tag, and all quantifiers are possessive: no input makes them slow.
PREFIX = rb"(?:[^\s<>/:]++:)?+"
QUOTED = rb"\"[^\"<]*+\"|'[^'<]*+'"
ATTRIBUTES = rb"[^<>\"'/]*+(?:(?:" + QUOTED + rb"|/(?!>))[^<>\"'/]*+)*+"
EMPTY_OR_OPEN = rb"(?:(/>|>(?=\s*+</))|>)"
_WHOLE_TAG = re.compile(rb"<(?:[^<>\"']++|" + QUOTED + rb")*+>")

_DOCTYPE = b"<!DOCTYPE"
_DECLARED = re.compile(r"\A\s*<\?xml[^>]*\?>")
_OF_UTF8 = '<?xml version="1.0" encoding="UTF-8"?>'
_LONGEST_RUN = 256 * KB
_DIGITS = 9  # more of them are too many for any count here, and int() is slow on very long ones


class Scan(Protocol):
    """Looks at a part's markup as it comes; a chunk may end anywhere."""

    def feed(self, chunk: bytes) -> None:
        """Look at the next bytes."""


def as_utf8(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """An XML part in UTF-8, in which nearly all are; the standard allows UTF-16 as well."""
    pieces = iter(chunks)
    first = next(pieces, b"")
    encoding = _utf16(first)
    if not encoding:
        yield first
        yield from pieces
        return
    decode = codecs.getincrementaldecoder(encoding)("replace").decode
    # A declaration would say what is true no longer.
    yield _DECLARED.sub(_OF_UTF8, decode(first), count=1).encode()
    for piece in pieces:
        yield decode(piece).encode()


def _utf16(start: bytes) -> str:
    """As XML parsers tell UTF-16: by its mark, or by the zero byte beside the first character; else ''."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" not in start[:2]:
        return ""
    return "utf-16-be" if start[:1] == b"\0" else "utf-16-le"


class XmlPart:
    """One part in UTF-8: refuses a DOCTYPE and hands the bytes on; does nothing where it is no XML."""

    def __init__(self, name: str, scan: Scan | None) -> None:
        self._name = name
        self._scan = scan
        self._tail = b""
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
        if _DOCTYPE in self._tail + chunk:
            raise suspect("doctype", self._name)
        self._tail = (self._tail + chunk)[-len(_DOCTYPE) :]
        if self._scan is not None:
            self._scan.feed(chunk)

    def _open(self, chunk: bytes) -> None:
        start = chunk.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
        named_xml = self._name.casefold().endswith((".xml", ".rels", ".vml", ".rdf"))
        self._is_xml = named_xml or start in (b"", b"<")


class Extent:
    """What one sheet holds: its last row and column (1-based) and its cells; raises SheetTooLargeError."""

    def __init__(self, limits: Limits = RETURNED) -> None:
        self.last_row = self.last_column = 0
        self._limits = limits
        self._cells = self._tags = 0

    @property
    def cells(self) -> int:
        """How many cells the sheet stores, empty ones too, or how many its tags would make."""
        return max(self._cells, self._tags // TAGS_PER_CELL)

    def count(self, cells: int, tags: int) -> None:
        """Cells and tags that the sheet stores, empty ones too."""
        self._cells += cells
        self._tags += tags
        if self.cells > self._limits.stored_cells:
            raise SheetTooLargeError("cells", self.cells, self._limits.stored_cells)

    def grow(self, row: int, column: int) -> bool:
        """Take in all cells up to here; False, and nothing is taken in, where that is too far."""
        row, column = max(row, self.last_row), max(column, self.last_column)
        if row > self._limits.rows or column > COLUMNS or row * column > self._limits.area_cells:
            return False
        self.last_row, self.last_column = row, column
        return True

    def hold(self, row: int, column: int) -> None:
        """A cell that holds something."""
        self.last_row = max(row, self.last_row)
        self.last_column = max(column, self.last_column)
        if row > self._limits.rows:
            raise SheetTooLargeError("rows", row, self._limits.rows, _address(row, column))
        if column > COLUMNS:
            raise SheetTooLargeError("columns", column, COLUMNS, _address(row, column))
        if (area := self.last_row * self.last_column) > self._limits.area_cells:
            raise SheetTooLargeError("cells", area, self._limits.area_cells, _address(row, column))


def cut_tags(buffer: bytes) -> tuple[int, bytes]:
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


def number_of(digits: bytes) -> int:
    """The number that digits say; a very large one for very many of them."""
    return int(digits) if len(digits) <= _DIGITS else 10**_DIGITS


def _address(row: int, column: int) -> str:
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
