"""A step that several commands share: a round taken in from its plan and inbox.

It stands between jobs and the floors below, because jobs never import jobs. It only reads.
"""

from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from kpixl.books.inbox import find_returns
from kpixl.books.plan import read_plan
from kpixl.books.register import read_register
from kpixl.books.returned import read_returns
from kpixl.books.sealing import read_seal_key
from kpixl.books.workers import WorkerExecutor
from kpixl.model.errors import InputFileError
from kpixl.model.finding import Finding, FindingCode, Place, finding
from kpixl.model.layout import RawPlan
from kpixl.model.plan import Plan
from kpixl.model.round import Round
from kpixl.model.submission import OnDuplicate, Registered, Submission, UnreadableFile
from kpixl.rules.baselines import check_baselines
from kpixl.rules.checks import check_return
from kpixl.rules.consolidation import Intake, decide_returns
from kpixl.rules.inspection import Reference
from kpixl.rules.plan_figures import check_plan_figures
from kpixl.rules.planning import parse_plan
from kpixl.rules.resubmission import Ask

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Handling:
    """How returns are read and chosen: everything that a command's options decide."""

    passwords: tuple[str, ...] = ()
    on_duplicate: OnDuplicate = OnDuplicate.LATEST
    ask: Ask = lambda _returns: None
    progress: Progress = lambda _done, _of: None
    executor: Executor | None = None


@dataclass(frozen=True)
class TakenIn:
    """A round as it stands: without a plan, the plan has faults and nothing was read."""

    folder: Round
    raw_plan: RawPlan
    plan: Plan | None
    plan_findings: tuple[Finding, ...]
    register: dict[str, Registered]
    seal_key: bytes | None
    intake: Intake | None


DEFAULT = Handling()


def take_in(round_dir: Path, handling: Handling = DEFAULT) -> TakenIn:
    """Read the plan and every file of the inbox, check each return, choose one per branch.

    Files are read in worker processes unless the handling brings an executor of its own.

    Raises:
        InputFileError: the plan or the inbox is missing, or a file of head office's own is unreadable.
    """
    folder = Round(round_dir)
    raw = read_plan(folder.plan)
    plan, findings = parse_plan(raw)
    if plan is None:
        return TakenIn(folder, raw, None, tuple(findings), {}, None, None)
    findings += check_baselines(plan, raw)
    findings += check_plan_figures(plan, raw)
    if not folder.inbox.is_dir():
        raise InputFileError("no_inbox", path=folder.inbox)
    register = {row.branch_code: row for row in read_register(folder.register)}
    reference = Reference(plan, register, read_seal_key(folder.seal_key))
    submissions, unread = _read(folder, handling)
    if reference.seal_key is None and any(item.identity and item.identity.seal for item in submissions):
        findings.append(finding(FindingCode.SEAL_KEY_MISSING, Place(folder.seal_key.name)))
    checked = [check_return(reference, submission) for submission in submissions]
    intake = decide_returns(plan, checked, unread, handling.on_duplicate, handling.ask)
    return TakenIn(folder, raw, plan, tuple(findings), register, reference.seal_key, intake)


def _read(folder: Round, handling: Handling) -> tuple[list[Submission], list[UnreadableFile]]:
    found = find_returns(folder.inbox, folder.folder)
    submissions: list[Submission] = []
    unread = list(found.unread)
    # Starting workers costs a moment; an empty inbox needs none.
    workers = nullcontext(handling.executor) if handling.executor or not found.files else WorkerExecutor()
    with workers as executor:
        if executor is not None:
            read = read_returns(found.files, folder.folder, executor, handling.passwords)
            for number, item in enumerate(read, start=1):
                handling.progress(number, len(found.files))
                if isinstance(item, Submission):
                    submissions.append(item)
                else:
                    unread.append(item)
    return submissions, unread
