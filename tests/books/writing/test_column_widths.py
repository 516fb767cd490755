"""How wide columns of texts are: no wider than they need, and broken where that makes the list smaller."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kpixl.books.writing.column_widths import TextColumn, text_widths
from kpixl.books.writing.pagination import LEAST_SCALE, spare_width
from tests.searching import examples

NAME = "架空の指標その24（受診者等の割合）"  # 34 half-width letters
NUMBERS = [10.0] * 6


def test_texts_stand_on_one_line_where_the_page_allows_it_and_their_columns_are_no_wider():
    names = TextColumn(texts=[NAME] * 9 + ["受診率"], least=18)
    assert text_widths([names], NUMBERS) == (35.0,)


def test_an_indent_is_beside_the_text():
    assert text_widths([TextColumn(texts=[NAME], least=18, indent=1.5)], NUMBERS) == (36.5,)


def test_a_column_is_never_narrower_than_its_least_width():
    assert text_widths([TextColumn(texts=["受診率"], least=18)], NUMBERS) == (18,)
    assert text_widths([TextColumn(texts=["", ""], least=18)], NUMBERS) == (18,)
    assert text_widths([TextColumn(texts=[], least=18)], NUMBERS) == (18,)
    assert text_widths([], NUMBERS) == ()


def test_one_long_text_among_many_is_broken_where_all_columns_would_print_smaller_for_it():
    names = TextColumn(texts=["受診者の割合"] * 30 + ["あ" * 60], least=10)
    assert text_widths([names], [10.0] * 10) == (22.0,)


def test_the_room_of_the_page_goes_to_the_column_whose_texts_break_most():
    remarks = TextColumn(texts=["", "", "", "あ" * 40], least=20)
    names = TextColumn(texts=[NAME] * 4, least=18)
    assert text_widths([remarks, names], [10.0] * 9) == (29.0, 35.0)
    assert text_widths([remarks, names], [10.0] * 10) == (22.0, 35.0)


def test_a_list_that_is_wider_than_a_page_in_any_case_spares_no_room():
    names = TextColumn(texts=[NAME], least=18)
    assert spare_width([*[20.0] * 9, 18.0], LEAST_SCALE) < 0
    assert text_widths([names], [20.0] * 9) == (35.0,)


@given(
    st.lists(st.lists(st.integers(0, 60), min_size=3, max_size=3), min_size=1, max_size=12),
    st.lists(st.sampled_from([8.0, 12.0, 20.0]), min_size=3, max_size=3),
    st.integers(0, 9),
)
@settings(max_examples=examples(30))
def test_a_list_that_finds_room_on_a_page_is_one_page_wide(letters, least, numbers):
    texts = [["あ" * length for length in column] for column in zip(*letters, strict=True)]
    columns = [TextColumn(texts=texts[at], least=least[at]) for at in range(3)]
    others = [10.0] * numbers
    widths = text_widths(columns, others)
    assert all(width >= column.least for width, column in zip(widths, columns, strict=True))
    if spare_width([*others, *least], LEAST_SCALE) >= 0:
        assert spare_width([*others, *widths], LEAST_SCALE) >= 0
