"""The grid of narrow columns that 概要 stands on, and the sizes that keep its page readable.

A4 landscape shows the grid at 0.71 even where another font makes columns a quarter wider, and a page of
715 points, too: letters of 10 points come out above 7.
"""

from collections.abc import Sequence

from kpixl.books.writing import styles

GRID, CELL_WIDTH, CELL_PIXELS = 32, 4.43, 36
BESIDE = GRID + 2  # the first column of the charts' table, beyond the page
PAGE_HEIGHT = 715.0  # that still prints at 0.71
SIZE = 10.0  # of the smallest letters
SMALL: styles.Style = {"font_size": SIZE}
MISSED: styles.Style = {"font_color": styles.LINE_ORANGE}
INDENTED: styles.Style = {"align": "left", "indent": 1}
INDENT = 2.0  # half-width letters
TITLE_HEIGHT, ROW_HEIGHT, GAP = 18.0, 17.0, 5.0
LINE_GAP = 2.0  # of a row of wrapped text
_POINTS_TO_PIXELS = 4 / 3
_SPARE = 0.94  # of a line: where a word does not fit, it goes on the next


def room(columns: int, size: float = SIZE) -> float:
    """How many half-width letters of a size stand beside each other over so many columns."""
    return columns * CELL_PIXELS / _POINTS_TO_PIXELS / (size / 2) * _SPARE


def height_of(texts: Sequence[tuple[str, float]], *, gap: float = LINE_GAP) -> float:
    """The height in points that shows every (text, room) of a row in full, and a gap to the next row."""
    return styles.row_height([*texts], size=SIZE) - styles.ROW_PADDING + gap


def pixels_across(column: int) -> int:
    """The width from a column to the right edge of the page."""
    return (GRID - column) * CELL_PIXELS - 4


def pixels_down(points: float) -> int:
    """The height of a chart over rows that are together so high."""
    return int(points * _POINTS_TO_PIXELS) - 4
