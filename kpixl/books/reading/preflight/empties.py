"""Dropping the cells of an .xlsx that hold nothing, while its parts stream past.

Borders drawn down to the last row are a million rows of styled cells without a value. No reader of the
form looks at those; without them such a sheet is as small as it looks.
"""

import re
from collections.abc import Iterable, Iterator

from kpixl.books.reading.preflight.verdict import MB, damaged

LARGE_BYTES = 1 * MB  # a smaller sheet is read as it is

_ROW_START = b"<row "
_END_OF_CELL = rb"(?: s=\"[0-9]+\")?+ ?(?:/>|></c>)"
_EMPTY_CELL = re.compile(rb"<c r=\"[A-Z]{1,3}[0-9]{1,7}\"" + _END_OF_CELL)
# A row of cells that are its own: one that says another row's number may stand there a second time.
_EMPTY_ROW = re.compile(
    rb"<row r=\"(?P<row>[0-9]+)\"(?: [^\s<>=\"]+=\"[^<>\"]*\")*+ ?"
    rb"(?:/>|>(?:<c r=\"[A-Z]{1,3}+(?P=row)\"" + _END_OF_CELL + rb")*+</row>)"
)
_ROW_NUMBER = re.compile(rb"<row r=\"([0-9]{1,9})\"")
_ADDRESS = re.compile(rb"<c r=\"([A-Z]{1,3}([0-9]{1,7}))\"")
# Rows and cells that count from the one before, and texts in which a tag is none.
_PUZZLING = re.compile(rb"<(?:c|row)(?=[\s/>])(?! r=\")|<!\[CDATA\[")
_PREFIXED = re.compile(rb":(?:c|row)[\s/>]")
_WITHOUT_NUMBER = re.compile(rb"<row(?=[\s/>])(?! r=\")")
_LONGEST_ROW = 2 * MB


def without_empty_cells(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same sheet, without rows and cells that hold nothing.

    An empty cell stays where its address stands twice: then the file says two things of it.

    Raises:
        UnreadableWorkbookError: rows say where they stand and, further down, do not, or go back.
    """
    dropped = as_it_is = False
    last = 0
    for rows in _whole_rows(chunks):
        numbers = list(map(int, _ROW_NUMBER.findall(rows)))
        is_ordered = last < min(numbers, default=last + 1) and numbers == sorted(set(numbers))
        if dropped and not is_ordered:
            raise damaged("rows out of order")
        last = max(numbers, default=last)
        as_it_is = as_it_is or not is_ordered or len(rows) > _LONGEST_ROW or _is_puzzling(rows)
        if as_it_is:
            if dropped and _WITHOUT_NUMBER.search(rows):
                raise damaged("rows with and without numbers")
            yield rows
            continue
        kept = _EMPTY_ROW.sub(b"", rows)
        if _are_told_once(kept):
            kept = _EMPTY_CELL.sub(b"", kept)
        dropped = dropped or len(kept) < len(rows)
        yield kept


def _is_puzzling(rows: bytes) -> bool:
    return _PUZZLING.search(rows) is not None or _PREFIXED.search(rows) is not None


def _are_told_once(rows: bytes) -> bool:
    """True where no cell of these rows stands twice, or in a row that is not its own."""
    found = _ADDRESS.findall(rows)
    own = {digits for _address, digits in found} <= set(_ROW_NUMBER.findall(rows))
    return own and len({address for address, _digits in found}) == len(found) == rows.count(b"<c ")


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
