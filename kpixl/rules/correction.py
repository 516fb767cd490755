"""What goes back to a branch: its own values, and what was found about each of its cells."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kpixl.model.figure import decimal_of
from kpixl.model.finding import Finding, Severity
from kpixl.model.plan import Branch, Plan
from kpixl.model.submission import CellValue, Field, Identity, MeasureField, RawCell, Registered
from kpixl.rules.cells import shows_percent
from kpixl.rules.checks import CheckedReturn
from kpixl.rules.distribution import entry_file_name, first_identity
from kpixl.rules.inspection import cell_text, row_text


@dataclass(frozen=True)
class AskedFinding:
    """A finding that the branch is asked about, the field it concerns ('' for none) and what stood there."""

    finding: Finding
    field: str = ""
    typed: str = ""


@dataclass(frozen=True)
class PlannedCorrection:
    """One correction workbook to be written; `typed` are the branch's own values, by (KPI code, field)."""

    branch: Branch
    stem: str
    identity: Identity
    typed: Mapping[tuple[str, str], CellValue]
    typed_measures: Mapping[tuple[str, str], CellValue]
    findings: tuple[AskedFinding, ...]


def plan_correction(
    plan: Plan, branch: Branch, checked: CheckedReturn, registered: Registered | None
) -> PlannedCorrection:
    """The correction workbook that answers a return.

    It belongs to the same issue and is the next revision, so that its own return counts as the later
    one. Notes are not sent back.
    """
    seen = checked.submission.identity
    issued = first_identity(plan, branch)
    issue = seen.issue if seen and seen.branch_code == branch.code and seen.issue else ""
    revision = int(seen.revision) if seen and seen.revision.isdigit() else 0
    identity = replace(
        issued,
        issue=issue or (registered.issue if registered else issued.issue),
        revision=str(revision + 1),
    )
    typed: dict[tuple[str, str], CellValue] = {}
    fields: dict[tuple[str, str], tuple[str, str]] = {}
    for code, row in checked.rows.items():
        for name in Field:
            cell = row.cells.get(name)
            if cell is not None:
                typed[code, name] = _kept(cell)
                fields[cell.sheet, cell.cell] = (name, cell.formula or cell_text(cell.value))
    known = {measure.code for measure in plan.measures}
    typed_measures: dict[tuple[str, str], CellValue] = {
        (row.key, name): text
        for row in reversed(checked.submission.measure_rows)  # of two rows of a measure the first counts
        if row.key in known
        for name in MeasureField
        if (text := row_text(row, name))
    }
    asked = tuple(
        AskedFinding(item, *fields.get((item.place.sheet, item.place.cell), ("", "")))
        for item in sorted(checked.findings, key=lambda item: item.severity.order)
        if item.severity is not Severity.NOTE
    )
    stem = entry_file_name(plan, branch).removesuffix(".xlsx")
    return PlannedCorrection(branch, stem, identity, typed, typed_measures, asked)


def _kept(cell: RawCell) -> CellValue:
    """A cell's value as it is given back: what a person would read in it, without formula and % format."""
    if cell.formula and cell.value == "":
        return cell.formula
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        if shows_percent(cell.number_format):
            return float(decimal_of(cell.value).scaleb(2))
        return cell.value
    return cell_text(cell.value)
