"""A step that several commands share: the returns that count judged, and the master of them written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kpixl import __version__
from kpixl.books.master.read import read_last_run
from kpixl.books.master.write import build_master
from kpixl.files.write import WriteSet
from kpixl.model.errors import KpixlError
from kpixl.model.finding import Finding, has_errors
from kpixl.model.last_run import SinceLastRun
from kpixl.model.master import Master
from kpixl.model.plan import Branch
from kpixl.rules.assessment.control_totals import run_id
from kpixl.rules.assessment.round_kpis import judge_round_kpis
from kpixl.rules.assessment.since_last_run import since_last_run
from kpixl.rules.returns.selection import sort_findings
from kpixl.steps.compare_with_frozen import moved_since_freeze
from kpixl.steps.gc_pause import gc_paused
from kpixl.steps.judge_returns import judge_returns
from kpixl.steps.load_round import RoundInputs
from kpixl.steps.lost_branches import lost_since_last_run, named

# Asked with the branches that a master would lose; answers whether it may.
MayLose = Callable[[Sequence[Branch]], bool]


def never(_branches: Sequence[Branch]) -> bool:
    """No branch may be lost."""
    return False


@dataclass(frozen=True, kw_only=True)
class ConsolidateResult:
    """What a consolidation made: the master, where it stands, all that was found; and tables beside it.

    `since` is what has moved since the last master, None where there was none.
    """

    path: Path
    master: Master
    findings: tuple[Finding, ...]
    tables: tuple[Path, ...] = ()
    since: SinceLastRun | None = None

    @property
    def refused(self) -> bool:
        """True where a return, or a figure in it, was not used."""
        return has_errors(self.findings)


@gc_paused()
def make_master(inputs: RoundInputs, files: WriteSet, may_lose: MayLose = never) -> ConsolidateResult:
    """Judge the returns that count; the master becomes one of `files`.

    It is written even where returns were refused: what is accepted counts, every refusal is listed. Where it
    would be without a branch that the last master had, for no reason on record, `may_lose` decides.

    Raises:
        KpixlError: the master would lose branches, and may not.
    """
    folder, plan, selected = inputs.folder, inputs.plan, inputs.selected
    last = read_last_run(folder.master, with_figures=True)
    lost = lost_since_last_run(inputs, last)
    if lost and not may_lose(lost):
        raise KpixlError("branches_lost", path=folder.master, branches=named(lost), count=len(lost))
    judged = judge_returns(inputs)
    findings = sort_findings(plan, [*judged.findings, *moved_since_freeze(inputs, judged)])
    master = Master(
        plan=plan,
        raw_plan=inputs.raw_plan,
        run_id=run_number(inputs),
        ledger=judged.ledger,
        assessments=judged.assessments,
        measure_entries=selected.measure_entries,
        findings=findings,
        sources=selected.sources,
        changes=selected.changes,
        totals=judged.totals,
        round_results=judge_round_kpis(plan, judged.assessments),
        texts=selected.texts,
        activities=selected.activities,
        next_kpis=selected.next_kpis,
        annotations=selected.annotations,
        decisions=plan.decisions,
    )
    files.add(folder.master, build_master(master))
    since = since_last_run(last, judged.ledger, selected.sources, judged.assessments)
    return ConsolidateResult(path=folder.master, master=master, findings=findings, since=since)


def run_number(inputs: RoundInputs) -> str:
    """The number of the run that makes a master of these inputs."""
    selected = inputs.selected
    findings = (*inputs.plan_findings, *inputs.issue_findings, *selected.findings)
    return run_id(__version__, inputs.raw_plan.sha256, selected, findings)
