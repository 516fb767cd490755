"""Which KPIs have a trend, which years it spans, what may be joined, and which lines a chart draws."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpixl.model.figure import FigureState
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import AggregateRule
from kpixl.model.plan import Branch
from kpixl.model.plan_figures import HistoryRow, NationalRow
from kpixl.model.trend import MOST_LINES, Role
from kpixl.rules.assessment.aggregates import compute_aggregates
from kpixl.rules.assessment.assess import assess
from kpixl.rules.summary.trend_axes import chart_axis
from kpixl.rules.summary.trends import find_trends
from tests.rules.builders import MIYAZAKI, OITA, SHIZUOKA, YEAR, make_entry, make_figure, make_kpi, make_plan


def trends_of(*kpis, past, now, branches=(MIYAZAKI,), national=None):
    """Trends from past figures by (year, branch, KPI), this year's by (branch, KPI), published by year."""
    kpis = kpis or (make_kpi(),)
    plan = replace(
        make_plan(*kpis, branches=branches, targets={}),
        history=tuple(
            HistoryRow(
                fiscal_year=FiscalYear(year), branch_code=branch, kpi_code=kpi, actual=make_figure(value)
            )
            for (year, branch, kpi), value in past.items()
        ),
        national=tuple(
            NationalRow(
                fiscal_year=FiscalYear(year), kpi_code=kpis[0].code, target=None, actual=Decimal(value)
            )
            for year, value in (national or {}).items()
        ),
    )
    entries = [make_entry(branch, kpi, value) for (branch, kpi), value in now.items()]
    return find_trends(plan, assess(plan, entries), compute_aggregates(plan, entries))


def numbers(line):
    return [None if point is None or point.value is None else str(point.value) for point in line.points]


# ── years, and which KPIs ───────────────────────────────────────────────────────────────────────────
def test_all_kpis_share_the_years_from_the_first_number_of_any_branch():
    past = {(2021, "45", "a"): "60", (2023, "44", "b"): "30"}
    now = {("45", "a"): "62", ("44", "b"): "31"}
    found = trends_of(make_kpi("a"), make_kpi("b"), past=past, now=now, branches=(OITA, MIYAZAKI))
    assert [year.year for year in found.years] == [2021, 2022, 2023, 2024]
    assert {trend.kpi.code: [numbers(line) for line in trend.lines] for trend in found.kpis} == {
        "a": [[None] * 4, ["60", None, None, "62"]],
        "b": [[None, None, "30", "31"], [None] * 4],
    }


def test_a_kpi_with_numbers_of_one_year_only_is_left_out_by_name():
    found = trends_of(
        make_kpi("a"),
        make_kpi("b"),
        past={(2023, "45", "a"): "60", (2023, "45", "b"): FigureState.UNKNOWN},
        now={("45", "a"): "61", ("45", "b"): "50"},
    )
    assert [trend.kpi.code for trend in found.kpis] == ["a"]
    assert [kpi.code for kpi in found.left_out] == ["b"]


def test_two_branches_with_one_year_each_make_no_trend():
    past, now = {(2023, "44", "rate"): "60"}, {("45", "rate"): "61"}
    assert trends_of(past=past, now=now, branches=(OITA, MIYAZAKI)).kpis == ()


def test_published_figures_alone_make_a_trend():
    found = trends_of(past={}, now={}, national={2023: "57.7", 2024: "58.4"})
    assert [numbers(line) for line in found.kpis[0].lines] == [["57.7", "58.4"], [None, None]]


def test_only_the_last_ten_years_are_shown_and_that_is_said():
    past = {(year, "45", "rate"): "60" for year in (2010, 2015, 2023)}
    found = trends_of(past=past, now={("45", "rate"): "61"})
    assert [year.year for year in found.years] == list(range(2015, 2025))
    assert found.earlier
    del past[2010, "45", "rate"]
    assert not trends_of(past=past, now={("45", "rate"): "61"}).earlier


# ── what may be joined ──────────────────────────────────────────────────────────────────────────────
def line_of(past, now, **kpi):
    past = {(year, "45", "rate"): value for year, value in past.items()}
    [trend] = trends_of(make_kpi(**kpi), past=past, now={("45", "rate"): now}).kpis
    return trend, trend.lines[-1]


