"""Troubles of digits: what a formula leaves in a cell beyond the fifteen digits that Excel shows."""

import math
from collections.abc import Callable, Iterator
from decimal import Decimal

from kpixl.model.submission import Field
from tests.messy.returns import Messy
from tests.messy.trouble import Trouble

_SIDES = {"below": -math.inf, "above": math.inf}


def digits() -> Iterator[Trouble]:
    """Every trouble of digits: none of them changes a figure."""
    for name, side in _SIDES.items():
        yield Trouble("digits", f"honest-{name}", _stored(side))
        yield Trouble("digits", f"honest-{name}-in-a-count", _counted(side), takes=("counted",))
        yield Trouble("digits", f"honest-{name}-by-formula", _computed(side), frozenset({"stored"}))
    yield Trouble("digits", "honest-in-a-remark", _in_text(Field.REMARK), frozenset({"remarks"}))
    yield Trouble("digits", "honest-in-next_target", _in_text(Field.NEXT_TARGET), frozenset({"remarks"}))


def _value(m: Messy, kpi: str) -> Decimal:
    value = m.source.entry(kpi).figure.value
    assert value is not None
    return value


def _beside(value: Decimal, side: float) -> str:
    """The next number that a program can store: 62.199999999999996 for 62.2."""
    return repr(math.nextafter(float(value), side))


def _stored(side: float) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        kpi = m.take("rate")
        m.sheet.put(m.at(kpi), _beside(_value(m, kpi), side), kind="n")
        m.expect(kpi)

    return do


def _counted(side: float) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        kpi = m.take("counted")
        count = m.source.entry(kpi).numerator.value
        assert count is not None
        m.sheet.put(m.at(kpi, Field.NUMERATOR), _beside(count, side), kind="n")

    return do


def _computed(side: float) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        kpi = m.take("rate")
        value = _value(m, kpi)
        m.sheet.put_formula(m.at(kpi), f"{value}/1", _beside(value, side))
        m.expect(kpi)
        m.want("K414", kpi)

    return do


def _in_text(name: Field) -> Callable[[Messy], None]:
    def do(m: Messy) -> None:
        kpi = m.take("rate")
        m.sheet.put(m.at(kpi, name), "66.700000000000003", kind="n")
        m.alter(kpi, **{str(name): "66.7"})

    return do
