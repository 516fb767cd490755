"""A step that several commands share: one correction workbook for every branch whose return has errors."""

import datetime as dt
import hashlib
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import cast

from kpixl.books.addresses import cell_name
from kpixl.books.entry_workbook.entry_sheet import form_cells
from kpixl.files.clock import Clock, now
from kpixl.files.email import Occasion, add_draft
from kpixl.files.mail_parts import Attachment
from kpixl.files.register import build_register
from kpixl.files.write import WriteSet
from kpixl.locale import Catalogue, catalogue, translate
from kpixl.model.entries import Correction
from kpixl.model.errors import KpixlError
from kpixl.model.finding import Finding, FindingCode, Place, RenderedFinding, Severity
from kpixl.model.ledger import NextStep, Receipt
from kpixl.model.message import Details, details_of
from kpixl.model.plan import Branch, Plan
from kpixl.model.round import Round
from kpixl.model.submission import Registered, SnapshotRow
from kpixl.presence import is_folder
from kpixl.rules.issue.distribution import entry_kpis, entry_workbook_name, missing_address, running_number
from kpixl.rules.issue.register import added, issued_at, latest_issues, register_row
from kpixl.rules.issue.snapshot import Snapshots
from kpixl.rules.returns.check import CheckedReturn
from kpixl.rules.returns.correction import PlannedCorrection, plan_correction, why_not_counted
from kpixl.rules.returns.selection import SelectedReturns
from kpixl.steps.load_round import RoundInputs
from kpixl.steps.lookup import require_branch
from kpixl.steps.write_entry_workbooks import EntryWorkbookOrder, make_entry_workbook, write_entry_workbooks


