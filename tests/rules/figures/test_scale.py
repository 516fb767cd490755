"""A figure has slipped where it is about a hundred or a thousand times another, either way."""

from decimal import Decimal

import pytest

from kpixl.rules.figures.scale import find_scale


@pytest.mark.parametrize(
    ("value", "scale"),
    [
        ("0.622", "hundredth"),
        ("0.0622", "thousandth"),
        ("6220", "hundredfold"),
        ("62200", "thousandfold"),
        ("-0.622", "hundredth"),
        ("62.2", ""),
        ("31.1", ""),
        ("124.4", ""),
        ("6.22", ""),  # a tenth may be true
        ("622", ""),
        ("0.311", "hundredth"),  # within a factor of two
        ("0.310", ""),
        ("1.244", "hundredth"),
        ("1.245", ""),
        ("0.0311", "thousandth"),
        ("0.0310", ""),
        ("0.1244", "thousandth"),
        ("0.1245", ""),
        ("3110", "hundredfold"),
        ("3109", ""),
        ("12440", "hundredfold"),
        ("12441", ""),
        ("31100", "thousandfold"),
        ("31099", ""),
        ("124400", "thousandfold"),
        ("124401", ""),
        ("0", ""),
    ],
)
def test_a_slip_is_named_by_its_scale(value, scale):
    assert find_scale(Decimal(value), Decimal("62.2")) == scale


def test_beside_a_zero_nothing_has_slipped():
    assert find_scale(Decimal("62.2"), Decimal(0)) == ""
    assert find_scale(Decimal(0), Decimal(0)) == ""
