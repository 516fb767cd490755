"""From a consolidated round to next year's plan: figures become history, targets move on a year.

Nothing is decided that people have to decide. A number that was this year's target is not next year's:
without a proposal from the branch its cell stays blank, and is named.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from kpixl.model.assessment import Judgement, Reason
from kpixl.model.detail import Translate, message
from kpixl.model.entry import Entry
from kpixl.model.figure import FigureState
from kpixl.model.fiscal import FiscalYear, moved_on
from kpixl.model.kpi import JudgeOn, Kpi, RoundKpi
from kpixl.model.plan import Branch, HistoryRow, Plan, Settings
from kpixl.model.rollover import EasierTarget, KpiChanges, NextTarget, Outcome, Rollover, TargetOrigin
from kpixl.model.rounding import judged_value, round_half_up
from kpixl.model.target import (
    SELF_CONTAINED,
    Conditional,
    Direction,
    Fixed,
    HigherOf,
    LowerOf,
    Part,
    Prior,
    Reference,
    Scaled,
    Shifted,
    Target,
)
from kpixl.rules.plan.adjustments import figure_adjustments
from kpixl.rules.rollover.narrative import next_activities, next_past_texts, next_wording
from kpixl.rules.targets.faults import TargetError
from kpixl.rules.targets.judge import reason_of
from kpixl.rules.targets.parse import parse_target
from kpixl.rules.targets.resolve import resolve_target, settle_target

AnyPart = TypeVar("AnyPart", bound=Part)
# States that say nothing about the year: no row of 過年度 comes of them.
_NOTHING_SAID = (FigureState.BLANK, FigureState.UNREADABLE, FigureState.MISSING)
_MOST_DECIMALS = 6  # a baseline with more is the quotient of two counts, and no text for people
_NO_CHANGES = KpiChanges()
_NO_OUTCOME = Outcome()


def roll_over(
    plan: Plan,
    entries: Iterable[Entry],
    translate: Translate,
    changes: KpiChanges = _NO_CHANGES,
    outcome: Outcome = _NO_OUTCOME,
) -> Rollover:
    """Next year's plan from this year's, and from what the branches reported and proposed.

    Branches, measures, grade rules and national figures stay. Planned counts, adjustments and decisions
    belong to their year and are left out, and so is the past of KPIs that end or are replaced: this year's
    master keeps it. `outcome` is what else the round came to. `changes` must name KPIs of the plan;
    `translate` words targets and notes of past figures.
    """
    by_key = {(entry.branch_code, entry.kpi_code): entry for entry in entries}
    settings, year_in_name = _next_settings(plan.settings)
    gone = changes.ended | changes.replaced.keys()
    history = _history(plan, by_key, translate, outcome.judgements)
    added = tuple(row for row in history if row.kpi_code not in gone)
    taken = {(row.fiscal_year, row.branch_code, row.kpi_code) for row in added}
    older = (
        row
        for row in plan.history
        if row.kpi_code not in gone and (row.fiscal_year, row.branch_code, row.kpi_code) not in taken
    )
    following = replace(
        plan,
        settings=settings,
        kpis=tuple(_next_kpis(plan, changes)),
        targets={},
        history=(*older, *added),
        national=tuple(row for row in plan.national if row.kpi_code not in gone),
        planned_counts=(),
        round_kpis=tuple(_next_round_kpis(plan, changes)),
        adjustments=(),
        published_ranks=tuple(row for row in plan.published_ranks if row.kpi_code not in gone),
        past_texts=next_past_texts(plan, outcome),
        activities=next_activities(plan, outcome, changes),
        branch_wording=next_wording(plan, changes),
        decisions=(),
    )
    targets = tuple(_Targets(plan, following, by_key, changes).all())
    set_ = {(item.branch_code, item.code): item.target for item in targets if item.target is not None}
    following = replace(following, targets=set_)
    return Rollover(
        plan=following,
        changes=changes,
        targets=targets,
        added=len(added),
        may_end=_may_end(plan, targets, changes),
        year_in_name=year_in_name,
    )


def easier_targets(plan: Plan) -> tuple[EasierTarget, ...]:
    """The targets that fall short of the prior actual, at judged precision, in the plan's order.

    Legitimate, but somebody will ask. A prior under another definition is not held against a target.
    """
    found = []
    for branch in plan.branches:
        for kpi in plan.kpis:
            target = resolve_target(plan, branch.code, kpi).value
            prior = plan.prior(branch.code, kpi.code)
            if target is None or prior is None or prior.value is None:
                continue
            if not plan.is_comparable(kpi, plan.settings.fiscal_year.prior):
                continue
            direction = plan.target(branch.code, kpi.code).direction
            if _is_easier(direction, target, prior.value, kpi.decimals, plan.settings.judge_on):
                found.append(
                    EasierTarget(branch_code=branch.code, kpi_code=kpi.code, target=target, prior=prior.value)
                )
    return tuple(found)


def _is_easier(
    direction: Direction, target: Decimal, prior: Decimal, decimals: int, judge_on: JudgeOn
) -> bool:
    asked, reached = (judged_value(value, decimals, judge_on) for value in (target, prior))
    if direction is Direction.AT_LEAST:
        return asked < reached
    return direction is Direction.AT_MOST and asked > reached


def _next_settings(settings: Settings) -> tuple[Settings, bool]:
    """The settings a year on, and whether the round's name bore a year."""
    name = moved_on(settings.round_name, settings.fiscal_year)
    moved = replace(
        settings,
        fiscal_year=FiscalYear(settings.fiscal_year.year + 1),
        round_name=name,
        date=_year_later(settings.date),
        due=_year_later(settings.due) if settings.due else None,
    )
    return moved, name != settings.round_name