@dataclass(frozen=True, kw_only=True)
class SendbackResult:
    """The correction workbooks that were written; `stale` are older ones that nobody needs any more.

    `unregistered` are branches that were not sent one, because head office's own register does not know
    their forms.
    """

    written: tuple[Path, ...]
    drafts: tuple[Path, ...]
    stale: tuple[Path, ...]
    findings: tuple[Finding, ...]
    plan: Plan
    unregistered: tuple[Branch, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SendbackOptions:
    """What is sent back, and how: without a wish, every return with errors.

    `branches` are those asked for, by code or name, each with whatever was found about its return, be it a
    doubt alone; with `warnings` all returns with doubts go back, too. `due` is by when they are to be back,
    `mail` asks for drafts.
    """

    mail: bool = False
    branches: tuple[str, ...] = ()
    warnings: bool = False
    due: dt.date | None = None


BY_ERRORS = SendbackOptions()


def make_corrections(
    inputs: RoundInputs, files: WriteSet, options: SendbackOptions = BY_ERRORS, *, clock: Clock = now
) -> SendbackResult:
    """Make a correction workbook for each return that goes back, and a draft e-mail where it is asked for.

    They and the register become some of `files`.

    Raises:
        KpixlError: a branch that was asked for is none, or there is nothing to ask it about.
    """
    folder, plan, selected = inputs.folder, inputs.plan, inputs.selected
    written, drafts, findings, rows = [], [], [], []
    latest, issued = latest_issues(inputs.register), issued_at(clock(), plan.settings)
    words = catalogue(plan.settings.language)
    snapshots = Snapshots(inputs.raw_plan, plan.settings.fiscal_year)
    items = [
        _as_before(
            plan_correction(
                plan, branch, checked, latest.get(branch.code), translate, why_not_counted(selected, checked)
            ),
            inputs.register,
        )
        for branch, checked in _returns(plan, selected, options)
    ]
    asked = [_corrections(plan, item) for item in items]
    orders = (
        _order(inputs, item, corrections, snapshots.of(item.branch), options.due)
        for item, corrections in zip(items, asked, strict=True)
    )
    contents = write_entry_workbooks(orders, len(items), inputs.machines)
    for planned, corrections, first in zip(items, asked, contents, strict=True):
        item, content = planned, first
        if _stands_for_another(planned, first, inputs.register):
            item = _revised(planned, running_number(planned.identity.revision) + 1)
            content = make_entry_workbook(
                _order(inputs, item, corrections, snapshots.of(item.branch), options.due)
            )
        name = words("correction.file", revision=item.identity.revision)
        path = folder.sendback / f"{item.stem}_{name}.xlsx"
        written.append(files.add(path, content))
        digest = hashlib.sha256(content).hexdigest()
        rows.append(register_row(item.identity, path.name, digest, issued, inputs.seal_key))
        if options.mail:
            findings += missing_address(item.branch)
            rendered = [_rendered(words, plan, item) for item in corrections]
            attached, issue = Attachment(path.name, content), item.identity.issue
            about = (folder.drafts, Occasion.SENDBACK, plan.settings, item.branch, path.stem, attached)
            drafts.append(add_draft(files, *about, findings=rendered, issue=issue, due=options.due))
    register = added(inputs.register, rows)
    if register != inputs.register:
        files.add(folder.register, build_register(register))
    sent = {item.branch.code for item in items}
    waiting = _still_out(inputs, sent)
    stale = tuple(
        path
        for path in _existing(folder, plan, selected, sent)
        if path not in written and path.name not in waiting
    )
    return SendbackResult(
        written=tuple(written),
        drafts=tuple(drafts),
        stale=stale,
        findings=tuple(findings),
        plan=plan,
        unregistered=() if options.branches else _unregistered(plan, selected),
    )


def _returns(
    plan: Plan, selected: SelectedReturns, options: SendbackOptions
) -> Iterator[tuple[Branch, CheckedReturn]]:
    """The returns that go back, in the plan's order.

    Where head office's own register may be the wrong one, only to a branch that is named.
    """
    held = _unregistered(plan, selected)
    asked = {require_branch(plan, text).code for text in options.branches}
    for branch in plan.branches:
        faulty, counted = selected.to_correct.get(branch.code), selected.counted.get(branch.code)
        doubted = counted if counted and _has_doubts(counted) else None
        if branch.code in asked:
            checked = faulty or doubted
            if checked is None:
                raise KpixlError("nothing_to_send_back", branch=f"{branch.code} {branch.name}")
            yield branch, checked
        elif not asked and branch not in held and (faulty or (options.warnings and doubted)):
            yield branch, cast(CheckedReturn, faulty or doubted)


def _unregistered(plan: Plan, selected: SelectedReturns) -> tuple[Branch, ...]:
    steps = {row.branch_code: row.next_step for row in selected.ledger}
    return tuple(branch for branch in plan.branches if steps.get(branch.code) is NextStep.UNREGISTERED)


def _has_doubts(checked: CheckedReturn) -> bool:
    return any(item.severity is not Severity.NOTE for item in checked.findings)


def _rendered(words: Catalogue, plan: Plan, item: Correction) -> RenderedFinding:
    """What a branch is asked, with the KPI by its name: nobody there knows its code."""
    found = words.render(item.finding, to_branch=True)
    kpi = plan.kpi(found.kpi)
    return replace(found, kpi=kpi.indicator if kpi else "")


def _still_out(inputs: RoundInputs, sent: Container[str]) -> frozenset[str]:
    """Correction workbooks that went to branches whose return counts, and that have not come back.

    Not those of the branches that are `sent` another one now.
    """
    counted = inputs.selected.counted
    back = {
        (code, checked.submission.identity.issue): running_number(checked.submission.identity.revision)
        for code, checked in counted.items()
        if checked.submission.identity and code not in sent
    }
    last = {(row.branch_code, row.issue): row for row in inputs.register if row.revision}
    return frozenset(row.file for key, row in last.items() if key in back and row.revision > back[key])


def _as_before(item: PlannedCorrection, register: Sequence[Registered]) -> PlannedCorrection:
    """The correction under the branch's last revision of whichever issue: perhaps it is that one again.

    A number that began anew with every issue would leave two files of one name, and nobody could tell which
    is the newest.
    """
    return _revised(item, max(running_number(item.identity.revision), *_revisions(item, register)))


def _stands_for_another(item: PlannedCorrection, content: bytes, register: Sequence[Registered]) -> bool:
    """True where its revision was given to another content before: no number ever stands for two."""
    given = (item.branch.code, running_number(item.identity.revision))
    hashes = [row.sha256 for row in register if (row.branch_code, row.revision) == given]
    return bool(hashes) and hashlib.sha256(content).hexdigest() not in hashes


def _revised(item: PlannedCorrection, revision: int) -> PlannedCorrection:
    return replace(item, identity=replace(item.identity, revision=str(revision)))


def _revisions(item: PlannedCorrection, register: Sequence[Registered]) -> list[int]:
    return [0, *(row.revision for row in register if row.branch_code == item.branch.code)]


def _existing(folder: Round, plan: Plan, selected: SelectedReturns, sent: Container[str]) -> list[Path]:
    """The correction workbooks of branches that are received, or that are `sent` another one now."""
    decided = {row.branch_code for row in selected.ledger if row.receipt is Receipt.RECEIVED}
    stems = [
        entry_workbook_name(plan, branch).removesuffix(".xlsx") + "_"
        for branch in plan.branches
        if branch.code in decided or branch.code in sent
    ]
    # Listed, not searched: a search finds nothing in a folder that may not be listed.
    found = sorted(folder.sendback.iterdir()) if is_folder(folder.sendback) else []
    return [path for path in found if path.suffix == ".xlsx" and path.name.startswith(tuple(stems))]


def _order(
    inputs: RoundInputs,
    item: PlannedCorrection,
    corrections: Sequence[Correction],
    snapshot: Sequence[SnapshotRow],
    due: dt.date | None,
) -> EntryWorkbookOrder:
    plan = inputs.plan
    if due:
        plan = replace(plan, settings=replace(plan.settings, due=due))
    return EntryWorkbookOrder(
        plan=plan,
        identity=item.identity,
        kpis=entry_kpis(inputs.plan, item.branch),
        snapshot=snapshot,
        seal_key=inputs.seal_key or None,
        filled=item.filled,
        corrections=corrections,
        due_again=due,
    )


def _corrections(plan: Plan, item: PlannedCorrection) -> list[Correction]:
    """What the branch is asked, in its words, each placed where it stands in the correction workbook."""
    words = catalogue(plan.settings.language)
    cells = form_cells(plan.kpis)
    corrections = []
    for asked in item.findings:
        at = cells.get((asked.finding.kpi_code, asked.field))
        sheet, cell = (words("sheet.entry"), cell_name(*at)) if at else ("", "")
        placed = replace(asked.finding, place=Place("", sheet, cell), details=_in_words(plan, asked.finding))
        corrections.append(replace(asked, finding=placed))
    return corrections


def _in_words(plan: Plan, found: Finding) -> Details:
    """The details of a finding with KPIs by their names, and files without head office's folders."""
    if found.kind is not FindingCode.FIGURES_GONE:
        return found.details
    names = {kpi.code: kpi.indicator for kpi in plan.kpis}
    details = dict(found.details)
    gone = details.get("seen")
    codes = gone if isinstance(gone, tuple) else (gone,)
    details["seen"] = tuple(names.get(str(code), str(code)) for code in codes)
    details["kept"] = PurePosixPath(str(details.get("kept", ""))).name
    return details_of(details)
