"""The entry workbook's live formulas, each with the value it has for the cells as they are written.

A formula reaches a cell only as INDEX(whole column, ROW()): cutting and pasting an input cell turns a
direct reference into #REF!, but leaves a whole column alone. The values are what a spreadsheet
shows for the same cells, so that readers without a calculation engine and Excel show the same. They
guide the clerk; judging is done in `kpixl.rules`, and comes to the same for every figure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kpixl.books.entry.formulas import in_row, quoted
from kpixl.books.entry.slips import (
    date_formula,
    is_day,
    is_scaled,
    is_text_number,
    may_be_date,
    scale_formula,
    text_number_formula,
)
from kpixl.locale import Catalogue
from kpixl.model.figure import as_shown, decimal_of
from kpixl.model.kpi import JudgeOn, Kpi
from kpixl.model.rounding import judged_value, round_half_up
from kpixl.model.submission import CellValue, Field
from kpixl.model.target import SIGNS, Direction, Target
from kpixl.model.unit import UnitKind

WRONG = "×"  # the first letter of a check that says that the cell has to be corrected
_PAIR = 2  # numerator and denominator, both given
_DIFFERENCE_DIGITS = 8  # what two floats of millions differ by beyond them is no digit of either


@dataclass(frozen=True)
class Live:
    """A formula and its value."""

    formula: str
    value: str | Decimal


@dataclass(frozen=True, kw_only=True)
class LiveRow:
    """One KPI's row: what its formulas depend on. `columns` maps fields (and `prior`) to columns."""

    kpi: Kpi
    target: Target
    target_value: Decimal | None
    prior: Decimal | None
    judge_on: JudgeOn
    columns: Mapping[str, int]
    typed: Mapping[str, CellValue]
    words: Catalogue

    @property
    def direction(self) -> Direction:
        """Which side of the target's number is good."""
        return self.target.direction

    def judgement(self) -> Live:
        """達成状況 as it stands now."""
        word = {key: quoted(text) for key, text in self.words.group("entry.live").items()}
        if self.direction is Direction.NONE:
            text = self.words("entry.live.no_target")
            return Live(f"={quoted(text)}", text)
        actual, blank = self._effective(), f'{self._effective()}=""'
        if self.direction is Direction.DO:
            done = quoted(self.words("word.done.yes"))
            not_done, enough = f"{actual}={quoted(self.words('word.done.no'))}", f"{actual}{self._enough()}"
            number = f"IF(ISNUMBER({actual}),{enough},FALSE)"
            satisfied = f"OR({actual}={done},{number})" if self._says_enough else number
            by_word = f"{actual}={done}," if self._says_enough else ""
            known = f"OR({by_word}{not_done},ISNUMBER({actual}))"
        elif self.target_value is None:
            known, satisfied = "FALSE", "FALSE"
        else:
            sign = SIGNS[self.direction, self.target.strict]
            satisfied = f"{self._rounded(actual)}{sign}{self._target_text()}"
            known = f"ISNUMBER({actual})"
        # No 達成 beside a cell that has to be corrected first.
        formula = (
            f"=IF(LEFT({self._at('check')},1)={quoted(WRONG)},{word['wrong']},IF({blank},{word['blank']},"
            f"IF({known},IF({satisfied},{word['achieved']},{word['not_achieved']}),{word['not_judged']})))"
        )
        wrong = self.words(f"entry.check.{self._check_now()}").startswith(WRONG)
        return Live(formula, self.words(f"entry.live.{'wrong' if wrong else self._judgement_now()}"))

    def change(self) -> Live | None:
        """前年度差 as it stands now; None where there is nothing to compare with."""
        if self.prior is None or not self.kpi.comparable or self.direction is Direction.DO:
            return None
        actual, prior = self._effective(rounded=self.judge_on is JudgeOn.REPORTED), self._at("prior")
        formula = f'=IF(ISNUMBER({actual}),ROUND({actual}-{prior},{_DIFFERENCE_DIGITS}),"")'
        value = self._value(rounded=self.judge_on is JudgeOn.REPORTED)
        if isinstance(value, Decimal):
            return Live(formula, round_half_up(value - self.prior, _DIFFERENCE_DIGITS))
        return Live(formula, "")

    def check(self) -> Live:
        """記入チェック as it stands now."""
        texts = {key: quoted(text) for key, text in self.words.group("entry.check").items()}
        actual = self._at(Field.ACTUAL)
        states = ",".join(f"{actual}={quoted(text)}" for text in self._accepted_texts())
        number, blank, exceeds = self._sense(actual), texts[self._blank_key()], "FALSE"
        if self._has_counts():
            numerator, denominator = self._at(Field.NUMERATOR), self._at(Field.DENOMINATOR)
            quotient = self._quotient(numerator, denominator)
            both = f"IF(ISNUMBER({numerator}),ISNUMBER({denominator}),FALSE)"
            differs = f"IF({denominator}=0,FALSE,{self._at_decimals(quotient)}<>{self._at_decimals(actual)})"
            more = f",{numerator}>{denominator}" if self._is_rate else ""
            exceeds = (
                f"IF(OR({states}),FALSE,IF({both},IF({denominator}=0,FALSE,"
                f"OR({numerator}<0,{denominator}<0{more})),FALSE))"
            )
            blank = f"IF({both},{texts['filled']},{blank})"
            number = f"IF({both},IF({differs},{texts['rate_differs']},{number}),{number})"
        text = texts[self._wrong_key()]
        if self.direction is not Direction.DO:
            as_text = text_number_formula(actual, self.kpi.unit.symbol)
            text = f"IF({as_text},{texts['text_number']},{text})"
        formula = (
            f'=IF({exceeds},{texts["numerator_exceeds"]},IF({actual}="",{blank},IF(ISNUMBER({actual}),{number},'
            f"IF(OR({states}),{texts[self._state_key()]},{text}))))"
        )
        return Live(formula, self.words(f"entry.check.{self._check_now()}"))

    def _sense(self, actual: str) -> str:
        texts = {key: quoted(text) for key, text in self.words.group("entry.check").items()}
        result = texts["filled"]
        if self._limits_change():
            prior, remark = self._at("prior"), self._at(Field.REMARK)
            large = f"ABS({actual}-{prior})>{_number(self.kpi.max_change)}+1E-9"
            result = f'IF({large},IF({remark}="",{texts["large_change"]},{result}),{result})'
        if self._has_scale() and self.prior:
            result = f"IF({scale_formula(actual, self.prior)},{texts['scale']},{result})"
        bounds = [
            f"{actual}{sign}{_number(bound)}"
            for sign, bound in (("<", self.kpi.minimum), (">", self.kpi.maximum))
            if bound is not None
        ]
        if bounds:
            result = f"IF(OR({','.join(bounds)}),{texts['out_of_range']},{result})"
        if may_be_date(self.kpi):
            result = f"IF({date_formula(actual)},{texts['date']},{result})"
        return result

    # What the formulas say for the typed values, in the same order of tests.

    def _judgement_now(self) -> str:
        value = self._value()
        if value == "":
            return "blank"
        if self.direction is Direction.DO:
            return self._done_now(value)
        if not isinstance(value, Decimal) or self.target_value is None:
            return "not_judged"
        actual = judged_value(value, self.kpi.decimals, self.judge_on)
        return "achieved" if self.target.is_met(actual, self._target()) else "not_achieved"

    def _done_now(self, value: Decimal | str) -> str:
        if isinstance(value, Decimal):
            needed = self._needed
            reached = value > 0 if needed is None else value >= needed
            return "achieved" if reached else "not_achieved"
        if value == self.words("word.done.yes") and self._says_enough:
            return "achieved"
        return "not_achieved" if value == self.words("word.done.no") else "not_judged"

    @property
    def _needed(self) -> Decimal | None:
        """How often a thing is to be done, where the target says so."""
        return self.target.frequency.needed if self.target.frequency else None

    @property
    def _says_enough(self) -> bool:
        """True where 実施 alone tells that the target is met."""
        return self._needed is None or self._needed <= 1

    def _enough(self) -> str:
        return ">0" if self._needed is None else f">={_number(self._needed)}"

    def _check_now(self) -> str:
        actual = self._cell(Field.ACTUAL)
        counts = [self._cell(name) for name in (Field.NUMERATOR, Field.DENOMINATOR) if self._has_counts()]
        given = [count for count in counts if isinstance(count, Decimal)]
        if len(given) == _PAIR and actual not in self._accepted_texts() and self._exceeds(*given):
            return "numerator_exceeds"
        if actual == "":
            return "filled" if len(given) == _PAIR else self._blank_key()
        if not isinstance(actual, Decimal):
            return self._text_now(actual)
        if len(given) == _PAIR:
            places = self.kpi.decimals
            if given[1] and round_half_up(self._divided(*given), places) != round_half_up(actual, places):
                return "rate_differs"
        return self._sense_now(actual)

    def _exceeds(self, numerator: Decimal, denominator: Decimal) -> bool:
        """True for counts that no rate can have; of other quotients the numerator may be the larger."""
        if denominator == 0:
            return False
        return numerator < 0 or denominator < 0 or (self._is_rate and numerator > denominator)

    def _text_now(self, actual: str) -> str:
        if actual in self._accepted_texts():
            return self._state_key()
        if self.direction is not Direction.DO and is_text_number(actual, self.kpi.unit.symbol):
            return "text_number"
        return self._wrong_key()

    def _sense_now(self, actual: Decimal) -> str:
        if may_be_date(self.kpi) and is_day(actual):
            return "date"
        if any(
            bound is not None and (actual - bound) * side > 0
            for bound, side in ((self.kpi.minimum, -1), (self.kpi.maximum, 1))
        ):
            return "out_of_range"
        if self._has_scale() and self.prior and is_scaled(actual, self.prior):
            return "scale"
        if self._limits_change() and self.prior is not None and self.kpi.max_change is not None:
            large = abs(actual - self.prior) > self.kpi.max_change
            if large and self.typed.get(Field.REMARK, "") == "":
                return "large_change"
        return "filled"

    def _value(self, *, rounded: bool = False) -> Decimal | str:
        """The actual as the formulas see it: from the counts where both are numbers."""
        actual, numerator, denominator = map(self._cell, (Field.ACTUAL, Field.NUMERATOR, Field.DENOMINATOR))
        if (
            self._has_counts()
            and actual not in self._accepted_texts()
            and isinstance(numerator, Decimal)
            and isinstance(denominator, Decimal)
            and denominator > 0
        ):
            value = self._divided(numerator, denominator)
            return round_half_up(value, self.kpi.decimals) if rounded else value
        return actual

    def _cell(self, name: str) -> Decimal | str:
        """What is typed as a spreadsheet shows it: numbers have 15 digits, all else is text."""
        value = self.typed.get(name, "")
        if isinstance(value, int | float) and not isinstance(value, bool):
            return decimal_of(value)
        return str(value)

    def _effective(self, *, rounded: bool = False) -> str:
        actual = self._at(Field.ACTUAL)
        if not self._has_counts():
            return actual
        numerator, denominator = self._at(Field.NUMERATOR), self._at(Field.DENOMINATOR)
        quotient = self._quotient(numerator, denominator)
        quotient = self._at_decimals(quotient) if rounded else quotient
        usable = f"IF(ISNUMBER({numerator}),IF(ISNUMBER({denominator}),{denominator}>0,FALSE),FALSE)"
        # 未確定 stands, whatever the counts say.
        states = ",".join(f"{actual}={quoted(text)}" for text in self._accepted_texts())
        return f"IF(OR({states}),{actual},IF({usable},{quotient},{actual}))"

    def _quotient(self, numerator: str, denominator: str) -> str:
        return f"{self._times()}*{numerator}/{denominator}"

    def _divided(self, numerator: Decimal, denominator: Decimal) -> Decimal:
        return as_shown(self._times() * numerator / denominator)

    def _times(self) -> int:
        return 100 if self.kpi.unit.kind is UnitKind.RATE else 1

    def _has_counts(self) -> bool:
        return self.kpi.has_counts and Field.NUMERATOR in self.columns

    def _limits_change(self) -> bool:
        return self.kpi.max_change is not None and self.prior is not None and self.kpi.comparable

    def _has_scale(self) -> bool:
        return self.kpi.comparable and self.direction is not Direction.DO

    @property
    def _is_rate(self) -> bool:
        return self.kpi.unit.kind is UnitKind.RATE

    def _blank_key(self) -> str:
        return "optional" if self.direction is Direction.NONE else "blank"

    def _state_key(self) -> str:
        return "filled" if self.direction is Direction.DO else "state"

    def _wrong_key(self) -> str:
        if self.direction is not Direction.DO:
            return "not_number"
        return "not_done_word" if self._says_enough else "not_times"

    def _accepted_texts(self) -> list[str]:
        if self.direction is Direction.DO:
            done = self.words.group("word.done")
            return list(done.values()) if self._says_enough else [done["no"]]
        return ["-", self.words("word.state.unsettled"), self.words("word.state.unknown")]

    def _target(self) -> Decimal:
        return judged_value(self.target_value or Decimal(0), self.kpi.decimals, self.judge_on)

    def _target_text(self) -> str:
        return _number(self._target())

    def _rounded(self, actual: str) -> str:
        return self._at_decimals(actual) if self.judge_on is JudgeOn.REPORTED else actual

    def _at_decimals(self, number: str) -> str:
        # Without decimals LibreOffice rounds by the bits: 634.4999999999999, which shows as 634.5, to 634.
        return f"ROUND({number},{self.kpi.decimals})" if self.kpi.decimals else f"ROUND(ROUND({number},11),0)"

    def _at(self, name: str) -> str:
        return in_row(self.columns[name])


def _number(value: Decimal | None) -> str:
    return format(value or Decimal(0), "f")