def _year_later(day: dt.date) -> dt.date:
    """The same day next year; 2月29日 becomes 2月28日."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def _next_kpis(plan: Plan, changes: KpiChanges) -> Iterator[Kpi]:
    """The KPIs that go on. One that was not comparable this year is comparable from this year on."""
    year = plan.settings.fiscal_year
    for kpi in plan.kpis:
        if kpi.code in changes.ended:
            continue
        new = changes.replaced.get(kpi.code)
        if new:
            yield replace(
                kpi, code=new.code, comparable=False, not_comparable_reason=new.reason,
                comparable_since=FiscalYear(year.year + 1),
            )  # fmt: skip
        elif kpi.comparable:
            yield kpi
        else:
            yield replace(kpi, comparable=True, comparable_since=kpi.comparable_since or year)


def _next_round_kpis(plan: Plan, changes: KpiChanges) -> Iterator[RoundKpi]:
    """The KPIs of the whole; one that counts a KPI which ends stays, for `check` to name."""
    for item in plan.round_kpis:
        new = changes.replaced.get(item.counted_kpi)
        yield replace(item, counted_kpi=new.code) if new else item


def _history(
    plan: Plan,
    entries: Mapping[tuple[str, str], Entry],
    translate: Translate,
    judgements: Mapping[tuple[str, str], Judgement],
) -> Iterator[HistoryRow]:
    """This year's actuals as rows of 過年度, in the plan's order, with what they were to be and came to.

    The row's note keeps what people must know of the figure: its 時点, and that and why head office
    adjusted it.
    """
    reasons = {key: item.reason for key, item in figure_adjustments(plan).items()}
    for branch in plan.branches:
        for kpi in plan.kpis:
            key = (branch.code, kpi.code)
            entry = entries.get(key)
            if entry and entry.figure.state not in _NOTHING_SAID:
                counts, adjusted = (entry.numerator.value, entry.denominator.value), ""
                if entry.is_adjusted:
                    # The counts are still the branch's: beside head office's figure they contradict it.
                    why = message("rollover.adjusted", reason=reasons.get(key, ""))
                    counts, adjusted = (None, None), translate(why, plan.settings.language)
                note = " / ".join(text for text in (entry.as_of, adjusted) if text)
                yield HistoryRow(
                    fiscal_year=plan.settings.fiscal_year,
                    branch_code=branch.code,
                    kpi_code=kpi.code,
                    actual=entry.figure,
                    numerator=counts[0],
                    denominator=counts[1],
                    note=note,
                    target=_past_target(plan, branch, kpi, translate),
                    judgement=judgements.get(key),
                )


def _past_target(plan: Plan, branch: Branch, kpi: Kpi, translate: Translate) -> str:
    """The target as this year's form says it, with the number that it came to; '' for none."""
    target = plan.target(branch.code, kpi.code)
    if target.direction is Direction.NONE:
        return ""
    resolved = resolve_target(plan, branch.code, kpi)
    settled = settle_target(target, resolved, kpi, plan.settings.judge_on)
    return translate(kpi.stated(settled), plan.settings.language)


