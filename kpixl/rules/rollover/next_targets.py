"""Next year's target of every branch and KPI: proposed, standing, carried over, or left blank."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from kpixl.model.assessment import Reason
from kpixl.model.entries import Entry
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import JudgeOn, Kpi
from kpixl.model.narrative import NextKpiStatus
from kpixl.model.plan import Plan
from kpixl.model.rollover import KpiChanges, NextTarget, TargetOrigin
from kpixl.model.rounding import round_half_up
from kpixl.model.target import (
    NO_TARGET,
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
from kpixl.rules.rollover.next_kpis import NextKpis
from kpixl.rules.targets.faults import TargetError
from kpixl.rules.targets.judge import reason_of
from kpixl.rules.targets.parse import parse_target
from kpixl.rules.targets.resolve import resolve_target

AnyPart = TypeVar("AnyPart", bound=Part)
_MOST_DECIMALS = 6  # a baseline with more is the quotient of two counts, and no text for people


def next_targets(
    plan: Plan,
    following: Plan,
    entries: Mapping[tuple[str, str], Entry],
    changes: KpiChanges,
    proposed: NextKpis,
) -> tuple[NextTarget, ...]:
    """The target of every branch and KPI of the following plan, in its order.

    What a branch proposes on 次年度KPI (`proposed`) counts before the 次年度目標案 beside its figure.
    """
    return tuple(_Targets(plan, following, entries, changes, proposed).all())


class _Targets:
    """Decides next year's target of every branch and KPI."""

    def __init__(
        self,
        plan: Plan,
        following: Plan,
        entries: Mapping[tuple[str, str], Entry],
        changes: KpiChanges,
        proposed: NextKpis,
    ) -> None:
        self.plan, self.following, self.entries, self.proposed = plan, following, entries, proposed
        self.added = {item.kpi.code for item in proposed.added}
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
        key = (branch, kpi.code)
        if key in self.proposed.ended:
            return NextTarget(
                branch_code=branch, code=kpi.code, origin=TargetOrigin.PROPOSED, target=NO_TARGET,
                proposal=NextKpiStatus.ENDS,
            )  # fmt: skip
        proposals = [text for text in (self.proposed.texts.get(key), entry and entry.next_target) if text]
        if kpi.code in self.added and key in self.proposed.texts and not proposals:
            return NextTarget(branch_code=branch, code=kpi.code, origin=TargetOrigin.BLANK)
        if proposals:
            return _proposed(branch, kpi, proposals, self.plan.settings.fiscal_year)
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


def _proposed(branch: str, kpi: Kpi, proposals: Iterable[str], last_year: FiscalYear) -> NextTarget:
    """The first proposal that can be read; blank with the first one where none can."""
    texts = list(proposals)
    for text in texts:
        with contextlib.suppress(TargetError):
            return NextTarget(
                branch_code=branch,
                code=kpi.code,
                origin=TargetOrigin.PROPOSED,
                target=parse_target(text, kpi, last_year),
                proposal=text,
            )
    return NextTarget(branch_code=branch, code=kpi.code, origin=TargetOrigin.UNREADABLE, proposal=texts[0])


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


def may_end(plan: Plan, targets: Iterable[NextTarget], changes: KpiChanges) -> dict[str, int]:
    """The KPIs for which every branch that proposes a target proposes 設定なし, by how many do."""
    replaced = {new.code for new in changes.replaced.values()}
    proposed: dict[str, list[bool]] = {}
    for item in targets:
        if item.proposal and item.code not in replaced:
            ends = item.target is not None and item.target.direction is Direction.NONE
            had = plan.target(item.branch_code, item.code).direction is not Direction.NONE
            proposed.setdefault(item.code, []).append(ends and had)
    return {code: len(ends) for code, ends in proposed.items() if all(ends)}
