"""Figures over the years, with gaps and breaks."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpixl.model.assessment import Outcome, Reason
from kpixl.model.figure import Figure, FigureState
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import AggregateRule
from kpixl.model.plan_figures import HistoryRow, NationalRow
from kpixl.rules.assessment.aggregates import compute_aggregates
from kpixl.rules.assessment.assess import assess
from kpixl.rules.assessment.same_branches import same_branches
from kpixl.rules.assessment.series import aggregate_series, same_branches_series, series
from tests.rules.builders import MIYAZAKI, OITA, make_entry, make_figure, make_kpi, make_plan

BROKEN = Outcome(reason=Reason.NOT_COMPARABLE)


def points_of(kpi, past, actual=None):
    """A branch's series as (year, value, segment, change)."""
    history = tuple(
        HistoryRow(
            fiscal_year=FiscalYear(year), branch_code="45", kpi_code=kpi.code, actual=make_figure(value)
        )
        for year, value in past.items()
    )
    plan = replace(make_plan(kpi), history=history)
    [item] = assess(plan, [make_entry(kpi=kpi.code, value=actual)])
    return [
        (point.fiscal_year.year, point.value, point.segment, point.change) for point in series(plan, item)
    ]


def change(value):
    return Outcome(Decimal(value))


NO_PRIOR = Outcome(reason=Reason.NO_PRIOR)


def test_years_ascend_and_each_has_its_change_on_the_year_before():
    assert points_of(make_kpi(), {2023: "64.2", 2022: "62.4"}, "62.2") == [
        (2022, Decimal("62.4"), 1, NO_PRIOR),
        (2023, Decimal("64.2"), 1, change("1.8")),
        (2024, Decimal("62.2"), 1, change("-2.0")),
    ]


def test_a_year_without_a_figure_is_a_gap_that_no_change_bridges():
    assert points_of(make_kpi(), {2021: "60", 2023: "64"}, "62") == [
        (2021, Decimal(60), 1, NO_PRIOR),
        (2022, None, 1, Outcome(reason=Reason.NO_FIGURES)),
        (2023, Decimal(64), 1, NO_PRIOR),
        (2024, Decimal(62), 1, change("-2")),
    ]


def test_a_state_of_an_earlier_year_stays_what_it_is():
    points = points_of(make_kpi(), {2022: "60", 2023: FigureState.UNSETTLED}, "62")
    assert points[1:] == [
        (2023, None, 1, Outcome(reason=Reason.UNSETTLED)),
        (2024, Decimal(62), 1, NO_PRIOR),
    ]


def test_this_year_is_there_even_where_nothing_was_reported_and_nothing_is_on_file():
    assert points_of(make_kpi(), {}, None) == [(2024, None, 1, Outcome(reason=Reason.NOT_REPORTED))]


def test_the_break_is_where_todays_definition_begins():
    kpi = make_kpi(comparable_since=FiscalYear(2022))
    assert points_of(kpi, {2020: "30", 2021: "31", 2022: "9", 2023: "10"}, "11") == [
        (2020, Decimal(30), 1, NO_PRIOR),
        (2021, Decimal(31), 1, change("1")),
        (2022, Decimal(9), 2, BROKEN),
        (2023, Decimal(10), 2, change("1")),
        (2024, Decimal(11), 2, change("1")),
    ]


def test_a_gap_does_not_hide_a_break():
    kpi = make_kpi(comparable_since=FiscalYear(2023))
    points = points_of(kpi, {2021: "31", 2023: "10"}, "11")
    assert [(year, segment, found) for year, _value, segment, found in points] == [
        (2021, 1, NO_PRIOR),
        (2022, 1, Outcome(reason=Reason.NO_FIGURES)),
        (2023, 2, BROKEN),
        (2024, 2, change("1")),
    ]


def test_a_kpi_that_is_new_this_year_stands_apart_from_all_that_is_on_file():
    points = points_of(make_kpi(comparable=False), {2022: "8.9", 2023: "9.63"}, "33.9")
    assert [(segment, found) for _year, _value, segment, found in points] == [
        (1, NO_PRIOR),
        (1, change("0.73")),
        (2, BROKEN),
    ]


def test_figures_of_this_year_and_later_on_the_history_sheet_are_no_past():
    assert points_of(make_kpi(), {2024: "99", 2025: "98"}, "62") == [(2024, Decimal(62), 1, NO_PRIOR)]


@given(
    st.dictionaries(st.integers(2015, 2023), st.decimals(0, 100, places=1, allow_nan=False)),
    st.none() | st.integers(2014, 2025),
    st.booleans(),
)
def test_no_change_ever_joins_two_segments_or_skips_a_year(past, since, comparable):
    since_year = None if since is None else FiscalYear(since)
    kpi = make_kpi(comparable=comparable and (since is None or since < 2024), comparable_since=since_year)
    points = points_of(kpi, past, "50")
    assert [year for year, *_rest in points] == list(range(min([*past, 2024]), 2025))
    for (_year, before, segment, _change), (_next, value, next_segment, found) in pairwise(points):
        assert next_segment in (segment, segment + 1)
        joined = segment == next_segment and before is not None and value is not None
        assert found.value == (value - before if joined else None)


# ── national ─────────────────────────────────────────────────────────────────────────────────────

PUBLISHED = {2021: "55.4", 2022: "56.4", 2023: "57.7"}


