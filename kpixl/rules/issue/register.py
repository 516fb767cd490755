"""What the register of a round says: which issue of each branch is the last, and what is added to it."""

import datetime as dt
from collections.abc import Iterable, Sequence

from kpixl.model.plan import Settings
from kpixl.model.submission import UNSEALED, Identity, IssueKind, Registered
from kpixl.rules.issue.distribution import issue_number, running_number
from kpixl.rules.issue.snapshot import key_mark


def latest_issues(register: Iterable[Registered]) -> dict[str, Registered]:
    """The entry workbook that was issued last, by branch code; corrections are of an issue and none."""
    latest: dict[str, Registered] = {}
    for row in register:
        before = latest.get(row.branch_code)
        is_later = before is None or issue_number(row.issue) >= issue_number(before.issue)
        if row.kind is IssueKind.ISSUE and is_later:
            latest[row.branch_code] = row
    return latest


def register_row(identity: Identity, file: str, sha256: str, issued: str, key: bytes | None) -> Registered:
    """The row of a workbook that has just been made, and sealed by the key; None where there was none."""
    revision = running_number(identity.revision)
    return Registered(
        branch_code=identity.branch_code,
        branch_name=identity.branch_name,
        file=file,
        issue=identity.issue,
        revision=revision,
        kind=IssueKind.CORRECTION if revision else IssueKind.ISSUE,
        schema=identity.schema,
        issued=issued,
        fingerprint=identity.fingerprint,
        sealed_by=key_mark(key) if key else UNSEALED,
        sha256=sha256,
    )


def added(register: Sequence[Registered], rows: Iterable[Registered]) -> tuple[Registered, ...]:
    """The register with the rows at its end, but for one that it has already, whenever that was."""
    known = {_content(row) for row in register}
    return (*register, *(row for row in rows if _content(row) not in known))


def _content(row: Registered) -> tuple[str, int, str, str]:
    return row.issue, row.revision, row.file, row.sha256


def issued_at(moment: dt.datetime, settings: Settings) -> str:
    """A moment in the organisation's own time, to the second."""
    offset = dt.timezone(dt.timedelta(hours=float(settings.utc_offset)))
    return moment.astimezone(offset).isoformat(timespec="seconds")
