"""Cell details of a returned workbook by its format: what calamine does not give, cell by cell.

calamine gives '' for an error cell and for a formula without a stored value, and no number format.
"""

from kpixl.books.reading.detail.records import SheetDetail
from kpixl.books.reading.detail.xlsx import read_xlsx_details
from kpixl.books.reading.preflight import FileFormat


def read_details(content: bytes, format: FileFormat) -> dict[str, SheetDetail] | None:  # noqa: A002
    """Every worksheet's details by sheet name; None for .xlsb, and where the reader failed.

    Never raises: what calamine could read is not refused because of a second reader. Whoever calls
    must then say that blanks cannot be told from errors.
    """
    # What reads .ods and .xls is loaded for those who send such files alone.
    try:
        match format:
            case FileFormat.XLSX | FileFormat.XLSM:
                return read_xlsx_details(content)
            case FileFormat.ODS:
                from kpixl.books.reading.detail.ods import read_ods_details

                return read_ods_details(content)
            case FileFormat.XLS:
                from kpixl.books.reading.detail.xls import read_xls_details

                return read_xls_details(content)
            case _:
                return None
    except Exception:  # broken parts fail in as many ways as there are parsers: zlib, expat, struct …
        return None
