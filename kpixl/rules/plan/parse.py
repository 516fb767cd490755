"""From the raw cells of a plan to a Plan, with every fault listed at once."""

from collections.abc import Sequence
from dataclasses import replace

from kpixl.model.finding import Finding, FindingCode, Place, finding, has_errors
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import AggregateRule, CountRounding, JudgeOn, Kpi, RateFormula
from kpixl.model.message import Detail, message
from kpixl.model.plan import Branch, Plan, Settings
from kpixl.model.plan_layout import (
    BRANCHES,
    KPIS,
    PLAN_SHEETS,
    SETTINGS,
    PlanSheet,
    RawPlan,
)
from kpixl.model.target import Direction
from kpixl.model.unit import NO_UNIT, Unit
from kpixl.rules.plan.check_grades import check_scheme
from kpixl.rules.plan.check_size import check_size
from kpixl.rules.plan.importance import settle_importance
from kpixl.rules.plan.lists import PlanLists
from kpixl.rules.plan.meant_columns import columns_as_meant
from kpixl.rules.plan.measures import MeasureTables
from kpixl.rules.plan.receipt_notes import read_receipt_notes
from kpixl.rules.plan.records import Record, records
from kpixl.rules.plan.targets_list import is_long
from kpixl.rules.plan.targets_sheet import read_targets
from kpixl.rules.plan.units import read_units

_LARGEST_DECIMALS = 6
_MOST_BRANCHES = 10_000
_LARGEST_OFFSET = 14  # hours from UTC; there is no time zone beyond


def _since_break(kpi: Kpi, year: FiscalYear) -> Kpi:
    """The KPI, not comparable with the prior year where its definition begins this year or later."""
    since = kpi.comparable_since
    return replace(kpi, comparable=False) if since is not None and since >= year else kpi


def parse_plan(raw: RawPlan) -> tuple[Plan | None, list[Finding]]:
    """The plan that the raw cells state, and every fault found. No plan where any fault is an error."""
    reader = _PlanReader(raw)
    plan = reader.read()
    return (None if has_errors(reader.findings) else plan), reader.findings


