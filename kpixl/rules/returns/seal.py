"""Does the seal let a returned workbook count? It decides; no option waives it, head office's note may.

A workbook whose seal is broken, or whose issue nobody registered, does not count. One that has lost its seal
(a document inspector took the hidden sheet, a colleague rebuilt it) counts as unconfirmed, if all that can be
seen of it is as issued. 受付メモ can let either count, by the beginning of the file's own hash: no other
file has it. A seal that cannot be checked, because the key is lost or was made anew, refuses nothing.
"""

from kpixl.model.finding import Finding, FindingCode, Place, finding
from kpixl.model.message import message
from kpixl.model.plan import Branch, Plan
from kpixl.model.receipt_note import ReceiptNote, ReceiptRuling
from kpixl.model.submission import UNSEALED, Identity, Registered, SealState, Submission, UnreadableFile
from kpixl.rules.figures.folding import fold_width
from kpixl.rules.issue.distribution import FIRST_SCHEMA, SCHEMAS, running_number
from kpixl.rules.issue.snapshot import key_mark, seal_fits
from kpixl.rules.returns.inspection import PlanContext

_SHORT_HASH = 12  # characters of a hash that a finding shows and 受付メモ may name
_SHORTEST_HASH = 8


def seal_state(context: PlanContext, submission: Submission, branch: Branch) -> SealState:
    """What the seal of a workbook says, and what head office says of it."""
    state = _state(context, submission)
    doubtful = state in (SealState.BROKEN, SealState.ABSENT) or _why_unregistered(context, submission, state)
    return SealState.CONFIRMED if doubtful and _confirms(context.plan, branch, submission) else state


def _state(context: PlanContext, submission: Submission) -> SealState:
    identity, key = submission.identity, context.seal_key
    if identity is None or key is None or _issued_unsealed(context, identity):
        return SealState.UNCHECKED
    if not identity.seal:
        return SealState.ABSENT
    if identity.issue in context.unverifiable or has_other_key(context, identity):
        return SealState.UNCHECKED
    return SealState.FITS if seal_fits(identity, submission.snapshot, key) else SealState.BROKEN


def why_seal_refuses(
    context: PlanContext, submission: Submission, branch: Branch, state: SealState
) -> Finding | None:
    """The finding that keeps a workbook from counting, for its seal or for an issue that was never made."""
    identity, place, mark = submission.identity, Place(submission.file), short_hash(submission)
    if state is SealState.BROKEN:
        return finding(FindingCode.SEAL_BROKEN, place, branch=branch.code, mark=mark)
    why = "" if state is SealState.CONFIRMED else _why_unregistered(context, submission, state)
    if why and identity is not None:
        return finding(
            FindingCode.ISSUE_NOT_REGISTERED, place, branch=branch.code, seen=_issue_text(identity),
            why=message(f"word.not_registered.{why}"), mark=mark,
        )  # fmt: skip
    return None


def unconfirmed(submission: Submission, branch: Branch, why: str) -> Finding:
    """The finding that keeps a workbook without a seal from counting, for the reason of that name."""
    return finding(
        FindingCode.UNSEALED_NOT_COUNTED, Place(submission.file), branch=branch.code,
        why=message(f"word.unsealed.{why}"), mark=short_hash(submission),
    )  # fmt: skip


def _confirms(plan: Plan, branch: Branch, submission: Submission) -> bool:
    """True where 受付メモ confirms this very file, by the beginning of its hash."""
    return any(confirms_file(item, branch, submission) for item in plan.decisions)


def confirms_file(item: ReceiptNote, branch: Branch, submission: Submission) -> bool:
    """True where a decision confirms this very file of the branch."""
    return (
        item.ruling is ReceiptRuling.CONFIRMED
        and not item.kpi_code
        and item.branch_code in ("", branch.code)
        and bears_mark(submission, item.file_mark)
    )


def bears_mark(file: Submission | UnreadableFile, mark: str) -> bool:
    """True where a mark, as somebody has typed it, is the beginning of the file's hash."""
    typed = fold_width(mark).strip().lower()
    return len(typed) >= _SHORTEST_HASH and file.sha256.startswith(typed)


def short_hash(submission: Submission) -> str:
    """The beginning of a file's hash, by which 受付メモ names it."""
    return submission.sha256[:_SHORT_HASH]


def has_other_key(context: PlanContext, identity: Identity) -> bool:
    """True where the register says that another key than today's has sealed a workbook."""
    row, key = _row_of(context, identity), context.seal_key
    return row is not None and key is not None and row.sealed_by not in ("", UNSEALED, key_mark(key))


def _issued_unsealed(context: PlanContext, identity: Identity) -> bool:
    """True for a form that was issued without a seal, as the register says: by version 1, or keyless."""
    row = _row_of(context, identity)
    if row is None:
        return False
    return row.sealed_by == UNSEALED or identity.schema == row.schema == FIRST_SCHEMA


def _row_of(context: PlanContext, identity: Identity) -> Registered | None:
    """The row of the workbook itself; of a correction that has none, that of its issue."""
    own = context.registered.get((identity.issue, running_number(identity.revision)))
    return own or context.registered.get((identity.issue, 0))


def _why_unregistered(context: PlanContext, submission: Submission, state: SealState) -> str:
    """Why the register does not know this issue; '' where it does, or where no seal is checked.

    Without any register a seal that fits is proof enough that head office issued the workbook.
    """
    identity = submission.identity
    if identity is None or context.seal_key is None:
        return ""
    if not context.registered:
        return "issue" if state is SealState.ABSENT else ""
    row = context.registered.get((identity.issue, 0))
    if row is None:
        return "issue"
    # What earlier versions issued for correction is in no register: their rows name no schema.
    revision = running_number(identity.revision)
    if revision and row.schema and (identity.issue, revision) not in context.registered:
        return "revision"
    if row.schema in SCHEMAS and identity.schema in SCHEMAS:
        return "schema" if SCHEMAS.index(identity.schema) < SCHEMAS.index(row.schema) else ""
    return ""


def _issue_text(identity: Identity) -> str:
    revision = running_number(identity.revision)
    return f"{identity.issue}-{revision}" if revision else identity.issue
