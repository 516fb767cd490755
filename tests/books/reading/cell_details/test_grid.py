"""Where a length on a sheet ends."""

import time

import pytest

from kpixl.books.reading.cell_details.grid import Grid

POINT = 12_700


@pytest.fixture
def grid() -> Grid:
    """Rows of 10 points, the third to fifth of 20, the seventh hidden; columns of 70 pixels, B of 140."""
    made = Grid()
    made.set_defaults("10", "10")
    for row in (2, 3, 4):
        made.set_height(row, 20)
    made.set_height(6, 0)
    made.set_width(range(1, 2), 20)
    return made


@pytest.mark.parametrize(
    ("start", "points", "row"),
    [
        (0, 0, 0),
        (0, 10, 0),
        (0, 10.5, 1),
        (0, 21, 2),
        (0, 41, 3),
        (4, 21, 5),
        (5, 10.5, 7),
        (6, 1, 7),
        (9, 25, 11),
    ],
)
def test_a_length_ends_in_the_row_that_it_reaches(grid, start, points, row):
    assert grid.row_at(start, points * POINT) == row


@pytest.mark.parametrize(("start", "pixels", "column"), [(0, 71, 1), (0, 211, 2), (1, 140, 1), (2, 71, 3)])
def test_a_length_ends_in_the_column_that_it_reaches(grid, start, pixels, column):
    assert grid.column_at(start, pixels * 9_525) == column


def test_a_length_without_end_ends_at_the_sheet_s_end():
    assert Grid().column_at(0, 1e18) == 16_383


def test_a_sheet_of_a_hundred_thousand_heights_is_walked_in_no_time():
    grid = Grid()
    for row in range(100_000):
        grid.set_height(row, 1)
    started = time.process_time()
    assert grid.row_at(80_000, 15_000 * POINT) == 94_999
    assert time.process_time() - started < 2


def test_a_column_without_a_width_is_64_pixels_wide():
    hundred = 100 * 64 * 9_525
    assert [Grid().column_at(0, hundred), Grid().column_at(0, hundred + 1)] == [99, 100]
