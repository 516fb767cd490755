"""What the executives' summary says: every number, judgement and order, decided before a cell is written."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kpixl.model.aggregate import Aggregate, RoundResult
from kpixl.model.assessment import Assessment, Rank
from kpixl.model.chance import ChanceTest, Funnel
from kpixl.model.entries import MeasureEntry
from kpixl.model.explanation import Explanation, Method
from kpixl.model.figure import FigureState
from kpixl.model.finding import Finding
from kpixl.model.grade import BranchGrade, MeasureGrade, Scheme
from kpixl.model.head_counts import HeadCounts
from kpixl.model.kpi import Kpi
from kpixl.model.ledger import LedgerRow, Receipt
from kpixl.model.message import Message
from kpixl.model.plan import Branch, Plan
from kpixl.model.plan_item import PlanItem
from kpixl.model.round_movement import Distance, KpiScore, MissedAgain, Misses, Movement, SameBranches
from kpixl.model.sensitivity import Sensitivity
from kpixl.model.trend import Trends


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many judgements of each kind; `missing` are those of `not_judged` that have not come back."""

    achieved: int = 0
    not_achieved: int = 0
    not_judged: int = 0
    no_target: int = 0
    missing: int = 0

    @property
    def judged(self) -> int:
        """Achieved and not achieved together."""
        return self.achieved + self.not_achieved

    @property
    def with_target(self) -> int:
        """All that have a target, judged or not."""
        return self.judged + self.not_judged

    @property
    def share(self) -> float | None:
        """Achieved ÷ judged, None where nothing was judged."""
        return _share(self.achieved, self.judged)

    @property
    def share_text(self) -> str:
        """The share as it stands in a sentence: 55.8%, or a dash."""
        return "－" if self.share is None else f"{self.share:.1%}"


