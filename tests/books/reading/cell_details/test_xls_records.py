"""The records of a sheet of .xls: cells that the file gives twice."""

import struct

import pytest

from kpixl.books.reading.cell_details.xls.records import SheetRecords

NUMBER, RK, TEXT, MANY, FORMULA = 0x0203, 0x027E, 0x00FD, 0x00BD, 0x0006


def one(row: int, column: int) -> bytes:
    return struct.pack("<3H", row, column, 15) + bytes(14)


def several(row: int, first: int, last: int) -> bytes:
    return struct.pack("<2H", row, first) + bytes(6) * (last - first + 1) + struct.pack("<H", last)


@pytest.mark.parametrize("kind", [NUMBER, RK, TEXT, FORMULA])
def test_a_cell_that_is_given_twice_is_doubled_whatever_it_holds(kind):
    sheet = SheetRecords()
    for at in ((7, 10), (7, 11), (8, 10)):
        sheet.take(NUMBER, one(*at))
    assert sheet.doubled == set()
    sheet.take(kind, one(7, 11))
    assert sheet.doubled == {(7, 11)}


def test_a_cell_beside_a_row_of_cells_is_doubled_where_the_row_has_it():
    sheet = SheetRecords()
    sheet.take(MANY, several(7, 8, 10))
    sheet.take(NUMBER, one(7, 11))
    assert sheet.doubled == set()
    sheet.take(NUMBER, one(7, 10))
    assert sheet.doubled == {(7, 10)}
