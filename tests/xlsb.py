"""A binary workbook (.xlsb) with values alone, record by record: no program at hand writes one."""

import struct
from collections.abc import Iterator, Sequence

from kpixl.books.reading.cells import SheetCells
from tests.messy.packing import packed

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_BOOK, _SHEETS, _SHEET, _DATA = (131, 132), (143, 144), (129, 130), (145, 146)  # where each begins and ends
_LISTED, _EXTENT, _ROW, _BOOL, _REAL, _TEXT = 156, 148, 0, 4, 5, 6


def make_xlsb(sheets: Sequence[SheetCells]) -> bytes:
    """The sheets' numbers, texts and booleans; a date is the number that it is stored as."""
    parts = {
        "[Content_Types].xml": _types(len(sheets)),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.bin")]),
        "xl/workbook.bin": _workbook(sheets),
        "xl/_rels/workbook.bin.rels": _relations(
            [("worksheet", f"worksheets/sheet{number}.bin") for number in range(1, len(sheets) + 1)]
        ),
    }
    return packed(
        parts | {f"xl/worksheets/sheet{n}.bin": _worksheet(s) for n, s in enumerate(sheets, start=1)}
    )


def _types(count: int) -> bytes:
    sheet = 'ContentType="application/vnd.ms-excel.worksheet"'
    names = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.bin" {sheet}/>' for number in range(1, count + 1)
    )
    main = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="{rels}"/>'
        f'<Default Extension="bin" ContentType="{main}"/>{names}</Types>'
    ).encode()


def _relations(targets: Sequence[tuple[str, str]]) -> bytes:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'.encode()


def _record(kind: int, data: bytes = b"") -> bytes:
    name = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, left = b"", len(data)
    while left > 127:
        length, left = length + bytes([left & 0x7F | 0x80]), left >> 7
    return name + length + bytes([left]) + data


def _text(text: str) -> bytes:
    raw = text.encode("utf-16-le")
    return struct.pack("<I", len(raw) // 2) + raw


def _workbook(sheets: Sequence[SheetCells]) -> bytes:
    listed = b"".join(
        _record(_LISTED, struct.pack("<2I", 0, number) + _text(f"rId{number}") + _text(sheet.name))
        for number, sheet in enumerate(sheets, start=1)
    )
    return b"".join((_record(_BOOK[0]), _record(_SHEETS[0]), listed, _record(_SHEETS[1]), _record(_BOOK[1])))


def _worksheet(sheet: SheetCells) -> bytes:
    width = max((len(row) for row in sheet.rows), default=1)
    extent = struct.pack("<4I", 0, max(len(sheet.rows) - 1, 0), 0, max(width - 1, 0))
    begin = _record(_SHEET[0]) + _record(_EXTENT, extent) + _record(_DATA[0])
    return begin + b"".join(_rows(sheet)) + _record(_DATA[1]) + _record(_SHEET[1])


def _rows(sheet: SheetCells) -> Iterator[bytes]:
    for number, row in enumerate(sheet.rows):
        yield _record(_ROW, struct.pack("<2IH3xI", number, 0, 300, 0))
        for column, value in enumerate(row):
            at = struct.pack("<2I", column, 0)
            if isinstance(value, bool):
                yield _record(_BOOL, at + bytes([value]))
            elif isinstance(value, int | float):
                yield _record(_REAL, at + struct.pack("<d", value))
            elif value != "":
                yield _record(_TEXT, at + _text(str(value)))
