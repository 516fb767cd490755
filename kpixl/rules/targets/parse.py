"""The target language: what a 目標 cell may say, read and said back.

`parse_target(render_target(t)) == t` for every target. What cannot be parsed is refused, never
guessed: the caller quotes the text and shows the nearest form that would have been read.
"""

import re

from kpixl.model.kpi import Kpi
from kpixl.model.target import DO, NO_TARGET, Direction, Target
from kpixl.model.unit import NO_UNIT, UNITS, Unit
from kpixl.rules.figures.folding import fold, fold_width
from kpixl.rules.targets.grammar import (
    ParsedTarget,
    TargetDirectionError,
    TargetError,
    TargetFault,
    TargetUnitError,
    read_target,
)
from kpixl.rules.targets.sentences import is_same_indicator, read_sentences


def parse_target(text: str, kpi: Kpi) -> Target:
    """The target that a 目標 cell states for a KPI.

    A number alone takes the KPI's direction. `kpi.unit` must fit the units in the text, if any. The
    cell may hold the KPI's whole sentence, if it names the KPI's own indicator.

    Raises:
        TargetError: the text is not in the target language.
        TargetUnitError: it names another unit than the KPI's.
        TargetDirectionError: it contradicts the KPI's direction.
    """
    text = _without_declared(text, kpi.unit)
    try:
        parsed = read_target(text)
    except TargetError as error:
        if error.fault is not TargetFault.UNREADABLE:
            raise
        parsed = _of_own_sentence(text, kpi)
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
    if any(not _unit_fits(unit, kpi.unit) for unit in parsed.units):
        raise TargetUnitError(text)
    if parsed.direction is Direction.NONE:
        return NO_TARGET
    if parsed.reference is not None and kpi.direction is Direction.DO:
        raise TargetError(text)
    direction = parsed.direction or kpi.direction
    if direction is not kpi.direction:
        raise TargetDirectionError(text)
    if direction is Direction.DO:
        return DO
    held_by = Direction.AT_MOST if direction is Direction.AT_MOST else Direction.AT_LEAST
    if parsed.limit_direction not in (None, held_by):
        raise TargetDirectionError(text)
    return Target(direction, parsed.reference)


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
