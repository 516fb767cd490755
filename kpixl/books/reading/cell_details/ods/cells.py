"""The cells of one sheet of .ods, gathered while its rows go by."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from kpixl.books.reading.cell_details.addresses import LAST_COLUMN
from kpixl.books.reading.cell_details.conditions import Condition
from kpixl.books.reading.cell_details.ods.styles import CALCEXT, OFFICE, TABLE, Styles
from kpixl.books.reading.cell_details.ods.writing import Writing
from kpixl.books.reading.cell_details.records import (
    PLAIN,
    CellAt,
    CellStyle,
    SheetDetail,
    covers,
    marked_runs,
)
from kpixl.model.annotation import Area, Mark, TextRun

_TYPE = f"{OFFICE}value-type"
_VALUES = tuple(f"{OFFICE}{kind}value" for kind in ("", "date-", "time-", "boolean-", "string-"))
_HIDDEN = frozenset({"collapse", "filter"})
_PERCENTAGE = "0.00%"
_MOST_CELLS = 500_000  # one element can stand for millions
_ERRORS = re.compile(r"#(?:N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)|Err:\d{3}")


@dataclass(slots=True, kw_only=True)
class Cells:
    """What the rows and columns of a sheet have said so far."""

    styles: Styles
    raw: dict[CellAt, str] = field(default_factory=dict)
    texts: dict[CellAt, str] = field(default_factory=dict)
    formulas: dict[CellAt, str] = field(default_factory=dict)
    errors: dict[CellAt, str] = field(default_factory=dict)
    looks: dict[CellAt, CellStyle] = field(default_factory=dict)
    runs: dict[CellAt, tuple[TextRun, ...]] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    validated: list[Area] = field(default_factory=list)
    arrays: list[Area] = field(default_factory=list)
    hidden_rows: list[range] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    column_styles: list[str] = field(default_factory=list)
    rows_used: int = 0
    conditions: list[tuple[str | None, Condition]] = field(default_factory=list)
    names: dict[CellAt, str] = field(default_factory=dict)

    def add_columns(self, attributes: Mapping[str, str]) -> range:
        """Take one element that stands for some columns; gives which."""
        first = len(self.column_styles)
        columns = range(first, first + min(count(attributes, "number-columns-repeated"), LAST_COLUMN + 1))
        if attributes.get(f"{TABLE}visibility") in _HIDDEN:
            self.hidden_columns.update(columns)
        self.column_styles += [attributes.get(f"{TABLE}default-cell-style-name", "")] * len(columns)
        return columns

    def add_rows(self, rows: range, attributes: Mapping[str, str]) -> None:
        """Take one element that stands for some rows."""
        if attributes.get(f"{TABLE}visibility") in _HIDDEN:
            self.hidden_rows.append(rows)

    def add(self, rows: range, columns: range, writing: Writing, row_style: str) -> None:
        """Take one element that stands for some cells, and what is written in it."""
        cell = writing.attributes
        at = (rows[0], columns[0])
        self._add_areas(cell, rows, columns)
        formula, kind = cell.get(f"{TABLE}formula"), cell.get(_TYPE, "")
        if formula is None and not kind and not writing.has_text():
            return
        text = writing.text()
        if formula is None and not kind:
            if not text.strip():
                return
            kind = "string"  # a program left the type out; LibreOffice shows the text, calamine nothing
        if len(self.raw) + len(rows) * len(columns) > _MOST_CELLS:
            raise ValueError("more cells with content than any form has")
        self.rows_used = rows[-1] + 1
        value = next((cell[name] for name in _VALUES if name in cell), text)
        column_style = self.column_styles[at[1]] if at[1] < len(self.column_styles) else ""
        name = cell.get(f"{TABLE}style-name") or row_style or column_style
        style, runs = self._look(cell, writing, name)
        computed = f"={formula.partition('=')[2]}" if formula is not None else ""
        error = _error(cell, text)
        for spot in product(rows, columns):
            self.raw[spot] = value
            # calamine gives a time as the file stores it, PT12H00M00S: what it shows is told here.
            if kind == "time" or (kind == "string" and f"{OFFICE}string-value" not in cell):
                self.texts[spot] = text
            if computed or any(covers(area, spot) for area in self.arrays):
                self.formulas[spot] = computed or "="
            if error:
                self.errors[spot] = error
            if name:
                self.names[spot] = name
            if style != PLAIN:
                self.looks[spot] = style
            if runs:
                self.runs[spot] = runs

    def _add_areas(self, cell: Mapping[str, str], rows: range, columns: range) -> None:
        top, left = rows[0], columns[0]
        height, width = count(cell, "number-rows-spanned"), count(cell, "number-columns-spanned")
        if height * width > 1:
            self.merged.append((top, left, top + height - 1, left + width - 1))
        if f"{TABLE}number-matrix-rows-spanned" in cell:
            height = count(cell, "number-matrix-rows-spanned")
            width = count(cell, "number-matrix-columns-spanned")
            self.arrays.append((top, left, top + height - 1, left + width - 1))
        if cell.get(f"{TABLE}content-validation-name"):
            self.validated.append((top, left, rows[-1], columns[-1]))

    def _look(
        self, cell: Mapping[str, str], writing: Writing, name: str
    ) -> tuple[CellStyle, tuple[TextRun, ...]]:
        style = self.styles.cell(name)
        if not style.number_format:
            currency = cell.get(f"{OFFICE}currency")
            if cell.get(_TYPE) == "percentage":
                style = style._replace(number_format=_PERCENTAGE)
            elif currency:
                style = style._replace(number_format=f"[${currency}]#,##0")
        if not writing.has_spans():
            return style, ()
        runs, whole = marked_runs(writing.runs(self.styles, name))
        return style._replace(is_struck=whole is Mark.STRUCK, is_unseen=whole is Mark.UNSEEN), runs

    def _ruled(self) -> Iterator[CellAt]:
        """The cells with a value that a conditional format hides, or may hide."""
        used = {*self.names.values(), ""} if self.conditions else ()
        for style, condition in self.conditions:
            hiding = {name for name in used if style is None or self.styles.hides(style, name)}
            for spot, value in self.raw.items() if hiding else ():
                if (
                    self.names.get(spot, "") in hiding
                    and any(covers(area, spot) for area in condition.areas)
                    and condition.may_hold(value)
                ):
                    yield spot

    def detail(self, *, hides_zeros: bool) -> SheetDetail:
        """The sheet as it stands at its end."""
        # Rows hidden below the last one with content are not listed: there can be a million of them.
        for spot in self._ruled():
            self.looks[spot] = self.looks.get(spot, PLAIN)._replace(is_ruled=True)
        hidden = (row for rows in self.hidden_rows for row in rows[: max(0, self.rows_used - rows.start)])
        return SheetDetail(
            raw=self.raw,
            texts=self.texts,
            formulas=self.formulas,
            errors=self.errors,
            styles=self.looks,
            runs=self.runs,
            merged=tuple(self.merged),
            validated=tuple(self.validated),
            hidden_rows=frozenset(hidden),
            hidden_columns=frozenset(self.hidden_columns),
            hides_zeros=hides_zeros,
        )


def count(attributes: Mapping[str, str], name: str) -> int:
    """How many rows or columns an element stands for, or spans."""
    return int(attributes.get(f"{TABLE}{name}", "1"))


def _error(cell: Mapping[str, str], text: str) -> str:
    """The error value's text."""
    kind = cell.get(f"{CALCEXT}value-type")
    if kind == "error":
        return text
    # Without LibreOffice's mark an error is a formula that shows one, with a value of 0 or ''.
    without_mark = kind is None and f"{TABLE}formula" in cell
    return text if without_mark and _ERRORS.fullmatch(text) else ""
