"""The cases: every trouble alone on two returns, and a seeded choice of pairs; and how one is run."""

import random
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any

from kpixl.books.returned.read import read_return
from kpixl.model.entries import Entry, MeasureEntry
from kpixl.model.finding import Finding
from kpixl.model.submission import Submission
from kpixl.rules.returns.check import check_return
from kpixl.rules.returns.selection import select_returns
from kpixl.steps.load_round import ReadOptions, load_round
from tests.details import shown_details
from tests.inprocess import InProcessExecutor
from tests.messy.beside import beside
from tests.messy.digits import digits
from tests.messy.exports import exports
from tests.messy.figures import figures
from tests.messy.files import files
from tests.messy.forms import forms
from tests.messy.honest import honest
from tests.messy.mails import mails
from tests.messy.returns import (
    SOURCES,
    Messy,
    Source,
    Want,
    reference,
    slots,
    view,
    write_round,
)
from tests.messy.rounds import rounds
from tests.messy.seen import seen
from tests.messy.sense import sense
from tests.messy.times import times
from tests.messy.trouble import Trouble, combines

_SEED = 20241122
_PAIRS = 120
TROUBLES: tuple[Trouble, ...] = (
    *figures(),
    *digits(),
    *sense(),
    *times(),
    *forms(),
    *files(),
    *mails(),
    *honest(),
    *exports(),
    *rounds(),
    *seen(),
    *beside(),
)


@dataclass(frozen=True)
class Case:
    """One return and what happens to it."""

    source: Source
    troubles: tuple[Trouble, ...]

    def __str__(self) -> str:
        return f"{self.source}-{' + '.join(map(str, self.troubles))}"

    @property
    def known(self) -> str:
        return " / ".join(trouble.known for trouble in self.troubles if trouble.known)


@cache
def cases() -> tuple[Case, ...]:
    """All cases, the same ones in the same order every time."""
    chosen: list[Case] = []
    starts = cycle(range(len(SOURCES)))
    for trouble in TROUBLES:
        start = next(starts)
        turned = (*SOURCES[start:], *SOURCES[:start])
        able = [Case(source, (trouble,)) for source in turned if has_kpis(source, trouble.takes)]
        assert len(able) >= 2, f"{trouble} can be done to fewer than two returns"
        chosen += able[:2]
    return (*chosen, *_pairs())


def has_kpis(source: Source, takes: Sequence[str]) -> bool:
    """Whether the return has a KPI for each kind named, as often as it is named."""
    return all(len(slots(source)[kind]) >= takes.count(kind) for kind in takes)


def _pairs() -> list[Case]:
    """Pairs of families in turn, so that figures do not crowd out the form and the files."""
    choose = random.Random(_SEED)  # noqa: S311 - a stable choice, no secret
    by_family: dict[str, list[Trouble]] = {}
    for trouble in TROUBLES:
        if not trouble.known:
            by_family.setdefault(trouble.family, []).append(trouble)
    pairs: dict[str, Case] = {}
    while len(pairs) < _PAIRS:
        one, other = (choose.choice(by_family[name]) for name in choose.choices(sorted(by_family), k=2))
        case = Case(choose.choice(SOURCES), tuple(sorted((one, other), key=lambda trouble: trouble.rank)))
        able = has_kpis(case.source, (*one.takes, *other.takes))
        if one is not other and combines(one, other) and able:
            pairs[str(case)] = case
    return list(pairs.values())


def made(case: Case) -> Messy:
    """The return with its troubles done to it."""
    messy = Messy(case.source)
    for trouble in case.troubles:
        if trouble.rank >= 4 and not messy.files:
            messy.finish()
        trouble.do(messy)
    if not messy.files:
        messy.finish()
    return messy


def problems_of(number: int, folder: Path) -> list[str]:
    """The problems of one of the cases; a worker is told its number."""
    return problems(cases()[number], folder)


def is_read_alone(case: Case) -> bool:
    """True where the return is all there is; the others are read as a whole round."""
    return all(trouble.family != "file" for trouble in case.troubles)


def problems(case: Case, folder: Path, executor: Executor | None = None, *, whole: bool = False) -> list[str]:
    """What does not come as it must; nothing for a case that is right."""
    messy = made(case)
    if is_read_alone(case) and not whole:
        return problems_alone(messy, folder)
    others = tuple(source for source in SOURCES if _is_neighbour(source, case.source))
    entries, measures, findings = _read_round(messy, folder, others, executor or _Remembering())
    return _problems(messy, others, entries, measures, findings)


def problems_alone(messy: Messy, folder: Path) -> list[str]:
    """What does not come as it must where a return is read by itself, whatever format it is in."""
    return _problems(messy, (), *_read_alone(messy, folder))


def _problems(
    messy: Messy,
    others: Sequence[Source],
    entries: Sequence[Entry],
    measures: Sequence[MeasureEntry],
    findings: Sequence[Finding],
) -> list[str]:
    return [
        *_wrong_entries(messy, entries),
        *_wrong_measures(messy, measures),
        *_wrong_findings(messy, [item for item in findings if item.place.file not in _files(others)]),
        *_wrong_neighbours(messy, others, entries, findings),
    ]


