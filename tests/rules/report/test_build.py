"""What a branch's report knows of a KPI: the rate typed beside its counts, and the lines of its picture."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kpixl.model.figure import BLANK, Figure, FigureState
from kpixl.model.kpi import AggregateRule
from kpixl.model.report import CountSeries
from kpixl.rules.assessment.assess import assess
from kpixl.rules.report.build import Said, build_reports
from kpixl.rules.summary.build import build_summary
from tests.rules.builders import (
    MIYAZAKI,
    OITA,
    YEAR,
    make_counted_kpi,
    make_entry,
    make_history_row,
    make_kpi,
    make_ledger_row,
    make_plan,
)


def reported(kpi, *entries, prior=None, history=None, **settings):
    """What the report of 宮崎 has of its one KPI."""
    plan = make_plan(kpi, branches=(MIYAZAKI, OITA), prior=prior or {}, **settings)
    if history is not None:
        plan = replace(plan, history=tuple(history))
    ledger = [make_ledger_row(branch) for branch in plan.branches]
    summary = build_summary(plan, "run", assess(plan, entries), ledger, (), ())
    (report,) = build_reports(summary, Said(), [MIYAZAKI])
    ((found,),) = [measure.kpis for measure in report.measures if measure.kpis]
    return found


def typed(text, figure="65.2"):
    entry = make_entry("45", "rate", Decimal(figure), counts=(652, 1000))
    return replace(entry, actual=replace(entry.actual, typed=text))


@pytest.mark.parametrize("text", ["63", "63.0%", "６３．０％", " 63.0 ％"])
def test_a_rate_that_the_counts_contradict_is_told_however_it_is_typed(text):
    assert reported(make_counted_kpi(), typed(text)).reported == 63


@pytest.mark.parametrize("text", ["65.2", "65.20％", "65.21", "", "未確定", "about 63"])
def test_the_same_rate_at_the_kpis_decimals_and_no_rate_at_all_are_not_told(text):
    assert reported(make_counted_kpi(), typed(text)).reported is None


def test_beside_a_figure_of_head_offices_nothing_is_told_of_the_counts():
    assert reported(make_counted_kpi(), typed("63", figure="70.0")).reported is None


@pytest.mark.parametrize(("aggregate", "beside"), [(AggregateRule.SUM, False), (AggregateRule.MEAN, True)])
def test_a_sum_of_all_branches_is_no_line_beside_one_of_them(aggregate, beside):
    kpi = make_kpi(unit="件", decimals=0, aggregate=aggregate)
    prior = {("45", "rate"): 100, ("44", "rate"): 110}
    trend = reported(kpi, make_entry("45", "rate", 120), make_entry("44", "rate", 130), prior=prior).trend
    assert trend is not None
    assert (trend.whole is not None) == beside
    assert trend.axis.high < 200  # the whole is 250


def test_the_line_of_all_branches_is_not_that_of_the_branches_with_both_years():
    kpi, prior = make_kpi(aggregate=AggregateRule.MEAN), {("45", "rate"): 62}
    trend = reported(kpi, make_entry("45", "rate", 64), make_entry("44", "rate", 20), prior=prior).trend
    assert trend is not None
    assert trend.whole is not None
    assert [point and point.value for point in trend.whole.points] == [None, 42]


@pytest.mark.parametrize(("unit", "counted", "low"), [("件", True, 0), ("％", False, 40)])  # the target is 50
def test_a_count_stands_on_zero_and_a_rate_need_not(unit, counted, low):
    kpi = make_kpi(unit=unit, decimals=0)
    trend = reported(kpi, make_entry("45", "rate", 90), prior={("45", "rate"): 85}).trend
    assert trend is not None
    assert trend.is_counted is counted
    assert trend.axis.low == low


def test_the_persons_behind_a_rate_are_those_of_years_with_both_counts():
    kpi = make_counted_kpi()
    history = [make_history_row(value="63.1", counts=(631, 1000))]
    trend = reported(kpi, typed("65.2"), history=history).trend
    assert trend is not None
    assert trend.persons[-2:] == (631, 652)


def test_the_persons_of_one_year_alone_are_not_shown():
    trend = reported(make_counted_kpi(), typed("65.2"), prior={("45", "rate"): "63.1"}).trend
    assert trend is not None
    assert trend.persons == ()


def without_rate(*counts):
    """This year's entry of which nothing but the counts is known."""
    return replace(make_entry("45", "rate", None, counts=counts), figure=Figure(FigureState.UNSETTLED))


def test_counts_without_a_rate_have_a_picture_of_their_own_denominators_first():
    history = [make_history_row(value=FigureState.UNSETTLED, counts=(631, 1000))]
    found = reported(make_counted_kpi(), without_rate(652, 1010), history=history)
    assert found.trend is None
    assert found.count_trend is not None
    assert found.count_trend.years == (YEAR.prior, YEAR)
    assert found.count_trend.series == (
        CountSeries("対象者数", (Decimal(1000), Decimal(1010))),
        CountSeries("受診者数", (Decimal(631), Decimal(652))),
    )
    assert (found.count_trend.axis.low, found.count_trend.axis.high) == (0, 1500)


def test_numerators_alone_are_one_series():
    past = replace(make_history_row(value=FigureState.UNSETTLED, counts=(631, 1000)), denominator=None)
    entry = replace(without_rate(652, 1010), denominator=BLANK)
    found = reported(make_counted_kpi(), entry, history=[past]).count_trend
    assert found is not None
    assert found.series == (CountSeries("受診者数", (Decimal(631), Decimal(652))),)


def test_a_year_without_counts_between_two_with_keeps_its_place():
    history = [make_history_row(counts=(631, 1000), year=YEAR.prior.prior)]
    found = reported(make_counted_kpi(), without_rate(652, 1010), history=history).count_trend
    assert found is not None
    assert found.series[1].counts == (Decimal(631), None, Decimal(652))


def test_counts_of_one_year_of_another_definition_or_beside_a_rate_that_has_a_picture_have_none():
    past = [make_history_row(value=FigureState.UNSETTLED, counts=(631, 1000))]
    assert reported(make_counted_kpi(), without_rate(652, 1010)).count_trend is None
    other = make_counted_kpi(comparable=False, not_comparable_reason="定義変更")
    assert reported(other, without_rate(652, 1010), history=past).count_trend is None
    rates = [make_history_row(value="63.1", counts=(631, 1000))]
    assert reported(make_counted_kpi(), typed("65.2"), history=rates).count_trend is None


@pytest.mark.parametrize(("fewest", "place"), [(2, 2), (3, None)])
def test_last_years_rank_is_shown_among_as_many_branches_as_this_years(fewest, place):
    prior = {("45", "rate"): 60, ("44", "rate"): 70}
    found = reported(make_kpi(), make_entry("45", "rate", 65), prior=prior, fewest_ranked=fewest)
    assert (found.rank_prior.place if found.rank_prior else None) == place


@pytest.mark.parametrize("change", [{"comparable": False}, {"comparable_since": YEAR}])
def test_last_years_rank_is_not_of_another_definition(change):
    kpi = make_kpi(**change, not_comparable_reason="定義変更")
    prior = {("45", "rate"): 60, ("44", "rate"): 70}
    assert reported(kpi, make_entry("45", "rate", 65), prior=prior, fewest_ranked=1).rank_prior is None
