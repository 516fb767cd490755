"""A returned workbook: found again by identity and keys, never by position.

One file's bytes in, one record out: preflight, first reading (calamine), cell details, the form's
table. Every field is read where its keys cross, with the address that a person sees. Meaning is
given in `kpixl.rules`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from itertools import pairwise
from pathlib import Path

from kpixl.books.entry_workbook.layout import (
    ACTIVITY_ENTRY,
    ENTRY,
    IDENTITY_SHEET,
    KEY_PREFIX,
    MEASURE_ENTRY,
    MEASURE_TEXTS,
    NEXT_KPIS,
    SIGN_OFF_AT,
    SIGN_OFF_ROWS,
    EntryTable,
)
from kpixl.books.reading.cell_details.read import read_details
from kpixl.books.reading.cells import (
    SheetCells,
    UnreadableWorkbookError,
    read_sheets,
)
from kpixl.books.reading.decrypt import open_workbook
from kpixl.books.reading.keyed import KeyedTable, find_tables, key_text, with_details
from kpixl.books.reading.labels import word_key
from kpixl.books.reading.preflight import Preflight
from kpixl.books.reading.preflight.verdict import damaged
from kpixl.books.reading.properties import last_saved
from kpixl.books.returned.annotations import of_the_branch, with_cells
from kpixl.books.returned.file import name_of, read_file
from kpixl.books.returned.form_changes import (
    LIVE_COLUMNS,
    form_change,
    form_changes,
    is_broken,
    known_sheets,
    same_inputs,
)
from kpixl.books.returned.no_workbook import other_form
from kpixl.books.returned.snapshot import find_snapshot
from kpixl.locale import LANGUAGES, Catalogue, catalogue
from kpixl.model.finding import Finding, FindingCode
from kpixl.model.message import message
from kpixl.model.returned_file import ReturnedFile
from kpixl.model.submission import (
    Identity,
    RawCell,
    RawRow,
    SignOffField,
    Submission,
    UnreadableFile,
)

_ONLY_SHOWN = ("number", "pillar")
_FURTHER = (MEASURE_TEXTS, ACTIVITY_ENTRY, NEXT_KPIS)
_READ_TWICE = frozenset({"xlsx", "xlsm"})
_KEY_ROWS = 50  # the key row of a further sheet stands among the first ones
_VISIBLE_ISSUE = re.compile(r"FY(\d{4})-(\S+)-\d{2,}")


def read_return(path: Path, root: Path | None, passwords: Sequence[str] = ()) -> Submission | UnreadableFile:
    """One returned file, under its name relative to `root`.

    Raises:
        OSError: the machine cannot read it now; that says nothing about the file.
    """
    try:
        returned = read_file(path, root)
    except UnreadableWorkbookError as error:
        return UnreadableFile(file=name_of(path, root), sha256="", kind=error.kind, details=error.details)
    return read_content(returned, passwords)


def read_content(returned: ReturnedFile, passwords: Sequence[str] = ()) -> Submission | UnreadableFile:
    """What a returned file's bytes hold; `passwords` are tried where they are encrypted."""
    try:
        return _read(returned, open_workbook(returned.content, passwords))
    except UnreadableWorkbookError as error:
        return other_form(returned, error)


