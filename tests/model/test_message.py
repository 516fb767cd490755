"""Details survive JSON unharmed, and what is no detail is refused."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpixl.model.fiscal import FiscalYear
from kpixl.model.message import Amount, StatedTarget, WordGroup, decode, details_of, encode, message
from kpixl.model.target import (
    DO,
    Conditional,
    Direction,
    Fixed,
    Frequency,
    HigherOf,
    LowerOf,
    Mean,
    Period,
    Prior,
    Target,
)
from kpixl.model.unit import NO_UNIT, UNITS, Unit, UnitKind

RATE = UNITS[0]

numbers = st.decimals(allow_nan=False, allow_infinity=False)
perhaps = st.none() | numbers
parts = st.one_of(
    st.builds(Fixed, numbers),
    st.builds(Prior, perhaps, year_end=st.booleans()),
    st.builds(Mean, st.integers(2, 10), perhaps),
)
past_parts = parts.filter(lambda part: not isinstance(part, Fixed))
references = st.one_of(
    parts,
    st.builds(HigherOf, parts, parts, perhaps),
    st.builds(LowerOf, parts, parts, perhaps),
    st.builds(Conditional, st.builds(Fixed, numbers), numbers, past_parts, perhaps),
)
directions = st.sampled_from((Direction.AT_LEAST, Direction.AT_MOST, Direction.EQUAL))
often = st.builds(Frequency, st.integers(1, 999), st.sampled_from(Period))
targets = (
    st.just(DO) | st.builds(Target, directions, references) | st.builds(Target, st.just(Direction.DO), often)
)
declared = Unit("㎡", "square metres", UnitKind.MEASURE, decimals=1)
units = st.sampled_from((NO_UNIT, declared, *UNITS))
single = st.one_of(
    st.text(),
    st.integers(),
    numbers,
    st.dates(),
    st.datetimes(),
    st.builds(FiscalYear, st.integers(1926, 2100)),
    st.builds(Amount, numbers, units, st.integers(0, 6)),
    st.builds(
        StatedTarget,
        target=targets,
        unit=units,
        decimals=st.integers(0, 6),
        language=st.sampled_from(("", "ja", "en")),
    ),
    st.builds(WordGroup, st.text()),
)
details = st.recursive(
    single,
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(min_size=1), inner, max_size=3).map(
            lambda named: message("word.x", **named)
        )
    ),
    max_leaves=5,
)


@given(details)
def test_a_detail_comes_back_from_json_as_it_was(detail):
    back = decode(json.loads(json.dumps(encode(detail))))
    assert back == detail
    assert type(back) is type(detail)
    assert hash(back) == hash(detail)


@given(numbers)
def test_a_number_keeps_the_digits_that_it_has(number):
    back = decode(encode(number))
    assert isinstance(back, Decimal)
    assert back.as_tuple() == number.as_tuple()


# Masters that are on file hold exactly this.
STORED = {
    "seen": "62.2％ 全国3位",
    "count": 3,
    "prior": {
        "is": "amount",
        "value": {"is": "number", "value": "60.70"},
        "unit": {"is": "unit", "value": "％"},
        "decimals": 1,
    },
    "year": {"is": "fiscal_year", "year": 2024},
    "due": {"is": "date", "value": "2025-05-30"},
    "saved": {"is": "time", "value": "2025-05-30T09:15:00"},
    "reason": {"is": "message", "key": "word.reason.no_prior", "details": [["year", "2023"]]},
    "accepted": {"is": "word_group", "key": "word.direction"},
    "branches": ["宮崎", "静岡"],
    "target": {
        "is": "stated_target",
        "target": {
            "is": "target",
            "direction": "at_least",
            "reference": {
                "is": "conditional",
                "usual": {"is": "fixed", "value": {"is": "number", "value": "80"}},
                "limit": {"is": "number", "value": "80"},
                "instead": {"is": "prior", "baseline": None, "year_end": True},
                "baseline": None,
            },
        },
        "unit": {"is": "unit", "value": "％"},
        "decimals": 1,
        "language": "",
    },
}
TYPED = {
    "seen": "62.2％ 全国3位",
    "count": 3,
    "prior": Amount(Decimal("60.70"), RATE, 1),
    "year": FiscalYear(2024),
    "due": dt.date(2025, 5, 30),
    "saved": dt.datetime.fromisoformat("2025-05-30T09:15:00"),
    "reason": message("word.reason.no_prior", year="2023"),
    "accepted": WordGroup("word.direction"),
    "branches": ("宮崎", "静岡"),
    "target": StatedTarget(
        target=Target(Direction.AT_LEAST, Conditional(Fixed(Decimal(80)), Decimal(80), Prior(year_end=True))),
        unit=RATE,
        decimals=1,
    ),
}


@pytest.mark.parametrize("name", STORED)
def test_what_a_master_holds_does_not_change(name):
    assert encode(TYPED[name]) == STORED[name]
    assert decode(STORED[name]) == TYPED[name]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"is": "something_later", "value": "1"},
        {"is": "number", "value": "1,5"},
        {"is": "number", "value": 1},
        {"is": "unit", "value": "furlong"},
        {"is": "fixed", "value": "15"},
        {"is": "fixed"},
        {"is": "fixed", "value": {"is": "number", "value": "15"}, "more": 1},
        {"is": "fiscal_year", "year": "2024"},
        {"is": "target", "direction": "sideways", "reference": None},
        {"is": "target", "direction": "at_least", "reference": None},
        {"is": "target", "direction": "at_least", "reference": "80"},
        {"is": "message", "key": 1, "details": []},
        {"is": "message", "key": "word.x", "details": ["a"]},
        {"is": "date", "value": "30 May"},
    ],
)
def test_what_is_no_detail_is_refused(data):
    with pytest.raises(ValueError, match="no detail"):
        decode(data)


def test_what_no_detail_can_be_is_not_written():
    with pytest.raises(TypeError, match="no detail"):
        encode(1.5)


def test_details_stand_in_one_order_whoever_gives_them():
    assert details_of({"b": 1, "a": "x"}) == details_of({"a": "x", "b": 1}) == (("a", "x"), ("b", 1))
