"""KPIs of the whole round: how many branches reach their target, counted from their judgements."""

from collections import Counter
from collections.abc import Iterable

from kpixl.model.aggregate import RoundResult
from kpixl.model.assessment import Assessment, Judgement, Outcome, Reason
from kpixl.model.figure import Figure
from kpixl.model.kpi import RateFormula, RoundKpi
from kpixl.model.plan import Plan
from kpixl.model.target import Direction
from kpixl.rules.assessment.achievement import achievement_rate


def judge_round_kpis(plan: Plan, assessments: Iterable[Assessment]) -> tuple[RoundResult, ...]:
    """Every round KPI of the plan, judged, in the plan's order."""
    counted = {kpi.counted_kpi: Counter[Judgement]() for kpi in plan.round_kpis}
    for row in assessments:
        if row.kpi_code in counted:
            counted[row.kpi_code][row.judgement] += 1
    return tuple(_judge(kpi, counted[kpi.counted_kpi]) for kpi in plan.round_kpis)


def _judge(kpi: RoundKpi, counts: Counter[Judgement]) -> RoundResult:
    """Branches without judgement leave it open only while they can still turn the outcome.

    "All branches" are those that have a target; a number that the plan asks for stands as it is, even
    where fewer branches than that have one.
    """
    achieved, undecided = counts[Judgement.ACHIEVED], counts[Judgement.NOT_JUDGED]
    with_target = achieved + counts[Judgement.NOT_ACHIEVED] + undecided
    needed = with_target if kpi.at_least is None else kpi.at_least
    rate = Outcome(reason=Reason.UNDECIDED)
    if not with_target:
        judgement, reason = Judgement.NO_TARGET, Reason.NO_TARGET
        rate = Outcome(reason=Reason.NO_TARGET)
    elif achieved >= needed:
        judgement, reason = Judgement.ACHIEVED, Reason.NONE
    elif achieved + undecided < needed:
        judgement, reason = Judgement.NOT_ACHIEVED, Reason.NONE
    else:
        judgement, reason = Judgement.NOT_JUDGED, Reason.UNDECIDED
    if with_target and not undecided:
        target = Figure.of(needed).value
        rate = achievement_rate(Direction.AT_LEAST, RateFormula.RATIO, target, Figure.of(achieved))
    return RoundResult(
        kpi=kpi,
        achieved=achieved,
        not_achieved=counts[Judgement.NOT_ACHIEVED],
        not_judged=undecided,
        no_target=counts[Judgement.NO_TARGET],
        needed=needed,
        judgement=judgement,
        reason=reason,
        rate=rate,
    )
