"""Units of measure: the closed list that plans may use, with the spellings that people type."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class UnitKind(StrEnum):
    """What a unit measures; it decides number format and how a change is rendered."""

    RATE = "rate"
    MONEY = "money"
    COUNT = "count"
    DURATION = "duration"
    MEASURE = "measure"  # any other quantity that a plan declares, and that nobody counts one by one
    NONE = "none"


@dataclass(frozen=True)
class Unit:
    """A unit as it is shown, and the other spellings that mean the same.

    `scale` is how many of the base unit one is: 1千円 = 1000円. `decimals` are those of a figure for which
    nobody sets others.
    """

    symbol: str
    english: str
    kind: UnitKind
    aliases: tuple[str, ...] = ()
    scale: int = 1
    decimals: int = 0

    @property
    def singular(self) -> str:
        """One of it in English: 1 case, where `english` is cases."""
        counted = self.kind in (UnitKind.COUNT, UnitKind.DURATION)
        return next((alias for alias in self.aliases if counted and alias.isascii()), self.english)

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every text that means this unit, longest first so that 千円 is tried before 円."""
        return tuple(sorted({self.symbol, self.english, *self.aliases}, key=lambda text: (-len(text), text)))


NO_UNIT = Unit("", "", UnitKind.NONE)

# 社 and 事業所 are used for the same thing in the field's own reports, so each accepts the other.
UNITS: tuple[Unit, ...] = (
    Unit("％", "%", UnitKind.RATE, ("パーセント", "percent")),
    Unit("円", "yen", UnitKind.MONEY, ("JPY",)),
    Unit("千円", "thousand yen", UnitKind.MONEY, scale=1_000),
    Unit("万円", "ten thousand yen", UnitKind.MONEY, scale=10_000),
    Unit("百万円", "million yen", UnitKind.MONEY, scale=1_000_000),
    Unit("億円", "hundred million yen", UnitKind.MONEY, scale=100_000_000),
    Unit("件", "cases", UnitKind.COUNT, ("case",)),
    Unit("社", "companies", UnitKind.COUNT, ("company", "事業所")),
    Unit("事業所", "offices", UnitKind.COUNT, ("office", "社")),
    Unit("人", "persons", UnitKind.COUNT, ("名", "person", "people")),
    Unit("名", "persons", UnitKind.COUNT, ("人", "person", "people")),
    Unit("回", "times", UnitKind.COUNT, ("time",)),
    Unit("枚", "sheets", UnitKind.COUNT, ("sheet",)),
    Unit("点", "points", UnitKind.COUNT, ("point",)),
    Unit("団体", "organisations", UnitKind.COUNT, ("organisation",)),
    Unit("機関", "institutions", UnitKind.COUNT, ("institution",)),
    Unit("自治体", "municipalities", UnitKind.COUNT, ("municipality", "市町村")),
    Unit("市町村", "municipalities", UnitKind.COUNT, ("municipality", "自治体")),
    Unit("企業", "firms", UnitKind.COUNT, ("firm",)),
    Unit("者", "parties", UnitKind.COUNT, ("party",)),
    Unit("校", "schools", UnitKind.COUNT, ("school",)),
    Unit("施設", "facilities", UnitKind.COUNT, ("facility",)),
    Unit("店舗", "shops", UnitKind.COUNT, ("shop",)),
    Unit("か所", "places", UnitKind.COUNT, ("箇所", "ヶ所", "カ所", "ヵ所", "ケ所", "個所", "place")),
    Unit("会場", "venues", UnitKind.COUNT, ("venue",)),
    Unit("世帯", "households", UnitKind.COUNT, ("household",)),
    Unit("組", "groups", UnitKind.COUNT, ("group",)),
    Unit("講座", "courses", UnitKind.COUNT, ("course",)),
    Unit("台", "machines", UnitKind.COUNT, ("machine",)),
    Unit("冊", "volumes", UnitKind.COUNT, ("volume",)),
    Unit("通", "letters", UnitKind.COUNT, ("letter",)),
    Unit("票", "votes", UnitKind.COUNT, ("vote",)),
    Unit("本", "items", UnitKind.COUNT, ("item",)),
    Unit("ポイント", "index points", UnitKind.MEASURE, ("pt",), decimals=1),
    Unit("秒", "seconds", UnitKind.DURATION, ("second",)),
    Unit("分", "minutes", UnitKind.DURATION, ("minute",)),
    Unit("日", "days", UnitKind.DURATION, ("day",)),
    # 5営業日 is a week: neither unit accepts the other.
    Unit("営業日", "business days", UnitKind.DURATION, ("business day",)),
    Unit("週間", "weeks", UnitKind.DURATION, ("week",)),
    Unit("時間", "hours", UnitKind.DURATION, ("hour",)),
    Unit("か月", "months", UnitKind.DURATION, ("ヶ月", "カ月", "ヵ月", "month")),
)
RATE, YEN = UNITS[0], UNITS[1]
_BY_SYMBOL = {unit.symbol: unit for unit in UNITS}
_BY_SPELLING = {spelling: unit for unit in reversed(UNITS) for spelling in (unit.english, *unit.aliases)}


def find_unit(text: str, declared: Iterable[Unit] = ()) -> Unit | None:
    """The unit that a text names, by symbol first, or None when no list knows it.

    Units that a plan has declared count before the list.
    """
    text = text.strip()
    if not text:
        return NO_UNIT
    for unit in declared:
        if text in (unit.symbol, unit.english):
            return unit
    return _BY_SYMBOL.get(text) or _BY_SPELLING.get(text) or _BY_SPELLING.get(text.lower())
