"""What a plan asks of its branches, KPI by KPI: for a summary before there are any actuals."""

from collections.abc import Iterable

from kpixl.model.assessment import Assessment, Outcome, Reason
from kpixl.model.kpi import Kpi
from kpixl.model.message import StatedTarget
from kpixl.model.plan import Plan
from kpixl.model.plan_item import PlanItem
from kpixl.model.target import Direction, Fixed, ResolvedTarget, Target
from kpixl.rules.rollover.easier_targets import easier_targets
from kpixl.rules.summary.head_counts import find_head_counts
from kpixl.rules.targets.resolve import lacks_national, resolve_target, settle_target


def plan_items(plan: Plan, assessments: Iterable[Assessment]) -> tuple[PlanItem, ...]:
    """The targets of every branch, in the plan's order; KPIs that a branch has no target for are left out."""
    rows = tuple(assessments)
    easier = {(item.branch_code, item.kpi_code) for item in easier_targets(plan)}
    planned = {
        (code, kpi.kpi_code): row.planned
        for kpi in find_head_counts(plan, rows)
        for row in kpi.rows
        for code in row.branches
    }
    kpis = {kpi.code: kpi for kpi in plan.kpis}
    found = []
    for row in rows:
        key, kpi = (row.branch_code, row.kpi_code), kpis[row.kpi_code]
        if row.target.direction is Direction.NONE:
            continue
        resolved = resolve_target(plan, row.branch_code, kpi)
        target = _number(row, resolved)
        settled = settle_target(row.target, resolved, kpi, plan.settings.judge_on)
        found.append(
            PlanItem(
                branch_code=row.branch_code,
                kpi_code=row.kpi_code,
                stated=_as_typed(settled, kpi),
                target=target,
                prior=row.prior,
                difference=_difference(kpi, target, row),
                easier=key in easier,
                planned=planned.get(key),
            )
        )
    return tuple(found)


def _as_typed(target: Target, kpi: Kpi) -> StatedTarget:
    """The target with the decimals that its number has in the plan: 7日以下 beside actuals of 5.75日."""
    reference = target.reference
    exponent = reference.value.as_tuple().exponent if isinstance(reference, Fixed) else None
    decimals = min(kpi.decimals, max(0, -exponent)) if isinstance(exponent, int) else kpi.decimals
    return StatedTarget(target=target, unit=kpi.unit, decimals=decimals)


def _number(row: Assessment, resolved: ResolvedTarget) -> Outcome:
    if row.target_value is not None:
        return Outcome(row.target_value)
    if row.target.direction is Direction.DO:
        return Outcome(reason=Reason.QUALITATIVE)
    return Outcome(reason=Reason.NO_NATIONAL if lacks_national(row.target, resolved) else Reason.NO_BASELINE)


def _difference(kpi: Kpi, target: Outcome, row: Assessment) -> Outcome:
    if target.value is None:
        return target
    if not kpi.comparable:
        return Outcome(reason=Reason.NOT_COMPARABLE)
    if row.prior is None or row.prior.value is None:
        return Outcome(reason=Reason.NO_PRIOR)
    return Outcome(target.value - row.prior.value)
