"""An entry workbook that came back: its rows by their keys, and what somebody changed about the form."""

from kpixl.books.returned.read import read_return

__all__ = ["read_return"]
