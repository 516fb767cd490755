"""The plan's lists about branches and KPIs: past years, national figures, measures, counts, adjustments."""

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from kpixl.model.assessment import Judgement
from kpixl.model.figure import Figure, FigureState
from kpixl.model.finding import Finding, FindingCode
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import ALL_BRANCHES, GradeRule, Kpi, KpiCriterion, Measure, RoundKpi
from kpixl.model.message import message
from kpixl.model.plan import Branch
from kpixl.model.plan_figures import (
    Adjustment,
    FigureStatus,
    HistoryRow,
    NationalRow,
    PlannedCount,
    PublishedRank,
)
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
from kpixl.rules.plan.records import Record, Seen, is_known, records

_PERCENT = Decimal(100)
_MOST_BRANCHES = 10_000
_MOST_MEASURES = 100_000


@dataclass(kw_only=True)
class PlanLists:
    """Reads the lists of one plan; every fault is added to `findings`."""

    raw: RawPlan
    findings: list[Finding]
    branches: list[Branch]
    kpis: list[Kpi]
    _unknown: set[tuple[str, str]] = field(default_factory=set)  # (sheet, KPI code), named once each
    _strange: set[str] = field(default_factory=set)  # blocks that no branch has, named once each

    def __post_init__(self) -> None:
        self._by_code = {kpi.code: kpi for kpi in self.kpis}
        self._branch_codes = {branch.code for branch in self.branches}
        self._blocks = {branch.block for branch in self.branches if branch.block}
        self._accepted_blocks = tuple(dict.fromkeys(branch.block for branch in self.branches if branch.block))
        self._width = max((len(code) for code in self._branch_codes if code.isdigit()), default=0)

    def history(self) -> Iterator[HistoryRow]:
        """過年度."""
        seen = Seen()
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
            # At the figure: in a sheet with a column for each year the code is the same cell for all of them.
            if seen.is_new(record, (str(year), branch, code), "actual", seen=code):
                judgement = record.word("judgement", "")
                yield HistoryRow(
                    fiscal_year=year,
                    branch_code=branch,
                    kpi_code=code,
                    actual=figure,
                    numerator=record.number("numerator"),
                    denominator=record.number("denominator"),
                    note=record.text("note"),
                    target=record.raw_text("target"),
                    judgement=Judgement(judgement) if judgement else None,
                )

    def national(self) -> tuple[list[NationalRow], list[PublishedRank]]:
        """全国: figures of the whole and of blocks, and the branches' ranks as published."""
        figures, ranks = Seen(), Seen()
        rows: list[NationalRow] = []
        published: list[PublishedRank] = []
        for record in self._records(NATIONAL):
            year, code = record.year("fiscal_year"), record.text("kpi_code")
            if year is None or not code:
                continue
            self._check_known(record, code, self._by_code)
            rank = self._rank(record, year, code)
            if rank and ranks.is_new(record, (str(year), rank.branch_code, code), "kpi_code"):
                published.append(rank)
            if not record.raw_text("branch_code"):
                row = self._national(record, year, code)
                if figures.is_new(record, (str(year), code, row.block), "kpi_code"):
                    rows.append(row)
            elif rank is None or record.raw_text("national_target") or record.raw_text("national_actual"):
                record.add(FindingCode.NATIONAL_OF_BRANCH, "branch_code", seen=record.raw_text("branch_code"))
        return rows, published

    def _national(self, record: Record, year: FiscalYear, code: str) -> NationalRow:
        block = record.text("block")
        if block and block not in self._blocks | self._strange:
            self._strange.add(block)
            record.add(FindingCode.BLOCK_UNKNOWN, "block", seen=block, accepted=self._accepted_blocks)
        figure = record.figure("national_actual", NO_UNIT)  # 未確定 is a right answer here
        return NationalRow(
            fiscal_year=year,
            kpi_code=code,
            target=record.number("national_target"),
            actual=figure.value if figure else None,
            note=record.text("note"),
            block=block,
            numerator=record.number("numerator"),
            denominator=record.number("denominator"),
            status=_status(record.word("figure_status", ""), figure),
        )

    def _rank(self, record: Record, year: FiscalYear, code: str) -> PublishedRank | None:
        """The rank that a row states; where there is one branch only, it need not be named."""
        rank = record.integer("published_rank", 1, _MOST_BRANCHES)
        of = record.integer("published_rank_of", rank or 1, _MOST_BRANCHES)
        branch = record.code("branch_code", self._width)
        if branch and not is_known(record, "branch_code", branch, self._branch_codes):
            return None
        if rank is None:
            return None
        if not branch and len(self._branch_codes) > 1:
            record.add(FindingCode.RANK_WITHOUT_BRANCH, "published_rank", seen=str(rank))
            return None
        branch = branch or next(iter(self._branch_codes), "")
        return PublishedRank(fiscal_year=year, branch_code=branch, kpi_code=code, rank=rank, of=of)

    def measures(self) -> list[Measure]:
        """施策, in their stated order; those without one stay where they stand, behind the others."""
        seen = Seen()
        rows = []
        for record in self._records(MEASURES):
            measure = _measure(record)
            if seen.is_new(record, (measure.code,), "measure_code"):
                rows.append(measure)
        return sorted(rows, key=lambda row: (row.order is None, row.order or 0))

    def grades(self) -> Iterator[GradeRule]:
        """評価基準."""
        for record in self._records(GRADES):
            percent = record.number("rate_from")
            grade, first, last = record.text("grade"), record.year("valid_from"), record.year("valid_until")
            if first and last and last < first:
                why = message("word.idle_rule.years", first=first, last=last)
                record.add(FindingCode.GRADE_RULE_IDLE, "valid_from", grade=grade, why=why)
            yield GradeRule(
                scheme=record.text("grade_scheme"),
                with_kpi=record.word("with_kpi", "yes") == "yes",
                grade=grade,
                criterion_kpi=KpiCriterion(record.word("criterion_kpi", KpiCriterion.ANY)),
                rate_from=None if percent is None else percent / _PERCENT,
                criterion_new_effort=record.word("criterion_new_effort", ""),
                criterion_plan=progress_of(record.text("criterion_plan")),
                points=record.number("points"),
                valid_from=first,
                valid_until=last,
            )

    def planned_counts(self) -> Iterator[PlannedCount]:
        """計画人数."""
        seen = Seen()
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
            if seen.is_new(record, (branch, code), "kpi_code"):
                yield PlannedCount(
                    branch_code=branch,
                    kpi_code=code,
                    denominator=denominator,
                    numerator=numerator,
                    note=record.text("note"),
                )

    def round_kpis(self) -> Iterator[RoundKpi]:
        """全体指標."""
        seen = Seen()
        for record in self._records(ROUND_KPIS):
            code, counted = record.text("kpi_code"), record.text("counted_kpi")
            pillar, measure = record.text("pillar"), record.text("measure")
            indicator, note = record.text("indicator"), record.text("note")
            at_least = None
            if fold(record.text("at_least")).casefold() not in ALL_BRANCHES:
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
            if seen.is_new(record, (code,), "kpi_code"):
                yield RoundKpi(
                    code=code,
                    pillar=pillar,
                    measure=measure,
                    indicator=indicator,
                    counted_kpi=counted,
                    at_least=at_least,
                    note=note,
                )

    def adjustments(self, measures: Container[str]) -> Iterator[Adjustment]:
        """補正; `measures` are the codes of the measures, whose grades may be set too."""
        seen = Seen()
        for record in self._records(ADJUSTMENTS):
            branch = record.code("branch_code", self._width)
            code = record.text("adjusted_code")
            reason, person, date = record.text("adjusted_reason"), record.text("person"), record.date("date")
            text = record.text("adjusted_value")
            is_figure = code in self._by_code
            is_grade = not is_figure and code in measures
            figure = self._figure(record, "adjusted_value", code) if is_figure and text else None
            if not all((branch, code, text, reason, person)) or date is None:
                continue
            if is_figure and figure is None:
                continue  # the value has its own finding
            if self._refuses(record, branch, code, "adjusted_code", measures if is_grade else self._by_code):
                continue
            if seen.is_new(record, (branch, code), "adjusted_code"):
                cell = record.address("adjusted_value")
                yield Adjustment(
                    branch_code=branch,
                    code=code,
                    figure=figure,
                    text=text if is_grade else "",
                    reason=reason,
                    person=person,
                    date=date,
                    cell=cell,
                )

    def _records(self, sheet: PlanSheet) -> Iterator[Record]:
        return records(self.raw, self.findings, sheet)

    def _figure(self, record: Record, key: str, code: str) -> Figure | None:
        kpi = self._by_code.get(code)
        takes_done = kpi is not None and kpi.direction is Direction.DO
        return record.figure(key, kpi.unit if kpi else NO_UNIT, takes_done=takes_done)

    def _refuses(self, record: Record, branch: str, code: str, key: str, known: Container[str]) -> bool:
        """True, with a finding, where the branch or the code is not of this plan."""
        return not (
            is_known(record, "branch_code", branch, self._branch_codes) and is_known(record, key, code, known)
        )

    def _check_known(self, record: Record, code: str, known: Container[str]) -> None:
        """One warning per sheet for a KPI code of earlier years that this plan does not have."""
        if code in known:
            return
        where = (record.place("kpi_code").sheet, code)
        if where not in self._unknown:
            self._unknown.add(where)
            record.add(FindingCode.HISTORY_KPI_UNKNOWN, "kpi_code", seen=code)


