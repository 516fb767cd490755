"""Choosing one return per branch, keeping the ledger, and proving that nothing was lost."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kpixl.model.entry import Entry, MeasureEntry
from kpixl.model.finding import Finding, FindingCode, Place, Severity, finding
from kpixl.model.plan import Branch, Plan
from kpixl.model.submission import FileFate, LedgerRow, Punctuality, Receipt, Source, UnreadableFile
from kpixl.model.target import Direction
from kpixl.rules.checks import CheckedReturn, is_sent_back


@dataclass(frozen=True)
class Intake:
    """All that came back, decided: one return per branch at most, every file accounted for."""

    ledger: tuple[LedgerRow, ...]
    sources: tuple[Source, ...]
    entries: tuple[Entry, ...]
    measure_entries: tuple[MeasureEntry, ...]
    findings: tuple[Finding, ...]


def decide_returns(
    plan: Plan, returns: Iterable[CheckedReturn], unreadable: Sequence[UnreadableFile], ignored: Sequence[str]
) -> Intake:
    """Decide which return counts for each branch; the order of files never matters.

    Identical copies count once. Files of one branch that differ are never added together and
    never guessed between: neither counts until head office has removed one.
    """
    ordered = sorted(returns, key=lambda checked: checked.submission.file)
    by_branch: dict[str, list[CheckedReturn]] = defaultdict(list)
    fates: dict[str, FileFate] = {}
    findings: list[Finding] = []
    for checked in ordered:
        if checked.branch is None or checked.refused:
            fates[checked.submission.file] = FileFate.REFUSED
            findings += checked.findings
        if checked.branch is not None:
            by_branch[checked.branch.code].append(checked)
    chosen: dict[str, CheckedReturn] = {}
    for code, group in by_branch.items():
        counted = _choose(code, [checked for checked in group if not checked.refused], fates, findings)
        if counted:
            chosen[code] = counted
    for item in unreadable:
        findings.append(Finding(item.kind, Place(item.file), details=item.details))
    findings += [finding(FindingCode.FILE_IGNORED, Place(file)) for file in ignored]
    return Intake(
        tuple(_ledger_row(plan, branch, by_branch.get(branch.code, []), chosen) for branch in plan.branches),
        tuple(sorted(_sources(ordered, unreadable, ignored, fates), key=lambda source: source.file)),
        tuple(
            entry
            for branch in plan.branches
            if branch.code in chosen
            for entry in chosen[branch.code].entries
        ),
        tuple(
            entry
            for branch in plan.branches
            if branch.code in chosen
            for entry in chosen[branch.code].measure_entries
        ),
        sort_findings(plan, findings),
    )


def _choose(
    code: str, group: list[CheckedReturn], fates: dict[str, FileFate], findings: list[Finding]
) -> CheckedReturn | None:
    first = group[0] if group else None
    if first is None:
        return None
    for other in group[1:]:
        if other.submission.sha256 == first.submission.sha256:
            fates[other.submission.file] = FileFate.IDENTICAL
            findings.append(
                finding(
                    FindingCode.RETURN_IDENTICAL,
                    Place(other.submission.file),
                    branch=code,
                    first=first.submission.file,
                )
            )
    different = [checked for checked in group if checked.submission.file not in fates]
    if len(different) > 1:
        names = " / ".join(checked.submission.file for checked in different)
        for checked in different:
            fates[checked.submission.file] = FileFate.REFUSED
        findings.append(
            finding(FindingCode.RETURNS_DIFFER, Place(first.submission.file), branch=code, files=names)
        )
        return None
    fates[first.submission.file] = FileFate.PARTLY if is_sent_back(first) else FileFate.ACCEPTED
    findings += first.findings
    return first


def _sources(
    returns: Iterable[CheckedReturn],
    unreadable: Iterable[UnreadableFile],
    ignored: Iterable[str],
    fates: Mapping[str, FileFate],
) -> Iterable[Source]:
    for checked in returns:
        submission, identity = checked.submission, checked.submission.identity
        yield Source(
            submission.file,
            submission.sha256,
            identity.branch_code if identity else "",
            identity.issue if identity else "",
            submission.modified,
            fates[submission.file],
        )
    for item in unreadable:
        yield Source(item.file, item.sha256, "", "", None, FileFate.REFUSED)
    for file in ignored:
        yield Source(file, "", "", "", None, FileFate.IGNORED)


def _ledger_row(
    plan: Plan, branch: Branch, group: list[CheckedReturn], chosen: Mapping[str, CheckedReturn]
) -> LedgerRow:
    fields = sum(plan.target(branch.code, kpi.code).direction is not Direction.NONE for kpi in plan.kpis)
    shown = chosen.get(branch.code) or (group[-1] if group else None)
    if shown is None:
        return LedgerRow(
            branch.code,
            branch.name,
            branch.block,
            Receipt.MISSING,
            Punctuality.NONE,
            0,
            fields,
            "",
            "",
            None,
            0,
            0,
        )
    sent_back = branch.code not in chosen or is_sent_back(shown)
    submission = shown.submission
    return LedgerRow(
        branch.code,
        branch.name,
        branch.block,
        Receipt.SENT_BACK if sent_back else Receipt.RECEIVED,
        _punctuality(plan, shown),
        shown.filled if branch.code in chosen else 0,
        fields,
        submission.file,
        submission.identity.issue if submission.identity else "",
        submission.modified,
        max(_count(shown.findings, Severity.ERROR), int(sent_back)),
        _count(shown.findings, Severity.WARNING),
    )


def _count(findings: Iterable[Finding], severity: Severity) -> int:
    return sum(item.severity is severity for item in findings)


def _punctuality(plan: Plan, checked: CheckedReturn) -> Punctuality:
    due, modified = plan.settings.due, checked.submission.modified
    if due is None:
        return Punctuality.NONE
    if modified is None:
        return Punctuality.UNKNOWN
    return Punctuality.ON_TIME if modified.date() <= due else Punctuality.LATE


def sort_findings(plan: Plan, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by severity, then by the roster, file and place: the order people work through them."""
    order = {branch.code: number for number, branch in enumerate(plan.branches)}

    def key(item: Finding) -> tuple[int, int, str, str, int, str, str]:
        row = "".join(filter(str.isdigit, item.place.cell))
        return (
            item.severity.order,
            order.get(item.branch_code, len(order)),
            item.place.file,
            item.place.sheet,
            int(row) if row else 0,
            item.place.cell,
            item.kind.code,
        )

    return tuple(sorted(findings, key=key))
