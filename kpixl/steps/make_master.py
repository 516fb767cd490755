"""A step that several commands share: the returns that count judged, and the master of them written."""

from dataclasses import dataclass
from pathlib import Path

from kpixl import __version__
from kpixl.books.master.write import build_master
from kpixl.files.write import WriteSet
from kpixl.model.errors import KpixlError
from kpixl.model.finding import Finding, has_errors
from kpixl.model.master import Master
from kpixl.model.submission import Receipt
from kpixl.rules.assessment.aggregates import check_groups, group_figures
from kpixl.rules.assessment.assess import assess
from kpixl.rules.assessment.control_totals import control_totals, run_id
from kpixl.rules.assessment.round_kpis import judge_round_kpis
from kpixl.rules.grading.grades import grade_measures
from kpixl.rules.plan.adjustments import adjust_entries, check_adjustments
from kpixl.rules.plan.check_grades import check_grades
from kpixl.rules.returns.selection import sort_findings
from kpixl.steps.load_round import RoundInputs
from kpixl.steps.uncollected import uncollected


@dataclass(frozen=True)
class ConsolidateResult:
    """What a consolidation made: the master, where it stands, and all that was found."""

    path: Path
    master: Master
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """True where a return, or a figure in it, was not used."""
        return has_errors(self.findings)


def make_master(inputs: RoundInputs, files: WriteSet) -> ConsolidateResult:
    """Judge the returns that count; the master becomes one of `files`.

    1. put in what head office adjusts; 2. assess and grade; 3. reconcile what came out with what went in;
    4. write. It is written even where returns were refused: what is accepted counts, every refusal is listed.
    """
    folder, plan, selected = inputs.folder, inputs.plan, inputs.selected
    refused = {row.branch_code for row in selected.ledger if row.receipt is Receipt.SENT_BACK}
    entries = adjust_entries(plan, selected.entries, refused)
    assessments = assess(plan, entries, refused)
    adjustments = check_adjustments(plan, inputs.raw_plan, entries)
    grades = check_grades(inputs.raw_plan, grade_measures(plan, assessments, selected.measure_entries))
    groups = check_groups(plan, inputs.raw_plan, group_figures(plan, entries))
    later = [*adjustments, *grades, *groups]
    findings = sort_findings(plan, [*inputs.plan_findings, *selected.findings, *later])
    totals = control_totals(plan, selected.entries, assessments)
    if not totals.agree:
        raise KpixlError("disagrees", expected=totals.expected_sum, accumulated=totals.sum_out)

    master = Master(
        plan=plan,
        raw_plan=inputs.raw_plan,
        run_id=run_id(inputs.raw_plan.sha256, selected.sources, __version__),
        ledger=selected.ledger,
        assessments=assessments,
        measure_entries=selected.measure_entries,
        findings=findings,
        sources=selected.sources,
        changes=selected.changes,
        totals=totals,
        round_results=judge_round_kpis(plan, assessments),
        texts=selected.texts,
        activities=selected.activities,
        next_kpis=selected.next_kpis,
        annotations=selected.annotations,
        decisions=plan.decisions,
    )
    with uncollected():
        files.add(folder.master, build_master(master))
    return ConsolidateResult(folder.master, master, findings)
