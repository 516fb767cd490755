"""A step that several commands share: one correction workbook for every branch whose return has errors."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kpixl.books.addresses import cell_name
from kpixl.books.entry import form_cells
from kpixl.files.clock import Clock, now
from kpixl.files.email import Attachment, Occasion, add_draft
from kpixl.files.register import build_register
from kpixl.files.write import WriteSet
from kpixl.locale import catalogue, translate
from kpixl.model.entry import Correction
from kpixl.model.finding import Finding, Place
from kpixl.model.plan import Plan
from kpixl.model.round import Round
from kpixl.model.submission import Receipt, Registered, SnapshotRow
from kpixl.rules.issue.distribution import entry_file_name, entry_kpis, missing_address, running_number
from kpixl.rules.issue.register import added, issued_at, latest_issues, register_row
from kpixl.rules.issue.snapshot import Snapshots
from kpixl.rules.returns.correction import PlannedCorrection, plan_correction
from kpixl.rules.returns.selection import SelectedReturns
from kpixl.steps.load_round import RoundInputs
from kpixl.steps.write_entries import EntryOrder, make_entry, write_entries


@dataclass(frozen=True, kw_only=True)
class SendbackResult:
    """The correction workbooks that were written; `stale` are older ones that nobody needs any more."""

    written: tuple[Path, ...]
    drafts: tuple[Path, ...]
    stale: tuple[Path, ...]
    findings: tuple[Finding, ...]
    plan: Plan


def make_corrections(
    inputs: RoundInputs, files: WriteSet, *, mail: bool = False, clock: Clock = now
) -> SendbackResult:
    """Make a correction workbook for each return with errors, and with `mail` a draft e-mail for each.

    They and the register become some of `files`.
    """
    folder, plan, selected = inputs.folder, inputs.plan, inputs.selected
    written, drafts, findings, rows = [], [], [], []
    latest, issued = latest_issues(inputs.register), issued_at(clock(), plan.settings)
    words = catalogue(plan.settings.language)
    snapshots = Snapshots(inputs.raw_plan, plan.settings.fiscal_year)
    items = [
        _as_before(
            plan_correction(plan, branch, checked, latest.get(branch.code), translate), inputs.register
        )
        for branch in plan.branches
        if (checked := selected.to_correct.get(branch.code))
    ]
    asked = [_corrections(plan, item) for item in items]
    orders = (
        _order(inputs, item, corrections, snapshots.of(item.branch))
        for item, corrections in zip(items, asked, strict=True)
    )
    contents = write_entries(orders, len(items), inputs.machines)
    for planned, corrections, first in zip(items, asked, contents, strict=True):
        item, content = planned, first
        if _stands_for_another(planned, first, inputs.register):
            item = _revised(planned, running_number(planned.identity.revision) + 1)
            content = make_entry(_order(inputs, item, corrections, snapshots.of(item.branch)))
        name = words("correction.file", revision=item.identity.revision)
        path = folder.sendback / f"{item.stem}_{name}.xlsx"
        written.append(files.add(path, content))
        digest = hashlib.sha256(content).hexdigest()
        rows.append(register_row(item.identity, path.name, digest, issued))
        if mail:
            findings += missing_address(item.branch)
            rendered = [words.render(item.finding, to_branch=True) for item in corrections]
            attached, issue = Attachment(path.name, content), item.identity.issue
            about = (folder.drafts, Occasion.SENDBACK, plan.settings, item.branch, path.stem, attached)
            drafts.append(add_draft(files, *about, findings=rendered, issue=issue))
    register = added(inputs.register, rows)
    if register != inputs.register:
        files.add(folder.register, build_register(register))
    stale = tuple(path for path in _existing(folder, plan, selected) if path not in written)
    return SendbackResult(
        written=tuple(written), drafts=tuple(drafts), stale=stale, findings=tuple(findings), plan=plan
    )


def _as_before(item: PlannedCorrection, register: Sequence[Registered]) -> PlannedCorrection:
    """The correction under the last revision that was made of its issue: perhaps it is that one again."""
    return _revised(item, max(running_number(item.identity.revision), *_revisions(item, register)))


def _stands_for_another(item: PlannedCorrection, content: bytes, register: Sequence[Registered]) -> bool:
    """True where its revision was given to another content before: no number ever stands for two."""
    revision = running_number(item.identity.revision)
    hashes = [row.sha256 for row in register if (row.issue, row.revision) == (item.identity.issue, revision)]
    return bool(hashes) and hashlib.sha256(content).hexdigest() not in hashes


def _revised(item: PlannedCorrection, revision: int) -> PlannedCorrection:
    return replace(item, identity=replace(item.identity, revision=str(revision)))


def _revisions(item: PlannedCorrection, register: Sequence[Registered]) -> list[int]:
    return [0, *(row.revision for row in register if row.issue == item.identity.issue)]


def _existing(folder: Round, plan: Plan, selected: SelectedReturns) -> list[Path]:
    """The correction workbooks of branches that are received, or that just get another one."""
    decided = {row.branch_code for row in selected.ledger if row.receipt is Receipt.RECEIVED}
    stems = [
        entry_file_name(plan, branch).removesuffix(".xlsx") + "_"
        for branch in plan.branches
        if branch.code in decided or branch.code in selected.to_correct
    ]
    found = sorted(folder.sendback.glob("*.xlsx")) if folder.sendback.is_dir() else []
    return [path for path in found if path.name.startswith(tuple(stems))]


def _order(
    inputs: RoundInputs,
    item: PlannedCorrection,
    corrections: Sequence[Correction],
    snapshot: Sequence[SnapshotRow],
) -> EntryOrder:
    return EntryOrder(
        plan=inputs.plan,
        identity=item.identity,
        kpis=entry_kpis(inputs.plan, item.branch),
        snapshot=snapshot,
        seal_key=inputs.seal_key or None,
        filled=item.filled,
        corrections=corrections,
    )


def _corrections(plan: Plan, item: PlannedCorrection) -> list[Correction]:
    """What the branch is asked, in its words, each placed where it stands in the correction workbook."""
    words = catalogue(plan.settings.language)
    cells = form_cells(plan.kpis)
    corrections = []
    for asked in item.findings:
        at = cells.get((asked.finding.kpi_code, asked.field))
        sheet, cell = (words("sheet.entry"), cell_name(*at)) if at else ("", "")
        placed = replace(asked.finding, place=Place("", sheet, cell))
        corrections.append(replace(asked, finding=placed))
    return corrections
