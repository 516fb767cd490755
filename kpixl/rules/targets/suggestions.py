"""What a refused target should have looked like: the nearest form that is accepted.

A number of the text is said back only with the text's own side: 15未満 is answered with 15以下, and what
has no side of its own, or another one than the KPI, with examples.
"""

import re
from decimal import Decimal

from kpixl.model.kpi import Kpi
from kpixl.model.lexicon import JAPANESE_LETTERS, language_of, rewordings, suggestions
from kpixl.model.lexicon.targets import AMOUNT, NEGATIVE
from kpixl.model.message import StatedTarget
from kpixl.model.target import (
    DO,
    FEWEST_YEARS,
    LEAST_PERCENT,
    MOST_YEARS,
    NO_TARGET,
    Base,
    Conditional,
    Direction,
    Fixed,
    Frequency,
    HigherOf,
    LowerOf,
    Mean,
    National,
    Period,
    Prior,
    Scaled,
    Shifted,
    Side,
    Target,
)
from kpixl.model.unit import NO_UNIT, Unit, UnitKind
from kpixl.rules.figures.folding import fold, fold_space, fold_width
from kpixl.rules.figures.parse import fits_a_cell
from kpixl.rules.targets.patterns import unit_named

_USUAL_YEARS = 3
_PARTS_OF_A_YEAR = (Period.MONTH, Period.QUARTER, Period.HALF)
_NEEDLESS_SPACE = re.compile(
    rf"(?<=\d)\s+(?=[^\W\d_]|%)|(?<=[{JAPANESE_LETTERS}%])\s+|\s+(?=[{JAPANESE_LETTERS}])"
)
_NEGATED = re.compile(suggestions.NEGATED)
_PATTERNS = tuple(
    (side, re.compile(pattern))
    for side, behind in suggestions.BEHIND_AN_AMOUNT.items()
    for pattern in (
        rf"{suggestions.START}{AMOUNT}(?:{behind})",
        rf"(?<![a-z])(?P<side>{suggestions.BEFORE[side]})\s*{AMOUNT}{suggestions.END}",
    )
)
_SIDES_ALONE = tuple(
    (side, re.compile(rf"{behind}|(?<![a-z])(?:{suggestions.BEFORE[side]})(?![a-z])"))
    for side, behind in suggestions.BEHIND.items()
)

# What is answered by one of its two meanings, or by the year's number.
_PER = re.compile(suggestions.PER)
_PERCENT_OF_PRIOR = re.compile(suggestions.PERCENT_OF_PRIOR)
_PERCENT_MORE = re.compile(suggestions.PERCENT_MORE)
_TIMES = re.compile(suggestions.TIMES)
_NOT_TIMES = re.compile(suggestions.NOT_TIMES)

_OWN_ROUND = re.compile(rewordings.REFUSED["own_round"])
_WHICH_MEAN = re.compile(rewordings.REFUSED["which_mean"])
_CONDITION = re.compile(suggestions.CONDITION)
_HIGHER = re.compile(suggestions.HIGHER)
_LOWER = re.compile(suggestions.LOWER)
_NATIONAL = re.compile(suggestions.NATIONAL)
_MEAN = re.compile(suggestions.MEAN)
_PRIOR = re.compile(suggestions.PRIOR)
_YEAR_END = re.compile(suggestions.YEAR_END)


def nearest_form(text: str, kpi: Kpi) -> StatedTarget:
    """The accepted form that is most like a refused text, to be said in that text's language."""
    return nearest_forms(text, kpi)[0]


def nearest_forms(text: str, kpi: Kpi) -> tuple[StatedTarget, ...]:
    """The accepted forms that are most like a refused text: one, or examples where nothing comes near.

    A KPI of `Direction.NONE` stands for one whose direction is not known; examples have both sides then.
    """
    language = language_of(fold_width(text))
    found = _doing(text) if kpi.direction is Direction.DO else _Suggestion(_normal(text), kpi).forms()
    return tuple(kpi.stated(target, language) for target in found)


