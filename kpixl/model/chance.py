"""What counts say about a change or a distance that may be chance."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

LEVEL = 0.05  # a change with a p-value of this or more is within the range of chance


@dataclass(frozen=True)
class ChanceTest:
    """Two years' proportions held against each other; `p_value` is two-sided, 0 to 1.

    The smaller it is, the less the change looks like chance.
    """

    p_value: float

    @property
    def may_be_chance(self) -> bool:
        """True where a change of this size is to be expected of figures that rest on so few."""
        return self.p_value >= LEVEL


def may_be_chance(tests: Mapping[tuple[str, str], ChanceTest], branch_code: str, kpi_code: str) -> bool:
    """True where a figure's change was tested, and may be chance."""
    test = tests.get((branch_code, kpi_code))
    return test is not None and test.may_be_chance


@dataclass(frozen=True, kw_only=True)
class FunnelPoint:
    """A branch in a funnel plot: its denominator and its proportion (0 to 1)."""

    branch_code: str
    denominator: Decimal
    proportion: float


@dataclass(frozen=True, kw_only=True)
class FunnelLimits:
    """Between which proportions 95 % and 99.8 % of branches of one size lie where only chance differs."""

    denominator: float
    lower_95: float
    upper_95: float
    lower_998: float
    upper_998: float


@dataclass(frozen=True, kw_only=True)
class Funnel:
    """One KPI's branches around the proportion of them all; `outside` are beyond the limits of 99.8 %.

    `limits` are the two pairs of curves, sampled from the smallest to the largest denominator, or around
    them where they are alike.
    """

    kpi_code: str
    centre: float
    points: tuple[FunnelPoint, ...]
    limits: tuple[FunnelLimits, ...]
    outside: tuple[str, ...]
