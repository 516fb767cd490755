"""A sheet's checksum: the same before and after a workbook, another one for anything that was edited."""

import datetime as dt
import io

from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from kpixl.books.master.checksum import sheet_checksum
from kpixl.books.writing.book import Book

FIRST, LAST = (dt.datetime(year, 1, 1) for year in (1950, 2100))  # noqa: DTZ001 - cells have no time zone
CELLS = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=30),
    st.integers(-(10**9), 10**9),
    st.floats(allow_nan=False, allow_infinity=False, width=64),
    st.decimals(-(10**6), 10**6, places=20),
    st.datetimes(FIRST, LAST),
    st.dates(FIRST.date(), LAST.date()),
    st.none(),
)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8))
def test_whatever_is_written_has_the_same_checksum_when_it_is_read(rows):
    book = Book(title="", organisation="", created=dt.datetime(2025, 4, 1), language="ja")  # noqa: DTZ001
    sheet = book.sheet("s")
    sheet.text(0, 0, "a")
    sheet.text(0, 1, "b")
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            sheet.value(number, column, value)
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(book.finish()))
    read = workbook.get_sheet_by_name("s").to_python(skip_empty_area=False)[1:]
    read += [["", ""]] * (len(rows) - len(read))  # blank rows at the end are not there
    assert sheet_checksum(["a", "b"], read) == sheet_checksum(["a", "b"], rows)


def test_a_checksum_tells_values_rows_columns_and_places_apart():
    rows = [["01", 62.2, ""], ["02", None, "x"]]
    marks = [
        sheet_checksum(["a", "b", "c"], rows),
        sheet_checksum(["a", "b", "d"], rows),
        sheet_checksum(["a", "b", "c"], rows[:1]),
        sheet_checksum(["a", "b", "c"], [*rows, rows[0]]),
        sheet_checksum(["a", "b", "c"], [["01", 62.3, ""], rows[1]]),
        sheet_checksum(["a", "b", "c"], [["01", "", 62.2], rows[1]]),
        sheet_checksum(["a", "b", "c"], [["1", 62.2, ""], rows[1]]),
    ]
    assert len(set(marks)) == len(marks)
    assert sheet_checksum(["c", "b", "a"], [row[::-1] for row in rows[::-1]]) == marks[0]
