"""Reading any workbook's cells with python-calamine, and naming what is wrong when it cannot."""

import datetime as dt
import io
import zipfile
import zlib
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from python_calamine import CalamineError, CalamineWorkbook, PasswordError
from xlsxwriter.utility import xl_col_to_name

from kpixl.model.detail import Detail, details_of
from kpixl.model.finding import Finding, FindingCode
from kpixl.model.submission import CellValue, RawCell

_LONGEST_REASON = 120
_TIMES = ("created", "modified")
_FIRST_YEAR, _LAST_YEAR = 1990, 2200  # no workbook of this format was saved before, nor will be after


class UnreadableWorkbookError(Exception):
    """The file is not read: the finding that says why, and the details that fill its sentence."""

    def __init__(self, kind: FindingCode, **details: Detail) -> None:
        self.kind = kind
        self.details = details_of(details)
        super().__init__(kind, self.details)

    def finding(self) -> Finding:
        """The finding itself, for the sentence about one of head office's own files."""
        return Finding(self.kind, details=self.details)

    def __str__(self) -> str:
        """The library's own word, where there is one."""
        return str(dict(self.details).get("reason", self.kind.code))

    def __reduce__(self) -> tuple[object, ...]:
        """Make it again in another process: the default would lose the details."""
        return (partial(UnreadableWorkbookError, self.kind, **dict(self.details)), ())


def address(row: int, column: int) -> str:
    """The A1 address of a 0-based row and column."""
    return f"{_column_letters(column)}{row + 1}"


@cache
def _column_letters(column: int) -> str:
    return str(xl_col_to_name(column))


@dataclass(frozen=True)
class SheetCells:
    """One sheet: its name and its rows from A1 on, '' where a cell is empty."""

    name: str
    rows: list[list[CellValue]]

    def value(self, row: int, column: int) -> CellValue:
        """What stands at 0-based row and column; '' beyond what the sheet holds."""
        inside = row < len(self.rows) and column < len(self.rows[row])
        return self.rows[row][column] if inside else ""

    def cell(self, row: int, column: int) -> RawCell:
        """The cell at 0-based row and column, with its A1 address."""
        return RawCell(self.value(row, column), self.name, address(row, column))


def read_workbook(path: Path) -> list[SheetCells]:
    """Every worksheet of an .xlsx, .xlsm, .xls, .xlsb or .ods file, in workbook order.

    Raises:
        UnreadableWorkbookError: the file is no workbook that can be opened.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableWorkbookError(FindingCode.FILE_DENIED, reason=error.strerror or str(error)) from error
    return read_sheets(content)


def read_sheets(content: bytes) -> list[SheetCells]:
    """Every worksheet of a workbook's bytes; the format is told from the content, not from a name.

    Raises:
        UnreadableWorkbookError: the bytes are no workbook that can be opened.
    """
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            return [
                # Rows must start at A1: calamine otherwise drops empty first columns and shifts the rest.
                SheetCells(name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False))
                for name in workbook.sheet_names
            ]
    except PasswordError as error:
        raise UnreadableWorkbookError(FindingCode.FILE_ENCRYPTED) from error
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableWorkbookError(FindingCode.FILE_UNREADABLE, reason=_said(error)) from error
    except BaseException as error:
        # A panic of calamine's Rust code is a BaseException; its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableWorkbookError(FindingCode.FILE_UNREADABLE, reason=_said(error)) from error


def _said(error: BaseException) -> str:
    """A library's own word on one short line."""
    return " ".join(str(error).split())[:_LONGEST_REASON] or type(error).__name__


def last_modified(content: bytes, suffix: str) -> dt.datetime | None:
    """The workbook's own last-modified time (UTC), from its properties; None where it has none.

    `suffix` is the file format, xlsx or xlsm for those that have the property.
    """
    from openpyxl.xml.constants import ARC_CORE, DCTERMS_NS

    if suffix not in ("xlsx", "xlsm"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            properties = fromstring(package.read(ARC_CORE))
    except (KeyError, ParseError, DefusedXmlException, zipfile.BadZipFile, zlib.error, OSError):
        return None  # a workbook without properties, or with broken ones, is read all the same
    created, modified = (_moment(properties.findtext(f"{{{DCTERMS_NS}}}{name}")) for name in _TIMES)
    # A client that never touches the property leaves it at the creation date, which is the plan's.
    return None if modified == created else modified


def _moment(text: str | None) -> dt.datetime | None:
    """A W3C date-time as a naive UTC one; None for none, or for one that is not written that way."""
    try:
        moment = dt.datetime.fromisoformat((text or "").strip())
        utc = moment.astimezone(dt.UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        return None
    return utc if _FIRST_YEAR <= utc.year <= _LAST_YEAR else None
