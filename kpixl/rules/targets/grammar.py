"""The grammar of the target language: from a folded text to the parts that it states.

Nothing here knows a KPI: what the text leaves open (a direction, a unit) stays open.
"""

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from kpixl.model.fiscal import FiscalYear
from kpixl.model.lexicon import targets
from kpixl.model.target import (
    FEWEST_YEARS,
    LEAST_PERCENT,
    MOST_YEARS,
    SELF_CONTAINED,
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
    Prior,
    Reference,
    Scaled,
    Shifted,
    Side,
)
from kpixl.rules.figures.folding import fold
from kpixl.rules.figures.parse import fits_a_cell
from kpixl.rules.targets import patterns as at
from kpixl.rules.targets.faults import TargetError, TargetFault
from kpixl.rules.targets.frequency import Often, read_doing, take_period
from kpixl.rules.targets.parsed import ParsedTarget
from kpixl.rules.targets.patterns import kanji_number, side_of, spelled_out
from kpixl.rules.targets.quoted import find_quoted, with_quoted
from kpixl.rules.targets.reworded import has_deadline, reworded

_LONGEST = 300  # a whole page pasted into a cell is no target, and the patterns need not try it


@lru_cache(maxsize=8192)  # a round has thousands of targets, in a few hundred texts
def read_target(text: str) -> ParsedTarget:
    """What a target text states.

    Raises:
        TargetError: the text is not in the target language; its `fault` says why.
    """
    folded = fold(text).lower()
    if len(folded) > _LONGEST:
        raise TargetError(text)
    folded = at.QUOTED.sub(r"\g<inside>", folded)
    try:
        return _read(folded)
    except TargetError as error:
        raise TargetError(text, error.fault) from None


def _read(folded: str) -> ParsedTarget:
    if at.NO_TARGET.fullmatch(folded):
        return ParsedTarget(direction=Direction.NONE)
    if has_deadline(folded):
        raise TargetError(folded, TargetFault.DEADLINE)
    folded = reworded(folded)
    text, says_zero = spelled_out(folded)
    often = read_doing(text) or take_period(text)
    if often and often.times is not None:
        units = (often.unit,) if often.unit else ()
        return ParsedTarget(direction=Direction.DO, period=often.period, times=often.times, units=units)
    if at.DO.fullmatch(folded):
        return ParsedTarget(direction=Direction.DO)
    stated = at.BASELINE_ALONE.fullmatch(text)
    if stated:
        return ParsedTarget(reference=Prior(_number(stated)), units=_units(stated))
    return replace(_numbered(text, often), says_zero=says_zero)


def _numbered(text: str, often: Often | None) -> ParsedTarget:
    """What a target with a number of its own or of another year states."""
    parsed = _Reader(often.rest if often else text).read()
    if often is None:
        return parsed
    if not isinstance(parsed.reference, Fixed):
        raise TargetError(text)
    return replace(parsed, period=often.period)


