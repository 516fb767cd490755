"""How the reading of a target is shown: as aligned lines for people, as JSON for programs."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

import click

from kpixl.cli.output.console import echo_facts, reader_words
from kpixl.locale import Catalogue, translate
from kpixl.locale.amounts import format_unit
from kpixl.locale.targets import render_sentence
from kpixl.model.lexicon import language_of
from kpixl.model.message import Amount, StatedTarget
from kpixl.model.target import (
    Conditional,
    Direction,
    Fixed,
    Frequency,
    HigherOf,
    LowerOf,
    Mean,
    OfYear,
    Part,
    Prior,
    Scaled,
    Shifted,
    Target,
    kind_of,
)
from kpixl.rules.targets.reading import TargetReading


def _language(text: str) -> str:
    """The language in which a text is said back: the one asked for, else the text's own."""
    asked: str | None = click.get_current_context().find_root().params.get("lang")
    return asked or ("ja" if language_of(text) == "ja" else reader_words().language)


def echo_readings(readings: Sequence[TargetReading], text: str) -> None:
    """How a text will be read: one block of lines per KPI."""
    words, language = reader_words(), _language(text)
    several = "several" if len(readings) > 1 else "one"
    click.echo(words(f"cli.target.title_{several}", text=text, count=len(readings)))
    for reading in readings:
        click.echo()
        echo_facts([(words(f"cli.target.{key}"), fact) for key, fact in _facts(reading, words, language)])


def _facts(reading: TargetReading, words: Catalogue, language: str) -> Iterator[tuple[str, str]]:
    target, kpi = reading.target, reading.kpi
    direction = "assumed" if reading.is_assumed else target.direction
    if target.strict:
        direction = f"{target.direction}_strict"
    if reading.indicator:
        yield "indicator", reading.indicator
    yield "direction", words(f"cli.target.direction_text.{direction}")
    if target.reference is not None:
        yield "reference", _reference(target, reading, words)
        if reading.value is not None:
            yield "value", words.translate(kpi.amount(reading.value))
        if reading.baseline is not None:
            yield "baseline", words("cli.target.stated", amount=kpi.amount(reading.baseline))
        elif reading.rests_on_past:
            yield "baseline", words("cli.target.from_history")
        elif reading.rests_on_national:
            yield "baseline", words("cli.target.from_national")
        unit = format_unit(kpi.unit, words.language)
        yield "unit", unit or words("cli.target.no_unit")
    yield "canonical", translate(kpi.stated(target), language)
    if reading.indicator:
        yield "sentence", render_sentence(reading.indicator, kpi.stated(target), language)


def _reference(target: Target, reading: TargetReading, words: Catalogue) -> str:
    """What an actual is compared with, in words."""

    def part(piece: Part) -> StatedTarget:
        return reading.kpi.stated(Target(Direction.EQUAL, piece))  # without a side behind it

    reference = target.reference
    assert reference is not None  # noqa: S101 - the caller has looked
    match reference:
        case Prior(_, year_end=True):
            return words("cli.target.kind.prior_year_end")
        case Mean(years):
            return words("cli.target.kind.mean", years=years)
        case OfYear(year):
            return words("cli.target.kind.of_year", year=year)
        case Scaled(base, percent):
            return words("cli.target.kind.scaled", base=part(base), percent=Amount.as_typed(percent))
        case Shifted() as moved:  # by points, where the KPI is a rate
            return words.translate(part(moved))
        case Frequency():
            return words("cli.target.kind.frequency", needed=int(reference.needed))
        case HigherOf(first, second) | LowerOf(first, second):
            kind = kind_of(reference)
            return words(f"cli.target.kind.{kind}", first=part(first), second=part(second))
        case Conditional(usual, limit, instead):
            # The condition has the target's own side; one that is to be equalled is reached from below.
            bar = Direction.AT_MOST if target.direction is Direction.AT_MOST else Direction.AT_LEAST
            bound = reading.kpi.stated(Target(bar, Fixed(limit), reference.limit_strict))
            return words("cli.target.kind.conditional", usual=part(usual), limit=bound, instead=part(instead))
    return words(f"cli.target.kind.{kind_of(reference)}")


def readings_json(readings: Sequence[TargetReading], text: str) -> object:
    """The readings for `--json`: one object, or a list of them where the text states several KPIs."""
    language = _language(text)
    made = [_json(reading, language) for reading in readings]
    return made[0] if len(made) == 1 else made


def _json(reading: TargetReading, language: str) -> dict[str, object]:
    target = reading.target
    return {
        "direction": str(target.direction),
        "strict": target.strict,
        "reference": None if target.reference is None else str(kind_of(target.reference)),
        "value": _number(reading.value),
        "baseline": _number(reading.baseline),
        "unit": reading.kpi.unit.symbol,
        "indicator": reading.indicator,
        "canonical": translate(reading.kpi.stated(target), language),
    }


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
