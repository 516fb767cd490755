"""The plan snapshot as a returned workbook holds it: texts, taken apart only where somebody asks.

A form whose plan has not changed since is checked without its snapshot, and that is nearly every form.
"""

import json
import math
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self, overload

from kpixl.books.entry_workbook.layout import IDENTITY_SHEET, SNAPSHOT_KEY
from kpixl.books.reading.cells import SheetCells, read_bytes, read_sheets
from kpixl.books.reading.preflight import OWN, preflight
from kpixl.model.submission import SnapshotRow

_APART = "\0"  # no cell holds it


@dataclass(frozen=True)
class WrittenSnapshot(Sequence[SnapshotRow]):
    """The rows of a snapshot, without what somebody has changed so that it can no longer be read.

    `packed` holds their texts compressed: they are most of what a round of 5,000 returns would keep.
    """

    packed: bytes = b""

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """The snapshot of these texts."""
        return cls(zlib.compress(_APART.join(texts).encode("utf-8", "surrogatepass"), 1))

    @cached_property
    def _rows(self) -> tuple[SnapshotRow, ...]:
        return tuple(iter(self))  # a tuple of `self` would ask for its length, which is this

    def __iter__(self) -> Iterator[SnapshotRow]:
        """Row by row: who looks for a branch's code need not read the KPIs."""
        texts = zlib.decompress(self.packed).decode("utf-8", "surrogatepass") if self.packed else ""
        return (row for text in texts.split(_APART) for row in _rows_of(text))

    @overload
    def __getitem__(self, at: int) -> SnapshotRow: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[SnapshotRow, ...]: ...
    def __getitem__(self, at: int | slice) -> SnapshotRow | tuple[SnapshotRow, ...]:
        """The row at a place, or several."""
        return self._rows[at]

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._rows)


def read_snapshot(path: Path) -> WrittenSnapshot:
    """The snapshot of a workbook that head office itself has issued, whatever else is in it.

    Raises:
        UnreadableWorkbookError: the file is no workbook that can be opened.
    """
    return find_snapshot(read_sheets(preflight(read_bytes(path), OWN).content, {IDENTITY_SHEET}))


def find_snapshot(sheets: Sequence[SheetCells]) -> WrittenSnapshot:
    """The snapshot on the identity sheet, else on any other."""
    for sheet in sorted(sheets, key=lambda sheet: sheet.name != IDENTITY_SHEET):
        for number, row in enumerate(sheet.rows):
            if SNAPSHOT_KEY in row:
                at = row.index(SNAPSHOT_KEY)
                below = ("".join(map(str, line[at:])) for line in sheet.rows[number + 1 :])
                return WrittenSnapshot.of(text for text in below if text)
    return WrittenSnapshot()


def _rows_of(text: str) -> Iterator[SnapshotRow]:
    try:
        table, number, cells = json.loads(text)
        for field, value in cells.items():
            kept = value if isinstance(value, str) else float(value)
            if isinstance(kept, str) or math.isfinite(kept):
                yield str(table), int(number), str(field), kept
    except (ValueError, TypeError, AttributeError, OverflowError):
        return
