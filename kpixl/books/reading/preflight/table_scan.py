"""The tables of an .ods, all of them in one part, looked at while they stream past."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

from kpixl.books.reading.preflight.markup import (
    ATTRIBUTES,
    EMPTY_OR_OPEN,
    PREFIX,
    Extent,
    cut_tags,
    number_of,
)
from kpixl.books.reading.preflight.verdict import FIRST_ROWS, KB, SPACES, SheetTooLargeError, damaged

_TABLE_TAG = re.compile(
    rb"<" + PREFIX + rb"(table|table-row|table-cell|covered-table-cell|s)(?=[\s/>])"
    rb"(?:(" + ATTRIBUTES + rb")" + EMPTY_OR_OPEN + rb"|(\s|/|>))"
    rb"|<(/)" + PREFIX + rb"table[\s>]"
)
_ROW_TAG = re.compile(rb"<(/?+)" + PREFIX + rb"(table|table-row)(?=[\s/>])(" + ATTRIBUTES + rb")(/?+)>")
_CONTENT = re.compile(rb":(?:[a-z-]*value(?:-type)?|formula)\s*=")
_REPEATED = re.compile(rb":number-(?:rows|columns)-repeated\s*=\s*[\"']\s*\+?([0-9]+)")
_SPACE_COUNT = re.compile(rb":c\s*=\s*[\"']\s*\+?([0-9]+)")
_NAME = re.compile(rb":name\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_LONGEST_TAG = 256 * KB


@dataclass(slots=True, kw_only=True)
class Table:
    """One table as it goes by; `error` is the limit that it passes, in its row `row`."""

    name: str = ""
    extent: Extent = field(default_factory=Extent)
    row: int = 0
    column: int = 0
    spaces: int = 0
    error: SheetTooLargeError | None = None

    def follow(self, tag: bytes, attributes: bytes) -> None:
        """Take in a row's or a cell's opening tag, or one that stands for spaces."""
        self.extent.count(1, 0)
        if tag == b"s":
            self.spaces += _first(_SPACE_COUNT, attributes)
            if self.spaces > SPACES:
                raise SheetTooLargeError("spaces", self.spaces, SPACES)
        elif tag == b"table-row":
            self.row += _first(_REPEATED, attributes)
            self.column = 0
        else:
            self.column += _first(_REPEATED, attributes) if b"-repeated" in attributes else 1
            # One within what is already held changes nothing, whatever it is.
            beyond = self.column > self.extent.last_column or self.row > self.extent.last_row
            if beyond and _CONTENT.search(attributes):
                self.extent.hold(self.row, self.column)

    def count_tags(self, tags: int) -> None:
        """Take in how many tags of any kind went by."""
        try:
            self.extent.count(0, tags)
        except SheetTooLargeError as error:
            self.error = self.error or error

    @property
    def last_row(self) -> int:
        """The last row that a reader may be given where the table is left out."""
        return min(self.row - 1, FIRST_ROWS) if self.error else FIRST_ROWS


class TableScan:
    """content.xml of an .ods: the cells that hold something, with what they are repeated by.

    The empty repeats up to row 1048576 and column 16384 that LibreOffice writes hold nothing. A table that
    passes a limit is not followed further; the first of `tables` is what stands outside of all, in the
    part.
    """

    def __init__(self, part: str) -> None:
        self.tables = [Table(name=part)]
        self._open = self.tables[:]
        self._carry = b""

    def feed(self, chunk: bytes) -> None:
        """Look at the next bytes; see `Scan`."""
        buffer = self._carry + chunk
        cut, self._carry = cut_tags(buffer)
        for tag, attributes, empty, broken, closing in _TABLE_TAG.findall(buffer, 0, cut):
            if broken:
                raise damaged(f"broken tag <{tag.decode()}")
            if closing:
                self._open = self._open[:-1] or self.tables[:1]
            elif tag == b"table":
                self.tables.append(Table(name=_name(attributes)))
                if empty != b"/>":
                    self._open.append(self.tables[-1])
            elif self._open[-1].error is None:
                try:
                    self._open[-1].follow(tag, attributes)
                except SheetTooLargeError as error:
                    self._open[-1].error = error
        self._open[-1].count_tags(buffer.count(b"<", 0, cut))


def without_rows(chunks: Iterable[bytes], last_rows: Mapping[int, int]) -> Iterator[bytes]:
    """content.xml without the rows of some tables: those after the last row given for a table's number."""
    carry, seen, depth = b"", 0, 0
    tables, rows = [0], [0]  # those that are open, the outermost first, with the row that each has come to
    for chunk in chunks:
        buffer = carry + chunk
        cut = max(buffer.rfind(b"<"), 0)
        if len(buffer) - cut > _LONGEST_TAG:  # a long text: its tag is whole
            cut = len(buffer)
        carry = buffer[cut:]
        kept_from = 0
        for tag in _ROW_TAG.finditer(buffer, 0, cut):
            closing, name, attributes, empty = tag.groups()
            if name == b"table":
                seen += not closing
                if closing:
                    tables, rows = tables[:-1] or [0], rows[:-1] or [0]
                elif not empty:
                    tables, rows = [*tables, seen], [*rows, 0]
            elif depth:
                depth += -1 if closing else not empty
                if not depth:
                    kept_from = tag.end()
            elif not closing:
                rows[-1] += _first(_REPEATED, attributes)
                if rows[-1] > last_rows.get(tables[-1], rows[-1]):
                    yield buffer[kept_from : tag.start()]
                    kept_from, depth = tag.end(), int(not empty)
        if not depth:
            yield buffer[kept_from:cut]
    yield carry


def _name(attributes: bytes) -> str:
    found = _NAME.search(attributes)
    text = (found[1] or found[2] or b"") if found else b""
    return unescape(text.decode("utf-8", "replace"))


def _first(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return number_of(found[1]) if found else 1
