"""Cell details of .xls, with xlrd: errors, formats, fonts, notes; and from its records what xlrd leaves out.

Of a formula only that there is one can be told; of validations nothing.
"""

import io
from collections.abc import Collection, Iterator
from itertools import pairwise

import xlrd

from kpixl.books.reading.cell_details.annotations import annotation
from kpixl.books.reading.cell_details.builtin_formats import BUILT_IN
from kpixl.books.reading.cell_details.colour import WHITE, Colour, is_unseen
from kpixl.books.reading.cell_details.records import (
    LEAST_POINTS,
    PLAIN,
    CellAt,
    CellStyle,
    SheetDetail,
    WorkbookDetail,
    marked_runs,
    shown_format,
)
from kpixl.books.reading.cell_details.xls.records import SheetRecords, read_records
from kpixl.model.annotation import Annotation, AnnotationKind, Mark, TextRun

_EMPTY = (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)
_UNKNOWN_ERROR = "#VALUE!"
_SCRIPTS = {1: Mark.SUPERSCRIPT, 2: Mark.SUBSCRIPT}
_SOLID, _NO_FILL = 1, 0
_TWIPS = 20  # to the point


def read_xls(content: bytes, wanted: Collection[str]) -> WorkbookDetail:
    """The details of the wanted sheets, and what lies beside the cells on all of them.

    Raises whatever xlrd raises on a broken file.
    """
    # xlrd writes its notes to standard output unless told otherwise, and stdout is the command's result.
    book = xlrd.open_workbook(
        file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
    )
    styles = _Styles(book)
    pairs = list(zip(book.sheets(), read_records(content), strict=True))
    return WorkbookDetail(
        sheets={sheet.name: _detail(sheet, styles, more) for sheet, more in pairs if sheet.name in wanted},
        annotations=tuple(item for sheet, more in pairs for item in _annotations(sheet, more)),
        is_manual=any(more.is_manual for _, more in pairs),
    )


class _Styles:
    """The cell styles and fonts of a workbook by xlrd's indexes."""

    def __init__(self, book: xlrd.book.Book) -> None:
        self._book = book
        self._known: dict[int, CellStyle] = {}
        self._marks: dict[tuple[int, int], Mark] = {}

    def cell(self, index: int) -> CellStyle:
        """The style of a cell."""
        if index not in self._known:
            style = self._book.xf_list[index]
            known = self._book.format_map.get(style.format_key)
            code = known.format_str if known is not None else BUILT_IN.get(style.format_key, "")
            mark = self.mark(style.font_index, index)
            self._known[index] = CellStyle(
                shown_format(code),
                is_struck=mark is Mark.STRUCK,
                is_unseen=mark is Mark.UNSEEN,
            )
        return self._known[index]

    def mark(self, font_index: int, index: int) -> Mark:
        """What a font does to characters in a cell of that style."""
        known = self._marks.get((font_index, index))
        if known is None:
            known = self._marks[font_index, index] = self._work_out(font_index, index)
        return known

    def _work_out(self, font_index: int, index: int) -> Mark:
        font = self._book.font_list[font_index]
        if font.struck_out:
            return Mark.STRUCK
        if 0 < font.height < LEAST_POINTS * _TWIPS:
            return Mark.UNSEEN
        if is_unseen(self._colour(font.colour_index), self._ground(index)):
            return Mark.UNSEEN
        return _SCRIPTS.get(font.escapement, Mark.NONE)

    def _ground(self, index: int) -> Colour:
        background = self._book.xf_list[index].background
        if background.fill_pattern == _NO_FILL:
            return WHITE
        # Of a pattern nobody can say what colour a character stands on.
        return self._colour(background.pattern_colour_index) if background.fill_pattern == _SOLID else ""

    def _colour(self, index: int) -> Colour:
        parts = self._book.colour_map.get(index)
        return "".join(f"{part:02X}" for part in parts) if parts else ""


def _detail(sheet: xlrd.sheet.Sheet, styles: _Styles, more: SheetRecords) -> SheetDetail:
    raw: dict[CellAt, str] = {}
    errors: dict[CellAt, str] = {}
    looks: dict[CellAt, CellStyle] = {}
    runs: dict[CellAt, tuple[TextRun, ...]] = {}
    rich = sheet.rich_text_runlist_map
    for row in range(sheet.nrows):
        values = sheet.row_values(row)
        for column, kind in enumerate(sheet.row_types(row)):
            value = values[column]
            if kind in _EMPTY or value == "":
                continue
            at = row, column
            if kind == xlrd.XL_CELL_ERROR:
                errors[at] = xlrd.error_text_from_code.get(value, _UNKNOWN_ERROR)
            raw[at] = str(value).removesuffix(".0") if kind == xlrd.XL_CELL_NUMBER else str(value)
            index = sheet.cell_xf_index(row, column)
            style = styles.cell(index)
            if at in rich:
                found, whole = marked_runs(_runs(value, rich[at], index, styles))
                style = style._replace(is_struck=whole is Mark.STRUCK, is_unseen=whole is Mark.UNSEEN)
                if found:
                    runs[at] = found
            if style != PLAIN:
                looks[at] = style
    # xlrd's merged areas end behind their last row and column.
    merged = [(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells]
    return SheetDetail(
        raw=raw,
        formulas=dict.fromkeys(more.formulas, "="),
        errors=errors,
        styles=looks,
        runs=runs,
        merged=tuple(merged),
        validated=None,
        hidden_rows=frozenset(row for row, info in sheet.rowinfo_map.items() if info.hidden),
        hidden_columns=frozenset(column for column, info in sheet.colinfo_map.items() if info.hidden),
        doubled=frozenset(more.doubled),
        hides_zeros=not sheet.show_zero_values,
        is_1904=bool(sheet.book.datemode),
    )


def _runs(text: str, starts: list[tuple[int, int]], index: int, styles: _Styles) -> Iterator[TextRun]:
    """A text in parts: the characters before the first start have the font of the cell."""
    own = styles.cell(index)
    first = Mark.STRUCK if own.is_struck else Mark.UNSEEN if own.is_unseen else Mark.NONE
    marks = [(0, first), *((at, styles.mark(font, index)) for at, font in starts), (len(text), first)]
    for (start, mark), (end, _) in pairwise(marks):
        if end > start:
            yield TextRun(text[start:end], mark)


def _annotations(sheet: xlrd.sheet.Sheet, more: SheetRecords) -> Iterator[Annotation]:
    for at, note in sorted(sheet.cell_note_map.items()):
        text = note.text.removeprefix(f"{note.author}:").strip()
        if text:
            yield annotation(AnnotationKind.NOTE, sheet.name, (*at, *at), text, note.author)
    for area, text in more.shapes:
        yield annotation(AnnotationKind.SHAPE, sheet.name, area, text)