def _doing(text: str) -> tuple[Target, ...]:
    """What a thing to be done may have as target; a number of times in the year where the text has one."""
    counted = _TIMES.search(fold(text).lower())
    if counted and not _NOT_TIMES.search(text):
        return Target(Direction.DO, Frequency(int(counted["times"]), Period.YEAR)), DO, NO_TARGET
    return DO, NO_TARGET


def unit_in(text: str) -> Unit:
    """The unit of a text that could not be read: that of its target, else of its first amount."""
    normal = _normal(text)
    units = [unit for _direction, _number, unit in _attached(normal)]
    units += [unit_named(match["unit"]) for match in re.finditer(AMOUNT, normal)]
    return next((unit for unit in units if unit is not NO_UNIT), NO_UNIT)


class _Suggestion:
    def __init__(self, text: str, kpi: Kpi) -> None:
        self.text, self.kpi = text, kpi
        side = _side_said(text)
        said = side.direction if side else None
        known = kpi.direction is not Direction.NONE
        self.direction = kpi.direction if known else said
        # The text's numbers count for its own side only, and in the KPI's unit.
        fits = said is not None and said is self.direction
        self.strict = fits and side is not None and side.strict
        self.own = [_own(number, unit, kpi.unit) for _, number, unit in _attached(text)] if fits else []
        end = _YEAR_END.search(text) is not None
        self.prior = Prior(year_end=end)

    def forms(self) -> tuple[Target, ...]:
        exact = self._of_a_fault()
        if exact:
            return exact
        if self.direction is None:
            sides = Direction.AT_LEAST, Direction.AT_MOST
            if self._is_plain():
                return (
                    *(self._plain(side) for side in sides),
                    self._plain(Direction.EQUAL),
                    Target(sides[0], self.prior),
                )
            return tuple(self._like(side) for side in sides)
        if not self._is_plain() or self._number() is not None:
            return (self._like(self.direction),)
        side = self.direction
        return self._plain(side), Target(side, self.prior), Target(side, Mean(_USUAL_YEARS))

    def _of_a_fault(self) -> tuple[Target, ...]:
        """What either of two meanings, or of a month's number the year's, would look like."""
        side = self.direction or Direction.AT_LEAST
        less = side is Direction.AT_MOST
        per = _PER.search(self.text)
        if per and self._number() is not None:
            period = next(period for period in _PARTS_OF_A_YEAR if per[period])
            return (Target(side, Fixed(self._amount(side) * period.in_a_year), self.strict),)
        ratio = _PERCENT_OF_PRIOR.search(self.text)
        if ratio and Decimal(ratio["percent"]) < LEAST_PERCENT:
            percent = Decimal(ratio["percent"])
            return (Target(side, Scaled(self.prior, 100 - percent if less else 100 + percent), self.strict),)
        if _OWN_ROUND.search(self.text):
            return (Target(side, National(), self.strict),)
        if _WHICH_MEAN.search(self.text):
            return Target(side, National(), self.strict), Target(side, Mean(_USUAL_YEARS), self.strict)
        if self.kpi.unit.kind is UnitKind.RATE and not self._is_of_two():
            return self._moved(side)
        return ()

    def _moved(self, side: Direction) -> tuple[Target, ...]:
        """A rate plus 1％: a point more, and 1 in a hundred more."""
        plus, base = _PERCENT_MORE.search(self.text), self._base()
        if plus is None or base is None:
            return ()
        falls = plus["minus"] or plus["less"]
        if plus["less"] and self.kpi.direction is Direction.NONE:
            side = Direction.AT_MOST  # 1％以上の減: its 以上 is that of the change
        by = Decimal(plus["percent"]) * (-1 if falls else 1)
        points = Target(side, Shifted(base, by), self.strict)
        if 100 + by < LEAST_PERCENT:
            return (points,)
        return points, Target(side, Scaled(base, 100 + by), self.strict)

    def _base(self) -> Base | None:
        """The figure that the text starts from, if it names one."""
        is_prior = _PRIOR.search(self.text) is not None
        if _NATIONAL.search(self.text):
            return National(is_prior)
        if mean := _MEAN.search(self.text):
            return Mean(_years(mean))
        return self.prior if is_prior else None

    def _is_of_two(self) -> bool:
        return any(p.search(self.text) for p in (_CONDITION, _HIGHER, _LOWER))

    def _is_plain(self) -> bool:
        return not (self._is_of_two() or _MEAN.search(self.text) or _PRIOR.search(self.text))

    def _like(self, side: Direction) -> Target:
        """The form of the same sort as the text."""
        if _CONDITION.search(self.text):
            amount = self._amount(side)
            return Target(side, Conditional(Fixed(amount), amount, Prior()), self._strict(side))
        mean = _MEAN.search(self.text)
        average = Mean(_years(mean))
        if _HIGHER.search(self.text):
            return Target(side, HigherOf(Prior(), average), self._strict(side))
        if _LOWER.search(self.text):
            return Target(side, LowerOf(Prior(), average), self._strict(side))
        if mean:
            return Target(side, average, self._strict(side))
        prior = _PRIOR.search(self.text)
        return Target(side, self.prior, self._strict(side)) if prior else self._plain(side)

    def _plain(self, side: Direction) -> Target:
        return Target(side, Fixed(self._amount(side)), self._strict(side))

    def _strict(self, side: Direction) -> bool:
        return self.strict and side is self.direction

    def _number(self) -> Decimal | None:
        """The text's one number; None where it has several, or one of another unit."""
        return self.own[0] if len(set(self.own)) == 1 else None

    def _amount(self, side: Direction) -> Decimal:
        own = self._number()
        return _sample(self.kpi.unit, side) if own is None else own


