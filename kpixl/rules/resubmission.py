"""Several returns of one branch: which one counts, in a stated order, and what differs between them.

The order is the issue number with its revision, then the workbook's own last-modified time, then the
file's time. Names never matter, and nothing is ever added together.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kpixl.model.finding import Finding, FindingCode, Place, finding
from kpixl.model.submission import (
    CellChange,
    Field,
    FileFate,
    MeasureField,
    OnDuplicate,
    RawRow,
    Submission,
)
from kpixl.rules.checks import CheckedReturn, is_sent_back
from kpixl.rules.distribution import issue_number
from kpixl.rules.inspection import row_text

# Asked with the branch's returns, newest first; answers with the one that counts, or None for none.
Ask = Callable[[Sequence[CheckedReturn]], CheckedReturn | None]


@dataclass
class Choice:
    """What was decided about one branch's returns.

    `counted` gives the figures; `faulty` is a later one that did not replace it. `fates` is keyed by file.
    """

    counted: CheckedReturn | None = None
    faulty: CheckedReturn | None = None
    fates: dict[str, FileFate] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    changes: list[CellChange] = field(default_factory=list)
    versions: int = 0


def choose_return(code: str, group: Sequence[CheckedReturn], on_duplicate: OnDuplicate, ask: Ask) -> Choice:
    """Decide which of a branch's readable returns counts; `group` is not empty and in any order."""
    choice = Choice()
    different = _without_copies(code, group, choice)
    choice.versions = len(different)
    ordered = _newest_first(different)
    if len(ordered) == 1:
        _count(ordered[0], choice)
        return choice
    for newer, older in pairwise(ordered):
        choice.changes += cell_changes(code, older.submission, newer.submission)
    meant = ask(ordered) if on_duplicate is OnDuplicate.ASK else None
    if meant is None and (on_duplicate is not OnDuplicate.LATEST or _tied(ordered)):
        _count_none(code, ordered, choice)
        return choice
    counted = meant or _latest(ordered)
    for checked in ordered:
        if checked is counted:
            _count(checked, choice)
        elif meant is None and ordered.index(checked) < ordered.index(counted):
            _keep_out(code, checked, counted, choice)
        else:
            _supersede(code, checked, counted, choice)
    return choice


def _latest(ordered: Sequence[CheckedReturn]) -> CheckedReturn:
    """The newest without errors; where every one has some, the newest."""
    return next((checked for checked in ordered if not is_sent_back(checked)), ordered[0])


def _without_copies(code: str, group: Sequence[CheckedReturn], choice: Choice) -> list[CheckedReturn]:
    """One of each content, in order of names; the copies are named."""
    first: dict[str, CheckedReturn] = {}
    for checked in sorted(group, key=lambda checked: checked.submission.file):
        same = first.setdefault(checked.submission.sha256, checked)
        if same is not checked:
            file = checked.submission.file
            choice.fates[file] = FileFate.IDENTICAL
            place, original = Place(file), same.submission.file
            found = finding(FindingCode.RETURN_IDENTICAL, place, branch=code, first=original)
            choice.findings.append(found)
    return list(first.values())


def _newest_first(group: Sequence[CheckedReturn]) -> list[CheckedReturn]:
    key = _order(group)
    return sorted(group, key=lambda checked: (*key(checked), checked.submission.sha256), reverse=True)


def _order(group: Sequence[CheckedReturn]) -> Callable[[CheckedReturn], tuple[int, int, float, float]]:
    """The key of a return's age. Last-modified times count only where every return has one."""
    dated = all(checked.submission.modified for checked in group)

    def key(checked: CheckedReturn) -> tuple[int, int, float, float]:
        submission = checked.submission
        identity, modified = submission.identity, submission.modified
        saved = modified.replace(tzinfo=dt.UTC).timestamp() if dated and modified else 0.0
        issue = identity.issue if identity else ""
        revision = identity.revision if identity else ""
        return issue_number(issue), int(revision) if revision.isdigit() else 0, saved, submission.file_time

    return key


def _tied(ordered: Sequence[CheckedReturn]) -> bool:
    """True where nothing says which of the two newest is the later one."""
    key = _order(ordered)
    return key(ordered[0]) == key(ordered[1])


def _count(checked: CheckedReturn, choice: Choice) -> None:
    choice.counted = checked
    sent_back = is_sent_back(checked)
    choice.fates[checked.submission.file] = FileFate.PARTLY if sent_back else FileFate.ACCEPTED
    choice.findings += checked.findings


def _count_none(code: str, ordered: Sequence[CheckedReturn], choice: Choice) -> None:
    files = sorted(checked.submission.file for checked in ordered)
    choice.fates |= dict.fromkeys(files, FileFate.REFUSED)
    place = Place(files[0])
    choice.findings.append(finding(FindingCode.RETURNS_DIFFER, place, branch=code, files=" / ".join(files)))


def _supersede(code: str, checked: CheckedReturn, by: CheckedReturn, choice: Choice) -> None:
    file = checked.submission.file
    choice.fates[file] = FileFate.SUPERSEDED
    newer = by.submission.file
    choice.findings.append(finding(FindingCode.RETURN_SUPERSEDED, Place(file), branch=code, by=newer))


def _keep_out(code: str, later: CheckedReturn, kept: CheckedReturn, choice: Choice) -> None:
    """A later return with errors does not replace an accepted one; its errors are still named."""
    file = later.submission.file
    choice.fates[file] = FileFate.REFUSED
    choice.faulty = choice.faulty or later
    old = kept.submission.file
    choice.findings.append(finding(FindingCode.LATER_RETURN_FAULTY, Place(file), branch=code, kept=old))
    choice.findings += later.findings


def cell_changes(code: str, old: Submission, new: Submission) -> Iterator[CellChange]:
    """Every input cell that differs between two returns of a branch, each as typed."""
    for names, old_rows, new_rows in (
        (tuple(Field), old.rows, new.rows),
        (tuple(MeasureField), old.measure_rows, new.measure_rows),
    ):
        before = {row.key: row for row in old_rows}
        after = {row.key: row for row in new_rows}
        for key in before | after:
            for name in names:
                was, now = _typed(before.get(key), name), _typed(after.get(key), name)
                if was[0] != now[0]:
                    yield CellChange(code, key, name, old.file, was[1], was[0], new.file, now[1], now[0])


def _typed(row: RawRow | None, name: str) -> tuple[str, str]:
    """The text of a field and its address with sheet; both '' where there is none."""
    if row is None or name not in row.cells:
        return "", ""
    cell = row.cells[name]
    return row_text(row, name), f"{cell.sheet}!{cell.cell}"
