"""The plan's 目標 sheet in its long form: a row for a branch, for a block, or for all branches.

A branch's own row counts before its block's, and that before the one for all: a block with exceptions is one
row and the exceptions, whatever the number of branches.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from kpixl.model.finding import Finding, FindingCode, Place, finding
from kpixl.model.kpi import Kpi
from kpixl.model.message import Detail, message
from kpixl.model.plan import Branch
from kpixl.model.plan_layout import TARGETS, RawPlan, RawTable
from kpixl.rules.figures.folding import fold
from kpixl.rules.plan.records import Record, Seen, is_known, records

TARGET = "target"
_Scope = tuple[str, str]  # the branch's code and the block; both are '' where a row is for all
T = TypeVar("T")
# What a record's field sets for a branch ('' for many) and a KPI.
ReadTarget = Callable[[Record, str, str, Kpi], T | None]


def is_long(table: RawTable) -> bool:
    """True where targets stand in one column, and not in a column for every branch."""
    # The copy of a plan that travels in a form has the headers of both, and the cells of one.
    has_cells = not table.others or any(TARGET in row.cells for row in table.rows)
    return TARGET in table.header and has_cells


@dataclass(kw_only=True)
class TargetList(Generic[T]):
    """Reads the sheet row by row; every fault is added to `findings`. `read_target` reads a row's cell."""

    raw: RawPlan
    findings: list[Finding]
    branches: list[Branch]
    kpis: list[Kpi]
    read_target: ReadTarget[T]
    _rows: dict[str, dict[_Scope, T | None]] = field(default_factory=dict)

    def read(self) -> dict[tuple[str, str], T]:
        """What was read for each branch, by (branch code, KPI code)."""
        for record in records(self.raw, self.findings, TARGETS):
            self._take(record)
        found: dict[tuple[str, str], T] = {}
        for kpi in self.kpis:
            rows = self._rows.get(kpi.code)
            if rows is None:
                self._add(FindingCode.TARGET_ROW_MISSING, kpi, seen=kpi.code)
                continue
            without = []
            for branch in self.branches:
                scope = next((scope for scope in _scopes(branch) if scope in rows), None)
                read = None if scope is None else rows[scope]
                if read is not None:
                    found[branch.code, kpi.code] = read
                elif scope is None:
                    without.append(branch.name)
            if without:
                count, names = len(without), tuple(without)
                self._add(FindingCode.TARGET_BRANCHES_LEFT, kpi, count=count, branches=names)
        return found

    def _add(self, code: FindingCode, kpi: Kpi, **details: Detail) -> None:
        place = Place(self.raw.file, self.raw.tables[TARGETS.key].sheet)
        self.findings.append(finding(code, place, branch="", kpi=kpi.code, **details))

    def __post_init__(self) -> None:
        self._by_code = {branch.code: branch for branch in self.branches}
        self._blocks = {fold(branch.block) for branch in self.branches if branch.block}
        self._known = {kpi.code: kpi for kpi in self.kpis}
        self._width = max((len(code) for code in self._by_code if code.isdigit()), default=0)
        self._seen = Seen()

    def _take(self, record: Record) -> None:
        code = record.text("kpi_code")
        kpi = self._known.get(code)
        if kpi is None:
            if code:
                record.add(FindingCode.TARGET_KPI_UNKNOWN, "kpi_code", seen=code)
            return
        scope = self._scope(record)
        if scope is None or not self._seen.is_new(record, (code, *scope), "kpi_code"):
            return
        self._rows.setdefault(code, {})[scope] = self.read_target(record, TARGET, scope[0], kpi)

    def _scope(self, record: Record) -> _Scope | None:
        """For whom a row is; None where it names a branch or a block that the plan does not have."""
        code, block = record.code("branch_code", self._width), record.text("block")
        folded = fold(block)
        if block and folded not in self._blocks:
            record.add(FindingCode.CODE_UNKNOWN, "block", seen=block)
            return None
        if not code:
            return "", folded
        if not is_known(record, "branch_code", code, self._by_code):
            return None
        own = self._by_code[code].block
        if block and folded != fold(own):
            record.add(
                FindingCode.TARGET_BLOCK_DIFFERS, "block", branch=code, seen=block,
                expected=own or message("text.none"),
            )  # fmt: skip
            return None
        return code, ""


def _scopes(branch: Branch) -> Iterator[_Scope]:
    """The rows that may hold a branch's target, the first that is there counts."""
    yield branch.code, ""
    if branch.block:
        yield "", fold(branch.block)
    yield "", ""
