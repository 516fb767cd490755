"""Addresses are those that the library which writes workbooks would give."""

import pytest
from xlsxwriter.utility import xl_col_to_name, xl_range_abs, xl_rowcol_to_cell

from kpixl.books.addresses import area_name, cell_name, column_name, column_number


def test_every_column_of_a_sheet_has_its_letters():
    names = [xl_col_to_name(at) for at in range(16_384)]
    assert [column_name(at) for at in range(16_384)] == names
    assert [column_number(name) for name in names] == list(range(16_384))


@pytest.mark.parametrize(("row", "column"), [(0, 0), (6, 1), (99, 26), (1_048_575, 16_383)])
def test_a_cell_is_named_by_column_and_row(row, column):
    assert cell_name(row, column) == xl_rowcol_to_cell(row, column)


@pytest.mark.parametrize("area", [(1, 0, 8, 2), (1, 0, 1, 0), (0, 25, 0, 27)])
def test_an_area_is_absolute_and_its_sheet_is_quoted(area):
    assert area_name("データ", area) == f"'データ'!{xl_range_abs(*area)}"
    assert area_name("don't", area) == f"'don''t'!{xl_range_abs(*area)}"
