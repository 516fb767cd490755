"""The target language: what a 目標 cell may say, read and said back.

`parse_target(render_target(t)) == t` for every target. What cannot be parsed is refused, never
guessed: the caller quotes the text and shows the nearest form that would have been read.
"""

import re
from decimal import Decimal

from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import Kpi
from kpixl.model.lexicon import targets
from kpixl.model.target import DO, NO_TARGET, Direction, Fixed, Frequency, Period, Reference, Target
from kpixl.model.unit import NO_UNIT, UNITS, Unit, UnitKind
from kpixl.rules.figures.folding import fold, fold_width
from kpixl.rules.targets.faults import TargetDirectionError, TargetError, TargetFault, TargetUnitError
from kpixl.rules.targets.grammar import read_target
from kpixl.rules.targets.parsed import ParsedTarget
from kpixl.rules.targets.reworded import better_than
from kpixl.rules.targets.sentences import is_same_indicator, read_sentences


def parse_target(text: str, kpi: Kpi, last_year: FiscalYear | None = None) -> Target:
    """The target that a 目標 cell states for a KPI.

    A number alone takes the KPI's direction. `kpi.unit` must fit the units in the text, if any. The
    cell may hold the KPI's whole sentence, if it names the KPI's own indicator. A figure that it quotes as
    last year's must be of `last_year`, where that is known.

    Raises:
        TargetError: the text is not in the target language, or quotes the figure of another year.
        TargetUnitError: it names another unit than the KPI's.
        TargetDirectionError: it contradicts the KPI's direction.
    """
    text = better_than(_without_declared(text, kpi.unit), kpi.direction)
    try:
        parsed = read_target(text)
    except TargetError as error:
        if error.fault is not TargetFault.UNREADABLE:
            raise
        parsed = _of_own_sentence(text, kpi)
    if last_year is not None and any(year != last_year for year in parsed.quoted_years):
        raise TargetError(text, TargetFault.QUOTED_YEAR)
    return target_of(parsed, kpi, text)


def _without_declared(text: str, unit: Unit) -> str:
    """The text without the KPI's own unit behind its numbers, where that is one that the plan declares."""
    if unit is NO_UNIT or unit in UNITS:
        return text
    spellings = "|".join(re.escape(fold_width(spelling)) for spelling in unit.spellings)
    return re.sub(rf"(?<=\d)\s*(?:{spellings})", "", fold_width(text), flags=re.IGNORECASE)


def target_of(parsed: ParsedTarget, kpi: Kpi, text: str) -> Target:
    """The target of a KPI that a parsed text states.

    Raises:
        TargetError: as `parse_target`; `text` is quoted in it.
    """
    if parsed.direction is Direction.NONE:
        return NO_TARGET
    if kpi.direction is Direction.DO:
        return _doing(parsed, text)
    if any(not _unit_fits(unit, kpi.unit) for unit in parsed.units):
        raise TargetUnitError(text)
    _check_move(parsed, kpi, text)
    reference: Reference | None = parsed.reference
    stated: Direction | None = parsed.direction
    if parsed.period is not None:
        reference, stated = _total(parsed, text)
    is_zero = parsed.says_zero or (isinstance(reference, Fixed) and reference.value == 0)
    if is_zero and stated is None and kpi.direction is Direction.AT_LEAST:
        raise TargetDirectionError(text)  # ゼロ of what is the better the more
    direction = stated or kpi.direction
    if direction is not kpi.direction:
        raise TargetDirectionError(text)
    held_by = Direction.AT_MOST if direction is Direction.AT_MOST else Direction.AT_LEAST
    if parsed.limit_direction not in (None, held_by):
        raise TargetDirectionError(text)
    return Target(direction, reference, parsed.strict)


def _doing(parsed: ParsedTarget, text: str) -> Target:
    """The target of a KPI that is a thing to be done, by itself or so often."""
    if parsed.direction is Direction.DO and parsed.period is None:
        return DO
    reference, times = parsed.reference, parsed.times
    if parsed.period is None or parsed.strict or parsed.direction in (Direction.AT_MOST, Direction.EQUAL):
        raise TargetError(text, None if reference is None or parsed.period else TargetFault.HOW_OFTEN)
    if isinstance(reference, Fixed) and reference.value == reference.value.to_integral_value():
        times = int(reference.value)
    if not times or times < 1:
        raise TargetError(text)
    return Target(Direction.DO, Frequency(times, parsed.period))


def _total(parsed: ParsedTarget, text: str) -> tuple[Reference | None, Direction | None]:
    """What is asked of the year's total: 年間120件以上. A rate per month says nothing about it."""
    if parsed.times is not None and not parsed.units:
        raise TargetDirectionError(text)  # 毎月実施する, of a KPI that is a number
    if parsed.period is not Period.YEAR:
        raise TargetError(text, TargetFault.PER_PERIOD)
    if parsed.times is None:
        return parsed.reference, parsed.direction
    return Fixed(Decimal(parsed.times)), Direction.AT_LEAST


def _check_move(parsed: ParsedTarget, kpi: Kpi, text: str) -> None:
    """Refuses points of what is no rate, and ＋1％ of what is one: 1 point, or 1 in a hundred?"""
    if (
        parsed.points
        and kpi.unit.kind is not UnitKind.RATE
        and not targets.POINT_UNITS & set(kpi.unit.spellings)
    ):
        raise TargetUnitError(text)
    if parsed.percent_more and kpi.unit.kind is UnitKind.RATE:
        raise TargetError(text, TargetFault.POINTS_OR_PERCENT)


def _of_own_sentence(text: str, kpi: Kpi) -> ParsedTarget:
    """What the KPI's own sentence states (受診率を64.6％以上とする。); no other KPI's."""
    sentences = read_sentences(text, kpi.indicator)
    if len(sentences) > 1:
        raise TargetError(text, TargetFault.TWO_TARGETS)
    indicator = sentences[0].indicator  # '' of KPI：64.6％以上, which names none
    if indicator and not is_same_indicator(indicator, kpi.indicator):
        raise TargetError(text, TargetFault.OTHER_INDICATOR)
    return sentences[0].parsed


def _unit_fits(text: str, unit: Unit) -> bool:
    return text in {fold(spelling).lower() for spelling in unit.spellings}
