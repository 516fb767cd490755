"""A workbook as a zip file: its parts, its time of saving, and what another program makes of it."""

import io
import re
import zipfile
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
