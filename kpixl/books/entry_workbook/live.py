"""達成状況 and 前年度差 of a row of 記入シート: each a formula and the value it has."""

from decimal import Decimal

from kpixl.books.entry_workbook.formulas import numeral, quoted
from kpixl.books.entry_workbook.live_check import WRONG, check_key
from kpixl.books.entry_workbook.live_row import Live, LiveRow
from kpixl.model.kpi import JudgeOn
from kpixl.model.rounding import judged_value, round_half_up
from kpixl.model.submission import Field
from kpixl.model.target import SIGNS, Direction

_DIFFERENCE_DIGITS = 8  # what two floats of millions differ by beyond them is no digit of either


def live_judgement(row: LiveRow) -> Live:
    """達成状況 as it stands now."""
    word = {key: quoted(text) for key, text in row.words.group("entry.live").items()}
    if row.direction is Direction.NONE:
        text = row.words("entry.live.no_target")
        return Live(f"={quoted(text)}", text)
    actual, blank = _effective(row), f'{_effective(row)}=""'
    if row.direction is Direction.DO:
        done = quoted(row.words("word.done.yes"))
        not_done, enough = f"{actual}={quoted(row.words('word.done.no'))}", f"{actual}{_enough(row)}"
        number = f"IF(ISNUMBER({actual}),{enough},FALSE)"
        satisfied = f"OR({actual}={done},{number})" if row.says_enough else number
        by_word = f"{actual}={done}," if row.says_enough else ""
        known = f"OR({by_word}{not_done},ISNUMBER({actual}))"
    elif row.target_value is None:
        known, satisfied = "FALSE", "FALSE"
    else:
        sign = SIGNS[row.direction, row.target.strict]
        satisfied = f"{_rounded(row, actual)}{sign}{_target_text(row)}"
        known = f"ISNUMBER({actual})"
    # No 達成 beside a cell that has to be corrected first.
    formula = (
        f"=IF(LEFT({row.at('check')},1)={quoted(WRONG)},{word['wrong']},IF({blank},{word['blank']},"
        f"IF({known},IF({satisfied},{word['achieved']},{word['not_achieved']}),{word['not_judged']})))"
    )
    wrong = row.words(f"entry.check.{check_key(row)}").startswith(WRONG)
    return Live(formula, row.words(f"entry.live.{'wrong' if wrong else _judgement_key(row)}"))


def live_change(row: LiveRow) -> Live | None:
    """前年度差 as it stands now; None where there is nothing to compare with."""
    if row.prior is None or not row.kpi.comparable or row.direction is Direction.DO:
        return None
    actual, prior = _effective(row, rounded=row.judge_on is JudgeOn.REPORTED), row.at("prior")
    formula = f'=IF(ISNUMBER({actual}),ROUND({actual}-{prior},{_DIFFERENCE_DIGITS}),"")'
    value = _value(row, rounded=row.judge_on is JudgeOn.REPORTED)
    if isinstance(value, Decimal):
        return Live(formula, round_half_up(value - row.prior, _DIFFERENCE_DIGITS))
    return Live(formula, "")


# What the formulas say for the typed values, in the same order of tests.


def _judgement_key(row: LiveRow) -> str:
    value = _value(row)
    if value == "":
        return "blank"
    if row.direction is Direction.DO:
        return _done_key(row, value)
    if not isinstance(value, Decimal) or row.target_value is None:
        return "not_judged"
    actual = judged_value(value, row.kpi.decimals, row.judge_on)
    return "achieved" if row.target.is_met(actual, _target(row)) else "not_achieved"


def _done_key(row: LiveRow, value: Decimal | str) -> str:
    if isinstance(value, Decimal):
        needed = row.needed
        reached = value > 0 if needed is None else value >= needed
        return "achieved" if reached else "not_achieved"
    if value == row.words("word.done.yes") and row.says_enough:
        return "achieved"
    return "not_achieved" if value == row.words("word.done.no") else "not_judged"


def _effective(row: LiveRow, *, rounded: bool = False) -> str:
    actual = row.at(Field.ACTUAL)
    if not row.has_counts:
        return actual
    numerator, denominator = row.at(Field.NUMERATOR), row.at(Field.DENOMINATOR)
    quotient = row.quotient(numerator, denominator)
    quotient = row.at_decimals(quotient) if rounded else quotient
    usable = f"IF(ISNUMBER({numerator}),IF(ISNUMBER({denominator}),{denominator}>0,FALSE),FALSE)"
    # 未確定 stands, whatever the counts say.
    return f"IF({row.is_accepted(actual)},{actual},IF({usable},{quotient},{actual}))"


def _value(row: LiveRow, *, rounded: bool = False) -> Decimal | str:
    """The actual as the formulas see it: from the counts where both are numbers."""
    actual, numerator, denominator = map(row.typed_value, (Field.ACTUAL, Field.NUMERATOR, Field.DENOMINATOR))
    if (
        row.has_counts
        and actual not in row.accepted_texts
        and isinstance(numerator, Decimal)
        and isinstance(denominator, Decimal)
        and denominator > 0
    ):
        value = row.divided(numerator, denominator)
        return round_half_up(value, row.kpi.decimals) if rounded else value
    return actual


def _target(row: LiveRow) -> Decimal:
    return judged_value(row.target_value or Decimal(0), row.kpi.decimals, row.judge_on)


def _target_text(row: LiveRow) -> str:
    return numeral(_target(row))


def _rounded(row: LiveRow, actual: str) -> str:
    return row.at_decimals(actual) if row.judge_on is JudgeOn.REPORTED else actual


def _enough(row: LiveRow) -> str:
    return ">0" if row.needed is None else f">={numeral(row.needed)}"
