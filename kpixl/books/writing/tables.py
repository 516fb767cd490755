"""A table on a sheet: labels, rows of values, heights that show all the text."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from kpixl.books.writing import styles
from kpixl.books.writing.long_rows import LONG, LONG_AT_END, LongRow, write_long_rows
from kpixl.books.writing.sheet import Sheet, Value

if TYPE_CHECKING:
    from xlsxwriter.format import Format


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a table: label, width in characters, and how its cells look."""

    label: str
    width: float
    style: styles.Style
    wraps: bool = False

    @property
    def room(self) -> float:
        """The width that a text has."""
        return self.width - styles.INDENT * int(self.style.get("indent", 0))


def write_table(
    sheet: Sheet,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Value]],
    *,
    top: int = 0,
    left: int = 0,
    header_lines: int = 1,
    autofilter: bool = True,
    as_table: bool = False,
    at_end: bool = False,
) -> tuple[int, int, int, int]:
    """A table with header, frame, row heights that show all the text, and an autofilter.

    Where it is to be an Excel table (`as_table`), that has the filter. Nothing is ever written below one
    that stands `at_end`. Returns the area of the data rows (first row, first column, last row, last
    column); the last row is the header's own where there are no rows.
    """
    widths = [max(column.width, styles.word_width(column.label)) for column in columns]
    sheet.widths(widths, first=left)
    for offset, column in enumerate(columns):
        sheet.text(top, left + offset, column.label, styles.HEADER)
    texts = [(column.label, column.width) for column in columns]
    sheet.height(top, styles.row_height(texts, least=header_lines) + 4)
    formats = [sheet.book.formats.of(column.style) for column in columns]
    if len(rows) > (LONG_AT_END if at_end else LONG) and left == 0:
        dated = [_dated(sheet, column) for column in columns]
        shapes = partial(_shapes, formats, dated)
        write_long_rows(sheet, top + 1, (LongRow(row, shapes(row), _height(columns, row)) for row in rows))
    else:
        for number, row in enumerate(rows, start=top + 1):
            for offset, value in enumerate(row):
                # A date brings its own number format.
                style = columns[offset].style if isinstance(value, dt.date) else formats[offset]
                sheet.value(number, left + offset, value, style)
            sheet.height(number, _height(columns, row))
    last = top + len(rows)
    if as_table and rows:
        labels = [column.label for column in columns]
        sheet.table((top, left, last, left + len(columns) - 1), labels)
    elif autofilter and rows:
        sheet.filter((top, left, last, left + len(columns) - 1))
    return (top + 1, left, last, left + len(columns) - 1)


def _height(columns: Sequence[Column], row: Sequence[Value]) -> float:
    wrapped = [
        (value, column.room)
        for column, value in zip(columns, row, strict=True)
        if column.wraps and isinstance(value, str)
    ]
    return styles.row_height(wrapped)


def _dated(sheet: Sheet, column: Column) -> "tuple[Format, Format]":
    """The formats of a column's dates, and of its dates with a time."""
    formats, shapes = sheet.book.formats, (styles.DATE, styles.DATE_TIME)
    date, moment = (formats.of(column.style, {"num_format": shape["num_format"]}) for shape in shapes)
    return date, moment


def _shapes(
    formats: "Sequence[Format]", dated: "Sequence[tuple[Format, Format]]", row: Sequence[Value]
) -> "Sequence[Format]":
    if not any(isinstance(value, dt.date) for value in row):
        return formats
    return [
        dated[at][isinstance(value, dt.datetime)] if isinstance(value, dt.date) else formats[at]
        for at, value in enumerate(row)
    ]
