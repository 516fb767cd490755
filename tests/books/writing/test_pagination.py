"""How many pages a table takes: as few as can be read, and rows that belong together on one."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kpixl.books.writing.pagination import (
    LEAST_SCALE,
    Layout,
    column_breaks,
    lay_out,
    points_wide,
    room_to_fit,
    stands_upright,
)

WIDE = [25.0] * 5  # 857 points in the widest font: landscape at 91 %
NARROW = [15.0] * 5  # 524 points
ONE_PAGE = Layout(landscape=True)


def rows(*heights: float) -> list[tuple[int, float]]:
    """Blocks of ten rows each, from the fourth row on."""
    return [(3 + 10 * number, height) for number, height in enumerate(heights)]


def test_a_table_that_can_be_read_on_one_page_is_fitted_to_it():
    assert lay_out(NARROW, rows(200, 200, 200), above=80, repeated=30) == ONE_PAGE


def test_nothing_to_print_is_one_page():
    assert lay_out(WIDE, [], above=80, repeated=30) == ONE_PAGE


def test_blocks_begin_a_page_where_they_would_not_end_on_the_one_before():
    # 491 points of a landscape page: the title and two blocks, then two blocks each.
    made = lay_out(NARROW, rows(200, 200, 200, 200), above=80, repeated=30)
    assert made == Layout(landscape=True, scale=100, rows=(23,))


def test_a_table_a_little_too_wide_is_made_smaller_and_one_much_too_wide_goes_on_beside():
    assert lay_out(WIDE, rows(900), above=80, repeated=30).scale == 91
    beside = lay_out([30.0] * 8, rows(300), above=80, repeated=30, keep=1)
    assert (beside.scale, beside.columns) == (70, (5,))


def test_portrait_is_taken_where_it_saves_pages():
    made = lay_out(NARROW, rows(*[600.0] * 6), above=80, repeated=30)
    assert (made.landscape, made.rows) == (False, (13, 23, 33, 43, 53))
    assert lay_out(WIDE, rows(*[400.0] * 4), above=80, repeated=30).landscape


def test_a_block_higher_than_a_page_runs_on_and_the_next_begins_one_where_it_would_not_end():
    made = lay_out(WIDE, rows(100, 1_000, 300), above=80, repeated=30)
    assert (made.landscape, made.rows) == (True, (13, 23))


def test_the_columns_that_stand_on_every_page_take_their_room_on_every_page():
    assert column_breaks([30.0] * 8, 0) == (5,)
    assert column_breaks([30.0] * 8, 2) == (5,)
    assert column_breaks([30.0] * 12, 2) == (5, 8, 10)  # never one column alone


def test_columns_before_those_that_stand_on_every_page_take_room_on_the_first_alone():
    # 25 of the 33 letters that a page repeats are not needed on every page.
    assert column_breaks([25.0, 8.0, *[20.0] * 13], 2) == (8, 13)
    assert column_breaks([25.0, 8.0, *[20.0] * 13], 2, keep_from=1) == (8,)


def test_a_hidden_column_takes_no_room():
    assert points_wide([30.0, 0.0]) == points_wide([30.0])
    assert column_breaks([30.0, 0.0, 30.0, 30.0, 30.0, 30.0, 0.0], 1) == ()


def test_next_to_nothing_on_the_last_page_across_shares_with_the_page_before():
    assert column_breaks([20.0] * 8 + [12.0, 6.0], 0) == (5,)
    assert column_breaks([20.0] * 8 + [40.0, 40.0], 0) == (8,)


@given(st.lists(st.floats(3, 80), min_size=1, max_size=30), st.integers(0, 3), st.integers(0, 3))
def test_no_page_is_wider_than_it_may_be(widths, keep, before):
    keep = min(keep, len(widths))
    keep_from = min(before, keep)
    breaks = [keep, *column_breaks(widths, keep, keep_from=keep_from), len(widths)]
    assert breaks == sorted(breaks)
    kept = points_wide(widths[keep_from:keep])
    for first, end in pairwise(breaks):
        assert end - first <= 1 or kept + points_wide(widths[first:end]) <= 784 / LEAST_SCALE


@given(
    st.lists(st.floats(5, 60), min_size=1, max_size=16),
    st.lists(st.floats(1, 480), min_size=1, max_size=40),
)
@example([5.0], [433.0, 212.0])
def test_no_page_holds_more_than_it_has_room_for_or_is_printed_too_small(widths, heights):
    blocks = [(3 + number, height) for number, height in enumerate(heights)]
    made = lay_out(widths, blocks, above=80, repeated=30)
    if not made.scale:
        assert min(784 / points_wide(widths), 512 / (80 + sum(heights))) >= LEAST_SCALE
        return
    assert made.scale >= 70
    room = (512 if made.landscape else 755) / (made.scale / 100)
    used = 80.0
    for first, height in blocks:
        used = (30.0 if first in made.rows else used) + height
        if first == 3 and used > room:  # the title and the first block are higher than a page, and run on
            used -= room - 30
        assert used <= room


def test_what_follows_a_block_that_just_fills_a_page_begins_the_next():
    # 492 points of 512: with another printer's 491 its last row would stand on the second page.
    assert lay_out([5.0], [(3, 412.0), (4, 233.0)], above=80, repeated=30).rows == (4,)


@pytest.mark.parametrize("columns", [1, 5, 30])
def test_a_table_of_any_width_has_an_end(columns):
    assert len(column_breaks([200.0] * columns, 1)) < columns


def test_a_nearly_empty_last_page_goes_on_those_before_it_in_letters_a_little_smaller():
    # At 100 % a page has 491 points and the last block stands on a third; at 96 % it has 512.
    made = lay_out(NARROW, rows(200, 200, 200, 200, 80), above=80, repeated=30)
    assert made == Layout(landscape=True, scale=96, rows=(23,))


def test_letters_stay_as_large_where_the_last_page_is_well_filled_or_they_would_be_too_small():
    filled = lay_out(NARROW, rows(200, 200, 200, 200, 200), above=80, repeated=30)
    assert filled == Layout(landscape=True, scale=100, rows=(23, 43))
    small = lay_out([30.0] * 5, rows(300, 250, 100), above=80, repeated=30)  # one page would take 67 %
    assert small == Layout(landscape=True, scale=76, rows=(23,))


def test_the_last_two_pages_share_what_would_leave_next_to_nothing_on_the_last():
    # 76 % has room for 28 lines of 20 points, and 70 % for 31.
    lines = [(3 + number, 20.0) for number in range(32)]
    made = lay_out([30.0] * 5, lines, above=80, repeated=30)
    assert made == Layout(landscape=True, scale=76, rows=(19,))


def test_a_block_that_runs_on_over_pages_is_not_torn_for_the_short_one_behind_it():
    # 1,400 points take three pages of 646: halving what is left would break before the block and behind it.
    made = lay_out([30.0] * 5, rows(200, 1400, 60), above=80, repeated=30)
    assert made == Layout(landscape=True, scale=76, rows=(13,))


def test_so_do_the_last_two_of_a_table_wider_than_a_page():
    # A page has room for 33 lines of 20 points at 70 %: two would stand alone below them.
    lines = [(3 + number, 20.0) for number in range(35)]
    made = lay_out([30.0] * 8, lines, above=30, repeated=30)
    assert (made.rows, made.columns) == ((21,), (5,))


def test_the_last_columns_that_belong_together_stand_on_one_page():
    widths = [30.0] * 2 + [12.0] * 9
    assert column_breaks(widths, 2) == (9,)
    assert column_breaks(widths, 2, 4) == (7,)


def test_a_block_that_leaves_next_to_nothing_on_a_page_of_its_own_is_printed_a_little_smaller():
    # At 91 % the first page has room for 460 of the 470 points of the first block.
    made = lay_out(WIDE, rows(470, 470, 470), above=80, repeated=30)
    assert made == Layout(landscape=True, scale=89, rows=(13, 23))


@pytest.mark.parametrize(
    ("columns", "height", "upright"),
    [
        (8, 900.0, False),  # of one page across nobody asks
        (40, 900.0, True),  # all rows on one page, where landscape takes two for every part
        (40, 600.0, False),  # on one page in both: landscape takes fewer parts
    ],
)
def test_a_wide_table_stands_upright_where_that_takes_fewer_pages(columns, height, upright):
    widths = [13.0, 14.0, *[11.7] * (columns - 2)]
    assert stands_upright(widths, height, repeated=80.0, keep=2) is upright


def test_an_upright_table_of_several_pages_across_has_its_own_breaks():
    widths = [13.0, 14.0, *[11.7] * 30]
    rows = [(row, 15.0) for row in range(4, 51)]
    found = lay_out(widths, rows, above=126.0, repeated=80.0, keep=2, upright=True)
    assert found == Layout(landscape=False, scale=70, rows=(), columns=(8, 14, 20, 26))
    assert column_breaks(widths, 2, upright=True) == (8, 14, 20, 26)


@pytest.mark.parametrize("height", [549.75, 640.5, 701.25, 711.0, 711.75, 714.0])
def test_a_fitted_page_is_never_full_to_the_point_at_a_whole_percent(height):
    made = height + room_to_fit([height])
    percent = int(512 / made * 100)
    assert 512 - made * percent / 100 >= 2.5
    assert made - height < 8


def test_a_fitted_page_with_room_to_spare_stays_as_it_is():
    assert room_to_fit([705.0]) == 0.0
    assert room_to_fit([711.0]) == pytest.approx(1.611, abs=0.01)  # 72 % of it are 511.9 points
    assert room_to_fit([18.5] * 38) == room_to_fit([18.75] * 38)  # 712.5, as Excel has it
