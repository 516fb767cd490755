"""`kpixl consolidate`: plan and inbox in, master out. One bad file never stops the others."""

from dataclasses import dataclass
from pathlib import Path

from kpixl import __version__
from kpixl.books.cells import sha256_of
from kpixl.books.master import build_master
from kpixl.books.output import write_file
from kpixl.intake import DEFAULT, Handling, TakenIn, take_in
from kpixl.locale import catalogue
from kpixl.model.errors import KpixlError
from kpixl.model.finding import Finding, WordedFinding, has_errors
from kpixl.model.master import Master
from kpixl.model.submission import Receipt
from kpixl.rules.adjustments import adjust_entries, check_adjustments
from kpixl.rules.assessment import assess
from kpixl.rules.consolidation import sort_findings
from kpixl.rules.grade_checks import check_grades
from kpixl.rules.grading import grade_measures
from kpixl.rules.national import check_groups, group_figures
from kpixl.rules.reconciliation import control_totals, figures_mark, run_id
from kpixl.rules.round_wide import judge_round_kpis


@dataclass(frozen=True)
class Consolidation:
    """What a consolidation made. Without a master, the plan has faults and nothing was written."""

    path: Path
    master: Master | None
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """True where a return, or a figure in it, was not used."""
        return has_errors(self.findings)


def consolidate(round_dir: Path, handling: Handling = DEFAULT) -> Consolidation:
    """Consolidate a round.

    1. take in plan and returns; 2. put in what head office adjusts; 3. assess and grade; 4. reconcile what
    came out with what went in; 5. write the master. It is written even where returns were refused: what
    is accepted counts, every refusal is listed.
    """
    return consolidate_taken(take_in(round_dir, handling))


def consolidate_taken(taken: TakenIn) -> Consolidation:
    """The same for returns that were taken in already."""
    folder, plan, intake = taken.folder, taken.plan, taken.intake
    if plan is None or intake is None:
        return Consolidation(folder.master, None, taken.plan_findings)
    refused = {row.branch_code for row in intake.ledger if row.receipt is Receipt.SENT_BACK}
    entries = adjust_entries(plan, intake.entries, refused)
    assessments = assess(plan, entries, refused)
    adjustments = check_adjustments(plan, taken.raw_plan, entries)
    grades = check_grades(taken.raw_plan, grade_measures(plan, assessments, intake.measure_entries))
    groups = check_groups(plan, taken.raw_plan, group_figures(plan, entries))
    later = [*adjustments, *grades, *groups]
    findings = sort_findings(plan, [*taken.plan_findings, *intake.findings, *later])
    totals = control_totals(plan, intake.entries, assessments)
    if not totals.agree:
        raise KpixlError("disagrees", expected=totals.expected_sum, accumulated=totals.sum_out)

    master = Master(
        plan,
        taken.raw_plan,
        run_id(sha256_of(folder.plan), intake.sources, __version__),
        intake.ledger,
        assessments,
        intake.measure_entries,
        _worded(findings, plan.settings.language),
        intake.sources,
        intake.changes,
        totals,
        judge_round_kpis(plan, assessments),
        figures_mark(assessments),
    )
    write_file(folder.master, build_master(master))
    return Consolidation(folder.master, master, findings)


def _worded(findings: tuple[Finding, ...], language: str) -> tuple[WordedFinding, ...]:
    words = catalogue(language)
    return tuple(words.word(item) for item in findings)
