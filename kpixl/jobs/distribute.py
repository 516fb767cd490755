"""`kpixl distribute`: plan in, one entry workbook per branch and the register out."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from kpixl.books.master.read import read_last_run
from kpixl.files.clock import Clock, now
from kpixl.files.register import read_register
from kpixl.files.write import WriteSet
from kpixl.files.written import digest_of, written_in
from kpixl.locale import translate
from kpixl.model.errors import KpixlError
from kpixl.model.finding import Finding, has_errors
from kpixl.model.plan import Plan
from kpixl.model.round import Round
from kpixl.model.submission import Registered
from kpixl.presence import is_folder
from kpixl.rules.issue.distribution import PlannedEntryWorkbook, plan_distribution
from kpixl.rules.issue.register import latest_issues
from kpixl.rules.returns.correction import filled_form
from kpixl.rules.returns.deadline import check_due
from kpixl.rules.returns.saving import local_day
from kpixl.rules.returns.selection import SelectedReturns
from kpixl.steps.issue_entry_workbooks import issue_entry_workbooks
from kpixl.steps.load_plan import LoadedPlan, PlanFaults, load_plan
from kpixl.steps.load_round import DEFAULT, ReadOptions, load_round
from kpixl.steps.lookup import require_branch
from kpixl.steps.lost_branches import lost_since_last_run, named
from kpixl.steps.notices import notices_of


@dataclass(frozen=True, kw_only=True)
class DistributeResult:
    """What a distribution did, or would do: nothing is written where any finding is an error.

    `filled` are the codes of the branches whose workbook has in it what they have returned.
    """

    plan: Plan
    outbox: Path
    planned: tuple[PlannedEntryWorkbook, ...]
    findings: tuple[Finding, ...]
    written: bool
    drafts: tuple[Path, ...] = ()
    filled: tuple[str, ...] = ()

    @property
    def refused(self) -> bool:
        """True where any finding is an error."""
        return has_errors(self.findings)


def distribute(
    round_dir: Path,
    *,
    branches: Sequence[str] = (),
    again: bool = False,
    force: bool = False,
    reading: ReadOptions = DEFAULT,
    dry_run: bool = False,
    mail: bool = False,
    clock: Clock = now,
) -> DistributeResult | PlanFaults:
    """Issue the entry workbooks of a round, and a draft e-mail for each where `mail` is set.

    1. read the plan; 2. plan every write; 3. refuse all on any error; 4. make the workbooks, the drafts and
    the register, which is moved in last: all of them, or none. With `again` what has changed is issued
    again, with what branches have returned, and a draft that tells them; with `force` in any case.

    Raises:
        InputFileError: there is no plan, or it cannot be read.
        KpixlError: one of `branches` names no branch, or several; or what a branch has returned cannot be
            put in again.
        OutputFileError: a file cannot be written.
    """
    files = WriteSet(Round(round_dir))
    # What the register says must not change meanwhile; who only looks waits for nobody.
    with nullcontext() if dry_run else files:
        loaded = load_plan(round_dir)
        if isinstance(loaded, PlanFaults):
            return loaded
        register = tuple(read_register(loaded.folder.register))
        latest = latest_issues(register)
        result = _planned(loaded, register, branches, again=again, force=force)
        planned, today = result.planned, local_day(loaded.plan.settings, clock())
        due = tuple(check_due(loaded.plan, loaded.raw, (item.branch.code for item in planned), today))
        result = replace(result, findings=(*result.findings, *due))
        if result.refused or not planned:
            return result
        selected = _returned(loaded, planned, latest, reading) if again or force else None
        last = {item.branch.code: selected.last_of(item.branch.code) for item in planned} if selected else {}
        filled = {code: filled_form(checked) for code, checked in last.items() if checked}
        result = replace(result, filled=tuple(filled))
        if dry_run:
            return result
        notices = notices_of(loaded, planned, latest, filled) if again or force else {}
        drafts, findings = issue_entry_workbooks(
            loaded,
            planned,
            register,
            files,
            mail=mail,
            filled=filled,
            notices=notices,
            machines=reading.machines,
            progress=reading.progress,
            clock=clock,
        )
    return replace(result, findings=(*loaded.findings, *due, *findings), written=True, drafts=drafts)


def _planned(
    loaded: LoadedPlan, register: Sequence[Registered], named: Sequence[str], *, again: bool, force: bool
) -> DistributeResult:
    """Every write that is to be made, and why none is."""
    plan, outbox = loaded.plan, loaded.folder.outbox
    asked = {require_branch(plan, text).code for text in named}
    only = [branch for branch in plan.branches if branch.code in asked]
    existing = {path.name for path in outbox.iterdir()} if is_folder(outbox) else set()
    made = written_in(loaded.folder, outbox)
    registered = {row.sha256 for row in register}
    planned, refusals = plan_distribution(
        plan,
        latest_issues(register),
        existing,
        translate,
        only=only,
        again=again,
        force=force,
        unregistered=[
            name
            for name in existing & made.keys()
            if (digest := digest_of((outbox / name).read_bytes())) in made[name] and digest not in registered
        ],
    )
    return DistributeResult(
        plan=plan,
        outbox=outbox,
        planned=tuple(planned),
        findings=(*loaded.findings, *refusals),
        written=False,
    )


def _returned(
    loaded: LoadedPlan,
    planned: Sequence[PlannedEntryWorkbook],
    latest: Mapping[str, Registered],
    reading: ReadOptions,
) -> SelectedReturns | None:
    """What has come back so far, where a workbook that was issued before is to be made again."""
    is_again = any(item.branch.code in latest for item in planned)
    if not is_again or not is_folder(loaded.folder.inbox):
        return None
    inputs = load_round(loaded.folder.folder, reading)
    if isinstance(inputs, PlanFaults):
        return None
    # A return that could be read last time would be missing from the new workbook: its password, most often.
    again = {item.branch.code for item in planned}
    last = read_last_run(inputs.folder.master, with_figures=False)
    lost = [branch for branch in lost_since_last_run(inputs, last) if branch.code in again]
    if lost:
        raise KpixlError("again_without", branches=named(lost), count=len(lost))
    return inputs.selected
