"""One row of a plan sheet, read field by field; every getter adds a finding where it cannot read."""

import datetime as dt
import re
from collections.abc import Container, Iterable, Iterator
from decimal import Decimal

from kpixl.model.assessment import Judgement
from kpixl.model.figure import Figure, number_text
from kpixl.model.finding import Finding, FindingCode, Place, finding
from kpixl.model.fiscal import FiscalYear, parse_fiscal_year
from kpixl.model.kpi import AggregateRule, CountRounding, JudgeOn, KpiCriterion, RateFormula
from kpixl.model.measure import ChangeKind, TextRequired
from kpixl.model.message import Detail, WordGroup, message
from kpixl.model.plan_figures import FigureStatus
from kpixl.model.plan_layout import SETTINGS, PlanField, PlanSheet, RawPlan, RawTable
from kpixl.model.point_in_time import parse_date
from kpixl.model.receipt_note import ReceiptRuling
from kpixl.model.submission import RawCell
from kpixl.model.target import Direction
from kpixl.model.unit import NO_UNIT, UNITS, Unit, UnitKind, find_unit
from kpixl.rules.figures.folding import fold, fold_space, fold_width
from kpixl.rules.figures.parse import read_figure

WORDS: dict[str, frozenset[str]] = {
    "language": frozenset({"ja", "en"}),
    "judge_on": frozenset(JudgeOn),
    "minus": frozenset({"triangle", "hyphen"}),
    "count_rounding": frozenset(CountRounding),
    "criterion_kpi": frozenset(KpiCriterion) - {KpiCriterion.ANY},
    "new_effort": frozenset({"yes", "no"}),
    "direction": frozenset({Direction.AT_LEAST, Direction.AT_MOST, Direction.EQUAL, Direction.DO}),
    "aggregate": frozenset(AggregateRule),
    "rate_formula": frozenset(RateFormula),
    "mark": frozenset({"high"}),
    "comparable": frozenset({"yes", "no"}),
    "with_kpi": frozenset({"yes", "no"}),
    "judgement": frozenset(Judgement),
    "figure_status": frozenset(FigureStatus),
    "unit_kind": frozenset({UnitKind.COUNT, UnitKind.MEASURE}),
    "measure_mark": frozenset({"high", "none"}),
    "measure_scope": frozenset({"all", "some"}),
    "text_required": frozenset(TextRequired),
    "decision": frozenset(ReceiptRuling),
    "next_kpis": frozenset({"yes", "no"}),
    "next_plan": frozenset({"yes", "no"}),
    "change_kind": frozenset(ChangeKind),
}


