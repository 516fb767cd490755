"""Whether a change may be chance: held against scipy, and against what must hold of any such test."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, fisher_exact, norm
from scipy.stats.contingency import expected_freq

from kpixl.model.head_counts import Counts
from kpixl.model.kpi import AggregateRule
from kpixl.rules.assessment.assess import assess
from kpixl.rules.assessment.chance import (
    are_proportions,
    chance_of_whole,
    compare_proportions,
    limits_of_chance,
)
from tests.rules.builders import (
    MIYAZAKI,
    OITA,
    make_counted_kpi,
    make_entry,
    make_history_row,
    make_plan,
)


def counts(numerator: int, denominator: int) -> Counts:
    return Counts(Decimal(denominator), Decimal(numerator))


PROPORTIONS = st.integers(1, 100_000).flatmap(
    lambda denominator: st.integers(0, denominator).map(lambda numerator: counts(numerator, denominator))
)


@pytest.mark.parametrize(
    ("now", "before", "chance"),
    [
        ((5, 6), (8, 26), False),  # 83.3% of six tenders against 30.8% of 26: rare, even of so few
        ((2, 6), (8, 26), True),
        ((90_250, 144_000), (88_200, 143_000), False),  # a rise of one point among 144,000 persons is none
        ((62, 100), (60, 100), True),
        ((0, 10), (0, 12), True),
        ((10, 10), (12, 12), True),
    ],
)
def test_few_cases_explain_what_many_do_not(now, before, chance):
    assert compare_proportions(counts(*now), counts(*before)).may_be_chance is chance


def table_of(now: Counts, before: Counts) -> list[list[int]]:
    return [[int(side.numerator), int(side.denominator - side.numerator)] for side in (now, before)]


def all_or_none(table: list[list[int]]) -> bool:
    return not all(map(sum, zip(*table, strict=True)))


@given(PROPORTIONS, PROPORTIONS)
def test_the_p_value_is_that_of_the_chi_square_test_and_of_fishers_where_few_are_expected(now, before):
    tested, table = compare_proportions(now, before).p_value, table_of(now, before)
    if all_or_none(table):  # scipy has no answer
        assert tested == 1
    elif expected_freq(table).min() < 5:
        assert tested == pytest.approx(fisher_exact(table).pvalue, rel=1e-6, abs=1e-9)
    else:
        assert tested == pytest.approx(chi2_contingency(table, correction=False).pvalue, abs=1e-9)


SMALL = st.integers(1, 40).flatmap(
    lambda denominator: st.integers(0, denominator).map(lambda numerator: counts(numerator, denominator))
)


@given(SMALL, SMALL)
def test_of_very_few_cases_the_p_value_is_that_of_fishers_exact_test(now, before):
    table = table_of(now, before)
    if not all_or_none(table) and expected_freq(table).min() < 5:
        tested = compare_proportions(now, before).p_value
        assert tested == pytest.approx(fisher_exact(table).pvalue, rel=1e-7)


@pytest.mark.parametrize(
    ("now", "before", "p_value"),
    [
        ((3, 6), (0, 8), 0.0549450549450549),  # the z-test says 0.024, and would call it a rise
        ((1, 9), (11, 14), 0.002759456185220083),
        ((0, 4), (4, 4), 0.02857142857142857),
        ((300, 10**15), (0, 10**9), 1.0),
        ((0, 10**15), (300, 10**9), 0.0),
    ],
)
def test_fishers_exact_test_of_known_tables(now, before, p_value):
    assert compare_proportions(counts(*now), counts(*before)).p_value == pytest.approx(p_value, abs=1e-9)


@given(PROPORTIONS, PROPORTIONS)
def test_which_year_comes_first_makes_no_difference(now, before):
    assert compare_proportions(now, before).p_value == pytest.approx(compare_proportions(before, now).p_value)


MANY = st.integers(1_000, 100_000).flatmap(
    lambda denominator: st.integers(1_000, 100_000).map(
        lambda numerator: counts(min(numerator, denominator * 9 // 10), denominator)
    )
)


@given(MANY, MANY, st.integers(2, 50))
def test_more_cases_of_the_same_rates_never_look_more_like_chance(now, before, times):
    grown = [Counts(side.denominator * times, side.numerator * times) for side in (now, before)]
    assert compare_proportions(*grown).p_value <= compare_proportions(now, before).p_value + 1e-12


@pytest.mark.parametrize("pair", [(5, 4), (-1, 4), (0, 0)])
def test_a_numerator_that_is_no_part_of_its_denominator_is_not_tested(pair):
    assert not are_proportions(counts(*pair))
    with pytest.raises(ValueError, match="no proportions"):
        compare_proportions(counts(*pair), counts(1, 2))


@pytest.mark.parametrize("share", [0.95, 0.998])
@given(st.floats(0, 1), st.integers(1, 1_000_000))
def test_the_limits_are_those_of_the_normal_distribution(share, centre, denominator):
    low, high = limits_of_chance(centre, denominator, share)
    spread = (centre * (1 - centre) / denominator) ** 0.5
    if spread:
        expected = norm.interval(share, loc=centre, scale=spread)
        assert low == pytest.approx(max(0, expected[0]), abs=1e-9)
        assert high == pytest.approx(min(1, expected[1]), abs=1e-9)
    else:
        assert (low, high) == (centre, centre)


def test_two_wrong_directions_are_the_same_distance():
    up, down = (compare_proportions(counts(side, 100), counts(50, 100)).p_value for side in (60, 40))
    assert up == pytest.approx(down)


# ── the change of all branches together ──────────────────────────────────────────────────────────

NOW = {"45": (70, 120), "44": (150, 300)}  # numerator and denominator by branch
BEFORE = {"45": (55, 110), "44": (140, 310)}


def percent(pair: tuple[int, int]) -> Decimal:
    return 100 * Decimal(pair[0]) / Decimal(pair[1])


def chance_of(now, before, *, uncounted=(), **fields):
    """The test of two branches' figures, without last year's counts for those that are `uncounted`."""
    kpi = make_counted_kpi(**{"aggregate": AggregateRule.RATIO, **fields})
    history = [
        make_history_row(code, percent(pair), None if code in uncounted else pair)
        for code, pair in before.items()
    ]
    plan = replace(make_plan(kpi, branches=(MIYAZAKI, OITA)), history=tuple(history))
    rows = assess(plan, [make_entry(code, "rate", percent(pair), pair) for code, pair in now.items()])
    return chance_of_whole(plan, kpi, rows)


def test_the_whole_is_tested_by_the_sums_of_the_branches_counts():
    table = [[220, 200], [195, 225]]  # 70+150 of 120+300, 55+140 of 110+310
    expected = chi2_contingency(table, correction=False).pvalue
    assert chance_of(NOW, BEFORE).p_value == pytest.approx(expected, abs=1e-12)


def test_few_cases_of_all_branches_are_tested_exactly():
    found = chance_of({"45": (2, 3), "44": (3, 3)}, {"45": (0, 4), "44": (1, 4)})
    assert found.p_value == pytest.approx(fisher_exact([[5, 1], [1, 7]]).pvalue, rel=1e-9)


@pytest.mark.parametrize("year", ["now", "before"])
def test_a_branch_with_one_of_the_years_is_not_in_the_sums(year):
    now, before = (
        {"45": NOW["45"]} if year == "now" else NOW,
        {"45": BEFORE["45"]} if year == "before" else BEFORE,
    )
    expected = chi2_contingency([[70, 50], [55, 55]], correction=False).pvalue
    assert chance_of(now, before).p_value == pytest.approx(expected, abs=1e-12)


def test_where_a_branch_with_both_years_lacks_its_counts_nothing_is_tested():
    assert chance_of(NOW, BEFORE, uncounted=("44",)) is None


@pytest.mark.parametrize(
    "changed",
    [{"aggregate": AggregateRule.MEAN}, {"aggregate": AggregateRule.PUBLISHED}, {"comparable": False}],
    ids=["mean", "published", "another definition"],
)
def test_only_a_quotient_of_sums_that_may_be_compared_is_tested(changed):
    assert chance_of(NOW, BEFORE, **changed) is None


def test_counts_that_the_figure_does_not_come_from_are_not_tested():
    assert chance_of({**NOW, "44": (301, 300)}, BEFORE) is None
