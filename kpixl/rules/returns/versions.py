"""Several returns of one branch: which one counts, in a stated order, and what differs between them.

The order is the issue number with its revision, then the workbook's own time of saving where two times
can be compared. Names and the times of files never matter. Returns that say the same are one version,
whatever their bytes; parts of one return are put together first.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kpixl.model.figure import NOTHING_ENTERED, FigureState
from kpixl.model.finding import Finding, FindingCode, Place, finding
from kpixl.model.ledger import CellChange, Disposition, OnDuplicate
from kpixl.model.message import Message, message
from kpixl.model.plan import Settings
from kpixl.model.submission import ActivityField, Field, MeasureField, NextKpiField, RawRow, TextField
from kpixl.rules.returns.check import CheckedReturn, is_sent_back
from kpixl.rules.returns.inspection import row_text
from kpixl.rules.returns.order import Copies, same_content, why_undecided
from kpixl.rules.returns.parts import Check, find_parts
from kpixl.rules.returns.saving import local_time

# Asked with the branch's returns, newest first; answers with the one that counts, or None for none.
Ask = Callable[[Sequence[CheckedReturn]], CheckedReturn | None]


@dataclass(kw_only=True)
class Choice:
    """What was decided about one branch's returns.

    `counted` gives the figures, `copies` are all returns that say the same; `faulty` is a later one that
    did not replace it. `dispositions` is keyed by file; `files` are those that were put together.
    """

    counted: CheckedReturn | None = None
    copies: Copies = ()
    faulty: CheckedReturn | None = None
    dispositions: dict[str, Disposition] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    changes: list[CellChange] = field(default_factory=list)
    versions: int = 0
    files: set[str] = field(default_factory=set)


def choose_return(
    settings: Settings,
    code: str,
    group: Sequence[CheckedReturn],
    on_duplicate: OnDuplicate,
    ask: Ask,
    check: Check | None = None,
) -> Choice:
    """Decide which of a branch's readable returns counts; `group` is not empty and in any order.

    `check` checks parts that are put together; without it none are.
    """
    versions = same_content(settings, group)
    choice = Choice(versions=len(versions))
    for copies in versions:
        _name_copies(code, copies, choice)
    ordered = [copies[0] for copies in versions]
    parts = find_parts(settings, ordered, check) if check and on_duplicate is OnDuplicate.MERGE else None
    if parts and not parts.merged:
        contrary = message("word.undecided.parts", cells=parts.conflicts)
        _count_none(settings, code, ordered, contrary, choice)
        return choice
    if parts and parts.merged:
        versions = [(parts.merged,), *(item for item in versions if item[0] not in parts.files)]
        ordered = [copies[0] for copies in versions]
    choice.files = {part.submission.file for part in parts.files} if parts else set()
    if len(ordered) == 1:
        _count(versions[0], choice)
        return choice
    for newer, older in pairwise(ordered):
        choice.changes += cell_changes(code, older, newer)
    meant = ask(ordered) if on_duplicate is OnDuplicate.ASK else None
    counted = meant or _latest(ordered)
    at = ordered.index(counted)
    if meant is None:
        may = on_duplicate in (OnDuplicate.LATEST, OnDuplicate.MERGE)
        why = why_undecided(settings, versions, at) if may else "told"
        if why:
            _count_none(settings, code, ordered, message(f"word.undecided.{why}"), choice)
            return choice
    for number, checked in enumerate(ordered):
        if number == at:
            _count(versions[at], choice)
        elif meant is None and number < at:
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


def _name_copies(code: str, copies: Copies, choice: Choice) -> None:
    first, *others = copies
    for checked in others:
        file = checked.submission.file
        choice.dispositions[file] = Disposition.IDENTICAL
        original = first.submission.file
        found = finding(FindingCode.RETURN_IDENTICAL, Place(file), branch=code, first=original)
        choice.findings.append(found)


def _lost(newer: CheckedReturn, older: CheckedReturn) -> tuple[str, ...]:
    """The KPIs that an older return reports and a newer one leaves blank."""
    reported = {entry.kpi_code for entry in older.entries if entry.figure.state not in NOTHING_ENTERED}
    return tuple(
        entry.kpi_code
        for entry in newer.entries
        if entry.figure.state is FigureState.BLANK and entry.kpi_code in reported
    )


def _count(copies: Copies, choice: Choice) -> None:
    checked = copies[0]
    choice.counted, choice.copies = checked, copies
    sent_back = is_sent_back(checked)
    disposition = Disposition.PARTLY if sent_back else Disposition.ACCEPTED
    choice.dispositions |= dict.fromkeys((checked.submission.file, *choice.files), disposition)
    choice.findings += checked.findings


def _count_none(
    settings: Settings, code: str, ordered: Sequence[CheckedReturn], why: Message, choice: Choice
) -> None:
    saved = {
        checked.submission.file: local_time(settings, checked.submission.modified) for checked in ordered
    }
    choice.dispositions |= dict.fromkeys(saved, Disposition.REFUSED)
    files = tuple(
        message("text.saved", file=file, time=time or message("text.no_time"))
        for file, time in sorted(saved.items())
    )
    found = finding(
        FindingCode.RETURNS_DIFFER,
        Place(min(saved)),
        branch=code,
        files=files,
        why=why,
    )
    choice.findings.append(found)


def _supersede(code: str, checked: CheckedReturn, by: CheckedReturn, choice: Choice) -> None:
    file = checked.submission.file
    choice.dispositions[file] = Disposition.SUPERSEDED
    choice.findings.append(superseded(code, file, by.submission.file))


def superseded(code: str, file: str, by: str) -> Finding:
    """The note about a file of a branch in whose place a later one stands."""
    return finding(FindingCode.RETURN_SUPERSEDED, Place(file), branch=code, by=by)


def _keep_out(code: str, later: CheckedReturn, kept: CheckedReturn, choice: Choice) -> None:
    """A later return with errors does not replace an accepted one; its errors are still named."""
    file = later.submission.file
    choice.dispositions[file] = Disposition.REFUSED
    choice.faulty = choice.faulty or later
    old = kept.submission.file
    choice.findings.append(finding(FindingCode.LATER_RETURN_FAULTY, Place(file), branch=code, kept=old))
    lost = _lost(later, kept)
    if lost:
        found = finding(
            FindingCode.FIGURES_GONE, Place(file), branch=code, count=len(lost), seen=lost, kept=old
        )
        choice.findings.append(found)
    choice.findings += later.findings


def cell_changes(code: str, old: CheckedReturn, new: CheckedReturn) -> Iterator[CellChange]:
    """Every input cell that differs between two returns of a branch, each as typed."""
    for names, before, after in (
        (tuple(Field), old.rows, new.rows),
        (tuple(MeasureField), old.measure_rows, new.measure_rows),
        *_further_rows(old, new),
    ):
        for key in {**before, **after}:
            for name in names:
                was, now = _typed(before.get(key), name), _typed(after.get(key), name)
                if was[0] != now[0]:
                    files = (old.submission.file, new.submission.file)
                    yield CellChange(
                        branch_code=code,
                        code=key,
                        field=name,
                        old_file=files[0],
                        old_cell=was[1],
                        old=was[0],
                        new_file=files[1],
                        new_cell=now[1],
                        new=now[0],
                    )


def _further_rows(
    old: CheckedReturn, new: CheckedReturn
) -> Iterator[tuple[tuple[str, ...], Mapping[str, RawRow], Mapping[str, RawRow]]]:
    for sheet, names in (
        ("measure_text_entry", tuple(TextField)),
        ("activity_entry", tuple(ActivityField)),
        ("next_kpi_entry", tuple(NextKpiField)),
    ):
        yield names, old.narrative.rows.get(sheet, {}), new.narrative.rows.get(sheet, {})


def _typed(row: RawRow | None, name: str) -> tuple[str, str]:
    """The text of a field and its address with sheet; both '' where there is none."""
    if row is None or name not in row.cells:
        return "", ""
    cell = row.cells[name]
    return row_text(row, name), f"{cell.sheet}!{cell.cell}"
