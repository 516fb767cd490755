"""Reading one input cell as a figure: its text by the conversion table, and what the cell details saw.

A formula counts by its stored value and says so; one without a value, or with the 0 that a program
writes for "not computed", is refused. A number counts as its format shows it: 0.622 shown as 62.2% is 62.2,
and where a format shows something else than the number, that is a doubt.
"""

import math
import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from kpixl.model.entries import Conversion, Reading
from kpixl.model.figure import UNREADABLE, Figure, decimal_of, number_text
from kpixl.model.finding import FindingCode
from kpixl.model.lexicon import figures, formats
from kpixl.model.rounding import digits_after_point, round_half_up
from kpixl.model.submission import RawCell
from kpixl.model.unit import Unit, UnitKind
from kpixl.rules.figures.folding import cell_text, fold
from kpixl.rules.figures.number_format import Section, parse_format
from kpixl.rules.figures.parse import Refusal, read_figure
from kpixl.rules.figures.shown_date import shown_date
from kpixl.rules.figures.shown_number import in_percent, shown_label, shown_text, shown_value

_THOUSAND = 1000
_OTHER_CURRENCIES = ("$", "€", "£")
_ZERO = re.compile(figures.SHOWN_ZERO)


def read_cell(cell: RawCell, unit: Unit, *, takes_done: bool = False) -> tuple[Reading, Refusal | None]:
    """The reading of an input cell, and why it is refused where it is."""
    value = cell.value
    if isinstance(value, float) and not (cell.formula or cell.runs):
        return _read_number(value, cell.number_format, unit, is_1904=cell.is_1904)
    if cell.formula and value == "":
        return _refused(cell.formula, FindingCode.FORMULA_WITHOUT_VALUE)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if cell.formula and is_number and value == 0:
        return _refused(cell.formula, FindingCode.FORMULA_ZERO)
    reading, refusal = _read_value(cell, unit, takes_done=takes_done)
    if refusal:
        return reading, refusal
    if cell.formula:
        reading = replace(reading, conversions=(*reading.conversions, Conversion.FORMULA))
    whole = "".join(run.text for run in cell.runs)
    if whole.strip() not in ("", str(value).strip()):  # some of its characters do not count
        reading = replace(reading, typed=whole, conversions=(*reading.conversions, Conversion.LEFT_OUT))
    return reading, None


@lru_cache(maxsize=16_384)  # rates of one decimal are the same thousand numbers in every branch
def _read_number(
    value: float, number_format: str, unit: Unit, *, is_1904: bool
) -> tuple[Reading, Refusal | None]:
    return _read_value(RawCell(value, "", "", number_format, is_1904=is_1904), unit)


def _read_value(cell: RawCell, unit: Unit, *, takes_done: bool = False) -> tuple[Reading, Refusal | None]:
    """The reading of what a cell holds; nothing of it depends on where the cell stands."""
    reading, refusal = read_figure(cell.value, unit, takes_done=takes_done)
    is_number = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    if reading.figure.value is not None and cell.number_format:
        if is_number:
            return _as_shown(reading.figure.value, cell, unit)
        return _as_label(reading, cell, unit)
    return reading, refusal


def _as_label(reading: Reading, cell: RawCell, unit: Unit) -> tuple[Reading, Refusal | None]:
    """A number that is a text, as its format shows it; `shown` is set where that is something else."""
    text = shown_label(cell.number_format, str(cell.value))
    if text == cell.value:
        return reading, None
    seen, refusal = read_figure(text, unit)
    if refusal is not None and refusal.kind is FindingCode.FIGURE_UNIT_DIFFERS:
        return _refused(text, FindingCode.FIGURE_UNIT_DIFFERS)
    if seen.figure != reading.figure:
        return replace(reading, shown=text), None
    return replace(seen, typed=reading.typed), None


