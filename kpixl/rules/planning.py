"""From the raw cells of a plan to a Plan, with every fault listed at once."""

from collections.abc import Container, Iterator

from kpixl.model.finding import Finding, FindingCode, Place, finding, has_errors
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import Aggregate, GradeRule, JudgeOn, Kpi, Measure, RateFormula
from kpixl.model.layout import (
    BRANCHES,
    GRADES,
    HISTORY,
    KPIS,
    MEASURES,
    NATIONAL,
    PLAN_SHEETS,
    SETTINGS,
    PlanSheet,
    RawPlan,
)
from kpixl.model.plan import Branch, HistoryRow, NationalRow, Plan, Settings
from kpixl.model.target import Direction
from kpixl.model.unit import NO_UNIT
from kpixl.rules.records import Record, records
from kpixl.rules.target_sheet import read_targets

_LARGEST_DECIMALS = 6
_LARGEST_OFFSET = 14  # hours from UTC; there is no time zone beyond


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
        self.unknown_codes: set[tuple[str, str]] = set()  # (sheet, KPI code), named once each
        self.without_unit: set[str] = set()  # KPIs whose unit is not known; that has its own finding

    def read(self) -> Plan | None:
        for sheet in PLAN_SHEETS:
            self._check_table(sheet)
        settings = self._settings()
        branches = self._branches()
        kpis = self._kpis()
        targets = read_targets(self.raw, self.findings, branches, kpis, self.without_unit)
        history = tuple(self._history(branches, kpis))
        national = tuple(self._national(kpis))
        measures = self._measures()
        grades = self._grades()
        if settings is None:
            return None
        return Plan(settings, tuple(branches), tuple(kpis), targets, history, national, measures, grades)

    def _check_table(self, sheet: PlanSheet) -> None:
        table = self.raw.tables.get(sheet.key)
        if table is None:
            missing = (
                FindingCode.PLAN_OPTIONAL_SHEET_MISSING if sheet.optional else FindingCode.PLAN_SHEET_MISSING
            )
            self._add(missing, Place(self.raw.file), sheet_label=f"sheet.{sheet.key}")
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
                    column_label=f"column.{field.key}",
                )
        if not sheet.by_branch:
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
            record.add(FindingCode.PLAN_NUMBER_UNREADABLE, "utc_offset", seen=f"{offset:f}")
        if year is None or date is None:
            return None
        return Settings(
            organisation, year, round_name, date, language, classification, due, contact, aggregate_name,
            grade_scheme, JudgeOn(judge_on), "△" if minus == "triangle" else "-",
            Settings.utc_offset if offset is None else offset,
        )  # fmt: skip

    def _branches(self) -> list[Branch]:
        branches: list[Branch] = []
        seen: dict[str, str] = {}
        rows = list(records(self.raw, self.findings, BRANCHES))
        widths = [len(code) for record in rows if (code := record.raw_text("branch_code")).isdigit()]
        for record in rows:
            code = record.code("branch_code", max(widths, default=0))
            name, block, email = record.text("branch"), record.text("block"), record.text("email")
            # Neither file names nor sheet names tell a1 from A1.
            folded = code.casefold()
            if code and folded in seen:
                record.add(FindingCode.BRANCH_TWICE, "branch_code", seen=code, first=seen[folded])
            elif code:
                seen[folded] = record.place("branch_code").cell
                branches.append(Branch(code, name, block, email))
        self._not_empty(BRANCHES, rows)
        return branches

    def _kpis(self) -> list[Kpi]:
        kpis: list[Kpi] = []
        seen: dict[str, str] = {}
        rows = list(records(self.raw, self.findings, KPIS))
        for record in rows:
            code = record.text("kpi_code")
            if code and code in seen:
                record.add(FindingCode.KPI_TWICE, "kpi_code", seen=code, first=seen[code])
                continue
            seen[code] = record.place("kpi_code").cell
            unit = record.unit("unit")
            if unit is None or not record.has("unit"):
                self.without_unit.add(code)
            direction = record.word("direction", "", FindingCode.DIRECTION_UNKNOWN)
            decimals = record.integer("decimals", 0, _LARGEST_DECIMALS)
            kpi = Kpi(
                code,
                record.text("pillar"),
                record.text("measure"),
                record.text("group"),
                record.text("indicator"),
                unit or NO_UNIT,
                Direction(direction) if direction else Direction.NONE,
                decimals or 0,
                record.text("numerator_label"),
                record.text("denominator_label"),
                Aggregate(record.word("aggregate", Aggregate.PUBLISHED)),
                record.number("minimum"),
                record.number("maximum"),
                record.number("max_change"),
                RateFormula(record.word("rate_formula", RateFormula.MIRROR)),
                important=record.word("important", "") == "high",
                difficult=record.word("difficult", "") == "high",
                comparable=record.word("comparable", "yes") == "yes",
                not_comparable_reason=record.text("not_comparable_reason"),
                as_of=record.text("as_of"),
                page=record.text("page"),
                note=record.text("note"),
            )
            if code:
                kpis.append(kpi)
        self._not_empty(KPIS, rows)
        return kpis

    def _history(self, branches: list[Branch], kpis: list[Kpi]) -> Iterator[HistoryRow]:
        branch_codes, by_code = {branch.code for branch in branches}, {kpi.code: kpi for kpi in kpis}
        width = max((len(code) for code in branch_codes if code.isdigit()), default=0)
        seen: dict[tuple[FiscalYear, str, str], str] = {}
        for record in records(self.raw, self.findings, HISTORY):
            year = record.year("fiscal_year")
            branch = record.code("branch_code", width)
            code = record.text("kpi_code")
            kpi = by_code.get(code)
            takes_done = kpi is not None and kpi.direction is Direction.DO
            figure = record.figure("actual", kpi.unit if kpi else NO_UNIT, takes_done=takes_done)
            if year is None or not branch or not code or figure is None:
                continue
            if branch not in branch_codes:
                record.add(FindingCode.PLAN_CODE_UNKNOWN, "branch_code", seen=branch)
                continue
            self._check_known(record, code, by_code)
            key = (year, branch, code)
            if key in seen:
                record.add(FindingCode.HISTORY_TWICE, "kpi_code", seen=code, first=seen[key])
                continue
            seen[key] = record.place("kpi_code").cell
            numerator, denominator = record.number("numerator"), record.number("denominator")
            yield HistoryRow(year, branch, code, figure, numerator, denominator, record.text("note"))

    def _national(self, kpis: list[Kpi]) -> Iterator[NationalRow]:
        known = {kpi.code for kpi in kpis}
        seen: dict[tuple[FiscalYear, str], str] = {}
        for record in records(self.raw, self.findings, NATIONAL):
            year, code = record.year("fiscal_year"), record.text("kpi_code")
            if year is None or not code:
                continue
            self._check_known(record, code, known)
            if (year, code) in seen:
                record.add(FindingCode.HISTORY_TWICE, "kpi_code", seen=code, first=seen[year, code])
                continue
            seen[year, code] = record.place("kpi_code").cell
            target = record.number("national_target")
            figure = record.figure("national_actual", NO_UNIT)  # 未確定 is a right answer here
            actual = figure.value if figure else None
            yield NationalRow(year, code, target, actual, record.text("note"))

    def _check_known(self, record: Record, code: str, known: Container[str]) -> None:
        """One warning per sheet for a KPI code of earlier years that this plan does not have."""
        where = (record.place("kpi_code").sheet, code)
        if code not in known and where not in self.unknown_codes:
            self.unknown_codes.add(where)
            record.add(FindingCode.HISTORY_KPI_UNKNOWN, "kpi_code", seen=code)

    def _measures(self) -> tuple[Measure, ...]:
        return tuple(
            Measure(*(record.text(key) for key in ("measure_code", "pillar", "measure", "group", "note")))
            for record in records(self.raw, self.findings, MEASURES)
        )

    def _grades(self) -> tuple[GradeRule, ...]:
        return tuple(
            GradeRule(
                record.text("grade_scheme"),
                record.word("with_kpi", "yes") == "yes",
                *(
                    record.text(key)
                    for key in ("grade", "criterion_kpi", "criterion_new_effort", "criterion_plan")
                ),
            )
            for record in records(self.raw, self.findings, GRADES)
        )

    def _not_empty(self, sheet: PlanSheet, rows: list[Record]) -> None:
        table = self.raw.tables.get(sheet.key)
        if table is not None and not rows:
            self._add(FindingCode.PLAN_LIST_EMPTY, Place(self.raw.file, table.sheet))

    def _add(
        self, kind: FindingCode, place: Place, *, branch: str = "", kpi: str = "", **details: object
    ) -> None:
        self.findings.append(finding(kind, place, branch=branch, kpi=kpi, **details))
