"""Numbers and years as people read them in a language."""

import datetime as dt
from decimal import Decimal

from kpixl.model.fiscal import FiscalYear
from kpixl.model.message import Amount
from kpixl.model.unit import Unit


def format_amount(amount: Amount, language: str) -> str:
    """A number with its unit: 64.6％, 8,185円, 1 company; never fewer digits than the value has."""
    number = format_number(amount.value, amount.decimals)
    if language == "ja":
        return f"{number}{amount.unit.symbol}"
    if amount.unit.symbol == "％":
        return f"{number}%"
    return f"{number} {amount.unit.singular if is_one(amount) else amount.unit.english}".strip()


def is_one(amount: Amount | int) -> bool:
    """True for what takes the singular: 1 day, but 1.0 days."""
    if isinstance(amount, int):
        return abs(amount) == 1
    return format_number(amount.value, amount.decimals) in ("1", "-1")


def format_unit(unit: Unit, language: str) -> str:
    """A unit by itself: 円, yen."""
    return unit.symbol if language == "ja" else unit.english


def format_number(value: Decimal, decimals: int = 0) -> str:
    """The value with thousands commas and at least `decimals` places, never losing a digit it has."""
    places = len(f"{value:f}".partition(".")[2].rstrip("0"))
    return f"{value:,.{max(decimals, places)}f}"


def format_year(year: FiscalYear, language: str) -> str:
    """The fiscal year as it is called: 令和6年度, FY2024."""
    return year.era if language == "ja" else year.short


def format_year_in_full(year: FiscalYear, language: str) -> str:
    """The fiscal year by both its names where it has two: 令和6年度（2024年度）, FY2024."""
    return f"{year.era}（{year.western}）" if language == "ja" else year.short


def format_date(date: dt.date) -> str:
    """A date, with its time where it has one: 2025/05/30."""
    return f"{date:%Y/%m/%d %H:%M}" if isinstance(date, dt.datetime) else f"{date:%Y/%m/%d}"
