"""One sheet of .ods: its cells, and the notes and shapes that stand inside them or on the sheet."""

import re
from collections.abc import Mapping

from kpixl.books.reading.cell_details.addresses import areas, place
from kpixl.books.reading.cell_details.annotations import annotation
from kpixl.books.reading.cell_details.conditions import Condition
from kpixl.books.reading.cell_details.grid import SLACK, Grid
from kpixl.books.reading.cell_details.ods.cells import Cells, count
from kpixl.books.reading.cell_details.ods.conditions import read_condition
from kpixl.books.reading.cell_details.ods.styles import CALCEXT, DRAW, OFFICE, SVG, TABLE, Styles, emu
from kpixl.books.reading.cell_details.ods.writing import Writing
from kpixl.books.reading.cell_details.records import CellAt
from kpixl.model.annotation import Annotation, AnnotationKind, Area

_CELLS = frozenset({f"{TABLE}table-cell", f"{TABLE}covered-table-cell"})
_ROW, _COLUMN, _SHAPES = f"{TABLE}table-row", f"{TABLE}table-column", f"{TABLE}shapes"
_HOLDERS = _CELLS | {_SHAPES}
_NOTE = f"{OFFICE}annotation"
_STYLE = f"{TABLE}style-name"
_CONDITIONS, _CONDITION = f"{CALCEXT}conditional-format", f"{CALCEXT}condition"
_TARGET, _VALUE, _APPLIED = (
    f"{CALCEXT}{name}" for name in ("target-range-address", "value", "apply-style-name")
)
# An icon set says at its first entry that the numbers are not shown.
_BARE = {f"{CALCEXT}data-bar": "dataBar", f"{CALCEXT}formatting-entry": "iconSet"}
_SHEET_NAME = re.compile(r"\$?(?:'(?:[^']|'')*'|[^\s:.']*)\.")
_SHAPE_STYLE = f"{DRAW}style-name"
_FORMS = frozenset(f"{DRAW}{name}" for name in ("custom-shape", "rect", "ellipse", "circle", "polygon"))
_STROKES = frozenset(f"{DRAW}{name}" for name in ("line", "connector", "polyline", "path"))


