"""Rounding and adding, whatever a number's length."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpixl.model.rounding import digits_after_point, exact_sum, round_half_up

ANY = st.decimals(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        ("59.95", 1, "60.0"),
        ("59.949", 1, "59.9"),
        ("-59.95", 1, "-60.0"),
        ("2.675", 2, "2.68"),
        ("0.5", 0, "1"),
        ("20394736842105263157894736842105263157.8947", 1, "20394736842105263157894736842105263157.9"),
    ],
)
def test_ties_go_away_from_zero_at_any_length(value, decimals, rounded):
    assert str(round_half_up(Decimal(value), decimals)) == rounded


@pytest.mark.parametrize(("value", "digits"), [("7", 0), ("7.50", 1), ("1E+3", 0), ("7.6E-35", 36)])
def test_zeros_at_the_end_are_no_digits(value, digits):
    assert digits_after_point(Decimal(value)) == digits


@given(st.lists(st.decimals(-(10**15), 10**15, places=15, allow_nan=False), max_size=6), st.randoms())
def test_a_sum_is_exact_in_every_order(values, random):
    shuffled = random.sample(values, len(values))
    assert exact_sum(shuffled) == exact_sum(values)
    assert exact_sum([*values, *(value.copy_negate() for value in values)]) == 0


def test_a_small_number_is_not_lost_beside_a_large_one():
    assert exact_sum([Decimal(10**15), Decimal("1E-29")]) - Decimal(10**15) != 0
    assert (
        str(exact_sum([Decimal(10**15), Decimal("1E-29")]))
        == "1000000000000000.00000000000000000000000000001"
    )


@given(ANY.filter(lambda value: abs(value.adjusted()) < 400), st.integers(0, 6))
def test_no_number_is_too_long_to_be_rounded(value, decimals):
    assert digits_after_point(round_half_up(value, decimals)) <= decimals
