"""What is written into a cell: the number that Excel shows, in the digits that Excel would write."""

import datetime as dt
import io
import re
import zipfile
from decimal import Decimal

import pytest

from kpixl.books.writing.book import Book


def stored(write):
    """The stored texts of all cells of a sheet."""
    book = Book(title="", organisation="", created=dt.datetime(2025, 4, 1), language="ja")  # noqa: DTZ001
    write(book.sheet("A"))
    with zipfile.ZipFile(io.BytesIO(book.finish())) as package:
        return re.findall("<v>([^<]*)</v>", package.read("xl/worksheets/sheet1.xml").decode())


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (91.85, "91.85"),
        (Decimal("91.85"), "91.85"),
        (59.949999999999996, "59.95"),
        (15.000000000000002, "15"),
        (Decimal(2) / 3 * 100, "66.6666666666667"),
        (0.1 + 0.2, "0.3"),
        (7001, "7001"),
        (Decimal("944.0"), "944"),
        (-0.0, "0"),
        (1e-7, "1E-7"),
        (0, "0"),
    ],
)
def test_a_number_is_written_in_the_digits_that_it_shows(value, text):
    assert stored(lambda sheet: sheet.number(0, 0, value)) == [text]


@pytest.mark.parametrize(
    ("value", "text"), [(59.949999999999996, "59.95"), (Decimal(1) / 3, "0.333333333333333")]
)
def test_so_is_the_value_of_a_formula(value, text):
    assert stored(lambda sheet: sheet.formula(0, 0, "=A2", value)) == [text]
    assert stored(lambda sheet: sheet.array_formula(0, 0, "=A2", value)) == [text]
