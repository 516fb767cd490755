"""A step that several commands share: entry workbooks that are planned are made, drafted and registered."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from kpixl.books.entry import build_entry
from kpixl.files.clock import Clock, now
from kpixl.files.email import Attachment, Occasion, add_draft
from kpixl.files.register import build_register
from kpixl.files.seal_key import seal_key
from kpixl.files.write import WriteSet
from kpixl.model.finding import Finding
from kpixl.model.plan import Plan
from kpixl.model.submission import Registered, SnapshotRow
from kpixl.rules.issue.distribution import PlannedEntry, entry_kpis, missing_address
from kpixl.rules.issue.register import issued_at, register_row
from kpixl.rules.issue.snapshot import Snapshots, sealed
from kpixl.steps.load_plan import LoadedPlan


def issue_entries(
    loaded: LoadedPlan,
    planned: Sequence[PlannedEntry],
    register: Sequence[Registered],
    files: WriteSet,
    *,
    mail: bool = False,
    clock: Clock = now,
) -> tuple[tuple[Path, ...], tuple[Finding, ...]]:
    """Make the entry workbooks and the register that names them, and with `mail` a draft e-mail for each.

    All become some of `files`, the register last. Returns the drafts, and what they lack.
    """
    folder, settings = loaded.folder, loaded.plan.settings
    key = seal_key(folder.seal_key)
    issued = issued_at(clock(), settings)
    rows, drafts, findings = [*register], [], []
    snapshots = Snapshots(loaded.raw, settings.fiscal_year)
    for item in planned:
        content = _entry(loaded.plan, item, snapshots.of(item.branch), key)
        files.add(folder.outbox / item.file, content)
        rows.append(register_row(item.identity, item.file, hashlib.sha256(content).hexdigest(), issued))
        if mail:
            findings += missing_address(item.branch)
            attached, stem = Attachment(item.file, content), Path(item.file).stem
            about = (folder.drafts, Occasion.ISSUE, settings, item.branch, stem, attached)
            drafts.append(add_draft(files, *about, issue=item.identity.issue))
    files.add(folder.register, build_register(rows))
    return tuple(drafts), tuple(findings)


def _entry(plan: Plan, item: PlannedEntry, snapshot: Sequence[SnapshotRow], key: bytes) -> bytes:
    identity = sealed(item.identity, snapshot, key)
    return build_entry(plan, identity, entry_kpis(plan, item.branch), snapshot=snapshot)
