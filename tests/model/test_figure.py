"""Figures: a number or a state, never both, and none of the states is 0."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpixl.model.figure import BLANK, MISSING, UNREADABLE, Figure, FigureState, decimal_of

STATES = [state for state in FigureState if state is not FigureState.NUMBER]


def test_a_number_needs_a_value():
    with pytest.raises(ValueError, match="has a value exactly when"):
        Figure(FigureState.NUMBER)


@pytest.mark.parametrize("state", STATES)
def test_a_state_takes_no_value_not_even_zero(state):
    with pytest.raises(ValueError, match="has a value exactly when"):
        Figure(state, Decimal(0))


@pytest.mark.parametrize("state", STATES)
def test_no_state_equals_zero(state):
    assert Figure(state) != Figure.of(0)
    assert Figure(state).value is None


def test_the_named_states_are_three_different_figures():
    assert len({BLANK, MISSING, UNREADABLE}) == 3


def test_a_figure_is_made_from_decimal_int_or_text():
    assert Figure.of("62.2") == Figure.of(Decimal("62.2"))
    assert Figure.of(7001).value == Decimal(7001)


@pytest.mark.parametrize(
    ("number", "shown"),
    [(62.2, "62.2"), (7001.0, "7001"), (7001, "7001"), (0.1 + 0.2, "0.30000000000000004"), (-5.0, "-5")],
)
def test_a_cells_number_becomes_the_decimal_it_shows(number, shown):
    assert str(decimal_of(number)) == shown


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
def test_infinity_and_nan_are_refused(number):
    with pytest.raises(ValueError, match="not a finite number"):
        decimal_of(number)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_no_digit_of_a_cells_number_is_lost(number):
    assert float(decimal_of(number)) == number
