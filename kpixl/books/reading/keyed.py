"""Finding a form's table again on a returned sheet: by its hidden keys, else by what people can see.

The key row and key column are located wherever they now stand, in whatever sheet. Where they are
lost, the header's labels lead to the columns, and the rows are handed on with all their texts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from kpixl.books.addresses import column_name
from kpixl.books.entry_workbook.layout import KEY_PREFIX, EntryTable
from kpixl.books.reading.cell_details.records import PLAIN, CellStyle, SheetDetail
from kpixl.books.reading.cells import SheetCells
from kpixl.books.reading.labels import column_keys, fold_label
from kpixl.model.annotation import Unseen
from kpixl.model.submission import INPUT_FIELDS, CellValue, RawCell, RawRow

_NAMES_A_ROW = ("indicator", "measure")  # the columns by which people know a KPI's or a measure's row
_FEWEST_KEYS = 3  # so many keys, or labels, in a row make it the key row, or the header


@dataclass(frozen=True, kw_only=True)
class KeyedTable:
    """A sheet and where its table stands on it, 0-based.

    `header` is the key row, or the header row; `columns` maps field names to columns; `keys` is the
    key column, None where it is lost. `by_labels` is True where the columns were found by the labels
    that people see.
    """

    sheet: SheetCells
    header: int
    columns: Mapping[str, int]
    keys: int | None
    by_labels: bool = False
    detail: SheetDetail | None = None

    def cell(self, row: int, column: int) -> RawCell:
        """The cell at a 0-based row and column, with what the cell details saw."""
        return cells_with_details(self.sheet, self.detail, row, {"": column})[""]

    @cached_property
    def rows(self) -> tuple[RawRow, ...]:
        """Every row that has a key, and every one without that shows a name or, keys lost, anything."""
        return tuple(self._rows())

    def _rows(self) -> Iterator[RawRow]:
        keyed = set(self.row_numbers()) if self.keys is not None else set()
        for number in sorted(keyed | set(self.unkeyed_rows())):
            cells = cells_with_details(self.sheet, self.detail, number, self.columns)
            key = self.sheet.cell(number, self.keys) if self.keys is not None else None
            if key is not None and number in keyed:
                yield RawRow(
                    key=key_text(key.value),
                    cells=cells,
                    sheet=self.sheet.name,
                    row=number + 1,
                    key_cell=key.cell,
                )
            else:
                texts = tuple(self._written(number))
                yield RawRow(
                    key="",
                    cells=cells,
                    sheet=self.sheet.name,
                    row=number + 1,
                    key_cell=key.cell if key else "",
                    texts=texts,
                )

    def _written(self, number: int) -> Iterator[str]:
        """What head office wrote in a row: what a branch types may look like a code."""
        inputs = {self.columns[name] for name in INPUT_FIELDS if name in self.columns}
        for at, value in enumerate(self.sheet.rows[number]):
            if value != "" and at not in inputs:
                yield key_text(value)

    def unkeyed_rows(self) -> Iterator[int]:
        """The 0-based numbers of rows that have no key, and are named by what people see."""
        if self.keys is None:
            yield from self.row_numbers()
            return
        keyed = set(self.row_numbers())
        name = self.columns.get(_NAMES_A_ROW[0], self.columns.get(_NAMES_A_ROW[1]))
        for number in range(min(keyed, default=self.header), len(self.sheet.rows)):
            values = self.sheet.rows[number]
            if number not in keyed and name is not None and name < len(values) and key_text(values[name]):
                yield number

    def row_numbers(self) -> Iterator[int]:
        """The 0-based numbers of the rows that `rows` gives."""
        return iter(self._numbers)

    @cached_property
    def _numbers(self) -> tuple[int, ...]:
        return tuple(self._numbered())

    def _numbered(self) -> Iterator[int]:
        for number, values in enumerate(self.sheet.rows):
            if self.keys is None:
                if number > self.header and any(value != "" for value in values):
                    yield number
            elif self.keys < len(values):
                key = key_text(values[self.keys])
                if key and not key.startswith(KEY_PREFIX):
                    yield number


def cells_with_details(
    sheet: SheetCells, detail: SheetDetail | None, row: int, columns: Mapping[str, int]
) -> dict[str, RawCell]:
    """Cells of a row as both readers see them: an error value as its text, a formula beside its value."""
    values = sheet.rows[row]
    name, number, width = sheet.name, row + 1, len(values)
    cells: dict[str, RawCell] = {}
    for key, column in columns.items():
        value = values[column] if column < width else ""
        address = f"{column_name(column)}{number}"
        if detail is None:
            cells[key] = RawCell(value, name, address)
            continue
        at = (row, column)
        raw, formula = detail.raw.get(at), detail.formulas.get(at, "")
        if raw is None and not formula:  # nothing is said of an empty cell
            is_doubled = (detail.stores_texts and value != "") or at in detail.doubled
            cell = RawCell(value, name, address)
            cells[key] = cell._replace(is_doubled=True) if is_doubled else cell
            continue
        value = detail.errors.get(at) or value
        style = detail.styles.get(at, PLAIN)
        hides_zero = detail.hides_zeros and value == 0 and not isinstance(value, bool)
        cells[key] = RawCell(
            value,
            name,
            address,
            style.number_format,
            formula,
            value if isinstance(value, str) and value == raw else raw or "",  # a text is sent once
            detail.runs.get(at, ()),
            style.is_struck,
            _why_unseen(style, hides_zero=hides_zero) if style is not PLAIN or hides_zero else None,
            detail.is_1904,
            at in detail.doubled,
        )
    return cells


def _why_unseen(style: CellStyle, *, hides_zero: bool) -> Unseen | None:
    if style.is_unseen:
        return Unseen.COLOUR
    if hides_zero:
        return Unseen.ZEROS
    return Unseen.RULE if style.is_ruled else None


def with_details(table: KeyedTable, details: Mapping[str, SheetDetail]) -> KeyedTable:
    """The table with its sheet's details, and with the texts that the cells themselves say."""
    detail = details.get(table.sheet.name)
    return replace(table, sheet=own_texts(table.sheet, detail), detail=detail)


