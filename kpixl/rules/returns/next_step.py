"""What head office does next about a branch: what is its own to decide is never asked of the branch."""

from collections.abc import Collection, Container

from kpixl.model.finding import FindingCode, Severity
from kpixl.model.ledger import NextStep, Receipt
from kpixl.model.plan import Branch, Plan
from kpixl.rules.returns.check import CheckedReturn, is_unchecked
from kpixl.rules.returns.versions import Choice

_LOCKED = frozenset({FindingCode.FILE_ENCRYPTED, FindingCode.PASSWORD_WRONG})
_DENIED = frozenset(
    {
        FindingCode.FILE_DENIED,
        FindingCode.FILE_IS_OPEN,
        FindingCode.FILE_NOT_REGULAR,
        FindingCode.LINK_DANGLING,
    }
)


def step_of_missing(
    plan: Plan, branch: Branch, arrived: Collection[FindingCode], issued: Container[str] | None
) -> NextStep:
    """The step for a branch without a return.

    `arrived` says of each file that came from it why it is no return; `issued` are the codes of the branches
    that were sent a form, None where nothing tells.
    """
    if plan.is_by_telephone(branch.code):
        return NextStep.BY_TELEPHONE
    for kinds, step in ((_LOCKED, NextStep.LOCKED), (_DENIED, NextStep.DENIED)):
        if arrived and kinds.issuperset(arrived):
            return step
    if arrived:
        return NextStep.ARRIVED
    return NextStep.MISSING if issued is None or branch.code in issued else NextStep.NOT_ISSUED


def step_of_returned(
    receipt: Receipt, choice: Choice, shown: CheckedReturn, faulty: CheckedReturn | None, warnings: int
) -> NextStep:
    """The step for a branch with returns; `shown` is the one that counts, or else the newest."""
    if receipt is Receipt.RECEIVED:
        return NextStep.DOUBTFUL if warnings else NextStep.RECEIVED
    if any(item.kind is FindingCode.RETURNS_DIFFER for item in choice.findings):
        return NextStep.UNDECIDED
    if is_unchecked(shown):
        return NextStep.UNCHECKED
    errors = {item.kind for item in (faulty or shown).findings if item.severity is Severity.ERROR}
    return NextStep.UNREGISTERED if errors == {FindingCode.ISSUE_NOT_REGISTERED} else NextStep.SENT_BACK
