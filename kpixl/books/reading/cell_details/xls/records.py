"""What xlrd does not give of .xls: which cells are computed, how the workbook computes, and text boxes.

The workbook is a stream of records: type, length, data. A shape is a drawing record that holds its place,
an object record that says what it is, and a text record whose characters follow in another record.
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from xlrd.compdoc import CompDoc

from kpixl.books.reading.cell_details.records import CellAt
from kpixl.model.annotation import Area

_STREAMS = ("Workbook", "Book")
_BOF, _EOF, _CONTINUE, _LISTED = 0x0809, 0x000A, 0x003C, 0x0085
_FORMULAS = frozenset({0x0006, 0x0206, 0x0406})
# What fills a cell: its row and column come first; those of a row of cells end with the last column.
_CELLS = _FORMULAS | {0x0201, 0x0203, 0x0204, 0x0205, 0x00D6, 0x00FD, 0x027E}
_ROWS_OF_CELLS = frozenset({0x00BD, 0x00BE})
_CALC_MODE, _OBJECT, _DRAWING, _TEXT = 0x000D, 0x005D, 0x00EC, 0x01B6
_WANTED = _CELLS | _ROWS_OF_CELLS | {_BOF, _EOF, _CONTINUE, _LISTED, _CALC_MODE, _OBJECT, _DRAWING, _TEXT}
_WORKSHEET, _NOTE = 0x0010, 0x0019
# In a drawing record: the place of a shape on a sheet, always 18 bytes.
_ANCHOR = b"\x10\xf0\x12\x00\x00\x00"


class _Shapes:
    """Puts shapes together from their records."""

    def __init__(self) -> None:
        self._area: Area = (0, 0, 0, 0)
        self._is_note = False
        self._missing = 0  # characters of a text that are still to come
        self._text = ""

    def take(self, kind: int, data: bytes) -> Iterator[tuple[Area, str]]:
        """Take the next record of the sheet; gives the shape that it completes."""
        if kind == _DRAWING:
            at = data.find(_ANCHOR)
            if at >= 0:
                self._area = _area(data[at + len(_ANCHOR) :])
        elif kind == _OBJECT:
            self._is_note = len(data) >= 6 and struct.unpack_from("<H", data, 4)[0] == _NOTE
        elif kind == _TEXT:
            self._missing, self._text = struct.unpack_from("<H", data, 10)[0], ""
        elif kind == _CONTINUE and self._missing and data:
            # The first byte says whether a character takes one byte or two.
            wide = data[0] & 1
            self._text += data[1:].decode("utf-16-le" if wide else "latin-1", "replace")
            self._missing = max(0, self._missing - (len(data) - 1) // (2 if wide else 1))
            text = self._text.replace("\r\n", "\n").replace("\r", "\n").strip()
            if text and not self._missing and not self._is_note:
                yield self._area, text


@dataclass(slots=True, kw_only=True)
class SheetRecords:
    """What the records of one worksheet say."""

    formulas: set[CellAt] = field(default_factory=set)
    doubled: set[CellAt] = field(default_factory=set)
    shapes: list[tuple[Area, str]] = field(default_factory=list)
    is_manual: bool = False
    _drawn: _Shapes = field(default_factory=_Shapes)
    _cells: set[CellAt] = field(default_factory=set)

    def take(self, kind: int, data: bytes) -> None:
        """Take the next record of the sheet."""
        if kind in _CELLS:
            at = struct.unpack_from("<2H", data)
            self._count(at)
            if kind in _FORMULAS:
                self.formulas.add(at)
        elif kind in _ROWS_OF_CELLS:
            row, first = struct.unpack_from("<2H", data)
            for column in range(first, struct.unpack_from("<H", data, len(data) - 2)[0] + 1):
                self._count((row, column))
        elif kind == _CALC_MODE:
            self.is_manual = data[:2] == b"\0\0"
        else:
            self.shapes += self._drawn.take(kind, data)

    def _count(self, at: CellAt) -> None:
        if at in self._cells:
            self.doubled.add(at)
        self._cells.add(at)


def read_records(content: bytes) -> list[SheetRecords]:
    """The worksheets in the order of the workbook."""
    sheets: dict[int, SheetRecords] = {}
    listed: list[int] = []
    depth = 0
    sheet: SheetRecords | None = None
    for at, kind, data in _records(content):
        if kind == _BOF:
            depth += 1
            if depth == 1:
                is_sheet = struct.unpack_from("<H", data, 2)[0] == _WORKSHEET
                sheet = sheets.setdefault(at, SheetRecords()) if is_sheet else None
        elif kind == _EOF:
            depth -= 1
        elif kind == _LISTED and data[5] == 0:  # a worksheet, and where its records begin
            listed.append(struct.unpack_from("<I", data)[0])
        elif depth == 1 and sheet is not None:  # not those of a chart on the sheet
            sheet.take(kind, data)
    return [sheets[at] for at in listed]


def _records(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The records that matter: each with its place in the stream, its type and its data."""
    # xlrd writes its notes to standard output unless told otherwise.
    document = CompDoc(content, logfile=io.StringIO())
    stream = next(filter(None, (document.get_named_stream(name) for name in _STREAMS)), b"")
    head = struct.Struct("<2H")
    at, end = 0, len(stream) - 4
    while at <= end:
        kind, length = head.unpack_from(stream, at)
        if kind in _WANTED:
            yield at, kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _area(anchor: bytes) -> Area:
    """The cells below a shape; one that ends at the first point of a cell does not lie on it."""
    left, _, top, _, right, right_part, low, low_part = struct.unpack_from("<8H", anchor, 2)
    right -= not right_part and right > left
    low -= not low_part and low > top
    return top, left, max(top, low), max(left, right)
