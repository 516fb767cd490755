"""A step that several commands share: entry workbooks that are planned are made, drafted and registered."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from kpixl.files.clock import Clock, now
from kpixl.files.email import Notice, Occasion, add_draft
from kpixl.files.mail_parts import Attachment
from kpixl.files.register import build_register
from kpixl.files.seal_key import seal_key
from kpixl.files.write import WriteSet
from kpixl.model.finding import Finding
from kpixl.model.submission import Registered
from kpixl.rules.issue.distribution import PlannedEntryWorkbook, entry_kpis, missing_address
from kpixl.rules.issue.register import issued_at, register_row
from kpixl.rules.issue.snapshot import Snapshots
from kpixl.rules.returns.correction import FilledForm
from kpixl.steps.executors import HERE, Machines
from kpixl.steps.load_plan import LoadedPlan
from kpixl.steps.read_returns import OnProgress
from kpixl.steps.write_entry_workbooks import EntryWorkbookOrder, write_entry_workbooks


def issue_entry_workbooks(
    loaded: LoadedPlan,
    planned: Sequence[PlannedEntryWorkbook],
    register: Sequence[Registered],
    files: WriteSet,
    *,
    mail: bool = False,
    filled: Mapping[str, FilledForm] | None = None,
    notices: Mapping[str, Notice] | None = None,
    machines: Machines = HERE,
    progress: OnProgress = lambda _done, _of: None,
    clock: Clock = now,
) -> tuple[tuple[Path, ...], tuple[Finding, ...]]:
    """Make the entry workbooks and the register that names them, and with `mail` a draft e-mail for each.

    All become some of `files`, the register last. `filled` is what branches have returned, by their codes:
    it stands in the workbooks again. A branch with a notice gets a draft in any case. Returns the drafts, and
    what they lack.
    """
    folder, settings = loaded.folder, loaded.plan.settings
    key = seal_key(folder.seal_key)
    issued = issued_at(clock(), settings)
    rows, drafts, findings = [*register], [], []
    snapshots = Snapshots(loaded.raw, settings.fiscal_year)
    orders = (
        EntryWorkbookOrder(
            plan=loaded.plan,
            identity=item.identity,
            kpis=entry_kpis(loaded.plan, item.branch),
            snapshot=snapshots.of(item.branch),
            seal_key=key,
            filled=(filled or {}).get(item.branch.code),
        )
        for item in planned
    )
    contents = write_entry_workbooks(orders, len(planned), machines)
    for done, (item, content) in enumerate(zip(planned, contents, strict=True), start=1):
        code = item.branch.code
        progress(done, len(planned))
        files.add(folder.outbox / item.file, content)
        rows.append(register_row(item.identity, item.file, hashlib.sha256(content).hexdigest(), issued, key))
        notice = (notices or {}).get(code)
        if mail or notice:
            findings += missing_address(item.branch)
            attached, stem = Attachment(item.file, content), Path(item.file).stem
            occasion = Occasion.REPLACE if notice else Occasion.ISSUE
            about = (folder.drafts, occasion, settings, item.branch, stem, attached)
            drafts.append(add_draft(files, *about, issue=item.identity.issue, notice=notice))
    files.add(folder.register, build_register(rows))
    return tuple(drafts), tuple(findings)
