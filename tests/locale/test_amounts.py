"""Numbers as people read them."""

from decimal import Decimal

import pytest

from kpixl.locale.amounts import format_number


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        ("8185", 0, "8,185"),
        ("64.6", 1, "64.6"),
        ("64", 1, "64.0"),
        ("64.60", 1, "64.6"),
        ("0.214", 1, "0.214"),
        ("-1234567.8", 0, "-1,234,567.8"),
        ("1E+3", 0, "1,000"),
        ("0.00", 1, "0.0"),
    ],
)
def test_a_number_is_shown_with_commas_and_no_digit_lost(value, decimals, shown):
    assert format_number(Decimal(value), decimals) == shown
