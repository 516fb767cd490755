"""記入チェック: what the form says of a row's figure while it is typed, as a formula and the value it has."""

from decimal import Decimal

from kpixl.books.entry_workbook.formulas import numeral, quoted
from kpixl.books.entry_workbook.layout import COUNTS
from kpixl.books.entry_workbook.live_row import Live, LiveRow
from kpixl.books.entry_workbook.slips import (
    date_formula,
    is_day,
    is_scaled,
    is_text_number,
    may_be_date,
    scale_formula,
    text_number_formula,
)
from kpixl.model.rounding import round_half_up
from kpixl.model.submission import Field
from kpixl.model.target import Direction

WRONG = "×"  # the first letter of a check that says that the cell has to be corrected
_PAIR = 2  # numerator and denominator, both given


def live_check(row: LiveRow) -> Live:
    """記入チェック as it stands now."""
    texts = {key: quoted(text) for key, text in row.words.group("entry.check").items()}
    actual = row.at(Field.ACTUAL)
    accepted = row.is_accepted(actual)
    number, blank, exceeds = _sense(row, actual), texts[_blank_key(row)], "FALSE"
    if row.has_counts:
        numerator, denominator = row.at(Field.NUMERATOR), row.at(Field.DENOMINATOR)
        quotient = row.quotient(numerator, denominator)
        both = f"IF(ISNUMBER({numerator}),ISNUMBER({denominator}),FALSE)"
        differs = f"IF({denominator}=0,FALSE,{row.at_decimals(quotient)}<>{row.at_decimals(actual)})"
        more = f",{numerator}>{denominator}" if row.is_rate else ""
        exceeds = (
            f"IF({accepted},FALSE,IF({both},IF({denominator}=0,FALSE,"
            f"OR({numerator}<0,{denominator}<0{more})),FALSE))"
        )
        blank = f"IF({both},{texts['filled']},{blank})"
        number = f"IF({both},IF({differs},{texts['rate_differs']},{number}),{number})"
    text = texts[_wrong_key(row)]
    if row.direction is not Direction.DO:
        as_text = text_number_formula(actual, row.kpi.unit.symbol)
        text = f"IF({as_text},{texts['text_number']},{text})"
    formula = (
        f'=IF({exceeds},{texts["numerator_exceeds"]},IF({actual}="",{blank},IF(ISNUMBER({actual}),{number},'
        f"IF({accepted},{texts[_state_key(row)]},{text}))))"
    )
    return Live(formula, row.words(f"entry.check.{check_key(row)}"))


def _sense(row: LiveRow, actual: str) -> str:
    texts = {key: quoted(text) for key, text in row.words.group("entry.check").items()}
    result = texts["filled"]
    if _limits_change(row):
        prior, remark = row.at("prior"), row.at(Field.REMARK)
        large = f"ABS({actual}-{prior})>{numeral(row.kpi.max_change)}+1E-9"
        result = f'IF({large},IF({remark}="",{texts["large_change"]},{result}),{result})'
    if _has_scale(row) and row.prior:
        result = f"IF({scale_formula(actual, row.prior)},{texts['scale']},{result})"
    bounds = [
        f"{actual}{sign}{numeral(bound)}"
        for sign, bound in (("<", row.kpi.minimum), (">", row.kpi.maximum))
        if bound is not None
    ]
    if bounds:
        result = f"IF(OR({','.join(bounds)}),{texts['out_of_range']},{result})"
    if may_be_date(row.kpi):
        result = f"IF({date_formula(actual)},{texts['date']},{result})"
    return result


# What the formula says for the typed values, in the same order of tests.


def check_key(row: LiveRow) -> str:
    """Which text 記入チェック shows, by its key in the catalogue."""
    actual = row.typed_value(Field.ACTUAL)
    counts = [row.typed_value(name) for name in COUNTS if row.has_counts]
    given = [count for count in counts if isinstance(count, Decimal)]
    if len(given) == _PAIR and actual not in row.accepted_texts and _exceeds(row, *given):
        return "numerator_exceeds"
    if actual == "":
        return "filled" if len(given) == _PAIR else _blank_key(row)
    if not isinstance(actual, Decimal):
        return _text_key(row, actual)
    if len(given) == _PAIR:
        places = row.kpi.decimals
        if given[1] and round_half_up(row.divided(*given), places) != round_half_up(actual, places):
            return "rate_differs"
    return _sense_key(row, actual)


def _exceeds(row: LiveRow, numerator: Decimal, denominator: Decimal) -> bool:
    """True for counts that no rate can have; of other quotients the numerator may be the larger."""
    if denominator == 0:
        return False
    return numerator < 0 or denominator < 0 or (row.is_rate and numerator > denominator)


def _text_key(row: LiveRow, actual: str) -> str:
    if actual in row.accepted_texts:
        return _state_key(row)
    if row.direction is not Direction.DO and is_text_number(actual, row.kpi.unit.symbol):
        return "text_number"
    return _wrong_key(row)


def _sense_key(row: LiveRow, actual: Decimal) -> str:
    if may_be_date(row.kpi) and is_day(actual):
        return "date"
    if any(
        bound is not None and (actual - bound) * side > 0
        for bound, side in ((row.kpi.minimum, -1), (row.kpi.maximum, 1))
    ):
        return "out_of_range"
    if _has_scale(row) and row.prior and is_scaled(actual, row.prior):
        return "scale"
    if _limits_change(row) and row.prior is not None and row.kpi.max_change is not None:
        large = abs(actual - row.prior) > row.kpi.max_change
        if large and row.typed.get(Field.REMARK, "") == "":
            return "large_change"
    return "filled"


def _limits_change(row: LiveRow) -> bool:
    return row.kpi.max_change is not None and row.prior is not None and row.kpi.comparable


def _has_scale(row: LiveRow) -> bool:
    return row.kpi.comparable and row.direction is not Direction.DO


def _blank_key(row: LiveRow) -> str:
    return "optional" if row.direction is Direction.NONE else "blank"


def _state_key(row: LiveRow) -> str:
    return "filled" if row.direction is Direction.DO else "state"


def _wrong_key(row: LiveRow) -> str:
    if row.direction is not Direction.DO:
        return "not_number"
    return "not_done_word" if row.says_enough else "not_times"
