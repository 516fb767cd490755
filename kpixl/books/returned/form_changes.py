"""What a branch changed in the form itself (様式の変更点): names, places, formulas, validations.

Values are compared in `kpixl.rules`, which knows what head office put in; here only what the layout of
`kpixl.books.entry_workbook` says is compared with what came back. Nothing found here changes how a
value is read.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import product

from kpixl.books.addresses import cell_name, column_name
from kpixl.books.entry_workbook.layout import (
    COUNTS,
    EARLIER_ORDER,
    ENTRY,
    ENTRY_TABLES,
    FIRST_ROW,
    IDENTITY_SHEET,
)
from kpixl.books.reading.cell_details.records import CellAt, SheetDetail, covers
from kpixl.books.reading.cells import SheetCells
from kpixl.books.reading.keyed import KeyedTable, labelled_columns
from kpixl.locale import LANGUAGES, Catalogue, catalogue
from kpixl.model.annotation import Area
from kpixl.model.finding import Finding, FindingCode, Place
from kpixl.model.message import Detail, Message, details_of, message
from kpixl.model.submission import INPUT_FIELDS, NOT_APPLICABLE, Field, RawRow

LIVE_COLUMNS = ("judgement", "change_on_prior", "check")


@cache
def known_sheets() -> frozenset[str]:
    """The names that the form's own sheets have, in every language."""
    keys = (*(table.key for table in ENTRY_TABLES), "instructions", "corrections")
    named = (catalogue(language)(f"sheet.{key}") for language in LANGUAGES for key in keys)
    return frozenset({IDENTITY_SHEET, *named})


def form_changes(
    sheets: Sequence[SheetCells],
    details: Mapping[str, SheetDetail],
    entries: Sequence[KeyedTable],
    others: Sequence[KeyedTable],
    words: Catalogue,
    left_out: Collection[str] = (),
) -> Iterator[Finding]:
    """Every difference of the form; `entries` has the table of the 記入シート at most.

    Of the sheets `left_out` no more than the first rows are there.
    """
    keyed = {table.sheet.name for table in (*entries, *others)}
    for sheet in sheets:
        if sheet.name not in known_sheets() | keyed and (sheet.name in left_out or _has_data(sheet)):
            yield form_change(FindingCode.SHEET_ADDED, sheet.name, seen=sheet.name)
    # A figure that shows #REF! is said to be none (K409): it is not the form's own formula.
    figures = {table.sheet.name: frozenset(_figure_cells(table)) for table in entries}
    for name, detail in details.items():
        own = figures.get(name, frozenset())
        broken = [at for at, text in detail.formulas.items() if is_broken(text) and at not in own]
        if broken:
            yield _listed(FindingCode.REFERENCE_BROKEN, name, broken)
    for table in (*entries, *others):
        yield from _hidden(table)
    for table in others:
        yield from _loose(table)
    for table in entries:
        yield from _contradicting_columns(table)
        yield from _table_changes(table, words)


@lru_cache(maxsize=1024)  # the form's own formulas are long, and the same in every form
def is_broken(formula: str) -> bool:
    """True for a formula that refers to cells which are gone."""
    return "#REF!" in formula.upper()


def _table_changes(table: KeyedTable, words: Catalogue) -> Iterator[Finding]:
    name = table.sheet.name
    names = {catalogue(lang)("sheet.entry") for lang in LANGUAGES}
    if name not in names:
        yield form_change(FindingCode.SHEET_RENAMED, name, seen=name, expected=words("sheet.entry"))
    yield from _loose(table)
    if table.keys is not None and not table.by_labels:
        yield from _moved(table)
    detail = table.detail
    if detail is None:
        return
    inputs = [
        (row, table.columns[field])
        for row in table.row_numbers()
        for field in Field
        if field in table.columns
    ]
    merged = sorted(area for area in detail.merged if any(covers(area, at) for at in inputs))
    if merged:
        seen = tuple(f"{cell_name(*area[:2])}:{cell_name(*area[2:])}" for area in merged)
        yield form_change(FindingCode.INPUT_CELLS_MERGED, name, cell_name(*merged[0][:2]), seen=seen)
    if detail.validated is not None:  # a format that tells of validations tells of formulas too
        gone = list(_outside_of(detail.validated, _figure_cells(table)))
        if gone:
            yield _listed(FindingCode.VALIDATION_GONE, name, gone)
        overwritten = list(_overwritten(table, detail))
        if overwritten:
            yield _listed(FindingCode.FORMULA_OVERWRITTEN, name, overwritten)


def _hidden(table: KeyedTable) -> Iterator[Finding]:
    """What holds values and is not shown: the whole sheet, or rows and columns of it."""
    inputs = sorted(INPUT_FIELDS & table.columns.keys(), key=table.columns.__getitem__)
    by_number = {row.row - 1: row for row in table.rows}
    keyed = [by_number[number] for number in table.row_numbers()]
    rows = [row.row - 1 for row in keyed if _has_input([row], inputs)]
    name, detail = table.sheet.name, table.detail
    if table.sheet.is_hidden and rows:
        yield form_change(FindingCode.SHEET_HIDDEN, name, seen=name)
    if detail is None:
        return
    hidden = [str(row + 1) for row in rows if row in detail.hidden_rows] + [
        column_name(table.columns[field])
        for field in inputs
        if table.columns[field] in detail.hidden_columns and _has_input(keyed, [field])
    ]
    if hidden:
        yield form_change(FindingCode.ROW_HIDDEN, name, seen=tuple(hidden))


