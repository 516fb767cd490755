"""Achievement rates in print: rounded alike on every sheet, never onto the other side of a limit."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kpixl.books.summary.measures.grade_words import kpi_text
from kpixl.books.writing.styles import rate_format
from kpixl.locale import catalogue
from kpixl.model.grade import GradeInputs
from kpixl.rules.plan.grade_schemes import find_preset


@pytest.mark.parametrize(
    ("rate", "shown"),
    [("1.0437", "104.4%"), ("1.1997", "119.97%"), ("1.2", "120.0%"), ("0.99996", "99.996%")],
)
def test_the_lowest_rate_is_rounded_and_never_onto_a_limit_that_it_misses(rate, shown):
    scheme = find_preset("独法5段階")
    inputs = replace(GradeInputs(), kpis=1, achieved=1, least_rate=Decimal(rate))
    assert kpi_text(inputs, scheme, catalogue("ja")).endswith(shown)


@pytest.mark.parametrize(
    ("rate", "minus", "shown"),
    [
        ("0.963", "-", "0.0%"),
        ("0.9996", "-", "0.00%"),
        ("-0.2", "-", "0.0%"),
        ("-0.2", "△", '0.0%;"△"0.0%'),
    ],
)
def test_a_rate_has_the_plans_minus_and_as_many_decimals_as_it_takes(rate, minus, shown):
    assert rate_format(Decimal(rate), minus=minus) == shown
