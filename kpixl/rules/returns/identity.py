"""Is it the right file? The branch, the round, the issue and the seal of a returned workbook."""

from kpixl.model.finding import Finding, FindingCode, Place, Severity, finding
from kpixl.model.plan import Branch
from kpixl.model.plan_layout import BRANCHES
from kpixl.model.submission import Field, Identity, SealState, Submission
from kpixl.rules.issue.distribution import SCHEMA, SCHEMAS, branch_of_issue, issue_number, running_number
from kpixl.rules.returns.inspection import Inspection, PlanContext
from kpixl.rules.returns.saving import was_sent_before
from kpixl.rules.returns.seal import short_hash, why_seal_refuses


def why_refused(
    context: PlanContext, submission: Submission, branch: Branch | None, state: SealState
) -> Finding | None:
    """The finding that refuses a whole file, or None."""
    plan, place, identity = context.plan, Place(submission.file), submission.identity
    if identity is None:
        return finding(FindingCode.NOT_AN_ENTRY_WORKBOOK, place)
    if branch is None:
        return finding(
            FindingCode.RETURN_BRANCH_UNKNOWN, place, seen=identity.branch_code, name=identity.branch_name
        )
    contradiction = _contradiction(submission)
    if contradiction:
        return finding(FindingCode.IDENTITY_CONTRADICTS, place, branch=branch.code, **contradiction)
    settings = plan.settings
    # An identity that was told from the visible issue number does not name the round.
    other_round = identity.round_name not in ("", settings.round_name) and not _was_renamed(context, identity)
    if other_round or identity.fiscal_year != str(settings.fiscal_year):
        return finding(
            FindingCode.RETURN_ROUND_DIFFERS,
            place,
            branch=branch.code,
            seen=f"{identity.round_name} ({identity.fiscal_year})",
            expected=f"{settings.round_name} ({settings.fiscal_year})",
        )
    lost = bool(submission.rows) and not any(Field.ACTUAL in row.cells for row in submission.rows)
    if not submission.has_keys or lost:
        return finding(FindingCode.KEYS_MISSING, place, branch=branch.code)
    refusal = why_seal_refuses(context, submission, branch, state)
    if refusal:
        return refusal
    for change in submission.changes:
        if change.kind.severity is Severity.ERROR:
            return change.of(submission.file, branch.code)
    return None


def _was_renamed(context: PlanContext, identity: Identity) -> bool:
    """True where this round's own register has the very form: head office has renamed its round since."""
    row = context.registered.get((identity.issue, running_number(identity.revision)))
    return row is not None and row.fingerprint == identity.fingerprint != ""


def _contradiction(submission: Submission) -> dict[str, str]:
    """The three places that name the branch, where they differ: code, issue number, copy of the plan."""
    identity = submission.identity
    if identity is None:
        return {}
    code, issue = identity.branch_code, identity.issue
    cells = (row for row in submission.snapshot if row[0] == BRANCHES.key and row[2] == "branch_code")
    snapshot = next((str(value) for _table, _row, _field, value in cells), "")
    issued_to = branch_of_issue(issue)
    if issued_to in ("", code) and snapshot in ("", code):
        return {}
    return {"seen": code, "issue": issue, "snapshot": snapshot}


def check_identity(inspection: Inspection) -> None:
    """Doubts about which issue a file is, whether somebody changed its identity, and whose name it bears."""
    identity = inspection.submission.identity
    if identity is None:
        return
    registered = inspection.context.register.get(inspection.branch.code)
    is_older = registered and issue_number(identity.issue) < issue_number(registered.issue)
    about = (inspection.plan.settings, inspection.submission)
    # What was sent in before head office issued the form again is no doing of the branch's.
    # Nor is a form of an earlier issue that shows the same: a correction that went out before.
    is_same = registered is not None and registered.fingerprint == identity.fingerprint != ""
    if registered and is_older and not is_same and not was_sent_before(*about, registered):
        inspection.add(FindingCode.RETURN_ISSUE_OLDER, seen=identity.issue, expected=registered.issue)
    if identity.schema not in ("", *SCHEMAS):
        inspection.add(FindingCode.SCHEMA_UNKNOWN, seen=identity.schema, expected=SCHEMA)
    if inspection.seal is SealState.CONFIRMED:
        inspection.add(FindingCode.SEAL_CONFIRMED, mark=short_hash(inspection.submission))
    elif inspection.seal is SealState.ABSENT:
        inspection.add(FindingCode.RETURN_UNSEALED, mark=short_hash(inspection.submission))
    other = inspection.context.names.in_file(inspection.submission.file)
    if other is not None and other is not inspection.branch:
        inspection.add(
            FindingCode.NAMED_FOR_ANOTHER_BRANCH,
            seen=other.name,
            expected=f"{inspection.branch.code} {inspection.branch.name}",
        )
