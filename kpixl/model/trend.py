"""What the sheets of trends show: figures over the fiscal years, and the lines that a chart draws."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from kpixl.model.aggregate import Aggregate, SeriesPoint
from kpixl.model.assessment import Assessment, Outcome
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import AggregateRule, Kpi
from kpixl.model.round_movement import SameBranches

Stretch = tuple[int, int]
MOST_LINES = 4  # what a chart can show apart
_NOTHING: tuple[int, ...] = ()


class Role(StrEnum):
    """Why a chart draws a line."""

    WHOLE = "whole"
    BRANCH = "branch"  # few enough branches to draw each
    BEST = "best"  # by this fiscal year's rank
    MIDDLE = "middle"
    LAST = "last"
    HIGHEST = "highest"  # by this fiscal year's figure, where the KPI has no better and worse
    MEDIAN = "median"
    LOWEST = "lowest"


@dataclass(frozen=True, kw_only=True)
class TrendLine:
    """One branch's figures for a KPI, or the whole's: `item` is the branch's, None for the whole.

    `same` is there where a line of the whole is of the branches that have both years, not of all.

    `points` has one place for every fiscal year shown, None before the first on file. `change` is on the
    prior year and `improved` by the KPI's direction; there is no change across a break.
    """

    item: Assessment | None
    points: tuple[SeriesPoint | None, ...]
    change: Outcome
    improved: bool | None
    same: SameBranches | None = None

    @cached_property
    def filled(self) -> tuple[int, ...]:
        """The places that have a number."""
        return tuple(at for at, point in enumerate(self.points) if point and point.value is not None)

    @property
    def is_published(self) -> bool:
        """True where a figure of it is a published one."""
        return any(point and point.basis is AggregateRule.PUBLISHED for point in self.points)

    def value(self, at: int) -> Decimal:
        """The number at a filled place."""
        point = self.points[at]
        if point is None or point.value is None:
            raise KeyError(at)
        return point.value

    @cached_property
    def segments(self) -> tuple[tuple[int, ...], ...]:
        """The places with a number, in groups of one definition each; nothing joins two groups."""
        groups: dict[int, list[int]] = {}
        for at in self.filled:
            groups.setdefault(_segment(self.points[at]), []).append(at)
        return tuple(map(tuple, groups.values()))

    @property
    def breaks(self) -> frozenset[int]:
        """The places that begin another segment than the place before."""
        return frozenset(
            at
            for at in range(1, len(self.points))
            if self.points[at - 1] and _segment(self.points[at - 1]) != _segment(self.points[at])
        )

    def joined(self, begin: int) -> Stretch | None:
        """First and last place, from `begin` on, of the newest stretch that one line may join; else None.

        It lies within the last segment and has two numbers at least and no state in words, which a line
        would take for 0. Gaps are in it: all branches' lines begin at the same fiscal year.
        """
        last, stretches = _segment(self.points[-1]), [_NOTHING]
        for at in range(begin, len(self.points)):
            point = self.points[at]
            if point and (point.segment != last or (point.figure and point.value is None)):
                stretches.append(_NOTHING)
            else:
                stretches[-1] = (*stretches[-1], at)
        filled = set(self.filled)
        long = [stretch for stretch in stretches if len(filled.intersection(stretch)) > 1]
        return (long[-1][0], long[-1][-1]) if long else None


@dataclass(frozen=True)
class DrawnLine:
    """A line of a chart, and why it is drawn."""

    role: Role
    line: TrendLine


@dataclass(frozen=True)
class Axis:
    """The vertical axis of a chart, in the KPI's unit: from, to, and the step between two marks."""

    low: Decimal
    high: Decimal
    step: Decimal


@dataclass(frozen=True, kw_only=True)
class Trend:
    """A KPI over the fiscal years: the whole first (where it has a figure), then every branch.

    Where not all branches have both years, a line of those that have follows the whole's.

    `changed` is the place of the first fiscal year of today's definition where figures of another one are
    shown, None elsewhere.
    `drawn` is empty, and there is no `axis`, where no two years can be joined. `targets` are the whole's by
    fiscal year, where they are published. A whole that is a sum has an axis of its own beside its branches',
    `axis_apart`, from 0.
    """

    kpi: Kpi
    lines: tuple[TrendLine, ...]
    changed: int | None
    aggregate: Aggregate | None
    drawn: tuple[DrawnLine, ...]
    axis: Axis | None
    targets: tuple[Decimal | None, ...] = ()
    axis_apart: Axis | None = None

    @property
    def whole(self) -> TrendLine | None:
        """The line of all branches, not that of those with both years; None where it has no figure."""
        return next((line for line in self.lines if line.item is None and line.same is None), None)

    @property
    def apart(self) -> bool:
        """True where the whole is a sum: on the branches' axis it would crush their lines."""
        return self.kpi.aggregate is AggregateRule.SUM

    @property
    def first(self) -> int:
        """The place of the first fiscal year with a number."""
        return min(line.filled[0] for line in self.lines if line.filled)

    @property
    def extent(self) -> tuple[Decimal, Decimal]:
        """The lowest and the highest number of today's definition; of any, where there is none of it."""
        places = [(line, at) for line in self.lines for at in line.filled]
        today = [pair for pair in places if pair[1] >= (self.changed or 0)]
        values = [line.value(at) for line, at in today or places]
        return min(values), max(values)


@dataclass(frozen=True, kw_only=True)
class Trends:
    """The KPIs that have a trend, over the same fiscal years (ascending), and those that have none.

    `earlier` is True where the plan has figures of years before the first one shown.
    """

    years: tuple[FiscalYear, ...]
    kpis: tuple[Trend, ...]
    left_out: tuple[Kpi, ...]
    earlier: bool = False


def _segment(point: SeriesPoint | None) -> int:
    return point.segment if point else 0
