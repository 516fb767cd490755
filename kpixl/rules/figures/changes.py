"""A change on last year as people type it, taken apart: its sign, its number, and whether it is a percentage.

120件増 is +120 in the unit, ▲1.9％ of a count a percentage, 前年度比143.3％ one of +43.3. ％ of a rate may be
points or a percentage: only where percentages are asked for is it one.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kpixl.model.lexicon import changes
from kpixl.model.measure import ChangeKind, unit_of_change
from kpixl.model.target import LEAST_PERCENT
from kpixl.model.unit import RATE, Unit, UnitKind
from kpixl.rules.figures.folding import SOFT_HYPHEN, fold_space, fold_width

_BASE, _BASE_EN = re.compile(changes.BASE), re.compile(changes.BASE_EN)
_UP, _DOWN = re.compile(changes.UP), re.compile(changes.DOWN)
_PLUS, _MINUS = re.compile(changes.PLUS), re.compile(changes.MINUS)
_NONE, _POINTS, _PERCENT = re.compile(changes.NONE), re.compile(changes.POINTS), re.compile(changes.PERCENT)
_NUMBER = re.compile(r"[\d,]*\d(?:\.\d+)?")
_WHOLE = 100  # per cent: no change


class ChangeFault(StrEnum):
    """Why a text says two things."""

    POINTS = "points"  # ％ of a rate
    RATIO = "ratio"  # 前年度比5％: so small, or so much more?
    SIGN = "sign"  # ▲120件増
    FRACTION = "fraction"  # 0.433 of what is counted: 43.3％ in a cell that does not show it?


@dataclass(frozen=True, kw_only=True)
class ChangeText:
    """What a text says: the figure in it, with its sign, to be read in `unit`.

    `in_words` tells that it is said in more than a sign, a number and a unit.
    """

    figure: str
    kind: ChangeKind
    unit: Unit
    in_words: bool


def parse_change(typed: str, unit: Unit, asked: ChangeKind) -> ChangeText | ChangeFault:
    """What a text says of a figure in `unit`; a number alone is of the kind that is asked for."""
    text = fold_width(fold_space(typed)).lower()
    if SOFT_HYPHEN in typed:  # refused as a figure
        return ChangeText(figure=typed, kind=asked, unit=unit_of_change(asked, unit), in_words=False)
    if _NONE.fullmatch(text):
        return ChangeText(figure="0", kind=asked, unit=unit_of_change(asked, unit), in_words=True)
    rest, is_ratio, up, down = _without_words(text)
    plus, minus = _PLUS.match(rest), _MINUS.match(rest)
    if (plus and down) or (minus and up):
        return ChangeFault.SIGN
    in_words = rest != text
    if sign := plus or minus:
        rest = rest[sign.end() :]
        in_words = in_words or len(sign[0].strip()) > 1  # マイナス120
    kind, rest, said_in_words = _kind(rest, unit, asked)
    in_words = in_words or said_in_words
    if is_ratio and not (up or down or sign) and kind is ChangeKind.PERCENT:
        return _of_ratio(rest)
    if kind is ChangeKind.PERCENT and unit.kind is UnitKind.RATE and asked is ChangeKind.AMOUNT:
        return ChangeFault.POINTS
    figure = "-" * bool(minus or down) + rest
    return ChangeText(figure=figure, kind=kind, unit=unit_of_change(kind, unit), in_words=in_words)


def _without_words(text: str) -> tuple[str, bool, bool, bool]:
    """The text without what it says around the number; a ratio to last year, a rise, a fall?"""
    base, in_english = _BASE.match(text), _BASE_EN.match(text)
    if found := base or in_english:
        text = text[found.end() :]
    up, down = _UP.search(text), _DOWN.search(text)
    if found := up or down:
        text = text[: found.start()].rstrip()
    rises = bool(up) or bool(in_english and in_english["up"])
    falls = bool(down) or bool(in_english and in_english["down"])
    return text, bool(base and base["ratio"]), rises, falls


def _kind(text: str, unit: Unit, asked: ChangeKind) -> tuple[ChangeKind, str, bool]:
    """The kind of change that an unsigned number with its unit is, and the text without points."""
    points = _POINTS.search(text)
    if points and unit.kind is UnitKind.RATE:
        return ChangeKind.AMOUNT, text[: points.start()], True
    if _PERCENT.search(text):
        return ChangeKind.PERCENT, text, False
    return (asked if _NUMBER.fullmatch(text) else ChangeKind.AMOUNT), text, False


def _of_ratio(text: str) -> ChangeText | ChangeFault:
    """前年度比143.3％: 43.3％ more."""
    number = _PERCENT.sub("", text).replace(",", "")
    if not _NUMBER.fullmatch(number):  # refused as what it is
        return ChangeText(figure=text, kind=ChangeKind.PERCENT, unit=RATE, in_words=True)
    if Decimal(number) < LEAST_PERCENT:
        return ChangeFault.RATIO
    figure = f"{Decimal(number) - _WHOLE:f}"
    return ChangeText(figure=figure, kind=ChangeKind.PERCENT, unit=RATE, in_words=True)