class _Targets:
    """Decides next year's target of every branch and KPI."""

    def __init__(
        self,
        plan: Plan,
        following: Plan,
        entries: Mapping[tuple[str, str], Entry],
        changes: KpiChanges,
    ) -> None:
        self.plan, self.following, self.entries = plan, following, entries
        self.returned = {entry.branch_code for entry in entries.values() if not entry.is_adjusted}
        self.old_codes = {new.code: old for old, new in changes.replaced.items()}
        self.standing = {kpi.code for kpi in plan.kpis if _is_standing(plan, kpi)} - changes.replaced.keys()

    def all(self) -> Iterator[NextTarget]:
        for branch in self.following.branches:
            for kpi in self.following.kpis:
                yield self._settled(self._target(branch.code, kpi), kpi)

    def _target(self, branch: str, kpi: Kpi) -> NextTarget:
        old = self.old_codes.get(kpi.code, kpi.code)
        entry, present = self.entries.get((branch, old)), self.plan.target(branch, old)
        proposal = entry.next_target if entry else ""
        if proposal:
            try:
                target = parse_target(proposal, kpi)
            except TargetError:
                return NextTarget(
                    branch_code=branch, code=kpi.code, origin=TargetOrigin.UNREADABLE, proposal=proposal
                )
            return NextTarget(
                branch_code=branch,
                code=kpi.code,
                origin=TargetOrigin.PROPOSED,
                target=target,
                proposal=proposal,
            )
        if _names_a_number(present):
            if old in self.standing:
                return NextTarget(
                    branch_code=branch,
                    code=kpi.code,
                    origin=TargetOrigin.STANDING,
                    target=_without_baseline(present),
                )
            return NextTarget(branch_code=branch, code=kpi.code, origin=TargetOrigin.BLANK)
        return NextTarget(
            branch_code=branch, code=kpi.code, origin=TargetOrigin.CARRIED, target=_without_baseline(present)
        )

    def _settled(self, item: NextTarget, kpi: Kpi) -> NextTarget:
        """The item, a target without a number of its own with its baseline, or with why there is none."""
        target = item.target
        if target is None:
            return item
        reference = target.reference
        if reference is None or isinstance(reference, SELF_CONTAINED) or reference.baseline is not None:
            return item
        asked = replace(self.following, targets={(item.branch_code, kpi.code): target})
        value = resolve_target(asked, item.branch_code, kpi).value
        if value is None:
            gap = self._gap(item.branch_code, kpi)
            return replace(item, gap=gap)
        stated = self._stated(reference, value, kpi)
        if stated is not None:
            target = replace(target, reference=replace(reference, baseline=stated))
        entry = self.entries.get((item.branch_code, kpi.code))
        as_of = entry.as_of if entry else ""
        return replace(item, target=target, baseline=value, as_of=as_of)

    def _stated(self, reference: Reference, value: Decimal, kpi: Kpi) -> Decimal | None:
        """The baseline as the text can say it without changing a judgement; None where it cannot."""
        if not isinstance(reference, Prior) and self.plan.settings.judge_on is JudgeOn.REPORTED:
            return round_half_up(value, kpi.decimals)
        return value if value == round_half_up(value, _MOST_DECIMALS) else None

    def _gap(self, branch: str, kpi: Kpi) -> Reason:
        if not self.following.is_comparable(kpi, self.plan.settings.fiscal_year):
            return Reason.NOT_COMPARABLE
        entry = self.entries.get((branch, kpi.code))
        if entry is None:
            return Reason.NOT_REPORTED if branch in self.returned else Reason.BRANCH_MISSING
        return Reason.NO_PRIOR if entry.figure.value is not None else reason_of(entry.figure)


def _is_standing(plan: Plan, kpi: Kpi) -> bool:
    """True for a target that says the same every year: 100％, 15％以下 of every branch, 80以上、ただし….

    What is to be met exactly is no step on a way. A number that all branches share is a rule, and one that
    each has for itself was set for its year. A single branch shares nothing with others.
    """
    targets = {plan.target(branch.code, kpi.code) for branch in plan.branches}
    targets = {_without_baseline(target) for target in targets if target.direction is not Direction.NONE}
    if not targets:
        return False
    if all(isinstance(target.reference, Conditional) for target in targets):
        return True
    if all(target.direction is Direction.EQUAL for target in targets):
        return True
    shared = sum(
        plan.target(branch.code, kpi.code).direction is not Direction.NONE for branch in plan.branches
    )
    return len(targets) == 1 and shared > 1


def _names_a_number(target: Target) -> bool:
    """True where a target holds a number that was set for its year."""
    match target.reference:
        case Fixed() | Conditional():
            return True
        case HigherOf(first, second) | LowerOf(first, second):
            return isinstance(first, Fixed) or isinstance(second, Fixed)
        case _:
            return False


def _without_baseline(target: Target) -> Target:
    """The same target a year on: what it is measured against is another year's figure."""
    reference = target.reference
    if reference is None or isinstance(reference, SELF_CONTAINED):
        return target
    if isinstance(reference, HigherOf | LowerOf):
        first, second = (_bare(part) for part in (reference.first, reference.second))
        return replace(target, reference=type(reference)(first, second))
    if isinstance(reference, Conditional):
        bare = replace(reference, instead=_bare(reference.instead), baseline=None)
        return replace(target, reference=bare)
    return replace(target, reference=_bare(reference))


def _bare(part: AnyPart) -> AnyPart:
    if isinstance(part, Fixed):
        return part
    if isinstance(part, Scaled | Shifted):
        return replace(part, base=_bare(part.base), baseline=None)
    return replace(part, baseline=None)


def _may_end(plan: Plan, targets: Iterable[NextTarget], changes: KpiChanges) -> dict[str, int]:
    """The KPIs for which every branch that proposes a target proposes 設定なし, by how many do."""
    replaced = {new.code for new in changes.replaced.values()}
    proposed: dict[str, list[bool]] = {}
    for item in targets:
        if item.proposal and item.code not in replaced:
            ends = item.target is not None and item.target.direction is Direction.NONE
            had = plan.target(item.branch_code, item.code).direction is not Direction.NONE
            proposed.setdefault(item.code, []).append(ends and had)
    return {code: len(ends) for code, ends in proposed.items() if all(ends)}
