"""What is decided about a returned file's bytes before any parser sees them.

The format is told from the content, never from a name. What passes can be given to calamine and
openpyxl; what does not is named by a finding of its own. No size, count or offset that a file states
about itself is trusted. Two things are left to the process that a reader runs in, with its limits of
memory and time: how far the cells of an .xls or .xlsb reach, and long texts shared by many cells.
"""

from kpixl.books.reading.cells import UnreadableWorkbookError
from kpixl.books.reading.preflight.archive import ZIP_STARTS
from kpixl.books.reading.preflight.compound import START as COMPOUND_START
from kpixl.books.reading.preflight.compound import check_compound
from kpixl.books.reading.preflight.foreign import foreign
from kpixl.books.reading.preflight.package import check_package
from kpixl.books.reading.preflight.verdict import (
    OWN,
    RETURNED,
    FileFormat,
    Limits,
    Preflight,
    megabytes,
    refuse_large_file,
)
from kpixl.model.finding import FindingCode

__all__ = ["OWN", "RETURNED", "FileFormat", "Limits", "Preflight", "preflight"]


def preflight(content: bytes, limits: Limits = RETURNED) -> Preflight:
    """Tell the format of a file's bytes, and refuse what no parser should be given.

    Raises:
        UnreadableWorkbookError: the bytes are no workbook that is read; nothing else is ever raised.
    """
    if not content:
        raise UnreadableWorkbookError(FindingCode.FILE_EMPTY)
    if len(content) > limits.file_bytes:
        refuse_large_file("file_size", megabytes(len(content)), megabytes(limits.file_bytes))
    if content.startswith(ZIP_STARTS):
        return check_package(content, limits)
    if content.startswith(COMPOUND_START):
        return check_compound(content)
    raise foreign(content)
