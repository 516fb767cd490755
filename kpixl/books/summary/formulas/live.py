"""The formulas of データ in the summary: judgement, rate and differences from the cells of their own row.

They repeat what the rules decided, so that a corrected actual moves everything that hangs on it. What
belongs to the KPI stands in them as literals. Tests hold them against the rules, in LibreOffice.
"""

from dataclasses import dataclass
from functools import cached_property

from kpixl.books.addresses import column_name
from kpixl.books.master.layout import DATA_COLUMNS
from kpixl.locale import Catalogue
from kpixl.model.assessment import Assessment, Judgement
from kpixl.model.figure import FigureState
from kpixl.model.kpi import AggregateRule, JudgeOn, Kpi, RateFormula
from kpixl.model.target import SIGNS, Direction

# What is computed live, and held against what Python computed on the sheet 実行記録.
LIVE_KEYS = (
    "judgement", "achievement_rate", "target_difference", "change_on_prior", "national_difference",
)  # fmt: skip
_LETTERS = {column.key: column_name(number) for number, column in enumerate(DATA_COLUMNS)}
_COMPARING = (Direction.AT_LEAST, Direction.AT_MOST, Direction.EQUAL)
_LONGEST_LITERAL = 127  # of 255 UTF-16 units, two for a character at most
# The difference of two floats is not that of the decimals they stand for: 65.2-63.1 gives 2.1000000000000014.
DIFFERENCE_DIGITS = 10


@dataclass(frozen=True)
class LiveFormulas:
    """Gives the formulas of one row of データ by column key."""

    words: Catalogue
    judge_on: JudgeOn

    def of(self, item: Assessment, kpi: Kpi, row: int) -> dict[str, str]:
        """The formulas of the 1-based row. A column that no actual can fill has none."""
        cells = {key: f"{letter}{row}" for key, letter in _LETTERS.items()}
        formulas = {"actual_state": self._state(item, cells), "judgement": self._judgement(item, kpi, cells)}
        formulas["achievement_rate"] = _rate(item.target.direction, kpi, cells)
        if item.target.direction in _COMPARING:
            formulas["target_difference"] = _difference(cells["actual"], cells["target_value"])
        if kpi.comparable:
            formulas["change_on_prior"] = _difference(cells["actual"], cells["prior"])
        if kpi.aggregate is not AggregateRule.SUM:
            formulas["national_difference"] = _difference(cells["actual"], cells["national_actual"])
        return {key: formula for key, formula in formulas.items() if formula}

    def _state(self, item: Assessment, cells: dict[str, str]) -> str:
        """A number in 実績 wins; a word typed there is the state; without either it is what it was."""
        actual, state = cells["actual"], item.figure.state
        before = FigureState.BLANK if state is FigureState.NUMBER else state
        number, word = (quoted(self.words(f"word.state.{one}")) for one in (FigureState.NUMBER, before))
        return f'=IF(COUNT({actual}),{number},IF({actual}="",{word},{actual}))'

    def _judgement(self, item: Assessment, kpi: Kpi, cells: dict[str, str]) -> str:
        direction, actual, target = item.target.direction, cells["actual"], cells["target_value"]
        achieved, not_achieved, unjudged = self._judgements
        if direction is Direction.NONE:
            return ""
        if direction is Direction.DO:
            done, not_done = self._done
            state = cells["actual_state"]
            often = item.target.frequency
            if_done = unjudged if often and often.needed > 1 else achieved  # 実施 does not say how often
            by_state = f"IF({state}={done},{if_done},IF({state}={not_done},{not_achieved},{unjudged}))"
            enough = f"{actual}>={target}" if often else f"{actual}>0"
            return f"=IF(COUNT({actual}),IF({enough},{achieved},{not_achieved}),{by_state})"
        sides = [actual, target]
        if self.judge_on is JudgeOn.REPORTED:
            sides = [f"ROUND({side},{kpi.decimals})" for side in sides]
        sign = SIGNS[direction, item.target.strict]
        compared = f"IF({sign.join(sides)},{achieved},{not_achieved})"
        return f"=IF(COUNT({actual},{target})<2,{unjudged},{compared})"

    @cached_property
    def _judgements(self) -> tuple[str, ...]:
        judgements = (Judgement.ACHIEVED, Judgement.NOT_ACHIEVED, Judgement.NOT_JUDGED)
        return tuple(quoted(self.words(f"word.judgement.{judgement}")) for judgement in judgements)

    @cached_property
    def _done(self) -> tuple[str, ...]:
        states = (FigureState.DONE, FigureState.NOT_DONE)
        return tuple(quoted(self.words(f"word.state.{state}")) for state in states)


def _rate(direction: Direction, kpi: Kpi, cells: dict[str, str]) -> str:
    """The achievement rate, "" where the rules give a reason instead; no formula where they always do."""
    if direction not in _COMPARING:
        return ""
    actual, target, prior = cells["actual"], cells["target_value"], cells["prior"]
    numbers, possible, rate = f"{actual},{target}", f"{target}>0", f"{actual}/{target}"
    if direction is Direction.AT_MOST:
        match kpi.rate_formula:
            case RateFormula.MIRROR:
                rate = f"2-{actual}/{target}"
            case RateFormula.RATIO:
                # Two IFs as one product: neither may be 0 or below.
                possible, rate = f"({target}>0)*({actual}>0)", f"{target}/{actual}"
            case RateFormula.REDUCTION if kpi.comparable:
                numbers, possible = f"{numbers},{prior}", f"{prior}>{target}"
                rate = f"({prior}-{actual})/({prior}-{target})"
            case RateFormula.REDUCTION:
                return ""
    count = numbers.count(",") + 1
    return f'=IF(COUNT({numbers})<{count},"",IF({possible},{rate},""))'


def _difference(minuend: str, subtrahend: str) -> str:
    difference = f"ROUND({minuend}-{subtrahend},{DIFFERENCE_DIGITS})"
    return f'=IF(COUNT({minuend},{subtrahend})<2,"",{difference})'


def quoted(text: str) -> str:
    """A text as a formula's literal; in pieces where it is longer than Excel takes one."""
    pieces = [text[at : at + _LONGEST_LITERAL] for at in range(0, len(text), _LONGEST_LITERAL)] or [""]
    return "&".join('"{}"'.format(piece.replace('"', '""')) for piece in pieces)
