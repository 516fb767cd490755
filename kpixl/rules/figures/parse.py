"""Reading one cell as a figure: the conversion table, applied in one fixed order, and logged.

A cell is a figure, one of the five states, or refused with a code that says why. Nothing is
guessed: a text that could mean two things is refused, and the reading keeps what was typed.
"""

import datetime as dt
import math
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from kpixl.model.entries import Conversion, Reading
from kpixl.model.figure import BLANK, UNREADABLE, Figure, FigureState, decimal_of, number_text
from kpixl.model.finding import FindingCode
from kpixl.model.lexicon import figures
from kpixl.model.submission import CellValue
from kpixl.model.unit import UNITS, YEN, Unit, UnitKind
from kpixl.rules.figures.folding import SOFT_HYPHEN, fold_space, fold_width

_DONE = re.compile(figures.DONE)
_NOT_DONE = re.compile(figures.NOT_DONE, re.IGNORECASE)
_COUNTED_DONE = re.compile(figures.COUNTED_DONE)
_EVIDENCE = re.compile(figures.EVIDENCE)
_NO_EVIDENCE = re.compile(figures.NO_EVIDENCE)
_MOST_DIGITS = 15  # what a cell shows of a number
_LONGEST_FIGURE = 200
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?|[+-]?\.\d+")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_SPACED = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:\.\d+)?")
_DECIMAL_COMMA = re.compile(
    r"[+-]?\d+,\d{1,2}|[+-]?\d+,\d{4,}|[+-]?\d{4,},\d{3}|[+-]?\d{1,3}(?:\.\d{3})+,\d+"
)
_DATE = re.compile(figures.DATE)
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")  # ५ is a 5, and ৪ a 4 that looks like an 8
_ERROR_VALUE = re.compile(
    r"#(?:N/A|(?:VALUE|REF|DIV/0|NUM|NULL|SPILL|CALC|FIELD|CONNECT|BLOCKED|UNKNOWN|EXTERNAL|BUSY|PYTHON|TIMEOUT)!"
    r"|NAME\?|GETTING_DATA)|Err:\d+"
)
_NUMERAL = re.compile(figures.NUMERAL)
_APPROXIMATE = re.compile(figures.APPROXIMATE, re.IGNORECASE)
_LETTER_FOR_DIGIT = re.compile(r"\d[OoIl|][.\d]|[OoIl|]\d")  # 6O.7: one number with a slip, not two
_NUMBER_IN_TEXT = re.compile(r"\d[\d,]*(?:\.\d+)?")
_CURRENCY = re.compile(r"^([+-]?)\s*[¥￥\\]\s*")
_PARENTHESES = re.compile(r"\(\s*(\d[\d,]*(?:\.\d+)?)\s*\)")

_AS_OF_BRACKET = re.compile(figures.AS_OF_BRACKET)
_AS_OF_BEFORE = re.compile(figures.AS_OF_BEFORE)


@cache
def _spellings(own: Unit) -> dict[str, list[tuple[str, Unit]]]:
    """Every spelling of a unit by its last character; nearly all figures end with none of these.

    Of one character the longest come first; of a unit that a plan declares, before one of the list.
    """
    units = UNITS if own in UNITS else (own, *UNITS)
    pairs = [
        (fold_width(spelling).lower(), unit) for unit in units for spelling in unit.spellings if spelling
    ]
    found: dict[str, list[tuple[str, Unit]]] = {}
    for spelling, unit in sorted(pairs, key=lambda pair: -len(pair[0])):
        found.setdefault(spelling[-1], []).append((spelling, unit))
    return found


@dataclass(frozen=True)
class Refusal:
    """Why a cell is not read as a figure; `seen` quotes it."""

    kind: FindingCode
    seen: str


def read_figure(value: CellValue, unit: Unit, *, takes_done: bool = False) -> tuple[Reading, Refusal | None]:
    """Read one input cell as a figure in `unit`.

    `takes_done` is set for KPIs of direction `do`, whose cell may say 実施 instead of a count.
    A refused cell has state UNREADABLE and the refusal that says why; '' is BLANK.
    """
    if isinstance(value, bool):
        return _refused(str(value).upper(), FindingCode.FIGURE_UNREADABLE)
    if isinstance(value, int | float):
        return _read_number(value)
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return _refused(_date_text(value), FindingCode.FIGURE_IS_DATE)
    return _read_text(value, unit, takes_done=takes_done)


