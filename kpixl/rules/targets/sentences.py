"""Whole KPI sentences: (indicator)を(target)とする。 One sentence may hold two KPIs.

割合を60.0％以上、事業所数を4,635社以上とする。 is two. Where a text could be cut in two ways, or one
target could belong to two indicators, it is refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kpixl.model.lexicon import sentences
from kpixl.model.target import Direction
from kpixl.rules.figures.folding import fold, fold_space
from kpixl.rules.targets.faults import TargetError, TargetFault
from kpixl.rules.targets.grammar import read_target
from kpixl.rules.targets.parsed import ParsedTarget
from kpixl.rules.targets.reworded import why_refused

_LONGEST = 500
_OF_THE_WHOLE = (TargetFault.TWO_DIRECTIONS, TargetFault.MIXED_STRICT, TargetFault.DEADLINE)


@dataclass(frozen=True)
class Sentence:
    """One KPI of a text: its indicator as typed ('' where none is named), and what its target states."""

    indicator: str
    parsed: ParsedTarget


_TO = re.compile(sentences.INDICATOR_ENDS)
_NEXT = re.compile(sentences.NEXT)
_LEADING = re.compile(sentences.LEADING, re.IGNORECASE)
_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)
_LABEL = re.compile(sentences.LABEL, re.IGNORECASE)
_TRAILING = re.compile(sentences.TRAILING, re.IGNORECASE)
_DO_ALONE = re.compile(sentences.DO_ALONE, re.IGNORECASE)
_DOING = re.compile(sentences.DOING)
_DOING_EN = re.compile(sentences.DOING_EN, re.IGNORECASE)
_DEADLINE = re.compile(sentences.DEADLINE, re.IGNORECASE)
_KEEPING = re.compile(sentences.KEEPING)
_BRACKETS = re.compile(r"[（(〔\[][^（()）〔〕\[\]]*[)）〕\]]")
_SHARED = re.compile(sentences.SHARED, re.IGNORECASE)
_HELD = re.compile(sentences.HELD, re.IGNORECASE)
_SIDE_WORD = re.compile(sentences.SIDE_WORD)
_ATTRIBUTE = re.compile(sentences.ATTRIBUTE)
_CHAIN = re.compile(sentences.CHAIN)


def read_sentences(text: str, known: str = "") -> tuple[Sentence, ...]:
    """The KPIs that a text states, in its order: a target alone, a sentence, or several.

    `known` is the one indicator that may hold an および without being two.

    Raises:
        TargetError: it is no target and no sentence, or could be cut in two ways.
    """
    typed = _LABEL.sub("", fold_space(text))
    if len(typed) > _LONGEST:
        raise TargetError(text)
    alone, fault = _alone(typed)
    if alone and alone.direction is not Direction.DO:
        return (Sentence("", alone),)
    if fault in _OF_THE_WHOLE:  # read to its end: no sentence may be made of its beginning
        raise TargetError(text, fault)
    found = _sentences(typed)
    if not found:
        if alone:
            return (Sentence("", alone),)
        raise TargetError(text, why_refused(text) if fault is TargetFault.UNREADABLE else fault)
    if alone and alone.times and len(found) == 1:  # all of it says how often, whatever was cut off for a name
        found = (Sentence("" if _is_how_often(found[0].indicator) else found[0].indicator, alone),)
    for item in found:
        if is_same_indicator(item.indicator, known):
            continue
        if _DEADLINE.search(item.indicator):
            raise TargetError(text, TargetFault.DEADLINE)
        if holds_target(item.indicator):
            raise TargetError(text, TargetFault.WITHIN_INDICATOR)
        if _SHARED.search(_without_brackets(item.indicator)):
            raise TargetError(text, TargetFault.SHARED)
    return found


def is_same_indicator(one: str, other: str) -> bool:
    """True where two texts name the same indicator, whatever their width, spaces, capitals and article."""
    return _folded_name(one) == _folded_name(other)


def _folded_name(indicator: str) -> str:
    return fold(_ARTICLE.sub("", fold_space(indicator))).casefold()


def holds_target(indicator: str) -> bool:
    """True where a text that stands for an indicator may hold another KPI's target."""
    if _HELD.search(indicator):
        return True
    return any(_closes(indicator, match) for match in _SIDE_WORD.finditer(indicator))


def _closes(indicator: str, match: "re.Match[str]") -> bool:
    leads_on = _ATTRIBUTE.match(indicator, match.end())
    if match["begun"]:  # 率を60％以上の…
        return not (leads_on and leads_on[0] == sentences.OF)
    return not (leads_on or _CHAIN.match(indicator, match.end()))


def _alone(text: str) -> tuple[ParsedTarget | None, TargetFault]:
    try:
        return read_target(text), TargetFault.UNREADABLE
    except TargetError as error:
        return None, error.fault


@lru_cache(maxsize=1024)
def _sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences that make up the whole text; none where it is not made of sentences."""
    for head, parsed in _cuts(text):
        for before, indicator in _breaks(head):
            earlier = _sentences(before) if _bare(indicator) else ()
            if earlier:
                return (*earlier, Sentence(_bare(indicator), parsed))
        if _bare(head):
            return (Sentence(_bare(head), parsed),)
    return ()


def _cuts(text: str) -> Iterator[tuple[str, ParsedTarget]]:
    """Where the text can be cut into indicator and target, the longest target first.

    ただし80以上の支部は、前年度以上 belongs to the target before it, and is none of its own.
    """
    for cut in _TO.finditer(text):
        tail = text[cut.end() :]
        parsed, _fault = _alone(tail)
        if parsed and (parsed.direction is not Direction.DO or _is_doing_alone(tail, parsed)):
            yield text[: cut.start()], parsed
    doing = _DOING_EN.fullmatch(text) or _DOING.fullmatch(text)
    whole, _fault = _alone(doing["indicator"] + sentences.IS_DONE if doing else text)
    if doing and whole and whole.direction is Direction.DO:
        yield doing["indicator"], whole
    if _KEEPING.search(text):  # 平均所要日数7日以内を維持する: no を before the number
        for at in range(1, len(text)):
            if text[at].isdigit() and not (text[at - 1].isdigit() or text[at - 1] in ".,．，-－△▲"):
                parsed, _fault = _alone(text[at:])
                if parsed:
                    yield text[:at], parsed


def _is_how_often(text: str) -> bool:
    """True for 年2回以上 and every year: no name of what is done."""
    parsed, _fault = _alone(text)
    return parsed is not None and parsed.period is not None


def _is_doing_alone(tail: str, parsed: ParsedTarget) -> bool:
    """True for 実施する and 毎年実施する, but not where the text names what is done: 健診を毎年実施する."""
    if not parsed.times:
        return _DO_ALONE.fullmatch(tail) is not None
    later = (_alone(tail[cut.end() :])[0] for cut in _TO.finditer(tail))
    return not any(item and item.direction is Direction.DO and item.times for item in later)


def _breaks(head: str) -> Iterator[tuple[str, str]]:
    """Where a head can be cut into the KPI before and this KPI's indicator, the shortest indicator first."""
    for cut in reversed(list(_NEXT.finditer(head))):
        yield head[: cut.start()], head[cut.end() :]


def _bare(indicator: str) -> str:
    return _TRAILING.sub("", _LEADING.sub("", indicator))


def _without_brackets(text: str) -> str:
    """The text without what stands in brackets, nested ones too."""
    while (shorter := _BRACKETS.sub("", text)) != text:
        text = shorter
    return text
