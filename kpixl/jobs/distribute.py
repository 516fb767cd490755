"""`kpixl distribute`: plan in, one entry workbook per branch and the register out."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from kpixl.books.entry import build_entry
from kpixl.books.plan.read import read_plan
from kpixl.files.clock import Clock, now
from kpixl.files.email import Attachment, Occasion, add_draft
from kpixl.files.register import build_register, read_register
from kpixl.files.seal_key import seal_key
from kpixl.files.write import WriteSet
from kpixl.model.finding import Finding, has_errors
from kpixl.model.plan import Plan
from kpixl.model.plan_layout import RawPlan
from kpixl.model.round import Round
from kpixl.rules.issue.distribution import PlannedEntry, entry_kpis, missing_address, plan_distribution
from kpixl.rules.issue.register import issued_at, latest_issues, register_row
from kpixl.rules.issue.snapshot import plan_snapshot, sealed
from kpixl.rules.plan.parse import parse_plan
from kpixl.steps.meant import meant_branch


@dataclass(frozen=True)
class DistributeResult:
    """What a distribution did, or would do: nothing is written where any finding is an error."""

    outbox: Path
    planned: tuple[PlannedEntry, ...]
    findings: tuple[Finding, ...]
    written: bool
    drafts: tuple[Path, ...] = ()

    @property
    def refused(self) -> bool:
        """True where any finding is an error."""
        return has_errors(self.findings)


def distribute(
    round_dir: Path,
    *,
    only: str | None = None,
    force: bool = False,
    dry_run: bool = False,
    mail: bool = False,
    clock: Clock = now,
) -> DistributeResult:
    """Issue the entry workbooks of a round, and a draft e-mail for each where `mail` is set.

    1. read the plan; 2. plan every write; 3. refuse all on any error; 4. make the workbooks, the drafts and
    the register, which is moved in last: all of them, or none.

    Raises:
        InputFileError: there is no plan, or it cannot be read.
        KpixlError: `only` names no branch, or several.
        OutputFileError: a file cannot be written.
    """
    folder = Round(round_dir)
    outbox = folder.outbox
    raw = read_plan(folder.plan)
    plan, findings = parse_plan(raw)
    if plan is None:
        return DistributeResult(outbox, (), tuple(findings), written=False)

    chosen = None if only is None else meant_branch(plan, only)
    register = tuple(read_register(folder.register))
    existing = {path.name for path in outbox.glob("*")} if outbox.is_dir() else set()
    planned, refusals = plan_distribution(plan, latest_issues(register), existing, only=chosen, force=force)
    if has_errors(refusals) or dry_run:
        return DistributeResult(outbox, tuple(planned), (*findings, *refusals), written=False)

    key = seal_key(folder.seal_key)
    issued = issued_at(clock(), plan.settings)
    drafts = []
    with WriteSet(folder) as files:
        for item in planned:
            content = _entry(plan, raw, item, key)
            files.add(outbox / item.file, content)
            digest = hashlib.sha256(content).hexdigest()
            register = (*register, register_row(item.identity, item.file, digest, issued))
            if mail:
                findings += missing_address(item.branch)
                drafts.append(_draft(files, folder, plan, item, content))
        files.add(folder.register, build_register(register))
    return DistributeResult(outbox, tuple(planned), tuple(findings), written=True, drafts=tuple(drafts))


def _draft(files: WriteSet, folder: Round, plan: Plan, item: PlannedEntry, content: bytes) -> Path:
    attached, stem = Attachment(item.file, content), Path(item.file).stem
    about = (folder.drafts, Occasion.ISSUE, plan.settings, item.branch, stem, attached)
    return add_draft(files, *about, issue=item.identity.issue)


def _entry(plan: Plan, raw: RawPlan, item: PlannedEntry, key: bytes) -> bytes:
    snapshot = plan_snapshot(raw, item.branch, plan.settings.fiscal_year)
    identity = sealed(item.identity, snapshot, key)
    return build_entry(plan, identity, entry_kpis(plan, item.branch), snapshot=snapshot)
