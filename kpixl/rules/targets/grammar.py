"""The grammar of the target language: from a folded text to the parts that it states.

Nothing here knows a KPI: what the text leaves open (a direction, a unit) stays open.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from kpixl.model.target import (
    FEWEST_YEARS,
    MOST_YEARS,
    Conditional,
    Direction,
    Fixed,
    HigherOf,
    LowerOf,
    Mean,
    Part,
    Prior,
    Reference,
)
from kpixl.model.unit import UNITS
from kpixl.model.words import targets
from kpixl.rules.figures.folding import fold
from kpixl.rules.figures.parse import fits_a_cell

_LONGEST = 300  # a whole page pasted into a cell is no target, and the patterns need not try it


class TargetFault(StrEnum):
    """Why a text is no target; names of texts in the catalogues."""

    UNREADABLE = "unreadable"
    UNIT = "unit"  # another unit than the KPI's, or two different ones
    DIRECTION = "direction"  # not the KPI's
    TWO_DIRECTIONS = "two_directions"
    YEARS = "years"  # a mean of 1 or of 11 years
    TWO_TARGETS = "two_targets"  # where there is room for one
    OTHER_INDICATOR = "other_indicator"
    SHARED = "shared"  # one target for what may be two indicators
    WITHIN_INDICATOR = "within_indicator"  # what would be the indicator holds a target itself
    STRICT = "strict"  # 超, 未満: the language knows 以上 and 以下 only


class TargetError(ValueError):
    """The text is no target in the target language."""

    fault = TargetFault.UNREADABLE

    def __init__(self, text: str, fault: TargetFault | None = None) -> None:
        super().__init__(text)
        self.fault = fault or type(self).fault


class TargetUnitError(TargetError):
    """The target names a unit that is not the KPI's."""

    fault = TargetFault.UNIT


class TargetDirectionError(TargetError):
    """The target says 以上 where the KPI's direction is 以下, or the reverse."""

    fault = TargetFault.DIRECTION


@dataclass(frozen=True)
class ParsedTarget:
    """What a text says on its own.

    `direction` is None where it states none, `units` are the units as typed (folded), and
    `limit_direction` is the side of a condition (ただし80以上の支部は), which must be the target's own.
    """

    direction: Direction | None
    reference: Reference | None = None
    units: tuple[str, ...] = ()
    limit_direction: Direction | None = None


_UNIT = "|".join(
    re.escape(spelling)
    for spelling in sorted(
        {fold(s).lower() for u in UNITS for s in u.spellings}, key=lambda text: (-len(text), text)
    )
)
_NUMBER = r"[-−△▲]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\d.,]?\d)"
# An amount is a number with an optional unit; a remark such as （※） may follow the unit.
AMOUNT = rf"(?P<number>{_NUMBER})(?P<unit>{_UNIT})?(?:\(※\d*\))?"
SIDE_MEANS = {word: direction for direction, words in targets.SIDES.items() for word in words}
SIDE = "|".join(
    targets.UP_TO_BEHIND_AN_AMOUNT if word == targets.UP_TO else re.escape(word)
    for word in sorted(SIDE_MEANS, key=len, reverse=True)
)

_AMOUNT_AT = re.compile(rf"(?:{targets.TARGET})?{AMOUNT}")
_SIDE_AT = re.compile(SIDE)
_ENDING_AT = re.compile(targets.ENDING)
_PRIOR_AT = re.compile(targets.PRIOR)
_MEAN_AT = re.compile(targets.MEAN)
# （0.214％）, （84.12％以上）; of a whole target also （この支部は64.2％）.
_STATED_AT = re.compile(rf"[(\[]{AMOUNT}(?P<side>{SIDE})?[)\]]")
_STATED_WHOLE_AT = re.compile(rf"[(\[](?P<named>{targets.THIS_BRANCH})?{AMOUNT}(?P<side>{SIDE})?[)\]]")
_STATED_NAMED_AT = re.compile(rf"[(\[](?:{targets.THIS_BRANCH}){AMOUNT}(?P<side>{SIDE})?[)\]]")
_JOIN_AT = re.compile(targets.JOIN)
_WHICH_AT = re.compile(targets.WHICH)
_OF_TWO_AT = re.compile(targets.OF_TWO)
_AND_AT = re.compile(targets.AND)
_BUT_AT = re.compile(targets.BUT)
_LIMIT_AT = re.compile(rf"{targets.LIMIT_BEGINS}{AMOUNT}(?P<side>{SIDE}){targets.LIMIT_ENDS}")
_BUT_EN_AT = re.compile(targets.BUT_EN)
_FOR_BRANCHES_AT = re.compile(rf"{targets.FOR_BRANCHES}{AMOUNT}(?P<side>{SIDE})")
_CLOSING_AT = re.compile(r"\)?。?")

_BASELINE_ALONE = re.compile(rf"\[{AMOUNT}\]")
_NO_TARGET = re.compile(targets.NO_TARGET)
_DO = re.compile(targets.DO)