def _read(returned: ReturnedFile, checked: Preflight) -> Submission:
    sheets = read_sheets(checked.content)
    words = _words(sheets)
    identity = _identity(sheets)
    tables, measures = find_tables(sheets, ENTRY), find_tables(sheets, MEASURE_ENTRY)
    further = [found for table in _FURTHER if (found := _further(sheets, table))]
    form = (*tables, *measures, *further)
    _refuse_left_out(checked, identity, form, has_entry=bool(tables))
    # A big sheet of raw data beside the form needs no details.
    read = read_details(checked, {table.sheet.name for table in form})
    if read is None and checked.format in _READ_TWICE:
        raise damaged("XML")  # its figures can only be read in one way
    details = read.sheets if read else {}
    tables, measures, further = (
        [with_details(table, details) for table in found] for found in (tables, measures, further)
    )
    tables.sort(key=lambda table: table.sheet.name != words("sheet.entry"))
    beside = of_the_branch(read.annotations) if read else []
    others = (*measures[:1], *further)
    annotations, too_many = with_cells(beside, (*tables[:1], *others))
    changes = list(_about_the_file(returned, checked))
    if identity is None and tables:
        identity = _visible_identity(tables[0])
        if identity:
            changes.append(
                form_change(FindingCode.IDENTITY_FALLEN_BACK, tables[0].sheet.name, seen=identity.issue)
            )
    if identity is not None:
        changes += _about_keys(tables)
        changes += _about_the_issue(identity, tables)
        left_out = {item.sheet for item in checked.left_out}
        changes += form_changes(sheets, details, tables[:1], others, words, left_out)
        changes += too_many
        if read is None:
            changes.append(form_change(FindingCode.DETAILS_UNREAD, format=checked.format))
    entry = tables[0] if tables else None
    return Submission(
        file=returned.place,
        sha256=returned.sha256,
        identity=identity,
        has_keys=entry is not None,
        rows=tuple(map(_asked_for, entry.rows)) if entry else (),
        measure_rows=measures[0].rows if measures else (),
        has_measures=bool(measures),
        text_rows=_rows(further, MEASURE_TEXTS),
        activity_rows=_rows(further, ACTIVITY_ENTRY),
        next_kpi_rows=_rows(further, NEXT_KPIS),
        sign_off=tuple(_sign_off(entry)) if entry else (),
        snapshot=find_snapshot(sheets),
        changes=tuple(changes),
        modified=last_saved(checked),
        sent=returned.sent,
        sender=returned.sender,
        format=checked.format,
        has_details=read is not None,
        annotations=annotations,
        is_manual=read is not None and read.is_manual,
    )


def _asked_for(row: RawRow) -> RawRow:
    """The row without what nobody asks for: what head office numbered, and the form's own formulas.

    These are a third of what a worker would send. One that is broken, or that was typed over, is kept.
    """
    cells = {
        name: cell
        for name, cell in row.cells.items()
        if not (
            name in _ONLY_SHOWN or (name in LIVE_COLUMNS and cell.formula and not is_broken(cell.formula))
        )
    }
    return replace(row, cells=cells)


def _further(sheets: Sequence[SheetCells], table: EntryTable) -> KeyedTable | None:
    """The table of a sheet that only some forms have; no other sheet is searched for its labels."""
    names = {catalogue(language)(f"sheet.{table.key}") for language in LANGUAGES}
    keyed = [sheet for sheet in sheets if any(table.corner in row for row in sheet.rows[:_KEY_ROWS])]
    found = find_tables(keyed or [sheet for sheet in sheets if sheet.name in names], table)
    return found[0] if found else None


def _rows(further: Sequence[KeyedTable], table: EntryTable) -> tuple[RawRow, ...] | None:
    """The rows of a further sheet, None without it; what was chosen from a list comes by its key."""
    found = next((item for item in further if table.first in item.columns), None)
    if found is None:
        return None
    choices = {column.key: column.words for column in table.columns if column.words}
    return tuple(
        replace(row, cells={name: _chosen(cell, choices.get(name, "")) for name, cell in row.cells.items()})
        for row in found.rows
    )


def _chosen(cell: RawCell, words: str) -> RawCell:
    key = word_key(words, cell.value) if words and isinstance(cell.value, str) else None
    return cell._replace(value=key) if key else cell


def _sign_off(table: KeyedTable) -> Iterator[tuple[SignOffField, RawCell]]:
    """Who filled the form in and who approved it, each in the row that bears its key."""
    at = table.columns.get(SIGN_OFF_AT)
    if at is None or table.keys is None:
        return
    first = next(table.row_numbers(), len(table.sheet.rows))
    above = enumerate(table.sheet.rows[:first])
    rows = {row[table.keys]: number for number, row in above if len(row) > table.keys}
    for field in SIGN_OFF_ROWS:
        if KEY_PREFIX + field in rows:
            yield field, table.cell(rows[KEY_PREFIX + field], at)