def _measure(record: Record) -> Measure:
    marks = {"high": True, "none": False}
    return Measure(
        code=record.text("measure_code"),
        pillar=record.text("pillar"),
        name=record.text("measure"),
        group=record.text("group"),
        note=record.text("note"),
        weight=record.number("weight"),
        number=record.text("shown_number"),
        plan_text=record.verbatim("plan_text"),
        goal=record.text("goal"),
        is_common=record.word("measure_scope", "all") == "all",
        important=marks.get(record.word("important", "")),
        important_reason=record.verbatim("important_reason"),
        difficult=marks.get(record.word("difficult", "")),
        difficult_reason=record.verbatim("difficult_reason"),
        order=record.integer("measure_order", 1, _MOST_MEASURES),
    )


def _status(word: str, figure: Figure | None) -> FigureStatus | None:
    """What the plan says of a published figure, in a column of its own or instead of the figure."""
    if word:
        return FigureStatus(word)
    return FigureStatus.UNSETTLED if figure and figure.state is FigureState.UNSETTLED else None


def _persons(record: Record, key: str, least: int) -> Decimal | None:
    """A whole number of persons; None, with a finding, for any other number."""
    value = record.number(key)
    if value is None or (value >= least and value == value.to_integral_value()):
        return value
    record.add(FindingCode.PLANNED_COUNT_IS_NONE, key, seen=record.raw_text(key))
    return None
