"""A step that several commands share: a round taken in from its plan and inbox.

It stands between jobs and the floors below, because jobs never import jobs. It only reads.
"""

from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from kpixl.books.plan.read import read_plan
from kpixl.files.inbox import find_returns
from kpixl.files.register import read_register
from kpixl.files.seal_key import read_seal_key
from kpixl.files.workers import WorkerExecutor
from kpixl.model.errors import InputFileError
from kpixl.model.finding import Finding, FindingCode, Place, finding
from kpixl.model.plan import Plan
from kpixl.model.plan_layout import RawPlan
from kpixl.model.round import Round
from kpixl.model.submission import OnDuplicate, Registered, Submission, UnreadableFile
from kpixl.rules.issue.register import latest_issues
from kpixl.rules.plan.check_baselines import check_baselines
from kpixl.rules.plan.check_figures import check_plan_figures
from kpixl.rules.plan.parse import parse_plan
from kpixl.rules.returns.check import check_return
from kpixl.rules.returns.inspection import PlanContext
from kpixl.rules.returns.selection import SelectedReturns, select_returns
from kpixl.rules.returns.versions import Ask
from kpixl.steps.read_returns import OnProgress, read_returns


@dataclass(frozen=True)
class ReadOptions:
    """How returns are read and chosen: everything that a command's options decide."""

    passwords: tuple[str, ...] = ()
    on_duplicate: OnDuplicate = OnDuplicate.LATEST
    ask: Ask = lambda _returns: None
    progress: OnProgress = lambda _done, _of: None
    executor: Executor | None = None


@dataclass(frozen=True)
class RoundInputs:
    """A round as it stands: without a plan, the plan has faults and nothing was read.

    `register` is every row of register.csv, the oldest first.
    """

    folder: Round
    raw_plan: RawPlan
    plan: Plan | None
    plan_findings: tuple[Finding, ...]
    register: tuple[Registered, ...]
    seal_key: bytes | None
    selected: SelectedReturns | None


DEFAULT = ReadOptions()


def load_round(round_dir: Path, options: ReadOptions = DEFAULT) -> RoundInputs:
    """Read the plan and every file of the inbox, check each return, choose one per branch.

    Files are read in worker processes unless the options brings an executor of its own.

    Raises:
        InputFileError: the plan or the inbox is missing, or a file of head office's own is unreadable.
    """
    folder = Round(round_dir)
    raw = read_plan(folder.plan)
    plan, findings = parse_plan(raw)
    if plan is None:
        return RoundInputs(folder, raw, None, tuple(findings), (), None, None)
    findings += check_baselines(plan, raw)
    findings += check_plan_figures(plan, raw)
    if not folder.inbox.is_dir():
        raise InputFileError("no_inbox", path=folder.inbox)
    register = tuple(read_register(folder.register))
    context = PlanContext(plan, latest_issues(register), read_seal_key(folder.seal_key))
    submissions, unread = _read(folder, options)
    if context.seal_key is None and any(item.identity and item.identity.seal for item in submissions):
        findings.append(finding(FindingCode.SEAL_KEY_MISSING, Place(folder.seal_key.name)))
    checked = [check_return(context, submission) for submission in submissions]
    selected = select_returns(plan, checked, unread, options.on_duplicate, options.ask)
    return RoundInputs(folder, raw, plan, tuple(findings), register, context.seal_key, selected)


def _read(folder: Round, options: ReadOptions) -> tuple[list[Submission], list[UnreadableFile]]:
    found = find_returns(folder.inbox, folder.folder)
    submissions: list[Submission] = []
    unread = list(found.unread)
    # Starting workers costs a moment; an empty inbox needs none.
    workers = nullcontext(options.executor) if options.executor or not found.files else WorkerExecutor()
    with workers as executor:
        if executor is not None:
            read = read_returns(
                found.files, folder.folder, executor, options.passwords, progress=options.progress
            )
            for item in read:
                if isinstance(item, Submission):
                    submissions.append(item)
                else:
                    unread.append(item)
    return submissions, unread
