"""The master workbook, read back: sheets and columns are found by their hidden keys, whatever their labels.

What each cell holds, `layout/` says. Whether somebody has edited a sheet, its checksum says.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count, takewhile
from pathlib import Path
from typing import TypeVar

from kpixl.books.master import layout
from kpixl.books.master.checksum import combined_checksum, sheet_checksum
from kpixl.books.master.fields import (
    CHECKSUM_KEY,
    FACTS_SHEET,
    LABEL_ROW,
    NAME_KEY,
    ORDER,
    SCHEMA,
    SCHEMA_KEY,
    VERSION_KEY,
    MasterSheet,
    cell_text,
    part_key,
)
from kpixl.books.master.plan_sheet import parse_plan_parts
from kpixl.books.master.records import DataRow, with_parts
from kpixl.books.reading.cells import SheetCells, UnreadableWorkbookError, read_own, read_sheets
from kpixl.model.entries import Entry
from kpixl.model.errors import InputFileError
from kpixl.model.figure import FigureState
from kpixl.model.last_run import LastRun
from kpixl.model.master import StoredMaster
from kpixl.model.submission import CellValue
from kpixl.presence import is_file

R = TypeVar("R")
_KEY_SEARCH_ROWS = 10  # somebody may have put a title above
_MOST_DIGITS = 9  # of a row's number
# The sheets by which a master of 0.1.0 is known: it has no keys, and is read by 0.1.0 alone.
_OF_0_1 = ({"受付台帳", "データ", "計画", "実行記録"}, {"Ledger", "Data", "Plan", "Run record"})


def read_master(path: Path) -> StoredMaster:
    """A master as it was written.

    Raises:
        InputFileError: there is no such file, or it is not a master that this version reads.
    """
    if not is_file(path):
        raise InputFileError("master_missing", path=path)
    try:
        sheets = read_sheets(read_own(path))
    except UnreadableWorkbookError as error:
        raise InputFileError("unreadable", path=path, reason=error.finding()) from error
    facts = _facts(path, sheets)
    reader = _MasterReader(path.name, sheets, facts)
    del sheets  # the reader lets them go one by one
    edited = reader.edited()
    if edited:
        raise InputFileError("master_edited", path=path, sheets=" / ".join(edited))
    try:
        return reader.read()
    except (LookupError, ValueError, TypeError) as error:
        raise InputFileError("master_version", path=path, version=facts[VERSION_KEY]) from error


def read_last_run(path: Path, *, with_figures: bool) -> LastRun:
    """The ledger of a master, its sources and perhaps its figures, read without the rest.

    Whether somebody has edited them is not asked; a master of another version, and none at all, tell nothing.

    Raises:
        OSError: the machine cannot read it now; what it would tell must not be passed over.
    """
    if not is_file(path):
        return LastRun()
    tables = (layout.LEDGER, layout.SOURCES, *((layout.JUDGED,) if with_figures else ()))
    try:
        content = read_own(path)
    except InputFileError:
        return LastRun()
    try:
        facts = _facts(path, read_sheets(content, {FACTS_SHEET}))
        keys = [key for table in tables for key in _part_keys(table.key, facts)]
        names = {facts.get(f"{NAME_KEY}{key}", "") for key in keys}
        reader = _MasterReader(path.name, read_sheets(content, names), facts)
        judged = reader.records(layout.JUDGED) if with_figures else ()
        return LastRun(
            ledger=reader.records(layout.LEDGER),
            sources=reader.records(layout.SOURCES),
            judged={key: outcome for key, outcome in judged if outcome[0].state is not FigureState.MISSING},
        )
    except (UnreadableWorkbookError, InputFileError, LookupError, ValueError, TypeError):
        return LastRun()


def _facts(path: Path, sheets: Sequence[SheetCells]) -> dict[str, str]:
    """What the very hidden sheet says: schema, version, every sheet's checksum and name.

    Raises:
        InputFileError: the workbook is none of this version's masters.
    """
    rows = next((sheet.rows for sheet in sheets if sheet.name == FACTS_SHEET), [])
    facts = {str(row[0]): str(row[1]) for row in rows if len(row) > 1}
    schema = facts.get(SCHEMA_KEY, "")
    if schema == SCHEMA:
        return facts
    if schema.startswith(SCHEMA.rpartition("/")[0] + "/"):
        raise InputFileError("master_version", path=path, version=facts.get(VERSION_KEY, ""))
    names = {sheet.name for sheet in sheets}
    if any(names >= old for old in _OF_0_1):
        raise InputFileError("master_version", path=path, version="0.1.0")
    raise InputFileError("master_other", path=path)


def _part_keys(key: str, facts: Mapping[str, str]) -> Iterator[str]:
    """The keys of a table's sheets: its own, and those of the sheets on which it goes on."""
    yield key
    further = (part_key(key, number) for number in count(2))
    yield from takewhile(lambda part: f"{CHECKSUM_KEY}{part}" in facts, further)


@dataclass(frozen=True)
class _KeyedSheet:
    """A sheet with keys: the column of each, and the rows below the labels."""

    name: str
    columns: Mapping[str, int]
    rows: list[list[CellValue]]

    @cached_property
    def checksum(self) -> str:
        """What the checksum of the rows is now."""
        at = list(self.columns.values())
        return sheet_checksum(list(self.columns), ([row[column] for column in at] for row in self.rows))

    def cells(self, names: Container[str]) -> Iterator[dict[str, CellValue]]:
        """The cells of each row by column key, those of some columns."""
        asked = [(name, column) for name, column in self.columns.items() if name in names]
        for row in self.rows:
            yield {name: row[column] for name, column in asked}


