"""What is written into a cell: the number that Excel shows, in the digits that Excel would write."""

import datetime as dt
import io
import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from kpixl.books.writing import styles
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


def reread(write, *, live=True):
    """A sheet as it stands in the file."""
    book = Book(title="", organisation="", created=dt.datetime(2025, 4, 1), language="ja", live=live)  # noqa: DTZ001
    write(book.sheet("A"))
    return openpyxl.load_workbook(io.BytesIO(book.finish()))["A"]


def test_a_day_that_is_not_known_is_an_empty_cell_with_its_look():
    sheet = reread(
        lambda sheet: (
            sheet.date(0, 0, None, styles.HEADER),
            sheet.date(0, 1, dt.date(2025, 5, 30), styles.DATE),
        )
    )
    assert (sheet["A1"].value, sheet["A1"].font.bold) == (None, True)
    assert sheet["B1"].value == dt.datetime(2025, 5, 30)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("value", "kind"), [("○ 達成", "str"), ("", "n"), ("#1", "str"), ("#N/A", "e"), (1, "n")]
)
def test_the_value_of_a_formula_has_the_kind_that_it_is(value, kind):
    sheet = reread(lambda sheet: sheet.formula(0, 0, '=IF(B1="","",B1)', value))
    assert sheet["A1"].value == '=IF(B1="","",B1)'
    book = Book(title="", organisation="", created=dt.datetime(2025, 4, 1), language="ja")  # noqa: DTZ001
    book.sheet("A").formula(0, 0, "=B1", value)
    with zipfile.ZipFile(io.BytesIO(book.finish())) as package:
        cell = re.search("<c [^>]*>", package.read("xl/worksheets/sheet1.xml").decode())[0]
    assert (re.findall(' t="(.*?)"', cell) or ["n"]) == [kind]


@pytest.mark.parametrize("value", ["3支部", 3])
def test_a_workbook_that_is_not_live_has_the_values_of_its_formulas(value):
    def write(sheet):
        sheet.formula(0, 0, "=B1", value)
        sheet.array_formula(1, 0, "=SUM(B1:B2*1)", value)

    sheet = reread(write, live=False)
    assert [sheet["A1"].value, sheet["A2"].value] == [value, value]


def test_a_hidden_column_stays_hidden_however_long_its_numbers_are():
    def write(sheet):
        sheet.widths([4, 4])
        sheet.hide_columns(0, 0)
        for column in (0, 1):
            sheet.number(0, column, 123456789012345, styles.NUMBER, {"num_format": "#,##0"})
        sheet.widen()

    sheet = reread(write)
    assert sheet.column_dimensions["A"].hidden
    assert sheet.column_dimensions["B"].width > 19


def test_work_that_the_library_would_lose_in_silence_is_an_error():
    book = Book(title="", organisation="", created=dt.datetime(2025, 4, 1), language="ja")  # noqa: DTZ001
    sheet = book.sheet("A")
    with pytest.warns(UserWarning, match="255"), pytest.raises(RuntimeError, match="refused"):
        sheet.validation((0, 0, 0, 0), {"validate": "list", "source": ["長い語" * 30] * 3})
    with pytest.raises(RuntimeError, match="row 1048576"):
        sheet.text(2**20, 0, "below the last row")
    with pytest.raises(RuntimeError, match="row 1048576"):
        sheet.raw.reach(2**20, 0)
    with pytest.warns(UserWarning, match="cake"), pytest.raises(RuntimeError, match="no such chart"):
        book.chart({"type": "cake"})


def test_a_finished_format_takes_no_further_style():
    book = Book(title="", organisation="", created=dt.datetime(2025, 4, 1), language="ja")  # noqa: DTZ001
    with pytest.raises(TypeError, match="stands alone"):
        book.formats.of(book.formats.of(styles.TEXT), {"bold": True})
