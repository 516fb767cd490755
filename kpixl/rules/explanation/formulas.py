"""The achievement rate with its formula: which one computes it, and the numbers filled in."""

from decimal import Decimal

from kpixl.model.assessment import Assessment, Reason
from kpixl.model.kpi import RateFormula
from kpixl.model.message import Amount, Message, message
from kpixl.model.rounding import round_half_up
from kpixl.model.target import Direction
from kpixl.rules.explanation.amounts import Amounts

ATTAINED = "attained"  # actual ÷ target; the other keys are those of RateFormula
_MOST_PLACES = 5
_PERCENT = Decimal(100)
_SAID = (
    Reason.TARGET_ZERO,
    Reason.TARGET_NEGATIVE,
    Reason.ACTUAL_ZERO,
    Reason.BASE_IS_TARGET,
    Reason.NO_PRIOR,
    Reason.NOT_COMPARABLE,
    Reason.QUALITATIVE,
)


def formula_key(direction: Direction, formula: RateFormula) -> str:
    """The catalogue's key, under `explain.formula`, of the formula by which `achievement_rate` computes."""
    return str(formula) if direction is Direction.AT_MOST else ATTAINED


def formula_with_numbers(row: Assessment, target_value: Decimal | None, amounts: Amounts) -> Message:
    """62.2÷64.6＝96.3％, or why there is no achievement rate."""
    rate = row.achievement_rate
    if rate.value is None:
        # That there is no figure or no target is said already.
        return message(f"explain.no_rate.{rate.reason if rate.reason in _SAID else 'none'}")
    key = formula_key(row.target.direction, amounts.kpi.rate_formula)
    formula = message(
        f"explain.formula.{key}",
        actual=amounts.number(row.figure.value),
        target=amounts.number(target_value),
        base=amounts.number(row.prior.value if row.prior else None),
    )
    return message("explain.equals", formula=formula, rate=percent_amount(rate.value))


def percent_amount(rate: Decimal) -> Amount:
    """An achievement rate in percent, with as many decimals as it takes not to show a miss as 100."""
    percent = rate * _PERCENT
    for digits in range(1, _MOST_PLACES + 1):
        rounded = round_half_up(percent, digits)
        if percent == _PERCENT or rounded != _PERCENT:
            return Amount(rounded, decimals=digits)
    return Amount(percent)
