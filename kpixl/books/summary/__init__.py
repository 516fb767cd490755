"""The executives' summary workbook (総括): one module a sheet, put together in `book.py`."""

from kpixl.books.summary.book import build_summary_book, find_sheets

__all__ = ["build_summary_book", "find_sheets"]
