"""A figure: a Decimal, or one of the states that a cell can say instead. None of the states is 0."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


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
UNREADABLE = Figure(FigureState.UNREADABLE)


def decimal_of(number: float) -> Decimal:
    """The Decimal that a cell's number shows: 62.2, not 62.2000000000000028; 7001.0 becomes 7001.

    Raises:
        ValueError: infinity or NaN, which no cell holds.
    """
    value = Decimal(repr(number))
    if not value.is_finite():
        raise ValueError(f"not a finite number: {number!r}")
    whole = value.to_integral_value()
    return whole if value == whole else value