class Record:
    """One row of a plan sheet; each getter reads a field, and adds a finding where it cannot."""

    def __init__(
        self,
        file: str,
        findings: list[Finding],
        table: RawTable,
        sheet: PlanSheet,
        cells: dict[str, RawCell],
        *,
        row: int | None,
    ) -> None:
        self._file, self._findings = file, findings
        self._table, self._sheet, self._cells, self._row = table, sheet, cells, row

    def address(self, key: str) -> str:
        """The cell where a field stands, or would stand where it is empty."""
        cell = self._cells.get(key)
        if cell:
            return cell.cell
        column = re.sub(r"\d", "", self._table.header.get(key, self._table.others.get(key, "")))
        return f"{column}{self._row}" if column and self._row else ""

    def place(self, key: str) -> Place:
        """Where a field stands, for a finding."""
        return Place(self._file, self._table.sheet, self.address(key))

    def has(self, key: str) -> bool:
        """True where the sheet has the field's column at all."""
        return key in self._table.header

    def add(self, kind: FindingCode, key: str, *, branch: str = "", kpi: str = "", **details: Detail) -> None:
        """Add a finding about a field."""
        # A column that is missing altogether has its own finding; its cells have none of their own.
        if (
            key in self._cells
            or key in self._table.header
            or key in self._table.others
            or self._sheet is SETTINGS
        ):
            if any(field.key == key for field in self._sheet.fields):  # a branch's column has no label
                details.setdefault("column", message(f"column.{key}"))
            self._findings.append(finding(kind, self.place(key), branch=branch, kpi=kpi, **details))

    def raw_text(self, key: str) -> str:
        """The cell as trimmed text: 45.0 reads "45", a date its ISO form."""
        cell = self._cells.get(key)
        if cell is None or cell.value == "":
            return ""
        if isinstance(cell.value, str):
            return fold_space(cell.value)
        if isinstance(cell.value, bool):
            return str(cell.value).upper()
        if isinstance(cell.value, int | float):
            return number_text(cell.value)
        return str(cell.value)

    def text(self, key: str) -> str:
        """The cell as text; a finding where a required cell is empty."""
        text = self.raw_text(key)
        if not text and self._field(key).required:
            self.add(FindingCode.PLAN_CELL_EMPTY, key)
        return text

    def verbatim(self, key: str) -> str:
        """A long text with its line breaks; CR LF is LF."""
        cell = self._cells.get(key)
        if cell is None or not isinstance(cell.value, str):
            return self.text(key)
        return self.text(key) and cell.value.replace("\r\n", "\n").strip()

    def code(self, key: str, width: int) -> str:
        """A code as text. Digits fewer than the other codes have lost their leading zeros."""
        code = fold_width(self.text(key))
        if code.isdigit() and len(code) < width:
            self.add(FindingCode.LEADING_ZEROS_LOST, key, seen=code, expected=code.zfill(width))
            # The code that was meant, so that what refers to it has no findings of its own.
            return code.zfill(width)
        return code

    def word(self, key: str, default: str, unknown: FindingCode = FindingCode.PLAN_WORD_UNKNOWN) -> str:
        """The key of a word of a closed list, or `default`; a finding for any other text."""
        text = self.text(key)
        words = self._field(key).words
        if text in WORDS[words]:
            return text
        if text:
            self.add(unknown, key, seen=text, accepted=WordGroup(f"word.{words}"))
        return default

    def unit(self, key: str, declared: Iterable[Unit] = ()) -> Unit | None:
        """The unit that the cell names; a finding where neither the plan nor the list knows it."""
        text = self.text(key)
        unit = find_unit(fold_space(text), declared) or find_unit(fold(text), declared)
        if unit is None:
            self.add(FindingCode.UNIT_UNKNOWN, key, seen=text, accepted=(*UNITS, *declared))
        return unit

    def number(self, key: str) -> Decimal | None:
        """A number, or None; a finding where the cell holds anything else."""
        figure = self.figure(key, NO_UNIT)
        if figure and figure.value is None:
            self.add(FindingCode.PLAN_NUMBER_UNREADABLE, key, seen=self.raw_text(key))
        return figure.value if figure else None

    def integer(self, key: str, least: int, most: int) -> int | None:
        """A whole number within bounds, or None."""
        if not self.text(key):
            return None
        value = self.number(key)
        if value is not None and (value != int(value) or not least <= value <= most):
            self.add(FindingCode.PLAN_NUMBER_UNREADABLE, key, seen=self.raw_text(key))
            return None
        return None if value is None else int(value)

    def figure(self, key: str, unit: Unit, *, takes_done: bool = False) -> Figure | None:
        """A number or a state; None where the cell is blank or refused."""
        cell = self._cells.get(key)
        if cell is None or cell.value == "":
            if self._field(key).required:
                self.add(FindingCode.PLAN_CELL_EMPTY, key)
            return None
        reading, refusal = read_figure(cell.value, unit, takes_done=takes_done)
        if refusal:
            self.add(FindingCode.PLAN_NUMBER_UNREADABLE, key, seen=refusal.seen)
            return None
        return reading.figure

    def year(self, key: str) -> FiscalYear | None:
        """A fiscal year, or None."""
        text = self.text(key)
        if not text:
            return None
        try:
            return parse_fiscal_year(self._cells[key].value)
        except ValueError:
            self.add(FindingCode.FISCAL_YEAR_UNREADABLE, key, seen=text)
            return None

    def date(self, key: str) -> dt.date | None:
        """A date typed as date or text, or None."""
        text = self.text(key)
        if not text:
            return None
        value = self._cells[key].value
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        date = parse_date(fold_width(text))
        if date is None:
            self.add(FindingCode.PLAN_DATE_UNREADABLE, key, seen=text)
        return date

    def _field(self, key: str) -> PlanField:
        return self._sheet.field(key)


def records(raw: RawPlan, findings: list[Finding], sheet: PlanSheet) -> Iterator[Record]:
    """The rows of a plan sheet; none where the plan does not have it."""
    table = raw.tables.get(sheet.key)
    for row in table.rows if table else ():
        assert table is not None  # noqa: S101 - narrows for mypy; there are no rows without a table
        yield Record(raw.file, findings, table, sheet, row.cells, row=row.row)


class Seen:
    """What the rows of a sheet have named already, and where; the second one that names it is not used."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, ...], str] = {}

    def is_new(self, record: Record, key: tuple[str, ...], at: str, seen: str = "") -> bool:
        """True the first time; a finding at the field `at` the second time, which quotes it, or `seen`."""
        if key in self._first:
            record.add(FindingCode.PLAN_ROW_TWICE, at, seen=seen or record.text(at), first=self._first[key])
            return False
        self._first[key] = record.address(at)
        return True


def is_known(record: Record, key: str, code: str, known: Container[str]) -> bool:
    """True where the plan has the code; a finding where it does not."""
    if code in known:
        return True
    record.add(FindingCode.CODE_UNKNOWN, key, seen=code)
    return False
