"""Whole KPI sentences: (indicator)を(target)とする。 One sentence may hold two KPIs.

割合を60.0％以上、事業所数を4,635社以上とする。 is two. Where a text could be cut in two ways, or one
target could belong to two indicators, it is refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kpixl.model.target import Direction
from kpixl.rules.figures.folding import fold, fold_space
from kpixl.rules.targets.grammar import AMOUNT, ParsedTarget, TargetError, TargetFault, read_target

_LONGEST = 500


@dataclass(frozen=True)
class Sentence:
    """One KPI of a text: its indicator as typed ('' where none is named), and what its target states."""

    indicator: str
    parsed: ParsedTarget


# What stands between indicator and target, and between one KPI and the next.
_TO = re.compile(r"を|については?、?|は、|[:：]\s*|\s(?:to|at|is|be|are)\s")
_ITEM = r"[①-⑳]|[(（]\d{1,2}[)）]"
_NEXT = re.compile(
    r"[,，;]?\s+and\s+|[、,，]?(?:かつ|また(?!は)|及び|および|並びに)[、,，]?|(?<!\d)[,，]|[,，](?!\d)|[、;；。\n]"
    rf"|(?<=以上|以下|以内|する)(?:に[、,，](?:かつ|また(?!は))?[、,，]?|[\s・／/])|(?<=[％%])[\s・／/]|(?=\s*(?:{_ITEM}))"
)
_LEADING = re.compile(
    rf"^(?:[\s、，。・；;／/→⇒－■□●○〇◯]|{_ITEM})+"
    r"|^(?:(?:raise|increase|reduce|lower|keep|bring|set)\s|(?:KPI|目標)\s*[:：])\s*",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)
_LABEL = re.compile(r"^\s*(?:KPI|目標)\s*[:：]\s*", re.IGNORECASE)
_TRAILING = re.compile(r"(?:[\s、，]|は$|\s(?:must|shall|should|will|has to)$)+$", re.IGNORECASE)
_DO_ALONE = re.compile(r"(?:実施(?:する|し|すること)?|do|done|carry\s*out)[。.]?", re.IGNORECASE)
_DOING = re.compile(r"(?P<indicator>.+?)[をの、]?(?:実施(?:する|し|すること)?|行う(?:こと)?|行い)[。.]?")
_DOING_EN = re.compile(r"carry\s*out\s+(?P<indicator>.+?)\.?", re.IGNORECASE)
_KEEPING = re.compile(r"を?維持")
_BRACKETS = re.compile(r"[（(〔\[][^（()）〔〕\[\]]*[)）〕\]]")
# 受診率、実施率 are two figures; 血圧、血糖の割合 and 働きかけや広報 are one.
_SHARED = re.compile(
    r"及び|および|並びに|ならびに|\sand\s|(?:率|割合|数|額|状況)(?:[、，,・／/]|と(?!の))"
    r"|\b(?:rate|share|ratio|number|count)s?\s*[,/]",
    re.IGNORECASE,
)
# What no indicator holds: an ending, or the beginning of a target behind the word that begins targets.
_BEGUN = r"(?:を|[:：]\s*|は、?|\s(?:to|at|is|be|are)\s+)(?:目標|対|概ね|おおむね|約|the\s)?"
_BEGINNING = r"(?:[-−△▲]?[\d０-９]|[前昨]年度|過去|直近)"
_HELD = re.compile(
    rf"^(?:または|又は|もしくは|若しくは|or\s)|とする(?!者|方)|とし[、，,\s]|にする|但し|ただし|\sbut\s"
    rf"|{_BEGUN}{_BEGINNING}(?![^、，,。;；\s／/・]*(?:した|の(?!維持|達成|確保|水準|目標)))"
    r"|[>＞<＜≧≦≥≤]|(?<![a-z])(?:or\s+(?:more|less|fewer|better)|at\s+(?:least|most)|(?:more|less|fewer)\s+than)\b"
    r"|\b(?:over|above|below|under|within)\s+[\d.,]+\s*[%％]"
    r"|\s(?:to|at|is|be|are)\s+(?:[a-z]+\s+){0,3}[\d０-９]",
    re.IGNORECASE,
)
# An 以上 that tells what is counted leads on to a noun (月15日以上の施術, 10か月以内に受診した者); one of a
# chain leads on to the next (3部位以上、かつ月15日以上の). Any other closes a target.
_SIDE_WORD = re.compile(
    rf"(?P<begun>{_BEGUN}{_BEGINNING}[^、，,。;；\sのを]*?)?"
    r"(?P<side>以上|以下|以内|(?<=[\d０-９%％円件社所人名回日歳])(?:超|未満))[)）〕\]]*"
)
_ATTRIBUTE = re.compile(
    r"の(?!維持|達成|確保|水準|目標)|で(?!あ)|(?<=以内)に(?![、，,])|(?=[^\W\d_ぁ-ゖ①-⑳])|(?=[\d０-９])"
)
_CHAIN = re.compile(
    r"[、，,]?(?:かつ|又は|または|若しくは|もしくは|及び|および).*(?:以上|以下|以内|未満|超)の"
)


# 超 and 未満 in their many words; "no more than 15" is none of them.
_STRICT = re.compile(
    rf"(?:{AMOUNT.replace('?P<number>', '').replace('?P<unit>', '')}|年度末?(?:の?実績)?|平均(?:値|実績)?|方)"
    r"(?:超|未満|を?(?:超え|上回|下回)(?!らな))"
    r"|(?<!no)(?<!not)(?:(?:more|less|fewer)than|over|above|below|under)(?:the)?(?:\d|prior)|[<>](?!=)\d"
)


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
    if fault is TargetFault.TWO_DIRECTIONS:  # read to its end: no sentence may be made of its beginning
        raise TargetError(text, fault)
    found = _sentences(typed)
    if not found:
        if alone:
            return (Sentence("", alone),)
        if fault is TargetFault.UNREADABLE and is_strict(typed):
            fault = TargetFault.STRICT
        raise TargetError(text, fault)
    for item in found:
        if is_same_indicator(item.indicator, known):
            continue
        if holds_target(item.indicator):
            raise TargetError(text, TargetFault.WITHIN_INDICATOR)
        if _SHARED.search(_without_brackets(item.indicator)):
            raise TargetError(text, TargetFault.SHARED)
    return found


def is_strict(text: str) -> bool:
    """True where a text asks for more or less than a number, and not for the number itself (超, 未満)."""
    return _STRICT.search(fold(text).lower()) is not None


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
        return not (leads_on and leads_on[0] == "の")
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
