"""A figure: a Decimal, or one of the states that a cell can say instead. None of the states is 0."""

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from functools import lru_cache


class FigureState(StrEnum):
    """What stands in a figure's cell."""

    NUMBER = "number"
    DONE = "done"  # a measure of the `do` kind was carried out; no number needed
    NOT_DONE = "not_done"
    NONE = "none"  # "-": there is nothing to count
    UNSETTLED = "unsettled"  # 未確定
    UNKNOWN = "unknown"  # …
    SUPPRESSED = "suppressed"  # x
    BLANK = "blank"
    UNREADABLE = "unreadable"  # something stands there that kpixl refuses to guess at
    MISSING = "missing"  # the branch has not returned its entry workbook
    NOT_ASKED = "not_asked"  # its form is from before the plan was changed, and did not ask for this


@dataclass(frozen=True)
class Figure:
    """A number in the KPI's unit, or the state that stands in its place.

    `value` is set exactly when `state` is NUMBER.
    """

    state: FigureState
    value: Decimal | None = None

    def __post_init__(self) -> None:
        if (self.value is not None) != (self.state is FigureState.NUMBER):
            raise ValueError(f"a figure has a value exactly when it is a number: {self!r}")

    @classmethod
    def of(cls, value: Decimal | int | str) -> "Figure":
        """A number, given as Decimal, int or decimal text; floats are not taken."""
        return cls(FigureState.NUMBER, Decimal(value))


BLANK = Figure(FigureState.BLANK)
MISSING = Figure(FigureState.MISSING)
NOT_ASKED = Figure(FigureState.NOT_ASKED)
UNREADABLE = Figure(FigureState.UNREADABLE)
# States that say nothing about the year.
NOTHING_SAID = frozenset(
    {FigureState.BLANK, FigureState.UNREADABLE, FigureState.MISSING, FigureState.NOT_ASKED}
)
# States of a form that came back and holds nothing for the figure.
NOTHING_ENTERED = frozenset({FigureState.BLANK, FigureState.NOT_ASKED})


_LONGEST = 20  # more zeros than that are counted, not read
_AS_SHOWN = Context(prec=15, rounding=ROUND_HALF_UP)


def as_shown(value: Decimal) -> Decimal:
    """The number at the 15 significant digits that Excel shows of one, writes into a cell and compares by."""
    return _AS_SHOWN.plus(value)


def stored_number(value: Decimal | float) -> float:
    """The float to write into a cell: the one that Excel itself would store for what the cell shows."""
    return value if isinstance(value, int) else _stored(value)


@lru_cache(maxsize=16_384)
def _stored(value: Decimal | float) -> float:
    if isinstance(value, Decimal):
        return float(_AS_SHOWN.plus(value)) + 0.0  # -0.0 is 0
    return float(_AS_SHOWN.create_decimal_from_float(value)) + 0.0


@lru_cache(maxsize=16_384)  # rates and years are the same few thousand numbers all over a round
def decimal_of(number: float) -> Decimal:
    """The Decimal that a cell's number shows: 59.95 for 59.949999999999996; 7001.0 becomes 7001.

    Raises:
        ValueError: infinity or NaN, which no cell shows.
    """
    if not math.isfinite(number):
        raise ValueError(f"not a finite number: {number!r}")
    value = _AS_SHOWN.create_decimal_from_float(number)
    whole = value.to_integral_value()
    return whole + 0 if value == whole else value.normalize()  # -0.0, which a formula can give, is 0


@lru_cache(maxsize=16_384)
def number_text(number: float) -> str:
    """A cell's number as text: 62.2, 7001, 7.6E-35; NAN and INF, which are no numbers, by their names."""
    if not math.isfinite(number):
        return str(number).upper()
    value = decimal_of(number)
    return f"{value:f}" if abs(value.adjusted()) <= _LONGEST else str(value.normalize())
