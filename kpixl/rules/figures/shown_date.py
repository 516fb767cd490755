"""The text that a cell shows of a date: 令和7年 or 2025年3月 where its format shows no more than that."""

import datetime as dt

from kpixl.model.figure import decimal_of
from kpixl.model.point_in_time import japanese_date
from kpixl.model.submission import RawCell
from kpixl.rules.figures.number_format import DatePart, parse_format

_FIRST_DAY = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a cell's dates have no zone
_LAST_SERIAL = 2_958_465  # 9999-12-31
_DATES = frozenset({DatePart.YEAR, DatePart.MONTH, DatePart.DAY})


def shown_date(cell: RawCell, language: str) -> str | None:
    """The date as the cell shows it; None where it holds no date, or shows a time.

    Whether a number is a date, calamine decides by itself, and takes ggge"年" for a number's format.
    """
    date = _date(cell)
    if date is None:
        return None
    parts = parse_format(cell.number_format).section(decimal_of(1))[0].date_parts
    if not parts & _DATES and parts:
        return None
    if not parts or parts >= _DATES:
        parts |= _DATES
    if language != "ja" and DatePart.ERA not in parts:
        return _iso(date, parts)
    year, month, day = japanese_date(date, era=DatePart.ERA in parts)
    shown = ((DatePart.YEAR, year), (DatePart.MONTH, month), (DatePart.DAY, day))
    return "".join(text for part, text in shown if part in parts)


def _iso(date: dt.date, parts: frozenset[DatePart]) -> str:
    shown = (
        (DatePart.YEAR, f"{date:%Y}"),
        (DatePart.MONTH, f"{date:%m}"),
        (DatePart.DAY, f"{date:%d}"),
    )
    return "-".join(text for part, text in shown if part in parts)


def _date(cell: RawCell) -> dt.date | None:
    value = cell.value
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if not isinstance(value, int | float) or isinstance(value, bool) or not 1 <= value <= _LAST_SERIAL:
        return None
    section, _has_sign = parse_format(cell.number_format).section(decimal_of(value))
    is_date = section.is_date and bool(section.date_parts & _DATES)
    return (_FIRST_DAY + dt.timedelta(days=int(value))).date() if is_date else None
