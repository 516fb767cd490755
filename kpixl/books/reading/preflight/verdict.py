"""What a preflight can say: the formats that are read, the limits, and the refusals.

The limits follow Apache POI's ZipSecureFile (ratio 100:1, judged from 100 KB on, and bounds on an
entry and on the number of entries), drawn in for a form of some 100 KB.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn

from kpixl.books.reading.cells import UnreadableWorkbookError
from kpixl.model.detail import phrase
from kpixl.model.finding import FindingCode

KB, MB = 1024, 1024 * 1024

FILE_BYTES = 50 * MB
PART_BYTES = 100 * MB
TOTAL_BYTES = 300 * MB
RATIO = 100
RATIO_FROM_BYTES = 100 * KB
PARTS = 2_000

ROWS = 100_000
COLUMNS = 1_000
AREA_CELLS = 5_000_000  # of the rectangle from A1 to the last cell that holds something
STORED_CELLS = 200_000  # in the whole file, empty ones too: each costs a reader time and memory
TAGS_PER_CELL = 6  # a cell, its formula and its value, opened and closed
SHARED_STRINGS = 1_000_000
SPACES = 1_000_000  # that one ODS element can stand for any number of


class FileFormat(StrEnum):
    """The formats that are read."""

    XLSX = "xlsx"
    XLSM = "xlsm"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"


@dataclass(frozen=True)
class Preflight:
    """What the bytes are; `label` is the sensitivity label's name (its id where it has none), or ''."""

    format: FileFormat
    has_macros: bool
    label: str


def damaged(reason: str) -> UnreadableWorkbookError:
    """The bytes contradict their own format."""
    return UnreadableWorkbookError(FindingCode.FILE_DAMAGED, reason=reason)


def suspect(what: str, part: str) -> UnreadableWorkbookError:
    """The part is built as no spreadsheet program builds it; `what` is a key of `word.suspect`."""
    return UnreadableWorkbookError(
        FindingCode.FILE_SUSPECT, what_label=phrase(f"word.suspect.{what}"), seen=shown(part)
    )


def other_format(name: str) -> UnreadableWorkbookError:
    """The bytes are something else; `name` is a key of `word.format`."""
    return UnreadableWorkbookError(FindingCode.FILE_OTHER_FORMAT, format_label=phrase(f"word.format.{name}"))


def refuse_large_file(what: str, seen: str, limit: str) -> NoReturn:
    """The file is too much to unpack; `what` is a key of `word.limit`."""
    raise UnreadableWorkbookError(
        FindingCode.FILE_TOO_LARGE, what_label=phrase(f"word.limit.{what}"), seen=seen, limit=limit
    )


def refuse_large_sheet(what: str, seen: int, limit: int, where: str = "") -> NoReturn:
    """A sheet is too much for a reader; `what` is a key of `word.limit`, `where` a cell."""
    raise UnreadableWorkbookError(
        FindingCode.SHEET_TOO_LARGE,
        what_label=phrase(f"word.limit.{what}"),
        seen=f"{seen:,} ({where})" if where else f"{seen:,}",
        limit=f"{limit:,}",
    )


def megabytes(size: int) -> str:
    """A number of bytes as people read it."""
    return f"{size / MB:,.1f} MB"


def shown(name: str) -> str:
    """A name from the file, safe and short enough for a terminal line."""
    return "".join(character if character.isprintable() else "?" for character in name[:100])
