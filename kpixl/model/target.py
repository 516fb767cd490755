"""A target: what an actual must satisfy, as a direction and a reference."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kpixl.model.fiscal import FiscalYear

FEWEST_YEARS, MOST_YEARS = 2, 10
LEAST_PERCENT = Decimal(50)  # 前年度比5％: of 5 nobody knows whether 5% or 105% is meant


class Direction(StrEnum):
    """Which side of the reference is good."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    EQUAL = "equal"
    DO = "do"
    NONE = "none"


@dataclass(frozen=True)
class Side:
    """The side of a number that is good; a strict one leaves out the number itself."""

    direction: Direction
    strict: bool = False


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


@dataclass(frozen=True)
class OfYear:
    """The actual of a fiscal year that is named (令和5年度実績)."""

    year: FiscalYear
    baseline: Decimal | None = None


@dataclass(frozen=True)
class National:
    """The national figure as it is published (全国平均), never that of a round which is not complete.

    It is this year's; with `prior` that of the fiscal year before, with a `year` that year's.
    """

    prior: bool = False
    year: FiscalYear | None = None
    baseline: Decimal | None = None

    def __post_init__(self) -> None:
        if self.prior and self.year is not None:
            raise ValueError(f"two years: {self!r}")


Base = Prior | Mean | OfYear | National


@dataclass(frozen=True)
class Scaled:
    """A figure times a percentage (前年度比101％). `baseline` is what it comes to, as with `HigherOf`."""

    base: Base
    percent: Decimal
    baseline: Decimal | None = None


@dataclass(frozen=True)
class Shifted:
    """A figure plus an amount, in points for rates (前年度＋1.0ポイント); `baseline` as above."""

    base: Base
    by: Decimal
    baseline: Decimal | None = None


Part = Fixed | Prior | Mean | OfYear | National | Scaled | Shifted


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

    The prior actual is held against `limit` by the target's own direction; `limit_strict` leaves out the
    limit itself (80超の支部は).
    """

    usual: Fixed
    limit: Decimal
    instead: Base | Scaled | Shifted
    baseline: Decimal | None = None
    limit_strict: bool = False


class Period(StrEnum):
    """The part of the fiscal year to which a frequency belongs."""

    YEAR = "year"
    HALF = "half"
    QUARTER = "quarter"
    MONTH = "month"

    @property
    def in_a_year(self) -> int:
        """How many of them a fiscal year has."""
        return {Period.YEAR: 1, Period.HALF: 2, Period.QUARTER: 4, Period.MONTH: 12}[self]


@dataclass(frozen=True)
class Frequency:
    """How often a thing is to be done: `times` in every `per` (毎月, 年4回以上, 月2回以上)."""

    times: int
    per: Period

    def __post_init__(self) -> None:
        if self.times < 1:
            raise ValueError(f"never: {self!r}")

    @property
    def needed(self) -> Decimal:
        """What a branch must report: the times of the year; else the number of months (quarters, halves).

        Of 月2回以上 a branch reports in how many months it did so, 12 of 12: a total of 24 would not tell.
        """
        return Decimal(self.times if self.per is Period.YEAR else self.per.in_a_year)


Reference = Part | HigherOf | LowerOf | Conditional | Frequency
SELF_CONTAINED = (Fixed, Frequency)  # they rest on no other figure, and state no baseline


def parts_of(reference: Reference | None) -> tuple[Part, ...]:
    """The parts that a reference is made of: both of two, the usual one and the one instead."""
    match reference:
        case None | Frequency():
            return ()
        case HigherOf(first, second) | LowerOf(first, second):
            return first, second
        case Conditional(usual, _, instead):
            return usual, instead
        case _:
            return (reference,)


def bases_of(reference: Reference | None) -> tuple[Base, ...]:
    """The figures of other years, or of the whole, that a reference rests on."""
    found = (part.base if isinstance(part, Scaled | Shifted) else part for part in parts_of(reference))
    return tuple(base for base in found if not isinstance(base, Fixed))


class ReferenceKind(StrEnum):
    """What sort of reference a target has, for programs and for lists."""

    FIXED = "fixed"
    PRIOR = "prior"
    MEAN = "mean"
    OF_YEAR = "of_year"
    NATIONAL = "national"
    SCALED = "scaled"
    SHIFTED = "shifted"
    FREQUENCY = "frequency"
    HIGHER_OF = "higher_of"
    LOWER_OF = "lower_of"
    CONDITIONAL = "conditional"


def kind_of(reference: Reference) -> ReferenceKind:
    """The sort of a reference."""
    return _KINDS[type(reference)]


_KINDS: dict[type, ReferenceKind] = {
    Fixed: ReferenceKind.FIXED,
    Prior: ReferenceKind.PRIOR,
    Mean: ReferenceKind.MEAN,
    OfYear: ReferenceKind.OF_YEAR,
    National: ReferenceKind.NATIONAL,
    Scaled: ReferenceKind.SCALED,
    Shifted: ReferenceKind.SHIFTED,
    Frequency: ReferenceKind.FREQUENCY,
    HigherOf: ReferenceKind.HIGHER_OF,
    LowerOf: ReferenceKind.LOWER_OF,
    Conditional: ReferenceKind.CONDITIONAL,
}


def target_kind(target: "Target") -> str:
    """What sort of target it is: its reference's, or its direction where it is compared with nothing."""
    if target.reference is None:
        return target.direction
    if isinstance(target.reference, Prior) and target.reference.year_end:
        return "prior_year_end"
    return kind_of(target.reference)


@dataclass(frozen=True)
class Target:
    """Direction and reference; NONE has no reference, DO at most a frequency.

    A `strict` target is not achieved by the reference itself (超, 未満).
    """

    direction: Direction
    reference: Reference | None = None
    strict: bool = False

    def __post_init__(self) -> None:
        doing = self.reference is None or isinstance(self.reference, Frequency)
        if doing != (self.direction in (Direction.DO, Direction.NONE)):
            raise ValueError(f"direction and reference do not fit: {self!r}")
        if self.direction is Direction.NONE and self.reference is not None:
            raise ValueError(f"no target with a reference: {self!r}")
        if self.strict and self.direction not in (Direction.AT_LEAST, Direction.AT_MOST):
            raise ValueError(f"nothing to be strict about: {self!r}")

    @property
    def frequency(self) -> Frequency | None:
        """How often a thing is to be done; None for any other target."""
        return self.reference if isinstance(self.reference, Frequency) else None

    def is_met(self, actual: Decimal, bar: Decimal) -> bool:
        """Whether an actual satisfies the target's number; only of targets that compare."""
        return compares(self.direction, actual, bar, strict=self.strict)


def compares(direction: Direction, actual: Decimal, bar: Decimal, *, strict: bool = False) -> bool:
    """Whether `actual` is on the good side of `bar`, the bar itself included unless strict."""
    if actual == bar:
        return not strict
    if direction is Direction.AT_LEAST:
        return actual > bar
    return direction is Direction.AT_MOST and actual < bar


# The same in a formula; a test holds both against each other.
SIGNS = {
    (Direction.AT_LEAST, False): ">=",
    (Direction.AT_LEAST, True): ">",
    (Direction.AT_MOST, False): "<=",
    (Direction.AT_MOST, True): "<",
    (Direction.EQUAL, False): "=",
}
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
    source: Part | None = None
    past: tuple[tuple[FiscalYear, Decimal | None], ...] = ()
