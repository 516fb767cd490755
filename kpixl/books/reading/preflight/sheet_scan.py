"""The sheets of an .xlsx, looked at while they stream past; positions are kept as calamine counts them."""

import re
from functools import lru_cache
from itertools import islice

from kpixl.books.addresses import column_number
from kpixl.books.reading.cell_details.xlsx.plain import PlainSheet
from kpixl.books.reading.preflight.markup import (
    ATTRIBUTES,
    EMPTY_OR_OPEN,
    PREFIX,
    QUOTED,
    Extent,
    cut_tags,
    number_of,
)
from kpixl.books.reading.preflight.verdict import (
    FIRST_ROWS,
    RETURNED,
    SHARED_STRINGS,
    TAGS_PER_CELL,
    Limits,
    SheetTooLargeError,
    damaged,
)

_ADDRESS = (
    rb"(?:(?: r=\"|(?:\s++(?!r[\s=])[^\s=<>/]++\s*+=\s*+(?:" + QUOTED + rb"))*+\s++r\s*+=\s*+[\"'])"
    rb"([A-Za-z]*+)([0-9]++)[\"'])?+"
)
_SHEET_TAG = re.compile(
    rb"<" + PREFIX + rb"(c|row)(?=[\s/>])(?:" + _ADDRESS + ATTRIBUTES + EMPTY_OR_OPEN + rb"|(\s|/|>))"
    rb"|<(/)" + PREFIX + rb"row[\s>]"
)
# The form in which Excel, LibreOffice and xlsxwriter write nearly every cell, found three times as fast.
_PLAIN_CELL = re.compile(
    rb"<c r=\"([A-Z]{1,3}+)([0-9]{1,7}+)\"(?: s=\"[0-9]++\")?+(?: t=\"[A-Za-z]++\")?+" + EMPTY_OR_OPEN
)
_ROW_START = b'<row r="'
_STRING_COUNT = re.compile(rb"uniqueCount\s*=\s*[\"']\s*\+?([0-9]+)")
_SHARED_FORMULA = re.compile(rb"si\s*=\s*[\"']\s*\+?([0-9]{7})")

_SHEET_DATA = re.compile(rb"<(" + PREFIX + rb")sheetData\s*+>")
_ROW = re.compile(rb"<" + PREFIX + rb"row(?=[\s/>])(?:[^<>]*+/>|.*?</" + PREFIX + rb"row\s*+>)", re.DOTALL)
_NO_CELLS = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
)


class SheetScan:
    """A part of an .xlsx: the cells after `sheetData`, and the number of shared strings it claims.

    calamine follows names anywhere in a package, so every XML part is looked at, whatever its path.
    """

    def __init__(self, limits: Limits = RETURNED) -> None:
        self.is_sheet = False
        self._extent = Extent(limits)
        self._carry = b""
        self._row, self._column = 1, 0

    @property
    def cells(self) -> int:
        """How many cells the sheet stores so far."""
        return self._extent.cells

    def feed(self, chunk: bytes) -> None:
        """Look at the next bytes; see `Scan`.

        Raises:
            SheetTooLargeError: a limit is passed.
        """
        buffer = self._carry + chunk
        for number in _STRING_COUNT.findall(buffer):
            if (claimed := number_of(number)) > SHARED_STRINGS:
                raise SheetTooLargeError("shared_strings", claimed, SHARED_STRINGS)
        self.is_sheet = self.is_sheet or b"sheetData" in buffer
        if not self.is_sheet:
            self._carry = buffer[-100:]
            return
        # A reader that expands shared formulas makes a list as long as the largest number.
        if b"shared" in buffer and (number := _SHARED_FORMULA.search(buffer)):
            raise damaged(f"shared formula {number[1].decode()}…")
        cut, self._carry = cut_tags(buffer)
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
        # Columns (<cols>, <col>) stand before the first row: between rows every <c opens a cell.
        first_row = buffer.find(_ROW_START)
        starts = buffer.count(b"<c", 0, last_row) - buffer.count(b"<col", 0, first_row)
        if len(found) != starts:
            return 0
        rows = {digits for _letters, digits, empty in found if not empty}
        columns = {letters for letters, _digits, empty in found if not empty}
        if not self._extent.grow(
            max(map(int, rows), default=0), max(map(_column_number, columns), default=0)
        ):
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
                row = number_of(digits)
            if tag == b"c":
                column = _column_number(letters[:5]) if letters else self._column + 1
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


def is_within(sheet: PlainSheet, limits: Limits) -> bool:
    """True where a sheet that was taken apart at once reaches no further, and claims no more, than it may.

    Where it does, the scan names what it is.
    """
    return (
        Extent(limits).grow(*sheet.reach())
        and b"uniqueCount" not in sheet.rest
        and not any(_SHARED_FORMULA.search(tag.encode()) for tag in {*sheet.attributes} if tag)
    )


def stored_cells(sheet: PlainSheet, part: bytes) -> int:
    """How many cells a sheet stores, empty ones too, or how many its tags would make."""
    return max(len(sheet.places), part.count(b"<") // TAGS_PER_CELL)


@lru_cache(maxsize=1024)
def _column_number(letters: bytes) -> int:
    """The 1-based number of a column's letters; those of more than three are beyond any sheet."""
    return column_number(letters.decode().upper()) + 1


def first_rows(start: bytes) -> bytes:
    """A sheet of the rows with which this one starts: `FIRST_ROWS` at most, none that passes a limit."""
    opened = _SHEET_DATA.search(start)
    if opened is None:
        return _NO_CELLS
    scan = SheetScan()
    try:
        scan.feed(start[: opened.end()])
    except SheetTooLargeError:  # what passes a limit stands before the rows, where no cell has any place
        return _NO_CELLS
    end = opened.end()
    for row in islice(_ROW.finditer(start, end), FIRST_ROWS):
        try:
            scan.feed(row[0])
        except SheetTooLargeError:
            break
        end = row.end()
    return b"%s</%ssheetData></%sworksheet>" % (start[:end], opened[1], opened[1])