def _outside_of(areas: Sequence[Area], cells: Iterable[CellAt]) -> Iterator[CellAt]:
    """The cells that lie in none of the areas, most of which are one cell."""
    single = {area[:2] for area in areas if area[:2] == area[2:]}
    larger = [area for area in areas if area[:2] != area[2:]]
    for at in cells:
        if at not in single and not any(covers(area, at) for area in larger):
            yield at


def _loose(table: KeyedTable) -> Iterator[Finding]:
    outside = list(_outside(table)) if table.keys is not None else []
    if outside:
        yield _listed(FindingCode.CELLS_OUTSIDE_TABLE, table.sheet.name, outside)


def _contradicting_columns(table: KeyedTable) -> Iterator[Finding]:
    """Columns whose header says another field than their key: one of the two was moved without the other."""
    if table.by_labels:
        return
    labelled = {at: name for name, at in labelled_columns(table.sheet, ENTRY.labels).items()}
    wrong = [
        message(
            "text.column_contradicts",
            column=column_name(at),
            key=message(f"column.{name}"),
            label=message(f"column.{labelled[at]}"),
        )
        for name, at in table.columns.items()
        if at in labelled and labelled[at] != name and {name, labelled[at]} & set(Field)
    ]
    if wrong:
        yield form_change(FindingCode.COLUMN_CONTRADICTS, table.sheet.name, seen=tuple(wrong))


def _outside(table: KeyedTable) -> Iterator[tuple[int, int]]:
    """Cells below the header that say something and belong to no keyed row, or to no column of the table."""
    keyed = {*table.row_numbers(), *table.unkeyed_rows()}
    inside = {table.keys, *table.columns.values()}
    first = min(keyed, default=0)
    for row in range(first, len(table.sheet.rows)):
        for column, value in enumerate(table.sheet.rows[row]):
            if str(value).strip() and not (row in keyed and column in inside):
                yield row, column


def _moved(table: KeyedTable) -> Iterator[Finding]:
    """Rows and columns that stand elsewhere than the layout put them."""
    name = table.sheet.name
    rows = []
    for row in table.rows:
        number = row.cells.get("number")
        if number is not None and isinstance(number.value, float | int):
            expected = FIRST_ROW + int(number.value)
            if row.row != expected:
                rows.append(f"{expected}→{row.row}")
    if rows:
        yield form_change(FindingCode.ROWS_MOVED, name, seen=tuple(rows))
    columns = _moved_columns(table, [column.key for column in ENTRY.columns])
    if columns and ("check" not in table.columns or _moved_columns(table, EARLIER_ORDER)):
        yield form_change(FindingCode.COLUMNS_MOVED, name, seen=tuple(columns))


def _moved_columns(table: KeyedTable, order: Sequence[str]) -> list[Message]:
    """The columns that stand elsewhere than where a layout puts them."""
    with_counts = Field.NUMERATOR in table.columns or Field.DENOMINATOR in table.columns
    moved = []
    at = 1  # column A holds the keys
    for key in order:
        if key in COUNTS and not with_counts:
            continue
        if key in table.columns and table.columns[key] != at:
            old, new = (column_name(place) for place in (at, table.columns[key]))
            moved.append(message("text.moved", what=message(f"column.{key}"), old=old, new=new))
        at += 1
    return moved


def _figure_cells(table: KeyedTable) -> Iterator[tuple[int, int]]:
    """The cells that take a figure; a count that a KPI does not have says － and takes none."""
    for row in table.row_numbers():
        counts = [table.sheet.value(row, table.columns[name]) for name in COUNTS if name in table.columns]
        for field in (Field.ACTUAL, *(() if NOT_APPLICABLE in counts else COUNTS)):
            if field in table.columns:
                yield row, table.columns[field]


def _overwritten(table: KeyedTable, detail: SheetDetail) -> Iterator[tuple[int, int]]:
    for row in table.row_numbers():
        for name in LIVE_COLUMNS:
            if name not in table.columns:
                continue
            at = (row, table.columns[name])
            # A KPI without a comparable prior has － instead of a formula for the change.
            without = name == "change_on_prior" and table.sheet.value(*at) == NOT_APPLICABLE
            if at not in detail.formulas and not without:
                yield at


def _has_input(rows: Iterable[RawRow], fields: Iterable[str]) -> bool:
    return any(row.cells[field].value not in ("", NOT_APPLICABLE) for row, field in product(rows, fields))


def _has_data(sheet: SheetCells) -> bool:
    return any(str(value).strip() for row in sheet.rows for value in row)


def same_inputs(tables: Sequence[KeyedTable]) -> bool:
    """True where copies of the 記入シート hold the same values in every input cell."""
    return len({tuple(_inputs(row) for row in table.rows) for table in tables}) <= 1


def _inputs(row: RawRow) -> tuple[str, ...]:
    return (row.key, *(str(row.cells[field].value) for field in Field if field in row.cells))


def _listed(kind: FindingCode, sheet: str, cells: Sequence[tuple[int, int]]) -> Finding:
    names = tuple(cell_name(*at) for at in sorted(cells))
    return form_change(kind, sheet, names[0], count=len(names), cells=names)


def form_change(kind: FindingCode, sheet: str = "", cell: str = "", **details: Detail) -> Finding:
    """A difference from the form as it was issued, other than its values; whose it is, the rules know."""
    return Finding(kind=kind, place=Place("", sheet, cell), details=details_of(details))