def _is_neighbour(source: Source, of: Source) -> bool:
    return source.year == of.year and source.code != of.code


def _files(sources: Sequence[Source]) -> set[str]:
    return {source.file for source in sources}


_Read = tuple[Sequence[Entry], Sequence[MeasureEntry], Sequence[Finding]]


def _read_alone(messy: Messy, folder: Path) -> _Read:
    write_round(messy, folder)
    held = reference(messy.source.year)
    submission = read_return(folder / messy.counts, folder)
    if isinstance(submission, Submission):
        selected = select_returns(held.plan, [check_return(held, submission)], [])
    else:
        selected = select_returns(held.plan, [], [submission])
    return selected.entries, selected.measure_entries, selected.findings


def _read_round(messy: Messy, folder: Path, others: Sequence[Source], executor: Executor) -> _Read:
    for source in others:
        messy.files[source.file] = source.content
    write_round(messy, folder)
    inputs = load_round(folder, ReadOptions(passwords=messy.passwords, executor=executor))
    selected = inputs.selected
    assert selected is not None
    # The ledger adds up to the roster, and every file has a disposition, whatever happened.
    assert [row.branch_code for row in selected.ledger] == [b.code for b in messy.source.plan.branches]
    return selected.entries, selected.measure_entries, (*inputs.issue_findings, *selected.findings)


@cache
def _remembered(name: str, content: bytes) -> dict[str, Any]:
    return {}


class _Remembering(InProcessExecutor):
    """Reads each return of a worked round once: the neighbours of a case never change."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        path, root = args[0], args[1]
        if not isinstance(path, Path):  # a file out of a mail or an archive
            return super().submit(fn, *args, **kwargs)
        source = next((s for s in SOURCES if s.file == path.relative_to(root).as_posix()), None)
        if source is None or not path.is_file() or path.read_bytes() != source.content:
            return super().submit(fn, *args, **kwargs)
        kept = _remembered(source.file, source.content)
        if "future" not in kept:
            kept["future"] = super().submit(fn, *args, **kwargs)
        return kept["future"]


# ── comparing ────────────────────────────────────────────────────────────────────────────────────────
def _wrong_entries(messy: Messy, entries: Sequence[Entry]) -> list[str]:
    expected = messy.expected_views()
    found = {entry.kpi_code: entry for entry in entries if entry.branch_code == messy.source.code}
    if found.keys() != expected.keys():
        return [f"entries of {sorted(found)}, not of {sorted(expected)}"]
    wrong = [
        f"{kpi}: {name} is {view(entry)[name]!r}, not {text!r}"
        for kpi, entry in found.items()
        for name, text in expected[kpi].items()
        if view(entry)[name] != text
    ]
    misplaced = [
        f"{kpi}: read in {entry.cell.cell}, stands in {messy.address(kpi)}"
        for kpi, entry in found.items()
        if entry.cell and entry.cell.cell != messy.address(kpi)
    ]
    return wrong + misplaced


def _wrong_measures(messy: Messy, measures: Sequence[MeasureEntry]) -> list[str]:
    before = {} if messy.refused else {
        entry.measure_code: dict(entry.texts)
        for entry in messy.source.checked.measure_entries
        if entry.measure_code not in messy.lost_measures
    }  # fmt: skip
    now = {
        entry.measure_code: dict(entry.texts) for entry in measures if entry.branch_code == messy.source.code
    }
    return [] if before == now else [f"measures: {now}, not {before}"]


def _wrong_findings(messy: Messy, findings: Sequence[Finding]) -> list[str]:
    left = [found for found in findings if found.place.file not in messy.also_found or not found.place.cell]
    missing = []
    # What may be anything takes what the others leave.
    for want in sorted(messy.expected_findings(), key=lambda want: want.code == "*"):
        found = next((item for item in left if _is_wanted(item, want)), None)
        if found is None:
            missing.append(f"missing: {want}")
        else:
            left.remove(found)
    return missing + [f"not expected: {said(found)}" for found in left]


def _is_wanted(found: Finding, want: Want) -> bool:
    details = shown_details(found.details)
    return (
        want.code in (found.kind.code, "*")
        and found.kpi_code == want.kpi
        and want.cell in (found.place.cell, None)
        and want.file in (found.place.file, "")
        and want.sheet in (found.place.sheet, "")
        and all(details.get(name) == text for name, text in want.details.items())
    )


def said(found: Finding) -> str:
    """A finding in short."""
    place, details = found.place, shown_details(found.details)
    return f"{found.kind.code} {place.file} {place.sheet}!{place.cell} {found.kpi_code} {details}"


def _wrong_neighbours(
    messy: Messy, others: Sequence[Source], entries: Sequence[Entry], findings: Sequence[Finding]
) -> list[str]:
    wrong = []
    for source in others:
        before = {entry.kpi_code: view(entry) for entry in source.checked.entries}
        now = {entry.kpi_code: view(entry) for entry in entries if entry.branch_code == source.code}
        if now != before:
            wrong.append(f"{source}: the neighbour's figures are others")
        theirs = {said(found) for found in findings if found.place.file == source.file}
        if not messy.plan_edit and theirs != {said(found) for found in source.checked.findings}:
            wrong.append(f"{source}: the neighbour's findings are others")
    return wrong
