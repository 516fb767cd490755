"""From a plan and the branches' entries to one assessment per branch and KPI."""

from collections.abc import Container, Iterable
from decimal import Decimal

from kpixl.model.assessment import Assessment, Outcome, Rank, Reason
from kpixl.model.entries import Entry
from kpixl.model.figure import BLANK, MISSING, UNREADABLE, Figure
from kpixl.model.kpi import AggregateRule, Kpi
from kpixl.model.plan import Plan
from kpixl.model.target import Direction, Target
from kpixl.rules.assessment.achievement import achievement_rate
from kpixl.rules.assessment.aggregates import national_values
from kpixl.rules.assessment.comparison import (
    change_on_prior,
    difference,
    improved,
    rank_branches,
    why_no_base,
)
from kpixl.rules.targets.judge import judge
from kpixl.rules.targets.resolve import lacks_national, resolve_target, settle_target


def assess(
    plan: Plan, entries: Iterable[Entry], refused: Container[str] = frozenset()
) -> tuple[Assessment, ...]:
    """One assessment for every branch of the roster and every KPI, in the plan's order.

    A branch without any entry has not returned: its figures are MISSING, not 0 and not blank; they are
    UNREADABLE for the branches whose return was `refused`. Entries that head office alone made do not
    count as a return.
    """
    by_key = {(entry.branch_code, entry.kpi_code): entry for entry in entries}
    returned = {entry.branch_code for entry in by_key.values() if not entry.is_adjusted}
    national = national_values(plan, by_key.values())
    kpis = {kpi.code: kpi for kpi in plan.kpis}
    values = {
        key: entry.figure.value
        for key, entry in by_key.items()
        if entry.figure.value is not None and key[1] in kpis
    }
    ranks = rank_branches(kpis, values, plan.settings.judge_on)
    rows = []
    for branch in plan.branches:
        absent = BLANK if branch.code in returned else UNREADABLE if branch.code in refused else MISSING
        for kpi in plan.kpis:
            key = (branch.code, kpi.code)
            entry = by_key.get(key)
            figure = entry.figure if entry else absent
            rows.append(
                _assess_one(plan, branch.code, kpi, figure, entry, national.get(kpi.code), ranks.get(key))
            )
    return tuple(rows)


def _assess_one(
    plan: Plan,
    branch_code: str,
    kpi: Kpi,
    figure: Figure,
    entry: Entry | None,
    national: Decimal | None,
    rank: Rank | None,
) -> Assessment:
    judge_on = plan.settings.judge_on
    prior = plan.prior(branch_code, kpi.code)
    target = plan.target(branch_code, kpi.code)
    resolved = resolve_target(plan, branch_code, kpi)
    target_value = resolved.value
    judgement, reason = judge(target, target_value, figure, kpi.decimals, judge_on)
    if reason is Reason.NO_BASELINE and lacks_national(target, resolved):
        reason = Reason.NO_NATIONAL
    base = plan.base(branch_code, kpi)
    formula, no_base = kpi.rate_formula, why_no_base(kpi)
    change = change_on_prior(kpi, figure, prior)
    settled = settle_target(target, resolved, kpi, judge_on)
    return Assessment(
        fiscal_year=plan.settings.fiscal_year,
        branch_code=branch_code,
        kpi_code=kpi.code,
        target=settled,
        target_value=target_value,
        figure=figure,
        entry=entry,
        prior=prior,
        national=national,
        judgement=judgement,
        reason=reason,
        achievement_rate=achievement_rate(target.direction, formula, target_value, figure, base, no_base),
        target_difference=_target_difference(target, target_value, figure, reason),
        change_on_prior=change,
        improved=None if change.value is None else improved(kpi.direction, change.value),
        national_difference=_national_difference(kpi, figure, national),
        rank=rank,
    )


def _national_difference(kpi: Kpi, figure: Figure, national: Decimal | None) -> Outcome:
    if kpi.aggregate is AggregateRule.SUM and national is not None:
        return Outcome(reason=Reason.WHOLE_IS_SUM)
    return difference(figure, national, Reason.NO_NATIONAL)


def _target_difference(
    target: Target, target_value: Decimal | None, figure: Figure, reason: Reason
) -> Outcome:
    if target.direction is Direction.DO:  # a frequency has a number, which says how often at least
        return difference(figure, None, Reason.QUALITATIVE)
    if target.direction is Direction.NONE:
        return difference(figure, target_value, Reason.NO_TARGET)
    lacks = Reason.NO_NATIONAL if reason is Reason.NO_NATIONAL else Reason.NO_BASELINE
    return difference(figure, target_value, lacks)
