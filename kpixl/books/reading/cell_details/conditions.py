"""Conditional formats that hide a value or strike it out: which cells they are about, and when they apply.

Nothing is computed here: a condition on numbers or texts that stand in it is answered, of any other nobody
can say more than that it may hold.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from kpixl.model.annotation import Area

_COMPARE: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "equal": operator.eq,
    "notEqual": operator.ne,
    "greaterThan": operator.gt,
    "greaterThanOrEqual": operator.ge,
    "lessThan": operator.lt,
    "lessThanOrEqual": operator.le,
}
_NEVER = frozenset({"containsBlanks", "containsErrors"})  # of a cell that holds a value
_SHOWS_NOTHING = re.compile(r';+|(?:""|;)+')
_TRUTH = {"TRUE": True, "1": True, "FALSE": False, "0": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One rule that hides what it applies to.

    `kind` and `relation` are Excel's own words (cellIs, lessThan); `operands` the numbers, texts and
    formulas that stand in it.
    """

    areas: tuple[Area, ...]
    kind: str
    relation: str = ""
    operands: Sequence[str] = ()

    def may_hold(self, value: str) -> bool:
        """False where it surely does not hold for a value, as the file stores it."""
        if self.kind in _NEVER:
            return False
        if self.kind == "expression":
            return _TRUTH.get(self.operands[0].strip().upper(), True) if self.operands else True
        if self.kind != "cellIs" or not self.operands:
            return True
        numbers = [_number(text) for text in (value, *self.operands)]
        if None not in numbers:
            return self._holds([number for number in numbers if number is not None])
        is_text = self.operands[0].startswith('"') and self.relation in ("equal", "notEqual")
        if is_text:
            return (value == self.operands[0].strip('"')) == (self.relation == "equal")
        return True

    def _holds(self, numbers: Sequence[Decimal]) -> bool:
        value, first, *more = numbers
        if self.relation in ("between", "notBetween") and more:
            low, high = sorted((first, more[0]))
            return (low <= value <= high) == (self.relation == "between")
        compare = _COMPARE.get(self.relation)
        return compare(value, first) if compare else True


def shows_nothing(number_format: str) -> bool:
    """True for a format that hides every value: ;;;."""
    return bool(_SHOWS_NOTHING.fullmatch(number_format))


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
