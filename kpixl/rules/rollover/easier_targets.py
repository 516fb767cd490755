"""Targets that ask for less than the branch has already reached."""

from decimal import Decimal

from kpixl.model.kpi import JudgeOn
from kpixl.model.plan import Plan
from kpixl.model.rollover import EasierTarget
from kpixl.model.rounding import judged_value
from kpixl.model.target import Direction
from kpixl.rules.targets.resolve import resolve_target


def easier_targets(plan: Plan) -> tuple[EasierTarget, ...]:
    """The targets that fall short of the prior actual, at judged precision, in the plan's order.

    Legitimate, but somebody will ask. A prior under another definition is not held against a target.
    """
    found = []
    for branch in plan.branches:
        for kpi in plan.kpis:
            target = resolve_target(plan, branch.code, kpi).value
            prior = plan.prior(branch.code, kpi.code)
            if target is None or prior is None or prior.value is None:
                continue
            if not plan.is_comparable(kpi, plan.settings.fiscal_year.prior):
                continue
            direction = plan.target(branch.code, kpi.code).direction
            if _is_easier(direction, target, prior.value, kpi.decimals, plan.settings.judge_on):
                found.append(
                    EasierTarget(branch_code=branch.code, kpi_code=kpi.code, target=target, prior=prior.value)
                )
    return tuple(found)


def _is_easier(
    direction: Direction, target: Decimal, prior: Decimal, decimals: int, judge_on: JudgeOn
) -> bool:
    asked, reached = (judged_value(value, decimals, judge_on) for value in (target, prior))
    if direction is Direction.AT_LEAST:
        return asked < reached
    return direction is Direction.AT_MOST and asked > reached
