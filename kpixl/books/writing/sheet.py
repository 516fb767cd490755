"""A worksheet being written: every return code of xlsxwriter checked, every text a text.

xlsxwriter reports lost work by warnings and return codes; here that is an error.
"""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from kpixl.books.writing import limits, styles
from kpixl.books.writing.formats import Shape
from kpixl.books.writing.page import Page
from kpixl.model.figure import stored_number
from kpixl.model.printable import printable_lines

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart
    from xlsxwriter.format import Format

    from kpixl.books.writing.book import Book
    from kpixl.books.writing.engine import EngineSheet

_MOST_LINKS = 65_530  # on one sheet; beyond it xlsxwriter leaves them out
_PIXELS_PER_CHARACTER = 6.5  # half-width, at 9 points
_LABEL_PADDING = 1.0  # of a header, in points
_USUAL_WIDTH = 8.43  # of a column that nobody set
Value = str | int | float | Decimal | dt.date | dt.datetime | None


class Sheet:
    """A worksheet being written. Rows and columns are 0-based, as in xlsxwriter."""

    def __init__(self, book: "Book", worksheet: "EngineSheet", name: str) -> None:
        self.book = book
        self.raw = worksheet
        self.name = name
        self._widths: dict[int, float] = {}  # as asked for, by column
        self._needed: dict[int, float] = {}  # by columns whose numbers ask for more
        self._merged: set[tuple[int, int]] = set()
        self._links = 0
        self._hidden: set[int] = set()  # columns
        self._heights: dict[int, float] = {}  # of rows, in points
        self._labels: dict[int, list[tuple[int, str]]] = {}  # column and text of headers, by row

    def text(self, row: int, column: int, text: str, *cell_styles: Shape) -> None:
        """A text, never taken for a formula, number or link; a blank cell for an empty one."""
        format_ = self.book.formats.of(*cell_styles)
        if text:
            self.raw.put_text(row, column, limits.cut(text, limits.CELL), format_)
            if cell_styles and cell_styles[0] is styles.HEADER and (row, column) not in self._merged:
                self._labels.setdefault(row, []).append((column, text))
        else:
            self.raw.put_blank(row, column, format_)

    def number(self, row: int, column: int, value: Decimal | float | None, *cell_styles: Shape) -> None:
        """A number, or a blank cell for None."""
        if value is None:
            self.text(row, column, "", *cell_styles)
        else:
            shape = self.book.formats.of(*cell_styles)
            number = stored_number(value)
            if (row, column) not in self._merged:
                self.make_room(column, number, shape)
            self.raw.put_number(row, column, cast("float", styles.exact_number(number)), shape)

    def date(self, row: int, column: int, value: dt.date | dt.datetime | None, *cell_styles: Shape) -> None:
        """A date or date-time (without zone), or a blank cell for None."""
        if value is None:
            self.text(row, column, "", *cell_styles)
        else:
            moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
            naive = moment.replace(tzinfo=None)
            checked(self.raw.write_datetime(row, column, naive, self.book.formats.of(*cell_styles)))

    def value(self, row: int, column: int, value: Value, *cell_styles: Shape) -> None:
        """A value by its type."""
        if isinstance(value, str):
            self.text(row, column, value, *cell_styles)
        elif isinstance(value, dt.date):
            # Whatever the column's format: a date without a date format is read back as a number.
            shape = styles.DATE_TIME if isinstance(value, dt.datetime) else styles.DATE
            self.date(row, column, value, *cell_styles, {"num_format": shape["num_format"]})
        else:
            self.number(row, column, value, *cell_styles)

    def formula(
        self, row: int, column: int, formula: str, value: str | float | Decimal, *cell_styles: Shape
    ) -> None:
        """A formula with the value it has: readers without a calculation engine see it too."""
        if not self.book.live:
            self.value(row, column, value, *cell_styles)
            return
        shape = self.book.formats.of(*cell_styles)
        if not isinstance(value, str):
            value = stored_number(value)
            if (row, column) not in self._merged:
                self.make_room(column, value, shape)
        self.raw.put_formula(row, column, formula, shape, value)

    def array_formula(
        self, row: int, column: int, formula: str, value: str | float | Decimal, *cell_styles: Shape
    ) -> None:
        """A formula of one cell over whole areas, where a plain one would take one cell of each."""
        if not self.book.live:
            self.value(row, column, value, *cell_styles)
            return
        place = (row, column, row, column)
        value = value if isinstance(value, str) else stored_number(value)
        checked(self.raw.write_array_formula(*place, formula, self.book.formats.of(*cell_styles), value))

    def link(
        self, row: int, column: int, sheet: str, cell: str, text: str, *cell_styles: styles.Style
    ) -> None:
        """A link to a cell of this workbook; the text alone where the sheet is left out."""
        if not self.book.has(sheet):
            self.text(row, column, text, *cell_styles)
            return
        self._write_link(row, column, sheet, cell, self.book.formats.of(*cell_styles, styles.LINK), text)

    def link_cell(self, row: int, column: int, sheet: str, cell: str, tip: str) -> None:
        """A link for a cell that is written next: it keeps the link, and has its own value and look.

        Beyond Excel's number of links on one sheet there is none, nor is there to a sheet that is left out.
        """
        if self._links >= _MOST_LINKS or not self.book.has(sheet):
            return
        self._write_link(row, column, sheet, cell, self.book.formats.plain, tip, tip)

    def _write_link(
        self, row: int, column: int, sheet: str, cell: str, shape: "Format", text: str, tip: str | None = None
    ) -> None:
        target = "internal:'{}'!{}".format(sheet.replace("'", "''"), cell)
        # What a link shows stands in an attribute, where XML has no room for control characters.
        shown = printable_lines(text)
        checked(self.raw.write_url(row, column, target, shape, shown, tip and printable_lines(tip)))
        self._links += 1

    def comment(self, row: int, column: int, text: str, *, width: int, line: int) -> None:
        """A comment in a box that shows all of it: `width` and the height of a `line` in pixels."""
        lines = styles.wrapped_lines(text, width / _PIXELS_PER_CHARACTER)
        options = {
            "author": "kpixl",
            "width": width,
            "height": lines * line + line,
            "font_name": styles.FONT,
            "font_size": 9,
        }
        said = limits.cut(printable_lines(text), limits.COMMENT)
        checked(self.raw.write_comment(row, column, said, options))

    def chart(self, row: int, column: int, chart: "Chart", description: str) -> None:
        """A chart with its upper left corner in a cell; the description is for those who cannot see it."""
        options = {
            "description": printable_lines(description),
            "object_position": 1,
            "x_offset": 2,
            "y_offset": 2,
        }
        checked(self.raw.insert_chart(row, column, chart, options))

    def center_across(self, row: int, first: int, last: int, text: str, *cell_styles: styles.Style) -> None:
        """A text centred across columns without merging them."""
        # The inner borders go too, so that the cells look like one.
        for column in range(first, last + 1):
            inner = {"left": int(column == first), "right": int(column == last)} if last > first else {}
            shape = self.book.formats.of(*cell_styles, {"center_across": True, **inner})
            self.text(row, column, text if column == first else "", shape)

    def merge(self, row: int, first: int, last: int, text: str, *cell_styles: styles.Style) -> None:
        """A text that wraps over several columns: merged, so for pages that people print, never for data."""
        checked(self.raw.merge_range(row, first, row, last, "", self.book.formats.of(*cell_styles)))
        self._merged.add((row, first))
        self.text(row, first, text, *cell_styles)

    def widths(self, widths: Sequence[float], *, first: int = 0) -> None:
        """Column widths from column `first` on, in characters; numbers that need more get it."""
        for offset, width in enumerate(widths):
            self._widths[first + offset] = width
            if self._needed.get(first + offset, width) < width:
                del self._needed[first + offset]
            if first + offset not in self._hidden:
                checked(self.raw.set_column(first + offset, first + offset, width))

    def make_room(self, column: int, value: float, shape: "Format") -> None:
        """Note the width that shows a number in full: Excel shows #### where a column is too narrow."""
        width = styles.number_width(value, shape.num_format)
        asked = self._needed.get(column) or self._widths.get(column, width)
        if width > asked:
            self._needed[column] = width

    def columns(self, count: int) -> list[float]:
        """The widths of the first columns, with the room that their numbers ask for so far; 0 if hidden."""
        return [
            0.0 if at in self._hidden else self._needed.get(at) or self._widths.get(at, _USUAL_WIDTH)
            for at in range(count)
        ]

    def widen(self) -> None:
        """Make the columns as wide as their numbers ask for."""
        for column, width in self._needed.items():
            if column not in self._hidden:
                checked(self.raw.set_column(column, column, width))

    def take_off_paper(self) -> None:
        """Hide the sheet: it is there for formulas. LibreOffice prints a hidden one that has a print area."""
        self.raw.hide()
        self.raw.print_area_range = ""

    def hide_rows(self, first: int, last: int) -> None:
        """Rows for programs, out of people's sight and off the paper."""
        for row in range(first, last + 1):
            checked(self.raw.set_row(row, None, None, {"hidden": True}))

    def hide_columns(self, first: int, last: int) -> None:
        """Columns for programs, out of people's sight and off the paper."""
        self._hidden |= set(range(first, last + 1))
        checked(self.raw.set_column(first, last, None, None, {"hidden": True}))

    def height(self, row: int, height: float) -> None:
        """A row's height in points; of a header at least what its labels take."""
        self.note_height(row, max(height, self._label_height(row)))
        checked(self.raw.set_row(row, self._heights[row]))

    def _label_height(self, row: int) -> float:
        known = ((text, self._widths.get(column)) for column, text in self._labels.get(row, ()))
        lines = (styles.wrapped_lines(text, width) for text, width in known if width)
        return max(lines, default=0) * styles.LINE_HEIGHT + _LABEL_PADDING

    def note_height(self, row: int, height: float) -> None:
        """Remember the height of a row that is written otherwise."""
        self._heights[row] = min(height, 409)

    def height_of(self, first: int, last: int) -> float:
        """How high rows are together in points; those that nobody set are as high as a line."""
        return sum(self._heights.get(row, styles.LINE_HEIGHT) for row in range(first, last + 1))

    def condition(
        self, area: tuple[int, int, int, int], rule: dict[str, Any], style: styles.Style | None = None
    ) -> None:
        """A conditional format on an area (first row, first column, last row, last column).

        Without a style for scales, whose rule has their colours.
        """
        options = rule if style is None else rule | {"format": self.book.formats.differential(style)}
        checked(self.raw.conditional_format(*area, options))

    def validation(self, area: tuple[int, int, int, int], options: dict[str, Any]) -> None:
        """A data validation on an area."""
        if "input_message" in options:
            message = limits.cut(str(options["input_message"]), limits.INPUT_MESSAGE)
            options = options | {"input_message": message}
        checked(self.raw.data_validation(*area, options))

    def table(self, area: tuple[int, int, int, int], labels: Sequence[str]) -> None:
        """An Excel table on an area whose first row is the header: what people select, sort and refer to."""
        header = self.book.formats.of(styles.HEADER)
        columns = [{"header": label, "header_format": header} for label in labels]
        checked(self.raw.add_table(*area, {"columns": columns, "style": None}))

    def filter(self, area: tuple[int, int, int, int]) -> None:
        """An autofilter on an area, whose first row is the header."""
        checked(self.raw.autofilter(*area))

    def page(self, page: Page) -> None:
        """The print set-up."""
        page.set_up(self.raw)


def checked(code: object) -> None:
    """Xlsxwriter answers 0 (or None) for work done and a negative number for work lost."""
    if isinstance(code, int) and code < 0:
        raise RuntimeError(f"xlsxwriter refused a call with code {code}")
