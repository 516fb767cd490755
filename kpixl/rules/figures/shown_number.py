"""The text that a cell shows of a number in its format: 62.2% for 0.622, 944 for 944,000 in `#,##0,`."""

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from kpixl.model.figure import number_text
from kpixl.model.rounding import round_half_up
from kpixl.rules.figures.format_tokens import Token, TokenKind
from kpixl.rules.figures.number_format import Section, parse_format

_THOUSAND_DIGITS, _PERCENT_DIGITS = 3, 2
_OF_LABELS = frozenset({TokenKind.TEXT, TokenKind.LITERAL})


def shown_value(section: Section, value: Decimal) -> Decimal:
    """The number that the digits of a section stand for: 62.2 for 0.622 with a percent sign."""
    return _shifted(value, _PERCENT_DIGITS * section.percents - _THOUSAND_DIGITS * section.thousands)


def in_percent(section: Section, value: Decimal) -> Decimal:
    """The number a hundred times as large for each percent sign, whatever it is divided by."""
    return _shifted(value, _PERCENT_DIGITS * section.percents)


def _shifted(value: Decimal, digits: int) -> Decimal:
    if not digits:
        return value
    shown = value.scaleb(digits)
    whole = shown.to_integral_value()
    return whole if shown == whole else shown.normalize()


@lru_cache(maxsize=16_384)  # rates of one decimal are the same thousand texts in every branch
def shown_text(code: str, value: Decimal) -> str | None:
    """What a cell shows of a number; None where that is a date, a fraction or a power of ten."""
    section, has_sign = parse_format(code).section(value)
    if section.is_date or not section.is_plain:
        return None
    sign = "-" if has_sign and value < 0 else ""
    shown = abs(shown_value(section, value))
    if not any(section.placeholders):
        return sign * section.has_digits + _without_digits(section, shown)
    whole, fraction = section.placeholders
    rounded = round_half_up(shown, len(fraction))
    if rounded == 0:
        sign = ""
    before, _, after = f"{rounded:f}".partition(".")
    digits = [*_whole_digits(before, whole, grouped=section.is_grouped), *_fraction_digits(after, fraction)]
    return (sign + "".join(_placed(section, digits))).strip()


def shown_label(code: str, text: str) -> str:
    """What a cell shows of a text: 75人 for 75 in @"人"."""
    section = parse_format(code).text_section()
    if section is None or any(token.kind not in _OF_LABELS for token in section.tokens):
        return text
    return "".join(text if token.kind is TokenKind.TEXT else token.text for token in section.tokens)


def _without_digits(section: Section, shown: Decimal) -> str:
    """A section of General, of @, or of texts alone."""
    in_full = (TokenKind.GENERAL, TokenKind.TEXT)
    said = (number_text(float(shown)) if token.kind in in_full else token.text for token in section.tokens)
    return "".join(said).strip()


def _whole_digits(digits: str, places: str, *, grouped: bool) -> list[str]:
    """What each placeholder before the point shows; the first shows all digits that no other has room for."""
    left = "" if digits == "0" and "0" not in places else digits
    shown: list[str] = []
    for number, place in enumerate(reversed(places), start=1):
        taken = left if number == len(places) else left[-1:]
        left = left.removesuffix(taken)
        taken = taken or {"0": "0", "?": " ", "#": ""}[place]
        if grouped and taken.strip():
            taken = _grouped(taken, behind=number - 1)
        shown.append(taken)
    return shown[::-1]


def _grouped(digits: str, *, behind: int) -> str:
    """Digits with so many others behind them, each with the comma that follows it: 1, and 23 of 1,23|4."""
    places = range(behind + len(digits) - 1, behind - 1, -1)
    return "".join(
        f"{digit}," if place and place % _THOUSAND_DIGITS == 0 else digit
        for digit, place in zip(digits, places, strict=True)
    )


def _fraction_digits(digits: str, places: str) -> list[str]:
    """What each placeholder behind the point shows; zeros at the end are left out where it is # or ?."""
    shown = list(digits.ljust(len(places), "0"))
    for at in range(len(places) - 1, -1, -1):
        if places[at] == "0" or shown[at] != "0":
            break
        shown[at] = " " if places[at] == "?" else ""
    return shown


def _placed(section: Section, digits: list[str]) -> list[str]:
    """The section's tokens with the digits in their places."""
    left = iter(digits)
    return [_said(token, left) for token in section.tokens]


def _said(token: Token, digits: Iterator[str]) -> str:
    match token.kind:
        case TokenKind.DIGIT:
            return next(digits)
        case TokenKind.COMMA | TokenKind.TEXT:
            return ""
        case _:
            return token.text
