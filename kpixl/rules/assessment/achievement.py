"""Judgement and achievement rate: what follows from a target value and an actual.

A judgement is decided here and nowhere else; formulas and colours in the workbooks repeat it.
"""

from decimal import Decimal

from kpixl.model.assessment import Judgement, Outcome, Reason
from kpixl.model.figure import Figure, FigureState
from kpixl.model.kpi import JudgeOn, RateFormula
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


def achievement_rate(
    direction: Direction,
    formula: RateFormula,
    target_value: Decimal | None,
    figure: Figure,
    base: Decimal | None = None,
    no_base: Reason = Reason.NO_PRIOR,
) -> Outcome:
    """The achievement rate (達成率) as a ratio, 1 = 100%, unrounded; or the reason why there is none.

    at_least and equal: AC/PL. at_most: by `formula`, where `base` is the prior actual that
    `reduction` starts from, and `no_base` why there may be none. A target of 0 or below gives no ratio
    that means anything.
    """
    if direction is Direction.NONE:
        return Outcome(reason=Reason.NO_TARGET)
    if direction is Direction.DO:
        return Outcome(reason=Reason.QUALITATIVE)
    if figure.value is None:
        return Outcome(reason=reason_of(figure))
    if target_value is None:
        return Outcome(reason=Reason.NO_BASELINE)
    if direction is Direction.AT_MOST and formula is RateFormula.REDUCTION:
        return Outcome(reason=no_base) if base is None else _reduction(target_value, figure.value, base)
    if target_value <= 0:
        return Outcome(reason=Reason.TARGET_ZERO if target_value == 0 else Reason.TARGET_NEGATIVE)
    if direction is not Direction.AT_MOST:
        return Outcome(figure.value / target_value)
    if formula is RateFormula.MIRROR:
        return Outcome(2 - figure.value / target_value)
    if figure.value <= 0:
        return Outcome(reason=Reason.ACTUAL_ZERO)
    return Outcome(target_value / figure.value)


def _reduction(target_value: Decimal, actual: Decimal, base: Decimal) -> Outcome:
    if base <= target_value:  # nothing to reduce: the quotient would rise as the actual gets worse
        return Outcome(reason=Reason.BASE_IS_TARGET)
    return Outcome((base - actual) / (base - target_value))
