"""Targets said in words: the one canonical text of a target, in Japanese or English.

It is what the target language reads back: `parse_target(render_target(t)) == t` for every target.
"""

from decimal import Decimal

from kpixl.locale.amounts import format_amount, format_number, format_year
from kpixl.model.fiscal import FiscalYear
from kpixl.model.message import Amount, StatedTarget
from kpixl.model.target import (
    Base,
    Conditional,
    Direction,
    Fixed,
    Frequency,
    HigherOf,
    LowerOf,
    Mean,
    National,
    OfYear,
    Part,
    Period,
    Prior,
    Scaled,
    Shifted,
)
from kpixl.model.unit import Unit, UnitKind

# Behind the number in Japanese; in English before it or behind it.
_SIDES = {
    (Direction.AT_LEAST, False): ("以上", "", " or more"),
    (Direction.AT_LEAST, True): ("超", "more than ", ""),
    (Direction.AT_MOST, False): ("以下", "", " or less"),
    (Direction.AT_MOST, True): ("未満", "less than ", ""),
}
_NO_SIDE = ("", "", "")
_EVERY = {
    Period.YEAR: ("毎年実施", "Carry out every year"),
    Period.HALF: ("半期ごとに実施", "Carry out every half-year"),
    Period.QUARTER: ("四半期ごとに実施", "Carry out every quarter"),
    Period.MONTH: ("毎月実施", "Carry out every month"),
}
_SO_OFTEN = {
    Period.YEAR: ("年{}回以上実施", "a year"),
    Period.HALF: ("半期に{}回以上実施", "a half-year"),
    Period.QUARTER: ("四半期に{}回以上実施", "a quarter"),
    Period.MONTH: ("月{}回以上実施", "a month"),
}
_POINTS = Unit("ポイント", "points", UnitKind.COUNT, ("point",))


def render_target(stated: StatedTarget, language: str) -> str:
    """The canonical text of a target, in Japanese or English, with the KPI's unit and decimals."""
    japanese, target = language == "ja", stated.target
    if target.direction is Direction.NONE:
        return "設定なし" if japanese else "No target"
    if target.reference is None:
        return "実施" if japanese else "Carry out"
    if isinstance(target.reference, Frequency):
        return _how_often(target.reference, japanese=japanese)
    return _Writer(stated, japanese=japanese).reference(target.reference)


def render_sentence(indicator: str, stated: StatedTarget, language: str) -> str:
    """A KPI in one sentence, as in 受診率を64.6％以上とする。, which the target language reads too."""
    text, direction = render_target(stated, language), stated.target.direction
    if language != "ja":
        return f"{indicator}: {text}"
    if direction is Direction.NONE:
        return f"{indicator}：{text}"
    return f"{indicator}を{text}{'する' if direction is Direction.DO else 'とする'}。"


def _how_often(frequency: Frequency, *, japanese: bool) -> str:
    times, per = frequency.times, frequency.per
    if times == 1:
        return _EVERY[per][0 if japanese else 1]
    form, english = _SO_OFTEN[per]
    return form.format(times) if japanese else f"Carry out {times} or more times {english}"


