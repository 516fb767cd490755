"""Where a length on a sheet ends: from widths and heights to the cells that a shape lies on."""

from bisect import bisect_right
from dataclasses import dataclass, field

# English metric units: 914,400 to the inch.
_PER_POINT, _PER_PIXEL = 12_700, 9_525
_PIXELS_PER_CHARACTER = 7  # a stored width has the padding in it
_LAST_ROW, _LAST_COLUMN = 1_048_575, 16_383
# A shape that reaches less far into a cell does not lie on it: programs round its place to their own unit.
SLACK = 2 * _PER_POINT
_MOST_STEPS = 20_000  # no shape lies on more rows; a corrupt length must not keep the reader

Sizes = list[tuple[range, float]]


@dataclass(slots=True, kw_only=True)
class Grid:
    """The sizes of a sheet's rows and columns in EMU, as the file gives them: for some at a time."""

    heights: Sizes = field(default_factory=list)
    widths: Sizes = field(default_factory=list)
    height: float = 15 * _PER_POINT
    width: float = 64 * _PER_PIXEL

    def set_defaults(self, points: str | None, characters: str | None) -> None:
        """The sizes of rows (in points) and columns (in characters) that have none of their own."""
        if points:
            self.height = float(points) * _PER_POINT
        if characters:
            self.width = _character_width(float(characters))

    def set_height(self, row: int, points: float) -> None:
        """The height of one row."""
        self.heights.append((range(row, row + 1), points * _PER_POINT))

    def set_width(self, columns: range, characters: float) -> None:
        """The width of some columns."""
        self.widths.append((columns, _character_width(characters)))

    def row_at(self, start: int, length: float) -> int:
        """The row where a length ends that begins at the top of row `start`."""
        return _walk(start, length, self.heights, self.height, _LAST_ROW)

    def column_at(self, start: int, length: float) -> int:
        """The column where a length ends that begins at the left of column `start`."""
        return _walk(start, length, self.widths, self.width, _LAST_COLUMN)


def in_characters(length: float) -> float:
    """A length in EMU as a width in characters."""
    return round(length / _PIXELS_PER_CHARACTER / _PER_PIXEL, 2)


def _character_width(characters: float) -> float:
    return characters * _PIXELS_PER_CHARACTER * _PER_PIXEL


def _walk(start: int, length: float, sizes: Sizes, default: float, last: int) -> int:
    ordered = sorted(sizes, key=_first)
    at, item = start, max(0, bisect_right(ordered, start, key=_first) - 1)
    for _ in range(_MOST_STEPS):
        while item < len(ordered) and at >= ordered[item][0].stop:
            item += 1
        is_sized = item < len(ordered) and at in ordered[item][0]
        length -= ordered[item][1] if is_sized else default
        if length <= 0 or at >= last:
            break
        at += 1
    return at


def _first(item: tuple[range, float]) -> int:
    return item[0].start
