"""The patterns of the target language, each tried where the reader stands; and what their words mean."""

import re
from functools import lru_cache

from kpixl.model.fiscal import FiscalYear, parse_fiscal_year
from kpixl.model.lexicon import targets
from kpixl.model.target import Direction, Side
from kpixl.model.unit import NO_UNIT, UNITS, Unit
from kpixl.rules.figures.folding import fold
from kpixl.rules.targets.faults import TargetError

AMOUNT = re.compile(targets.TARGET_AMOUNT)
QUOTED = re.compile(targets.QUOTED)
SIDE = re.compile(targets.SIDE)
MOVE = re.compile(targets.MOVE)
ENDING = re.compile(targets.ENDING)
PRIOR = re.compile(targets.PRIOR)
OF_YEAR = re.compile(targets.OF_YEAR)
NATIONAL = re.compile(targets.NATIONAL)
MEAN = re.compile(targets.MEAN)
SCALED = re.compile(targets.SCALED)
SCALED_EN = re.compile(targets.SCALED_EN)
SHIFTED = re.compile(targets.SHIFTED)
CHANGED = re.compile(targets.CHANGED)
STATED = re.compile(targets.STATED)
STATED_WHOLE = re.compile(targets.STATED_WHOLE)
STATED_NAMED = re.compile(targets.STATED_NAMED)
STATED_OF_ALL = re.compile(targets.STATED_OF_ALL)
JOIN = re.compile(targets.JOIN)
WHICH = re.compile(targets.WHICH)
OF_TWO = re.compile(targets.OF_TWO)
AND = re.compile(targets.AND)
BUT = re.compile(targets.BUT)
LIMIT = re.compile(targets.LIMIT)
BUT_EN = re.compile(targets.BUT_EN)
FOR_BRANCHES = re.compile(targets.FOR_BRANCHES)
CLOSING = re.compile(targets.CLOSING)
BASELINE_ALONE = re.compile(targets.BASELINE_ALONE)
NO_TARGET = re.compile(targets.NO_TARGET)
DO = re.compile(targets.DO)
_KANJI_AT, _ZERO_AT = re.compile(targets.KANJI_NUMBER), re.compile(targets.ZERO)
_KANJI_YEAR = re.compile(targets.KANJI_YEAR)
_SIDE_OF = tuple((side, re.compile("|".join(words))) for side, words in targets.SIDES.items())


@lru_cache(maxsize=256)
def side_of(word: str) -> Side:
    """The side that a word of `SIDE` says."""
    if word == targets.UP_TO:
        return Side(Direction.AT_MOST)
    # What a pattern looks at behind the word is not there any more, and was looked at already.
    return next(side for side, pattern in _SIDE_OF if pattern.fullmatch(word))


def unit_named(typed: str | None) -> Unit:
    """The unit that a match spells: of two, the one that has it as its symbol; NO_UNIT where it has none."""
    if not typed:
        return NO_UNIT
    by_symbol = (unit for unit in UNITS if fold(unit.symbol).lower() == typed)
    by_spelling = (unit for unit in UNITS if typed in {fold(text).lower() for text in unit.spellings})
    return next(by_symbol, None) or next(by_spelling)


def spelled_out(text: str) -> tuple[str, bool]:
    """The text with 五 as 5 and ゼロ as 0 where a number stands; and whether it said ゼロ."""
    digits = _KANJI_AT.sub(lambda match: kanji_number(match[0]), text)
    zero = _ZERO_AT.sub("0", digits)
    return zero, zero != digits


def kanji_number(text: str) -> str:
    """六十 is 60, 一〇五 is 105, 千二百 is 1200; what is no number stays as it is."""
    if all(char in targets.KANJI_DIGITS for char in text):
        return "".join(str(targets.KANJI_DIGITS.index(char)) for char in text)
    total = 0
    high, _, low = text.rpartition(targets.TEN_THOUSAND)
    for part, times in ((high, 10_000), (low, 1)):
        if targets.TEN_THOUSAND in part:
            return text
        value = digit = 0
        for char in part:
            if char in targets.TENS:
                value, digit = value + (digit or 1) * targets.TENS[char], 0
            else:
                digit = targets.KANJI_DIGITS.index(char)
        total += (value + digit) * times
    return str(total)


def year_of(text: str) -> FiscalYear:
    """The fiscal year that a target names.

    Raises:
        TargetError: there never was such a year (平成32年度).
    """
    numbers = _KANJI_YEAR.sub(lambda match: kanji_number(match[0]), text).upper()
    try:
        return parse_fiscal_year(numbers)
    except ValueError:
        raise TargetError(text) from None
