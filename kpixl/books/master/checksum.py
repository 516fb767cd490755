"""The checksum of a sheet, by which a master is known that somebody has edited after it was written.

It holds all that stands in the sheet's columns, and nothing of how: the order of rows and columns, white
space and the last digits of a number are what another program may change by saving.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from kpixl.books.writing import limits
from kpixl.books.writing.sheet import Value
from kpixl.model.figure import stored_number
from kpixl.model.submission import CellValue

_LENGTH = 16
_SHORT = limits.CELL // 2
_NO_CHARACTERS = ("_xFFFE_", "_xFFFF_", "\ufffe", "\uffff")  # written as the one, read as the other
_HALF_SECOND = dt.timedelta(milliseconds=500)


def sheet_checksum(names: Sequence[str], rows: Iterable[Sequence[Value | CellValue]]) -> str:
    """The checksum of rows of cells, whose columns have these keys."""
    order = sorted(range(len(names)), key=names.__getitem__)
    lines = sorted(_line([row[at] for at in order]) for row in rows)
    digest = hashlib.sha256(" ".join(names[at] for at in order).encode("utf-8", "replace"))
    for line in lines:
        digest.update(b"\n" + line.encode("utf-8", "replace"))
    return digest.hexdigest()[:_LENGTH]


def combined_checksum(checksums: Mapping[str, str]) -> str:
    """One checksum of those of all sheets, by which people tell two masters apart."""
    text = "\n".join(f"{key} {checksum}" for key, checksum in sorted(checksums.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]


def _line(cells: Sequence[Value | CellValue]) -> str:
    """A row as one line: its cells apart by NUL, without white space at their ends."""
    line = "\0".join(
        [value if isinstance(value, str) and len(value) < _SHORT else _cell(value) for value in cells]
    )
    line = " ".join(line.split()).replace(" \0", "\0").replace("\0 ", "\0")
    for text in _NO_CHARACTERS:
        line = line.replace(text, "")
    return line


def _cell(value: Value | CellValue) -> str:
    """A cell as it comes back: every number is a float, every date a date-time."""
    if value is None:
        return ""
    if isinstance(value, str):
        return limits.cut(value, limits.CELL)
    if isinstance(value, Decimal | float | int):
        return _number(value)
    if isinstance(value, dt.datetime):
        return f"{value + _HALF_SECOND:%Y-%m-%dT%H:%M:%S}"
    if isinstance(value, dt.date):
        return f"{value:%Y-%m-%d}T00:00:00"
    return str(value)


@lru_cache(maxsize=16_384)  # rates, ranks and years are the same few thousand numbers
def _number(value: Decimal | float) -> str:
    return f"{stored_number(value):.15g}"
