"""Whole KPI sentences: (indicator)を(target)とする。 One sentence may hold two KPIs.

割合を60.0％以上、事業所数を4,635社以上とする。 is two. Where a text could be cut in two ways, or one
target could belong to two indicators, it is refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kpixl.model.target import Direction
from kpixl.rules.target_grammar import ParsedTarget, TargetError, TargetFault, read_target
from kpixl.rules.text import fold, fold_space

_LONGEST = 500


@dataclass(frozen=True)
class Sentence:
    """One KPI of a text: its indicator as typed ('' where none is named), and what its target states."""

    indicator: str
    parsed: ParsedTarget


# What stands between indicator and target, and between one KPI and the next.
_TO = re.compile(r"を|については?、?|は、|[:：]\s*|\s(?:to|at|is|be|are)\s")
_NEXT = re.compile(
    r"[、,，]?(?:かつ|また|及び|および|並びに)[、,，]?|(?<!\d)[,，]|[,，](?!\d)|[、;；。\n]|\s+and\s+"
)
_LEADING = re.compile(
    r"^[\s、，。・■□●○〇◯①-⑳]+|^(?:raise|increase|reduce|lower|keep|bring|set)\s+", re.IGNORECASE
)
_TRAILING = re.compile(r"(?:[\s、，]|は$|\s(?:must|shall|should|will|has to)$)+$", re.IGNORECASE)
_DO_ALONE = re.compile(r"(?:実施(?:する|し|すること)?|do|done|carry\s*out)[。.]?", re.IGNORECASE)
_DOING = re.compile(r"(?P<indicator>.+?)[をの、]?(?:実施(?:する|し|すること)?|行う(?:こと)?|行い)[。.]?")
_DOING_EN = re.compile(r"carry\s*out\s+(?P<indicator>.+?)\.?", re.IGNORECASE)
_KEEPING = re.compile(r"を?維持")
_BRACKETS = re.compile(r"[（(〔\[][^（()）〔〕\[\]]*[)）〕\]]")
_SHARED = re.compile(r"及び|および|並びに|ならびに|\sand\s")


def read_sentences(text: str, known: str = "") -> tuple[Sentence, ...]:
    """The KPIs that a text states, in its order: a target alone, a sentence, or several.

    `known` is the one indicator that may hold an および without being two.

    Raises:
        TargetError: it is no target and no sentence, or could be cut in two ways.
    """
    typed = fold_space(text)
    if len(typed) > _LONGEST:
        raise TargetError(text)
    alone, fault = _alone(typed)
    if alone and alone.direction is not Direction.DO:
        return (Sentence("", alone),)
    found = _sentences(typed)
    if not found:
        if alone:
            return (Sentence("", alone),)
        raise TargetError(text, fault)
    for item in found:
        if _SHARED.search(_without_brackets(item.indicator)) and fold(item.indicator) != fold(known):
            raise TargetError(text, TargetFault.SHARED)
    return found


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
        if parsed and (parsed.direction is not Direction.DO or _DO_ALONE.fullmatch(tail)):
            yield text[: cut.start()], parsed
    doing = _DOING_EN.fullmatch(text) or _DOING.fullmatch(text)
    whole, _fault = _alone(doing["indicator"] + "を実施する" if doing else text)
    if doing and whole and whole.direction is Direction.DO:
        yield doing["indicator"], whole
    if _KEEPING.search(text):  # 平均所要日数7日以内を維持する: no を before the number
        for at in range(1, len(text)):
            if text[at].isdigit() and not (text[at - 1].isdigit() or text[at - 1] in ".,．，-－△▲"):
                parsed, _fault = _alone(text[at:])
                if parsed:
                    yield text[:at], parsed


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
