"""時点: the year, month or day that a figure is of, as it is typed and as it is shown."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

# Each era with its first day; 令和 has no last one yet.
_ERAS = (
    ("令和", "R", dt.date(2019, 5, 1)),
    ("平成", "H", dt.date(1989, 1, 8)),
    ("昭和", "S", dt.date(1926, 12, 25)),
)
_YEARS_OF_HEISEI = 31
_FEWEST_WESTERN = 20
_MONTHS_A_YEAR, _DAYS = 12, 31
_DIGITS = "〇一二三四五六七八九"
_NUMERALS = re.compile("[〇一二三四五六七八九十]+(?=[年月日])")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_ERA_YEAR = r"(?P<era>令和|平成|昭和|[令平昭]|(?<![a-z])[rhs])\.?(?P<number>元|\d{1,2})"
_WESTERN = r"(?<!\d)(?P<western>(?:19|20)\d{2})"
_WRITTEN_DATE = re.compile(r"(\d{4})[-/年](\d{1,2})[-/月](\d{1,2})日?(?: \d\d:\d\d:\d\d)?")
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<fiscal>fy)\.?'?(?P<western>20\d{2}|\d{2})(?!\d)",
        rf"{_ERA_YEAR}(?P<fiscal>年度)",
        rf"{_WESTERN}(?P<fiscal>年度)",
        r"(?<![\d年])(?P<number>元|\d{1,2})(?P<fiscal>年度)",
        rf"{_ERA_YEAR}(?:年|[./-])(?P<month>{_MONTH})(?!\d)(?:(?:月|[./-])(?P<day>{_DAY})(?!\d))?",
        rf"{_WESTERN}(?:年|[./-])(?P<month>{_MONTH})(?!\d)(?:(?:月|[./-])(?P<day>{_DAY})(?!\d))?",
        rf"{_WESTERN}(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])?(?!\d)",
        rf"(?P<named>{_NAMED_MONTH})\s*(?:{_DAY}(?:st|nd|rd|th)?,?\s+)?{_WESTERN}(?!\d)",
        rf"(?P<named>{_NAMED_MONTH})(?:-| ?')(?P<short>\d{{2}})(?!\d)",
        # Typed as on a paper form, which has the era printed.
        rf"(?<![\d年./-])(?P<number>\d{{1,2}})年(?P<month>{_MONTH})月(?:{_DAY}日)?",
        rf"{_ERA_YEAR}(?![\d.])年?",
        rf"{_WESTERN}(?!\d)年?",
    )
)
# Three short numbers are a date in several orders: 6.3.31 as on a paper form, 31/3/25, 3/31/25.
_THREE_NUMBERS = re.compile(r"(?<![\d年./-])(\d{1,2})([./-])(\d{1,2})\2(\d{1,2})(?![\d./-])")
_OTHER_YEAR = re.compile(
    r"前年|昨年|前々年|一昨年|翌年度|(?:last|prior|previous|next)\s+(?:fiscal\s+)?year", re.IGNORECASE
)
# What may stand around a point in time without saying anything more.
_SAYS_ONLY = re.compile(
    r"(?:度|末|分|時点|現在|まで|から|の|実績|確定|速報|決算|公表|最新|前回|数値|値|数字|データ|件数|率|です|である|となる"
    r"|になります|を|に|で|と|は|が|よる|よります|使用|利用|記入|記載|入力|計上|掲載|した|しました|している|しています|もの"
    r"|the|this|figures?|values?|data|results?|of|for|as|at|is|are|from|entered|used|end|'s|[\s\-~:;,.、。・/（）()\[\]「」※*])*"
)


@dataclass(frozen=True)
class PointInTime:
    """A year, a month of one or a day: `year` is a calendar year, or a fiscal one where `is_fiscal`."""

    year: int
    month: int | None = None
    is_fiscal: bool = False


def find_points(text: str) -> tuple[PointInTime, ...]:
    """Every point in time that a text names, in its order: 令和6年11月まで, R7.2, FY2023, 5年度, Feb 2025.

    A date of three short numbers is named once in each order that it can be read in.
    """
    folded = _folded(text)
    found: list[tuple[int, PointInTime]] = []
    for pattern in _PATTERNS:
        found += [(match.start(), _point(match.groupdict())) for match in pattern.finditer(folded)]
        # What one pattern has read is not read again as less.
        folded = pattern.sub(lambda match: "　" * len(match[0]), folded)
    for match in _THREE_NUMBERS.finditer(folded):
        found += [(match.start(), point) for point in _in_each_order(*map(int, match.group(1, 3, 4)))]
    return tuple(point for _at, point in sorted(found, key=lambda item: item[0]))


def names_other_year(text: str) -> bool:
    """True for a text that names another year than the present one without a number: 前年度末, last year."""
    return bool(_OTHER_YEAR.search(unicodedata.normalize("NFKC", text)))


def is_only_a_period(text: str) -> bool:
    """True for a text that says of what time a figure is, no more: 令和5年度の実績値です, last year's."""
    folded = _folded(text)
    rest = _OTHER_YEAR.sub("", folded)
    for pattern in _PATTERNS:
        rest = pattern.sub("", rest)
    return rest != folded and bool(_SAYS_ONLY.fullmatch(rest))


