"""Whether the round got better, and how far off it is: what the first page says beside the judgements."""

from dataclasses import dataclass
from decimal import Decimal

from kpixl.model.assessment import Assessment

FEWEST_MEASURED = 3  # figures of which a median says more than they do
NEAR, FAR = 95, 80  # achievement rates in percent: a near miss is from there, a far one below


@dataclass(frozen=True, kw_only=True)
class Movement:
    """What has an actual, counted by how it moved on the prior year: every figure once.

    `by_chance` are changes within the range of chance, `not_comparable` figures whose definition changed (or
    that the plan does not compare), `no_prior` those without a figure to compare, `no_direction`
    changes that are neither better nor worse.
    """

    improved: int = 0
    worsened: int = 0
    unchanged: int = 0
    by_chance: int = 0
    not_comparable: int = 0
    no_prior: int = 0
    no_direction: int = 0

    @property
    def compared(self) -> int:
        """All that have a change for the better, the worse, or none."""
        return self.improved + self.worsened + self.unchanged + self.by_chance

    @property
    def reported(self) -> int:
        """All that have an actual."""
        return self.compared + self.not_comparable + self.no_prior + self.no_direction


@dataclass(frozen=True, kw_only=True)
class Distance:
    """How far a pillar's figures are from their targets, '' for all pillars together.

    `median` is in points of achievement rate: 98.5 % of the plan is −1.5. It is the middle one of
    `measured` figures; `left_out` have a judgement but no achievement rate (実施, a target of 0 …).
    """

    pillar: str
    median: Decimal | None
    measured: int
    left_out: int

    @property
    def shown(self) -> Decimal | None:
        """The median as readers see it: None of fewer than `FEWEST_MEASURED`, which say more than it does."""
        return self.median if self.measured >= FEWEST_MEASURED else None


@dataclass(frozen=True, kw_only=True)
class Misses:
    """What was not achieved, the farthest from its target first, by achievement rate.

    `near` are those from `NEAR` percent of their target, `far` those below `FAR`. `of_few` are rates of few
    cases, behind the others; `without_rate` (実施, a target of 0 …) stand last: nobody can say how
    far they are.
    """

    ranked: tuple[Assessment, ...] = ()
    near: int = 0
    far: int = 0
    of_few: int = 0
    without_rate: int = 0


@dataclass(frozen=True, kw_only=True)
class SameBranches:
    """A KPI's figure of both years over the branches that have both, where not all of them do.

    `now`, `prior` and `change` are in the KPI's unit at its decimals; `codes` are the branches that it is
    of, `of` says how many the scope has.
    """

    kpi_code: str
    block: str
    codes: frozenset[str]
    of: int
    now: Decimal
    prior: Decimal
    change: Decimal
    improved: bool | None

    @property
    def branches(self) -> int:
        """How many branches it is of."""
        return len(self.codes)


@dataclass(frozen=True, kw_only=True)
class MissedAgain:
    """A KPI that branches did not achieve this fiscal year and the one before: how many of them.

    `years` is the longest run of years, this one included.
    """

    kpi_code: str
    branches: int
    years: int


@dataclass(frozen=True, kw_only=True)
class KpiScore:
    """One KPI at a glance: the whole, its change, how far off the branches are, how they moved.

    `change` is the whole's on the prior year in the KPI's unit, `relative` the same as a share of last
    year's with a plus for the better; both None where nothing may be compared. `same` is what they are
    of where not all branches are in both years. `improved` says which way it is, None for no change, or
    where there is no better and worse; `by_chance` that it may be chance. `distance` is the median one of
    the branches.
    """

    kpi_code: str
    value: Decimal | None
    change: Decimal | None
    relative: Decimal | None
    same: SameBranches | None
    improved: bool | None
    by_chance: bool
    distance: Distance
    movement: Movement
