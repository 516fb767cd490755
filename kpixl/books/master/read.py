"""The master workbook, read back: sheets and columns found by name, in Japanese or English."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from kpixl.books.master.adjustments_sheet import ADJUSTMENT_KEYS
from kpixl.books.master.data_sheet import DATA_COLUMNS
from kpixl.books.master.layout import (
    FINDING_KEYS,
    LEDGER_KEYS,
    MEASURE_KEYS,
    NEXT_TARGET_KEYS,
    SOURCE_KEYS,
)
from kpixl.books.plan.copy import PLAN_KEYS, parse_plan_copy
from kpixl.books.reading.cells import SheetCells, UnreadableWorkbookError, read_workbook
from kpixl.locale import LANGUAGES, Catalogue, catalogue
from kpixl.model.entry import Conversion, Entry, MeasureEntry, Reading
from kpixl.model.errors import InputFileError
from kpixl.model.figure import BLANK, Figure, FigureState, decimal_of
from kpixl.model.finding import RenderedFinding, Severity
from kpixl.model.master import StoredMaster
from kpixl.model.submission import (
    CellValue,
    Disposition,
    LedgerRow,
    MeasureField,
    Punctuality,
    RawCell,
    Receipt,
    Source,
)

_Row = Mapping[str, CellValue]


def read_master(path: Path) -> StoredMaster:
    """A master as it was written.

    Raises:
        InputFileError: there is no such file, or it is not a master that kpixl wrote.
    """
    if not path.is_file():
        raise InputFileError("master_missing", path=path)
    try:
        sheets = read_workbook(path)
    except UnreadableWorkbookError as error:
        raise InputFileError("unreadable", path=path, reason=error.finding()) from error
    language = _language(sheets)
    try:
        return _MasterReader(path, sheets, catalogue(language)).read()
    except (KeyError, ValueError, IndexError) as error:
        raise InputFileError("master_invalid", path=path, reason=error) from error


def _language(sheets: list[SheetCells]) -> str:
    names = {sheet.name for sheet in sheets}
    return next((name for name in LANGUAGES if catalogue(name)("sheet.run") in names), LANGUAGES[0])


class _MasterReader:
    def __init__(self, path: Path, sheets: list[SheetCells], words: Catalogue) -> None:
        self.path, self.words = path, words
        self.sheets = {sheet.name: sheet for sheet in sheets}

    def read(self) -> StoredMaster:
        data = self._rows("data", tuple(column.key for column in DATA_COLUMNS))
        proposed = {
            (_text(row, "branch_code"), _text(row, "kpi_code")): _text(row, "next_target")
            for row in self._rows("next_targets", NEXT_TARGET_KEYS)
        }
        reported = self._reported()
        return StoredMaster(
            raw_plan=parse_plan_copy(self.path.name, self._rows("plan_copy", PLAN_KEYS), self.words),
            run_id=self._fact("run_id"),
            ledger=tuple(self._ledger_row(row) for row in self._rows("ledger", LEDGER_KEYS)),
            entries=tuple(
                self._entry(row, proposed, reported)
                for row in data
                if self._state(row) is not FigureState.MISSING
            ),
            judgements={
                (_text(row, "branch_code"), _text(row, "kpi_code")): self._key("judgement", row)
                for row in data
            },
            measure_entries=tuple(self._measure(row) for row in self._rows("measure_data", MEASURE_KEYS)),
            findings=tuple(self._finding(row) for row in self._rows("findings", FINDING_KEYS)),
            sources=tuple(self._source(row) for row in self._rows("sources", SOURCE_KEYS)),
            figures_checksum=self._fact("figures_checksum", ""),
        )

    def _rows(self, name: str, keys: tuple[str, ...]) -> list[dict[str, CellValue]]:
        """The rows of a sheet keyed by column key.

        Raises:
            KeyError: the sheet is gone.
            ValueError: one of its columns is gone.
        """
        header, *rows = self.sheets[self.words(f"sheet.{name}")].rows
        labels = [str(value) for value in header]
        at = [(key, labels.index(self.words(f"column.{key}"))) for key in keys]
        return [{key: row[column] for key, column in at} for row in rows]

    def _key(self, group: str, row: _Row, column: str = "") -> str:
        label = _text(row, column or group)
        key = self.words.key_of(f"word.{group}", label)
        if key is None:
            raise ValueError(f"{self.words(f'column.{column or group}')}: {label}")
        return key

    def _state(self, row: _Row) -> FigureState:
        return FigureState(self._key("state", row, "actual_state"))

    def _reported(self) -> dict[tuple[str, str], Figure]:
        """The figures that head office's stand in for; a master without adjustments has no such sheet."""
        if self.words("sheet.adjustments") not in self.sheets:
            return {}
        found = {}
        for row in self._rows("adjustments", ADJUSTMENT_KEYS):
            state = FigureState(self._key("state", row, "reported_state"))
            figure = _figure(row, "reported") if state is FigureState.NUMBER else Figure(state)
            found[_text(row, "branch_code"), _text(row, "kpi_code")] = figure
        return found

    def _conversions(self, row: _Row) -> tuple[Conversion, ...]:
        by_label = {label: key for key, label in self.words.group("word.conversion").items()}
        # Head office's adjustment stands last, and its reason may hold anything.
        text = _text(row, "conversion").partition(self.words("text.adjusted"))[0]
        steps = [step for step in text.split(self.words("text.list_separator")) if step]
        return tuple(Conversion(by_label[step]) for step in steps)

    def _entry(
        self,
        row: _Row,
        proposed: Mapping[tuple[str, str], str],
        reported: Mapping[tuple[str, str], Figure],
    ) -> Entry:
        state = self._state(row)
        figure = _figure(row, "actual") if state is FigureState.NUMBER else Figure(state)
        file, sheet, cell = (_text(row, key) for key in ("file", "sheet", "cell"))
        typed, as_of = _text(row, "typed"), _text(row, "as_of")
        key = (_text(row, "branch_code"), _text(row, "kpi_code"))
        return Entry(
            *key,
            figure,
            Reading(reported.get(key, figure), typed, self._conversions(row), as_of),
            _figure(row, "numerator"),
            _figure(row, "denominator"),
            as_of,
            _text(row, "remark"),
            proposed.get(key, ""),
            file,
            RawCell(typed, sheet, cell) if cell else None,
            reported.get(key),
        )

    def _source(self, row: _Row) -> Source:
        return Source(
            _text(row, "file"),
            _text(row, "sha256"),
            _text(row, "branch_code"),
            _text(row, "issue"),
            _moment(row["modified"]),
            Disposition(self._key("disposition", row)),
        )

    def _ledger_row(self, row: _Row) -> LedgerRow:
        modified = row["modified"]
        return LedgerRow(
            _text(row, "branch_code"),
            _text(row, "branch"),
            _text(row, "block"),
            Receipt(self._key("receipt", row)),
            Punctuality(self._key("punctuality", row)),
            int(_text(row, "filled")),
            int(_text(row, "fields")),
            _text(row, "file"),
            _text(row, "issue"),
            _moment(modified),
            int(_text(row, "errors")),
            int(_text(row, "warnings")),
            int(_text(row, "revision")),
            int(_text(row, "versions")),
        )

    def _measure(self, row: _Row) -> MeasureEntry:
        texts = {field: text for field in MeasureField if (text := _text(row, field))}
        return MeasureEntry(_text(row, "branch_code"), _text(row, "measure_code"), texts, _text(row, "file"))

    def _finding(self, row: _Row) -> RenderedFinding:
        severity = self.words.key_of("severity", _text(row, "severity"))
        keys = ("file", "sheet", "cell", "branch_code", "kpi_code", "message", "hint")
        return RenderedFinding(
            _text(row, "finding_code"), Severity(severity or ""), *(_text(row, key) for key in keys)
        )

    def _fact(self, key: str, default: str | None = None) -> str:
        """A fact of the run sheet.

        Raises:
            ValueError: it is not there, and there is no default.
        """
        label = self.words(f"run.{key}")
        found = (str(row[1]) for row in self.sheets[self.words("sheet.run")].rows if row[0] == label)
        text = next(found, default)
        if text is None:
            raise ValueError(label)
        return text


def _text(row: _Row, key: str) -> str:
    value = row[key]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _moment(value: CellValue) -> dt.datetime | None:
    """A date-time; calamine gives midnight as a date alone."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime.combine(value, dt.time())
    return value if isinstance(value, dt.datetime) else None


def _figure(row: _Row, key: str) -> Figure:
    value = row[key]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Figure.of(decimal_of(value))
    return BLANK
