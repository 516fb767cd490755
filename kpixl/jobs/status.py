"""`kpixl status`: where every branch of the roster stands, from the inbox as it is now."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from kpixl.files.clock import Clock, now
from kpixl.files.email import Occasion, add_draft
from kpixl.files.mail_parts import Attachment
from kpixl.files.write import WriteSet
from kpixl.model.finding import Finding, Severity
from kpixl.model.ledger import LedgerRow, NextStep, Receipt
from kpixl.model.plan import Plan
from kpixl.presence import is_file
from kpixl.rules.issue.distribution import entry_workbook_name, missing_address
from kpixl.rules.issue.register import latest_issues
from kpixl.rules.returns.deadline import as_of, days_over, due_date
from kpixl.rules.returns.saving import local_day
from kpixl.steps.judge_returns import judge_returns
from kpixl.steps.load_plan import PlanFaults
from kpixl.steps.load_round import DEFAULT, ReadOptions, RoundInputs, load_round


@dataclass(frozen=True, kw_only=True)
class StatusResult:
    """The ledger, one row for every branch of the roster, and the reminders that were drafted.

    `unplaced` are files that could not be given to any branch; `arrived`, by branch code, are those that came
    from a branch without a return, and are none that can be read. `today` is the organisation's day.
    """

    plan: Plan
    ledger: tuple[LedgerRow, ...]
    findings: tuple[Finding, ...]
    today: dt.date
    unplaced: tuple[str, ...] = ()
    drafts: tuple[Path, ...] = ()
    arrived: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def due(self, branch_code: str) -> dt.date | None:
        """The day by which a branch answers, None where the plan has none."""
        return due_date(self.plan, branch_code)

    def days_over(self, row: LedgerRow) -> int | None:
        """The days since the due date of a branch that has still to answer; negative while there is time."""
        open_ = row.receipt is not Receipt.RECEIVED
        return days_over(self.due(row.branch_code), self.today) if open_ else None


def status(
    round_dir: Path, options: ReadOptions = DEFAULT, *, remind: bool = False, clock: Clock = now
) -> StatusResult | PlanFaults:
    """Where the round stands; with `remind` one draft e-mail for every branch whose return is missing.

    Who asks for them gets them before the due date, too, but not for a branch that was granted more time.

    Raises:
        InputFileError: the plan or the inbox is missing, or a file of head office's own is unreadable.
        OutputFileError: a draft cannot be written.
        KpixlError: this machine cannot read returns at all.
    """
    inputs = load_round(round_dir, options)
    if isinstance(inputs, PlanFaults):
        return inputs
    selected = inputs.selected
    judged = judge_returns(inputs)
    errors = [item for item in selected.findings if not item.branch_code and item.severity is Severity.ERROR]
    known = {file for files in selected.arrived.values() for file in files}
    named = dict.fromkeys(item.place.file for item in errors if item.place.file)
    today = local_day(inputs.plan.settings, clock())
    result = StatusResult(
        plan=inputs.plan,
        ledger=tuple(as_of(inputs.plan, row, today) for row in judged.ledger),
        findings=inputs.issue_findings,
        today=today,
        unplaced=tuple(file for file in named if file not in known),
        arrived=selected.arrived,
    )
    if not remind:
        return result
    with WriteSet(inputs.folder) as files:
        drafts, findings = _remind(inputs, files, today)
    return replace(result, drafts=drafts, findings=(*result.findings, *findings))


def _remind(
    inputs: RoundInputs, files: WriteSet, today: dt.date
) -> tuple[tuple[Path, ...], tuple[Finding, ...]]:
    plan = inputs.plan
    written, findings = [], []
    latest = latest_issues(inputs.register)
    # Without any register the forms may have gone out in another way.
    reminded = (NextStep.MISSING,) if inputs.register else (NextStep.MISSING, NextStep.NOT_ISSUED)
    for row in inputs.selected.ledger:
        branch = plan.branch(row.branch_code)
        # What has come from a branch and cannot be read has come all the same: no reminder, a phone call.
        if row.next_step not in reminded or branch is None:
            continue
        due, settings = due_date(plan, branch.code), plan.settings
        if due and due != settings.due and today <= due:
            continue  # it has been granted more time
        findings += missing_address(branch)
        registered = latest.get(branch.code)
        is_there = registered is not None and registered.is_in_its_folder
        entry = inputs.folder.outbox / registered.file if registered and is_there else None
        attached = Attachment(entry.name, entry.read_bytes()) if entry and is_file(entry) else None
        issue = registered.issue if registered and attached else ""
        stem = entry_workbook_name(plan, branch).removesuffix(".xlsx")
        about = (inputs.folder.drafts, Occasion.REMIND, replace(settings, due=due), branch, stem, attached)
        written.append(add_draft(files, *about, issue=issue))
    return tuple(written), tuple(findings)