def test_a_change_of_definition_parts_the_segments_and_is_placed():
    past = {2021: "10", 2022: "11", 2023: "35"}
    trend, line = line_of(past, "36", comparable_since=FiscalYear(2023))
    assert (trend.changed, line.breaks, line.segments) == (2, {2}, ((0, 1), (2, 3)))
    assert line.joined(trend.changed) == (2, 3)
    assert trend.extent == (Decimal(35), Decimal(36))


def test_a_definition_of_this_year_joins_nothing_and_has_no_chart():
    trend, line = line_of({2023: "10"}, "35", comparable=False, not_comparable_reason="x")
    assert (trend.changed, line.joined(1), trend.drawn, trend.axis) == (1, None, (), None)


def test_a_definition_that_all_years_have_is_no_change():
    trend, _line = line_of({2023: "10"}, "11", comparable_since=FiscalYear(2023))
    assert trend.changed is None


@pytest.mark.parametrize(
    ("past", "now", "joined"),
    [
        ({2021: "1", 2022: "2", 2023: "3"}, "4", (0, 3)),
        ({2021: "1", 2023: "3"}, "4", (0, 3)),  # a gap is in it
        ({2021: "1", 2022: FigureState.UNKNOWN, 2023: "3"}, "4", (2, 3)),  # a word would be drawn as 0
        ({2021: "1", 2022: "2", 2023: "3"}, FigureState.UNSETTLED, (0, 2)),
        ({2021: "1", 2022: FigureState.UNKNOWN, 2023: "3"}, FigureState.UNSETTLED, None),
    ],
)
def test_one_line_holds_no_word(past, now, joined):
    _trend, line = line_of(past, now)
    assert line.joined(0) == joined


# ── which lines are drawn ───────────────────────────────────────────────────────────────────────────
def many(values, direction="at_least", *, published=True):
    branches = [Branch(code=f"{number:02}", name=f"支部{number}") for number in range(1, len(values) + 1)]
    past = {(2023, branch.code, "rate"): "50" for branch in branches}
    now = {(branch.code, "rate"): value for branch, value in zip(branches, values, strict=True)}
    national = {2023: "50", 2024: "55"} if published else None
    [trend] = trends_of(
        make_kpi(direction=direction), past=past, now=now, branches=branches, national=national
    ).kpis
    return [(drawn.role, drawn.line.item.branch_code if drawn.line.item else "") for drawn in trend.drawn]


def test_few_branches_are_all_drawn_beside_the_whole():
    drawn = many(["51", "52", "53"])
    assert drawn == [(Role.WHOLE, ""), *((Role.BRANCH, code) for code in ("01", "02", "03"))]
    assert [role for role, _code in many(["51", "52", "53", "54"], published=False)] == [Role.BRANCH] * 4


def test_of_many_branches_the_best_the_middle_and_the_last_are_drawn():
    drawn = [(Role.WHOLE, ""), (Role.BEST, "02"), (Role.MIDDLE, "04"), (Role.LAST, "05")]
    assert many(["52", "59", "51", "53", "40", "58", "54"]) == drawn


def test_the_best_of_a_ceiling_is_the_lowest():
    drawn = many(["52", "59", "51", "53", "40", "58", "54"], "at_most")
    assert drawn == [(Role.WHOLE, ""), (Role.BEST, "05"), (Role.MIDDLE, "04"), (Role.LAST, "02")]


def test_without_better_and_worse_the_highest_and_lowest_are_named_as_such():
    drawn = many(["52", "59", "51", "53", "40"], "equal")
    assert drawn == [(Role.WHOLE, ""), (Role.HIGHEST, "02"), (Role.MEDIAN, "01"), (Role.LOWEST, "05")]


@pytest.mark.parametrize("direction", ["at_least", "at_most", "equal"])
def test_where_hardly_anybody_has_returned_those_who_have_are_drawn_by_name(direction):
    """A figure of last year's must not be told as this year's highest or lowest."""
    drawn = many([None, "59", None, None, "51", None], direction)
    assert drawn[0] == (Role.WHOLE, "")
    assert {role for role, _code in drawn[1:]} == {Role.BRANCH}
    assert [code for _role, code in drawn[1:]][:2] == (
        ["05", "02"] if direction == "at_most" else ["02", "05"]
    )


