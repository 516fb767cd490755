"""What differs between two masters of one round: which input moved, and which judgement with it."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from kpixl.model.assessment import Assessment, Judgement
from kpixl.model.kpi import JudgeOn, Kpi
from kpixl.model.message import Message, StatedTarget
from kpixl.model.plan import Branch


class Input(StrEnum):
    """What a judgement rests on, and what may have moved."""

    RECEIPT = "receipt"  # the branch had not returned then, or its return does not count now
    ACTUAL = "actual"  # as the branch reported it
    COUNTS = "counts"
    ADJUSTMENT = "adjustment"  # by head office
    TARGET = "target"  # as the plan sets it
    PRIOR = "prior"
    PAST = "past"  # a mean of earlier years' actuals moved the target's number
    DEFINITION = "definition"
    JUDGE_ON = "judge_on"


@dataclass(frozen=True, kw_only=True)
class Change:
    """A branch's figure for a KPI, before and after, and what moved: at least one input.

    `targets` are both targets, each in the unit of its own plan. `details` say from what to what, where
    actual and target do not show it themselves.
    """

    before: Assessment
    after: Assessment
    moved: tuple[Input, ...]
    targets: tuple[StatedTarget, StatedTarget]
    details: tuple[Message, ...] = ()

    @property
    def judged_otherwise(self) -> bool:
        """True where the judgement is another one."""
        return self.before.judgement is not self.after.judgement


@dataclass(frozen=True)
class Redefined:
    """A KPI whose definition differs, as it is now, and the fields of the plan that differ."""

    kpi: Kpi
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ComparisonOfMasters:
    """Two masters of one round compared: the earlier one (before) and the present one (after).

    `changes` has those with another judgement first, then the plan's order. Branches and KPIs that stand
    in one of the two only are in none of the changes. `ranks_alone` counts the figures of which nothing
    but the rank differs, because others moved.
    """

    run_ids: tuple[str, str]
    judge_on: tuple[JudgeOn, JudgeOn]
    changes: tuple[Change, ...] = ()
    new_branches: tuple[Branch, ...] = ()
    gone_branches: tuple[Branch, ...] = ()
    new_kpis: tuple[Kpi, ...] = ()
    gone_kpis: tuple[Kpi, ...] = ()
    redefined: tuple[Redefined, ...] = ()
    ranks_alone: int = 0

    @property
    def is_empty(self) -> bool:
        """True where nothing that is compared differs."""
        rosters = (self.new_branches, self.gone_branches, self.new_kpis, self.gone_kpis)
        same_basis = not self.redefined and self.judge_on[0] is self.judge_on[1]
        return not self.changes and not any(rosters) and same_basis and not self.ranks_alone

    @property
    def judged_otherwise(self) -> tuple[Change, ...]:
        """The changes with another judgement."""
        return tuple(change for change in self.changes if change.judged_otherwise)

    def of(self, kind: Input) -> tuple[Change, ...]:
        """The changes in which an input moved."""
        return tuple(change for change in self.changes if kind in change.moved)

    @property
    def turns(self) -> dict[tuple[Judgement, Judgement], int]:
        """How many judgements turned from which into which, in the judgements' order."""
        counted = Counter((item.before.judgement, item.after.judgement) for item in self.judged_otherwise)
        order = list(Judgement)
        keys = sorted(counted, key=lambda key: (order.index(key[0]), order.index(key[1])))
        return {key: counted[key] for key in keys}