def own_texts(sheet: SheetCells, detail: SheetDetail | None) -> SheetCells:
    """The sheet with the texts of its cells alone, where calamine takes in what lies on a cell."""
    if detail is None or not detail.texts:
        return sheet
    rows = [list(row) for row in sheet.rows]
    for (row, column), text in detail.texts.items():
        if row < len(rows) and column < len(rows[row]) and isinstance(rows[row][column], str):
            rows[row][column] = text
    return replace(sheet, rows=rows)


def find_tables(sheets: Sequence[SheetCells], table: EntryTable) -> list[KeyedTable]:
    """The tables with that one's corner key; where no sheet has it, those that its labels give away."""
    by_keys = [found for sheet in sheets if (found := _by_keys(sheet, table.corner, table.labels))]
    if by_keys:
        return by_keys
    return [found for sheet in sheets if (found := _by_labels(sheet, table.labels))]


def _by_keys(sheet: SheetCells, corner: str, labels: Sequence[str]) -> KeyedTable | None:
    for number, row in enumerate(sheet.rows):
        if corner in row:
            keys = row.index(corner)
            names = _names(row, skip=keys)
            if labels[0] in names:
                return KeyedTable(sheet=sheet, header=number, columns=names, keys=keys)
            # The key row is torn: its labels lead to the columns, the key column still to the rows.
            seen = _by_labels(sheet, labels)
            return replace(seen, keys=keys) if seen else None
    return None


def _by_labels(sheet: SheetCells, labels: Sequence[str]) -> KeyedTable | None:
    header, columns = next(_labelled_rows(sheet, labels), (None, {}))
    for number, row in enumerate(sheet.rows):
        names = _names(row)
        if labels[0] in names and len(names) >= _FEWEST_KEYS:  # only the corner is gone
            return KeyedTable(
                sheet=sheet, header=number if header is None else header, columns=names, keys=None
            )
    return (
        None
        if header is None
        else KeyedTable(sheet=sheet, header=header, columns=columns, keys=None, by_labels=True)
    )


def labelled_columns(sheet: SheetCells, labels: Sequence[str]) -> dict[str, int]:
    """The column of each field by the header's labels; nothing where no row is a header."""
    return next(_labelled_rows(sheet, labels), (0, {}))[1]


def _labelled_rows(sheet: SheetCells, labels: Sequence[str]) -> Iterator[tuple[int, dict[str, int]]]:
    """The rows that hold enough of the labels to be the header, with the column of each."""
    known = column_keys(tuple(labels))
    for number, row in enumerate(sheet.rows):
        columns: dict[str, int] = {}
        for column, value in enumerate(row):
            name = known.get(fold_label(str(value)))
            if name:
                columns.setdefault(name, column)
        if labels[0] in columns and len(columns) >= _FEWEST_KEYS:
            yield number, columns


def _names(row: Sequence[CellValue], skip: int | None = None) -> dict[str, int]:
    """The field names in a key row, by column; the first column of a name counts."""
    names: dict[str, int] = {}
    for column, value in enumerate(row):
        if column != skip and isinstance(value, str) and value.startswith(KEY_PREFIX):
            names.setdefault(value.removeprefix(KEY_PREFIX), column)
    return names


def key_text(value: CellValue) -> str:
    """A key as text: a code that a client turned into a number keeps its digits."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