@lru_cache(maxsize=16_384)  # rates are the same few thousand numbers all over a round
def _read_number(value: float) -> tuple[Reading, Refusal | None]:
    if not math.isfinite(value):
        return _refused(number_text(value), FindingCode.FIGURE_UNREADABLE)
    number = decimal_of(value)
    if not fits_a_cell(number):
        return _refused(number_text(value), FindingCode.FIGURE_UNREADABLE)
    return Reading(figure=Figure.of(number), typed=_plain(number)), None


@lru_cache(maxsize=16_384)
def _read_text(typed: str, unit: Unit, *, takes_done: bool) -> tuple[Reading, Refusal | None]:
    if len(typed) > _LONGEST_FIGURE:  # a whole letter in a figure's cell; the patterns would take minutes
        return _refused(typed, FindingCode.FIGURE_UNREADABLE)
    if SOFT_HYPHEN in typed:  # 5 or -5
        return _refused(typed.replace(SOFT_HYPHEN, "<U+00AD>"), FindingCode.FIGURE_UNREADABLE)
    text = fold_space(typed)
    if not text:
        return Reading(figure=BLANK, typed=""), None
    counted = _COUNTED_DONE.fullmatch(text) if takes_done else None
    if counted:  # 2件実施: a count, said with the word
        text = counted["count"]
    state = _state_of(text, takes_done=takes_done)
    if state:
        words = () if text in figures.PLAIN_WORDS or state not in _DONE_STATES else (Conversion.WORDS,)
        return Reading(figure=Figure(state), typed=typed, conversions=words), None
    steps: list[Conversion] = []
    if text != typed:
        steps.append(Conversion.WORDS if counted else Conversion.SPACE)
    folded = fold_width(text)
    if folded != text:
        steps.append(Conversion.WIDTH)
    folded, as_of = _take_as_of(folded)
    if as_of:
        steps.append(Conversion.AS_OF)
    kind = _why_not(folded)
    if kind:
        return _refused(typed, kind, as_of)
    rest, unit_kind = _take_unit(folded, unit, steps, of_times=takes_done)
    if unit_kind:
        return _refused(typed, unit_kind, as_of)
    number = _number_of(rest, steps)
    if number is None:
        return _refused(typed, _why_no_number(rest), as_of)
    if not steps:
        steps.append(Conversion.TEXT_NUMBER)
    return Reading(figure=Figure.of(number), typed=typed, conversions=tuple(steps), as_of=as_of), None


_DONE_STATES = (FigureState.DONE, FigureState.NOT_DONE)


def _state_of(text: str, *, takes_done: bool) -> FigureState | None:
    folded = fold_width(text).lower()
    for state, spellings in figures.STATES.items():
        if folded in spellings or text in spellings:
            return state
    if takes_done:
        if _NOT_DONE.fullmatch(folded):
            return FigureState.NOT_DONE
        if _DONE.fullmatch(folded) and not _NUMBER_IN_TEXT.search(folded):
            return FigureState.DONE
        if _EVIDENCE.fullmatch(folded) and not _NO_EVIDENCE.search(folded):
            return FigureState.DONE
    return None


def _take_as_of(text: str) -> tuple[str, str]:
    """Split off a 時点 that stands beside the figure: 82.38%(令和6年11月まで), R7.2時点 89.6%."""
    match = _AS_OF_BRACKET.match(text) or _AS_OF_BEFORE.match(text)
    if match and _NUMBER_IN_TEXT.search(match["rest"]):
        return match["rest"].strip(), match["as_of"]
    return text, ""


def _why_not(text: str) -> FindingCode | None:
    """The code of a text that must be refused before any conversion is tried."""
    if _ERROR_VALUE.fullmatch(text):
        return FindingCode.FIGURE_ERROR_VALUE
    if _APPROXIMATE.search(text):
        return FindingCode.FIGURE_APPROXIMATE
    if _NUMERAL.fullmatch(text) or _OTHER_DIGIT.search(text):
        return FindingCode.FIGURE_NUMERAL
    if _DATE.fullmatch(text):
        return FindingCode.FIGURE_IS_DATE
    if _LETTER_FOR_DIGIT.search(text):
        return FindingCode.FIGURE_UNREADABLE
    bare = _bare(text)
    if not _SPACED.fullmatch(bare) and len(_NUMBER_IN_TEXT.findall(text)) > 1:
        # 1.234,56 looks like two numbers, but it is one with a decimal comma.
        two_data, comma = FindingCode.FIGURE_TWO_DATA, FindingCode.FIGURE_DECIMAL_COMMA
        return comma if _DECIMAL_COMMA.fullmatch(bare) else two_data
    return None