def _refuse_left_out(
    checked: Preflight, identity: Identity | None, form: Sequence[KeyedTable], *, has_entry: bool
) -> None:
    """Refuse the file where a sheet that was too large to be read is one of the form's, or may be."""
    names = known_sheets() | {table.sheet.name for table in form}
    for item in checked.left_out:
        if item.sheet in names or identity is None or not has_entry:
            raise item.refusal()


def _about_the_file(returned: ReturnedFile, checked: Preflight) -> Iterator[Finding]:
    suffix = returned.suffix.lstrip(".")
    # A template and a workbook with macros have the same content but for the declared type.
    if suffix != checked.format and {suffix, checked.format} != {"xlsx", "xlsm"}:
        yield form_change(FindingCode.FILE_NAME_DIFFERS, seen=returned.suffix, format=f".{checked.format}")
    if checked.has_macros:
        yield form_change(FindingCode.FILE_HAS_MACROS)
    if checked.label:
        yield form_change(FindingCode.FILE_LABELLED, seen=checked.label)


def _about_keys(tables: Sequence[KeyedTable]) -> Iterator[Finding]:
    if len(tables) > 1 and not same_inputs(tables):
        yield form_change(FindingCode.SHEET_TWICE, seen=tuple(table.sheet.name for table in tables))
    for table in tables[:1]:
        lost = [name for name, gone in (("columns", table.by_labels), ("rows", table.keys is None)) if gone]
        if lost:
            labels = tuple(message(f"word.keys.{name}") for name in lost)
            yield form_change(FindingCode.KEYS_FALLEN_BACK, table.sheet.name, seen=labels)


def _about_the_issue(identity: Identity, tables: Sequence[KeyedTable]) -> Iterator[Finding]:
    """An issue number that people see, and that is not the workbook's own: a heading from elsewhere."""
    for table in tables[:1]:
        visible = _visible_identity(table)
        if visible and visible.issue != identity.issue:
            yield form_change(
                FindingCode.LOCKED_CELL_CHANGED, table.sheet.name, column=message("column.issue"),
                expected=identity.issue, seen=visible.issue,
            )  # fmt: skip


def _words(sheets: Sequence[SheetCells]) -> Catalogue:
    """The language of the form, told from its sheets' names."""
    names = {sheet.name for sheet in sheets}
    known = ("sheet.entry", "sheet.instructions", "sheet.measure_entry")
    language = next((x for x in LANGUAGES if any(catalogue(x)(key) in names for key in known)), LANGUAGES[0])
    return catalogue(language)


def _identity(sheets: Sequence[SheetCells]) -> Identity | None:
    """The identity sheet's pairs; by name first, else any sheet that holds the schema key."""
    names = [field.name for field in fields(Identity)]
    for sheet in _identity_first(sheets):
        pairs: dict[str, str] = {}
        for row in sheet.rows:
            for left, right in pairwise(row):
                if isinstance(left, str) and left.startswith(KEY_PREFIX):
                    pairs.setdefault(left.removeprefix(KEY_PREFIX), key_text(right))
        if pairs.get("schema"):
            # A workbook of an older version lacks what was added since; that has its defaults.
            required = dict.fromkeys(names[:7], "")
            return Identity(**required | {name: pairs[name] for name in names if name in pairs})
    return None


def _visible_identity(table: KeyedTable) -> Identity | None:
    """What the heading above the table says: the issue number holds year, branch and running number."""
    first = next(table.row_numbers(), len(table.sheet.rows))
    for row in table.sheet.rows[:first]:
        for value in row:
            match = _VISIBLE_ISSUE.search(str(value))
            if match:
                return Identity(
                    schema="",
                    round_name="",
                    fiscal_year=match[1],
                    branch_code=match[2],
                    branch_name="",
                    issue=match[0],
                    fingerprint="",
                )
    return None


def _identity_first(sheets: Sequence[SheetCells]) -> list[SheetCells]:
    return sorted(sheets, key=lambda sheet: sheet.name != IDENTITY_SHEET)
