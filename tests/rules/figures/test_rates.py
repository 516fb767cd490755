"""Rates of counts and counts of rates: exact, and rounded once."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kpixl.model.assessment import Assessment
from kpixl.model.figure import Figure, FigureState
from kpixl.model.kpi import CountRounding
from kpixl.rules.assessment.assess import assess
from kpixl.rules.figures.rates import (
    counts_behind,
    planned_count,
    quotient,
    rate_differs,
    rate_of_counts,
    typed_otherwise,
)
from tests.rules.builders import make_entry, make_kpi, make_plan

RATE = make_kpi()
PER_HEAD = make_kpi(unit="件", decimals=2)
D = Decimal


@pytest.mark.parametrize(
    ("kpi", "numerator", "denominator", "exact", "rounded"),
    [
        (RATE, 311, 500, "62.2", "62.2"),
        (RATE, 1, 3, "33.3333333333333", "33.3"),
        (RATE, 2, 3, "66.6666666666667", "66.7"),
        (PER_HEAD, 5, 4, "1.25", "1.25"),
        (PER_HEAD, 1, 8, "0.125", "0.13"),
    ],
)
def test_a_rate_is_a_percentage_and_any_other_quotient_is_itself(kpi, numerator, denominator, exact, rounded):
    assert quotient(kpi, D(numerator), D(denominator)) == D(exact)
    assert rate_of_counts(kpi, D(numerator), D(denominator)) == D(rounded)


@pytest.mark.parametrize(
    ("printed", "differs"), [("62.2", False), ("62.24", False), ("62.25", True), ("62.1", True)]
)
def test_a_printed_rate_is_held_against_its_counts_at_the_kpis_decimals(printed, differs):
    assert rate_differs(RATE, D(311), D(500), D(printed)) is differs


@pytest.mark.parametrize(
    ("kpi", "denominator", "target", "rounding", "count"),
    [
        (RATE, 176_849, "78.3", CountRounding.HALF_UP, 138_473),  # 138,472.767
        (RATE, 1000, "62.24", CountRounding.HALF_UP, 622),
        (RATE, 1000, "62.24", CountRounding.UP, 623),
        (RATE, 1000, "62.2", CountRounding.UP, 622),
        (RATE, 1000, "62.25", CountRounding.HALF_UP, 623),
        (PER_HEAD, 1000, "1.25", CountRounding.HALF_UP, 1250),
    ],
)
def test_a_planned_count_is_a_whole_number(kpi, denominator, target, rounding, count):
    assert planned_count(kpi, D(denominator), D(target), rounding) == count


def assessed(value, counts=None) -> Assessment:
    (row,) = assess(make_plan(RATE), [make_entry(value=value, counts=counts)])
    return row


@pytest.mark.parametrize(
    ("value", "counts", "behind"),
    [
        ("62.2", (311, 500), (311, 500)),
        ("0.0", (0, 500), (0, 500)),
        ("70.0", (311, 500), None),  # head office has put in another figure
        ("62.2", None, None),
        (FigureState.UNSETTLED, (311, 500), None),
        ("62.2", (311, 0), None),
        ("-62.2", (311, -500), None),
    ],
)
def test_counts_stand_behind_a_figure_that_they_give(value, counts, behind):
    assert counts_behind(RATE, assessed(value, counts)) == behind


def test_a_figure_of_no_return_has_no_counts():
    assert counts_behind(RATE, replace(assessed("62.2", (311, 500)), entry=None)) is None


@pytest.mark.parametrize(
    ("typed", "figure"),
    [
        ("62.2", None),
        ("62.2％", None),
        ("62.24", None),
        ("62.3", Figure.of("62.3")),
        ("62.25", Figure.of("62.25")),
        ("0", Figure.of(0)),
        ("約62", Figure(FigureState.UNREADABLE)),
        ("", Figure(FigureState.BLANK)),
    ],
)
def test_what_was_typed_beside_counts_is_told_where_it_is_another_rate(typed, figure):
    assert typed_otherwise(RATE, typed, D("62.2")) == figure
