"""Reading one input cell as a figure: its text by the conversion table, and what the cell details saw.

A formula counts by its stored value and says so; one without a value, or with the 0 that a program
writes for "not computed", is refused. A fraction shown as a percentage is read as what it shows.
"""

import re
from dataclasses import replace

from kpixl.model.entry import Conversion, Reading
from kpixl.model.figure import UNREADABLE, Figure, decimal_of
from kpixl.model.finding import FindingCode
from kpixl.model.submission import RawCell, shows_percent
from kpixl.model.unit import Unit, UnitKind, find_unit
from kpixl.rules.figures.parse import Refusal, read_figure

_QUOTED = re.compile(r'"([^"]+)"|\[\$([^\]-]+)[^\]]*\]?')
_CURRENCY = re.compile("[¥￥$€£]")
_YEN_SIGNS = ("¥", "￥", "\\")
_OTHER_CURRENCIES = ("$", "€", "£")


def read_cell(cell: RawCell, unit: Unit, *, takes_done: bool = False) -> tuple[Reading, Refusal | None]:
    """The reading of an input cell, and why it is refused where it is."""
    value = cell.value
    if cell.formula and value == "":
        return _refused(cell.formula, FindingCode.FORMULA_WITHOUT_VALUE)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if cell.formula and is_number and value == 0:
        return _refused(cell.formula, FindingCode.FORMULA_ZERO)
    if is_number and _shows_another_unit(cell.number_format, unit):
        return _refused(_shown(cell), FindingCode.FIGURE_UNIT_DIFFERS)
    reading, refusal = read_figure(value, unit, takes_done=takes_done)
    if refusal:
        return reading, refusal
    if cell.is_percent:
        reading = _as_percent(reading, cell)
    if cell.formula:
        reading = replace(reading, conversions=(*reading.conversions, Conversion.FORMULA))
    whole = "".join(run.text for run in cell.runs)
    if whole.strip() not in ("", str(value).strip()):  # some of its characters do not count
        reading = replace(reading, typed=whole, conversions=(*reading.conversions, Conversion.LEFT_OUT))
    return reading, None


def _as_percent(reading: Reading, cell: RawCell) -> Reading:
    """A cell that stores 0.622 and shows 62.2%, as Excel makes it of 62.2% typed in."""
    assert reading.figure.value is not None  # noqa: S101 - a number cell without refusal has a value
    percent = reading.figure.value.scaleb(2)
    return Reading(Figure.of(percent), _shown(cell), (*reading.conversions, Conversion.PERCENT_FORMAT))


def _shows_another_unit(number_format: str, unit: Unit) -> bool:
    """True where the cell's format writes a unit or a currency sign that is not the KPI's."""
    if shows_percent(number_format):
        return unit.kind is not UnitKind.RATE
    written = [quoted or currency for quoted, currency in _QUOTED.findall(number_format)]
    written += _CURRENCY.findall(_QUOTED.sub("", number_format))
    return any(_is_another(text.strip(), unit) for text in written)


def _is_another(text: str, unit: Unit) -> bool:
    shown = find_unit("円" if text in _YEN_SIGNS else text)
    if shown is None:  # a word or a sign that is no unit; another currency is one
        return text in _OTHER_CURRENCIES
    return shown.symbol not in ("", unit.symbol, *unit.aliases)


def _shown(cell: RawCell) -> str:
    """What was typed, as far as a number cell tells: 62.2%, else its value and the format it is shown in."""
    if not isinstance(cell.value, int | float):
        return str(cell.value)
    value = decimal_of(cell.value)
    if cell.is_percent:
        return f"{value.scaleb(2):f}%"
    return f"{value:f} ({cell.number_format})"


def _refused(seen: str, kind: FindingCode) -> tuple[Reading, Refusal]:
    return Reading(UNREADABLE, typed=seen), Refusal(kind, seen)
