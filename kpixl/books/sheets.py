"""A thin layer over xlsxwriter: every return code checked, every format made once, every text a text.

xlsxwriter reports lost work by warnings and return codes; here that is an error. A workbook is
written in one pass into memory and handed on as bytes.
"""

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from kpixl import __version__
from kpixl.books import look
from kpixl.model.plan import Settings

A4 = 9
# Excel's limits, in UTF-16 units; beyond them xlsxwriter leaves the thing out.
_CELL_LIMIT = 32_767
_MOST_LINKS = 65_530  # on one sheet
_INPUT_MESSAGE_LIMIT = 255
_COMMENT_LIMIT = 4_000
_PIXELS_PER_CHARACTER = 6.5  # half-width, at 9 points
_HEADER_SIDE_LIMIT = 95  # two sides and their fonts within 255
Shape = look.Style | Format  # a format that was made before stands alone
Value = str | int | float | Decimal | dt.date | dt.datetime | None


class _Worksheet(Worksheet):
    """A worksheet that takes formulas as they are.

    Xlsxwriter looks for thirty functions newer than Excel 2010 in every formula, which takes most of the
    time of a summary with 20,000 of them; kpixl uses none, and a test says so.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002
        return formula.removeprefix("=")


class Book:
    """A workbook being written; `finish` gives its bytes."""

    def __init__(self, *, title: str, organisation: str, created: dt.datetime, language: str) -> None:
        self._buffer = io.BytesIO()
        self._workbook = Workbook(
            self._buffer,
            {
                "in_memory": True,
                # What a person typed stays text, whatever it begins with.
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
                "default_format_properties": {"font_name": look.FONT, "font_size": look.SIZE},
            },
        )
        self._workbook.set_properties(
            {"title": title, "company": organisation, "created": created, "comments": f"kpixl {__version__}"}
        )
        self._workbook.set_calc_mode("auto")
        self._formats: dict[frozenset[tuple[str, Any]], Format] = {}
        self._left_out: frozenset[str] = frozenset()
        self.language = language
        self.names: list[str] = []  # of the sheets so far

    @classmethod
    def of_round(cls, settings: Settings, title: str) -> "Book":
        """A workbook of a round: it carries the plan's organisation, language and date."""
        return cls(
            title=title,
            organisation=settings.organisation,
            created=settings.created,
            language=settings.language,
        )

    def format(self, *styles: Shape) -> Format:
        """The format that the styles make together, later ones winning; made once per combination.

        A format that was made before passes through: long tables make theirs once per column.
        """
        if len(styles) == 1 and isinstance(styles[0], Format):
            return styles[0]
        merged = dict(look.BASE)
        for style in styles:
            if isinstance(style, Format):
                raise TypeError("a finished format stands alone")
            merged |= style
        return self._format(merged)

    def differential(self, style: look.Style) -> Format:
        """A format for a conditional rule: only what it changes."""
        return self._format(dict(style))

    def _format(self, properties: look.Style) -> Format:
        key = frozenset(properties.items())
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format(properties)
        return self._formats[key]

    def leave_out(self, names: Iterable[str]) -> None:
        """Name the sheets that this workbook will not have: links to them are left out as well."""
        self._left_out = frozenset(names)

    def has(self, name: str) -> bool:
        """False for a sheet that this workbook will not have."""
        return name not in self._left_out

    def sheet(self, name: str) -> "Sheet":
        """A new sheet at the end."""
        self.names.append(name)
        return Sheet(self, self._workbook.add_worksheet(name, _Worksheet), name)

    def name(self, name: str, area: str) -> None:
        """A name of the workbook for an area, for formulas."""
        _checked(self._workbook.define_name(name, f"={area}"))

    def chart(self, options: dict[str, Any]) -> Chart:
        """A new chart, to be put on a sheet."""
        chart = self._workbook.add_chart(options)
        if chart is None:
            raise RuntimeError(f"no such chart: {options}")
        return chart

    def finish(self) -> bytes:
        """Close the workbook and give its bytes."""
        self._workbook.close()
        return self._buffer.getvalue()


@dataclass(frozen=True)
class Page:
    """How a sheet prints: A4, `wide` pages wide and `tall` pages high, 0 for as many as it takes."""

    landscape: bool = True
    wide: int = 1
    tall: int = 0
    repeat_rows: tuple[int, int] | None = None
    repeat_columns: tuple[int, int] | None = None
    header_left: str = ""
    header_right: str = ""
    footer: str = "&P / &N"
    footer_left: str = ""


