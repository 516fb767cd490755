"""The containers of workbooks, built byte by byte: zip packages, OpenDocument packages, OLE files."""

import io
import struct
import zipfile

from kpixl.books.reading.cell_details.package import Package
from kpixl.books.reading.preflight import FileFormat, Preflight


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def unchecked(content: bytes, kind: FileFormat) -> Preflight:
    """A workbook's bytes as if a preflight had looked at them: readers meet what it would have refused."""
    package = Package({})
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            package = Package({name.casefold(): archive.read(name) for name in archive.namelist()})
    return Preflight(format=kind, has_macros=False, label="", content=content, package=package)


def ods(content: str, **more: bytes) -> bytes:
    body = f"<office:spreadsheet>{content}</office:spreadsheet>"
    body = f"<office:document-content>{body}</office:document-content>"
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": body.encode(),
            "META-INF/manifest.xml": b"<manifest:manifest/>",
            **more,
        }
    )


def compound(streams: dict[str, bytes], *, mini: bool = False) -> bytes:
    """An OLE file with these streams below the root, in sectors of 512 bytes, or (`mini`) of 64."""
    fat: list[int] = []
    sectors: list[bytes] = []

    def store(data: bytes) -> int:
        pieces = [data[at : at + 512].ljust(512, b"\0") for at in range(0, len(data), 512)] or [bytes(512)]
        first = len(sectors)
        fat.extend([*range(first + 1, first + len(pieces)), 0xFFFFFFFE])
        sectors.extend(pieces)
        return first

    def directory_entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
        raw = name.encode("utf-16-le")
        head = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw) + 2, kind, 1)
        return (
            head
            + struct.pack("<3I", 0xFFFFFFFF, right, child)
            + bytes(36)
            + struct.pack("<IIxxxx", start, size)
        )

    mini_fat: list[int] = []
    mini_data = b""
    entries = b""
    for number, (name, data) in enumerate(streams.items(), start=1):
        right = number + 1 if number < len(streams) else 0xFFFFFFFF
        if mini:
            start, count = len(mini_fat), -(-len(data) // 64)
            mini_fat += [*range(start + 1, start + count), 0xFFFFFFFE]
            mini_data += data.ljust(count * 64, b"\0")
            entries += directory_entry(name, 2, right, 0xFFFFFFFF, start, len(data))
        else:
            padded = data.ljust(4096, b"\0")
            entries += directory_entry(name, 2, right, 0xFFFFFFFF, store(padded), len(padded))
    mini_start = store(struct.pack(f"<{len(mini_fat)}I", *mini_fat)) if mini else 0xFFFFFFFE
    root = directory_entry("Root Entry", 5, 0xFFFFFFFF, 1, store(mini_data) if mini else 0, len(mini_data))
    directory = store(root + entries)
    tables, lists = 1, 0
    while tables * 128 < len(sectors) + tables + lists:
        tables += 1
        lists = -(-max(tables - 109, 0) // 127)
    first = len(sectors)
    fat += [0xFFFFFFFD] * tables + [0xFFFFFFFC] * lists
    fat += [0xFFFFFFFF] * (tables * 128 - len(fat))
    sectors += [struct.pack("<128I", *fat[at : at + 128]) for at in range(0, len(fat), 128)]
    listed = [*range(first, first + tables), *[0xFFFFFFFF] * (109 + lists * 127 - tables)]
    for number in range(lists):
        following = len(sectors) + 1 if number + 1 < lists else 0xFFFFFFFE
        at = 109 + number * 127
        sectors.append(struct.pack("<128I", *listed[at : at + 127], following))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<5I", 0, tables, directory, 0, 4096)
    header += struct.pack("<4I", mini_start, 1 if mini else 0, first + tables if lists else 0xFFFFFFFE, lists)
    return header + struct.pack("<109I", *listed[:109]) + b"".join(sectors)


BOF = struct.pack("<2H16x", 0x0809, 16)
FILEPASS = struct.pack("<2H6x", 0x2F, 6)
