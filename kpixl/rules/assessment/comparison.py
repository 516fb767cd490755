"""Comparison: change on prior, differences, ranks."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from kpixl.model.assessment import Outcome, Rank, Reason
from kpixl.model.figure import Figure
from kpixl.model.kpi import JudgeOn, Kpi
from kpixl.model.plan import Plan
from kpixl.model.rounding import judged_value
from kpixl.model.target import Direction
from kpixl.rules.targets.judge import reason_of


def change_on_prior(kpi: Kpi, figure: Figure, prior: Figure | None) -> Outcome:
    """Actual minus prior in the KPI's unit (points for rates); none across a change of definition."""
    if not kpi.comparable:
        return Outcome(reason=Reason.NOT_COMPARABLE)
    if figure.value is None:
        return Outcome(reason=reason_of(figure))
    if prior is None or prior.value is None:
        return Outcome(reason=Reason.NO_PRIOR)
    return Outcome(figure.value - prior.value)


def why_no_base(kpi: Kpi) -> Reason:
    """Why last year's actual is no base of a comparison: there is none, or it is of another definition."""
    return Reason.NO_PRIOR if kpi.comparable else Reason.NOT_COMPARABLE


def difference(figure: Figure, reference: Decimal | None, absent: Reason) -> Outcome:
    """Actual minus a reference value; `absent` says why where there is no reference."""
    if figure.value is None:
        return Outcome(reason=reason_of(figure))
    if reference is None:
        return Outcome(reason=absent)
    return Outcome(figure.value - reference)


def improved(direction: Direction, change: Decimal) -> bool | None:
    """True where a change is for the better, False for the worse, None for no change or no direction."""
    if change == 0 or direction in (Direction.NONE, Direction.DO, Direction.EQUAL):
        return None
    return (change > 0) is (direction is Direction.AT_LEAST)


def rank_branches(
    kpis: Mapping[str, Kpi], figures: Mapping[tuple[str, str], Decimal], judge_on: JudgeOn
) -> dict[tuple[str, str], Rank]:
    """Competition ranks (1, 2, 2, 4) per KPI at judged precision, best first by direction.

    `figures` is keyed by (branch code, KPI code). KPIs of direction `do` or `equal` have no better and
    worse, and no ranks.
    """
    columns: dict[str, dict[str, Decimal]] = {}
    for (branch, code), value in sorted(figures.items()):
        kpi = kpis[code]
        if kpi.direction in (Direction.AT_LEAST, Direction.AT_MOST):
            columns.setdefault(code, {})[branch] = judged_value(value, kpi.decimals, judge_on)
    ranks = {}
    for code, values in columns.items():
        best_first = sorted(values.values(), reverse=kpis[code].direction is Direction.AT_LEAST)
        places: dict[Decimal, int] = {}
        for place, value in enumerate(best_first, start=1):
            places.setdefault(value, place)
        count = Counter(best_first)
        for branch, value in values.items():
            ranks[branch, code] = Rank(places[value], len(values), count[value] > 1)
    return ranks


def rank_prior_year(plan: Plan) -> dict[tuple[str, str], Rank]:
    """The ranks of last fiscal year's figures, of the KPIs that may be compared with it."""
    prior = plan.settings.fiscal_year.prior
    kpis = {kpi.code: kpi for kpi in plan.kpis if plan.is_comparable(kpi, prior)}
    branches = {branch.code for branch in plan.branches}
    figures = {
        (row.branch_code, row.kpi_code): row.actual.value
        for row in plan.history
        if row.fiscal_year == prior
        and row.kpi_code in kpis
        and row.branch_code in branches
        and row.actual.value is not None
    }
    return rank_branches(kpis, figures, plan.settings.judge_on)
