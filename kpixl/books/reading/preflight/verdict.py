"""What a preflight can say: the formats that are read, the limits, and the refusals.

Limits act on what is parsed. How far a part deflates says nothing: a blank bitmap, copied styles and
empty bordered rows all shrink beyond 100:1.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NoReturn

from kpixl.books.reading.cell_details.package import Package
from kpixl.books.reading.cells import UnreadableWorkbookError
from kpixl.model.finding import FindingCode
from kpixl.model.message import details_of, message

KB, MB = 1024, 1024 * 1024

FILE_BYTES = 50 * MB
PART_BYTES = 100 * MB
TOTAL_BYTES = 600 * MB  # borders from the form down to row 1,048,576 are 550 MB of empty cells
PARSED_BYTES = 64 * MB  # of all parts that a parser is given
PARTS = 2_000
ELEMENT_TAGS = 2_000_000  # of all parts that are no sheets: parsers make a tree of them

ROWS = 100_000
COLUMNS = 1_000
AREA_CELLS = 5_000_000  # of the rectangle from A1 to the last cell that holds something
STORED_CELLS = 200_000  # of all sheets that are read: each costs a reader time and memory
FIRST_ROWS = 100  # of a sheet that passes a limit: enough to tell whether the form is in it
TAGS_PER_CELL = 6  # a cell, its formula and its value, opened and closed
SHARED_STRINGS = 1_000_000
SPACES = 1_000_000  # that one ODS element can stand for any number of


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much of a file is read; of the limits above those that a big plan passes."""

    file_bytes: int = FILE_BYTES
    part_bytes: int = PART_BYTES
    total_bytes: int = TOTAL_BYTES
    parsed_bytes: int = PARSED_BYTES
    rows: int = ROWS
    area_cells: int = AREA_CELLS
    stored_cells: int = STORED_CELLS


RETURNED = Limits()
# Head office's own plan is as long as a sheet of Excel: the past years of 5,000 branches are 600,000 rows.
OWN = Limits(
    file_bytes=200 * MB,
    part_bytes=1024 * MB,
    total_bytes=2048 * MB,
    parsed_bytes=1024 * MB,
    rows=1_048_576,
    area_cells=50_000_000,
    stored_cells=20_000_000,
)


class FileFormat(StrEnum):
    """The formats that are read."""

    XLSX = "xlsx"
    XLSM = "xlsm"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"


class SheetTooLargeError(Exception):
    """A sheet is too much for a reader; `what` is a key of `word.limit`, `where` a cell."""

    def __init__(self, what: str, seen: int | str, limit: int | str, where: str = "") -> None:
        seen, limit = (text if isinstance(text, str) else f"{text:,}" for text in (seen, limit))
        self.details = details_of(
            {
                "what": message(f"word.limit.{what}"),
                "seen": f"{seen} ({where})" if where else seen,
                "limit": limit,
            }
        )
        super().__init__(self.details)

    def refusal(self, sheet: str) -> UnreadableWorkbookError:
        """The refusal of the whole file because of this sheet."""
        return UnreadableWorkbookError(FindingCode.SHEET_TOO_LARGE, sheet=shown(sheet), **dict(self.details))


@dataclass(frozen=True)
class LeftOut:
    """A sheet that no reader is given but for its first rows, and the limit that it passes."""

    sheet: str
    error: SheetTooLargeError

    def refusal(self) -> UnreadableWorkbookError:
        """The refusal of the whole file, where this sheet is needed."""
        return self.error.refusal(self.sheet)


@dataclass(frozen=True, kw_only=True)
class Preflight:
    """What the bytes are; `label` is the sensitivity label's name (its id where it has none), or ''.

    `content` is what calamine is given: of a package the parts that it reads and no others, uncompressed,
    where it looks for them. `package` has all parts that are parsed, and the sheets among them that were
    taken apart already.
    """

    format: FileFormat
    has_macros: bool
    label: str
    content: bytes = field(default=b"", compare=False, repr=False)
    package: Package = field(default=Package({}), compare=False, repr=False)
    left_out: tuple[LeftOut, ...] = ()


def damaged(reason: str) -> UnreadableWorkbookError:
    """The bytes contradict their own format."""
    return UnreadableWorkbookError(FindingCode.FILE_DAMAGED, reason=reason)


def suspect(what: str, part: str) -> UnreadableWorkbookError:
    """The part is built as no spreadsheet program builds it; `what` is a key of `word.suspect`."""
    return UnreadableWorkbookError(
        FindingCode.FILE_SUSPECT, what=message(f"word.suspect.{what}"), seen=shown(part)
    )


def other_format(name: str) -> UnreadableWorkbookError:
    """The bytes are something else; `name` is a key of `word.format`."""
    return UnreadableWorkbookError(FindingCode.FILE_OTHER_FORMAT, format=message(f"word.format.{name}"))


def refuse_large_file(what: str, seen: str, limit: str) -> NoReturn:
    """The file is too much to unpack; `what` is a key of `word.limit`."""
    raise UnreadableWorkbookError(
        FindingCode.FILE_TOO_LARGE, what=message(f"word.limit.{what}"), seen=seen, limit=limit
    )


def megabytes(size: int) -> str:
    """A number of bytes as people read it."""
    return f"{size / MB:,.1f} MB"


def shown(name: str) -> str:
    """A name from the file, safe and short enough for a terminal line."""
    return "".join(character if character.isprintable() else "?" for character in name[:100])
