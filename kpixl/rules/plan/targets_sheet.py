"""The plan's 目標 sheet: which branch each column is for, and what each cell sets as target.

Where it has a column of targets instead, `targets_list` reads it row by row.
"""

from collections.abc import Collection
from dataclasses import dataclass

from kpixl.model.finding import Finding, FindingCode, Place, finding
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import Kpi
from kpixl.model.message import Detail, message
from kpixl.model.plan import Branch
from kpixl.model.plan_layout import MOST_BRANCH_COLUMNS, TARGETS, RawPlan, RawTable
from kpixl.model.target import Direction, Target
from kpixl.rules.plan.lookup import name_branch
from kpixl.rules.plan.records import Record, records
from kpixl.rules.plan.targets_list import TargetList, is_long
from kpixl.rules.targets.faults import TargetError, TargetFault
from kpixl.rules.targets.parse import parse_target
from kpixl.rules.targets.suggestions import nearest_form


def read_targets(
    raw: RawPlan,
    findings: list[Finding],
    branches: list[Branch],
    kpis: list[Kpi],
    without_unit: Collection[str],
    last_year: FiscalYear | None,
) -> dict[tuple[str, str], Target]:
    """The targets by (branch code, KPI code); every fault is added to `findings`.

    `without_unit` are the KPIs whose unit is not known: that has its own finding. `last_year` is the fiscal
    year of which a figure is that a cell quotes as last year's; None where the plan's year is not known.
    """
    table = raw.tables.get(TARGETS.key)
    if table is None:
        return {}
    sheet = _TargetSheet(
        raw=raw, table=table, findings=findings, without_unit=without_unit, last_year=last_year
    )
    if is_long(table):
        return TargetList(
            raw=raw, findings=findings, branches=branches, kpis=kpis, read_target=sheet.target
        ).read()
    return sheet.read(branches, kpis)


@dataclass(frozen=True, kw_only=True)
class _TargetSheet:
    raw: RawPlan
    table: RawTable
    findings: list[Finding]
    without_unit: Collection[str]
    last_year: FiscalYear | None

    def read(self, branches: list[Branch], kpis: list[Kpi]) -> dict[tuple[str, str], Target]:
        table = self.table
        by_code = {kpi.code: kpi for kpi in kpis}
        columns = self._columns(branches)
        targets: dict[tuple[str, str], Target] = {}
        seen: dict[str, str] = {}
        for record in records(self.raw, self.findings, TARGETS):
            code = record.text("kpi_code")
            kpi = by_code.get(code)
            if kpi is None:
                if code:
                    record.add(FindingCode.TARGET_KPI_UNKNOWN, "kpi_code", seen=code)
                continue
            if code in seen:
                record.add(FindingCode.KPI_TWICE, "kpi_code", seen=code, first=seen[code])
                continue
            seen[code] = record.address("kpi_code")
            for header, branch in columns.items():
                target = self.target(record, header, branch.code, kpi)
                if target is not None:
                    targets[branch.code, kpi.code] = target
        for code in by_code:
            if code not in seen:
                self._add(
                    FindingCode.TARGET_ROW_MISSING, Place(self.raw.file, table.sheet), kpi=code, seen=code
                )
        return targets

    def _columns(self, branches: list[Branch]) -> dict[str, Branch]:
        """The branch that each column header names, by code ("45 宮崎", "45") or by name."""
        table = self.table
        columns: dict[str, Branch] = {}
        taken: set[str] = set()
        for header, cell in table.others.items():
            branch = name_branch(branches, header).one
            if branch is None:
                self._add(
                    FindingCode.TARGET_BRANCH_UNKNOWN, Place(self.raw.file, table.sheet, cell), seen=header
                )
            elif branch.code in taken:
                self._add(
                    FindingCode.TARGET_COLUMN_TWICE,
                    Place(self.raw.file, table.sheet, cell),
                    branch=branch.code,
                    seen=header,
                )
            else:
                columns[header] = branch
                taken.add(branch.code)
        for branch in branches:
            if branch.code not in taken:
                self._add(
                    FindingCode.TARGET_COLUMN_MISSING,
                    Place(self.raw.file, table.sheet),
                    branch=branch.code,
                    seen=f"{branch.code} {branch.name}",
                )
        if len(columns) > MOST_BRANCH_COLUMNS:
            place, most = Place(self.raw.file, table.sheet), MOST_BRANCH_COLUMNS
            self._add(FindingCode.TARGET_COLUMNS_MANY, place, count=len(columns), most=most)
        return columns

    def target(self, record: Record, header: str, branch: str, kpi: Kpi) -> Target | None:
        """The target that a cell sets; None, with a finding, where it sets none."""
        text = record.raw_text(header)
        if not text:
            record.add(FindingCode.TARGET_EMPTY, header, branch=branch, kpi=kpi.code)
            return None
        if kpi.direction is Direction.NONE:
            return None  # the KPI's own row has the finding; without a direction no target can be read
        try:
            return parse_target(text, kpi, self.last_year)
        except TargetError as error:
            fault = error.fault
        where: dict[str, str] = {"branch": branch, "kpi": kpi.code, "seen": text}
        if fault is TargetFault.DIRECTION:
            direction = message(f"word.direction.{kpi.direction}")
            record.add(FindingCode.TARGET_DIRECTION_DIFFERS, header, **where, direction=direction)
        elif fault is not TargetFault.UNIT or kpi.code not in self.without_unit:
            record.add(
                FindingCode.TARGET_UNREADABLE, header, **where,
                unit=kpi.unit if kpi.unit.symbol else message("text.none"),
                fault=message(f"word.target_fault.{fault}"), nearest=nearest_form(text, kpi),
                forms=message("text.target_forms"),
            )  # fmt: skip
        return None

    def _add(
        self, kind: FindingCode, place: Place, *, branch: str = "", kpi: str = "", **details: Detail
    ) -> None:
        self.findings.append(finding(kind, place, branch=branch, kpi=kpi, **details))
