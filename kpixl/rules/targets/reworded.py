"""A target in the planner's own words, put into those of the target language where both mean the very same.

What only comes near is not put into anything: it is refused, with the reason.
"""

import re
from decimal import Decimal

from kpixl.model.lexicon import rewordings
from kpixl.model.target import Direction
from kpixl.rules.figures.folding import fold
from kpixl.rules.targets.faults import TargetFault

_SHARE, _TIMES = re.compile(rewordings.SHARE), re.compile(rewordings.TIMES)
_EXACT = tuple((re.compile(pattern), words) for pattern, words in rewordings.EXACT)
_BOTH, _BETTER = re.compile(rewordings.BOTH), re.compile(rewordings.BETTER)
_DEADLINE = re.compile(rewordings.DEADLINE)
_REFUSED = tuple((TargetFault(fault), re.compile(pattern)) for fault, pattern in rewordings.REFUSED.items())


def reworded(folded: str) -> str:
    """The folded text in the words of the target language, as far as it says the same in others."""
    text = _SHARE.sub(_percent, folded)
    text = _TIMES.sub(lambda match: f"{Decimal(match['times']) * 100:f}".removesuffix(".0") + "%", text)
    for pattern, words in _EXACT:
        text = pattern.sub(words, text)
    both = _BOTH.fullmatch(text)
    if both and bool(both["all"]) is not bool(both["any"]):
        higher = bool(both["all"]) is (both["side"] == rewordings.BOTH_LEAST)
        said = rewordings.HIGHER_OF if higher else rewordings.LOWER_OF
        return said.format(one=both["one"], other=both["other"], side=both["side"])
    return text


def _percent(match: "re.Match[str]") -> str:
    percent = _digit(match["tenths"]) * 10 + _digit(match["hundredths"] or "0")
    return f"{percent.normalize():f}%"


def _digit(text: str) -> Decimal:
    return Decimal(rewordings.KANJI.index(text)) if text in rewordings.KANJI else Decimal(text)


def better_than(text: str, direction: Direction) -> str:
    """前年度より改善: above or below it, whichever is the better of the KPI."""
    if direction not in (Direction.AT_LEAST, Direction.AT_MOST):
        return text
    folded = fold(text)
    if not _BETTER.search(folded):
        return text
    return _BETTER.sub(rewordings.ABOVE if direction is Direction.AT_LEAST else rewordings.BELOW, folded)


def has_deadline(folded: str) -> bool:
    """True for a thing that is to be done by a day: whether it was, no figure of the year says."""
    return _DEADLINE.fullmatch(folded) is not None


def why_refused(text: str) -> TargetFault:
    """Why a text is none of the accepted forms, by what it says."""
    folded = fold(text).lower()
    return next((fault for fault, pattern in _REFUSED if pattern.search(folded)), TargetFault.UNREADABLE)
