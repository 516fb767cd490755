"""xlsxwriter as kpixl uses it: the few things that it does otherwise."""

from functools import cached_property

from xlsxwriter.packager import Packager
from xlsxwriter.workbook import Workbook

from kpixl.books.writing.packed import Packed, PartText
from kpixl.books.writing.quick_rows import QuickRows


class EngineSheet(QuickRows):
    """A worksheet that takes formulas as they are, and rows that are XML already.

    Xlsxwriter looks in every formula for sixty functions newer than Excel 2010, which takes most of the time
    of a summary with 40,000 of them; kpixl uses none, and a test says so.
    """

    # What begins with an underscore here is not public. A version that calls `_prepare_formula` otherwise
    # loses the speed and nothing else; one that does so with the rest fails in the tests of long tables.
    def _prepare_formula(self, formula: str, *_options: object, **_named: object) -> str:
        return formula.removeprefix("=")

    @cached_property
    def _long_rows(self) -> Packed:
        return Packed()

    def count_texts(self, cells: int) -> None:
        """Count so many cells with shared texts whose numbers are known."""
        self.str_table.count += cells  # type: ignore[attr-defined]

    def take_rows(self, xml: str) -> None:
        """Keep rows that stand below all others of the sheet."""
        self._long_rows.add(xml)

    def reach(self, row: int, column: int) -> None:
        """Say how far the sheet reaches."""
        if self._check_dimensions(row, column):
            raise RuntimeError(f"no row {row} or column {column}")

    def _write_rows(self) -> None:
        """Write the rows that were written cell by cell, and behind them the others."""
        if not self._long_rows:
            super()._write_rows()
            return
        last, self.dim_rowmax = self.dim_rowmax, max(self.table)
        super()._write_rows()
        self.dim_rowmax = last
        self.fh.take(self._long_rows)  # type: ignore[attr-defined]  # a PartText


class EngineWorkbook(Workbook):
    """A workbook in memory whose long sheets stay packed until each is written into the file."""

    def _get_packager(self) -> Packager:
        return _Packager()


class _Packager(Packager):
    def _filename(self, xml_filename: str) -> PartText:
        part = PartText()
        self.filenames.append((_Encoded(part), xml_filename, True))  # it is asked for bytes
        return part


class _Encoded:
    """A part as the packager asks for it: as a file in memory that holds bytes."""

    def __init__(self, part: PartText) -> None:
        self._part = part

    def getvalue(self) -> bytearray:
        return self._part.encoded()
