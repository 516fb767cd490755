"""What stands out: the largest improvements and falls on the prior year that are more than chance."""

from collections.abc import Iterable, Mapping

from kpixl.model.assessment import Assessment
from kpixl.model.chance import ChanceTest, may_be_chance
from kpixl.model.plan import Plan
from kpixl.model.summary import Highlights
from kpixl.model.unit import UnitKind


def find_highlights(
    plan: Plan, assessments: Iterable[Assessment], chances: Mapping[tuple[str, str], ChanceTest], most: int
) -> Highlights:
    """At most `most` of each kind; ties keep the plan's order, of the KPIs first, of the branches next."""
    moves = _moves(plan, assessments, chances)
    better = [move for move in moves if move.improved]
    fallen = [move for move in moves if move.improved is False]
    return Highlights(tuple(better[:most]), tuple(fallen[:most]))


def _moves(
    plan: Plan, assessments: Iterable[Assessment], chances: Mapping[tuple[str, str], ChanceTest]
) -> list[Assessment]:
    """The changes of rates on the prior year, the largest first; without those that may be chance."""
    order = {kpi.code: number for number, kpi in enumerate(plan.kpis)}
    rates = {kpi.code for kpi in plan.kpis if kpi.unit.kind is UnitKind.RATE}
    moved = [
        (abs(row.change_on_prior.value), row)
        for row in assessments
        if row.kpi_code in rates
        and row.change_on_prior.value is not None
        and not may_be_chance(chances, row.branch_code, row.kpi_code)
    ]
    moved.sort(key=lambda move: (-move[0], order[move[1].kpi_code]))
    return [row for _size, row in moved]
