"""All that came back, decided: what counts for each branch, and the ledger that adds up to the roster."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kpixl.model.annotation import AnnotationKind, AnnotationRow
from kpixl.model.entries import Entry, MeasureEntry
from kpixl.model.finding import Finding, FindingCode
from kpixl.model.ledger import CellChange, Disposition, LedgerRow, OnDuplicate, Source
from kpixl.model.narrative import ActivityFigure, MeasureText, NextKpi
from kpixl.model.plan import Plan
from kpixl.model.submission import SealState, Submission, UnreadableFile
from kpixl.rules.returns.added_kpis import told_as_added
from kpixl.rules.returns.arrivals import place_arrivals
from kpixl.rules.returns.check import CheckedReturn
from kpixl.rules.returns.order import newest_first
from kpixl.rules.returns.parts import Check
from kpixl.rules.returns.receipt_notes import apply_receipt_notes
from kpixl.rules.returns.seal import unconfirmed
from kpixl.rules.returns.settled import settled_by, settled_unread
from kpixl.rules.returns.sources import sources_of
from kpixl.rules.returns.standing import Standing
from kpixl.rules.returns.versions import Ask, Choice, choose_return, superseded


@dataclass(frozen=True, kw_only=True)
class SelectedReturns:
    """All that came back, decided: one return per branch at most, every file accounted for.

    `to_correct` holds, by branch code, the return that has to go back to its branch; `arrived`, for a
    branch without a return, the files that came from it and are none that can be read. `counted` are the
    returns that count, by branch code.
    """

    ledger: tuple[LedgerRow, ...]
    sources: tuple[Source, ...]
    entries: tuple[Entry, ...]
    measure_entries: tuple[MeasureEntry, ...]
    findings: tuple[Finding, ...]
    changes: tuple[CellChange, ...] = ()
    to_correct: Mapping[str, CheckedReturn] = field(default_factory=dict)
    arrived: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    texts: tuple[MeasureText, ...] = ()
    activities: tuple[ActivityFigure, ...] = ()
    next_kpis: tuple[NextKpi, ...] = ()
    annotations: tuple[AnnotationRow, ...] = ()
    counted: Mapping[str, CheckedReturn] = field(default_factory=dict)

    @property
    def as_issued(self) -> dict[str, CheckedReturn]:
        """Of the returns that count, those whose forms were issued by another plan than today's."""
        return {code: checked for code, checked in self.counted.items() if checked.issued}

    def last_of(self, branch_code: str) -> CheckedReturn | None:
        """What a branch has filled in last, and can be given back to it."""
        checked = self.to_correct.get(branch_code) or self.counted.get(branch_code)
        return checked if checked and checked.rows else None


