"""Targets said in words: the one canonical text of a target, in Japanese or English.

It is what the target language reads back: `parse_target(render_target(t)) == t` for every target.
"""

from decimal import Decimal

from kpixl.locale.amounts import format_amount
from kpixl.model.detail import Amount, StatedTarget
from kpixl.model.target import (
    Conditional,
    Direction,
    Fixed,
    HigherOf,
    LowerOf,
    Mean,
    Part,
    Prior,
    Reference,
)

_SIDES = {Direction.AT_LEAST: ("以上", " or more"), Direction.AT_MOST: ("以下", " or less")}


def render_target(stated: StatedTarget, language: str) -> str:
    """The canonical text of a target, in Japanese or English, with the KPI's unit and decimals."""
    japanese, target = language == "ja", stated.target
    if target.direction is Direction.NONE:
        return "設定なし" if japanese else "No target"
    if target.reference is None:
        return "実施" if japanese else "Carry out"
    return _Writer(stated, japanese=japanese).reference(target.reference)


def render_sentence(indicator: str, stated: StatedTarget, language: str) -> str:
    """A KPI in one sentence, as in 受診率を64.6％以上とする。, which the target language reads too."""
    text, direction = render_target(stated, language), stated.target.direction
    if language != "ja":
        return f"{indicator}: {text}"
    if direction is Direction.NONE:
        return f"{indicator}：{text}"
    return f"{indicator}を{text}{'する' if direction is Direction.DO else 'とする'}。"


class _Writer:
    def __init__(self, stated: StatedTarget, *, japanese: bool) -> None:
        self.stated, self.japanese = stated, japanese
        place = 0 if japanese else 1
        self.side = _SIDES.get(stated.target.direction, ("", ""))[place]
        self.limit_side = self.side or _SIDES[Direction.AT_LEAST][place]

    def reference(self, reference: Reference) -> str:
        match reference:
            case Fixed() | Prior() | Mean():
                return self._part(reference) + self.side
            case HigherOf(first, second, baseline):
                return self._of_two(first, second, "高い" if self.japanese else "higher", baseline)
            case LowerOf(first, second, baseline):
                return self._of_two(first, second, "低い" if self.japanese else "lower", baseline)
            case Conditional():
                return self._conditional(reference)

    def _of_two(self, first: Part, second: Part, which: str, number: Decimal | None) -> str:
        one, other = self._part(first), self._part(second)
        if self.japanese:
            return f"{one}と{other}の{which}方{self.side}{self._stated(number)}"
        # Without its name the number would be the second part's baseline.
        return f"the {which} of {one} and {other}{self.side}{self._this_branch(number)}"

    def _conditional(self, reference: Conditional) -> str:
        usual, instead = self._part(reference.usual), self._part(reference.instead)
        limit, whole = self._amount(reference.limit), self._this_branch(reference.baseline)
        if self.japanese:
            return f"{usual}{self.side}、ただし{limit}{self.limit_side}の支部は{instead}{self.side}{whole}"
        return f"{usual}{self.side}, but {instead}{self.side} for branches at {limit}{self.limit_side}{whole}"

    def _part(self, part: Part) -> str:
        match part:
            case Fixed(value):
                return self._amount(value)
            case Prior(baseline, year_end=year_end):
                words = ("前年度末" if year_end else "前年度", "prior year-end" if year_end else "prior year")
            case Mean(years, baseline):
                words = f"{years}年平均", f"{years}-year mean"
        return words[0 if self.japanese else 1] + self._stated(baseline)

    def _stated(self, number: Decimal | None) -> str:
        if number is None:
            return ""
        return f"（{self._amount(number)}）" if self.japanese else f" ({self._amount(number)})"

    def _this_branch(self, number: Decimal | None) -> str:
        if number is None:
            return ""
        amount = self._amount(number)
        return f"（この支部は{amount}）" if self.japanese else f" (this branch: {amount})"

    def _amount(self, value: Decimal) -> str:
        amount = Amount(value, self.stated.unit, self.stated.decimals)
        return format_amount(amount, "ja" if self.japanese else "en")
