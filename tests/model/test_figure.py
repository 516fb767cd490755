"""Figures: a number or a state, never both, and none of the states is 0."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpixl.model.figure import BLANK, MISSING, UNREADABLE, Figure, FigureState, decimal_of, stored_number

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
    [
        (62.2, "62.2"),
        (7001.0, "7001"),
        (7001, "7001"),
        (7000.0, "7000"),
        (-5.0, "-5"),
        (-0.0, "0"),  # what =-A1 gives over an empty cell
        (0.1 + 0.2, "0.3"),
        (59.94999999999999, "59.95"),
        (59.949999999999996, "59.95"),
        (15.000000000000002, "15"),
        (123456.0009765625, "123456.000976563"),  # a tie goes away from zero
        (-123456.0009765625, "-123456.000976563"),
        (9007199254740993.0, "9007199254740990"),
    ],
)
def test_a_cells_number_becomes_the_decimal_it_shows(number, shown):
    assert str(decimal_of(number)) == shown


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
def test_infinity_and_nan_are_refused(number):
    with pytest.raises(ValueError, match="not a finite number"):
        decimal_of(number)


@given(st.floats(-1e300, 1e300, allow_subnormal=False))
def test_a_cells_number_has_fifteen_digits_that_excel_shows(number):
    shown = decimal_of(number)
    assert len(shown.normalize().as_tuple().digits) <= 15
    assert float(shown) == pytest.approx(number, rel=5.0001e-15)


@given(st.decimals(-(10**12), 10**12, places=3, allow_nan=False))
def test_no_digit_that_somebody_typed_is_lost(typed):
    assert decimal_of(float(typed)) == typed


@given(st.floats(-1e300, 1e300))
def test_what_is_written_is_read_back_the_same(number):
    """The library for writing gives a cell 16 digits, one fewer than some floats have."""
    shown = decimal_of(number)
    assert decimal_of(float(f"{stored_number(shown):.16G}")) == shown
    assert stored_number(number) == stored_number(shown)


def test_a_whole_number_is_stored_as_it_is():
    assert repr(stored_number(7001)) == "7001"
