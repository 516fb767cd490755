"""The entry workbook's live formulas, each with the value it has for the cells as they are written.

A formula reaches a cell only as INDEX(whole column, ROW()): cutting and pasting an input cell turns a
direct reference into #REF!, but leaves a whole column alone. The values are what a spreadsheet
computes for the same cells (binary floating point and all), so that readers without a calculation
engine and Excel show the same. They guide the clerk; judging is done in `kpixl.rules`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kpixl.books.writing.sheets import column_name
from kpixl.locale import Catalogue
from kpixl.model.kpi import JudgeOn, Kpi
from kpixl.model.rounding import round_half_up
from kpixl.model.submission import CellValue, Field
from kpixl.model.target import Direction
from kpixl.model.unit import UnitKind


@dataclass(frozen=True)
class Live:
    """A formula and its value."""

    formula: str
    value: str | float


@dataclass(frozen=True)
class LiveRow:
    """One KPI's row: what its formulas depend on. `columns` maps fields (and `prior`) to columns."""

    kpi: Kpi
    direction: Direction
    target_value: Decimal | None
    prior: Decimal | None
    judge_on: JudgeOn
    columns: Mapping[str, int]
    typed: Mapping[str, CellValue]
    words: Catalogue

    def judgement(self) -> Live:
        """達成状況 as it stands now."""
        word = {key: _quoted(text) for key, text in self.words.group("entry.live").items()}
        if self.direction is Direction.NONE:
            text = self.words("entry.live.no_target")
            return Live(f"={_quoted(text)}", text)
        actual, blank = self._effective(), f'{self._effective()}=""'
        if self.direction is Direction.DO:
            done = _quoted(self.words("word.done.yes"))
            satisfied = f"OR({actual}={done},IF(ISNUMBER({actual}),{actual}>0,FALSE))"
            known = f"OR({actual}={done},{actual}={_quoted(self.words('word.done.no'))},ISNUMBER({actual}))"
        elif self.target_value is None:
            text = "blank" if self._value() == "" else "not_judged"
            return Live(
                f"=IF({blank},{word['blank']},{word['not_judged']})", self.words(f"entry.live.{text}")
            )
        else:
            sign = {Direction.AT_LEAST: ">=", Direction.AT_MOST: "<=", Direction.EQUAL: "="}[self.direction]
            satisfied = f"{self._rounded(actual)}{sign}{self._target_text()}"
            known = f"ISNUMBER({actual})"
        formula = (
            f"=IF({blank},{word['blank']},IF({known},"
            f"IF({satisfied},{word['achieved']},{word['not_achieved']}),{word['not_judged']}))"
        )
        return Live(formula, self.words(f"entry.live.{self._judgement_now()}"))

    def change(self) -> Live | None:
        """前年度差 as it stands now; None where there is nothing to compare with."""
        if self.prior is None or not self.kpi.comparable or self.direction is Direction.DO:
            return None
        actual, prior = self._effective(), self._at("prior")
        places = self.kpi.decimals
        formula = f'=IF(ISNUMBER({actual}),ROUND({actual}-{prior},{places}),"")'
        value = self._value()
        if isinstance(value, float):
            return Live(formula, _excel_round(value - float(self.prior), places))
        return Live(formula, "")

    def check(self) -> Live:
        """記入チェック as it stands now."""
        texts = self.words.group("entry.check")
        actual = self._at(Field.ACTUAL)
        sense = self._sense(actual)
        if self._has_counts():
            numerator, denominator = self._at(Field.NUMERATOR), self._at(Field.DENOMINATOR)
            quotient = self._quotient(numerator, denominator)
            places = self.kpi.decimals
            both = f"IF(ISNUMBER({numerator}),ISNUMBER({denominator}),FALSE)"
            differs = f"IF({denominator}=0,FALSE,ROUND({quotient},{places})<>ROUND({actual},{places}))"
            exceeds = f"{numerator}>{denominator}"
            blank = f"IF({both},{_quoted(texts['filled'])},{_quoted(self._blank_text(texts))})"
            sense = (
                f"IF({both},IF({exceeds},{_quoted(texts['numerator_exceeds'])},"
                f"IF({differs},{_quoted(texts['rate_differs'])},{sense})),{sense})"
            )
        else:
            blank = _quoted(self._blank_text(texts))
        states = ",".join(f"{actual}={_quoted(text)}" for text in self._accepted_texts())
        formula = (
            f'=IF({actual}="",{blank},IF(ISNUMBER({actual}),{sense},'
            f"IF(OR({states}),{_quoted(self._state_text(texts))},{_quoted(texts[self._wrong_key()])})))"
        )
        return Live(formula, texts[self._check_now()])

    def _sense(self, actual: str) -> str:
        texts = self.words.group("entry.check")
        result = _quoted(texts["filled"])
        if self._limits_change():
            prior, remark = self._at("prior"), self._at(Field.REMARK)
            large = f"ABS({actual}-{prior})>{_number(self.kpi.max_change)}+1E-9"
            result = f'IF({large},IF({remark}="",{_quoted(texts["large_change"])},{result}),{result})'
        bounds = [
            f"{actual}{sign}{_number(bound)}"
            for sign, bound in (("<", self.kpi.minimum), (">", self.kpi.maximum))
            if bound is not None
        ]
        if bounds:
            result = f"IF(OR({','.join(bounds)}),{_quoted(texts['out_of_range'])},{result})"
        return result

    # What the formulas say for the typed values, in the same order of tests.

    def _judgement_now(self) -> str:
        value = self._value()
        if value == "":
            return "blank"
        if self.direction is Direction.DO:
            if value == self.words("word.done.yes") or (isinstance(value, float) and value > 0):
                return "achieved"
            known = isinstance(value, float) or value == self.words("word.done.no")
            return "not_achieved" if known else "not_judged"
        if not isinstance(value, float) or self.target_value is None:
            return "not_judged"
        reported = self.judge_on is JudgeOn.REPORTED
        actual = _excel_round(value, self.kpi.decimals) if reported else value
        target = float(self._target())
        satisfied = {
            Direction.AT_LEAST: actual >= target,
            Direction.AT_MOST: actual <= target,
            Direction.EQUAL: actual == target,
        }[self.direction]
        return "achieved" if satisfied else "not_achieved"

    def _check_now(self) -> str:
        actual = _as_cell(self.typed.get(Field.ACTUAL, ""))
        numerator, denominator = (
            _as_cell(self.typed.get(f, "")) for f in (Field.NUMERATOR, Field.DENOMINATOR)
        )
        counts = (numerator, denominator) if self._has_counts() else ("", "")
        if actual == "":
            both = all(isinstance(count, float) for count in counts)
            return "filled" if both else ("blank" if self.direction is not Direction.NONE else "optional")
        if not isinstance(actual, float):
            if actual not in self._accepted_texts():
                return self._wrong_key()
            return "filled" if self.direction is Direction.DO else "state"
        if isinstance(counts[0], float) and isinstance(counts[1], float):
            if counts[0] > counts[1]:
                return "numerator_exceeds"
            places = self.kpi.decimals
            if counts[1] and _excel_round(self._times() * counts[0] / counts[1], places) != _excel_round(
                actual, places
            ):
                return "rate_differs"
        if any(
            bound is not None and (actual - float(bound)) * side > 0
            for bound, side in ((self.kpi.minimum, -1), (self.kpi.maximum, 1))
        ):
            return "out_of_range"
        if self._limits_change() and self.prior is not None and self.kpi.max_change is not None:
            large = abs(actual - float(self.prior)) > float(self.kpi.max_change) + 1e-9
            if large and self.typed.get(Field.REMARK, "") == "":
                return "large_change"
        return "filled"

    def _value(self) -> float | str:
        """The actual as the formulas see it: from the counts where both are numbers."""
        numerator, denominator = (
            _as_cell(self.typed.get(f, "")) for f in (Field.NUMERATOR, Field.DENOMINATOR)
        )
        if (
            self._has_counts()
            and isinstance(numerator, float)
            and isinstance(denominator, float)
            and denominator > 0
        ):
            return self._times() * numerator / denominator
        return _as_cell(self.typed.get(Field.ACTUAL, ""))

    def _effective(self) -> str:
        actual = self._at(Field.ACTUAL)
        if not self._has_counts():
            return actual
        numerator, denominator = self._at(Field.NUMERATOR), self._at(Field.DENOMINATOR)
        usable = f"IF(ISNUMBER({numerator}),IF(ISNUMBER({denominator}),{denominator}>0,FALSE),FALSE)"
        return f"IF({usable},{self._quotient(numerator, denominator)},{actual})"

    def _quotient(self, numerator: str, denominator: str) -> str:
        return f"{self._times():g}*{numerator}/{denominator}"

    def _times(self) -> float:
        return 100.0 if self.kpi.unit.kind is UnitKind.RATE else 1.0

    def _has_counts(self) -> bool:
        return self.kpi.has_counts and Field.NUMERATOR in self.columns

    def _limits_change(self) -> bool:
        return self.kpi.max_change is not None and self.prior is not None and self.kpi.comparable

    def _blank_text(self, texts: Mapping[str, str]) -> str:
        return texts["optional" if self.direction is Direction.NONE else "blank"]

    def _state_text(self, texts: Mapping[str, str]) -> str:
        return texts["filled" if self.direction is Direction.DO else "state"]

    def _wrong_key(self) -> str:
        return "not_done_word" if self.direction is Direction.DO else "not_number"

    def _accepted_texts(self) -> list[str]:
        if self.direction is Direction.DO:
            return list(self.words.group("word.done").values())
        return ["-", self.words("word.state.unsettled"), self.words("word.state.unknown")]

    def _target(self) -> Decimal:
        value = self.target_value or Decimal(0)
        if self.judge_on is JudgeOn.REPORTED:
            return round_half_up(value, self.kpi.decimals)
        return value

    def _target_text(self) -> str:
        return _number(self._target())

    def _rounded(self, actual: str) -> str:
        return f"ROUND({actual},{self.kpi.decimals})" if self.judge_on is JudgeOn.REPORTED else actual

    def _at(self, name: str) -> str:
        letter = column_name(self.columns[name])
        return f"INDEX(${letter}:${letter},ROW())"


def _as_cell(value: CellValue) -> float | str:
    """A typed value as a spreadsheet sees it: numbers are floats, all else text."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return str(value)


def _excel_round(value: float, places: int) -> float:
    """Excel's ROUND: half away from zero, on the 15 digits that Excel shows."""
    return float(round_half_up(Decimal(f"{value:.15g}"), places))


def _number(value: Decimal | None) -> str:
    return format(value or Decimal(0), "f")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