class _Reader:
    """Reads one target from left to right, and collects the sides and units it meets."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.sides: set[Side] = set()
        self.units: list[str] = []
        self.points = self.percent_more = False
        self.quoted_years: list[FiscalYear] = []

    def read(self) -> ParsedTarget:
        self._side()
        alone = self._quoted(Prior()) if self.text.startswith("[") else None  # [R6年度実績：34.0%]
        first = alone or self._reference()
        self._side()
        limit: Side | None = None
        reference = self._stated(first)
        but, but_en = self._take(at.BUT), None
        if not but:
            but_en = self._take(at.BUT_EN)
        if (but or but_en) and isinstance(reference, Fixed):
            reference, limit = self._conditional(reference, english=but is None)
        self._take(at.ENDING)
        if isinstance(reference, Conditional):
            self._take(at.CLOSING)
        else:
            reference = self._with_quoted(reference)
        if self.at != len(self.text):
            raise TargetError(self.text)
        side = self._one_side()
        return ParsedTarget(
            direction=side.direction if side else None, reference=reference,
            strict=side.strict if side else False, units=tuple(self.units), points=self.points,
            percent_more=self.percent_more, limit_direction=limit.direction if limit else None,
            quoted_years=tuple(self.quoted_years),
        )  # fmt: skip

    def _one_side(self) -> Side | None:
        if len({side.direction for side in self.sides}) > 1:
            raise TargetError(self.text, TargetFault.TWO_DIRECTIONS)
        if len(self.sides) > 1:
            raise TargetError(self.text, TargetFault.MIXED_STRICT)
        return next(iter(self.sides), None)

    def _conditional(self, usual: Fixed, *, english: bool) -> tuple[Reference, Side]:
        """The part after ただし, or after but."""
        if english:
            instead = self._instead()
            limit = self._need(at.FOR_BRANCHES)
            word = limit["side"] or limit["before"]
        else:
            limit = self._need(at.LIMIT)
            word = limit["side"]
            instead = self._instead()
            self._take(at.ENDING)
        if not word:
            raise TargetError(self.text)
        self._note(limit)
        whole = self._take(at.STATED_OF_ALL) or self._take(at.STATED_NAMED)
        number = None if whole is None else self._stated_number(whole)
        side = side_of(word)
        return Conditional(usual, _number(limit), instead, number, side.strict), side

    def _instead(self) -> Base | Scaled | Shifted:
        self._side()
        part = self._part()
        self._side()
        stated = self._stated(part)
        if not isinstance(stated, Base | Scaled | Shifted):
            raise TargetError(self.text)
        return stated

    def _reference(self) -> Reference:
        of_two = self._take(at.OF_TWO)
        first = self._part()
        if of_two:
            self._need(at.AND)
            second = self._part()
            return (HigherOf if of_two["high"] else LowerOf)(first, second)
        if not self._take(at.JOIN):
            return first
        second = self._part()
        which = self._need(at.WHICH)
        return (HigherOf if which["high"] else LowerOf)(first, second)

    def _part(self) -> Part:
        scaled = self._take(at.SCALED_EN)
        if scaled:
            return self._whole(Scaled(self._need_base(), _number(scaled)))
        base = self._base()
        if base is not None:
            return self._moved(base)
        amount = self._need(at.AMOUNT)
        self._note(amount)
        return Fixed(_number(amount))

    def _need_base(self) -> Base:
        base = self._base()
        if base is None:
            raise TargetError(self.text)
        return base

    def _base(self) -> Base | None:
        """A figure of another year, or of the whole; with what is printed behind it."""
        national = self._take(at.NATIONAL)
        if national:
            named = national["year"] or national["year_en"]
            year = at.year_of(named) if named else None
            return self._printed(National(bool(national["prior"] or national["prior_en"]), year))
        prior = self._take(at.PRIOR)
        if prior:
            year_end = bool(prior["then"] or prior["end"] or prior["end_en"])
            return self._printed(Prior(year_end=year_end))
        of_year = self._take(at.OF_YEAR)
        if of_year:
            return self._printed(OfYear(at.year_of(of_year["year"])))
        mean = self._take(at.MEAN)
        if mean:
            years = _years(mean["years"] or mean["years_en"] or mean["years_of"])
            if not FEWEST_YEARS <= years <= MOST_YEARS:
                raise TargetError(self.text, TargetFault.YEARS)
            return self._printed(Mean(years))
        return None

    def _moved(self, base: Base) -> Part:
        """The figure as it is, times a percentage, or more or less by an amount."""
        scaled = self._take(at.SCALED)
        if scaled:
            percent = _number(scaled)
            if percent < LEAST_PERCENT:
                raise TargetError(self.text, TargetFault.PERCENT_OF_PRIOR)
            return self._whole(Scaled(base, percent))
        shifted = self._take(at.SHIFTED) or self._take(at.CHANGED)
        if shifted is None:
            return base
        by = abs(_number(shifted)) * (-1 if shifted["minus"] else 1)
        if shifted["side"]:
            self._by_at_least(shifted)
        if shifted["percent"]:
            self.percent_more = self.percent_more or not shifted["ratio"]
            return self._whole(Scaled(base, 100 + by))
        self.points = self.points or bool(shifted["points"])
        self.units += _units(shifted)
        return self._whole(Shifted(base, by))

    def _by_at_least(self, match: "re.Match[str]") -> None:
        """5％以上の減: at most 95％, for the side is that of the change."""
        side = side_of(match["side"])
        if side.direction is not Direction.AT_LEAST:
            raise TargetError(self.text)
        self.sides.add(replace(side, direction=Direction.AT_MOST) if match["minus"] else side)

    def _whole(self, moved: Scaled | Shifted) -> Part:
        """What is printed behind a moved figure is what it comes to."""
        match = self._take(at.STATED_WHOLE)
        if match:
            return replace(moved, baseline=self._stated_number(match))
        quoted = self._quoted(moved.base)
        return replace(moved, base=quoted) if quoted else moved

    def _printed(self, base: Base) -> Base:
        """The base with the number directly behind it: 前年度（64.2％）, 前年度（R6年度実績：64.2％）."""
        match = self._take(at.STATED)
        if match:
            return replace(base, baseline=self._stated_number(match))
        return self._quoted(base) or base

    def _quoted(self, base: Base) -> Base | None:
        """The base with a figure that is quoted as its own; None where none is."""
        found = find_quoted(self.text, self.at)
        fitting = with_quoted(base, found[1], _number(found[0])) if found else None
        if found is None or fitting is None or base.baseline is not None:
            return None
        self.at = found[0].end()
        self._stated_number(found[0])
        quoted, year = fitting
        self.quoted_years += [year] if year else []
        return quoted

    def _with_quoted(self, reference: Reference) -> Reference:
        """The reference, each figure of it that is quoted behind the side with its own number."""
        match reference:
            case HigherOf(first, second) | LowerOf(first, second):
                for _quoted in range(2):  # in either order
                    first, second = self._quoted_part(first), self._quoted_part(second)
                return replace(reference, first=first, second=second)
            case Conditional() | Frequency():
                return reference
        return self._quoted_part(reference)

    def _quoted_part(self, part: Part) -> Part:
        match part:
            case Fixed():
                return part
            case Scaled(base) | Shifted(base):
                return replace(part, base=self._quoted(base) or base)
        return self._quoted(part) or part

    def _stated(self, reference: Reference) -> Reference:
        """A number stated behind the side: a baseline, or what a target of two parts comes to."""
        if isinstance(reference, SELF_CONTAINED):
            return reference
        of_two = isinstance(reference, HigherOf | LowerOf)
        is_whole = of_two or isinstance(reference, Scaled | Shifted)
        match = (self._take(at.STATED_OF_ALL) if of_two else None) or self._take(
            at.STATED_WHOLE if is_whole else at.STATED
        )
        if match is None:
            return self._with_quoted(reference)
        if reference.baseline is not None:
            raise TargetError(self.text)
        number = self._stated_number(match)
        self._side()
        return replace(reference, baseline=number)

    def _stated_number(self, match: "re.Match[str]") -> Decimal:
        self._note(match)
        if match["side"]:
            self.sides.add(side_of(match["side"]))
        return _number(match)

    def _side(self) -> None:
        move = self._take(at.MOVE)
        match = None if move else self._take(at.SIDE)
        if match:
            self.sides.add(side_of(match[0]))
            move = self._take(at.MOVE)
        if move:
            self.sides |= {Side(Direction.AT_LEAST if move["up"] else Direction.AT_MOST)} - _loose(self.sides)

    def _note(self, amount: "re.Match[str]") -> None:
        self.units += _units(amount)

    def _take(self, pattern: "re.Pattern[str]") -> "re.Match[str] | None":
        match = pattern.match(self.text, self.at)
        if match:
            self.at = match.end()
        return match

    def _need(self, pattern: "re.Pattern[str]") -> "re.Match[str]":
        match = self._take(pattern)
        if match is None:
            raise TargetError(self.text)
        return match


def _loose(sides: set[Side]) -> set[Side]:
    """The sides without their strictness: 60超に引き上げる is 60超."""
    return {replace(side, strict=False) for side in sides}


def _number(match: "re.Match[str]") -> Decimal:
    digits = match["number"].replace(",", "")
    value = -Decimal(digits[1:]) if digits[0] in targets.NEGATIVE else Decimal(digits)
    # The form's formulas compare with it, and they hold no more digits than a cell.
    if not fits_a_cell(value):
        raise TargetError(match.string)
    return value


def _years(text: str) -> int:
    return int(text if text.isdecimal() else kanji_number(text))


def _units(match: "re.Match[str]") -> tuple[str, ...]:
    return (match["unit"],) if match["unit"] else ()
