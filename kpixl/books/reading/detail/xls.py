"""The cell details of .xls, with xlrd: errors, number formats, merged and hidden.

xlrd gives neither formulas nor validations. A formula always has a stored value in .xls (the record has
no way to leave it out), so that a blank is a blank there.
"""

import io

import xlrd

from kpixl.books.reading.detail.records import Area, CellAt, CellDetail, SheetDetail, shown_format

_UNKNOWN_ERROR = "#VALUE!"


def read_xls_details(content: bytes) -> dict[str, SheetDetail]:
    """Every worksheet's look by name; raises whatever xlrd raises on a broken file."""
    # xlrd writes its notes to standard output unless told otherwise, and stdout is the command's result.
    book = xlrd.open_workbook(
        file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
    )
    formats = [shown_format(book.format_map[xf.format_key].format_str) for xf in book.xf_list]
    return {sheet.name: _sheet(sheet, formats) for sheet in book.sheets()}


def _sheet(sheet: xlrd.sheet.Sheet, formats: list[str]) -> SheetDetail:
    cells: dict[CellAt, CellDetail] = {}
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) or cell.value == "":
                continue
            is_error = cell.ctype == xlrd.XL_CELL_ERROR
            error = xlrd.error_text_from_code.get(cell.value, _UNKNOWN_ERROR) if is_error else ""
            number_format = formats[cell.xf_index]
            if number_format or error:
                cells[row, column] = CellDetail(number_format, error=error)
    # xlrd's merged areas end behind their last row and column.
    merged: list[Area] = [
        (top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells
    ]
    return SheetDetail(
        cells,
        tuple(merged),
        None,
        frozenset(row for row, info in sheet.rowinfo_map.items() if info.hidden),
        frozenset(column for column, info in sheet.colinfo_map.items() if info.hidden),
    )
