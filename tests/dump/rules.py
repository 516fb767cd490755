"""What a sheet does with what is typed: validations, and the colours that follow the values."""

from collections.abc import Iterator
from typing import Any

from tests.dump.looks import colour, describe_change


def input_lines(sheet: Any) -> Iterator[str]:
    """The validations; those that differ in their cells alone are one line."""
    inputs: dict[str, list[str]] = {}
    for rule in sheet.data_validations.dataValidation:
        limits = (rule.type or "any", rule.operator, rule.formula1, rule.formula2, rule.errorStyle or "stop")
        switched = [
            word
            for word, is_so in (
                ("no blanks", not rule.allowBlank),
                ("no arrow", rule.showDropDown),
                ("no prompt", not rule.showInputMessage),
                ("no error", not rule.showErrorMessage),
            )
            if is_so
        ]
        told = f"prompt {rule.promptTitle!r} {rule.prompt!r} error {rule.errorTitle!r} {rule.error!r}"
        text = " ".join([*(str(part) for part in limits if part is not None), *switched])
        inputs.setdefault(f"{text}\n  {told}", []).extend(str(rule.sqref).split())
    for text, cells in inputs.items():
        yield f"input {' '.join(cells)} {text}"


def colour_lines(sheet: Any) -> Iterator[str]:
    """The conditional formats, the first to be looked at first.

    Without their numbers: one rule more would change the number of every other.
    """
    rules = [(rule, area.sqref) for area in sheet.conditional_formatting for rule in area.rules]
    for rule, area in sorted(rules, key=lambda item: item[0].priority):
        about = [str(area), rule.type, rule.operator, *rule.formula]
        about += [
            f"{name} {value}"
            for name in ("rank", "percent", "bottom", "aboveAverage", "stdDev", "timePeriod", "text")
            if (value := getattr(rule, name)) is not None
        ]
        yield f"colour {' '.join(str(part) for part in about if part)}: {_effect(rule)}"


def _effect(rule: Any) -> str:
    parts = []
    if rule.dxf is not None:
        parts.append(describe_change(rule.dxf) or "as it is")
    if rule.colorScale is not None:
        stops = zip(rule.colorScale.cfvo, rule.colorScale.color, strict=True)
        parts.append(", ".join(f"{_stop(stop)} {colour(shade)}" for stop, shade in stops))
    if rule.dataBar is not None:
        ends = " to ".join(_stop(stop) for stop in rule.dataBar.cfvo)
        parts.append(f"bar {ends} {colour(rule.dataBar.color)}")
    if rule.iconSet is not None:
        parts.append(f"icons {rule.iconSet.iconSet} {', '.join(_stop(stop) for stop in rule.iconSet.cfvo)}")
    if rule.stopIfTrue:
        parts.append("stop")
    return " ".join(parts) or "-"


def _stop(stop: Any) -> str:
    """An end or the middle of a scale; the smallest and the largest value have a number that says nothing."""
    number = f"{stop.val:g}" if isinstance(stop.val, float) else stop.val
    return stop.type if stop.type in ("min", "max") or number is None else f"{stop.type} {number}"
