"""What stands out: the ends of the orders, rates alone, and no KPI in both of the first two."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kpixl.model.plan import Branch
from kpixl.model.summary import KpiResult, Tally
from kpixl.rules.assessment.assess import assess
from kpixl.rules.summary.highlights import find_highlights
from tests.rules.builders import make_entry, make_kpi, make_plan

BRANCHES = (Branch("01", "札幌"), Branch("02", "函館"))


def result(code: str, achieved: int, not_achieved: int, not_judged: int = 0) -> KpiResult:
    return KpiResult(make_kpi(code), Tally(achieved, not_achieved, not_judged))


def codes(results: tuple[KpiResult, ...]) -> list[str]:
    return [item.kpi.code for item in results]


def test_the_highest_share_comes_first_and_more_branches_decide_between_equal_shares():
    results = [
        result("one_of_one", 1, 0),
        result("forty_of_forty", 40, 0),
        result("half", 1, 1),
        result("none", 0, 3),
    ]
    found = find_highlights(results, [], 2)
    assert codes(found.most_achieved) == ["forty_of_forty", "one_of_one"]
    assert codes(found.least_achieved) == ["none", "half"]


def test_a_kpi_that_nobody_achieved_or_missed_is_at_neither_end():
    found = find_highlights([result("all", 2, 0), result("nobody", 0, 2), result("unknown", 0, 0, 2)], [], 3)
    assert (codes(found.most_achieved), codes(found.least_achieved)) == (["all"], ["nobody"])


def test_where_every_branch_achieves_everything_nothing_is_least_achieved():
    found = find_highlights([result("a", 2, 0), result("b", 2, 0)], [], 3)
    assert (codes(found.most_achieved), found.least_achieved) == (["a"], ())


def test_moves_go_by_direction_and_leave_other_units_out():
    kpis = (
        make_kpi("rate"),
        make_kpi("bids", direction="at_most"),
        make_kpi("yen", unit="円", decimals=0),
        make_kpi("new", comparable=False),
    )
    targets = {
        ("01", "rate"): "50以上",
        ("01", "bids"): "20以下",
        ("01", "yen"): "5以上",
        ("01", "new"): "5以上",
    }
    prior = {("01", "rate"): "60", ("01", "bids"): "10", ("01", "yen"): 9000, ("01", "new"): "1"}
    plan = make_plan(*kpis, branches=BRANCHES[:1], targets=targets, prior=prior)
    rows = assess(
        plan,
        [
            make_entry("01", "rate", "58"),
            make_entry("01", "bids", "7"),
            make_entry("01", "yen", 100),
            make_entry("01", "new", 99),
        ],
    )
    found = find_highlights([KpiResult(kpi, Tally()) for kpi in kpis], rows, 3)
    assert [(row.kpi_code, row.change_on_prior.value) for row in found.improvements] == [
        ("bids", Decimal(-3))
    ]
    assert [(row.kpi_code, row.change_on_prior.value) for row in found.falls] == [("rate", Decimal(-2))]


@given(
    tallies=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 5)), max_size=12),
    most=st.integers(1, 5),
)
def test_no_kpi_is_at_both_ends_and_each_end_is_in_order(tallies, most):
    results = [result(f"k{number}", *counts) for number, counts in enumerate(tallies)]
    found = find_highlights(results, [], most)
    assert not set(codes(found.most_achieved)) & set(codes(found.least_achieved))
    best = [Decimal(item.tally.achieved) / item.tally.judged for item in found.most_achieved]
    worst = [Decimal(item.tally.achieved) / item.tally.judged for item in found.least_achieved]
    assert best == sorted(best, reverse=True)
    assert worst == sorted(worst)
    assert max(len(best), len(worst)) <= most
