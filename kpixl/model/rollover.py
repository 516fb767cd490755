"""Next year's plan as it follows from a master: what was carried over, and what people must still decide."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from kpixl.model.assessment import Judgement, Reason
from kpixl.model.kpi import Kpi
from kpixl.model.narrative import ActivityFigure, MeasureText, NextKpi, NextKpiStatus
from kpixl.model.plan import Plan
from kpixl.model.submission import CellValue
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

    @property
    def gone(self) -> frozenset[str]:
        """The codes that next year's plan does not have."""
        return self.ended | self.replaced.keys()


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
    next_kpis: tuple[NextKpi, ...] = ()


@dataclass(frozen=True)
class AddedKpi:
    """A KPI that branches propose for next year; `old` is the code of the one that it replaces, if any."""

    kpi: Kpi
    old: str


@dataclass(frozen=True)
class Contradiction:
    """A KPI of which branches propose different things: what becomes of it, and the names of who says so."""

    kpi_code: str
    said: tuple[tuple[NextKpiStatus, tuple[str, ...]], ...]


class LeftOut(StrEnum):
    """What next year's plan does not take over, for its reason."""

    PLANNED_COUNTS = "planned_counts"  # of their year
    ADJUSTMENTS = "adjustments"
    RECEIPT_NOTES = "receipt_notes"
    PAST_FIGURES = "past_figures"  # of KPIs that are gone
    NATIONAL = "national"
    WORDING = "wording"


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
class OwnColumn:
    """A column of the planner's own: its header, its width in characters (None for any), its place.

    `after` is the field that it stands behind, '' for none; `values` are those of the new plan's rows.
    """

    header: str
    width: float | None
    after: str
    values: tuple[CellValue, ...]


@dataclass(frozen=True, kw_only=True)
class Rollover:
    """Next year's plan, and how it came about.

    `added` counts the actuals that went into 過年度. `may_end` maps KPI codes to how many branches
    propose 設定なし, where all that propose anything do. `year_in_name` is False where the round's
    name bears no fiscal year that could be moved on. `added_kpis` and `contradictions` follow from 次年度KPI;
    `agreed_ends` are the KPIs of `old_kpis` that every branch with a target gives up, and how many they are.
    `left_out` counts the records that are not taken over.
    """

    plan: Plan
    changes: KpiChanges
    targets: tuple[NextTarget, ...]
    added: int
    may_end: Mapping[str, int]
    year_in_name: bool
    added_kpis: tuple[AddedKpi, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    left_out: Mapping[LeftOut, int] = field(default_factory=dict)
    agreed_ends: Mapping[str, int] = field(default_factory=dict)
    old_kpis: tuple[Kpi, ...] = ()

    @property
    def baselines(self) -> int:
        """How many prior-year targets have this year's actual as their baseline."""
        return sum(item.baseline is not None for item in self.targets)

    @property
    def origins(self) -> dict[TargetOrigin, int]:
        """How many targets come from where."""
        found = [item.origin for item in self.targets]
        return {origin: found.count(origin) for origin in TargetOrigin}
