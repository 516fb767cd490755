"""Addresses as people and formulas write them (B7, $A$2:$C$9), of rows and columns that count from 0."""

from functools import lru_cache


@lru_cache(maxsize=1024)
def column_name(column: int) -> str:
    """The letters of a column: 0 is A, 26 is AA."""
    letters = ""
    rest = column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def column_number(letters: str) -> int:
    """The column of its letters: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def cell_name(row: int, column: int) -> str:
    """The address of a cell."""
    return f"{column_name(column)}{row + 1}"


def absolute_name(row: int, column: int) -> str:
    """The address of a cell, for a formula that is copied."""
    return f"${column_name(column)}${row + 1}"


def area_name(sheet: str, area: tuple[int, int, int, int]) -> str:
    """An absolute reference to an area of a sheet (first row, first column, last row, last column)."""
    quoted = sheet.replace("'", "''")
    first, last = absolute_name(*area[:2]), absolute_name(*area[2:])
    return f"'{quoted}'!{first}" if first == last else f"'{quoted}'!{first}:{last}"
