"""Fiscal years, written as 西暦 (2024年度) and 和暦 (令和6年度); a fiscal year begins in April."""

import math
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

# Each era with the first and last fiscal year that bears its name. FY2019 is both 平成31年度 and
# 令和元年度; 昭和64年度 and 平成32年度 never existed, because the era ended before that April.
_ERAS: tuple[tuple[str, str, int, int], ...] = (
    ("令和", "R", 2019, 2100),
    ("平成", "H", 1989, 2019),
    ("昭和", "S", 1926, 1988),
)
_OLDEST, _NEWEST = _ERAS[-1][2], _ERAS[0][3]

_WESTERN = re.compile(r"(?:FY|西暦)?(\d{4})(?:年度?)?")
_ERA = re.compile(r"(令和|平成|昭和|[RHS])\.?(元|\d{1,2})(?:年度?)?", re.IGNORECASE)
_BOTH = re.compile(r"(.+?)[(（](.+?)[)）](年度)?")


@dataclass(frozen=True, order=True)
class FiscalYear:
    """The fiscal year that begins in April of `year` (西暦)."""

    year: int

    @property
    def western(self) -> str:
        """2024 → "2024年度"."""
        return f"{self.year}年度"

    @property
    def era(self) -> str:
        """2024 → "令和6年度"; the first year of an era is 元年度."""
        for name, _letter, first, last in _ERAS:
            if first <= self.year <= last:
                number = self.year - first + 1
                return f"{name}{'元' if number == 1 else number}年度"
        return self.western

    @property
    def short(self) -> str:
        """2024 → "FY2024", the English form, also used in file names."""
        return f"FY{self.year}"

    @cached_property  # a round asks for it ten thousand times
    def prior(self) -> "FiscalYear":
        """The fiscal year before this one."""
        return FiscalYear(self.year - 1)

    def __str__(self) -> str:
        """The year as it is stored in data: 西暦, digits only."""
        return str(self.year)


def parse_fiscal_year(value: object) -> FiscalYear:
    """The fiscal year that a cell says: 2024, 2024年度, FY2024, 令和6年度, R6, H31, 令和6年度（2024年度）.

    Raises:
        ValueError: the text names no fiscal year, or one that never existed (平成32年度).
    """
    if isinstance(value, bool):
        raise ValueError(f"not a fiscal year: {value!r}")
    if isinstance(value, int | float):
        if not math.isfinite(value) or value != int(value):
            raise ValueError(f"not a fiscal year: {value!r}")
        return _checked(int(value))
    text = "".join(unicodedata.normalize("NFKC", str(value)).split())
    both = _BOTH.fullmatch(text)
    if both:
        first, second = parse_fiscal_year(both[1]), parse_fiscal_year(both[2])
        if first != second:
            raise ValueError(f"two different fiscal years: {value!r}")
        return first
    western = _WESTERN.fullmatch(text)
    if western:
        return _checked(int(western[1]))
    era = _ERA.fullmatch(text)
    if era:
        return _from_era(era[1].upper(), era[2])
    raise ValueError(f"not a fiscal year: {value!r}")


def _from_era(era: str, number: str) -> FiscalYear:
    """Turn an era name or letter and its year number (元 = 1) into a fiscal year."""
    count = 1 if number == "元" else int(number)
    first, last = next((first, last) for name, letter, first, last in _ERAS if era in (name, letter))
    year = first + count - 1
    if count < 1 or year > last:
        raise ValueError(f"no such fiscal year: {era}{number}")
    return _checked(year)


@lru_cache(maxsize=256)  # a plan of 200 branches names its years 24,000 times
def _checked(year: int) -> FiscalYear:
    if not _OLDEST <= year <= _NEWEST:
        raise ValueError(f"not a fiscal year: {year}")
    return FiscalYear(year)


def moved_on(text: str, year: FiscalYear) -> str:
    """The text with that fiscal year's names replaced by the next year's: 令和6年度, 2024, R6."""
    following = FiscalYear(year.year + 1)
    era, next_era = _era(year), _era(following)
    # 全角の数字 are digits too: 令和６年度.
    changes = [(rf"(?<!\d){_digits(str(year.year))}(?!\d)", str(following.year))]
    if era and next_era:
        (name, number), (next_name, next_number) = era, next_era
        numbers = "|".join([_digits(str(number)), *(["元"] if number == 1 else [])])
        changes += [
            (rf"{name}(?:{numbers})年度", f"{next_name}{next_number}年度"),
            (rf"(?<![A-Za-z])R(?:{numbers})(?!\d)", f"R{next_number}"),
        ]
    for pattern, new in changes:
        text = re.sub(pattern, new, text)
    return text


def _era(year: FiscalYear) -> tuple[str, int] | None:
    match = re.fullmatch(r"(\D+?)(元|\d+)年度", year.era)
    return (match[1], 1 if match[2] == "元" else int(match[2])) if match else None


def _digits(number: str) -> str:
    return "".join(f"[{digit}{chr(ord(digit) + 0xFEE0)}]" for digit in number)
