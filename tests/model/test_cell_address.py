"""A cell's address taken apart."""

from kpixl.model.cell_address import column_letters, column_order, row_number


def test_an_address_is_a_column_and_a_row():
    assert (column_letters("AB107"), row_number("AB107")) == ("AB", 107)


def test_columns_stand_from_left_to_right_whatever_their_rows():
    assert sorted(["AA1", "B10", "Z2", "AB1", "A3"], key=column_order) == ["A3", "B10", "Z2", "AA1", "AB1"]
