"""Conditional formats that hide a value or strike it out: which cells they are about, and when they apply.

Nothing is computed here: a condition on numbers or texts that stand in it is answered, of any other nobody
can say more than that it may hold.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from kpixl.books.reading.cell_details.addresses import place
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
_WITHOUT_NUMBER = frozenset({"dataBar", "iconSet"})  # Excel leaves a text in the cell
_REFERENCE = r"\[?\.?(\$?[A-Z]{1,3}\$?[1-9][0-9]{0,6})\]?"  # LibreOffice writes [.A1]
_HOLDS_NOTHING = re.compile(
    rf'(?:IS(?:ERROR|ERR|NA|BLANK)\({_REFERENCE}\)|LEN\((?:TRIM\({_REFERENCE}\)|{_REFERENCE})\)=0|{_REFERENCE}="")',
    re.IGNORECASE,
)
_SHOWS_NOTHING = re.compile(r';+|(?:""|;)+')
_TRUTH = {"TRUE": True, "1": True, "FALSE": False, "0": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One rule that hides what it applies to.

    `kind` and `relation` are Excel's own words (cellIs, lessThan); `operands` the numbers, texts and
    formulas that stand in it, as they are for the first cell of the areas.
    """

    areas: tuple[Area, ...]
    kind: str
    relation: str = ""
    operands: Sequence[str] = ()

    def may_hold(self, value: str) -> bool:
        """False where it surely does not hold for a value, as the file stores it."""
        if self.kind in _NEVER:
            return False
        if self.kind in _WITHOUT_NUMBER:
            return _number(value) is not None
        if self.kind == "expression" and self.operands:
            formula = self.operands[0].strip()
            return _TRUTH.get(formula.upper(), not _asks_for_nothing(formula, self.areas))
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


@lru_cache(maxsize=1024)
def _asks_for_nothing(formula: str, areas: tuple[Area, ...]) -> bool:
    """True for a formula that asks of each cell of the areas whether it is itself empty or an error."""
    found = _HOLDS_NOTHING.fullmatch(formula.replace(" ", ""))
    if found is None or not areas:
        return False
    reference = next(group for group in found.groups() if group)
    top, left = min(area[0] for area in areas), min(area[1] for area in areas)
    # Programs differ over whether the first area or the first corner of all counts.
    if not place(reference) == (top, left) == areas[0][:2]:
        return False
    is_one_column = not reference.startswith("$") or all(area[1] == area[3] == left for area in areas)
    is_one_row = "$" not in reference[1:] or all(area[0] == area[2] == top for area in areas)
    return is_one_column and is_one_row


def shows_nothing(number_format: str) -> bool:
    """True for a format that hides every value: ;;;."""
    return bool(_SHOWS_NOTHING.fullmatch(number_format))


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
