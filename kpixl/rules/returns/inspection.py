"""One return under inspection: what it is checked against, and the findings as they come up."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from kpixl.model.entries import EntryKpi
from kpixl.model.finding import Finding, FindingCode, Place, finding
from kpixl.model.kpi import Kpi, Measure
from kpixl.model.message import Detail, Message, Translate, message
from kpixl.model.own_words import own_words
from kpixl.model.plan import Branch, Plan
from kpixl.model.submission import RawCell, RawRow, Registered, SealState, SnapshotRow, Submission
from kpixl.rules.figures.cells import shown_cell
from kpixl.rules.figures.folding import cell_text
from kpixl.rules.figures.parse import is_error_value
from kpixl.rules.issue.distribution import fingerprint_of, shown_kpis
from kpixl.rules.returns.branch_names import BranchNames

# [1]表!A1, as files number the workbooks that they refer to; a column of a table may be called [1] too.
_OTHER_BOOK = re.compile(r"(?<![\w\]\[])\[\d+\][^\],]|\[[^\[\]]+\.(?:xls\w?|ods|csv)\]|'file:", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class PlanContext:
    """What a return is held against: the plan, what was issued last, and the key of the seals.

    `translate` says what a form shows as it was said when the form was issued. `registered` holds all that
    was ever issued, by issue number and revision; `unverifiable` are the issues that another key sealed.
    `snapshot_of` gives the copy of the plan that a workbook was issued with, () where it is gone.
    """

    plan: Plan
    translate: Translate
    register: Mapping[str, Registered] = field(default_factory=dict)
    registered: Mapping[tuple[str, int], Registered] = field(default_factory=dict)
    seal_key: bytes | None = None
    unverifiable: frozenset[str] = frozenset()
    snapshot_of: Callable[[Registered], Sequence[SnapshotRow]] = lambda _row: ()

    @cached_property
    def names(self) -> BranchNames:
        """The branches' names, to be found in those of files."""
        return BranchNames(self.plan.branches)


@dataclass(kw_only=True)
class Inspection:
    """One return, the branch it is from, and what has been found so far."""

    context: PlanContext
    submission: Submission
    branch: Branch
    seal: SealState = SealState.UNCHECKED
    findings: list[Finding] = field(default_factory=list)
    is_as_issued: bool = False

    @property
    def plan(self) -> Plan:
        """The plan that the form is held against."""
        return self.context.plan

    def by(self, plan: Plan) -> "Inspection":
        """The same inspection, its findings too, by the plan that the form was issued by."""
        return replace(self, context=replace(self.context, plan=plan), is_as_issued=True)

    @cached_property
    def fingerprint(self) -> str:
        """The fingerprint of a form that the plan would issue to the branch now."""
        return fingerprint_of(self.plan, self.branch.code, self.shown)

    @cached_property
    def shown(self) -> list[tuple[EntryKpi, str]]:
        """What a form that the plan would issue now shows of every KPI, and its target as a text."""
        return shown_kpis(self.plan, self.branch.code, self.context.translate)

    @cached_property
    def kpis(self) -> tuple[Kpi, ...]:
        """The plan's KPIs in the branch's own words."""
        return own_words(self.plan, self.branch.code).kpis()

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """The measures that the branch has, in its own words."""
        return own_words(self.plan, self.branch.code).measures()

    @property
    def is_of_this_plan(self) -> bool:
        """True where the form was issued by this very plan, and so asks for all that the plan asks."""
        identity = self.submission.identity
        known = identity is not None and identity.fingerprint == self.fingerprint
        return known or self.is_as_issued

    def has(self, kind: FindingCode) -> bool:
        """True where such a finding was made."""
        return any(item.kind is kind for item in self.findings)

    def add(self, kind: FindingCode, cell: RawCell | None = None, kpi: str = "", **details: Detail) -> None:
        """Add a finding about the file, or about one of its cells."""
        place = Place(self.submission.file, cell.sheet if cell else "", cell.cell if cell else "")
        self.findings.append(finding(kind, place, branch=self.branch.code, kpi=kpi, **details))


def row_text(row: RawRow, name: str, language: str = "ja") -> str:
    """The text of a row's field as people see it; '' where it is blank or missing."""
    cell = row.cells.get(name)
    if cell is None:
        return ""
    if isinstance(cell.value, str) and not cell.formula:
        return cell_text(cell.value)
    return cell.formula if is_uncomputed(cell) else shown_cell(cell, language)


def is_uncomputed(cell: RawCell) -> bool:
    """True for a formula without a result; some programs write a 0 for that."""
    return bool(cell.formula) and not isinstance(cell.value, bool) and cell.value in ("", 0)


def why_stale(inspection: Inspection, cell: RawCell) -> Message | None:
    """Why the stored result of a cell's formula may be an old one; None where there is no reason."""
    if cell.formula and inspection.submission.is_manual:
        return message("word.stale.manual")
    return message("word.stale.links") if _OTHER_BOOK.search(cell.formula) else None


def check_texts(inspection: Inspection, row: RawRow, names: Iterable[str], kpi: str = "") -> None:
    """Name the text fields with an error value, or with a formula whose result is missing or may be old."""
    for name in names:
        cell = row.cells.get(name)
        if cell is None or (cell.value == "" and not cell.formula):
            continue
        if is_uncomputed(cell):
            inspection.add(FindingCode.TEXT_NOT_COMPUTED, cell, kpi, seen=cell.formula)
        elif isinstance(cell.value, str) and is_error_value(cell.value):
            inspection.add(FindingCode.FIGURE_ERROR_VALUE, cell, kpi, seen=cell.value)
        elif reason := why_stale(inspection, cell):
            read = cell_text(cell.value)
            inspection.add(FindingCode.RESULT_STALE, cell, kpi, seen=cell.formula, read=read, reason=reason)
