"""Figures of the whole: what counts, what it rests on, and what contradicts it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kpixl.model.aggregate import Aggregate, Coverage, RoundResult, SeriesPoint
from kpixl.model.assessment import Judgement, Outcome, Reason
from kpixl.model.figure import Figure, FigureState
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import AggregateRule, RoundKpi

D = Decimal
UNKNOWN = Outcome(reason=Reason.NOT_REPORTED)
ALL, SOME = Coverage(branches=3, of=3), Coverage(branches=2, of=3)


@pytest.mark.parametrize(
    ("branches", "of", "share", "complete"),
    [
        (3, 3, None, True),
        (2, 3, None, False),
        (0, 0, None, False),
        (3, 3, "1", True),
        (3, 3, "0.9995", True),
        (3, 3, "0.9994", False),
        (3, 3, "1.0004", True),
        (3, 3, "1.0005", False),
        (2, 3, "1", False),
    ],
)
def test_a_figure_is_complete_with_every_branch_and_the_denominator_to_a_tenth_of_a_percent(
    branches, of, share, complete
):
    assert Coverage(branches=branches, of=of, share=share and D(share)).complete is complete


def whole(published=None, computed="62.1", coverage=ALL, **fields):
    made = Outcome(D(computed)) if computed else UNKNOWN
    known = {
        "kpi_code": "rate", "block": "", "rule": AggregateRule.RATIO, "coverage": coverage,
        "published": published and D(published), "computed": made, "difference": UNKNOWN, "prior": None,
        "published_prior": None, "change": UNKNOWN, "change_basis": AggregateRule.NONE, "improved": None,
    }  # fmt: skip
    return Aggregate(**known | fields)


@pytest.mark.parametrize(
    ("aggregate", "value", "basis", "is_partial"),
    [
        (whole("62.0"), "62.0", AggregateRule.PUBLISHED, False),
        (whole("62.0", coverage=SOME), "62.0", AggregateRule.PUBLISHED, False),
        (whole("0"), "0", AggregateRule.PUBLISHED, False),
        (whole(), "62.1", AggregateRule.RATIO, False),
        (whole(coverage=SOME), "62.1", AggregateRule.RATIO, True),
        (whole(computed=None, coverage=SOME), None, AggregateRule.NONE, False),
    ],
)
def test_a_published_figure_counts_before_a_computed_one(aggregate, value, basis, is_partial):
    assert (aggregate.value, aggregate.basis) == (value and D(value), basis)
    assert aggregate.is_partial is is_partial


def test_the_same_holds_for_last_years():
    assert whole(prior=D(61)).last_year == 61
    assert whole(prior=D(61), published_prior=D(0)).last_year == 0


@pytest.mark.parametrize(
    ("computed", "prior", "is_empty"), [("62.1", None, False), (None, D(61), False), (None, None, True)]
)
def test_there_is_nothing_to_show_without_a_figure_of_either_year(computed, prior, is_empty):
    assert whole(computed=computed, prior=prior).is_empty is is_empty


@pytest.mark.parametrize(
    ("coverage", "difference", "contradicts"),
    [
        (ALL, Outcome(D("0.1")), True),
        (ALL, Outcome(D("0.0")), False),
        (SOME, Outcome(D("0.1")), False),
        (ALL, UNKNOWN, False),
    ],
)
def test_a_published_figure_is_contradicted_only_by_all_branches(coverage, difference, contradicts):
    assert whole(coverage=coverage, difference=difference).contradicts is contradicts


def test_a_point_of_a_series_has_a_number_or_none():
    point = SeriesPoint(fiscal_year=FiscalYear(2024), figure=Figure.of("62.1"), segment=0, change=UNKNOWN)
    assert point.value == D("62.1")
    assert replace(point, figure=None).value is None
    assert replace(point, figure=Figure(FigureState.UNSETTLED)).value is None


def test_branches_without_a_target_are_in_no_count():
    kpi = RoundKpi(code="r", pillar="p", measure="m", indicator="i", counted_kpi="rate")
    result = RoundResult(
        kpi=kpi, achieved=5, not_achieved=3, not_judged=2, no_target=37, needed=9,
        judgement=Judgement.NOT_JUDGED, reason=Reason.NOT_REPORTED, rate=UNKNOWN,
    )  # fmt: skip
    assert result.with_target == 10
