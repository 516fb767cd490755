"""Checking one returned workbook against the plan: is it the right file, and do its figures make sense?"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kpixl.model.entries import Entry, MeasureEntry
from kpixl.model.figure import FigureState
from kpixl.model.finding import Finding, FindingCode, Place, finding, has_errors
from kpixl.model.plan import Branch
from kpixl.model.submission import Field, MeasureField, RawRow, SealState, Submission
from kpixl.model.target import Direction
from kpixl.rules.issue.plan_changes import recoded_kpis
from kpixl.rules.returns.activities import check_activities, kpi_counts
from kpixl.rules.returns.annotations import report_annotations
from kpixl.rules.returns.entries import read_entry
from kpixl.rules.returns.form import (
    check_locked_cells,
    read_measure,
    report_changes,
    rows_by_kpi,
    rows_by_measure,
)
from kpixl.rules.returns.identity import check_identity, why_refused
from kpixl.rules.returns.inspection import Inspection, PlanContext
from kpixl.rules.returns.issued_plan import (
    AsIssued,
    changes_since,
    entries_now,
    has_other_plan,
    issued_plan,
    measures_now,
)
from kpixl.rules.returns.narrative import Narrative, read_narrative
from kpixl.rules.returns.seal import seal_state, unconfirmed
from kpixl.rules.returns.texts import check_texts_written
from kpixl.rules.returns.visibility import visible_rows

_LONGEST_REASON = 120


@dataclass(frozen=True, kw_only=True)
class CheckedReturn:
    """A return after its checks: what counts, what was found, and whether the file itself is refused.

    `filled` of `fields` counts the KPIs with a target whose actual says anything at all. `rows` and
    `measure_rows` are the rows that were found, by KPI code and by measure code. `issued` is there where
    head office has changed the plan since it issued the form.
    """

    submission: Submission
    branch: Branch | None
    entries: tuple[Entry, ...] = ()
    measure_entries: tuple[MeasureEntry, ...] = ()
    findings: tuple[Finding, ...] = ()
    filled: int = 0
    fields: int = 0
    refused: bool = False
    seal: SealState = SealState.UNCHECKED
    rows: Mapping[str, RawRow] = field(default_factory=dict)
    measure_rows: Mapping[str, RawRow] = field(default_factory=dict)
    narrative: Narrative = field(default_factory=Narrative)
    issued: AsIssued | None = None


def check_return(context: PlanContext, submission: Submission) -> CheckedReturn:
    """Check one return, whatever stands in it. A refused file yields findings and no entries.

    Raises:
        MemoryError: the machine has none left, which is no fault of the return's.
    """
    try:
        return _check(context, submission)
    except MemoryError:
        raise
    except Exception as error:
        # A fault of kpixl itself that one return brings to light must not cost the other 46.
        branch = context.plan.branch(submission.identity.branch_code) if submission.identity else None
        found = finding(
            FindingCode.CHECK_ABORTED,
            Place(submission.file),
            branch=branch.code if branch else "",
            reason=f"{type(error).__name__}: {error}"[:_LONGEST_REASON],
        )
        return CheckedReturn(submission=submission, branch=branch, findings=(found,), refused=True)


def _check(context: PlanContext, submission: Submission) -> CheckedReturn:
    plan = context.plan
    branch = plan.branch(submission.identity.branch_code) if submission.identity else None
    seal = seal_state(context, submission, branch) if branch else SealState.UNCHECKED
    refusal = why_refused(context, submission, branch, seal)
    if refusal or branch is None:
        findings = (refusal,) if refusal else ()
        return CheckedReturn(submission=submission, branch=branch, findings=findings, refused=True, seal=seal)
    inspection = Inspection(context=context, submission=submission, branch=branch, seal=seal)
    check_identity(inspection)
    report_changes(inspection)
    issued = issued_plan(inspection)
    if issued is None:
        return _read(inspection)
    checked = _read(inspection.by(issued))
    if checked.refused:
        return checked
    changes = changes_since(inspection, issued)
    today = {old: new for new, old in recoded_kpis(issued, plan).items()}
    return replace(
        _recoded(checked, today),
        entries=tuple(entries_now(plan, issued, branch.code, checked.entries, submission.file)),
        measure_entries=tuple(measures_now(plan, checked.measure_entries)),
        issued=AsIssued(plan=issued, entries=checked.entries, changes=changes) if changes else None,
    )


def _recoded(checked: CheckedReturn, today: Mapping[str, str]) -> CheckedReturn:
    """The return under today's KPI codes, by the old ones; its entries are `entries_now`."""
    said = checked.narrative
    next_rows = _rows_recoded(said.rows.get("next_kpi_entry", {}), today)
    return replace(
        checked,
        rows=_rows_recoded(checked.rows, today),
        findings=tuple(
            replace(item, kpi_code=today.get(item.kpi_code, item.kpi_code)) for item in checked.findings
        ),
        narrative=replace(
            said,
            activities=tuple(
                replace(item, part_of=today.get(item.part_of, item.part_of)) for item in said.activities
            ),
            next_kpis=tuple(
                replace(item, kpi_code=today.get(item.kpi_code, item.kpi_code)) for item in said.next_kpis
            ),
            rows={**said.rows, "next_kpi_entry": next_rows},
        ),
    )


