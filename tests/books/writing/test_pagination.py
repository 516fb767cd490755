"""How many pages a table takes: as few as can be read, and rows that belong together on one."""

from hypothesis import given
from hypothesis import strategies as st

from kpixl.books.writing.pagination import Layout, begin_pages, keep_together, lay_out, pages, points_wide

WIDE = [40.0] * 5  # 1,069 points: landscape at 73%
NARROW = [20.0] * 5  # 544 points


def test_a_small_table_takes_one_page():
    assert pages(150, 600, 400) == (1, 1)


def test_a_table_that_would_be_too_small_takes_more_pages_across():
    assert pages(150, 30 * 64, 850) == (2, 1)


def test_a_table_that_would_be_too_small_on_one_page_goes_on_below():
    assert pages(150, 600, 2_000) == (1, 0)


def test_labels_that_fill_half_a_page_do_not_ask_for_page_after_page():
    assert pages(1_000, 1_000, 400) == (1, 1)


@given(st.floats(0, 700), st.floats(1, 20_000), st.floats(1, 5_000))
def test_every_table_has_an_end(repeated, across, height):
    wide, tall = pages(repeated, across, height)
    assert wide >= 1
    assert tall in (0, 1)


def test_blocks_begin_a_page_where_they_would_not_end_on_the_one_before():
    blocks = [(3, 200.0), (13, 200.0), (23, 200.0), (33, 200.0)]  # 880 points with the title
    # 512 points of a landscape page, and a little to spare: two blocks each.
    assert lay_out(NARROW, blocks, above=80, repeated=30) == Layout(landscape=True, breaks=(23,))


def test_a_block_too_high_for_landscape_stands_on_one_portrait_page_where_that_saves_pages():
    blocks = [(3 + 50 * number, 900.0) for number in range(3)]
    assert lay_out(WIDE[:4], blocks, above=80, repeated=30) == Layout(landscape=False, breaks=(53, 103))


def test_where_portrait_saves_no_pages_landscape_pages_are_filled():
    blocks = [(3 + 50 * number, 620.0) for number in range(3)]
    assert lay_out(WIDE[:4], blocks, above=80, repeated=30) == Layout(landscape=True)


def test_a_block_higher_than_any_page_runs_on():
    assert lay_out(NARROW, [(3, 5_000.0)], above=80, repeated=30) == Layout(landscape=True)
    assert keep_together(NARROW, [(3, 5_000.0)], above=80, repeated=30, landscape=False) is None


@given(
    st.lists(st.floats(5, 60), min_size=1, max_size=16),
    st.lists(st.floats(1, 700), max_size=40),
    st.booleans(),
)
def test_no_page_holds_more_than_it_has_room_for(widths, heights, landscape):
    blocks, row = [], 3
    for height in heights:
        blocks.append((row, height))
        row += 1
    printed = keep_together(widths, blocks, above=80, repeated=30, landscape=landscape)
    if printed is None:
        return
    across, down = (784, 512) if landscape else (537, 755)
    room = down / min(1.0, across / points_wide(widths))
    used = 80.0
    for first, height in blocks:
        used = (30.0 if first in printed.breaks else used) + height
        assert used <= room


def test_of_two_pages_at_most_there_are_more_where_two_could_not_be_read():
    assert [pages(0, 700, height, most=2) for height in (800, 1_800, 2_100)] == [(1, 1), (1, 2), (1, 0)]


def test_a_kpi_higher_than_a_page_runs_on_and_the_next_begins_one_where_it_would_not_end():
    blocks = [(3, 100.0), (10, 1_000.0), (73, 300.0), (90, 300.0)]
    # 725 points of a portrait page: the second block begins one, and ends 305 points into the next.
    assert begin_pages([20.0] * 4, blocks, above=80, repeated=30) == (10, 90)


def test_a_table_a_little_too_long_for_a_page_is_made_to_fit_it():
    blocks = [(3, 200.0), (13, 200.0), (23, 150.0)]
    assert lay_out(NARROW, blocks, above=80, repeated=30) == Layout(landscape=True, tall=1)


def test_nothing_to_print_is_one_page():
    assert lay_out(WIDE, [], above=80, repeated=30) == Layout(landscape=True, tall=1)