def select_returns(
    plan: Plan,
    returns: Iterable[CheckedReturn],
    unreadable: Sequence[UnreadableFile],
    on_duplicate: OnDuplicate = OnDuplicate.LATEST,
    ask: Ask = lambda _returns: None,
    frozen: Container[str] | None = None,
    check: Check | None = None,
    issued: Container[str] | None = None,
) -> SelectedReturns:
    """Decide which return counts for each branch; the order of files never matters.

    `frozen` are the hashes of the files that were there when the round was frozen last, None where it never
    was. `check` checks parts of one return that are put together. `issued` are the codes of the branches that
    were sent a form, None where nothing tells.
    """
    given = sorted(returns, key=lambda checked: checked.submission.file)
    decided = apply_receipt_notes(plan, given, sorted(unreadable, key=lambda item: item.file))
    ordered, unreadable = list(told_as_added(_sealed_first(decided.returns))), decided.unread
    by_branch: dict[str, list[CheckedReturn]] = defaultdict(list)
    dispositions: dict[str, Disposition] = {}
    findings: list[Finding] = [*decided.findings]
    for checked in ordered:
        if checked.branch is not None:
            by_branch[checked.branch.code].append(checked)
        if checked.branch is None:
            dispositions[checked.submission.file] = Disposition.REFUSED
            findings += checked.findings
    choices: dict[str, Choice] = {}
    for branch in plan.branches:
        usable = [checked for checked in by_branch.get(branch.code, []) if not checked.refused]
        if usable:
            choice = choose_return(plan.settings, branch.code, usable, on_duplicate, ask, check)
            choices[branch.code] = choice
            dispositions |= choice.dispositions
            findings += choice.findings
    standings = {
        branch.code: Standing(
            branch,
            newest_first(plan.settings, by_branch.get(branch.code, ())),
            choices.get(branch.code, Choice()),
        )
        for branch in plan.branches
    }
    for standing in standings.values():
        for checked in standing.group:
            if checked.refused:
                findings += _refused(plan, checked, standing, dispositions)
    strays = [checked.submission.file for checked in ordered if checked.branch is None]
    counted = {code: choice.counted for code, choice in choices.items() if choice.counted}
    arrivals = place_arrivals(plan, unreadable, strays, by_branch)
    settled = tuple(settled_unread(arrivals.findings, unreadable, counted))
    findings += settled
    dispositions |= {
        item.place.file: Disposition.SUPERSEDED
        for item in settled
        if item.kind is FindingCode.RETURN_SUPERSEDED
    }
    aside = [
        CheckedReturn(submission=item, branch=None)
        for item in decided.set_aside
        if isinstance(item, Submission)
    ]
    unread = [item for item in decided.set_aside if isinstance(item, UnreadableFile)]
    dispositions |= {item.file: Disposition.SET_ASIDE for item in decided.set_aside}
    sources = sources_of(plan.settings, (*ordered, *aside), (*unreadable, *unread), dispositions)
    return SelectedReturns(
        ledger=tuple(
            standing.ledger_row(plan, frozen, arrivals.kinds_of(code), issued)
            for code, standing in standings.items()
        ),
        sources=tuple(sorted(sources, key=lambda source: source.file)),
        entries=tuple(entry for checked in counted.values() for entry in checked.entries),
        measure_entries=tuple(entry for checked in counted.values() for entry in checked.measure_entries),
        findings=sort_findings(plan, findings),
        changes=tuple(change for choice in choices.values() for change in choice.changes),
        to_correct={code: faulty for code, standing in standings.items() if (faulty := standing.to_correct)},
        arrived=arrivals.by_branch,
        texts=tuple(text for checked in counted.values() for text in checked.narrative.texts),
        activities=tuple(item for checked in counted.values() for item in checked.narrative.activities),
        next_kpis=tuple(item for checked in counted.values() for item in checked.narrative.next_kpis),
        annotations=tuple(_annotations(counted.items())),
        counted=counted,
    )


def _refused(
    plan: Plan, checked: CheckedReturn, standing: "Standing", dispositions: dict[str, Disposition]
) -> Sequence[Finding]:
    """The findings of a refused file, or the note that a later return stands in its place."""
    file = checked.submission.file
    by = settled_by(plan, checked, standing.choice, standing.group)
    dispositions[file] = Disposition.SUPERSEDED if by else Disposition.REFUSED
    return (superseded(standing.branch.code, file, by),) if by else checked.findings


def _sealed_first(returns: Iterable[CheckedReturn]) -> Iterator[CheckedReturn]:
    """The returns; one without its seal is refused where its branch has one that bears it, sound or not."""
    given = list(returns)
    sealed = {item.branch for item in given if _bears_seal(item)}
    for item in given:
        branch = item.branch
        if branch is None or item.refused or item.seal is not SealState.ABSENT or branch not in sealed:
            yield item
            continue
        refusal = unconfirmed(item.submission, branch, "sealed")
        yield replace(item, entries=(), measure_entries=(), findings=(refusal,), refused=True)


def _bears_seal(item: CheckedReturn) -> bool:
    """True for a form whose seal fits, or is of a key that is lost; and for one that head office confirms."""
    identity = item.submission.identity
    of_another_key = item.seal is SealState.UNCHECKED and identity is not None and identity.seal != ""
    return item.seal in (SealState.FITS, SealState.CONFIRMED) or of_another_key


def _annotations(counted: Iterable[tuple[str, CheckedReturn]]) -> Iterator[AnnotationRow]:
    """What branches put beside the cells of the returns that count."""
    for branch_code, checked in counted:
        for item in checked.submission.annotations:
            if item.kind is AnnotationKind.STROKE:
                continue  # it says nothing; the value that it lies on is named
            yield AnnotationRow(
                branch_code=branch_code,
                file=checked.submission.file,
                sheet=item.sheet,
                cell=item.place,
                kind=item.kind,
                author=item.author,
                text=item.text,
            )


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
