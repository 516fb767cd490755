"""Funnel plots: which branches differ from all by more than their size explains.

A small branch is far from the mean by chance alone. Around the proportion of all branches the limits
open towards small denominators; who stands beyond them is worth a question, who stands within is not
worth a rank.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from kpixl.model.assessment import Assessment
from kpixl.model.chance import Funnel, FunnelLimits, FunnelPoint
from kpixl.model.head_counts import Counts
from kpixl.model.kpi import Kpi
from kpixl.model.plan import Plan
from kpixl.model.unit import UnitKind
from kpixl.rules.assessment.chance import counts_of_year, limits_of_chance

_INNER, _OUTER = 0.95, 0.998
_FEWEST_BRANCHES = 3
_ALIKE, _BEYOND = 1.1, 1.1  # how many times as large
_SAMPLES = 24  # enough for a smooth curve in a small chart


def find_funnels(plan: Plan, assessments: Iterable[Assessment]) -> tuple[Funnel, ...]:
    """A funnel for every KPI that is a rate with counts of three branches or more, in the plan's order."""
    counts: dict[str, dict[str, Counts]] = {kpi.code: {} for kpi in plan.kpis}
    rates = {kpi.code: kpi for kpi in plan.kpis if kpi.unit.kind is UnitKind.RATE}
    for row in assessments:
        kpi = rates.get(row.kpi_code)
        own = counts_of_year(kpi, row) if kpi else None
        if own:
            counts[row.kpi_code][row.branch_code] = own
    found = (_funnel(kpi, counts[kpi.code]) for kpi in rates.values())
    return tuple(funnel for funnel in found if funnel)


def _funnel(kpi: Kpi, counts: dict[str, Counts]) -> Funnel | None:
    if len(counts) < _FEWEST_BRANCHES:
        return None
    numerators = sum((own.numerator for own in counts.values()), Decimal(0))
    denominators = sum((own.denominator for own in counts.values()), Decimal(0))
    centre = float(numerators / denominators)
    points = tuple(
        FunnelPoint(
            branch_code=code, denominator=own.denominator, proportion=float(own.numerator / own.denominator)
        )
        for code, own in counts.items()
    )
    outside = tuple(point.branch_code for point in points if _is_outside(centre, point))
    sizes = [float(point.denominator) for point in points]
    limits = tuple(_limits(centre, size) for size in _samples(sizes))
    return Funnel(kpi_code=kpi.code, centre=centre, points=points, limits=limits, outside=outside)


def _is_outside(centre: float, point: FunnelPoint) -> bool:
    low, high = limits_of_chance(centre, point.denominator, _OUTER)
    return not low <= point.proportion <= high


def _samples(sizes: Sequence[float]) -> list[float]:
    """Denominators from the smallest to the largest, closer together where the curve bends.

    Where all are about as large, some beyond them: the curves would have no length.
    """
    least, most = min(sizes), max(sizes)
    if most < least * _ALIKE:
        least, most = least / _BEYOND, most * _BEYOND
    step = (most / least) ** (1 / (_SAMPLES - 1))
    return [*(least * step**number for number in range(_SAMPLES - 1)), most]


def _limits(centre: float, denominator: float) -> FunnelLimits:
    inner, outer = (limits_of_chance(centre, denominator, share) for share in (_INNER, _OUTER))
    return FunnelLimits(
        denominator=denominator,
        lower_95=inner[0],
        upper_95=inner[1],
        lower_998=outer[0],
        upper_998=outer[1],
    )
