"""What head office decided about returns and figures (受付メモ), applied before one return is chosen.

A file that is not to count is set aside. A doubt about a figure that was confirmed is quiet for that value;
another value opens it again. An error in a figure that head office puts in itself (補正) is settled.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict

from kpixl.model.entries import Entry
from kpixl.model.figure import FigureState
from kpixl.model.finding import Finding, FindingCode, Place, Severity, finding
from kpixl.model.kpi import Kpi
from kpixl.model.plan import Plan
from kpixl.model.receipt_note import ReceiptNote, ReceiptRuling
from kpixl.model.returned_file import INSIDE
from kpixl.model.submission import Submission, UnreadableFile
from kpixl.rules.figures.folding import fold
from kpixl.rules.figures.parse import read_figure
from kpixl.rules.plan.adjustments import figure_adjustments
from kpixl.rules.returns.check import CheckedReturn
from kpixl.rules.returns.seal import bears_mark, confirms_file


@dataclass(frozen=True, kw_only=True)
class Decided:
    """The returns and files that are left to choose from, and what was decided about the others."""

    returns: tuple[CheckedReturn, ...]
    unread: tuple[UnreadableFile, ...]
    set_aside: tuple[Submission | UnreadableFile, ...]
    findings: tuple[Finding, ...]


def apply_receipt_notes(
    plan: Plan, returns: Sequence[CheckedReturn], unread: Sequence[UnreadableFile]
) -> Decided:
    """Set aside what is not to count, and settle what head office has settled."""
    aside: list[Submission | UnreadableFile] = []
    findings: list[Finding] = []
    used: set[int] = set()

    def is_left(file: Submission | UnreadableFile, branch: str) -> bool:
        for number, item in enumerate(plan.decisions):
            if item.ruling is ReceiptRuling.NOT_COUNTED and _is_about(item, file, branch):
                used.add(number)
                aside.append(file)
                findings.append(_set_aside(item, file, branch))
                return False
        return True

    kept = [item for item in returns if is_left(item.submission, item.branch.code if item.branch else "")]
    left = [item for item in unread if is_left(item, "")]
    settled = [_settle(plan, item, used) for item in kept]
    used |= {
        number
        for number, item in enumerate(plan.decisions)
        if any(confirms_file(item, checked.branch, checked.submission) for checked in kept if checked.branch)
    }
    findings += [_idle(item) for number, item in enumerate(plan.decisions) if _waits(item, number, used)]
    return Decided(
        returns=tuple(settled), unread=tuple(left), set_aside=tuple(aside), findings=tuple(findings)
    )


def _is_about(item: ReceiptNote, file: Submission | UnreadableFile, branch: str) -> bool:
    """True where a decision means this file: by its mark, else by its name, else by its branch alone."""
    if item.file_mark:
        return bears_mark(file, item.file_mark)
    if item.branch_code and branch and item.branch_code != branch:
        return False
    if item.file:
        wanted = fold(item.file)
        return any(
            wanted in (place, place.removeprefix("inbox/"), place.rpartition("/")[2])
            for place in _places(fold(file.file))
        )
    return bool(branch) and item.branch_code == branch


def _places(file: str) -> Iterator[str]:
    """The file itself, and the mails and archives that it came in."""
    parts = file.split(INSIDE)
    return (INSIDE.join(parts[:number]) for number in range(1, len(parts) + 1))


def _set_aside(item: ReceiptNote, file: Submission | UnreadableFile, branch: str) -> Finding:
    return finding(
        FindingCode.RETURN_SET_ASIDE, Place(file.file), branch=branch or item.branch_code, **_by_whom(item)
    )


class _ByWhom(TypedDict):
    reason: str
    person: str
    day: dt.date | str


def _by_whom(item: ReceiptNote) -> _ByWhom:
    return {"reason": item.reason, "person": item.person, "day": item.date or ""}


def _waits(item: ReceiptNote, number: int, used: set[int]) -> bool:
    """True for a decision about a file or a value of which nothing in the inbox is any more."""
    about_a_file = item.ruling is ReceiptRuling.NOT_COUNTED and bool(item.file or item.file_mark)
    return number not in used and (about_a_file or item.ruling is ReceiptRuling.CONFIRMED)


def _idle(item: ReceiptNote) -> Finding:
    about = item.file or item.file_mark or " ".join(part for part in (item.kpi_code, item.seen) if part)
    return finding(
        FindingCode.DECISION_IDLE, Place("plan.xlsx"), branch=item.branch_code, kpi=item.kpi_code,
        seen=about or item.branch_code,
    )  # fmt: skip


def _settle(plan: Plan, checked: CheckedReturn, used: set[int]) -> CheckedReturn:
    """The return without the doubts that were confirmed and the errors that 補正 has settled."""
    branch = checked.branch
    if branch is None or checked.refused:
        return checked
    entries = {entry.kpi_code: entry for entry in checked.entries}
    confirmed: dict[str, ReceiptNote] = {}
    for number, item in enumerate(plan.decisions):
        kpi, entry = plan.kpi(item.kpi_code), entries.get(item.kpi_code)
        is_meant = item.ruling is ReceiptRuling.CONFIRMED and item.branch_code == branch.code
        if is_meant and kpi and entry and _is_that_value(item.seen, kpi, entry):
            used.add(number)
            confirmed[kpi.code] = item
    adjusted = {code for of_branch, code in figure_adjustments(plan) if of_branch == branch.code}
    kept = [item for item in checked.findings if not _is_settled(item, confirmed, adjusted)]
    gone = [item for item in checked.findings if _is_settled(item, confirmed, adjusted)]
    notes = [_note(item, confirmed) for item in _first_of_each(gone)]
    return replace(checked, findings=(*kept, *notes)) if gone else checked


def _is_that_value(text: str, kpi: Kpi, entry: Entry) -> bool:
    """True where a figure is the one that was confirmed: as typed, or as the same number."""
    if fold(text) == fold(entry.actual.typed):
        return True
    read, _refusal = read_figure(text, kpi.unit)
    values = (entry.figure.value, entry.actual.figure.value)
    return read.figure.state is FigureState.NUMBER and read.figure.value in values


def _is_settled(item: Finding, confirmed: dict[str, ReceiptNote], adjusted: set[str]) -> bool:
    if item.severity is Severity.WARNING:
        return item.kpi_code in confirmed
    return item.severity is Severity.ERROR and item.kpi_code in adjusted


def _first_of_each(items: Iterable[Finding]) -> list[Finding]:
    """One finding for each figure and severity: one note says that it is settled."""
    return list({(item.kpi_code, item.severity): item for item in reversed(list(items))}.values())[::-1]


def _note(item: Finding, confirmed: dict[str, ReceiptNote]) -> Finding:
    if item.severity is Severity.ERROR:
        kind = FindingCode.SETTLED_BY_ADJUSTMENT
        return finding(kind, item.place, branch=item.branch_code, kpi=item.kpi_code, seen=item.kind.code)
    decision = confirmed[item.kpi_code]
    return finding(
        FindingCode.CONFIRMED_AS_IS, item.place, branch=item.branch_code, kpi=item.kpi_code,
        seen=decision.seen, doubt=item.kind.code, **_by_whom(decision),
    )  # fmt: skip
