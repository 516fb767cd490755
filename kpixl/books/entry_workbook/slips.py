"""The commonest slips of typing, each as a formula and as what that says: digits, dates, numbers as text."""

import re
import unicodedata
from decimal import Decimal

from kpixl.books.entry_workbook.formulas import quoted
from kpixl.model.kpi import Kpi
from kpixl.model.unit import UnitKind

# A date in a cell is the number of its day: 2000 to 2049. No rate and no duration has such a value.
FIRST_DAY, LAST_DAY = Decimal(36526), Decimal(54788)
# Within a factor of two of a hundredth, a thousandth, a hundredfold or a thousandfold of last year's.
_SCALES = tuple((Decimal(scale) / 2, Decimal(scale) * 2) for scale in ("0.001", "0.01", "100", "1000"))
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
_NO_NUMBER = ("/", ":", "月")  # a date or a time, which a spreadsheet takes for a number


def may_be_date(kpi: Kpi) -> bool:
    """True for a KPI whose figure, where it looks like the number of a day, is a date that was typed."""
    return kpi.unit.kind in (UnitKind.RATE, UnitKind.DURATION) and not _may_be_as_large(kpi)


def _may_be_as_large(kpi: Kpi) -> bool:
    return kpi.maximum is not None and kpi.maximum >= FIRST_DAY


def date_formula(actual: str) -> str:
    """True where a number looks like the number of a day."""
    return f"AND({actual}>={FIRST_DAY},{actual}<={LAST_DAY},{actual}=INT({actual}))"


def is_day(value: Decimal) -> bool:
    """What `date_formula` says of a number."""
    return FIRST_DAY <= value <= LAST_DAY and value == value.to_integral_value()


def scale_formula(actual: str, prior: Decimal) -> str:
    """True where a number is about 100 or 1000 times last year's, or as small a part of it."""
    size = abs(prior)
    within = (f"AND(ABS({actual})>={low * size:f},ABS({actual})<={high * size:f})" for low, high in _SCALES)
    return f"OR({','.join(within)})"


def is_scaled(value: Decimal, prior: Decimal) -> bool:
    """What `scale_formula` says of a number."""
    size = abs(prior)
    return any(low * size <= abs(value) <= high * size for low, high in _SCALES)


def text_number_formula(actual: str, unit: str) -> str:
    """True for a text that kpixl reads as a number: ６２．２, 62.2％, 1,234, with the KPI's own unit.

    It stays clear of dates and times, which VALUE takes for numbers.
    """
    text = f"ASC({actual})"
    for taken in dict.fromkeys(("%", "％", ",", " ", unit)):
        if taken:
            text = f'SUBSTITUTE({text},{quoted(taken)},"")'
    clear = ",".join(f'ISERROR(FIND("{mark}",{text}))' for mark in _NO_NUMBER)
    # LibreOffice takes TRUE for 1, and Excel does not; neither takes TRUE0 for anything.
    value = f'VALUE({text})+VALUE({text}&"0")'
    return f'IF(ISERROR({value}),FALSE,AND({clear},ISERROR(FIND("-",{text},2))))'


def is_text_number(value: str, unit: str) -> bool:
    """What `text_number_formula` says of a text."""
    text = unicodedata.normalize("NFKC", value)
    for taken in ("%", ",", " ", unicodedata.normalize("NFKC", unit)):
        text = text.replace(taken, "") if taken else text
    return _NUMBER.fullmatch(text) is not None
