"""How often: 年間120件以上 is a total of the year, 月10回以上 a rate per month, 毎月 is 12 months of 12."""

import re
from dataclasses import dataclass

from kpixl.model.lexicon import periods
from kpixl.model.target import Period
from kpixl.rules.targets.faults import TargetError, TargetFault

_WITH_NUMBER = tuple((period, re.compile(pattern)) for period, pattern in periods.PERIODS.items())
_EVERY = tuple((period, re.compile(pattern)) for period, pattern in periods.EVERY.items())
_BEHIND = tuple((period, re.compile(pattern)) for period, pattern in periods.BEHIND.items())
_ALONE_EN = tuple((period, re.compile(pattern)) for period, pattern in periods.PERIODS_EN.items())
_OTHER = re.compile(periods.OTHER_PERIODS)
_MEAN = re.compile(periods.MEAN)
_COUNTED = re.compile(periods.COUNTED)
_DOING = re.compile(periods.DOING)
_CARRY_OUT = re.compile(periods.CARRY_OUT)


@dataclass(frozen=True, kw_only=True)
class Often:
    """A period that a text names, and the text without it; `times` is set where a doing is counted."""

    period: Period
    rest: str = ""
    times: int | None = None
    unit: str = ""


def take_period(text: str) -> Often | None:
    """The period that a target names, and the target without it: (YEAR, 120件以上). None where it names none.

    Raises:
        TargetError: it names a period that is none of a fiscal year's: a week, a mean of the months.
    """
    for period, pattern in _BEHIND:
        match = pattern.fullmatch(text)
        if match:
            amount = match["amount_en"] or match["amount"]
            return Often(period=period, rest=amount + (match["side"] or match["then"] or ""))
    for period, pattern in _WITH_NUMBER:
        match = pattern.match(text)
        rest = text[match.end() :].removeprefix(periods.COMMA) if match else ""
        if _MEAN.match(rest) and period is not Period.YEAR:
            raise TargetError(text, TargetFault.PER_PERIOD)
        if rest[:1].isdigit():
            return Often(period=period, rest=rest)
    for period, pattern in _EVERY:
        if pattern.fullmatch(text):
            return Often(period=period, times=1)
    for period, pattern in _ALONE_EN:
        if pattern.fullmatch(text):
            return Often(period=period, times=1)
    if _OTHER.match(text) and (re.search(r"\d", text) or _OTHER.fullmatch(text)):
        raise TargetError(text, TargetFault.OTHER_PERIOD)
    return None


def read_doing(text: str) -> Often | None:
    """How often a thing is to be done, of a text that says so in a sentence; None where it does not.

    Raises:
        TargetError: it is to be done every week, or in another period that is none of a fiscal year's.
    """
    english = _CARRY_OUT.fullmatch(text)
    if english:
        return _english(english["rest"])
    doing = _DOING.fullmatch(text)
    if doing is None:
        return None
    head = doing["before"]
    for period, pattern in _WITH_NUMBER:
        for match in pattern.finditer(head):
            counted = _COUNTED.fullmatch(head[match.end() :])
            if counted:
                if re.search(r"\d", counted["rest"]) or counted["rest"].startswith((".", ",")):
                    return None
                return Often(period=period, times=int(counted["times"]), unit=counted["unit"] or "")
    for period, pattern in _EVERY:
        if pattern.search(head) and not re.search(r"\d", head):
            return Often(period=period, times=1)
    if _OTHER.search(head):
        raise TargetError(text, TargetFault.OTHER_PERIOD)
    return None


def _english(rest: str) -> Often | None:
    for period, pattern in _ALONE_EN:
        match = re.fullmatch(f"{periods.TIMES_EN}(?:{pattern.pattern})", rest)
        if match:
            return Often(period=period, times=int(match["times"] or 1))
    return None
