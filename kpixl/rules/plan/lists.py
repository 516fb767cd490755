"""The plan's lists about branches and KPIs: past years, national figures, measures, counts, adjustments."""

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from kpixl.model.figure import Figure
from kpixl.model.finding import Finding, FindingCode
from kpixl.model.kpi import GradeRule, Kpi, KpiCriterion, Measure, RoundKpi
from kpixl.model.plan import Adjustment, Branch, HistoryRow, NationalRow, PlannedCount
from kpixl.model.plan_layout import (
    ADJUSTMENTS,
    GRADES,
    HISTORY,
    MEASURES,
    NATIONAL,
    PLANNED_COUNTS,
    ROUND_KPIS,
    PlanSheet,
    RawPlan,
)
from kpixl.model.target import Direction
from kpixl.model.unit import NO_UNIT
from kpixl.rules.figures.folding import fold
from kpixl.rules.plan.grade_schemes import progress_of
from kpixl.rules.plan.records import Record, records

_PERCENT = Decimal(100)
_MOST_BRANCHES = 10_000
_ALL_BRANCHES = frozenset({"全支部", "すべての支部", "all"})


@dataclass
class PlanLists:
    """Reads the lists of one plan; every fault is added to `findings`."""

    raw: RawPlan
    findings: list[Finding]
    branches: list[Branch]
    kpis: list[Kpi]
    _unknown: set[tuple[str, str]] = field(default_factory=set)  # (sheet, KPI code), named once each

    def __post_init__(self) -> None:
        self._by_code = {kpi.code: kpi for kpi in self.kpis}
        self._branch_codes = {branch.code for branch in self.branches}
        self._blocks = {branch.block for branch in self.branches if branch.block}
        self._accepted_blocks = tuple(dict.fromkeys(branch.block for branch in self.branches if branch.block))
        self._width = max((len(code) for code in self._branch_codes if code.isdigit()), default=0)

    def history(self) -> Iterator[HistoryRow]:
        """過年度."""
        seen: dict[tuple[str, ...], str] = {}
        for record in self._records(HISTORY):
            year = record.year("fiscal_year")
            branch = record.code("branch_code", self._width)
            code = record.text("kpi_code")
            figure = self._figure(record, "actual", code)
            if year is None or not branch or not code or figure is None:
                continue
            if branch not in self._branch_codes:
                record.add(FindingCode.PLAN_CODE_UNKNOWN, "branch_code", seen=branch)
                continue
            self._check_known(record, code, self._by_code)
            if self._is_new(record, (str(year), branch, code), seen):
                numerator, denominator = record.number("numerator"), record.number("denominator")
                yield HistoryRow(year, branch, code, figure, numerator, denominator, record.text("note"))

    def national(self) -> Iterator[NationalRow]:
        """全国, and the blocks' figures among them."""
        seen: dict[tuple[str, ...], str] = {}
        strange: set[str] = set()
        for record in self._records(NATIONAL):
            year, code, block = record.year("fiscal_year"), record.text("kpi_code"), record.text("block")
            if year is None or not code:
                continue
            self._check_known(record, code, self._by_code)
            if block and block not in self._blocks and block not in strange:
                strange.add(block)
                record.add(FindingCode.BLOCK_UNKNOWN, "block", seen=block, accepted=self._accepted_blocks)
            if self._is_new(record, (str(year), code, block), seen):
                target = record.number("national_target")
                figure = record.figure("national_actual", NO_UNIT)  # 未確定 is a right answer here
                actual = figure.value if figure else None
                counts = record.number("numerator"), record.number("denominator")
                yield NationalRow(year, code, target, actual, record.text("note"), block, *counts)

    def measures(self) -> Iterator[Measure]:
        """施策."""
        for record in self._records(MEASURES):
            yield Measure(
                record.text("measure_code"),
                record.text("pillar"),
                record.text("measure"),
                record.text("group"),
                record.text("note"),
                record.number("weight"),
            )

    def grades(self) -> Iterator[GradeRule]:
        """評価基準."""
        for record in self._records(GRADES):
            percent = record.number("rate_from")
            yield GradeRule(
                record.text("grade_scheme"),
                record.word("with_kpi", "yes") == "yes",
                record.text("grade"),
                KpiCriterion(record.word("criterion_kpi", KpiCriterion.ANY)),
                None if percent is None else percent / _PERCENT,
                record.word("criterion_new_effort", ""),
                progress_of(record.text("criterion_plan")),
                record.number("points"),
            )

    def planned_counts(self) -> Iterator[PlannedCount]:
        """計画人数."""
        seen: dict[tuple[str, ...], str] = {}
        unlabelled: set[str] = set()
        for record in self._records(PLANNED_COUNTS):
            branch = record.code("branch_code", self._width)
            code = record.text("kpi_code")
            denominator, numerator = _persons(record, "denominator", 1), _persons(record, "numerator", 0)
            if not branch or not code or denominator is None:
                continue
            if self._refuses(record, branch, code, "kpi_code", self._by_code):
                continue
            if not self._by_code[code].has_counts and code not in unlabelled:
                unlabelled.add(code)
                record.add(FindingCode.PLANNED_COUNT_WITHOUT_LABELS, "kpi_code", kpi=code)
            if self._is_new(record, (branch, code), seen):
                yield PlannedCount(branch, code, denominator, numerator, record.text("note"))

    def round_kpis(self) -> Iterator[RoundKpi]:
        """全体指標."""
        seen: dict[tuple[str, ...], str] = {}
        for record in self._records(ROUND_KPIS):
            code, counted = record.text("kpi_code"), record.text("counted_kpi")
            pillar, measure = record.text("pillar"), record.text("measure")
            indicator, note = record.text("indicator"), record.text("note")
            at_least = None
            if fold(record.text("at_least")).casefold() not in _ALL_BRANCHES:
                at_least = record.integer("at_least", 1, _MOST_BRANCHES)
            if not code or not counted:
                continue
            if code in self._by_code:
                record.add(FindingCode.ROUND_KPI_CODE_TAKEN, "kpi_code", seen=code)
                continue
            if at_least is not None and at_least > len(self.branches):
                there_are = len(self.branches)
                record.add(FindingCode.ROUND_KPI_OUT_OF_REACH, "at_least", needed=at_least, count=there_are)
            if counted not in self._by_code:
                record.add(FindingCode.CODE_UNKNOWN, "counted_kpi", seen=counted)
                continue
            if self._is_new(record, (code,), seen):
                yield RoundKpi(code, pillar, measure, indicator, counted, at_least, note)

    def adjustments(self, measures: Container[str]) -> Iterator[Adjustment]:
        """補正; `measures` are the codes of the measures, whose grades may be set too."""
        seen: dict[tuple[str, ...], str] = {}
        for record in self._records(ADJUSTMENTS):
            branch = record.code("branch_code", self._width)
            code = record.text("adjusted_code")
            reason, person, date = record.text("adjusted_reason"), record.text("person"), record.date("date")
            text = record.text("adjusted_value")
            is_grade = code not in self._by_code and code in measures
            figure = None if is_grade else self._figure(record, "adjusted_value", code)
            if not all((branch, code, text, reason, person)) or date is None:
                continue
            if figure is None and not is_grade and code in self._by_code:
                continue  # the value has its own finding
            known = measures if is_grade else self._by_code
            if self._refuses(record, branch, code, "adjusted_code", known):
                continue
            if self._is_new(record, (branch, code), seen, "adjusted_code"):
                cell = record.address("adjusted_value")
                yield Adjustment(branch, code, figure, text if is_grade else "", reason, person, date, cell)

    def _records(self, sheet: PlanSheet) -> Iterator[Record]:
        return records(self.raw, self.findings, sheet)

    def _figure(self, record: Record, key: str, code: str) -> Figure | None:
        kpi = self._by_code.get(code)
        takes_done = kpi is not None and kpi.direction is Direction.DO
        return record.figure(key, kpi.unit if kpi else NO_UNIT, takes_done=takes_done)

    def _refuses(self, record: Record, branch: str, code: str, key: str, known: Container[str]) -> bool:
        """True, with a finding, where the branch or the code is not of this plan."""
        if branch not in self._branch_codes:
            record.add(FindingCode.CODE_UNKNOWN, "branch_code", seen=branch)
        elif code not in known:
            record.add(FindingCode.CODE_UNKNOWN, key, seen=code)
        else:
            return False
        return True

    def _is_new(
        self,
        record: Record,
        key: tuple[str, ...],
        seen: dict[tuple[str, ...], str],
        at: str = "kpi_code",
    ) -> bool:
        """True the first time; a finding the second time."""
        if key in seen:
            code = record.text(at)
            record.add(FindingCode.HISTORY_TWICE, at, seen=code, first=seen[key])
            return False
        seen[key] = record.address(at)
        return True

    def _check_known(self, record: Record, code: str, known: Container[str]) -> None:
        """One warning per sheet for a KPI code of earlier years that this plan does not have."""
        if code in known:
            return
        where = (record.place("kpi_code").sheet, code)
        if where not in self._unknown:
            self._unknown.add(where)
            record.add(FindingCode.HISTORY_KPI_UNKNOWN, "kpi_code", seen=code)


def _persons(record: Record, key: str, least: int) -> Decimal | None:
    """A whole number of persons; None, with a finding, for any other number."""
    value = record.number(key)
    if value is None or (value >= least and value == value.to_integral_value()):
        return value
    record.add(FindingCode.PLANNED_COUNT_IS_NONE, key, seen=record.raw_text(key))
    return None
