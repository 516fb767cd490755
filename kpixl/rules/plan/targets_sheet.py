"""The plan's 目標 sheet: which branch each column is for, and what each cell sets as target."""

from collections.abc import Collection
from dataclasses import dataclass

from kpixl.model.detail import Detail, message
from kpixl.model.finding import Finding, FindingCode, Place, finding
from kpixl.model.kpi import Kpi
from kpixl.model.plan import Branch
from kpixl.model.plan_layout import TARGETS, RawPlan, RawTable
from kpixl.model.target import Direction, Target
from kpixl.rules.plan.lookup import name_branch
from kpixl.rules.plan.records import Record, records
from kpixl.rules.targets.grammar import TargetError, TargetFault
from kpixl.rules.targets.parse import parse_target
from kpixl.rules.targets.suggestions import nearest_form


def read_targets(
    raw: RawPlan,
    findings: list[Finding],
    branches: list[Branch],
    kpis: list[Kpi],
    without_unit: Collection[str],
) -> dict[tuple[str, str], Target]:
    """The targets by (branch code, KPI code); every fault is added to `findings`.

    `without_unit` are the KPIs whose unit is not known: that has its own finding.
    """
    table = raw.tables.get(TARGETS.key)
    return _TargetSheet(raw, table, findings, without_unit).read(branches, kpis) if table else {}


@dataclass(frozen=True)
class _TargetSheet:
    raw: RawPlan
    table: RawTable
    findings: list[Finding]
    without_unit: Collection[str]

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
                target = self._target(record, header, branch, kpi)
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
        for header, cell in table.others.items():
            branch = name_branch(branches, header).one
            if branch is None:
                self._add(
                    FindingCode.TARGET_BRANCH_UNKNOWN, Place(self.raw.file, table.sheet, cell), seen=header
                )
            elif branch in columns.values():
                self._add(
                    FindingCode.TARGET_COLUMN_TWICE,
                    Place(self.raw.file, table.sheet, cell),
                    branch=branch.code,
                    seen=header,
                )
            else:
                columns[header] = branch
        for branch in branches:
            if branch not in columns.values():
                self._add(
                    FindingCode.TARGET_COLUMN_MISSING,
                    Place(self.raw.file, table.sheet),
                    branch=branch.code,
                    seen=f"{branch.code} {branch.name}",
                )
        return columns

    def _target(self, record: Record, header: str, branch: Branch, kpi: Kpi) -> Target | None:
        text = record.raw_text(header)
        if not text:
            record.add(FindingCode.TARGET_EMPTY, header, branch=branch.code, kpi=kpi.code)
            return None
        if kpi.direction is Direction.NONE:
            return None  # the KPI's own row has the finding; without a direction no target can be read
        try:
            return parse_target(text, kpi)
        except TargetError as error:
            fault = error.fault
        where: dict[str, str] = {"branch": branch.code, "kpi": kpi.code, "seen": text}
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
