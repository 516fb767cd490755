"""Addresses as files write them, up to the last cell of a sheet and not beyond."""

import pytest

from kpixl.books.reading.cell_details.addresses import area_name, areas, place

LAST = (1_048_575, 16_383)


@pytest.mark.parametrize(
    ("written", "at"),
    [("A1", (0, 0)), ("$K$16", (15, 10)), ("k16", (15, 10)), ("XFD1", (0, 16_383)), ("XFD1048576", LAST)],
)
def test_a_cell_has_a_row_and_a_column(written, at):
    assert place(written) == at


@pytest.mark.parametrize(
    "written", ["", "A", "1", "A0", "XFE1", "AAAA1", "A1:B2", "#REF!", " A1", "A12345678"]
)
def test_what_is_no_address_of_a_cell_is_refused(written):
    with pytest.raises(ValueError, match=r"^.*$"):
        place(written)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("K16", [(15, 10, 15, 10)]),
        ("K16:M17 $A$1", [(15, 10, 16, 12), (0, 0, 0, 0)]),
        ("B:C", [(0, 1, LAST[0], 2)]),
        ("2:3", [(1, 0, 2, LAST[1])]),
        ("A1:XFD1048576", [(0, 0, *LAST)]),
        ("A1:XFE1 #REF! A0 B2", [(1, 1, 1, 1)]),
        ("", []),
    ],
)
def test_a_list_has_the_areas_that_are_some(written, found):
    assert list(areas(written)) == found


def test_an_area_is_named_as_people_see_it():
    assert [area_name((15, 10, 15, 10)), area_name((15, 10, 16, 12))] == ["K16", "K16:M17"]