class Sheet:
    """A worksheet being written. Rows and columns are 0-based, as in xlsxwriter."""

    def __init__(self, book: Book, worksheet: Worksheet, name: str) -> None:
        self.book = book
        self.raw = worksheet
        self.name = name

    def text(self, row: int, column: int, text: str, *styles: Shape) -> None:
        """A text, never taken for a formula, number or link; a blank cell for an empty one."""
        format_ = self.book.format(*styles)
        if text:
            _checked(self.raw.write_string(row, column, _cut(text, _CELL_LIMIT), format_))
        else:
            _checked(self.raw.write_blank(row, column, None, format_))

    def number(self, row: int, column: int, value: Decimal | float | None, *styles: Shape) -> None:
        """A number, or a blank cell for None."""
        if value is None:
            self.text(row, column, "", *styles)
        else:
            _checked(self.raw.write_number(row, column, float(value), self.book.format(*styles)))

    def date(self, row: int, column: int, value: dt.date | dt.datetime | None, *styles: Shape) -> None:
        """A date or date-time (without zone), or a blank cell for None."""
        if value is None:
            self.text(row, column, "", *styles)
        else:
            moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
            naive = moment.replace(tzinfo=None)
            _checked(self.raw.write_datetime(row, column, naive, self.book.format(*styles)))

    def value(self, row: int, column: int, value: Value, *styles: Shape) -> None:
        """A value by its type."""
        if isinstance(value, str):
            self.text(row, column, value, *styles)
        elif isinstance(value, dt.date):
            # Whatever the column's format: a date without a date format is read back as a number.
            shape = look.DATE_TIME if isinstance(value, dt.datetime) else look.DATE
            self.date(row, column, value, *styles, {"num_format": shape["num_format"]})
        else:
            self.number(row, column, value, *styles)

    def formula(self, row: int, column: int, formula: str, value: str | float, *styles: Shape) -> None:
        """A formula with the value it has: readers without a calculation engine see it too."""
        _checked(self.raw.write_formula(row, column, formula, self.book.format(*styles), value))

    def array_formula(self, row: int, column: int, formula: str, value: str | float, *styles: Shape) -> None:
        """A formula of one cell over whole areas, where a plain one would take one cell of each."""
        place = (row, column, row, column)
        _checked(self.raw.write_array_formula(*place, formula, self.book.format(*styles), value))

    def link(self, row: int, column: int, sheet: str, cell: str, text: str, *styles: look.Style) -> None:
        """A link to a cell of this workbook; the text alone where the sheet is left out."""
        if not self.book.has(sheet):
            self.text(row, column, text, *styles)
            return
        target = "internal:'{}'!{}".format(sheet.replace("'", "''"), cell)
        _checked(self.raw.write_url(row, column, target, self.book.format(*styles, look.LINK), text))

    def jump(self, row: int, column: int, sheet: str, cell: str, tip: str) -> None:
        """A link laid on a cell that is written already; the cell keeps its value and its look.

        Beyond Excel's number of links on one sheet there is none, nor is there to a sheet that is left out.
        """
        if self.raw.hlink_count >= _MOST_LINKS or not self.book.has(sheet):
            return
        target = "internal:'{}'!{}".format(sheet.replace("'", "''"), cell)
        self.raw.ignore_write_string = True
        _checked(self.raw.write_url(row, column, target, self.book.format(), tip=tip))
        self.raw.ignore_write_string = False

    def comment(self, row: int, column: int, text: str, *, width: int, line: int) -> None:
        """A comment in a box that shows all of it: `width` and the height of a `line` in pixels."""
        lines = look.wrapped_lines(text, width / _PIXELS_PER_CHARACTER)
        options = {
            "author": "kpixl",
            "width": width,
            "height": lines * line + line,
            "font_name": look.FONT,
            "font_size": 9,
        }
        _checked(self.raw.write_comment(row, column, _cut(text, _COMMENT_LIMIT), options))

    def chart(self, row: int, column: int, chart: Chart, description: str) -> None:
        """A chart with its upper left corner in a cell; the description is for those who cannot see it."""
        options = {"description": description, "object_position": 1, "x_offset": 2, "y_offset": 2}
        _checked(self.raw.insert_chart(row, column, chart, options))

    def across(self, row: int, first: int, last: int, text: str, *styles: look.Style) -> None:
        """A text centred across columns without merging them."""
        # The inner borders go too, so that the cells look like one.
        for column in range(first, last + 1):
            inner = {"left": int(column == first), "right": int(column == last)} if last > first else {}
            style = {"center_across": True, **inner}
            self.text(row, column, text if column == first else "", *styles, style)

    def spread(self, row: int, first: int, last: int, text: str, *styles: look.Style) -> None:
        """A text that wraps over several columns: merged, so for pages that people print, never for data."""
        _checked(self.raw.merge_range(row, first, row, last, "", self.book.format(*styles)))
        self.text(row, first, text, *styles)

    def widths(self, widths: Sequence[float], *, first: int = 0) -> None:
        """Column widths from column `first` on, in characters."""
        for offset, width in enumerate(widths):
            _checked(self.raw.set_column(first + offset, first + offset, width))

    def height(self, row: int, height: float) -> None:
        """A row's height in points."""
        _checked(self.raw.set_row(row, min(height, 409)))

    def condition(self, area: tuple[int, int, int, int], rule: dict[str, Any], style: look.Style) -> None:
        """A conditional format on an area (first row, first column, last row, last column)."""
        options = rule | {"format": self.book.differential(style)}
        _checked(self.raw.conditional_format(*area, options))

    def validation(self, area: tuple[int, int, int, int], options: dict[str, Any]) -> None:
        """A data validation on an area."""
        if "input_message" in options:
            message = _cut(str(options["input_message"]), _INPUT_MESSAGE_LIMIT)
            options = options | {"input_message": message}
        _checked(self.raw.data_validation(*area, options))

    def page(self, page: Page) -> None:
        """The print set-up."""
        raw = self.raw
        raw.set_paper(A4)
        if page.landscape:
            raw.set_landscape()
        raw.fit_to_pages(page.wide, page.tall)
        raw.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.55)
        if page.repeat_rows:
            raw.repeat_rows(*page.repeat_rows)
        if page.repeat_columns:
            raw.repeat_columns(*page.repeat_columns)
        # The blank ends the font size: "&9" before a text that begins with a digit would read "&92024".
        font = f'&"{look.FONT},Regular"&9 '
        header = f"&L{font}{_escape(page.header_left)}&R{font}{_escape(page.header_right)}"
        raw.set_header(header)
        raw.set_footer(f"&L{font}{_escape(page.footer_left)}&C{font}{page.footer}")


