"""How a text will be read as a target where no plan says which KPI it is for."""

from dataclasses import dataclass
from decimal import Decimal

from kpixl.model.kpi import Kpi
from kpixl.model.message import StatedTarget
from kpixl.model.target import (
    Conditional,
    Direction,
    Fixed,
    HigherOf,
    LowerOf,
    National,
    Period,
    Reference,
    Scaled,
    Shifted,
    Target,
    bases_of,
    parts_of,
)
from kpixl.model.unit import NO_UNIT, RATE, Unit
from kpixl.rules.figures.folding import fold
from kpixl.rules.targets.faults import TargetError, TargetFault
from kpixl.rules.targets.parse import target_of
from kpixl.rules.targets.parsed import ParsedTarget
from kpixl.rules.targets.patterns import unit_named
from kpixl.rules.targets.reworded import has_deadline
from kpixl.rules.targets.sentences import Sentence, read_sentences
from kpixl.rules.targets.suggestions import nearest_forms, unit_in


@dataclass(frozen=True, kw_only=True)
class TargetReading:
    """What one KPI of a text says.

    `kpi` stands in for the plan's: it has the unit and decimals of the text. `is_assumed` tells that
    the text states no direction, and the target was taken as one to be equal to.
    """

    indicator: str
    target: Target
    kpi: Kpi
    is_assumed: bool

    @property
    def value(self) -> Decimal | None:
        """The number that the target sets itself, if any; of two parts or of a condition the fixed one.

        Of two fixed parts it is the one that counts: 70 of 60と70の高い方.
        """
        reference = self.target.reference
        fixed = [part.value for part in parts_of(reference) if isinstance(part, Fixed)]
        if isinstance(reference, HigherOf):
            return max(fixed, default=None)
        return min(fixed, default=None) if isinstance(reference, LowerOf) else next(iter(fixed), None)

    @property
    def baseline(self) -> Decimal | None:
        """The number that the text states for past years or for the target as a whole, if any."""
        return next(iter(_stated(self.target.reference)), None)

    @property
    def rests_on_past(self) -> bool:
        """True where actuals of past years take part."""
        return any(not isinstance(base, National) for base in bases_of(self.target.reference))

    @property
    def rests_on_national(self) -> bool:
        """True where a published figure of the whole takes part."""
        return any(isinstance(base, National) for base in bases_of(self.target.reference))


@dataclass(frozen=True)
class TargetRefusal:
    """Why a text is no target, and the nearest form that would be one, or several examples."""

    fault: TargetFault
    nearest: tuple[StatedTarget, ...]


def read_statements(
    text: str, unit: Unit | None = None, direction: Direction | None = None
) -> tuple[TargetReading, ...] | TargetRefusal:
    """The KPIs that a text states, one or several; or why it states none.

    A given unit or direction is held against the text, as a plan's would be.
    """
    try:
        return tuple(_reading(sentence, text, unit, direction) for sentence in read_sentences(text))
    except TargetError as error:
        said = Direction.DO if has_deadline(fold(text).lower()) else Direction.NONE
        kpi = stand_in(unit or unit_in(text), direction or said)
        return TargetRefusal(error.fault, nearest_forms(text, kpi))


def _reading(sentence: Sentence, text: str, unit: Unit | None, direction: Direction | None) -> TargetReading:
    parsed = sentence.parsed
    found = unit if unit is not None else _unit_said(parsed)
    if parsed.percent_more and unit is None and found is NO_UNIT:
        raise TargetError(text, TargetFault.POINTS_OR_PERCENT)  # of a rate it would say two things
    # A text that sets no target suits every direction; one of a number alone is taken as it stands.
    stated = None if parsed.direction is Direction.NONE else parsed.direction
    if parsed.period not in (None, Period.YEAR):
        stated = Direction.DO  # 月10回以上 is no total, so it can only be how often a thing is done
    kpi = stand_in(found, direction or stated or Direction.EQUAL, _decimals(parsed.reference))
    target = target_of(parsed, kpi, text)
    is_assumed = direction is None and target.direction is Direction.EQUAL and parsed.direction is None
    return TargetReading(indicator=sentence.indicator, target=target, kpi=kpi, is_assumed=is_assumed)


def stand_in(unit: Unit, direction: Direction, decimals: int = 0) -> Kpi:
    """A KPI that no plan has, of which only what a target's text is read by is known."""
    return Kpi(
        code="",
        pillar="",
        measure="",
        group="",
        indicator="",
        unit=unit,
        direction=direction,
        decimals=decimals,
    )


def _unit_said(parsed: ParsedTarget) -> Unit:
    """The unit that is typed first; the others are held against it as against a plan's.

    What moves by points and names no unit is a rate.
    """
    if parsed.units:
        return unit_named(parsed.units[0])
    return RATE if parsed.points else NO_UNIT


def _decimals(reference: Reference | None) -> int:
    """The most digits after the point that the text's own numbers have."""
    numbers = [part.value for part in parts_of(reference) if isinstance(part, Fixed)] + _stated(reference)
    numbers += [part.by for part in parts_of(reference) if isinstance(part, Shifted)]
    if isinstance(reference, Conditional):
        numbers.append(reference.limit)
    exponents = (number.as_tuple().exponent for number in numbers)
    return max((-exponent for exponent in exponents if isinstance(exponent, int)), default=0)


def _stated(reference: Reference | None) -> list[Decimal]:
    """The numbers stated for what past years come to, that of the whole target first."""
    whole = reference.baseline if isinstance(reference, HigherOf | LowerOf | Conditional) else None
    moved = [part.baseline for part in parts_of(reference) if isinstance(part, Scaled | Shifted)]
    baselines = [base.baseline for base in bases_of(reference)]
    return [number for number in (whole, *moved, *baselines) if number is not None]
