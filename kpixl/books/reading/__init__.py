"""Cells of any workbook, read: values, keys, labels, and what is refused before a parser sees it."""
