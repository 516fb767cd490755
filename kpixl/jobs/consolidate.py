"""`kpixl consolidate`: plan and inbox in, master out. One bad file never stops the others."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from kpixl import __version__
from kpixl.books.cells import sha256_of
from kpixl.books.inprocess import InProcessExecutor
from kpixl.books.master import build_master
from kpixl.books.output import write_file
from kpixl.books.plan import read_plan
from kpixl.books.register import read_register
from kpixl.books.returned import find_returns, read_returns
from kpixl.locale import catalogue
from kpixl.model.errors import InputFileError, KpixlError
from kpixl.model.finding import Finding, WordedFinding, has_errors
from kpixl.model.master import Master
from kpixl.model.round import Round
from kpixl.model.submission import Receipt, Submission, UnreadableFile
from kpixl.rules.assessment import assess
from kpixl.rules.checks import check_return
from kpixl.rules.consolidation import decide_returns, sort_findings
from kpixl.rules.planning import parse_plan
from kpixl.rules.reconciliation import control_totals, run_id


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


def consolidate(
    round_dir: Path,
    *,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Consolidation:
    """Consolidate a round; `progress` is told how many files of how many have been read.

    1. read the plan; 2. find and read every return; 3. check each against the plan; 4. choose one per
    branch; 5. assess; 6. reconcile what came out with what went in; 7. write the master. It is
    written even where returns were refused: what is accepted counts, every refusal is listed.
    """
    folder = Round(round_dir)
    raw_plan = read_plan(folder.plan)
    plan, plan_findings = parse_plan(raw_plan)
    if plan is None:
        return Consolidation(folder.master, None, tuple(plan_findings))
    if not folder.inbox.is_dir():
        raise InputFileError("no_inbox", path=folder.inbox)

    found = find_returns(folder.inbox)
    submissions: list[Submission] = []
    unreadable: list[UnreadableFile] = []
    read = read_returns(found.workbooks, round_dir, executor or InProcessExecutor())
    for number, item in enumerate(read, start=1):
        progress(number, len(found.workbooks))
        if isinstance(item, Submission):
            submissions.append(item)
        else:
            unreadable.append(item)

    register = {row.branch_code: row for row in read_register(folder.register)}
    checked = [check_return(plan, submission, register) for submission in submissions]
    ignored = [path.relative_to(round_dir).as_posix() for path in found.others]
    intake = decide_returns(plan, checked, unreadable, ignored)
    refused = {row.branch_code for row in intake.ledger if row.receipt is Receipt.SENT_BACK}
    assessments = assess(plan, intake.entries, refused)
    findings = sort_findings(plan, [*plan_findings, *intake.findings])
    totals = control_totals(plan, intake.entries, assessments)
    if not totals.agree:
        raise KpixlError("disagrees", expected=totals.sum_in, accumulated=totals.sum_out)

    master = Master(
        plan,
        raw_plan,
        run_id(sha256_of(folder.plan), intake.sources, __version__),
        intake.ledger,
        assessments,
        intake.measure_entries,
        _worded(findings, plan.settings.language),
        intake.sources,
        totals,
    )
    write_file(folder.master, build_master(master))
    return Consolidation(folder.master, master, findings)


def _worded(findings: tuple[Finding, ...], language: str) -> tuple[WordedFinding, ...]:
    words = catalogue(language)
    return tuple(words.word(item) for item in findings)
