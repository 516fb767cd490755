"""What goes back to a branch: its own values, and what was found about each of its cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kpixl.model.entries import Correction, Entry
from kpixl.model.figure import NOT_ASKED
from kpixl.model.finding import Finding, FindingCode, Severity, has_errors
from kpixl.model.message import Translate
from kpixl.model.plan import Branch, Plan
from kpixl.model.submission import (
    INPUT_FIELDS,
    CellValue,
    Field,
    Identity,
    RawCell,
    Registered,
    SignOffField,
)
from kpixl.rules.figures.folding import cell_text
from kpixl.rules.issue.distribution import entry_workbook_name, first_identity, issue_number, running_number
from kpixl.rules.returns.check import CheckedReturn
from kpixl.rules.returns.narrative import verbatim
from kpixl.rules.returns.selection import SelectedReturns

_NOT_COUNTED = (FindingCode.FIGURES_GONE, FindingCode.LATER_RETURN_FAULTY)
_SMALLEST, _LARGEST = 1e-15, 1e15


@dataclass(frozen=True, kw_only=True)
class FilledForm:
    """What a branch has filled in, to be given back to it in another workbook.

    `typed` is by (KPI code, field), `typed_measures` by (measure code, field), `typed_tables` by sheet, row
    and field.
    """

    typed: Mapping[tuple[str, str], CellValue]
    typed_measures: Mapping[tuple[str, str], CellValue]
    typed_tables: Mapping[str, Mapping[tuple[str, str], CellValue]]
    signed: Mapping[SignOffField, str]


@dataclass(frozen=True, kw_only=True)
class PlannedCorrection:
    """One correction workbook to be written, with the branch's own values."""

    branch: Branch
    stem: str
    identity: Identity
    filled: FilledForm
    findings: tuple[Correction, ...]


def plan_correction(
    plan: Plan,
    branch: Branch,
    checked: CheckedReturn,
    registered: Registered | None,
    translate: Translate,
    besides: Sequence[Finding] = (),
) -> PlannedCorrection:
    """The correction workbook that answers a return; `besides` is what else was found about its file.

    It belongs to the same issue and is the next revision, so that its own return counts as the later
    one. Notes are not sent back.
    """
    fields = {
        (cell.sheet, cell.cell): (name, cell.formula or cell_text(cell.value))
        for row in checked.rows.values()
        for name, cell in row.cells.items()
    }
    asked = tuple(
        Correction(item, *fields.get((item.place.sheet, item.place.cell), ("", "")))
        for item in sorted((*besides, *checked.findings), key=lambda item: item.severity.order)
        if item.severity is not Severity.NOTE
    )
    stem = entry_workbook_name(plan, branch).removesuffix(".xlsx")
    first = first_identity(plan, branch, translate)
    identity = _next_identity(first, branch, checked.submission.identity, registered)
    return PlannedCorrection(
        branch=branch, stem=stem, identity=identity, filled=filled_form(checked), findings=asked
    )


def why_not_counted(selected: SelectedReturns, checked: CheckedReturn) -> tuple[Finding, ...]:
    """Why a return that has no fault of its own, or beside its faults, does not stand for an earlier one."""
    kinds = (FindingCode.FIGURES_GONE,) if has_errors(checked.findings) else _NOT_COUNTED
    file = checked.submission.file
    return tuple(item for item in selected.findings if item.kind in kinds and item.place.file == file)


def filled_form(checked: CheckedReturn) -> FilledForm:
    """What a branch has filled in: figures as they were read, all else as typed.

    A figure whose KPI has another unit today is not given back.
    """
    gone = {entry.kpi_code for entry in checked.entries if entry.figure == NOT_ASKED}
    typed: dict[tuple[str, str], CellValue] = {
        (code, name): _kept(cell)
        for code, row in checked.rows.items()
        for name, cell in row.cells.items()
        if name in set(Field) and code not in gone
    }
    for entry in checked.entries:
        typed |= _as_read(entry)
    sign_off = checked.narrative.sign_off
    return FilledForm(
        typed=typed,
        typed_measures={
            (entry.measure_code, name): text
            for entry in checked.measure_entries
            for name, text in entry.texts.items()
        },
        typed_tables=_typed_tables(checked),
        signed={name: getattr(sign_off, name) for name in SignOffField},
    )


def _typed_tables(checked: CheckedReturn) -> dict[str, dict[tuple[str, str], CellValue]]:
    """What the branch has filled in on the further sheets, by sheet, row and field."""
    typed: dict[str, dict[tuple[str, str], CellValue]] = {}
    for sheet, rows in checked.narrative.rows.items():
        typed[sheet] = {
            (key, name): verbatim(cell) if isinstance(cell.value, str) and cell.value else _kept(cell)
            for key, row in rows.items()
            for name, cell in row.cells.items()
            if name in INPUT_FIELDS
        }
    return typed


def _next_identity(
    first: Identity, branch: Branch, seen: Identity | None, registered: Registered | None
) -> Identity:
    """The next revision of the issue that came back, or the first of a later issue that was sent out."""
    latest = registered.issue if registered else first.issue
    returned = seen.issue if seen and seen.branch_code == branch.code else ""
    same_round = seen is not None and (seen.round_name, seen.fiscal_year) == (
        first.round_name,
        first.fiscal_year,
    )
    if seen is None or not same_round or issue_number(returned) < issue_number(latest):
        return replace(first, issue=latest, revision="1")
    return replace(first, issue=returned, revision=str(running_number(seen.revision) + 1))


def _as_read(entry: Entry) -> dict[tuple[str, str], CellValue]:
    """The figures that were read, as plain numbers: 62.2％ typed as text would look wrong to the form."""
    figures = {
        Field.ACTUAL: entry.actual.figure,
        Field.NUMERATOR: entry.numerator,
        Field.DENOMINATOR: entry.denominator,
    }
    values: dict[tuple[str, str], CellValue] = {
        (entry.kpi_code, name): float(figure.value)
        for name, figure in figures.items()
        if figure.value is not None
    }
    if entry.actual.as_of:
        values[entry.kpi_code, Field.AS_OF] = entry.as_of
    return values


def _kept(cell: RawCell) -> CellValue:
    """A cell's value as it is given back where it was not read as a figure."""
    if cell.formula and cell.value == "":
        return cell.formula
    value = cell.value
    if isinstance(value, int | float) and not isinstance(value, bool):
        # A number that the form's own formulas could not bear is given back as a text.
        return value if value == 0 or _SMALLEST <= abs(value) < _LARGEST else cell_text(value)
    return cell_text(value)
