"""Columns as wide as a table's texts take beside its numbers, rows as high; columns that hold nothing."""

import io

import openpyxl

from kpixl.books.writing import styles
from kpixl.books.writing.book import Book
from kpixl.books.writing.fitted_rows import empty_columns, fit_rows, fitted_widths
from tests.builders import make_round

NAME = "架空の指標その1（受診者等の割合）"  # 33 half-width letters


def test_a_text_that_has_the_room_stands_on_one_line_and_numbers_keep_theirs():
    widths = fitted_widths([(NAME, ""), (NAME, "")], [20.0, 9.0], {0: 16.0})
    assert widths == [34.0, 9.0]


def test_an_indent_is_beside_the_text():
    assert fitted_widths([(NAME,)], [20.0], {0: 16.0}, indented=[0]) == [34.0 + styles.INDENT]


def test_a_text_gives_way_no_further_than_its_least_width_and_others_keep_what_they_asked_for():
    long = "あ" * 400
    widths = fitted_widths([(long, "い", "×")], [10.0, 60.0, 12.0], {0: 70.0})
    assert widths[0] >= 70.0
    assert widths[1:] == [60.0, 12.0]


def test_without_rows_nothing_is_empty_and_every_width_stays():
    assert (fitted_widths([], [10.0], {}), empty_columns([])) == ([10.0], [])


def test_a_column_is_empty_where_no_row_holds_anything_and_0_is_something():
    assert empty_columns([("a", None, 0, ""), ("", "", None, None)]) == [1, 3]


def test_the_sheet_has_the_widths_and_rows_as_high_as_their_texts(tmp_path):
    settings = make_round(tmp_path).plan.settings
    book = Book.of_round(settings, "表")
    sheet = book.sheet("表")
    sheet.widths([20.0, 9.0])
    sheet.number(1, 1, 123_456_789_012, {"num_format": "#,##0"})
    fit_rows(sheet, 0, [("一行", ""), ("二\n行", "")], {0: 4.0})
    written = openpyxl.load_workbook(io.BytesIO(book.finish()))["表"]
    assert [written.row_dimensions[row].height for row in (1, 2)] == [17.25, 33.75]
    room = {letter: written.column_dimensions[letter].width for letter in "AB"}
    assert (round(room["A"]), round(room["B"])) == (6, 19)