def national_points(kpi, published, entries):
    rows = [
        NationalRow(fiscal_year=FiscalYear(year), kpi_code="rate", target=None, actual=Decimal(value))
        for year, value in published.items()
    ]
    plan = make_plan(kpi, branches=(OITA, MIYAZAKI), national=rows)
    [aggregate] = compute_aggregates(plan, entries)
    points = aggregate_series(plan, aggregate)
    return [(point.fiscal_year.year, point.value, point.segment, point.basis) for point in points], points


BOTH = [make_entry("44", value="60", counts=(6, 10)), make_entry("45", value="50", counts=(5, 10))]


def test_the_published_figures_make_the_national_series():
    found, points = national_points(make_kpi(), PUBLISHED | {2024: "58.4"}, BOTH)
    assert [value for _year, value, *_rest in found] == [
        Decimal(value) for value in ("55.4", "56.4", "57.7", "58.4")
    ]
    assert {(segment, basis) for _year, _value, segment, basis in found} == {(1, AggregateRule.PUBLISHED)}
    assert points[-1].change == change("0.7")


def test_a_computed_figure_of_every_branch_continues_it_and_says_what_it_is():
    found, points = national_points(make_kpi(aggregate=AggregateRule.RATIO), PUBLISHED, BOTH)
    assert found[-1] == (2024, Decimal("55.0"), 1, AggregateRule.RATIO)
    assert points[-1].change == change("-2.7")


@pytest.mark.parametrize(
    ("aggregate", "entries"),
    [(AggregateRule.RATIO, BOTH[:1]), (AggregateRule.MEAN, BOTH)],
    ids=["a part", "a mean"],
)
def test_a_figure_of_some_branches_or_a_mean_is_not_joined_to_what_is_published(aggregate, entries):
    found, points = national_points(make_kpi(aggregate=aggregate), PUBLISHED, entries)
    assert [(segment, basis) for _year, _value, segment, basis in found[-2:]] == [
        (1, AggregateRule.PUBLISHED),
        (2, aggregate),
    ]
    assert points[-1].change == Outcome(reason=Reason.BRANCHES_DIFFER)


def test_the_national_series_breaks_with_the_definition_too():
    found, points = national_points(make_kpi(comparable=False), PUBLISHED | {2024: "33.8"}, [])
    assert [segment for _year, _value, segment, _basis in found] == [1, 1, 1, 2]
    assert points[-1].change == BROKEN


def test_without_a_figure_this_year_the_last_point_is_a_gap():
    found, points = national_points(make_kpi(), PUBLISHED, BOTH)
    assert found[-1] == (2024, None, 1, AggregateRule.NONE)
    assert points[-1].figure is None
    assert isinstance(points[0].figure, Figure)


# ── the whole, computed from the branches' past years ─────────────────────────────────────────────

SUM = make_kpi(unit="件", decimals=0, aggregate=AggregateRule.SUM)


def plan_of(kpi, past, published=None):
    """`past` is branch -> year -> figure."""
    history = tuple(
        HistoryRow(fiscal_year=FiscalYear(year), branch_code=code, kpi_code="rate", actual=make_figure(value))
        for code, years in past.items()
        for year, value in years.items()
    )
    national = [
        NationalRow(fiscal_year=FiscalYear(year), kpi_code="rate", target=None, actual=Decimal(value))
        for year, value in (published or {}).items()
    ]
    return replace(make_plan(kpi, branches=(OITA, MIYAZAKI), national=national), history=history)


def whole_of(plan, entries):
    [aggregate] = compute_aggregates(plan, entries)
    return [
        (point.fiscal_year.year, point.value, point.segment) for point in aggregate_series(plan, aggregate)
    ]


PAST = {"44": {2021: 1, 2022: 100, 2023: 110}, "45": {2022: 200, 2023: 220}}
NOW = [make_entry("44", value=120), make_entry("45", value=240)]


def test_a_sum_is_computed_for_the_past_years_in_which_no_branch_lacks_its_figure():
    assert whole_of(plan_of(SUM, PAST), NOW) == [
        (2022, Decimal(300), 1),
        (2023, Decimal(330), 1),
        (2024, Decimal(360), 1),
    ]


def test_a_past_figure_that_was_published_stands_before_the_computed_one():
    assert whole_of(plan_of(SUM, PAST, {2023: 331}), NOW)[:2] == [
        (2022, Decimal(300), 1),
        (2023, Decimal(331), 1),
    ]


def test_past_means_are_not_joined_to_a_published_figure_even_over_a_gap():
    kpi = make_kpi(unit="日", decimals=1, aggregate=AggregateRule.MEAN)
    past = {"44": {2023: "6.0"}, "45": {2023: "7.0"}}
    found = whole_of(plan_of(kpi, past, {2021: "6.4"}), NOW)
    assert found == [
        (2021, Decimal("6.4"), 1),
        (2022, None, 1),
        (2023, Decimal("6.5"), 2),
        (2024, Decimal("180.0"), 2),
    ]


def test_where_a_branch_is_missing_the_same_branches_have_a_series_without_a_break():
    plan = plan_of(SUM, PAST)
    entries = NOW[:1]
    assert whole_of(plan, entries)[-2:] == [(2023, Decimal(330), 1), (2024, Decimal(120), 2)]
    [same] = [item for item in same_branches(plan, entries) if not item.block]
    points = same_branches_series(plan, same)
    assert [(point.fiscal_year.year, point.value, point.segment) for point in points] == [
        (2021, Decimal(1), 1),
        (2022, Decimal(100), 1),
        (2023, Decimal(110), 1),
        (2024, Decimal(120), 1),
    ]
    assert points[-1].change == change("10")