class _PlanReader:
    """Walks the tables in order and collects findings; a faulty row yields nothing but its findings."""

    def __init__(self, raw: RawPlan) -> None:
        self.raw = raw
        self.findings: list[Finding] = []
        self.without_unit: set[str] = set()  # KPIs whose unit is not known; that has its own finding

    def read(self) -> Plan | None:
        for sheet in PLAN_SHEETS:
            self._check_table(sheet)
        self.raw = columns_as_meant(self.raw, ())
        settings = self._settings()
        branches = self._branches()
        self.raw = columns_as_meant(self.raw, branches)
        units = read_units(self.raw, self.findings)
        kpis = self._kpis(units)
        last_year = settings.fiscal_year.prior if settings else None
        targets = read_targets(self.raw, self.findings, branches, kpis, self.without_unit, last_year)
        lists = PlanLists(raw=self.raw, findings=self.findings, branches=branches, kpis=kpis)
        history, (national, ranks) = tuple(lists.history()), lists.national()
        measures, grades = tuple(lists.measures()), tuple(lists.grades())
        counts, round_kpis = tuple(lists.planned_counts()), tuple(lists.round_kpis())
        adjustments = tuple(lists.adjustments({measure.code for measure in measures}))
        tables = MeasureTables(
            raw=self.raw, findings=self.findings, branches=branches, kpis=kpis, measures=measures, units=units
        )
        text_items, past_texts = tuple(tables.text_items()), tuple(tables.past_texts())
        activities, own_measures = tuple(tables.activities()), tuple(tables.branch_measures())
        wording = tuple(tables.branch_wording())
        decisions = tuple(read_receipt_notes(self.raw, self.findings, branches, kpis))
        marked = settle_importance(self.raw, self.findings, kpis, measures)
        if settings is None:
            return None
        plan = Plan(
            settings=settings,
            branches=tuple(branches),
            kpis=tuple(_since_break(kpi, settings.fiscal_year) for kpi in marked),
            targets=targets,
            history=history,
            national=tuple(national),
            measures=measures,
            grade_rules=grades,
            planned_counts=counts,
            round_kpis=round_kpis,
            adjustments=adjustments,
            units=units,
            published_ranks=tuple(ranks),
            text_items=text_items,
            past_texts=past_texts,
            activities=activities,
            branch_measures=own_measures,
            branch_wording=wording,
            decisions=decisions,
        )
        self.findings += check_scheme(plan, self.raw)
        self.findings += check_size(self.raw, branches, kpis)
        return plan

    def _check_table(self, sheet: PlanSheet) -> None:
        table = self.raw.tables.get(sheet.key)
        if table is None:
            if not sheet.optional:
                missing = FindingCode.PLAN_SHEET_MISSING
                self._add(missing, Place(self.raw.file), sheet=message(f"sheet.{sheet.key}"))
            return
        if sheet is SETTINGS:
            for text, cell in table.others.items():
                self._add(FindingCode.SETTING_UNKNOWN, Place(self.raw.file, table.sheet, cell), seen=text)
            return
        for field in sheet.fields:
            if field.must_exist and field.key not in table.header:
                self._add(
                    FindingCode.PLAN_COLUMN_MISSING,
                    Place(self.raw.file, table.sheet),
                    column=message(f"column.{field.key}"),
                )
        if not sheet.by_branch or is_long(table):
            for text, cell in table.others.items():
                self._add(FindingCode.PLAN_COLUMN_UNKNOWN, Place(self.raw.file, table.sheet, cell), seen=text)

    def _settings(self) -> Settings | None:
        table = self.raw.tables.get("settings")
        if table is None:
            return None
        cells = {row.key: row.cells["value"] for row in table.rows}
        record = Record(self.raw.file, self.findings, table, SETTINGS, cells, row=None)
        organisation = record.text("organisation")
        year = record.year("fiscal_year")
        round_name = record.text("round_name")
        date = record.date("plan_date")
        language = record.word("language", "ja")
        due = record.date("due")
        judge_on = record.word("judge_on", JudgeOn.REPORTED)
        minus = record.word("minus", "hyphen")
        classification, contact = record.text("classification"), record.text("contact")
        aggregate_name, grade_scheme = record.text("aggregate_name"), record.text("grade_scheme")
        offset = record.number("utc_offset")
        if offset is not None and abs(offset) > _LARGEST_OFFSET:
            record.add(FindingCode.PLAN_NUMBER_UNREADABLE, "utc_offset", seen=offset)
        if year is None or date is None:
            return None
        return Settings(
            organisation=organisation,
            fiscal_year=year,
            round_name=round_name,
            date=date,
            language=language,
            classification=classification,
            due=due,
            contact=contact,
            aggregate_name=aggregate_name,
            grade_scheme=grade_scheme,
            judge_on=JudgeOn(judge_on),
            minus="△" if minus == "triangle" else "-",
            utc_offset=Settings.utc_offset if offset is None else offset,
            count_rounding=CountRounding(record.word("count_rounding", CountRounding.UP)),
            asks_next_kpis=record.word("next_kpis", "no") == "yes",
            fewest_ranked=record.integer("fewest_ranked", 1, _MOST_BRANCHES) or Settings.fewest_ranked,
        )

    def _branches(self) -> list[Branch]:
        branches: list[Branch] = []
        seen: dict[str, str] = {}
        rows = list(records(self.raw, self.findings, BRANCHES))
        widths = [len(code) for record in rows if (code := record.raw_text("branch_code")).isdigit()]
        for record in rows:
            code = record.code("branch_code", max(widths, default=0))
            name, block = record.text("branch"), record.text("block")
            email, phone = record.text("email"), record.text("phone")
            # Neither file names nor sheet names tell a1 from A1.
            folded = code.casefold()
            if code and folded in seen:
                record.add(FindingCode.BRANCH_TWICE, "branch_code", seen=code, first=seen[folded])
            elif code:
                seen[folded] = record.address("branch_code")
                branches.append(Branch(code=code, name=name, block=block, email=email, phone=phone))
        self._not_empty(BRANCHES, rows)
        return branches

    def _kpis(self, units: Sequence[Unit]) -> list[Kpi]:
        kpis: list[Kpi] = []
        seen: dict[str, str] = {}
        rows = list(records(self.raw, self.findings, KPIS))
        for record in rows:
            code = record.text("kpi_code")
            if code and code in seen:
                record.add(FindingCode.KPI_TWICE, "kpi_code", seen=code, first=seen[code])
                continue
            seen[code] = record.address("kpi_code")
            unit = record.unit("unit", units)
            if unit is None or not record.has("unit"):
                self.without_unit.add(code)
            direction = record.word("direction", "", FindingCode.DIRECTION_UNKNOWN)
            decimals = record.integer("decimals", 0, _LARGEST_DECIMALS)
            kpi = Kpi(
                code=code,
                pillar=record.text("pillar"),
                measure=record.text("measure"),
                group=record.text("group"),
                indicator=record.text("indicator"),
                unit=unit or NO_UNIT,
                direction=Direction(direction) if direction else Direction.NONE,
                decimals=decimals or 0,
                numerator_label=record.text("numerator_label"),
                denominator_label=record.text("denominator_label"),
                aggregate=AggregateRule(record.word("aggregate", AggregateRule.PUBLISHED)),
                minimum=record.number("minimum"),
                maximum=record.number("maximum"),
                max_change=record.number("max_change"),
                rate_formula=RateFormula(record.word("rate_formula", RateFormula.MIRROR)),
                important=record.word("important", "") == "high",
                difficult=record.word("difficult", "") == "high",
                comparable=record.word("comparable", "yes") == "yes",
                not_comparable_reason=record.text("not_comparable_reason"),
                comparable_since=record.year("comparable_since"),
                as_of=record.text("as_of"),
                page=record.text("page"),
                note=record.text("note"),
            )
            if code:
                kpis.append(kpi)
        self._not_empty(KPIS, rows)
        return kpis

    def _not_empty(self, sheet: PlanSheet, rows: list[Record]) -> None:
        table = self.raw.tables.get(sheet.key)
        if table is not None and not rows:
            self._add(FindingCode.PLAN_LIST_EMPTY, Place(self.raw.file, table.sheet))

    def _add(
        self, kind: FindingCode, place: Place, *, branch: str = "", kpi: str = "", **details: Detail
    ) -> None:
        self.findings.append(finding(kind, place, branch=branch, kpi=kpi, **details))
