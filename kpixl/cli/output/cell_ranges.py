"""Cells as people name several of them: C4:C6."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from kpixl.books.addresses import column_name, column_number

_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def cell_ranges(cells: Iterable[str]) -> list[str]:
    """Cells as few ranges, by column and row: C4 C5 C6 D4 D5 D6 are C4:D6. What is no cell is left out."""
    columns: dict[int, set[int]] = defaultdict(set)
    for cell in cells:
        found = _CELL.fullmatch(cell)
        if found:
            columns[column_number(found[1])].add(int(found[2]))
    ranges: list[tuple[int, int, int, int]] = []  # first and last column, first and last row
    for column in sorted(columns):
        for first, last in _runs(sorted(columns[column])):
            left = next((item for item in ranges if item[1:] == (column - 1, first, last)), None)
            if left:
                ranges[ranges.index(left)] = (left[0], column, first, last)
            else:
                ranges.append((column, column, first, last))
    return [
        f"{column_name(left)}{first}"
        + (f":{column_name(right)}{last}" if (left, first) != (right, last) else "")
        for left, right, first, last in ranges
    ]


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    first = last = numbers[0]
    for number in numbers[1:]:
        if number != last + 1:
            yield first, last
            first = number
        last = number
    yield first, last