def _years(mean: "re.Match[str] | None") -> int:
    """The years of a mean that a text speaks of, where a mean may be of so many."""
    typed = (mean["years"] or mean["years_en"] or "") if mean else ""
    return int(typed) if typed.isdigit() and FEWEST_YEARS <= int(typed) <= MOST_YEARS else _USUAL_YEARS


def _normal(text: str) -> str:
    """Folded, with the spaces between words kept: English sides are words."""
    folded = fold_width(fold_space(text)).lower()
    return _NEEDLESS_SPACE.sub("", folded)


def _attached(text: str) -> list[tuple[Side, Decimal, Unit]]:
    """Every amount of a text that has a side of its own, with that side."""
    found = []
    for side, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if not _NEGATED.search(text[: match.start()]):
                digits = match["number"].replace(",", "")
                number = -Decimal(digits[1:]) if digits[0] in NEGATIVE else Decimal(digits)
                if fits_a_cell(number):
                    found.append((match.start("number"), side, number, unit_named(match["unit"])))
    return [(side, number, unit) for _at, side, number, unit in sorted(found, key=lambda item: item[0])]


def _side_said(text: str) -> Side | None:
    """The side of a text, not strict where it says both; None where it says none, two, or denies one."""
    said = {side for side, _number, _unit in _attached(text)}
    taken: list[tuple[int, int, Side]] = []
    for side, pattern in _SIDES_ALONE:
        taken += [(match.start(), match.end(), side) for match in pattern.finditer(text)]
    for start, end, side in taken:
        if any(a <= start and end <= b and (a, b) != (start, end) for a, b, _ in taken):
            continue  # the less than of no less than
        if _NEGATED.search(text[:start]):
            return None
        said.add(side)
    if len({side.direction for side in said}) != 1:
        return None
    return said.pop() if len(said) == 1 else Side(said.pop().direction)


def _own(number: Decimal, unit: Unit, wanted: Unit) -> Decimal | None:
    """A number of the text in the KPI's unit; None where it measures something else."""
    if unit is NO_UNIT or fold(wanted.symbol) in {fold(spelling) for spelling in unit.spellings}:
        return number
    if unit.kind is wanted.kind is UnitKind.MONEY:
        return number * unit.scale / wanted.scale
    return None


def _sample(unit: Unit, side: Direction) -> Decimal:
    if unit.kind is UnitKind.MONEY:
        return Decimal(8185)
    if side is Direction.AT_LEAST:
        return Decimal("64.6") if unit.kind in (UnitKind.RATE, UnitKind.NONE) else Decimal(880)
    return Decimal(15 if side is Direction.AT_MOST else 100)
