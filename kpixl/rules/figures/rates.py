"""Rates and the counts behind them: what numerator and denominator give, and what a rate asks of them."""

from decimal import ROUND_CEILING, Context, Decimal

from kpixl.model.assessment import Assessment
from kpixl.model.figure import Figure, as_shown
from kpixl.model.kpi import CountRounding, Kpi
from kpixl.model.rounding import round_half_up
from kpixl.model.unit import UnitKind
from kpixl.rules.figures.parse import read_figure

# A product of a head count and a rate has more digits than the usual 28 only in nonsense; it stays exact.
_EXACT = Context(prec=80)
PERCENT = Decimal(100)


def quotient(kpi: Kpi, numerator: Decimal, denominator: Decimal) -> Decimal:
    """Numerator ÷ denominator in the KPI's unit, ×100 for a rate in ％: the number that a cell shows."""
    return as_shown(numerator / denominator * (PERCENT if kpi.unit.kind is UnitKind.RATE else 1))


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


def counts_behind(kpi: Kpi, row: Assessment) -> tuple[Decimal, Decimal] | None:
    """Numerator and denominator where the branch's figure comes from them, else None.

    Beside a figure that was adjusted, counts say something else; then nothing follows from them.
    """
    value, entry = row.figure.value, row.entry
    if value is None or entry is None:
        return None
    numerator, denominator = entry.numerator.value, entry.denominator.value
    if numerator is None or denominator is None or denominator <= 0:
        return None
    return None if rate_differs(kpi, numerator, denominator, value) else (numerator, denominator)


def typed_otherwise(kpi: Kpi, typed: str, rate: Decimal) -> Figure | None:
    """What was typed beside a rate's counts; None where it is that rate at the KPI's decimals."""
    if typed == f"{rate:f}":
        return None
    figure = read_figure(typed, kpi.unit)[0].figure
    if figure.value is None:
        return figure
    same = round_half_up(figure.value, kpi.decimals) == round_half_up(rate, kpi.decimals)
    return None if same else figure
