"""Achievement rate: how far an actual has come to its target.

Whether it satisfies the target is decided in `kpixl.rules.targets.judge` and nowhere else.
"""

from decimal import Decimal

from kpixl.model.assessment import Outcome, Reason
from kpixl.model.figure import Figure
from kpixl.model.kpi import RateFormula
from kpixl.model.target import Direction
from kpixl.rules.targets.judge import reason_of


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
