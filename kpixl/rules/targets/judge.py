"""Judgement: what follows from a target value and an actual.

It is decided here and nowhere else; formulas and colours in the workbooks repeat it.
"""

from decimal import Decimal

from kpixl.model.assessment import Judgement, Reason
from kpixl.model.figure import Figure, FigureState
from kpixl.model.kpi import JudgeOn
from kpixl.model.rounding import judged_value
from kpixl.model.target import Direction

_REASON_OF_STATE = {
    FigureState.BLANK: Reason.NOT_REPORTED,
    FigureState.MISSING: Reason.BRANCH_MISSING,
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
    direction: Direction, target_value: Decimal | None, figure: Figure, decimals: int, judge_on: JudgeOn
) -> tuple[Judgement, Reason]:
    """Whether an actual satisfies its target, or why that cannot be said.

    Both sides are compared at the same precision: a target may carry more digits than are reported.
    """
    if direction is Direction.NONE:
        return Judgement.NO_TARGET, Reason.NO_TARGET
    if direction is Direction.DO:
        return _judge_done(figure)
    if figure.value is None:
        return Judgement.NOT_JUDGED, reason_of(figure)
    if target_value is None:
        return Judgement.NOT_JUDGED, Reason.NO_BASELINE
    actual = judged_value(figure.value, decimals, judge_on)
    target = judged_value(target_value, decimals, judge_on)
    satisfied = {
        Direction.AT_LEAST: actual >= target,
        Direction.AT_MOST: actual <= target,
        Direction.EQUAL: actual == target,
    }[direction]
    return (Judgement.ACHIEVED if satisfied else Judgement.NOT_ACHIEVED), Reason.NONE


def _judge_done(figure: Figure) -> tuple[Judgement, Reason]:
    """A `do` target is satisfied by 実施 or by a count above 0."""
    if figure.state is FigureState.DONE or (figure.value is not None and figure.value > 0):
        return Judgement.ACHIEVED, Reason.NONE
    if figure.state is FigureState.NOT_DONE or figure.value is not None:
        return Judgement.NOT_ACHIEVED, Reason.NONE
    return Judgement.NOT_JUDGED, reason_of(figure)
