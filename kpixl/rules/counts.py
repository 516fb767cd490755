"""Rates and the counts behind them: what numerator and denominator give, and what a rate asks of them."""

from decimal import ROUND_CEILING, Context, Decimal

from kpixl.model.kpi import CountRounding, Kpi
from kpixl.rules.comparison import quotient
from kpixl.rules.figures import round_half_up

# A product of a head count and a rate has more digits than the usual 28 only in nonsense; it stays exact.
_EXACT = Context(prec=80)


def rate_of_counts(kpi: Kpi, numerator: Decimal, denominator: Decimal) -> Decimal:
    """Numerator ÷ denominator in the KPI's unit, at its decimals."""
    return round_half_up(quotient(kpi, numerator, denominator), kpi.decimals)


def rate_differs(kpi: Kpi, numerator: Decimal, denominator: Decimal, printed: Decimal) -> bool:
    """True where a printed rate is not what its own counts give, at the KPI's decimals."""
    return round_half_up(printed, kpi.decimals) != rate_of_counts(kpi, numerator, denominator)


def planned_count(kpi: Kpi, denominator: Decimal, target_rate: Decimal, rounding: CountRounding) -> Decimal:
    """The planned numerator: whole persons, denominator × target rate (176,849 × 78.3% → 138,473).

    `target_rate` is in the KPI's unit. Rounding up gives the fewest persons that reach the rate.
    """
    exact = _EXACT.multiply(denominator, target_rate) / quotient(kpi, Decimal(1), Decimal(1))
    if rounding is CountRounding.UP:
        return exact.to_integral_value(ROUND_CEILING)
    return round_half_up(exact, 0)
