"""A step that several commands share: the returns that count judged, and the master of them written."""

from dataclasses import dataclass
from pathlib import Path

from kpixl import __version__
from kpixl.books.master.write import build_master
from kpixl.files.write import WriteSet
from kpixl.model.finding import Finding, has_errors
from kpixl.model.master import Master
from kpixl.rules.assessment.control_totals import run_id
from kpixl.rules.assessment.round_kpis import judge_round_kpis
from kpixl.rules.returns.selection import sort_findings
from kpixl.steps.judge_returns import judge_returns
from kpixl.steps.load_round import RoundInputs
from kpixl.steps.moved_since import moved_since_freeze
from kpixl.steps.uncollected import uncollected


@dataclass(frozen=True)
class ConsolidateResult:
    """What a consolidation made: the master, where it stands, all that was found; and tables beside it."""

    path: Path
    master: Master
    findings: tuple[Finding, ...]
    tables: tuple[Path, ...] = ()

    @property
    def refused(self) -> bool:
        """True where a return, or a figure in it, was not used."""
        return has_errors(self.findings)


def make_master(inputs: RoundInputs, files: WriteSet) -> ConsolidateResult:
    """Judge the returns that count; the master becomes one of `files`.

    It is written even where returns were refused: what is accepted counts, every refusal is listed.
    """
    folder, plan, selected = inputs.folder, inputs.plan, inputs.selected
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
    with uncollected():
        files.add(folder.master, build_master(master))
    return ConsolidateResult(folder.master, master, findings)


def run_number(inputs: RoundInputs) -> str:
    """The number of the run that makes a master of these inputs."""
    return run_id(inputs.raw_plan.sha256, inputs.selected.sources, __version__)
