"""The text that a cell shows of a date: 令和7年 or 2025年3月 where its format shows no more than that."""

import datetime as dt

from kpixl.model.figure import decimal_of
from kpixl.model.lexicon import formats
from kpixl.model.point_in_time import japanese_date
from kpixl.model.submission import RawCell
from kpixl.rules.figures.format_tokens import DatePart
from kpixl.rules.figures.number_format import Section, parse_format

_FIRST_DAY = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a cell's dates have no zone
_DAYS_TO_1904 = 1462
_LAST_SERIAL = 2_958_465  # 9999-12-31
_DATES = frozenset({DatePart.YEAR, DatePart.MONTH, DatePart.DAY})
# What a bare number that lost its format may be of; figures of a year and 8-digit dates are others.
_FIRST_LOST, _LAST_LOST = dt.date(2000, 1, 1), dt.date(2099, 12, 31)


def shown_date(cell: RawCell, language: str) -> str | None:
    """The date as the cell shows it; None where it holds no date, or shows a time.

    Whether a number is a date, calamine decides by itself, and takes ggge"年" for a number's format.
    """
    found = _date(cell)
    if found is None:
        return None
    date, section = found
    parts = section.date_parts
    if not parts & _DATES and parts:
        return None
    if not parts or parts >= _DATES:
        parts |= _DATES
    is_fiscal = any(formats.FISCAL_YEAR in text for text in section.literals)
    if language != "ja" and DatePart.ERA not in parts and not is_fiscal:
        return _iso(date, parts)
    year, month, day = japanese_date(date, era=DatePart.ERA in parts, is_fiscal=is_fiscal)
    shown = ((DatePart.YEAR, year), (DatePart.MONTH, month), (DatePart.DAY, day))
    return "".join(text for part, text in shown if part in parts)


def lost_date(cell: RawCell) -> dt.date | None:
    """The date that a bare number in a cell stands for where the format that showed it is gone: 45747."""
    # A count of hours, as [h]:mm shows one, comes as a length of time.
    value = cell.value.days if isinstance(cell.value, dt.timedelta) else cell.value
    if not isinstance(value, int | float) or isinstance(value, bool) or not 1 <= value <= _LAST_SERIAL:
        return None
    date = _day(value, cell)
    section = parse_format(cell.number_format).section(decimal_of(value))[0]
    is_shown = bool(section.date_parts & _DATES)
    return date if not is_shown and value == int(value) and _FIRST_LOST <= date <= _LAST_LOST else None


def _iso(date: dt.date, parts: frozenset[DatePart]) -> str:
    shown = (
        (DatePart.YEAR, f"{date:%Y}"),
        (DatePart.MONTH, f"{date:%m}"),
        (DatePart.DAY, f"{date:%d}"),
    )
    return "-".join(text for part, text in shown if part in parts)


def _date(cell: RawCell) -> tuple[dt.date, Section] | None:
    """The date that a cell holds, and the section of its format that shows it."""
    value = cell.value
    if isinstance(value, dt.date):
        date = value.date() if isinstance(value, dt.datetime) else value
        serial = (date - _FIRST_DAY.date()).days
        return date, parse_format(cell.number_format).section(decimal_of(max(serial, 1)))[0]
    if not isinstance(value, int | float) or isinstance(value, bool) or not 1 <= value <= _LAST_SERIAL:
        return None
    section, _has_sign = parse_format(cell.number_format).section(decimal_of(value))
    is_date = section.is_date and bool(section.date_parts & _DATES)
    return (_day(value, cell), section) if is_date else None


def _day(serial: float, cell: RawCell) -> dt.date:
    return (_FIRST_DAY + dt.timedelta(days=int(serial) + _DAYS_TO_1904 * cell.is_1904)).date()
