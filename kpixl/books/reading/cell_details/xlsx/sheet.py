"""One worksheet part of .xlsx, in one pass: cells as the file stores them, areas, and what is hidden."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from kpixl.books.reading.cell_details.addresses import LAST_COLUMN, areas, place
from kpixl.books.reading.cell_details.conditions import Condition
from kpixl.books.reading.cell_details.grid import Grid
from kpixl.books.reading.cell_details.records import CellAt, covers
from kpixl.books.reading.cell_details.xlsx.plain import PlainSheet, formula_text, plain_sheet, unescaped
from kpixl.books.reading.cell_details.xlsx.text import Run, TextCollector
from kpixl.books.reading.cell_details.xml import MAIN, is_true, parse_xml
from kpixl.model.annotation import Area

_C, _V, _F, _IS, _ROW, _DATA = (f"{MAIN}{name}" for name in ("c", "v", "f", "is", "row", "sheetData"))
_COL, _MERGED = f"{MAIN}col", f"{MAIN}mergeCell"
_SHEET_FORMAT, _SHEET_VIEW, _RULE = (
    f"{MAIN}{name}" for name in ("sheetFormatPr", "sheetView", "dataValidation")
)
_CONDITIONS, _CONDITION, _OPERAND = (
    f"{MAIN}{name}" for name in ("conditionalFormatting", "cfRule", "formula")
)
# Excel writes a list that is taken from another sheet as an extension, its places as an element's text; some
# icon sets as well.
_EXTENDED = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main "
_EXTENDED_RULE, _EXTENDED_CONDITIONS = f"{_EXTENDED}dataValidation", f"{_EXTENDED}conditionalFormatting"
_EXTENDED_PLACES = "http://schemas.microsoft.com/office/excel/2006/main sqref"
_BARE = {f"{space}{kind}": kind for space in (MAIN, _EXTENDED) for kind in ("dataBar", "iconSet")}
# Rows and columns that somebody pulled together until nothing of them was left to see.
_UNSEEN_POINTS, _UNSEEN_CHARACTERS = 2, 0.3


@dataclass(slots=True, kw_only=True)
class SheetParts:
    """What a worksheet part holds, before shared texts and styles are looked up by number.

    `conditions` have the number of the style that they apply, None where they hide numbers by themselves.
    """

    raw: dict[CellAt, str] = field(default_factory=dict)
    shared: dict[CellAt, int] = field(default_factory=dict)
    inline: dict[CellAt, tuple[Run, ...]] = field(default_factory=dict)
    formulas: dict[CellAt, str] = field(default_factory=dict)
    errors: dict[CellAt, str] = field(default_factory=dict)
    styles: dict[CellAt, str] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    validated: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    doubled: set[CellAt] = field(default_factory=set)
    grid: Grid = field(default_factory=Grid)
    hides_zeros: bool = False
    conditions: list[tuple[int | None, Condition]] = field(default_factory=list)


def read_sheet(part: bytes, plain: PlainSheet | None = None) -> SheetParts:
    """Everything that a worksheet part says of its cells; `plain` is the part where it is taken apart."""
    reader = _Reader()
    plain = plain or plain_sheet(part)
    if plain is not None:
        reader.take(plain)
    parse_xml(part if plain is None else plain.rest, reader.start, reader.end, reader.text)
    doubled = reader.sheet.doubled
    if len(set(reader.order)) < len(reader.order):
        doubled.update(at for at, times in Counter(reader.order).items() if times > 1)
    if reader.second_table is not None:
        doubled.update(reader.order[reader.second_table :])
    return reader.sheet


class _Reader:
    """Gathers one sheet while its elements go by. Nearly all of them are cells and values."""

    def __init__(self) -> None:
        self.sheet = SheetParts()
        self.order: list[CellAt] = []  # of every cell that the file gives
        self.second_table: int | None = None  # how many cells come before it; None for none
        self._at: CellAt = (-1, -1)
        self._cell: Mapping[str, str] = {}
        self._text: str | None = None  # of a value or a formula, while it is open
        self._value: str | None = None
        self._formula: str | None = None
        self._formula_kind: Mapping[str, str] = {}
        self._inline: TextCollector | None = None
        self._arrays: list[Area] = []
        self._has_table = self._in_row = False
        self._condition: Mapping[str, str] = {}
        self._condition_areas: tuple[Area, ...] = ()
        self._operands: list[str] = []
        self._extended: list[str] | None = None  # kinds of the extended conditions that are open

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element."""
        if self._text is not None:  # within a value, where no element has any place
            self.sheet.doubled.add(self._at)
        if name == _C:
            self._cell = attributes
            reference = attributes.get("r")
            self._at = at = place(reference) if reference else (self._at[0], self._at[1] + 1)
            self.order.append(at)
            if not self._in_row:  # where some programs see no cell
                self.sheet.doubled.add(at)
        elif name == _V:
            self._text = ""
            if self._value is not None:
                self.sheet.doubled.add(self._at)
        elif name == _F:
            self._text, self._formula_kind = "", attributes
        elif self._inline is not None:
            self._inline.start(name, attributes)
        elif name == _ROW:
            self._start_row(attributes)
        elif name == _IS:
            self._inline = TextCollector()
        else:
            self._start_other(name, attributes)

    def text(self, data: str) -> None:
        """Take characters of a value, a formula or a text."""
        if self._text is not None:
            self._text += data
        elif self._inline is not None:
            self._inline.text(data)

    def end(self, name: str) -> None:
        """Take the end of an element."""
        if name == _V:
            self._value, self._text = self._text, None
        elif name == _C:
            if not (self._value is None and self._formula is None and self._inline is None):
                self._end_cell()
        elif name == _F:
            self._formula, self._text = self._text, None
        elif name == _ROW:
            self._in_row = False
        elif self._inline is not None and name != _IS:
            self._inline.end(name)
        elif name == _EXTENDED_PLACES:
            self._end_extended(tuple(areas(self._text or "")))
            self._text = None
        elif name == _OPERAND:
            self._operands.append(self._text or "")
            self._text = None
        elif name == _CONDITION and "dxfId" in self._condition:
            condition = Condition(
                areas=self._condition_areas,
                kind=self._condition.get("type", ""),
                relation=self._condition.get("operator", ""),
                operands=tuple(self._operands),
            )
            self.sheet.conditions.append((int(self._condition["dxfId"]), condition))

    def _end_extended(self, places: tuple[Area, ...]) -> None:
        """Take the places of an extended rule, which stand behind it."""
        if self._extended is None:
            self.sheet.validated += places
        else:
            self.sheet.conditions += ((None, Condition(areas=places, kind=kind)) for kind in self._extended)
        self._extended = None

    def _hide_number(self, kind: str) -> None:
        """Take a data bar or an icon set that shows no number."""
        if self._extended is None:
            self.sheet.conditions.append((None, Condition(areas=self._condition_areas, kind=kind)))
        else:
            self._extended.append(kind)

    def take(self, plain: PlainSheet) -> None:
        """Take cells, rows and validations that were written plainly, all at once."""
        sheet = self.sheet
        self.order += plain.places
        for row in plain.row_attributes():
            self._start_row(row)
        for at, style, kind, attributes, formula, value in plain.held():
            if value and kind == "s":
                sheet.shared[at] = int(value)
            elif value:
                sheet.raw[at] = unescaped(value)
                if kind == "e":
                    sheet.errors[at] = sheet.raw[at]
            if attributes is not None:
                sheet.formulas[at] = formula_text(formula or "")
            if style is not None:
                sheet.styles[at] = style
        for places in plain.validated:
            sheet.validated += areas(places)

    def _end_cell(self) -> None:
        value, formula, inline = self._value, self._formula, self._inline
        self._value = self._formula = self._inline = None
        at, kind, sheet = self._at, self._cell.get("t"), self.sheet
        if inline is not None and inline.is_doubtful:
            sheet.doubled.add(at)
        if inline is not None and kind == "inlineStr":
            if any(run.font for run in inline.runs):
                sheet.inline[at] = tuple(inline.runs)
            sheet.raw[at] = value = "".join(run.text for run in inline.runs)
        elif value and kind == "s":
            sheet.shared[at] = int(value)
        elif value:
            sheet.raw[at] = value
            if kind == "e":
                sheet.errors[at] = value
        if formula is not None:
            self._add_formula(at, formula)
        elif self._arrays and any(covers(area, at) for area in self._arrays):
            sheet.formulas[at] = "="  # only the first cell of an array formula carries it
        if value or formula is not None:
            style = self._cell.get("s")
            if style is not None:
                sheet.styles[at] = style

    def _add_formula(self, at: CellAt, formula: str) -> None:
        self.sheet.formulas[at] = f"={formula.removeprefix('=')}"
        reference = self._formula_kind.get("ref")
        if reference and self._formula_kind.get("t") in ("array", "dataTable"):
            self._arrays += areas(reference)

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        row = int(attributes.get("r", self._at[0] + 2)) - 1
        self._at, self._in_row = (row, -1), True
        height = attributes.get("ht")
        if height is not None:
            self.sheet.grid.set_height(row, float(height))
        if is_true(attributes.get("hidden")) or (height is not None and float(height) < _UNSEEN_POINTS):
            self.sheet.hidden_rows.add(row)

    def _start_other(self, name: str, attributes: Mapping[str, str]) -> None:
        match name:
            case _ if name == _COL:
                self._column_widths(attributes)
            case _ if name == _MERGED:
                self.sheet.merged += areas(attributes.get("ref", ""))
            case _ if name in (_RULE, _EXTENDED_RULE):
                self.sheet.validated += areas(attributes.get("sqref", ""))
            case _ if name in (_EXTENDED_PLACES, _OPERAND):
                self._text = ""
            case _ if name == _CONDITIONS:
                self._condition_areas = tuple(areas(attributes.get("sqref", "")))
            case _ if name == _CONDITION:
                self._condition, self._operands = attributes, []
            case _ if name == _EXTENDED_CONDITIONS:
                self._extended = []
            case _ if name in _BARE and not is_true(attributes.get("showValue", "1")):
                self._hide_number(_BARE[name])
            case _ if name == _SHEET_FORMAT:
                self.sheet.grid.set_defaults(
                    attributes.get("defaultRowHeight"), attributes.get("defaultColWidth")
                )
            case _ if name == _SHEET_VIEW:
                self.sheet.hides_zeros |= not is_true(attributes.get("showZeros", "1"))
            case _ if name == _DATA:
                self.second_table = len(self.order) if self._has_table else None
                self._has_table = True

    def _column_widths(self, attributes: Mapping[str, str]) -> None:
        first = int(attributes.get("min", "1")) - 1
        columns = range(first, min(int(attributes.get("max", "0")), LAST_COLUMN + 1))
        width = attributes.get("width")
        if width is not None:
            self.sheet.grid.set_width(columns, float(width))
        if is_true(attributes.get("hidden")) or (width is not None and float(width) < _UNSEEN_CHARACTERS):
            self.sheet.hidden_columns.update(columns)
