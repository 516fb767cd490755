"""Head counts behind the rates: this year's, last year's and the planned ones, by branch and in total.

A total adds up the same branches on every side: what not all of them have is not added up at all.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from kpixl.model.assessment import Assessment, Outcome
from kpixl.model.head_counts import Counts, CountScope, HeadCount, HeadCounts
from kpixl.model.kpi import Kpi
from kpixl.model.plan import Plan
from kpixl.model.rounding import exact_sum
from kpixl.rules.assessment.comparison import why_no_base
from kpixl.rules.figures.rates import counts_behind, planned_count, rate_of_counts
from kpixl.rules.targets.resolve import target_rate


def find_head_counts(plan: Plan, assessments: Iterable[Assessment]) -> tuple[HeadCounts, ...]:
    """Every KPI for which there are counts of this year or planned ones, in the plan's order."""
    rows = {(row.branch_code, row.kpi_code): row for row in assessments}
    found = []
    for kpi in plan.kpis:
        if not kpi.has_counts:
            continue
        assessed = (rows.get((branch.code, kpi.code)) for branch in plan.branches)
        planned = _planned(plan, kpi)
        listed = [
            row
            for item in assessed
            if item and (row := _of_branch(plan, kpi, item, planned.get(item.branch_code)))
        ]
        if listed:
            found.append(
                HeadCounts(
                    kpi_code=kpi.code, rows=tuple(listed), totals=_totals(kpi, listed), of=len(plan.branches)
                )
            )
    return tuple(found)


def _of_branch(plan: Plan, kpi: Kpi, row: Assessment, planned: Counts | None) -> HeadCount | None:
    """A branch's row, None where it has neither counts of this year nor planned ones."""
    actual = counts_behind(kpi, row)
    if actual is None and planned is None:
        return None
    return HeadCount(
        scope=CountScope.BRANCH,
        branches=(row.branch_code,),
        actual=Counts(actual[1], actual[0]) if actual else None,
        prior=_prior(plan, kpi, row.branch_code),
        planned=planned,
        rate=rate_of_counts(kpi, *actual) if actual else None,
        prior_rate=plan.base(row.branch_code, kpi),
        rate_change=row.change_on_prior if actual else Outcome(reason=why_no_base(kpi)),
    )


def _prior(plan: Plan, kpi: Kpi, branch_code: str) -> Counts | None:
    """Last year's counts, where they counted the same thing."""
    year = plan.settings.fiscal_year.prior
    row = plan.past(branch_code, kpi.code, year)
    if row is None or not plan.is_comparable(kpi, year):
        return None
    if row.numerator is None or not row.denominator:
        return None
    return Counts(row.denominator, row.numerator)


def _planned(plan: Plan, kpi: Kpi) -> dict[str, Counts]:
    """The planned counts by branch; a numerator that the plan leaves open follows from the target rate."""
    found = {}
    for row in plan.planned_counts:
        if row.kpi_code != kpi.code:
            continue
        numerator, rate = row.numerator, target_rate(plan, row.branch_code, kpi)
        if numerator is None and rate is not None:
            numerator = planned_count(kpi, row.denominator, rate, plan.settings.count_rounding)
        if numerator is not None:
            found[row.branch_code] = Counts(row.denominator, numerator)
    return found


def _totals(kpi: Kpi, rows: Sequence[HeadCount]) -> tuple[HeadCount, ...]:
    """The total of all with counts of this year, and of those which have last year's or the plan's too.

    Where nobody has counts of this year, the total is the plan's alone. One branch is no total, and the
    same branches have one total, not two.
    """
    base = [row for row in rows if row.actual] or list(rows)
    parts = (
        (CountScope.ALL, base),
        (CountScope.WITH_PRIOR, [row for row in base if row.actual and row.prior]),
        (CountScope.WITH_PLAN, [row for row in base if row.actual and row.planned]),
    )
    totals: dict[tuple[str, ...], HeadCount] = {}
    for scope, part in parts:
        if len(part) > 1:
            total = _total(kpi, scope, part)
            totals.setdefault(total.branches, total)
    return tuple(totals.values())


def _total(kpi: Kpi, scope: CountScope, rows: Sequence[HeadCount]) -> HeadCount:
    actual = _sum([row.actual for row in rows])
    prior = _sum([row.prior for row in rows])
    planned = _sum([row.planned for row in rows])
    rate, prior_rate = _rate(kpi, actual), _rate(kpi, prior)
    change = None if rate is None or prior_rate is None else rate - prior_rate
    return HeadCount(
        scope=scope,
        branches=tuple(code for row in rows for code in row.branches),
        actual=actual,
        prior=prior,
        planned=planned,
        rate=rate,
        prior_rate=prior_rate,
        rate_change=Outcome(reason=why_no_base(kpi)) if change is None else Outcome(change),
    )


def _sum(parts: Sequence[Counts | None]) -> Counts | None:
    """None where one of them is missing: a sum of fewer branches would look like one of all."""
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    denominator = exact_sum(part.denominator for part in known)
    return Counts(denominator, exact_sum(part.numerator for part in known))


def _rate(kpi: Kpi, counts: Counts | None) -> Decimal | None:
    return (
        rate_of_counts(kpi, counts.numerator, counts.denominator) if counts and counts.denominator else None
    )
