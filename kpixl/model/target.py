"""A target: what an actual must satisfy, as a direction and a reference."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kpixl.model.fiscal import FiscalYear

FEWEST_YEARS, MOST_YEARS = 2, 10


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


@dataclass(frozen=True)
class Mean:
    """The simple mean of the actuals of the `years` fiscal years before this one (3年平均).

    A `baseline` printed in the target itself is what counts, as with `Prior`.
    """

    years: int
    baseline: Decimal | None = None

    def __post_init__(self) -> None:
        if not FEWEST_YEARS <= self.years <= MOST_YEARS:
            raise ValueError(f"a mean of fewer than two years, or of more than ten: {self!r}")


Part = Fixed | Prior | Mean


@dataclass(frozen=True)
class HigherOf:
    """The higher of two references (高い方).

    A `baseline` is the number that the target as a whole comes to, printed in the target itself; it is
    what counts then. The same holds for `LowerOf` and `Conditional`.
    """

    first: Part
    second: Part
    baseline: Decimal | None = None


@dataclass(frozen=True)
class LowerOf:
    """The lower of two references (低い方)."""

    first: Part
    second: Part
    baseline: Decimal | None = None


@dataclass(frozen=True)
class Conditional:
    """`usual`, but `instead` where the prior satisfies `limit` (80以上、ただし80以上の支部は前年度以上).

    The prior actual is held against `limit` by the target's own direction.
    """

    usual: Fixed
    limit: Decimal
    instead: Prior | Mean
    baseline: Decimal | None = None


Reference = Fixed | Prior | Mean | HigherOf | LowerOf | Conditional


class ReferenceKind(StrEnum):
    """What sort of reference a target has, for programs and for lists."""

    FIXED = "fixed"
    PRIOR = "prior"
    MEAN = "mean"
    HIGHER_OF = "higher_of"
    LOWER_OF = "lower_of"
    CONDITIONAL = "conditional"


def kind_of(reference: Reference) -> ReferenceKind:
    """The sort of a reference."""
    match reference:
        case Fixed():
            return ReferenceKind.FIXED
        case Prior():
            return ReferenceKind.PRIOR
        case Mean():
            return ReferenceKind.MEAN
        case HigherOf():
            return ReferenceKind.HIGHER_OF
        case LowerOf():
            return ReferenceKind.LOWER_OF
        case Conditional():
            return ReferenceKind.CONDITIONAL


def target_kind(target: "Target") -> str:
    """What sort of target it is: its reference's, or its direction where it is compared with nothing."""
    if target.reference is None:
        return target.direction
    if isinstance(target.reference, Prior) and target.reference.year_end:
        return "prior_year_end"
    return kind_of(target.reference)


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


@dataclass(frozen=True)
class ResolvedTarget:
    """The number that an actual is compared with, and what it rests on.

    `value` is None where the target has no number (DO, NONE) or none is known. `source` is the part
    of the target that decided: of two references the one that won, of a condition the branch taken; None
    where the number of such a target is stated in it as a whole.
    `past` are the actuals of earlier years that went in, None for a year without a comparable one.
    """

    value: Decimal | None
    source: Fixed | Prior | Mean | None = None
    past: tuple[tuple[FiscalYear, Decimal | None], ...] = ()
