"""What the judgements on record say beside this year's: last year's share, and what is missed again.

Targets of earlier years are not in the plan, so nothing is judged anew: only the judgements that 過年度
has are counted, and a year without one ends a run.
"""

from collections import defaultdict
from collections.abc import Sequence

from kpixl.model.assessment import Assessment, Judgement
from kpixl.model.plan import Plan
from kpixl.model.round_movement import MissedAgain
from kpixl.model.summary import Tally

_LEAST_YEARS = 2


def last_years_tally(plan: Plan) -> Tally:
    """How many of the plan's figures were achieved and not achieved the fiscal year before, by the record."""
    codes, branches = {kpi.code for kpi in plan.kpis}, {branch.code for branch in plan.branches}
    judgements = [
        row.judgement
        for row in plan.history
        if row.fiscal_year == plan.settings.fiscal_year.prior
        and row.kpi_code in codes
        and row.branch_code in branches
    ]
    return Tally(
        achieved=judgements.count(Judgement.ACHIEVED), not_achieved=judgements.count(Judgement.NOT_ACHIEVED)
    )


def missed_again(plan: Plan, assessments: Sequence[Assessment]) -> tuple[MissedAgain, ...]:
    """The KPIs that branches have missed two years running or longer, those of the most branches first."""
    missed = {
        (row.branch_code, row.kpi_code, row.fiscal_year.year)
        for row in plan.history
        if row.judgement is Judgement.NOT_ACHIEVED
    }
    runs: dict[str, list[int]] = defaultdict(list)
    for row in assessments:
        if row.judgement is Judgement.NOT_ACHIEVED:
            years = 1
            while (row.branch_code, row.kpi_code, row.fiscal_year.year - years) in missed:
                years += 1
            if years >= _LEAST_YEARS:
                runs[row.kpi_code].append(years)
    found = (
        MissedAgain(kpi_code=kpi.code, branches=len(runs[kpi.code]), years=max(runs[kpi.code]))
        for kpi in plan.kpis
        if kpi.code in runs
    )
    return tuple(sorted(found, key=lambda item: (-item.branches, -item.years)))
