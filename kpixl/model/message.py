"""What fills a sentence, as typed values: the words, units and eras of a language are locale's.

Findings and explanations have such details; `encode` and `decode` take them through JSON unharmed.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import TypeAlias, cast, get_type_hints

from kpixl.model.fiscal import FiscalYear
from kpixl.model.target import (
    Conditional,
    Direction,
    Fixed,
    Frequency,
    HigherOf,
    LowerOf,
    Mean,
    National,
    OfYear,
    Period,
    Prior,
    Scaled,
    Shifted,
    Target,
)
from kpixl.model.unit import NO_UNIT, UNITS, Unit, UnitKind, find_unit


@dataclass(frozen=True)
class Amount:
    """A number with its unit; it is shown with `decimals` digits after the point, or as many as it has."""

    value: Decimal
    unit: Unit = NO_UNIT
    decimals: int = 0

    @classmethod
    def as_typed(cls, value: Decimal, unit: Unit = NO_UNIT) -> "Amount":
        """With the digits that the number itself has: 62.0 stays 62.0."""
        exponent = value.as_tuple().exponent
        return cls(value, unit, max(0, -exponent) if isinstance(exponent, int) else 0)

    def as_difference(self) -> "Detail":
        """The same as the difference of two figures: 120件; of rates in points."""
        if self.unit.kind is UnitKind.RATE:
            return message("explain.points", amount=replace(self, unit=NO_UNIT))
        return self


@dataclass(frozen=True, kw_only=True)
class StatedTarget:
    """A target of a KPI, to be said in words.

    `language` is set where it answers a text of one language; '' stands for the reader's own.
    """

    target: Target
    unit: Unit
    decimals: int = 0
    language: str = ""


@dataclass(frozen=True)
class Message:
    """A text of the catalogue by its key, and what fills its placeholders."""

    key: str
    details: "tuple[tuple[str, Detail], ...]" = ()


@dataclass(frozen=True)
class WordGroup:
    """All the words of a group of the catalogue, in its order: what a closed list accepts."""

    key: str


# A str is shown as somebody typed it; several details in one place are listed.
Detail: TypeAlias = (
    "str | int | Decimal | dt.date | dt.datetime | FiscalYear | Unit | Amount | StatedTarget | Message"
    " | WordGroup | tuple[Detail, ...]"
)
Details: TypeAlias = tuple[tuple[str, Detail], ...]
# How a detail is said in a language: rules that fix a text for good are given it, and know no words.
Translate: TypeAlias = Callable[["Detail", str], str]
Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"


def message(key: str, /, **details: Detail) -> Message:
    """A text of the catalogue with its details by name."""
    return Message(key, tuple(details.items()))


def details_of(named: "dict[str, Detail]") -> Details:
    """Details by name, in one order whoever gives them."""
    return tuple(sorted(named.items(), key=lambda item: item[0]))


# Masters hold these names and those of the fields: a record may be added here, none renamed.
_RECORDS: dict[str, type] = {
    "amount": Amount,
    "stated_target": StatedTarget,
    "message": Message,
    "word_group": WordGroup,
    "fiscal_year": FiscalYear,
    "target": Target,
    "fixed": Fixed,
    "prior": Prior,
    "mean": Mean,
    "higher_of": HigherOf,
    "lower_of": LowerOf,
    "conditional": Conditional,
    "of_year": OfYear,
    "national": National,
    "scaled": Scaled,
    "shifted": Shifted,
    "frequency": Frequency,
}
# Fields that masters of 0.1.0 do not hold; with these values they are left out.
_LATER = {("target", "strict"): False, ("conditional", "limit_strict"): False}
_NAMES = {record: name for name, record in _RECORDS.items()}


def encode(detail: object) -> Json:
    """A detail as plain JSON values; every type but text, whole numbers and lists bears its name."""
    match detail:
        case None | bool() | int():
            return detail
        case str():
            return str(detail)
        case tuple():
            return [encode(part) for part in detail]
        case Decimal():
            return {"is": "number", "value": str(detail)}
        case dt.datetime():
            return {"is": "time", "value": detail.isoformat()}
        case dt.date():
            return {"is": "date", "value": detail.isoformat()}
        case Unit() if detail in (NO_UNIT, *UNITS):
            return {"is": "unit", "value": detail.symbol}
        case Unit():  # one that the plan declares
            about: dict[str, Json] = {"english": detail.english, "decimals": detail.decimals}
            return {"is": "unit", "value": detail.symbol, "kind": str(detail.kind), **about}
        case _ if type(detail) in _NAMES:
            held = {field.name: getattr(detail, field.name) for field in fields(detail)}  # type: ignore[arg-type]  # one of _RECORDS
            name = _NAMES[type(detail)]
            later = {key for key in held if (name, key) in _LATER and held[key] == _LATER[name, key]}
            return {"is": name, **{key: encode(value) for key, value in held.items() if key not in later}}
    raise TypeError(f"no detail: {detail!r}")


def decode(data: Json) -> Detail:
    """The detail that `encode` made of it.

    Raises:
        ValueError: the data are no detail, or one of a later version.
    """
    try:
        return cast(Detail, _decode(data))
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"no detail: {data!r}") from error


def _decode(data: Json) -> object:
    if isinstance(data, list):
        return tuple(_decode(part) for part in data)
    if not isinstance(data, dict):
        return data
    name, values = str(data["is"]), {key: _decode(part) for key, part in data.items() if key != "is"}
    match name, values:
        case "number", {"value": str(text)}:
            return Decimal(text)
        case "time", {"value": str(text)}:
            return dt.datetime.fromisoformat(text)
        case "date", {"value": str(text)}:
            return dt.date.fromisoformat(text)
        case "unit", {"value": str(symbol), "kind": str(kind), "english": str(said), "decimals": int(places)}:
            return Unit(symbol, said, UnitKind(kind), decimals=places)
        case "unit", {"value": str(symbol)}:
            return _needed(find_unit(symbol))
        case "message", {"key": str(key), "details": tuple(pairs)}:
            return Message(key, tuple((str(about), part) for about, part in pairs))
    if name == "target":
        values["direction"] = Direction(str(values["direction"]))
    if name == "frequency":
        values["per"] = Period(str(values["per"]))
    return _checked(_RECORDS[name](**values))


def _checked(record: object) -> object:
    """The record, if each of its fields has the type that it is declared with."""
    for name, declared in get_type_hints(type(record)).items():
        if not isinstance(getattr(record, name), declared):
            raise TypeError(name)
    return record


def _needed(unit: Unit | None) -> Unit:
    if unit is None:
        raise ValueError("a unit that is not on the list")
    return unit
