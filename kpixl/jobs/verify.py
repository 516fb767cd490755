"""`kpixl verify`: single returned files, checked by the plan that each carries inside it."""

import os
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from kpixl.files.inbox import why_unread
from kpixl.locale import translate
from kpixl.model.errors import KpixlError
from kpixl.model.finding import Finding, FindingCode, Place, Severity, finding, has_errors
from kpixl.model.ledger import Disposition
from kpixl.model.plan import Plan
from kpixl.model.submission import Submission, UnreadableFile
from kpixl.presence import is_folder
from kpixl.rules.issue.snapshot import parse_snapshot
from kpixl.rules.returns.check import check_return
from kpixl.rules.returns.inspection import PlanContext
from kpixl.rules.returns.selection import sort_findings
from kpixl.steps.executors import HERE, READING
from kpixl.steps.read_returns import passwords_of, read_returns


@dataclass(frozen=True, kw_only=True)
class VerifyResult:
    """What would become of one file: accepted, ignored, or refused where anything in it must be corrected.

    One that nobody has filled in yet is `is_blank`, and has nothing wrong. `plan` is the part of the plan
    that the file carries, None where it has none.
    """

    file: str
    disposition: Disposition
    findings: tuple[Finding, ...]
    branch: str = ""
    filled: int = 0
    fields: int = 0
    plan: Plan | None = None
    is_blank: bool = False


def verify(
    paths: Sequence[Path],
    *,
    passwords: Sequence[str] = (),
    password_file: Path | None = None,
    executor: Executor | None = None,
) -> tuple[VerifyResult, ...]:
    """Check each file by itself, in the order given; nothing is written.

    Raises:
        KpixlError: a path does not exist or is a folder, or this machine cannot read returns at all.
    """
    missing = next((path for path in paths if not os.path.lexists(path)), None)
    if missing:
        raise KpixlError("file_missing", path=missing)
    folder = next((path for path in paths if is_folder(path)), None)
    if folder:
        raise KpixlError("verify_folder", path=folder)
    passwords = (*passwords, *passwords_of(password_file))
    unread = {path: why_unread(path, str(path)) for path in paths}
    readable = [path for path, problem in unread.items() if problem is None]
    read = dict(zip(readable, _read(readable, passwords, executor), strict=True))
    results: list[VerifyResult] = []
    for path in paths:
        problem = unread[path]
        results += [_unread(problem)] if problem else read[path]
    return tuple(results)


def _read(
    paths: Sequence[Path], passwords: Sequence[str], executor: Executor | None
) -> list[list[VerifyResult]]:
    if not paths:
        return []
    if executor is None:
        with HERE.executor(READING) as workers:
            return _read(paths, passwords, workers)
    # Without a root, people see each path as they typed it.
    return [
        [_unread(item) if isinstance(item, UnreadableFile) else _checked(item) for item in items]
        for items in read_returns(paths, None, executor, passwords)
    ]


def _unread(item: UnreadableFile) -> VerifyResult:
    name = item.file
    found = Finding(kind=item.kind, place=Place(name), details=item.details)
    disposition = Disposition.REFUSED if found.severity is Severity.ERROR else Disposition.IGNORED
    return VerifyResult(file=name, disposition=disposition, findings=(found,))


def _checked(submission: Submission) -> VerifyResult:
    name, identity = submission.file, submission.identity
    if identity is None:
        found = finding(FindingCode.NOT_AN_ENTRY_WORKBOOK, Place(name))
        return VerifyResult(file=name, disposition=Disposition.REFUSED, findings=(found,))
    code, plan = identity.branch_code, parse_snapshot(submission.snapshot)
    if plan is None:
        found = finding(FindingCode.PLAN_SNAPSHOT_MISSING, Place(name), branch=code)
        return VerifyResult(file=name, disposition=Disposition.REFUSED, branch=code, findings=(found,))
    checked = check_return(PlanContext(plan=plan, translate=translate), submission)
    # A form that is about to go out, or has just come: blank is what it should be, or is not meant to stay.
    others = tuple(item for item in checked.findings if item.kind is not FindingCode.RETURN_EMPTY)
    is_blank = len(others) < len(checked.findings) and not has_errors(others)
    if is_blank:
        return VerifyResult(
            file=name,
            disposition=Disposition.IGNORED,
            branch=code,
            fields=checked.fields,
            findings=sort_findings(plan, others),
            plan=plan,
            is_blank=True,
        )
    refused = checked.refused or has_errors(checked.findings)
    return VerifyResult(
        file=name,
        disposition=Disposition.REFUSED if refused else Disposition.ACCEPTED,
        branch=code,
        filled=checked.filled,
        fields=checked.fields,
        findings=sort_findings(plan, checked.findings),
        plan=plan,
    )
