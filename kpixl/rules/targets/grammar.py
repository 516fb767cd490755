"""The grammar of the target language: from a folded text to the parts that it states.

Nothing here knows a KPI: what the text leaves open (a direction, a unit) stays open.
"""

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from kpixl.model.fiscal import FiscalYear
from kpixl.model.target import (
    FEWEST_YEARS,
    LEAST_PERCENT,
    MOST_YEARS,
    Base,
    Conditional,
    Direction,
    Fixed,
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
from kpixl.rules.targets import patterns as at
from kpixl.rules.targets.cursor import Cursor, number_of, units_of
from kpixl.rules.targets.faults import TargetError, TargetFault
from kpixl.rules.targets.frequency import Often, read_doing, take_period
from kpixl.rules.targets.parsed import ParsedTarget
from kpixl.rules.targets.patterns import kanji_number, side_of, spelled_out
from kpixl.rules.targets.quoted import find_quoted, with_quoted
from kpixl.rules.targets.reworded import has_deadline, reworded

_Usual = Part | HigherOf | LowerOf  # what a target is measured against, but for the exception behind a ただし
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
        return ParsedTarget(reference=Prior(number_of(stated)), units=units_of(stated))
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
    """Reads one target from left to right."""

    def __init__(self, text: str) -> None:
        self.cursor = Cursor(text)
        self.points = self.percent_more = False
        self.quoted_years: list[FiscalYear] = []

    def read(self) -> ParsedTarget:
        self.cursor.take_side()
        alone = self._quoted(Prior()) if self.cursor.text.startswith("[") else None  # [R6年度実績：34.0%]
        first = alone or self._reference()
        self.cursor.take_side()
        limit: Side | None = None
        stated = self._stated(first)
        reference: Reference
        but, but_en = self.cursor.take(at.BUT), None
        if not but:
            but_en = self.cursor.take(at.BUT_EN)
        if (but or but_en) and isinstance(stated, Fixed):
            reference, limit = self._conditional(stated, english=but is None)
            self.cursor.take(at.ENDING)
            self.cursor.take(at.CLOSING)
        else:
            self.cursor.take(at.ENDING)
            reference = self._with_quoted(stated)
        if self.cursor.at != len(self.cursor.text):
            raise TargetError(self.cursor.text)
        side = self.cursor.one_side()
        return ParsedTarget(
            direction=side.direction if side else None, reference=reference,
            strict=side.strict if side else False, units=tuple(self.cursor.units), points=self.points,
            percent_more=self.percent_more, limit_direction=limit.direction if limit else None,
            quoted_years=tuple(self.quoted_years),
        )  # fmt: skip

    def _conditional(self, usual: Fixed, *, english: bool) -> tuple[Reference, Side]:
        """The part after ただし, or after but."""
        if english:
            instead = self._instead()
            limit = self.cursor.need(at.FOR_BRANCHES)
            word = limit["side"] or limit["before"]
        else:
            limit = self.cursor.need(at.LIMIT)
            word = limit["side"]
            instead = self._instead()
            self.cursor.take(at.ENDING)
        if not word:
            raise TargetError(self.cursor.text)
        self.cursor.note(limit)
        whole = self.cursor.take(at.STATED_OF_ALL) or self.cursor.take(at.STATED_NAMED)
        number = None if whole is None else self._stated_number(whole)
        side = side_of(word)
        return Conditional(usual, number_of(limit), instead, number, side.strict), side

    def _instead(self) -> Base | Scaled | Shifted:
        self.cursor.take_side()
        part = self._part()
        self.cursor.take_side()
        stated = self._stated(part)
        if not isinstance(stated, Base | Scaled | Shifted):
            raise TargetError(self.cursor.text)
        return stated

    def _reference(self) -> _Usual:
        of_two = self.cursor.take(at.OF_TWO)
        first = self._part()
        if of_two:
            self.cursor.need(at.AND)
            second = self._part()
            return (HigherOf if of_two["high"] else LowerOf)(first, second)
        if not self.cursor.take(at.JOIN):
            return first
        second = self._part()
        which = self.cursor.need(at.WHICH)
        return (HigherOf if which["high"] else LowerOf)(first, second)

    def _part(self) -> Part:
        scaled = self.cursor.take(at.SCALED_EN)
        if scaled:
            return self._whole(Scaled(self._need_base(), number_of(scaled)))
        base = self._base()
        if base is not None:
            return self._moved(base)
        amount = self.cursor.need(at.AMOUNT)
        self.cursor.note(amount)
        return Fixed(number_of(amount))

    def _need_base(self) -> Base:
        base = self._base()
        if base is None:
            raise TargetError(self.cursor.text)
        return base

    def _base(self) -> Base | None:
        """A figure of another year, or of the whole; with what is printed behind it."""
        national = self.cursor.take(at.NATIONAL)
        if national:
            named = national["year"] or national["year_en"]
            year = at.year_of(named) if named else None
            return self._printed(National(bool(national["prior"] or national["prior_en"]), year))
        prior = self.cursor.take(at.PRIOR)
        if prior:
            year_end = bool(prior["then"] or prior["end"] or prior["end_en"])
            return self._printed(Prior(year_end=year_end))
        of_year = self.cursor.take(at.OF_YEAR)
        if of_year:
            return self._printed(OfYear(at.year_of(of_year["year"])))
        mean = self.cursor.take(at.MEAN)
        if mean:
            years = _years(mean["years"] or mean["years_en"] or mean["years_of"])
            if not FEWEST_YEARS <= years <= MOST_YEARS:
                raise TargetError(self.cursor.text, TargetFault.YEARS)
            return self._printed(Mean(years))
        return None

    def _moved(self, base: Base) -> Part:
        """The figure as it is, times a percentage, or more or less by an amount."""
        scaled = self.cursor.take(at.SCALED)
        if scaled:
            percent = number_of(scaled)
            if percent < LEAST_PERCENT:
                raise TargetError(self.cursor.text, TargetFault.PERCENT_OF_PRIOR)
            return self._whole(Scaled(base, percent))
        shifted = self.cursor.take(at.SHIFTED) or self.cursor.take(at.CHANGED)
        if shifted is None:
            return base
        by = abs(number_of(shifted)) * (-1 if shifted["minus"] else 1)
        if shifted["side"]:
            self._by_at_least(shifted)
        if shifted["percent"]:
            self.percent_more = self.percent_more or not shifted["ratio"]
            return self._whole(Scaled(base, 100 + by))
        self.points = self.points or bool(shifted["points"])
        self.cursor.units += units_of(shifted)
        return self._whole(Shifted(base, by))

    def _by_at_least(self, match: "re.Match[str]") -> None:
        """5％以上の減: at most 95％, for the side is that of the change."""
        side = side_of(match["side"])
        self.cursor.sides.add(replace(side, direction=Direction.AT_MOST) if match["minus"] else side)

    def _whole(self, moved: Scaled | Shifted) -> Part:
        """What is printed behind a moved figure is what it comes to."""
        match = self.cursor.take(at.STATED_WHOLE)
        if match:
            return replace(moved, baseline=self._stated_number(match))
        quoted = self._quoted(moved.base)
        return replace(moved, base=quoted) if quoted else moved

    def _printed(self, base: Base) -> Base:
        """The base with the number directly behind it: 前年度（64.2％）, 前年度（R6年度実績：64.2％）."""
        match = self.cursor.take(at.STATED)
        if match:
            return replace(base, baseline=self._stated_number(match))
        return self._quoted(base) or base

    def _quoted(self, base: Base) -> Base | None:
        """The base with a figure that is quoted as its own; None where none is."""
        found = find_quoted(self.cursor.text, self.cursor.at)
        fitting = with_quoted(base, found[1], number_of(found[0])) if found else None
        if found is None or fitting is None or base.baseline is not None:
            return None
        self.cursor.at = found[0].end()
        self._stated_number(found[0])
        quoted, year = fitting
        self.quoted_years += [year] if year else []
        return quoted

    def _with_quoted(self, reference: _Usual) -> _Usual:
        """The reference, each figure of it that is quoted behind the side with its own number."""
        if isinstance(reference, HigherOf | LowerOf):
            first, second = reference.first, reference.second
            for _quoted in range(2):  # in either order
                first, second = self._quoted_part(first), self._quoted_part(second)
            return replace(reference, first=first, second=second)
        return self._quoted_part(reference)

    def _quoted_part(self, part: Part) -> Part:
        match part:
            case Fixed():
                return part
            case Scaled(base) | Shifted(base):
                return replace(part, base=self._quoted(base) or base)
        return self._quoted(part) or part

    def _stated(self, reference: _Usual) -> _Usual:
        """A number stated behind the side: a baseline, or what a target of two parts comes to."""
        if isinstance(reference, Fixed):
            return reference
        of_two = isinstance(reference, HigherOf | LowerOf)
        is_whole = of_two or isinstance(reference, Scaled | Shifted)
        match = (self.cursor.take(at.STATED_OF_ALL) if of_two else None) or self.cursor.take(
            at.STATED_WHOLE if is_whole else at.STATED
        )
        if match is None:
            return self._with_quoted(reference)
        if reference.baseline is not None:
            raise TargetError(self.cursor.text)
        number = self._stated_number(match)
        self.cursor.take_side()
        return replace(reference, baseline=number)

    def _stated_number(self, match: "re.Match[str]") -> Decimal:
        self.cursor.note(match)
        if match["side"]:
            self.cursor.sides.add(side_of(match["side"]))
        return number_of(match)


def _years(text: str) -> int:
    return int(text if text.isdecimal() else kanji_number(text))
