"""Where a branch stands: what it has returned, what of it counts, and its row of the ledger."""

from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import asdict, dataclass

from kpixl.model.finding import Finding, FindingCode, Severity
from kpixl.model.ledger import LedgerRow, Punctuality, Receipt
from kpixl.model.plan import Branch, Plan
from kpixl.model.target import Direction
from kpixl.rules.issue.distribution import running_number
from kpixl.rules.returns.check import CheckedReturn, is_sent_back, is_unchecked
from kpixl.rules.returns.deadline import due_date
from kpixl.rules.returns.next_step import step_of_missing, step_of_returned
from kpixl.rules.returns.order import Copies
from kpixl.rules.returns.saving import local_time, punctuality
from kpixl.rules.returns.versions import Choice


@dataclass(frozen=True)
class Standing:
    """Where a branch stands: all its returns, newest first, and what was decided about the usable ones."""

    branch: Branch
    group: Sequence[CheckedReturn]
    choice: Choice

    @property
    def to_correct(self) -> CheckedReturn | None:
        """The return that must go back, or None: a later faulty one before the one that counts."""
        if self.choice.faulty:
            return self.choice.faulty
        if self.choice.counted:
            return self.choice.counted if is_sent_back(self.choice.counted) else None
        # Usable returns of which none counts: head office has to choose, there is nothing to correct.
        refused = all(checked.refused for checked in self.group)
        return self.group[0] if self.group and refused and not is_unchecked(self.group[0]) else None

    def ledger_row(
        self,
        plan: Plan,
        frozen: Container[str] | None = None,
        arrived: Collection[FindingCode] = (),
        issued: Container[str] | None = None,
    ) -> LedgerRow:
        """The branch's row of 受付台帳; `frozen` are the hashes of what was there at the freeze.

        `arrived` says of each file that came from a branch without a return why it is none; `issued` are the
        codes of the branches that were sent a form, None where nothing tells.
        """
        branch, counted = self.branch, self.choice.counted
        fields = sum(plan.target(branch.code, kpi.code).direction is not Direction.NONE for kpi in plan.kpis)
        shown = counted or (self.group[0] if self.group else None)
        if shown is None:
            return LedgerRow(
                branch_code=branch.code,
                branch_name=branch.name,
                block=branch.block,
                receipt=Receipt.MISSING,
                punctuality=Punctuality.NONE,
                filled=0,
                fields=fields,
                file="",
                issue="",
                modified=None,
                errors=0,
                warnings=0,
                next_step=step_of_missing(plan, branch, arrived, issued),
            )
        faulty = self.to_correct
        submission, identity = shown.submission, shown.submission.identity
        errors = _count(faulty.findings, Severity.ERROR) if faulty else 0
        undecided = counted is None
        receipt = Receipt.SENT_BACK if faulty or undecided else Receipt.RECEIVED
        warnings = _count(shown.findings, Severity.WARNING)
        return LedgerRow(
            branch_code=branch.code,
            branch_name=branch.name,
            block=branch.block,
            receipt=receipt,
            punctuality=_punctuality(plan, branch, self.choice.copies or (shown,), frozen),
            filled=counted.filled if counted else 0,
            fields=counted.fields if counted else fields,
            file=submission.file,
            issue=identity.issue if identity else "",
            modified=local_time(plan.settings, submission.modified),
            errors=max(errors, 1) if undecided or faulty else errors,
            warnings=warnings,
            revision=running_number(identity.revision) if identity else 0,
            versions=max(self.choice.versions, 1),
            next_step=step_of_returned(receipt, self.choice, shown, faulty, warnings),
            **asdict(shown.narrative.sign_off),
        )


def _count(findings: Iterable[Finding], severity: Severity) -> int:
    return sum(item.severity is severity for item in findings)


def _punctuality(plan: Plan, branch: Branch, copies: Copies, frozen: Container[str] | None) -> Punctuality:
    """By the copy that was saved earliest: what it says was there by then."""
    if frozen is not None and not any(checked.submission.sha256 in frozen for checked in copies):
        return Punctuality.AFTER_FREEZE
    due = due_date(plan, branch.code)
    found = {punctuality(plan.settings, checked.submission, due) for checked in copies}
    earliest_first = (Punctuality.ON_TIME, Punctuality.UNKNOWN, Punctuality.LATE, Punctuality.NONE)
    return next(kind for kind in earliest_first if kind in found)