def _rows_recoded(rows: Mapping[str, RawRow], today: Mapping[str, str]) -> dict[str, RawRow]:
    return {today.get(code, code): row for code, row in rows.items()}


def _read(inspection: Inspection) -> CheckedReturn:
    """The form held against the plan that it was issued by, and all that it says."""
    submission, branch, asked, seal = (
        inspection.submission, inspection.branch, inspection.plan, inspection.seal
    )  # fmt: skip
    rows = rows_by_kpi(inspection)
    check_locked_cells(inspection, rows)
    if why := _why_unconfirmed(inspection):
        doubts = (item for item in inspection.findings if item.kind is not FindingCode.RETURN_UNSEALED)
        findings = (unconfirmed(submission, branch, why), *doubts)
        return CheckedReturn(submission=submission, branch=branch, findings=findings, refused=True, seal=seal)
    rows = visible_rows(inspection, rows, Field, are_kpis=True)
    entries = tuple(read_entry(inspection, kpi, rows.get(kpi.code)) for kpi in asked.kpis)
    measure_rows = visible_rows(inspection, rows_by_measure(inspection), MeasureField, are_kpis=False)
    measures = tuple(read_measure(inspection, code, row) for code, row in measure_rows.items())
    counts = kpi_counts(asked.kpis, entries)
    narrative = read_narrative(inspection, counts)
    if submission.annotations:
        further = narrative.rows.values()
        beside, beside_measures = report_annotations(inspection, rows, measure_rows, further)
        entries = tuple(replace(item, annotations=beside.get(item.kpi_code, ())) for item in entries)
        measures = tuple(
            replace(item, annotations=beside_measures.get(item.measure_code, ())) for item in measures
        )
    if inspection.is_of_this_plan:
        rows_of = narrative.rows
        check_texts_written(inspection, narrative.texts, rows_of["measure_text_entry"], entries)
        check_activities(inspection, narrative.activities, rows_of["activity_entry"], counts)
    required = {
        kpi.code for kpi in asked.kpis if asked.target(branch.code, kpi.code).direction is not Direction.NONE
    }
    reported = [entry for entry in entries if entry.figure.state is not FigureState.BLANK]
    written = any(entry.texts for entry in measures) or narrative.says_something
    fields = len(required)
    if required and not reported and not written:
        found = _empty(inspection, fields)
        return CheckedReturn(
            submission=submission, branch=branch, findings=found, fields=fields, refused=True, seal=seal
        )
    filled = sum(entry.kpi_code in required for entry in reported)
    return CheckedReturn(
        submission=submission,
        branch=branch,
        entries=entries,
        measure_entries=measures,
        findings=tuple(inspection.findings),
        filled=filled,
        fields=fields,
        rows=rows,
        measure_rows=measure_rows,
        narrative=narrative,
        seal=seal,
    )


def _why_unconfirmed(inspection: Inspection) -> str:
    """Why a form without a seal does not count; '' where it does, and for any with a seal."""
    if inspection.seal is not SealState.ABSENT:
        return ""
    if has_other_plan(inspection):  # and nothing tells what it showed when it was issued
        return "plan"
    return "locked" if inspection.has(FindingCode.LOCKED_CELL_CHANGED) else ""


_BLANKS = (
    FindingCode.FIGURE_BLANK,
    FindingCode.BLANK_OR_ERROR,
    FindingCode.TEXT_MISSING,
    FindingCode.ACTIVITY_BLANK,
)


def _empty(inspection: Inspection, fields: int) -> tuple[Finding, ...]:
    """The findings about a form without any entry: one says it all, a blank for every field would bury it."""
    inspection.findings = [item for item in inspection.findings if item.kind not in _BLANKS]
    inspection.add(FindingCode.RETURN_EMPTY, fields=fields)
    return tuple(inspection.findings)


def is_sent_back(checked: CheckedReturn) -> bool:
    """True where something in the return must be corrected by the branch."""
    return checked.refused or has_errors(checked.findings)


def is_unchecked(checked: CheckedReturn) -> bool:
    """True where kpixl itself failed over the return: no fault of the branch's is known."""
    return any(item.kind is FindingCode.CHECK_ABORTED for item in checked.findings)
