"""What an input cell of 記入シート says to whoever enters it, and what it warns of."""

from decimal import Decimal

from kpixl.books.entry_workbook.layout import COUNTS
from kpixl.locale import Catalogue
from kpixl.locale.amounts import format_unit
from kpixl.model.entries import EntryKpi
from kpixl.model.submission import Field
from kpixl.model.target import Direction, Frequency, Period


def validation(key: str, item: EntryKpi, words: Catalogue) -> dict[str, object]:
    """An input message, and a warning that a clerk may pass: a state such as 未確定 is a right answer."""
    kpi = item.kpi
    label = {Field.NUMERATOR: kpi.numerator_label, Field.DENOMINATOR: kpi.denominator_label}.get(
        Field(key), ""
    )
    unit = format_unit(kpi.unit, words.language)
    message = words(f"entry.input.{key}", label=label, unit=unit)
    rule: dict[str, object] = {
        "validate": "any",
        "input_title": words(f"entry.input.{key}_title"),
        "input_message": message,
        "ignore_blank": True,
        "error_type": "warning",
        "error_title": words("entry.input.error_title"),
    }
    if key == Field.ACTUAL and item.target.frequency:
        return rule | _how_often(item.target.frequency, words)
    if key == Field.ACTUAL and kpi.direction is Direction.DO:
        return rule | {
            "validate": "list",
            "source": list(words.group("word.done").values()),
            "input_message": words("entry.input.done"),
            "error_message": words("entry.input.list_error"),
        }
    if key == Field.ACTUAL or key in COUNTS:
        low = kpi.minimum if key == Field.ACTUAL else Decimal(0)
        high = kpi.maximum if key == Field.ACTUAL else None
        return rule | _between(low, high) | {"error_message": words("entry.input.error")}
    return rule


def _how_often(frequency: Frequency, words: Catalogue) -> dict[str, object]:
    """The times, or the months of the year in which a thing was done."""
    most = frequency.per.in_a_year
    is_yearly = frequency.per is Period.YEAR
    about = {"times": frequency.times, "most": most}
    return _between(Decimal(0), None if is_yearly else Decimal(most)) | {
        "input_message": words(f"entry.input.how_often_{frequency.per}", **about),
        "error_message": words("entry.input.error"),
    }


def _between(low: Decimal | None, high: Decimal | None) -> dict[str, object]:
    if low is not None and high is not None:
        return {"validate": "decimal", "criteria": "between", "minimum": float(low), "maximum": float(high)}
    if high is not None:
        return {"validate": "decimal", "criteria": "<=", "value": float(high)}
    return {"validate": "decimal", "criteria": ">=", "value": float(low) if low is not None else -1e15}