def _share(part: int, whole: int) -> float | None:
    """A share rounded half up to tenths of a percent, but not to 0 or 1: 2,999 of 3,000 are no 100%."""
    if not whole:
        return None
    if part in (0, whole):
        return part / whole
    return min(max((part * 2000 + whole) // (whole * 2), 1), 999) / 1000


@dataclass(frozen=True, kw_only=True)
class BranchResult:
    """A branch with its tally, what came back from it, and its place by share achieved (None: not judged)."""

    branch: Branch
    tally: Tally
    ledger: LedgerRow
    place: int | None


@dataclass(frozen=True)
class KpiResult:
    """A KPI with its tally over the branches."""

    kpi: Kpi
    tally: Tally


@dataclass(frozen=True)
class OpenDecision:
    """Something that somebody has to decide: a sentence, and the key of the sheet with the particulars.

    `shorter` are sentences that name less, in the order of their length, for where there is little room.
    """

    sentence: Message
    sheet: str
    shorter: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Highlights:
    """What stands out, the most striking first: moves of rates on the prior year that are no chance.

    In points, by the KPI's direction: figures of other units are on other scales.
    """

    improvements: tuple[Assessment, ...] = ()
    falls: tuple[Assessment, ...] = ()


@dataclass(frozen=True)
class PillarResult:
    """A pillar with the tally of its KPIs over the branches."""

    pillar: str
    tally: Tally


@dataclass(frozen=True)
class BlockResult:
    """A block with the tally of its branches."""

    block: str
    tally: Tally


@dataclass(frozen=True, kw_only=True)
class Summary:
    """The executives' summary.

    `last_year` is the tally of the judgements that the plan has on record of the fiscal year before, all 0
    where there are none. `movement` counts the branches' figures that moved, `whole_movement` the KPIs of
    all branches together. `chances` are the tests of the changes on the prior year that can be tested,
    `prior_ranks` the ranks that last year's figures had.
    `blocks` are those of the roster; none where there is one alone, or none has two branches to compare.
    `conclusion` are the sentences of what the round comes to; `causes` what the branches say of figures, by
    branch and KPI, those of which they say nothing left out.
    `figure_findings` are those about single figures, by branch and KPI; `doubtful` are the branches and KPIs
    whose figures look wrong in digits, sign or range, but count.
    `branches`, `kpis` and `assessments` keep the plan's order. `shown` are the branches that the lists show:
    all of them, or of very many some; `explanations`, lines of `trends` and rows of `head_counts` are of
    these alone. `block_tallies` are by block and KPI.
    """

    plan: Plan
    run_id: str
    total: Tally
    last_year: Tally
    movement: Movement
    whole_movement: Movement
    distances: tuple[Distance, ...]
    misses: Misses
    missed_again: tuple[MissedAgain, ...]
    scores: tuple[KpiScore, ...]
    same_branches: tuple[SameBranches, ...]
    funnels: tuple[Funnel, ...]
    branches: tuple[BranchResult, ...]
    shown: tuple[Branch, ...]
    kpis: tuple[KpiResult, ...]
    pillars: tuple[PillarResult, ...]
    blocks: tuple[BlockResult, ...]
    block_tallies: Mapping[tuple[str, str], Tally]
    assessments: tuple[Assessment, ...]
    conclusion: tuple[Message, ...]
    decisions: tuple[OpenDecision, ...]
    causes: Mapping[tuple[str, str], str]
    doubtful: frozenset[tuple[str, str]]
    chances: Mapping[tuple[str, str], ChanceTest]
    prior_ranks: Mapping[tuple[str, str], Rank]
    highlights: Highlights
    ledger: tuple[LedgerRow, ...]
    measure_entries: tuple[MeasureEntry, ...]
    findings: tuple[Finding, ...]
    figure_findings: Mapping[tuple[str, str], tuple[Finding, ...]]
    explanations: tuple[Explanation, ...]
    methods: tuple[Method, ...]
    aggregates: tuple[Aggregate, ...]
    round_results: tuple[RoundResult, ...]
    scheme: Scheme | None
    grades: tuple[MeasureGrade, ...]
    overall_grades: tuple[BranchGrade, ...]
    plan_items: tuple[PlanItem, ...]
    sensitivity: Sensitivity
    head_counts: tuple[HeadCounts, ...]
    trends: Trends

    @property
    def is_plan(self) -> bool:
        """True where nothing has come back at all: what there is to show is the plan."""
        return all(row.figure.state is FigureState.MISSING for row in self.assessments)

    @property
    def is_condensed(self) -> bool:
        """True where the branches are too many for lists of all of them."""
        return len(self.shown) < len(self.branches)

    @cached_property
    def shown_assessments(self) -> tuple[Assessment, ...]:
        """The assessments of the branches that the lists show, in the plan's order."""
        if not self.is_condensed:
            return self.assessments
        codes = {branch.code for branch in self.shown}
        return tuple(row for row in self.assessments if row.branch_code in codes)

    @property
    def last_saved(self) -> dt.date | None:
        """The day on which the last return that was received was saved, None where no return tells."""
        received = (row.modified for row in self.ledger if row.receipt is Receipt.RECEIVED)
        return max((moment.date() for moment in received if moment), default=None)

    @property
    def ranked_branches(self) -> tuple[BranchResult, ...]:
        """The branches by share achieved, best first; those without any judgement last, in roster order."""
        last = len(self.branches) + 1
        return tuple(sorted(self.branches, key=lambda result: result.place or last))

    def of_branch(self, code: str) -> tuple[Assessment, ...]:
        """A branch's assessments, in the plan's order of KPIs."""
        return self._by_branch.get(code, ())

    @cached_property
    def _by_branch(self) -> dict[str, tuple[Assessment, ...]]:
        found: dict[str, list[Assessment]] = {}
        for row in self.assessments:
            found.setdefault(row.branch_code, []).append(row)
        return {code: tuple(rows) for code, rows in found.items()}
