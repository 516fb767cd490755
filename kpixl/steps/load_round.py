"""A step that several commands share: a round taken in from its plan and inbox.

It stands between jobs and the floors below, because jobs never import jobs. It only reads.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path

from kpixl.books.returned.snapshot import read_snapshot
from kpixl.files.frozen_states import read_frozen
from kpixl.files.inbox import find_returns
from kpixl.files.register import read_register
from kpixl.files.seal_key import read_seal_key
from kpixl.locale import translate
from kpixl.model.errors import InputFileError
from kpixl.model.event import tell
from kpixl.model.finding import Finding, FindingCode, Place, finding
from kpixl.model.frozen_state import FrozenState
from kpixl.model.ledger import OnDuplicate
from kpixl.model.plan import Plan
from kpixl.model.plan_layout import RawPlan
from kpixl.model.round import Round
from kpixl.model.submission import Registered, SealState, SnapshotRow, Submission, UnreadableFile
from kpixl.presence import is_folder
from kpixl.rules.issue.outdated import check_issues
from kpixl.rules.issue.register import latest_issues
from kpixl.rules.returns.check import CheckedReturn, check_return
from kpixl.rules.returns.inspection import PlanContext
from kpixl.rules.returns.seal import has_other_key
from kpixl.rules.returns.selection import SelectedReturns, select_returns
from kpixl.rules.returns.versions import Ask
from kpixl.steps.executors import HERE, READING, Machines
from kpixl.steps.find_unverifiable_seals import as_issued, find_unverifiable_seals
from kpixl.steps.gc_pause import gc_paused
from kpixl.steps.issued_changes import changes_in
from kpixl.steps.load_plan import PlanFaults, check_figures, load_plan
from kpixl.steps.read_returns import OnProgress, passwords_of, read_returns


@dataclass(frozen=True, kw_only=True)
class ReadOptions:
    """How returns are read and chosen: everything that a command's options decide.

    `passwords` are tried on encrypted files, after them those of `password_file`, one a line.
    """

    passwords: tuple[str, ...] = ()
    password_file: Path | None = None
    on_duplicate: OnDuplicate = OnDuplicate.MERGE
    ask: Ask = lambda _returns: None
    progress: OnProgress = lambda _done, _of: None
    machines: Machines = HERE
    executor: Executor | None = None


@dataclass(frozen=True, kw_only=True)
class RoundInputs:
    """A round as it stands: its plan, and the returns that count.

    `register` is every row of register.csv, the oldest first; `issue_findings` are about forms that went out
    before the plan was changed; `frozen` is the state that was frozen last.
    """

    folder: Round
    raw_plan: RawPlan
    plan: Plan
    plan_findings: tuple[Finding, ...]
    register: tuple[Registered, ...]
    seal_key: bytes | None
    selected: SelectedReturns
    issue_findings: tuple[Finding, ...] = ()
    machines: Machines = HERE
    frozen: FrozenState | None = None


DEFAULT = ReadOptions()


@gc_paused()
def load_round(round_dir: Path, options: ReadOptions = DEFAULT) -> RoundInputs | PlanFaults:
    """Read the plan and every file of the inbox, check each return, choose one per branch.

    Files are read in worker processes unless the options bring an executor of their own. Where the plan has
    faults, no return is read.

    Raises:
        InputFileError: the plan or the inbox is missing, or a file of head office's own is unreadable.
        KpixlError: this machine cannot read returns at all; that says nothing about any file.
    """
    passwords = (*options.passwords, *passwords_of(options.password_file))
    loaded = load_plan(round_dir)
    if isinstance(loaded, PlanFaults):
        return loaded
    folder, plan = loaded.folder, loaded.plan
    findings = [*loaded.findings, *check_figures(loaded)]
    if not is_folder(folder.inbox):
        raise InputFileError("no_inbox", path=folder.inbox)
    register = tuple(read_register(folder.register))
    context = PlanContext(
        plan=plan,
        translate=translate,
        register=latest_issues(register),
        registered={(row.issue, row.revision): row for row in register},
        seal_key=read_seal_key(folder.seal_key),
        snapshot_of=partial(_snapshot_of, folder),
    )
    issued = {row.sha256: row.issue for row in register}
    submissions, unread = _read(folder, replace(options, passwords=passwords), issued)
    checked, doubts = _check(context, folder, submissions, options.executor)
    frozen = read_frozen(folder)
    selected = select_returns(
        plan,
        checked,
        unread,
        options.on_duplicate,
        options.ask,
        frozen.hashes if frozen else None,
        partial(check_return, context),
        # A register that is lost, while returns are here, does not tell who was sent a form.
        {row.branch_code for row in register} if register or not submissions else None,
    )
    outdated = {
        code: (item.submission.identity.issue, item.issued.changes)
        for code, item in selected.as_issued.items()
        if item.submission.identity and item.issued
    }
    _tell_selected(selected)
    return RoundInputs(
        folder=folder,
        raw_plan=loaded.raw,
        plan=plan,
        plan_findings=(*findings, *doubts),
        register=register,
        seal_key=context.seal_key,
        selected=selected,
        frozen=frozen,
        issue_findings=tuple(
            check_issues(plan, context.register, outdated, translate, changes_in(folder.outbox, plan))
        ),
        machines=options.machines,
    )


def _snapshot_of(folder: Round, row: Registered) -> Sequence[SnapshotRow]:
    """The copy of the plan in a workbook that is still kept as it was issued; none where it is not."""
    path = as_issued(folder, row)
    return read_snapshot(path) if path else ()


def _tell_selected(selected: SelectedReturns) -> None:
    """Tell a log what became of every file and every branch: why one was missing on a day."""
    codes = defaultdict(list)
    for item in selected.findings:
        codes[item.place.file].append(item.kind.code)
    for source in selected.sources:
        tell(
            "file_decided", file=source.file, sha256=source.sha256, branch=source.branch_code,
            issue=source.issue, disposition=str(source.disposition), findings=codes[source.file],
        )  # fmt: skip
    for row in selected.ledger:
        tell("branch", branch=row.branch_code, receipt=str(row.receipt), file=row.file, errors=row.errors)


def _check(
    context: PlanContext, folder: Round, submissions: Sequence[Submission], executor: Executor | None
) -> tuple[list[CheckedReturn], list[Finding]]:
    """Each return checked, and head office's own doubts: a seal key that is lost, or was made anew."""
    findings: list[Finding] = []
    if context.seal_key is None and any(item.identity and item.identity.seal for item in submissions):
        findings.append(finding(FindingCode.SEAL_KEY_MISSING, Place(folder.seal_key.name)))
    checked = [check_return(context, submission) for submission in submissions]
    broken = [item.submission for item in checked if item.seal is SealState.BROKEN]
    unverifiable = find_unverifiable_seals(context, folder, broken, executor)
    if unverifiable:
        context = replace(context, unverifiable=unverifiable)
        checked = [check_return(context, submission) for submission in submissions]
    bearing = [item.identity for item in submissions if item.identity and item.identity.seal]
    foreign = unverifiable | {identity.issue for identity in bearing if has_other_key(context, identity)}
    if foreign:
        place = Place(folder.seal_key.name)
        findings.append(finding(FindingCode.SEAL_KEY_CHANGED, place, issues=tuple(sorted(foreign))))
    return checked, findings


def _read(
    folder: Round, options: ReadOptions, issued: Mapping[str, str]
) -> tuple[list[Submission], list[UnreadableFile]]:
    found = find_returns(folder.inbox, folder.folder)
    submissions: list[Submission] = []
    unread = list(found.unread)
    # Starting workers costs a moment; an empty inbox needs none.
    workers = (
        nullcontext(options.executor)
        if options.executor or not found.files
        else options.machines.executor(READING)
    )
    with workers as executor:
        if executor is not None:
            read = read_returns(
                found.files,
                folder.folder,
                executor,
                options.passwords,
                issued=issued,
                progress=options.progress,
            )
            for item in chain.from_iterable(read):
                if isinstance(item, Submission):
                    submissions.append(item)
                else:
                    unread.append(item)
    return submissions, unread
