"""A target: what an actual must satisfy, as a direction and a reference."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Direction(StrEnum):
    """Which side of the reference is good."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    EQUAL = "equal"
    DO = "do"
    NONE = "none"


@dataclass(frozen=True)
class Fixed:
    """A number in the KPI's unit."""

    value: Decimal


@dataclass(frozen=True)
class Prior:
    """The actual of the fiscal year before.

    A `baseline` printed in the target itself is what counts, even where it differs from the
    prior actual on file (a definition may have changed in between). `year_end` marks 前年度末.
    """

    baseline: Decimal | None = None
    year_end: bool = False


Reference = Fixed | Prior


@dataclass(frozen=True)
class Target:
    """Direction and reference; DO and NONE have no reference."""

    direction: Direction
    reference: Reference | None = None

    def __post_init__(self) -> None:
        if (self.reference is None) != (self.direction in (Direction.DO, Direction.NONE)):
            raise ValueError(f"direction and reference do not fit: {self!r}")


NO_TARGET = Target(Direction.NONE)
DO = Target(Direction.DO)
