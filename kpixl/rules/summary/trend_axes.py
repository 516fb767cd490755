"""The vertical axis of a trend chart: round numbers around the figures, the same in every program."""

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from kpixl.model.trend import Axis

_INTERVALS = 4  # about as many as a small chart has room for
_FEWEST_DIGITS = 5  # of the last digit shown: less is no rise or fall worth a steep line
_MARGIN = Decimal("0.25")  # of an interval, below the lowest and above the highest figure
_ROUND = (1, 2, 5, 10)


def chart_axis(
    values: Iterable[Decimal], decimals: int, least: Decimal | None = None, most: Decimal | None = None
) -> Axis:
    """The axis for figures with that many decimals.

    It holds every value, and a margin beside them, but goes beyond `least` and `most` (what the KPI can
    be) or below 0 only where a value does.

    Raises:
        ValueError: there are no values.
    """
    known = list(values)
    low, high = min(known), max(known)
    digit = Decimal(1).scaleb(-decimals)
    span = max(high - low, _FEWEST_DIGITS * digit)
    step = max(_round_step(span / _INTERVALS), digit)
    spare = max(_MARGIN * step, (span - (high - low)) / 2)
    bottom, top = low - spare, high + spare
    floor = Decimal(0) if least is None else max(least, Decimal(0))
    bottom = min(low, max(bottom, floor)) if low >= 0 else bottom
    if most is not None:
        top = max(high, min(top, most))
    return Axis(_to_step(bottom, step, ROUND_FLOOR), _to_step(top, step, ROUND_CEILING), step)


def _round_step(least: Decimal) -> Decimal:
    """The smallest of 1, 2, 5, 10 … times a power of ten that is not below `least`."""
    power = Decimal(1).scaleb(least.adjusted())
    return next(power * factor for factor in _ROUND if power * factor >= least)


def _to_step(value: Decimal, step: Decimal, rounding: str) -> Decimal:
    return (value / step).to_integral_value(rounding) * step
