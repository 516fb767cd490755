"""Several returns of one branch: which one counts, in a stated order, and what differs between them.

The order is the issue number with its revision, then the workbook's own last-modified time, then the
file's time. Names never matter, and nothing is ever added together.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kpixl.model.figure import FigureState
from kpixl.model.finding import Finding, FindingCode, Place, finding
from kpixl.model.submission import (
    CellChange,
    Disposition,
    Field,
    MeasureField,
    OnDuplicate,
    RawRow,
)
from kpixl.rules.issue.distribution import issue_number, running_number
from kpixl.rules.returns.check import CheckedReturn, is_sent_back
from kpixl.rules.returns.inspection import row_text

# Asked with the branch's returns, newest first; answers with the one that counts, or None for none.
Ask = Callable[[Sequence[CheckedReturn]], CheckedReturn | None]


@dataclass
class Choice:
    """What was decided about one branch's returns.

    `counted` gives the figures; `faulty` is a later one that did not replace it. `fates` is keyed by file.
    """

    counted: CheckedReturn | None = None
    faulty: CheckedReturn | None = None
    fates: dict[str, Disposition] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    changes: list[CellChange] = field(default_factory=list)
    versions: int = 0


def choose_return(code: str, group: Sequence[CheckedReturn], on_duplicate: OnDuplicate, ask: Ask) -> Choice:
    """Decide which of a branch's readable returns counts; `group` is not empty and in any order."""
    choice = Choice()
    different = _without_copies(code, group, choice)
    choice.versions = len(different)
    ordered = newest_first(different)
    if len(ordered) == 1:
        _count(ordered[0], choice)
        return choice
    for newer, older in pairwise(ordered):
        choice.changes += cell_changes(code, older, newer)
    meant = ask(ordered) if on_duplicate is OnDuplicate.ASK else None
    latest = _latest(ordered)
    if meant is None and (on_duplicate is not OnDuplicate.LATEST or _tied(latest, ordered)):
        _count_none(code, ordered, choice)
        return choice
    counted = meant or latest
    for checked in ordered:
        if checked is counted:
            _count(checked, choice)
        elif meant is None and ordered.index(checked) < ordered.index(counted):
            _keep_out(code, checked, counted, choice)
        else:
            _supersede(code, checked, counted, choice)
    return choice


def _latest(ordered: Sequence[CheckedReturn]) -> CheckedReturn:
    """The newest without errors that loses no figure of an older sound one; else the newest of all."""
    sound = [checked for checked in ordered if not is_sent_back(checked)]
    for number, checked in enumerate(sound):
        if not any(_lost(checked, older) for older in sound[number + 1 :]):
            return checked
    return ordered[0]


def _without_copies(code: str, group: Sequence[CheckedReturn], choice: Choice) -> list[CheckedReturn]:
    """One of each content, in order of names; the copies are named."""
    first: dict[str, CheckedReturn] = {}
    for checked in sorted(group, key=lambda checked: checked.submission.file):
        same = first.setdefault(checked.submission.sha256, checked)
        if same is not checked:
            file = checked.submission.file
            choice.fates[file] = Disposition.IDENTICAL
            place, original = Place(file), same.submission.file
            found = finding(FindingCode.RETURN_IDENTICAL, place, branch=code, first=original)
            choice.findings.append(found)
    return list(first.values())


def newest_first(group: Sequence[CheckedReturn]) -> list[CheckedReturn]:
    """The returns by age; names decide nothing, content decides where nothing else does."""
    return sorted(group, key=lambda checked: (*_age(checked), checked.submission.sha256), reverse=True)


def _age(checked: CheckedReturn) -> tuple[int, int, float, float]:
    """Issue, revision, time of saving, time of the file; the file's stands in where a format has no other."""
    submission = checked.submission
    identity, modified = submission.identity, submission.modified
    saved = modified.replace(tzinfo=dt.UTC).timestamp() if modified else submission.file_time
    issue, revision = (identity.issue, identity.revision) if identity else ("", "")
    return issue_number(issue), running_number(revision), saved, submission.file_time


def _tied(counted: CheckedReturn, ordered: Sequence[CheckedReturn]) -> bool:
    """True where nothing says whether the one that is to count is later than another one."""
    return any(other is not counted and _age(other) == _age(counted) for other in ordered)


def _lost(newer: CheckedReturn, older: CheckedReturn) -> list[str]:
    """The KPIs that an older return reports and a newer one leaves blank."""
    reported = {entry.kpi_code for entry in older.entries if entry.figure.state is not FigureState.BLANK}
    return [
        entry.kpi_code
        for entry in newer.entries
        if entry.figure.state is FigureState.BLANK and entry.kpi_code in reported
    ]


def _count(checked: CheckedReturn, choice: Choice) -> None:
    choice.counted = checked
    sent_back = is_sent_back(checked)
    choice.fates[checked.submission.file] = Disposition.PARTLY if sent_back else Disposition.ACCEPTED
    choice.findings += checked.findings


def _count_none(code: str, ordered: Sequence[CheckedReturn], choice: Choice) -> None:
    files = sorted(checked.submission.file for checked in ordered)
    choice.fates |= dict.fromkeys(files, Disposition.REFUSED)
    place = Place(files[0])
    choice.findings.append(finding(FindingCode.RETURNS_DIFFER, place, branch=code, files=" / ".join(files)))


def _supersede(code: str, checked: CheckedReturn, by: CheckedReturn, choice: Choice) -> None:
    file = checked.submission.file
    choice.fates[file] = Disposition.SUPERSEDED
    newer = by.submission.file
    choice.findings.append(finding(FindingCode.RETURN_SUPERSEDED, Place(file), branch=code, by=newer))


def _keep_out(code: str, later: CheckedReturn, kept: CheckedReturn, choice: Choice) -> None:
    """A later return with errors does not replace an accepted one; its errors are still named."""
    file = later.submission.file
    choice.fates[file] = Disposition.REFUSED
    choice.faulty = choice.faulty or later
    old = kept.submission.file
    choice.findings.append(finding(FindingCode.LATER_RETURN_FAULTY, Place(file), branch=code, kept=old))
    lost = _lost(later, kept)
    if lost:
        names = " ".join(lost)
        found = finding(
            FindingCode.FIGURES_GONE, Place(file), branch=code, count=len(lost), seen=names, kept=old
        )
        choice.findings.append(found)
    choice.findings += later.findings


def cell_changes(code: str, old: CheckedReturn, new: CheckedReturn) -> Iterator[CellChange]:
    """Every input cell that differs between two returns of a branch, each as typed."""
    for names, before, after in (
        (tuple(Field), old.rows, new.rows),
        (tuple(MeasureField), old.measure_rows, new.measure_rows),
    ):
        for key in {**before, **after}:
            for name in names:
                was, now = _typed(before.get(key), name), _typed(after.get(key), name)
                if was[0] != now[0]:
                    files = (old.submission.file, new.submission.file)
                    yield CellChange(code, key, name, files[0], was[1], was[0], files[1], now[1], now[0])


def _typed(row: RawRow | None, name: str) -> tuple[str, str]:
    """The text of a field and its address with sheet; both '' where there is none."""
    if row is None or name not in row.cells:
        return "", ""
    cell = row.cells[name]
    return row_text(row, name), f"{cell.sheet}!{cell.cell}"
