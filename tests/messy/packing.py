"""A workbook as a zip file: its parts, its time of saving, and what another program makes of it."""

import io
import re
import struct
import zipfile
import zlib
from functools import cache

import openpyxl


@cache
def _inflated(content: bytes) -> tuple[tuple[str, bytes], ...]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return tuple((name, package.read(name)) for name in package.namelist())


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of a package by name, for a test to change."""
    return dict(_inflated(content))


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip file of the parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return stream.getvalue()


def as_strict(part: bytes) -> bytes:
    """A part as Excel writes it into a "Strict Open XML" workbook."""
    usual = rb"http://schemas\.openxmlformats\.org/(officeDocument|drawingml|spreadsheetml)/2006/"
    return re.sub(usual, rb"http://purl.oclc.org/ooxml/\1/", part)


def overlapped(content: bytes) -> bytes:
    """The overlapped bomb: the directory has an entry b.xml for a local header inside the bytes of a.xml."""
    kernel = b"<x/>" * 10
    facts = (0, 0, zlib.crc32(kernel), len(kernel), len(kernel), 5, 0)
    local = struct.pack("<4s3H2H3I2H", b"PK\x03\x04", 20, 0, 0, *facts)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, part in (parts_of(content) | {"a.xml": local + b"b.xml" + kernel}).items():
            package.writestr(name, part)
    whole = stream.getvalue()
    end = whole.rindex(b"PK\x05\x06")
    at = whole.index(local)
    record = struct.pack("<4s4H2H3I2H3H2I", b"PK\x01\x02", 20, 20, 0, 0, *facts, 0, 0, 0, 0, at) + b"b.xml"
    tail = bytearray(whole[end:])
    count, size = struct.unpack_from("<HI", tail, 10)
    struct.pack_into("<HHI", tail, 8, count + 1, count + 1, size + len(record))
    return whole[:end] + record + bytes(tail)


def saved_at(content: bytes, moment: str) -> bytes:
    """The file with a time of saving (2024-05-20T09:30:00Z), as Excel puts it into the properties."""
    parts = parts_of(content)
    core = parts["docProps/core.xml"].decode()
    parts["docProps/core.xml"] = re.sub(r"(<dcterms:modified[^>]*>)[^<]*", rf"\g<1>{moment}", core).encode()
    return packed(parts)


def resaved(content: bytes) -> bytes:
    """The file opened and saved by a program that computes nothing: no formula has a value any more."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    stream = io.BytesIO()
    book.save(stream)
    book.close()
    return stream.getvalue()
