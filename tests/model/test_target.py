"""Targets: direction and reference belong together."""

from decimal import Decimal

import pytest

from kpixl.model.target import DO, NO_TARGET, Direction, Fixed, Prior, Target

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


@pytest.mark.parametrize("direction", WITH_REFERENCE)
def test_a_prior_without_a_baseline_is_a_reference(direction):
    assert Target(direction, Prior()).reference == Prior(None, year_end=False)


def test_do_and_no_target_are_not_the_same():
    assert DO != NO_TARGET
    assert (DO.direction, NO_TARGET.direction) == (Direction.DO, Direction.NONE)


def test_a_target_of_zero_is_a_target():
    assert Target(Direction.AT_MOST, Fixed(Decimal(0))) != NO_TARGET