def _bare(text: str) -> str:
    """The text without sign, currency and unit words, to see whether 1 234 is one number."""
    return re.sub(rf"^[{figures.MINUS_SIGNS}+¥￥\\\s]+|[^\d]+$", "", text)


def _take_unit(
    text: str, unit: Unit, steps: list[Conversion], *, of_times: bool
) -> tuple[str, FindingCode | None]:
    """Take the KPI's own unit off the end; any other unit of the list refuses the cell.

    Of a thing to be done people count what they like: 2機関, 4回, 12か月.
    """
    lower = text.lower()
    for spelling, owner in _spellings(unit).get(lower[-1:], ()):
        if lower.endswith(spelling):
            if (
                owner.symbol != unit.symbol
                and unit.symbol not in owner.aliases
                and owner.symbol not in unit.aliases
                and not (of_times and owner.kind in (UnitKind.COUNT, UnitKind.DURATION))
            ):
                return text, FindingCode.FIGURE_UNIT_DIFFERS
            steps.append(Conversion.UNIT)
            return text[: -len(spelling)].rstrip(), None
    currency = _CURRENCY.match(text)
    if currency:
        if unit != YEN:
            return text, FindingCode.FIGURE_UNIT_DIFFERS
        steps.append(Conversion.CURRENCY)
        return currency[1] + text[currency.end() :], None
    return text, None


def _number_of(text: str, steps: list[Conversion]) -> Decimal | None:
    """The number that a text without unit shows, or None."""
    negative = False
    bracketed = _PARENTHESES.fullmatch(text)
    if bracketed:
        negative, text = True, bracketed[1]
        steps.append(Conversion.MINUS)
    elif text[:1] and text[0] in figures.MINUS_SIGNS:
        negative = True
        if text[0] != "-":
            steps.append(Conversion.MINUS)
        text = text[1:].lstrip()
        if text[:1] in ("+", "-"):
            return None
        if text[:1] in ("¥", "\\"):
            text = text[1:].lstrip()
            steps.append(Conversion.CURRENCY)
    if _GROUPED.fullmatch(text):
        steps.append(Conversion.THOUSANDS)
        text = text.replace(",", "")
    elif _SPACED.fullmatch(text):
        steps.append(Conversion.THOUSANDS)
        text = text.replace(" ", "")
    if not _PLAIN.fullmatch(text):
        return None
    value = Decimal(text)
    if not fits_a_cell(value):
        return None
    return -value if negative else value


def _why_no_number(text: str) -> FindingCode:
    if _DECIMAL_COMMA.fullmatch(text):
        return FindingCode.FIGURE_DECIMAL_COMMA
    if _NUMERAL.fullmatch(text):
        return FindingCode.FIGURE_NUMERAL
    return FindingCode.FIGURE_UNREADABLE


def _refused(typed: str, kind: FindingCode, as_of: str = "") -> tuple[Reading, Refusal]:
    return Reading(figure=UNREADABLE, typed=typed, as_of=as_of), Refusal(kind, typed)


def _date_text(value: dt.date | dt.time | dt.timedelta) -> str:
    return value.isoformat(sep=" ") if isinstance(value, dt.datetime) else str(value)


def _plain(number: Decimal) -> str:
    return format(number, "f")


def fits_a_cell(value: Decimal) -> bool:
    """True for a number that a cell shows in full, and that somebody can have counted or measured.

    Not so 1E+308, nor the 7.6E-35 that a formula leaves behind: their quotients overflow, or have 36 digits.
    """
    if value == 0:
        return True
    return abs(value.adjusted()) <= _MOST_DIGITS and len(value.normalize().as_tuple().digits) <= _MOST_DIGITS


def is_error_value(text: str) -> bool:
    """True for the text of a spreadsheet's error value: #N/A, Err:502."""
    return bool(_ERROR_VALUE.fullmatch(text))
