"""Next year's plan as it follows from a master: what was carried over, and what people must still decide."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from kpixl.model.assessment import Judgement, Reason
from kpixl.model.narrative import ActivityFigure, MeasureText
from kpixl.model.plan import Plan
from kpixl.model.target import Target


@dataclass(frozen=True)
class Replacement:
    """A KPI whose definition changes: its new code, and why it is not compared with the old one."""

    code: str
    reason: str


@dataclass(frozen=True)
class KpiChanges:
    """What a planner says about next year's KPIs: those that end, and those that are replaced, by code."""

    ended: frozenset[str] = frozenset()
    replaced: Mapping[str, Replacement] = field(default_factory=dict)


class TargetOrigin(StrEnum):
    """Where a target of next year comes from."""

    PROPOSED = "proposed"  # the branch's 次年度目標案
    CARRIED = "carried"  # this year's target, which names no number of its own
    STANDING = "standing"  # this year's number, which all branches have, or which is to be met exactly
    BLANK = "blank"  # this year's number is no target for next year
    UNREADABLE = "unreadable"  # a 次年度目標案 that is no target; left blank


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a round came to beside its figures; judgements are by (branch code, KPI code)."""

    judgements: Mapping[tuple[str, str], Judgement] = field(default_factory=dict)
    texts: tuple[MeasureText, ...] = ()
    activities: tuple[ActivityFigure, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NextTarget:
    """The target of one branch and KPI of next year's plan.

    `code` is the KPI's code next year, `target` None where the plan's cell stays blank, `baseline` the
    number written into a prior-year target, `gap` why there is none, `as_of` the 時点 of the actual that
    the baseline is.
    """

    branch_code: str
    code: str
    origin: TargetOrigin
    target: Target | None = None
    proposal: str = ""
    baseline: Decimal | None = None
    gap: Reason = Reason.NONE
    as_of: str = ""


@dataclass(frozen=True, kw_only=True)
class EasierTarget:
    """A target that the prior actual already satisfies with room to spare; both in the KPI's unit."""

    branch_code: str
    kpi_code: str
    target: Decimal
    prior: Decimal


@dataclass(frozen=True, kw_only=True)
class Rollover:
    """Next year's plan, and how it came about.

    `added` counts the actuals that went into 過年度. `may_end` maps KPI codes to how many branches
    propose 設定なし, where all that propose anything do. `year_in_name` is False where the round's
    name bears no fiscal year that could be moved on.
    """

    plan: Plan
    changes: KpiChanges
    targets: tuple[NextTarget, ...]
    added: int
    may_end: Mapping[str, int]
    year_in_name: bool

    @property
    def baselines(self) -> int:
        """How many prior-year targets have this year's actual as their baseline."""
        return sum(item.baseline is not None for item in self.targets)

    @property
    def origins(self) -> dict[TargetOrigin, int]:
        """How many targets come from where."""
        found = [item.origin for item in self.targets]
        return {origin: found.count(origin) for origin in TargetOrigin}
