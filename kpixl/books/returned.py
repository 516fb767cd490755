"""A returned workbook: found again by identity and keys, never by position.

The key row and key column are located wherever they now stand, in whatever sheet; every field is
read where its keys cross, with the address that a person sees. Meaning is given in `kpixl.rules`.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, fields
from itertools import pairwise
from pathlib import Path

from kpixl.books.cells import (
    WORKBOOK_SUFFIXES,
    SheetCells,
    UnreadableWorkbookError,
    last_modified,
    read_workbook,
    sha256_of,
)
from kpixl.books.entry import IDENTITY_SHEET, KEY_PREFIX, MEASURE_ROW_KEY, ROW_KEY
from kpixl.model.submission import CellValue, Identity, RawRow, Submission, UnreadableFile


@dataclass(frozen=True)
class Inbox:
    """The files of an inbox: workbooks to read, and files that are none. Sorted by path."""

    workbooks: tuple[Path, ...]
    others: tuple[Path, ...]


def find_returns(inbox: Path) -> Inbox:
    """Every file below `inbox`, in a stable order; hidden files and Excel's owner files are left out."""
    workbooks: list[Path] = []
    others: list[Path] = []
    for path in sorted(inbox.rglob("*")):
        parts = path.relative_to(inbox).parts
        if not path.is_file() or any(part.startswith((".", "~$")) for part in parts):
            continue
        (workbooks if path.suffix.lower() in WORKBOOK_SUFFIXES else others).append(path)
    return Inbox(tuple(workbooks), tuple(others))


def read_returns(
    paths: Sequence[Path], root: Path, executor: Executor
) -> Iterator[Submission | UnreadableFile]:
    """Each file read in the executor, in the order given; one that cannot be read is a record too."""
    return executor.map(read_return, paths, [root] * len(paths))


def read_return(path: Path, root: Path) -> Submission | UnreadableFile:
    """One returned file; names in the record are relative to `root`, with forward slashes."""
    file = path.relative_to(root).as_posix()
    digest = sha256_of(path)
    try:
        sheets = read_workbook(path)
    except UnreadableWorkbookError as error:
        return UnreadableFile(file, digest, error.kind, tuple(sorted(error.details.items())))
    entry = _find_table(sheets, ROW_KEY)
    measures = _find_table(sheets, MEASURE_ROW_KEY)
    return Submission(
        file,
        digest,
        _identity(sheets),
        has_keys=entry is not None,
        rows=tuple(entry.rows()) if entry else (),
        measure_rows=tuple(measures.rows()) if measures else (),
        modified=last_modified(path),
    )


def _identity(sheets: Sequence[SheetCells]) -> Identity | None:
    """The identity sheet's pairs; by name first, else any sheet that holds the schema key."""
    schema_key = KEY_PREFIX + "schema"
    candidates = sorted(sheets, key=lambda sheet: sheet.name != IDENTITY_SHEET)
    for sheet in candidates:
        pairs: dict[str, str] = {}
        for row in sheet.rows:
            for left, right in pairwise(row):
                if isinstance(left, str) and left.startswith(KEY_PREFIX):
                    pairs.setdefault(left, _text(right))
        if pairs.get(schema_key):
            return Identity(
                **{field.name: pairs.get(KEY_PREFIX + field.name, "") for field in fields(Identity)}
            )
    return None


@dataclass(frozen=True)
class _KeyedTable:
    """A sheet with the 0-based place of its corner key: the key row runs right, the key column down."""

    sheet: SheetCells
    row: int
    column: int

    def rows(self) -> Iterator[RawRow]:
        names = {
            column: str(value).removeprefix(KEY_PREFIX)
            for column, value in enumerate(self.sheet.rows[self.row])
            if column != self.column and isinstance(value, str) and value.startswith(KEY_PREFIX)
        }
        for row in range(len(self.sheet.rows)):
            key_cell = self.sheet.cell(row, self.column)
            key = _text(key_cell.value)
            if not key or row == self.row:
                continue
            cells = {name: self.sheet.cell(row, column) for column, name in names.items()}
            yield RawRow(key, cells, self.sheet.name, row + 1, key_cell.cell)


def _find_table(sheets: Sequence[SheetCells], corner: str) -> _KeyedTable | None:
    for sheet in sheets:
        for number, row in enumerate(sheet.rows):
            if corner in row:
                return _KeyedTable(sheet, number, row.index(corner))
    return None


def _text(value: CellValue) -> str:
    """An identity value as text: a code that a client turned into a number keeps its digits."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
