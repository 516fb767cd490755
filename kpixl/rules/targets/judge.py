"""Judgement: what follows from a target value and an actual.

It is decided here and nowhere else; formulas and colours in the workbooks repeat it.
"""

from decimal import Decimal

from kpixl.model.assessment import Judgement, Reason
from kpixl.model.figure import Figure, FigureState
from kpixl.model.kpi import JudgeOn
from kpixl.model.rounding import judged_value
from kpixl.model.target import Direction, Target

_REASON_OF_STATE = {
    FigureState.BLANK: Reason.NOT_REPORTED,
    FigureState.MISSING: Reason.BRANCH_MISSING,
    FigureState.NOT_ASKED: Reason.NOT_ASKED,
    FigureState.UNSETTLED: Reason.UNSETTLED,
    FigureState.UNKNOWN: Reason.UNKNOWN,
    FigureState.SUPPRESSED: Reason.SUPPRESSED,
    FigureState.NONE: Reason.NOTHING_TO_COUNT,
    FigureState.UNREADABLE: Reason.UNREADABLE,
}


def reason_of(figure: Figure) -> Reason:
    """Why a figure without a value cannot be judged; QUALITATIVE for 実施 and 未実施."""
    return _REASON_OF_STATE.get(figure.state, Reason.QUALITATIVE)


def judge(
    target: Target, target_value: Decimal | None, figure: Figure, decimals: int, judge_on: JudgeOn
) -> tuple[Judgement, Reason]:
    """Whether an actual satisfies its target, or why that cannot be said.

    Both sides are compared at the same precision: a target may carry more digits than are reported.
    """
    if target.direction is Direction.NONE:
        return Judgement.NO_TARGET, Reason.NO_TARGET
    if target.direction is Direction.DO:
        return _judge_done(figure, target)
    if figure.value is None:
        return Judgement.NOT_JUDGED, reason_of(figure)
    if target_value is None:
        return Judgement.NOT_JUDGED, Reason.NO_BASELINE
    actual, bar = (judged_value(value, decimals, judge_on) for value in (figure.value, target_value))
    satisfied = target.is_met(actual, bar)
    return (Judgement.ACHIEVED if satisfied else Judgement.NOT_ACHIEVED), Reason.NONE


def _judge_done(figure: Figure, target: Target) -> tuple[Judgement, Reason]:
    """A `do` target is satisfied by 実施 or a count above 0; one with a frequency by a count that reaches it.

    実施 alone does not say how often.
    """
    needed = target.frequency.needed if target.frequency else Decimal(1)
    if figure.value is not None:
        reached = figure.value >= needed if target.frequency else figure.value > 0
        return (Judgement.ACHIEVED if reached else Judgement.NOT_ACHIEVED), Reason.NONE
    if figure.state is FigureState.NOT_DONE:
        return Judgement.NOT_ACHIEVED, Reason.NONE
    if figure.state is not FigureState.DONE:
        return Judgement.NOT_JUDGED, reason_of(figure)
    if needed > 1:
        return Judgement.NOT_JUDGED, Reason.HOW_OFTEN
    return Judgement.ACHIEVED, Reason.NONE