def _folded(text: str) -> str:
    """The text in one width and one case, years, months and days in digits: 令和5年3月 for 令和五年三月."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return _NUMERALS.sub(lambda found: _in_digits(found[0]), folded)


def _in_digits(numerals: str) -> str:
    """Digits for Chinese numerals: 31 for 三十一, 2024 for 二〇二四; the same text for what is no number."""
    before, ten, after = numerals.partition("十")
    if "十" in after:
        return numerals
    digits = (
        "".join(str(_DIGITS.index(sign)) for sign in before),
        "".join(str(_DIGITS.index(sign)) for sign in after),
    )
    return f"{digits[0] or 1}{digits[1] or 0}" if ten else digits[0]


def _in_each_order(first: int, second: int, third: int) -> list[PointInTime]:
    """Year, month, day; day, month, year; month, day, year: those of the three that are dates."""
    orders = ((first, second, third), (third, second, first), (third, first, second))
    points = [
        PointInTime(_short_year(y), m)
        for y, m, d in orders
        if y and 1 <= m <= _MONTHS_A_YEAR and 1 <= d <= _DAYS
    ]
    return list(dict.fromkeys(points))


def _short_year(number: int) -> int:
    """24 is of this century, 6 of 令和, which will not come to 20 before 2038."""
    return 2000 + number if number >= _FEWEST_WESTERN else _ERAS[0][2].year + number - 1


def _point(parts: dict[str, str | None]) -> PointInTime:
    year = _year(parts)
    named, digits = parts.get("named"), parts.get("month")
    month = _MONTHS.index(named[:3]) + 1 if named else int(digits) if digits else None
    return PointInTime(year, month, is_fiscal=bool(parts.get("fiscal")))


def _year(parts: dict[str, str | None]) -> int:
    """The year of a match: every pattern has one, in one of three ways."""
    western, short, number = parts.get("western"), parts.get("short"), parts.get("number") or ""
    if western or short:
        year = int(western or short or "")
        return year if western and len(western) > 2 else 2000 + year
    count, era = 1 if number == "元" else int(number), (parts.get("era") or "").upper()
    if not era:  # 5年度 is of 令和, 30年度 of 平成
        era = "R" if count < _YEARS_OF_HEISEI - 1 else "H"
    return next(first.year + count - 1 for name, letter, first in _ERAS if era in (name, name[0], letter))


def era_year(date: dt.date) -> str:
    """令和7年 for a day in it; the first year of an era is 元年, and before the eras the year is 西暦."""
    for name, _letter, first in _ERAS:
        if date >= first:
            number = date.year - first.year + 1
            return f"{name}{'元' if number == 1 else number}年"
    return f"{date.year}年"


def japanese_date(date: dt.date, *, era: bool, is_fiscal: bool = False) -> tuple[str, str, str]:
    """The year, the month and the day as Japanese writes them: 令和7年, 2025年 or 2025年度, 5月, 30日."""
    year = (era_year(date) if era else f"{date.year}年") + "度" * is_fiscal
    return year, f"{date.month}月", f"{date.day}日"


def parse_date(text: str) -> dt.date | None:
    """The day of a folded text such as 2025/5/30 or 2025年5月30日; None for any other, or no such day."""
    match = _WRITTEN_DATE.fullmatch(text)
    try:
        return dt.date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None  # 2025/2/30