class _MasterReader:
    def __init__(self, file: str, sheets: Sequence[SheetCells], facts: Mapping[str, str]) -> None:
        self.file, self.facts = file, facts
        self.sheets: dict[str, _KeyedSheet] = {}
        for key in self._keys():
            found = [keyed for sheet in sheets if (keyed := _keyed(sheet, key))]
            # Of a sheet and its copy, the one that is as it was written.
            as_written = (keyed for keyed in found if len(found) > 1 and self._is_as_written(key, keyed))
            if found:
                self.sheets[key] = next(as_written, found[0])

    def _keys(self) -> Iterator[str]:
        """The keys of all sheets, those on which a table goes on after it."""
        for table in layout.SHEETS:
            yield from self._parts(table.key)

    def _parts(self, key: str) -> Iterator[str]:
        return _part_keys(key, self.facts)

    def edited(self) -> list[str]:
        """The names of the sheets that are gone, or not as they were written."""
        names = []
        for key in self._keys():
            keyed = self.sheets.get(key)
            if keyed is None and f"{CHECKSUM_KEY}{key}" in self.facts:
                names.append(self.facts[f"{NAME_KEY}{key}"])
            elif keyed is not None and not self._is_as_written(key, keyed):
                names.append(keyed.name)
        if not names and not self._agrees():
            names.append(FACTS_SHEET)
        return names

    def _agrees(self) -> bool:
        """True where 実行記録 knows the same checksums as the hidden sheet: one lost with its sheet shows."""
        checksums = (item for item in self.facts.items() if item[0].startswith(CHECKSUM_KEY))
        known = {key.removeprefix(CHECKSUM_KEY): checksum for key, checksum in checksums}
        for own in self._parts(layout.RUN.key):
            known.pop(own, None)
        return any(
            fact.item == "checksum" and fact.value == combined_checksum(known)
            for fact in self.records(layout.RUN)
        )

    def _is_as_written(self, key: str, keyed: _KeyedSheet) -> bool:
        return keyed.checksum == self.facts.get(f"{CHECKSUM_KEY}{key}")

    def read(self) -> StoredMaster:
        raw_plan = parse_plan_parts(self.file, self._taken(layout.PLAN))
        data = self._taken(layout.DATA)
        facts = {fact.item: fact.value for fact in self.records(layout.RUN)}
        return StoredMaster(
            raw_plan=raw_plan,
            run_id=str(facts["run_id"]),
            ledger=self.records(layout.LEDGER),
            entries=tuple(self._entries(data)),
            judgements={row.key: row.judgement for row in data},
            measure_entries=self.records(layout.MEASURE_DATA),
            findings=with_parts(self.records(layout.FINDINGS), self.records(layout.FINDING_PARTS)),
            sources=self.records(layout.SOURCES),
            changes=self.records(layout.CHANGES),
            texts=self.records(layout.MEASURE_TEXTS),
            activities=self.records(layout.ACTIVITIES),
            next_kpis=self.records(layout.NEXT_KPIS),
            annotations=self.records(layout.ANNOTATIONS),
            decisions=self.records(layout.DECISIONS),
            version=self.facts[VERSION_KEY],
        )

    def _taken(self, table: MasterSheet[R]) -> tuple[R, ...]:
        """The records of a long sheet, which is not asked again: its cells are let go."""
        records = self.records(table)
        for key in self._parts(table.key):
            self.sheets.pop(key, None)
        return records

    def records(self, table: MasterSheet[R]) -> tuple[R, ...]:
        """The records of a sheet.

        Raises:
            LookupError: the sheet is gone, or one of its columns.
            ValueError: a cell holds what kpixl did not write.
        """
        if table.optional and table.key not in self.sheets:
            return ()
        parts = (self.sheets[key] for key in self._parts(table.key))
        return tuple(table.read(cells) for part in parts for cells in part.cells(table.read_names))

    def _entries(self, data: Sequence[DataRow]) -> Iterator[Entry]:
        """The entries, with what stands of them on other sheets."""
        proposed = {
            (row.branch_code, row.kpi_code): row.next_target for row in self.records(layout.NEXT_TARGETS)
        }
        reported = {(row.branch_code, row.kpi_code): row.figure for row in self.records(layout.ADJUSTMENTS)}
        for row in data:
            entry = row.entry
            if entry is None:
                continue
            if row.key in proposed:
                entry = replace(entry, next_target=proposed[row.key])
            if row.key in reported:
                figure = reported[row.key]
                entry = replace(entry, reported=figure, actual=replace(entry.actual, figure=figure))
            yield entry


def _keyed(sheet: SheetCells, key: str) -> _KeyedSheet | None:
    """The sheet as that table of the master; None where it does not have the table's keys."""
    prefix = f"{key}."
    for number, row in enumerate(sheet.rows[:_KEY_SEARCH_ROWS]):
        columns = {
            value.removeprefix(prefix): column
            for column, value in enumerate(row)
            if isinstance(value, str) and value.startswith(prefix)
        }
        if columns:
            below = sheet.rows[number + LABEL_ROW + 1 :]
            rows = [row for row in below if any(row[column] != "" for column in columns.values())]
            if ORDER in columns:
                rows.sort(key=lambda row: cell_text(row[columns[ORDER]]).zfill(_MOST_DIGITS))
            return _KeyedSheet(sheet.name, columns, rows)
    return None
