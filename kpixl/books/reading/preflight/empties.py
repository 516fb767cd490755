"""Dropping the cells of an .xlsx that hold nothing, while its parts stream past.

Borders drawn down to the last row are a million rows of styled cells without a value. No reader of the
form looks at those; without them such a sheet is as small as it looks.
"""

import re
from collections.abc import Iterable, Iterator

from kpixl.books.reading.preflight.verdict import MB, damaged

LARGE_BYTES = 1 * MB  # a smaller sheet is read as it is

_ROW_START = b"<row "
_CELL = rb"<c r=\"[A-Z]{1,3}[0-9]{1,7}\"(?: s=\"[0-9]+\")?+ ?(?:/>|></c>)"
_EMPTY_CELL = re.compile(_CELL)
_EMPTY_ROW = re.compile(
    rb"<row r=\"[0-9]+\"(?: [^\s<>=\"]+=\"[^<>\"]*\")*+ ?(?:/>|>(?:" + _CELL + rb")*+</row>)"
)
# Rows and cells that say where they stand, and nothing else: of such a text nothing is kept.
_SOMETHING = re.compile(rb"<(?!c r=\"|/c>|row r=\"|/row>)")
# Rows and cells that count from the one before, and texts in which a tag is none.
_PUZZLING = re.compile(rb"<(?:c|row)(?=[\s/>])(?! r=\")|<!\[CDATA\[")
_WITHOUT_NUMBER = re.compile(rb"<row(?=[\s/>])(?! r=\")")
_LONGEST_ROW = 2 * MB


def without_empty_cells(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same sheet, without rows and cells that hold nothing.

    Raises:
        UnreadableWorkbookError: rows say where they stand and, further down, do not.
    """
    dropped = as_it_is = False
    for rows in _whole_rows(chunks):
        as_it_is = as_it_is or len(rows) > _LONGEST_ROW or _PUZZLING.search(rows) is not None
        if as_it_is:
            if dropped and _WITHOUT_NUMBER.search(rows):
                raise damaged("rows with and without numbers")
            yield rows
        elif rows.startswith(_ROW_START) and not _SOMETHING.search(rows):
            dropped = True
        else:
            kept = _EMPTY_ROW.sub(b"", rows)
            dropped = dropped or len(kept) < len(rows)
            yield _EMPTY_CELL.sub(b"", kept)


def _whole_rows(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, cut where rows start, and anywhere in what is longer than a row can be."""
    carry = b""
    for chunk in chunks:
        carry += chunk
        end = carry.rfind(_ROW_START)
        if end > 0 or len(carry) > _LONGEST_ROW:
            end = end if end > 0 else len(carry)
            yield carry[:end]
            carry = carry[end:]
    yield carry
