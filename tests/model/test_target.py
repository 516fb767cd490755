"""Targets: direction and reference belong together."""

from decimal import Decimal

import pytest

from kpixl.model.fiscal import FiscalYear
from kpixl.model.target import (
    DO,
    NO_TARGET,
    Direction,
    Fixed,
    Frequency,
    Mean,
    National,
    Period,
    Prior,
    Target,
)

WITH_REFERENCE = [Direction.AT_LEAST, Direction.AT_MOST, Direction.EQUAL]
WITHOUT_REFERENCE = [Direction.DO, Direction.NONE]


@pytest.mark.parametrize("direction", WITH_REFERENCE)
def test_a_comparing_direction_needs_a_reference(direction):
    with pytest.raises(ValueError, match="direction and reference do not fit"):
        Target(direction)


@pytest.mark.parametrize("direction", WITHOUT_REFERENCE)
@pytest.mark.parametrize("reference", [Fixed(Decimal(0)), Prior()])
def test_do_and_no_target_take_no_reference(direction, reference):
    with pytest.raises(ValueError, match="direction and reference do not fit"):
        Target(direction, reference)


@pytest.mark.parametrize("years", [1, 11])
def test_a_mean_is_of_two_to_ten_years(years):
    assert [Mean(count).years for count in (2, 10)] == [2, 10]
    with pytest.raises(ValueError, match="a mean of fewer than two years"):
        Mean(years)


def test_a_national_figure_is_of_one_year():
    with pytest.raises(ValueError, match="two years"):
        National(prior=True, year=FiscalYear(2024))


@pytest.mark.parametrize(
    ("direction", "reference", "strict", "match"),
    [
        (Direction.AT_LEAST, Frequency(2, Period.YEAR), False, "do not fit"),
        (Direction.NONE, Frequency(2, Period.YEAR), False, "no target with a reference"),
        (Direction.EQUAL, Prior(), True, "nothing to be strict about"),
        (Direction.DO, None, True, "nothing to be strict about"),
    ],
)
def test_what_does_not_fit_together_is_no_target(direction, reference, strict, match):
    with pytest.raises(ValueError, match=match):
        Target(direction, reference, strict)


def test_something_is_done_once_at_least():
    with pytest.raises(ValueError, match="never"):
        Frequency(0, Period.YEAR)


@pytest.mark.parametrize("direction", WITH_REFERENCE)
def test_a_prior_without_a_baseline_is_a_reference(direction):
    assert Target(direction, Prior()).reference == Prior(None, year_end=False)


def test_do_and_no_target_are_not_the_same():
    assert DO != NO_TARGET
    assert (DO.direction, NO_TARGET.direction) == (Direction.DO, Direction.NONE)


def test_a_target_of_zero_is_a_target():
    assert Target(Direction.AT_MOST, Fixed(Decimal(0))) != NO_TARGET