class _Writer:
    def __init__(self, stated: StatedTarget, *, japanese: bool) -> None:
        self.stated, self.japanese = stated, japanese
        self.direction = stated.target.direction
        self.side = _SIDES.get((self.direction, stated.target.strict), _NO_SIDE)

    def reference(self, reference: Part | HigherOf | LowerOf | Conditional) -> str:
        match reference:
            case HigherOf(first, second, baseline):
                return self._of_two(first, second, "高い" if self.japanese else "higher", baseline)
            case LowerOf(first, second, baseline):
                return self._of_two(first, second, "低い" if self.japanese else "lower", baseline)
            case Conditional():
                return self._conditional(reference)
            case _:
                return self._with_side(self._part(reference))

    def _with_side(self, text: str, side: tuple[str, str, str] | None = None) -> str:
        japanese, before, behind = side or self.side
        return text + japanese if self.japanese else before + text + behind

    def _of_two(self, first: Part, second: Part, which: str, number: Decimal | None) -> str:
        one, other = self._part(first), self._part(second)
        if self.japanese:
            return f"{self._with_side(f'{one}と{other}の{which}方')}{self._stated(number)}"
        # Without its name the number would be the second part's baseline, and without a word between them
        # what a moved figure comes to.
        is_unparted = isinstance(second, Scaled | Shifted) and not self.side[2]
        stated = self._this_branch(number, of_all=is_unparted)
        return f"{self._with_side(f'the {which} of {one} and {other}')}{stated}"

    def _conditional(self, reference: Conditional) -> str:
        usual, instead = self._with_side(self._part(reference.usual)), self._part(reference.instead)
        is_unparted = isinstance(reference.instead, Scaled | Shifted) and self.japanese
        instead, whole = self._with_side(instead), self._this_branch(reference.baseline, of_all=is_unparted)
        held_by = Direction.AT_MOST if self.direction is Direction.AT_MOST else Direction.AT_LEAST
        limit = self._with_side(self._amount(reference.limit), _SIDES[held_by, reference.limit_strict])
        if self.japanese:
            return f"{usual}、ただし{limit}の支部は{instead}{whole}"
        return f"{usual}, but {instead} for branches at {limit}{whole}"

    def _part(self, part: Part) -> str:
        match part:
            case Fixed(value):
                return self._amount(value)
            case Scaled(base, percent, baseline):
                return self._scaled(base, format_number(percent)) + self._this_branch(baseline)
            case Shifted(base, by, baseline):
                return f"{self._part(base)}{self._change(by)}{self._this_branch(baseline)}"
            case Prior(baseline, year_end=year_end):
                words = ("前年度末" if year_end else "前年度", "prior year-end" if year_end else "prior year")
            case OfYear(year, baseline):
                words = f"{self._year(year)}実績", f"{self._year(year)} actual"
            case National(prior, year, baseline):
                words = self._national(prior=prior, year=year)
            case Mean(years, baseline):
                words = f"{years}年平均", f"{years}-year mean"
        return words[0 if self.japanese else 1] + self._stated(baseline)

    def _scaled(self, base: Base, percent: str) -> str:
        return f"{self._part(base)}比{percent}％" if self.japanese else f"{percent}% of {self._part(base)}"

    def _change(self, by: Decimal) -> str:
        unit = _POINTS if self.stated.unit.kind is UnitKind.RATE else self.stated.unit
        amount = self._amount(abs(by), unit)
        if self.japanese:
            return f"{'－' if by < 0 else '＋'}{amount}"
        return f" {'-' if by < 0 else '+'} {amount}"

    def _national(self, *, prior: bool, year: FiscalYear | None) -> tuple[str, str]:
        if year is not None:
            return f"{self._year(year)}全国平均", f"{self._year(year)} national average"
        return (
            ("前年度全国平均", "prior-year national average") if prior else ("全国平均", "national average")
        )

    def _year(self, year: FiscalYear) -> str:
        return format_year(year, "ja" if self.japanese else "en")

    def _stated(self, number: Decimal | None) -> str:
        if number is None:
            return ""
        return f"（{self._amount(number)}）" if self.japanese else f" ({self._amount(number)})"

    def _this_branch(self, number: Decimal | None, *, of_all: bool = False) -> str:
        if number is None:
            return ""
        amount = self._amount(number)
        if self.japanese:
            return f"（{'適用後、' if of_all else ''}この支部は{amount}）"
        return f" ({'of both, ' if of_all else ''}this branch: {amount})"

    def _amount(self, value: Decimal, unit: Unit | None = None) -> str:
        amount = Amount(value, unit or self.stated.unit, self.stated.decimals)
        return format_amount(amount, "ja" if self.japanese else "en")