def _cut(text: str, limit: int) -> str:
    """The text, cut with an ellipsis where Excel would refuse it as too long."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * limit:
        return text
    return units[: 2 * (limit - 1)].decode("utf-16-le", "ignore") + "…"


def _escape(text: str) -> str:
    """Text for a header or footer, where & starts a command, cut to its half of the room."""
    return _cut(text, max(1, _HEADER_SIDE_LIMIT - text.count("&"))).replace("&", "&&")


def _checked(code: object) -> None:
    """Xlsxwriter answers 0 (or None) for work done and a negative number for work lost."""
    if isinstance(code, int) and code < 0:
        raise RuntimeError(f"xlsxwriter refused a call with code {code}")


def cell_name(row: int, column: int) -> str:
    """The A1 address of a 0-based row and column."""
    return str(xl_rowcol_to_cell(row, column))


def column_name(column: int) -> str:
    """The letter of a 0-based column."""
    return str(xl_col_to_name(column))


def area_name(sheet: str, area: tuple[int, int, int, int]) -> str:
    """An absolute reference to an area of a sheet, for formulas."""
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{xl_range_abs(*area)}"


@dataclass(frozen=True)
class Column:
    """One column of a table: label, width in characters, and how its cells look."""

    label: str
    width: float
    style: look.Style
    wraps: bool = False


def write_table(
    sheet: Sheet,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Value]],
    *,
    top: int = 0,
    left: int = 0,
    header_lines: int = 1,
    autofilter: bool = True,
) -> tuple[int, int, int, int]:
    """A table with header, frame, row heights that show all the text, and an autofilter.

    Returns the area of the data rows (first row, first column, last row, last column); the last
    row is the header's own where there are no rows.
    """
    sheet.widths([column.width for column in columns], first=left)
    for offset, column in enumerate(columns):
        sheet.text(top, left + offset, column.label, look.HEADER)
    texts = [(column.label, column.width) for column in columns]
    sheet.height(top, look.row_height(texts, least=header_lines) + 4)
    formats = [sheet.book.format(column.style) for column in columns]
    for number, row in enumerate(rows, start=top + 1):
        for offset, value in enumerate(row):
            # A date brings its own number format.
            style = columns[offset].style if isinstance(value, dt.date) else formats[offset]
            sheet.value(number, left + offset, value, style)
        wrapped = [
            (value, column.width)
            for column, value in zip(columns, row, strict=True)
            if column.wraps and isinstance(value, str)
        ]
        sheet.height(number, look.row_height(wrapped))
    last = top + len(rows)
    if autofilter and rows:
        _checked(sheet.raw.autofilter(top, left, last, left + len(columns) - 1))
    return (top + 1, left, last, left + len(columns) - 1)
