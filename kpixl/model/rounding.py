"""Rounding and adding that neither a number's length nor the order of numbers can disturb.

Python's usual decimal context holds 28 digits: `quantize` raises beyond them, and a sum depends on its
order. A cell can hold 15.5 and 7.6E-35 side by side, and their quotient has 36 digits before the point.
"""

from collections.abc import Iterable
from decimal import MAX_PREC, ROUND_HALF_UP, Context, Decimal
from functools import cache, reduce

from kpixl.model.kpi import JudgeOn

_ANY_LENGTH = Context(prec=MAX_PREC)


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    """The value at `decimals` places, ties away from zero, as Excel's ROUND and the field's reports do."""
    return value.quantize(_place(decimals), ROUND_HALF_UP, _ANY_LENGTH)


def judged_value(value: Decimal, decimals: int, judge_on: JudgeOn) -> Decimal:
    """The value at the precision at which it is compared."""
    return round_half_up(value, decimals) if judge_on is JudgeOn.REPORTED else value


@cache
def _place(decimals: int) -> Decimal:
    """1 at the last of so many places: 0.01 for 2."""
    return Decimal(1).scaleb(-decimals)


def digits_after_point(value: Decimal) -> int:
    """How many digits a value has after the point, without zeros at its end."""
    return len(f"{value:f}".partition(".")[2].rstrip("0"))


def exact_sum(values: Iterable[Decimal]) -> Decimal:
    """The sum to its last digit, the same in whatever order the values come."""
    return reduce(_ANY_LENGTH.add, values, Decimal(0))
