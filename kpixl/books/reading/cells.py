"""Reading any workbook's cells with python-calamine, and naming what is wrong when it cannot."""

import io
import math
from collections.abc import Container
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from kpixl.books.addresses import cell_name
from kpixl.model.errors import InputFileError
from kpixl.model.finding import Finding, FindingCode
from kpixl.model.message import Detail, details_of
from kpixl.model.submission import CellValue, RawCell

_LONGEST_REASON = 120
_NO_NUMBER = "#NUM!"
_MB = 1024 * 1024
_OWN_MEGABYTES = 500  # of a plan or a master; those of 5,000 branches are a tenth of it


class UnreadableWorkbookError(Exception):
    """The file is not read: the finding that says why, and the details that fill its sentence."""

    def __init__(self, kind: FindingCode, **details: Detail) -> None:
        self.kind = kind
        self.details = details_of(details)
        super().__init__(kind, self.details)

    def finding(self) -> Finding:
        """The finding itself, for the sentence about one of head office's own files."""
        return Finding(kind=self.kind, details=self.details)

    def __str__(self) -> str:
        """The library's own word, where there is one."""
        return str(dict(self.details).get("reason", self.kind.code))

    def __reduce__(self) -> tuple[object, ...]:
        """Make it again in another process: the default would lose the details."""
        return (partial(UnreadableWorkbookError, self.kind, **dict(self.details)), ())


@dataclass(frozen=True)
class SheetCells:
    """One sheet: its name and its rows from A1 on, '' where a cell is empty."""

    name: str
    rows: list[list[CellValue]]
    is_hidden: bool = False

    def value(self, row: int, column: int) -> CellValue:
        """What stands at 0-based row and column; '' beyond what the sheet holds."""
        inside = row < len(self.rows) and column < len(self.rows[row])
        return self.rows[row][column] if inside else ""

    def cell(self, row: int, column: int) -> RawCell:
        """The cell at 0-based row and column, with its A1 address."""
        return RawCell(self.value(row, column), self.name, cell_name(row, column))


def read_own(path: Path) -> bytes:
    """The bytes of a workbook of head office's own.

    Raises:
        InputFileError: it is larger than any of them.
        OSError: the machine cannot read it now.
    """
    size = path.stat().st_size
    if size > _OWN_MEGABYTES * _MB:
        seen, most = f"{size / _MB:,.0f} MB", f"{_OWN_MEGABYTES} MB"
        raise InputFileError("too_large", path=path, size=seen, limit=most)
    return path.read_bytes()


def read_bytes(path: Path) -> bytes:
    """What a file holds.

    Raises:
        UnreadableWorkbookError: it cannot be opened.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableWorkbookError(FindingCode.FILE_DENIED, reason=error.strerror or str(error)) from error


def read_sheets(content: bytes, names: Container[str] | None = None) -> list[SheetCells]:
    """The worksheets of a workbook's bytes, all or those of some names.

    The format is told from the content, not from a name.

    Raises:
        UnreadableWorkbookError: the bytes are no workbook that can be opened.
    """
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            shown = {
                sheet.name for sheet in workbook.sheets_metadata if sheet.visible is SheetVisibleEnum.Visible
            }
            return [
                SheetCells(name, _rows(workbook, name), is_hidden=name not in shown)
                for name in workbook.sheet_names
                if names is None or name in names
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


def _rows(workbook: CalamineWorkbook, name: str) -> list[list[CellValue]]:
    # Rows must start at A1: calamine otherwise drops empty first columns and shifts the rest.
    return _cleaned(workbook.get_sheet_by_name(name).to_python(skip_empty_area=False))


def _cleaned(rows: list[list[CellValue]]) -> list[list[CellValue]]:
    """The same rows: a line break is LF alone, and what is no number is the error value that Excel shows.

    Programs write CR LF into texts, and NaN or INF for a division by zero. A text that many cells hold is
    kept once: codes, words and names stand in every row of a master.
    """
    known: dict[str, str] = {}
    for row in rows:
        for at, value in enumerate(row):
            if value == "":
                continue
            if isinstance(value, str):
                text = value.replace("\r\n", "\n").replace("\r", "\n") if "\r" in value else value
                row[at] = known.setdefault(text, text)
            elif isinstance(value, float) and not math.isfinite(value):
                row[at] = _NO_NUMBER
    return rows


def _said(error: BaseException) -> str:
    """A library's own word on one short line."""
    return " ".join(str(error).split())[:_LONGEST_REASON] or type(error).__name__
