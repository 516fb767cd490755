"""Amounts as they stand in a sentence: with their unit, without the tail of a quotient."""

from dataclasses import dataclass
from decimal import Decimal

from kpixl.model.figure import Figure
from kpixl.model.kpi import Kpi
from kpixl.model.message import Amount, Detail, message
from kpixl.model.rounding import digits_after_point, round_half_up

_MORE_DIGITS = 4  # a quotient has 28 digits; nobody reads them


@dataclass(frozen=True)
class Amounts:
    """The figures of one KPI for its sentences."""

    kpi: Kpi

    def amount(self, value: Decimal) -> Amount:
        """A value with its unit: 64.6％, 8,185円."""
        return self.kpi.amount(shown(value, self.kpi.decimals))

    def number(self, value: Decimal | None) -> Detail:
        """The number alone, '' for None."""
        return "" if value is None else Amount(shown(value, self.kpi.decimals), decimals=self.kpi.decimals)

    def difference(self, value: Decimal) -> Detail:
        """The size of a difference: points for a rate, the KPI's unit otherwise."""
        size = tell_apart(abs(value), Decimal(0), self.kpi.decimals)[0]
        return self.kpi.amount(size).as_difference()

    def pair(self, first: Decimal, second: Decimal) -> tuple[Amount, Amount]:
        """Two values with their unit, so that a larger one does not look equal."""
        one, other = tell_apart(first, second, self.kpi.decimals)
        return self.kpi.amount(one), self.kpi.amount(other)

    def figure(self, figure: Figure) -> Detail:
        """A figure with its unit, or the word for the state in its place."""
        if figure.value is None:
            return message(f"word.state.{figure.state}")
        return self.amount(figure.value)


def shown(value: Decimal, decimals: int) -> Decimal:
    """The value with a few digits more than are reported, at most."""
    most = decimals + _MORE_DIGITS
    return round_half_up(value, most) if digits_after_point(value) > most else value


def tell_apart(first: Decimal, second: Decimal, decimals: int) -> tuple[Decimal, Decimal]:
    """Two values with so many digits that a larger one does not look equal."""
    most = max(digits_after_point(first), digits_after_point(second))
    for digits in range(decimals + _MORE_DIGITS, most):
        pair = round_half_up(first, digits), round_half_up(second, digits)
        if (pair[0] == pair[1]) is (first == second):
            return pair
    return first, second


def percentage(rate: Decimal) -> Amount:
    """A rate or share (1 = 100%) in percent, with as many decimals as it takes not to show a miss as 100."""
    for places in range(1, _MORE_DIGITS + 1):
        percent = round_half_up(rate * 100, places)
        if percent != 100 or rate == 1:
            return Amount(percent, decimals=places)
    return Amount(rate * 100, decimals=1)
