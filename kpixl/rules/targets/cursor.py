"""A place in a target's text, moved on by patterns; what it passes is collected: sides and units."""

import re
from dataclasses import replace
from decimal import Decimal

from kpixl.model.lexicon import targets
from kpixl.model.target import Direction, Side
from kpixl.rules.figures.parse import fits_a_cell
from kpixl.rules.targets import patterns as at
from kpixl.rules.targets.faults import TargetError, TargetFault
from kpixl.rules.targets.patterns import side_of


class Cursor:
    """Reads one text from left to right."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.sides: set[Side] = set()
        self.units: list[str] = []

    def take(self, pattern: "re.Pattern[str]") -> "re.Match[str] | None":
        """The pattern's match here, and on to its end; None where it does not stand here."""
        match = pattern.match(self.text, self.at)
        if match:
            self.at = match.end()
        return match

    def need(self, pattern: "re.Pattern[str]") -> "re.Match[str]":
        """The pattern's match here; the text is no target without it."""
        match = self.take(pattern)
        if match is None:
            raise TargetError(self.text)
        return match

    def take_side(self) -> None:
        """Go over a side (以上), a movement (に引き上げる), or both."""
        move = self.take(at.MOVE)
        match = None if move else self.take(at.SIDE)
        if match:
            self.sides.add(side_of(match[0]))
            move = self.take(at.MOVE)
        if move:
            self.sides |= {Side(Direction.AT_LEAST if move["up"] else Direction.AT_MOST)} - _loose(self.sides)

    def note(self, amount: "re.Match[str]") -> None:
        """Keep the unit of an amount."""
        self.units += units_of(amount)

    def one_side(self) -> Side | None:
        """The side that all of the text names.

        Raises:
            TargetError: it names two, or one both with and without its own value.
        """
        if len({side.direction for side in self.sides}) > 1:
            raise TargetError(self.text, TargetFault.TWO_DIRECTIONS)
        if len(self.sides) > 1:
            raise TargetError(self.text, TargetFault.MIXED_STRICT)
        return next(iter(self.sides), None)


def _loose(sides: set[Side]) -> set[Side]:
    """The sides without their strictness: 60超に引き上げる is 60超."""
    return {replace(side, strict=False) for side in sides}


def number_of(match: "re.Match[str]") -> Decimal:
    """The number of a match.

    Raises:
        TargetError: no cell holds so many digits.
    """
    digits = match["number"].replace(",", "")
    value = -Decimal(digits[1:]) if digits[0] in targets.NEGATIVE else Decimal(digits)
    # The form's formulas compare with it, and they hold no more digits than a cell.
    if not fits_a_cell(value):
        raise TargetError(match.string)
    return value


def units_of(match: "re.Match[str]") -> tuple[str, ...]:
    """The unit of a match, if it has one."""
    return (match["unit"],) if match["unit"] else ()
