"""Cell details of a returned workbook by its format: what calamine does not give, cell by cell.

calamine gives '' for an error cell and for a formula without a stored value, and no number format, no
font, no note and no shape.
"""

from collections.abc import Collection

from kpixl.books.reading.cell_details.records import WorkbookDetail
from kpixl.books.reading.cell_details.xlsx.read import read_xlsx
from kpixl.books.reading.preflight import FileFormat, Preflight


def read_details(checked: Preflight, sheets: Collection[str]) -> WorkbookDetail | None:
    """The details of those sheets, and what lies beside the cells; None for .xlsb, and where a reader failed.

    What calamine could read is not refused because of a second reader: whoever calls must then say that
    blanks cannot be told from errors.

    Raises:
        MemoryError: the machine has none left, which is no fault of the file's.
    """
    # What reads .ods and .xls is loaded for those who send such files alone.
    try:
        match checked.format:
            case FileFormat.XLSX | FileFormat.XLSM:
                return read_xlsx(checked.package, sheets)
            case FileFormat.ODS:
                from kpixl.books.reading.cell_details.ods.read import read_ods

                return read_ods(checked.package, sheets)
            case FileFormat.XLS:
                from kpixl.books.reading.cell_details.xls.read import read_xls

                return read_xls(checked.content, sheets)
            case _:
                return None
    except MemoryError:
        raise
    except Exception:  # broken parts fail in as many ways as there are parsers: zlib, expat, struct …
        return None