@given(st.lists(st.integers(1, 99), min_size=1, max_size=9), st.booleans())
def test_a_chart_never_has_more_lines_than_it_can_show_apart(values, published):
    drawn = many([str(value) for value in values], published=published)
    assert 1 <= len(drawn) <= MOST_LINES
    assert len(set(drawn)) == len(drawn)


def test_a_missing_branch_has_a_line_of_the_table_but_none_of_the_chart():
    past = {(2023, code, "rate"): "50" for code in ("22", "45")}
    now = {("45", "rate"): "51", ("22", "rate"): "52"}
    [trend] = trends_of(past=past, now=now, branches=(SHIZUOKA, OITA, MIYAZAKI)).kpis
    assert [line.item.branch_code for line in trend.lines] == ["22", "44", "45"]
    assert [one.line.item.branch_code for one in trend.drawn] == ["22", "45"]


# ── the axis ────────────────────────────────────────────────────────────────────────────────────────
FIGURES = st.decimals(-(10**6), 10**6, places=2, allow_nan=False)


@given(st.lists(FIGURES, min_size=1, max_size=8), st.integers(0, 2))
def test_the_axis_holds_every_figure_between_round_marks(values, decimals):
    axis = chart_axis(values, decimals)
    assert axis.low <= min(values) <= max(values) <= axis.high
    assert axis.low % axis.step == 0
    assert axis.high % axis.step == 0
    assert 1 <= (axis.high - axis.low) / axis.step <= 10
    assert axis.step.normalize().as_tuple().digits in ((1,), (2,), (5,))
    assert axis.low >= 0 or min(values) < 0


@pytest.mark.parametrize(
    ("values", "decimals", "axis"),
    [
        (("56.6", "64.2", "62.2", "57.7"), 1, ("56", "66", "2")),
        (("99.9", "100"), 0, ("96", "100", "2")),  # not beyond what a rate can be
        (("0", "0"), 1, ("0", "0.4", "0.2")),
        (("8472", "9024", "10075", "7001"), 0, ("6000", "11000", "1000")),
    ],
)
def test_the_axis_of_known_figures(values, decimals, axis):
    most = Decimal(100) if max(map(Decimal, values)) <= 100 else None
    found = chart_axis(map(Decimal, values), decimals, Decimal(0), most)
    assert (found.low, found.high, found.step) == tuple(map(Decimal, axis))


def test_a_sum_does_not_stretch_the_axis_of_its_branches_and_a_target_is_within_a_rates():
    prior = {("45", "offices"): 100, ("44", "offices"): 110}
    kpi = make_kpi("offices", unit="事業所", decimals=0, aggregate=AggregateRule.SUM)
    plan = make_plan(kpi, branches=(MIYAZAKI, OITA), prior=prior)
    rows = assess(plan, [make_entry("45", "offices", 120), make_entry("44", "offices", 130)])
    [trend] = find_trends(plan, rows, compute_aggregates(plan, [row.entry for row in rows])).kpis
    assert trend.apart
    assert trend.axis is not None
    assert trend.axis.high < 200  # the whole is 250

    assert trend.axis_apart is not None

    national = [NationalRow(fiscal_year=YEAR, kpi_code="rate", target=Decimal(80), actual=Decimal(60))]
    plan = make_plan(make_kpi(), prior={("45", "rate"): 50}, national=national)
    rows = assess(plan, [make_entry("45", "rate", 55)])
    [trend] = find_trends(plan, rows, compute_aggregates(plan, [row.entry for row in rows])).kpis
    assert trend.targets == (None, Decimal(80))
    assert trend.axis is not None
    assert trend.axis.high >= 80


def test_a_sum_whose_branches_have_no_figure_stands_on_the_charts_first_axis():
    kpi = make_kpi("offices", unit="事業所", decimals=0, aggregate=AggregateRule.SUM)
    published = {2022: 4000, 2023: 5000, 2024: 6000}
    [trend] = trends_of(kpi, past={}, now={("45", "offices"): FigureState.UNSETTLED}, national=published).kpis
    assert [one.role for one in trend.drawn] == [Role.WHOLE]
    assert trend.axis is not None
    assert (trend.axis.low, trend.axis.high, trend.axis.step) == (0, 8000, 2000)
    assert trend.axis_apart is None