def _as_shown(value: Decimal, cell: RawCell, unit: Unit) -> tuple[Reading, Refusal | None]:
    """A number as its format shows it; `shown` is set where that is something else."""
    section, _has_sign = parse_format(cell.number_format).section(value)
    if section.is_date:
        return _refused(shown_date(cell, "ja") or _stored(value, cell), FindingCode.FIGURE_IS_DATE)
    # Divided by thousands a number is right in 千円; elsewhere it is likelier itself than what it shows.
    is_in_thousands = bool(section.thousands) and unit.scale == _THOUSAND**section.thousands
    number = shown_value(section, value) if is_in_thousands else in_percent(section, value)
    steps = [Conversion.PERCENT_FORMAT] * bool(section.percents)
    steps += [Conversion.SCALED_FORMAT] * is_in_thousands
    typed = f"{number:f}%" if section.percents == 1 else _stored(value, cell) if steps else f"{value:f}"
    text = shown_text(cell.number_format, value)
    seen, refusal = read_figure(text or "", unit)
    if _is_other_unit(refusal, section, unit):
        return _refused(_stored(value, cell), FindingCode.FIGURE_UNIT_DIFFERS)
    if not text:  # a fraction or a power of ten, or a cell that shows nothing and is named for that
        return Reading(figure=Figure.of(number), typed=typed, conversions=tuple(steps)), None
    if seen.as_of:
        steps.append(Conversion.AS_OF)
    is_zero = number == 0 and _shows_zero(text, unit)
    doubt = text if not is_zero and _is_doubtful(seen, number, section) else ""
    return Reading(
        figure=Figure.of(number), typed=typed, conversions=tuple(steps), as_of=seen.as_of, shown=doubt
    ), None


def _is_other_unit(refusal: Refusal | None, section: Section, unit: Unit) -> bool:
    """True where the format writes a unit, a percent sign or a currency that is not the KPI's."""
    if refusal is not None and refusal.kind is FindingCode.FIGURE_UNIT_DIFFERS:
        return True
    if section.percents and unit.kind is not UnitKind.RATE:
        return True
    return any(text in _OTHER_CURRENCIES for text in section.literals)


def _shows_zero(text: str, unit: Unit) -> bool:
    """True for what stands for a zero without saying 0: "-", as accounts have it."""
    folded = fold(text)
    return any(_ZERO.fullmatch(folded.removesuffix(fold(own))) for own in ("", *unit.spellings))


def _is_doubtful(seen: Reading, number: Decimal, section: Section) -> bool:
    """True where what a cell shows cannot be read as the number that is in it."""
    value = seen.figure.value
    if value is None:
        return True
    shown = round_half_up(number, digits_after_point(value))
    # A colour stands for the sign: -5 as a red 5.
    tells_sign = section.colour and section.colour not in formats.BLACK
    return value not in (shown, abs(shown)) if tells_sign else value != shown


def _stored(value: Decimal, cell: RawCell) -> str:
    return f"{value:f} ({cell.number_format})"


def shown_cell(cell: RawCell, language: str = "ja") -> str:
    """A cell as text, as a person sees it: 66.5% for 0.665 in a percent format, 令和7年 for a day in 2025.

    What a format writes around a number is a part of it: 66.5％以上 for 66.5 in 0.0"％以上".
    """
    value = cell.value
    date = shown_date(cell, language)
    if date is not None or not isinstance(value, int | float) or isinstance(value, bool):
        return _label(cell) if date is None else date
    if not math.isfinite(value):
        return ""  # what it should have been is shown nowhere
    number = decimal_of(value)
    section, _has_sign = parse_format(cell.number_format).section(number)
    if section.literals and section.has_digits and not section.percents:
        return shown_text(cell.number_format, number) or number_text(value)
    return number_text(float(in_percent(section, number))) + "%" * section.percents


def written(cell: RawCell) -> str:
    """All that a cell shows, the unit in a number's format too: 1,234人."""
    value = cell.value
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        return _label(cell)
    return shown_text(cell.number_format, decimal_of(value)) or number_text(value)


def _label(cell: RawCell) -> str:
    """What a cell shows that holds no number; a text that its format hides is none the less there."""
    shown = shown_label(cell.number_format, cell.value) if isinstance(cell.value, str) else ""
    return cell_text(shown or cell.value)


def _refused(seen: str, kind: FindingCode) -> tuple[Reading, Refusal]:
    return Reading(figure=UNREADABLE, typed=seen), Refusal(kind, seen)