class SheetReader:
    """Gathers one sheet; of one whose cells are not wanted, only what lies on it."""

    def __init__(self, name: str, styles: Styles, *, keeps_cells: bool) -> None:
        self.annotations: list[Annotation] = []
        self.cells = Cells(styles=styles)
        self._name = name
        self._styles = styles
        self._keeps_cells = keeps_cells
        self._grid = Grid()
        self._depth = 0
        self._writing: list[Writing] = []  # the cell, and the note or shape within it
        self._beside: list[Writing] = []  # notes and shapes of the cell that is open
        self._on_sheet: list[Writing] = []  # shapes of no cell; they come before any row or column
        self._row: Mapping[str, str] = {}
        self._rows = range(0)
        self._next_column = 0
        self._condition_areas: tuple[Area, ...] = ()

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element within the sheet."""
        self._depth += 1
        if self._writing:
            outer = self._writing[-1]
            if outer.element in _HOLDERS and (name == _NOTE or name.startswith(DRAW)):
                self._writing.append(Writing(element=name, depth=self._depth, attributes=attributes))
            else:
                outer.start(name, attributes)
        elif name in _HOLDERS:
            self._writing.append(Writing(element=name, depth=self._depth, attributes=attributes))
        elif name == _ROW:
            self._start_row(attributes)
        elif name == _CONDITIONS:
            self._condition_areas = _areas(attributes.get(_TARGET, ""))
        elif name == _CONDITION:
            condition = read_condition(self._condition_areas, attributes.get(_VALUE, ""))
            self.cells.conditions.append((attributes.get(_APPLIED, ""), condition))
        elif name in _BARE and attributes.get(f"{CALCEXT}show-value") == "false":
            self.cells.conditions.append((None, Condition(areas=self._condition_areas, kind=_BARE[name])))
        elif name == _COLUMN:
            columns = self.cells.add_columns(attributes)
            width = self._styles.size(attributes.get(_STYLE, ""))
            if width is not None:
                self._grid.widths.append((columns, width))

    def characters(self, data: str) -> None:
        """Take characters."""
        if self._writing:
            self._writing[-1].characters(data)

    def end(self, name: str) -> None:
        """Take the end of an element within the sheet."""
        if self._writing:
            if self._depth == self._writing[-1].depth:
                self._finish(self._writing.pop())
            else:
                self._writing[-1].end(name)
        self._depth -= 1

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        self._row = attributes
        first = self._rows.stop
        self._rows = range(first, first + count(attributes, "number-rows-repeated"))
        self._next_column = 0
        self.cells.add_rows(self._rows, attributes)
        height = self._styles.size(attributes.get(_STYLE, ""))
        if height is not None:
            self._grid.heights.append((self._rows, height))

    def _finish(self, writing: Writing) -> None:
        if writing.element == _SHAPES:
            self._on_sheet += self._beside
            self._beside.clear()
        elif writing.element in _CELLS:
            first = self._next_column
            self._next_column += count(writing.attributes, "number-columns-repeated")
            if self._keeps_cells:
                columns = range(first, self._next_column)
                row_style = self._row.get(f"{TABLE}default-cell-style-name", "")
                self.cells.add(self._rows, columns, writing, row_style)
            self._annotate(self._beside, (self._rows.start, first))
            self._beside.clear()
        else:
            self._beside.append(writing)

    def finish(self) -> None:
        """Take the end of the sheet."""
        self._annotate(self._on_sheet, (0, 0))

    def _annotate(self, beside: list[Writing], at: CellAt) -> None:
        for writing in beside:
            text = writing.text().strip()
            is_note = writing.element == _NOTE
            area = (*at, *at) if is_note else self._area(at, writing.attributes)
            if not text and self._hides(writing):
                self.annotations.append(annotation(AnnotationKind.STROKE, self._name, area, ""))
            elif text:
                kind = AnnotationKind.NOTE if is_note else AnnotationKind.SHAPE
                self.annotations.append(annotation(kind, self._name, area, text, writing.author.strip()))

    def _hides(self, shape: Writing) -> bool:
        """True for a line, and for a shape behind which nothing is seen; a picture may be a seal's print."""
        if shape.element in _STROKES:
            return True
        return shape.element in _FORMS and self._styles.is_filled(shape.attributes.get(_SHAPE_STYLE, ""))

    def _area(self, at: CellAt, shape: Mapping[str, str]) -> Area:
        """The cells that a shape lies on, which begins at a cell or at the sheet's corner."""
        left, width = _extent(shape, "x", "width")
        top, height = _extent(shape, "y", "height")
        grid = self._grid
        first = grid.row_at(at[0], top + SLACK), grid.column_at(at[1], left + SLACK)
        last = grid.row_at(at[0], top + height - SLACK), grid.column_at(at[1], left + width - SLACK)
        end = shape.get(f"{TABLE}end-cell-address")
        if end:
            row, column = place(end.rpartition(".")[2])
            row -= emu(shape.get(f"{TABLE}end-y", "")) <= SLACK
            column -= emu(shape.get(f"{TABLE}end-x", "")) <= SLACK
            last = row, column
        return (*first, max(first[0], last[0]), max(first[1], last[1]))


def _areas(addresses: str) -> tuple[Area, ...]:
    """The areas of a list such as 表.K16:表.K20; a sheet's name with a blank stands in quotes."""
    return tuple(areas(_SHEET_NAME.sub("", addresses)))


def _extent(shape: Mapping[str, str], axis: str, size: str) -> tuple[float, float]:
    """Where a shape begins on an axis, and how far it reaches; a line names its two ends instead."""
    if f"{SVG}{axis}1" in shape:
        first, last = sorted(emu(shape.get(f"{SVG}{axis}{end}", "")) for end in (1, 2))
        return first, last - first
    return emu(shape.get(f"{SVG}{axis}", "")), emu(shape.get(f"{SVG}{size}", ""))
