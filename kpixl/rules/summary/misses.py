"""How far off the misses are: what was not achieved, the farthest from its target first."""

from collections.abc import Iterable
from decimal import Decimal

from kpixl.model.assessment import Assessment, Judgement
from kpixl.model.plan import Plan
from kpixl.model.round_movement import FAR, NEAR, Misses


def rank_misses(plan: Plan, assessments: Iterable[Assessment]) -> Misses:
    """All misses by their achievement rate, in which figures of all units can be compared.

    Rates of few cases stand behind the others, since one case more or less moves them far; those without
    an achievement rate stand last. Ties keep the plan's order, of the KPIs first, of the branches next.
    """
    kpis = {kpi.code: number for number, kpi in enumerate(plan.kpis)}
    branches = {branch.code: number for number, branch in enumerate(plan.branches)}

    def order(row: Assessment) -> tuple[bool, bool, Decimal, int, int]:
        rate = row.achievement_rate.value
        place = kpis[row.kpi_code], branches[row.branch_code]
        return rate is None, row.few_cases is not None, rate or Decimal(0), *place

    ranked = sorted((row for row in assessments if row.judgement is Judgement.NOT_ACHIEVED), key=order)
    rates = [row.achievement_rate.value for row in ranked]
    known = [rate for rate in rates if rate is not None]
    return Misses(
        ranked=tuple(ranked),
        near=sum(rate * 100 >= NEAR for rate in known),
        far=sum(rate * 100 < FAR for rate in known),
        of_few=sum(row.few_cases is not None for row in ranked),
        without_rate=len(rates) - len(known),
    )