def read_target(text: str) -> ParsedTarget:
    """What a target text states.

    Raises:
        TargetError: the text is not in the target language; its `fault` says why.
    """
    folded = fold(text).lower()
    if len(folded) > _LONGEST:
        raise TargetError(text)
    if _NO_TARGET.fullmatch(folded):
        return ParsedTarget(Direction.NONE)
    if _DO.fullmatch(folded):
        return ParsedTarget(Direction.DO)
    stated = _BASELINE_ALONE.fullmatch(folded)
    if stated:
        return ParsedTarget(None, Prior(_number(stated)), _units(stated))
    try:
        return _Reader(folded).read()
    except TargetError as error:
        raise TargetError(text, error.fault) from None


class _Reader:
    """Reads one target from left to right, and collects the directions and units it meets."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.directions: set[Direction] = set()
        self.units: list[str] = []

    def read(self) -> ParsedTarget:
        self._side()
        first = self._reference()
        self._side()
        limit: Direction | None = None
        reference = self._stated(first)
        but, but_en = self._take(_BUT_AT), None
        if not but:
            but_en = self._take(_BUT_EN_AT)
        if (but or but_en) and isinstance(reference, Fixed):
            reference, limit = self._conditional(reference, english=but is None)
        self._take(_ENDING_AT)
        if isinstance(reference, Conditional):
            self._take(_CLOSING_AT)
        if self.at != len(self.text):
            raise TargetError(self.text)
        if len(self.directions) > 1:
            raise TargetError(self.text, TargetFault.TWO_DIRECTIONS)
        direction = next(iter(self.directions), None)
        return ParsedTarget(direction, reference, tuple(self.units), limit)

    def _conditional(self, usual: Fixed, *, english: bool) -> tuple[Reference, Direction]:
        """The part after ただし, or after but."""
        if english:
            instead = self._instead()
            limit = self._need(_FOR_BRANCHES_AT)
        else:
            limit = self._need(_LIMIT_AT)
            instead = self._instead()
            self._take(_ENDING_AT)
        self._note(limit)
        whole = self._take(_STATED_NAMED_AT)
        number = None if whole is None else self._stated_number(whole)
        side = SIDE_MEANS[limit["side"]]
        return Conditional(usual, _number(limit), instead, number), side

    def _instead(self) -> Prior | Mean:
        self._side()
        part = self._part()
        self._side()
        stated = self._stated(part)
        if not isinstance(stated, Prior | Mean):
            raise TargetError(self.text)
        return stated

    def _reference(self) -> Reference:
        of_two = self._take(_OF_TWO_AT)
        first = self._part()
        if of_two:
            self._need(_AND_AT)
            second = self._part()
            return (HigherOf if of_two["high"] else LowerOf)(first, second)
        if not self._take(_JOIN_AT):
            return first
        second = self._part()
        which = self._need(_WHICH_AT)
        return (HigherOf if which["high"] else LowerOf)(first, second)

    def _part(self) -> Part:
        prior = self._take(_PRIOR_AT)
        if prior:
            year_end = bool(prior["then"] or prior["end"] or prior["end_en"])
            return Prior(self._baseline(), year_end=year_end)
        mean = self._take(_MEAN_AT)
        if mean:
            years = _years(mean["years"] or mean["years_en"] or mean["years_of"])
            if not FEWEST_YEARS <= years <= MOST_YEARS:
                raise TargetError(self.text, TargetFault.YEARS)
            return Mean(years, self._baseline())
        amount = self._need(_AMOUNT_AT)
        self._note(amount)
        return Fixed(_number(amount))

    def _baseline(self) -> Decimal | None:
        """The baseline directly behind 前年度 or 3年平均."""
        match = self._take(_STATED_AT)
        return None if match is None else self._stated_number(match)

    def _stated(self, reference: Reference) -> Reference:
        """A number stated behind the side: a baseline, or what a target of two parts comes to."""
        if isinstance(reference, Fixed):
            return reference
        match = self._take(_STATED_WHOLE_AT if isinstance(reference, HigherOf | LowerOf) else _STATED_AT)
        if match is None:
            return reference
        if reference.baseline is not None:
            raise TargetError(self.text)
        number = self._stated_number(match)
        self._side()
        return replace(reference, baseline=number)

    def _stated_number(self, match: "re.Match[str]") -> Decimal:
        self._note(match)
        if match["side"]:
            self.directions.add(SIDE_MEANS[match["side"]])
        return _number(match)

    def _side(self) -> None:
        match = self._take(_SIDE_AT)
        if match:
            self.directions.add(SIDE_MEANS[match[0]])

    def _note(self, amount: "re.Match[str]") -> None:
        self.units += _units(amount)

    def _take(self, pattern: "re.Pattern[str]") -> "re.Match[str] | None":
        match = pattern.match(self.text, self.at)
        if match:
            self.at = match.end()
        return match

    def _need(self, pattern: "re.Pattern[str]") -> "re.Match[str]":
        match = self._take(pattern)
        if match is None:
            raise TargetError(self.text)
        return match


def _number(match: "re.Match[str]") -> Decimal:
    digits = match["number"].replace(",", "")
    value = -Decimal(digits[1:]) if digits[0] in "-−△▲" else Decimal(digits)
    if not fits_a_cell(
        value
    ):  # the form's formulas compare with it, and they hold no more digits than a cell
        raise TargetError(match.string)
    return value


def _years(text: str) -> int:
    return int(text) if text.isdecimal() else targets.KANJI_DIGITS.index(text)


def _units(match: "re.Match[str]") -> tuple[str, ...]:
    return (match["unit"],) if match["unit"] else ()
