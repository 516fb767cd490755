"""Addresses as files write them: A1, $A$1, A1:B2, whole columns and rows."""

import contextlib
import re
from collections.abc import Iterator
from functools import lru_cache

from kpixl.books.addresses import cell_name, column_number
from kpixl.books.reading.cell_details.records import CellAt
from kpixl.model.annotation import Area

LAST_ROW, LAST_COLUMN = 1_048_575, 16_383
_ADDRESS = re.compile(r"\$?([A-Za-z]{0,3})\$?([0-9]{0,7})")


@lru_cache(maxsize=8192)  # all returns of a round have the same places
def place(reference: str) -> CellAt:
    """The 0-based row and column of an address; raises ValueError for what is none."""
    row, column = _corner(reference)
    if row is None or column is None:
        raise ValueError(reference)
    return row, column


def areas(references: str) -> Iterator[Area]:
    """The areas of a list; what is none (a rule whose cells were deleted says #REF!) is no area."""
    for reference in references.split():
        with contextlib.suppress(ValueError):
            yield _area(reference)


@lru_cache(maxsize=8192)
def _area(reference: str) -> Area:
    first, _, last = reference.partition(":")
    (top, left), (low, right) = _corner(first), _corner(last or first)
    # Whole columns (A:A) and rows (1:1) reach to the sheet's end.
    return (top or 0, left or 0, LAST_ROW if low is None else low, LAST_COLUMN if right is None else right)


def _corner(reference: str) -> tuple[int | None, int | None]:
    """The 0-based row and column of an address; None for the one that it leaves out."""
    found = _ADDRESS.fullmatch(reference)
    if found is None or not any(found.groups()):
        raise ValueError(reference)
    letters, digits = found.groups()
    column = column_number(letters.upper()) if letters else None
    if (column or 0) > LAST_COLUMN or digits == "0":
        raise ValueError(reference)
    return (int(digits) - 1 if digits else None, column)


def area_name(area: Area) -> str:
    """An area as people see it: K16, or K16:M17."""
    first, last = cell_name(*area[:2]), cell_name(*area[2:])
    return first if first == last else f"{first}:{last}"
