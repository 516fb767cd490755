"""A cell's address taken apart: the column and the row of B7."""


def column_letters(cell: str) -> str:
    """The letters of a cell's column: AB of AB7."""
    return cell.rstrip("0123456789")


def column_order(cell: str) -> tuple[int, str]:
    """A key that sorts cells by their columns from left to right: Z before AA."""
    letters = column_letters(cell)
    return len(letters), letters


def row_number(cell: str) -> int:
    """The row of a cell, the first of which is 1: 7 of AB7."""
    return int(cell.removeprefix(column_letters(cell)))
