"""A step that several commands share: the returns that count are put together, assessed and graded."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kpixl.model.assessment import Assessment
from kpixl.model.errors import KpixlError
from kpixl.model.finding import Finding, Severity
from kpixl.model.grade import MeasureGrade
from kpixl.model.ledger import LedgerRow, NextStep, Receipt
from kpixl.model.master import ControlTotals
from kpixl.rules.assessment.aggregates import check_aggregates, compute_aggregates
from kpixl.rules.assessment.assess import assess
from kpixl.rules.assessment.control_totals import control_totals
from kpixl.rules.grading.grades import grade_measures
from kpixl.rules.plan.adjustments import adjust_entries, check_adjustments
from kpixl.rules.plan.check_grades import check_grades
from kpixl.rules.returns.selection import SelectedReturns, sort_findings
from kpixl.steps.gc_pause import gc_paused
from kpixl.steps.load_round import RoundInputs


@dataclass(frozen=True, kw_only=True)
class JudgedReturns:
    """What follows from the returns that count, and all that was found on the way, the gravest first."""

    ledger: tuple[LedgerRow, ...]
    assessments: tuple[Assessment, ...]
    findings: tuple[Finding, ...]
    totals: ControlTotals


@gc_paused()
def judge_returns(inputs: RoundInputs) -> JudgedReturns:
    """Judge the returns that count.

    1. put in what head office adjusts; 2. assess and grade; 3. reconcile what came out with what went in.

    Raises:
        KpixlError: what came out is not what went in.
    """
    plan, selected = inputs.plan, inputs.selected
    refused = {row.branch_code for row in selected.ledger if row.receipt is Receipt.SENT_BACK}
    entries = adjust_entries(plan, selected.entries, refused)
    assessments = assess(plan, entries, refused)
    adjustments = check_adjustments(plan, inputs.raw_plan, entries)
    graded = grade_measures(plan, assessments, selected.measure_entries)
    grades = check_grades(inputs.raw_plan, _as_issued(graded, selected))
    aggregates = check_aggregates(plan, inputs.raw_plan, compute_aggregates(plan, entries))
    later = [*adjustments, *grades, *aggregates]
    totals = control_totals(plan, selected.entries, assessments)
    if not totals.agree:
        raise KpixlError("disagrees", expected=totals.expected_sum, accumulated=totals.sum_out)
    warnings = Counter(
        (item.branch_code, item.place.file) for item in later if item.severity is Severity.WARNING
    )
    return JudgedReturns(
        ledger=tuple(_with_warnings(row, warnings[row.branch_code, row.file]) for row in selected.ledger),
        assessments=assessments,
        findings=sort_findings(
            plan, [*inputs.plan_findings, *inputs.issue_findings, *selected.findings, *later]
        ),
        totals=totals,
    )


def _as_issued(graded: Iterable[MeasureGrade], selected: SelectedReturns) -> list[MeasureGrade]:
    """The grades that branches' own are held against: those of the plan that the form was issued by."""
    as_issued = selected.as_issued
    found = [grade for grade in graded if grade.branch_code not in as_issued]
    for checked in as_issued.values():
        if checked.issued:
            rows = assess(checked.issued.plan, checked.issued.entries)
            found += grade_measures(checked.issued.plan, rows, checked.measure_entries)
    return found


def _with_warnings(row: LedgerRow, found: int) -> LedgerRow:
    """The branch's row with so many warnings more, that only judging brought to light about its file."""
    if not found or not row.file:
        return row
    is_received = row.receipt is Receipt.RECEIVED
    return replace(
        row,
        warnings=row.warnings + found,
        next_step=NextStep.DOUBTFUL if is_received else row.next_step,
    )
