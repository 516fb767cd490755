"""How the entry workbook's formulas reach a cell and say a text."""

from decimal import Decimal

from kpixl.books.addresses import column_name


def in_row(column: int) -> str:
    """The cell of a column in the formula's own row.

    Cutting and pasting an input cell turns a direct reference into #REF!, but leaves a whole column alone.
    """
    letter = column_name(column)
    return f"INDEX(${letter}:${letter},ROW())"


def quoted(text: str) -> str:
    """A text as a formula has it."""
    return '"' + text.replace('"', '""') + '"'


def numeral(value: Decimal | None) -> str:
    """A number as a formula has it; a limit that there is not comes to 0."""
    return format(value or Decimal(0), "f")
