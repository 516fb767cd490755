"""How far off the misses are: the farthest first, what rests on few cases and what has no rate behind."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from kpixl.model.assessment import Judgement
from kpixl.model.plan import Branch
from kpixl.rules.assessment.assess import assess
from kpixl.rules.summary.misses import rank_misses
from tests.rules.builders import make_counted_kpi, make_entry, make_kpi, make_plan
from tests.searching import examples

BRANCHES = tuple(Branch(code=f"{number:02}", name=f"第{number}") for number in range(1, 7))


def ranked(plan, entries):
    misses = rank_misses(plan, assess(plan, entries))
    return [(row.branch_code, row.kpi_code) for row in misses.ranked], misses


def test_misses_of_different_units_go_by_achievement_rate():
    kpis = (make_kpi("rate"), make_kpi("yen", unit="円", decimals=0), make_kpi("days", direction="at_most"))
    targets = {("01", "rate"): "50以上", ("01", "yen"): "1000以上", ("01", "days"): "10以下"}
    plan = make_plan(*kpis, branches=BRANCHES[:1], targets=targets)
    entries = [
        make_entry("01", "rate", 49),  # 98 %
        make_entry("01", "yen", 700),  # 70 %
        make_entry("01", "days", 11),  # 2 - 1.1: 90 %
    ]
    order, misses = ranked(plan, entries)
    assert order == [("01", "yen"), ("01", "days"), ("01", "rate")]
    assert (misses.near, misses.far, misses.of_few, misses.without_rate) == (1, 1, 0, 0)


def test_what_is_achieved_or_not_judged_is_no_miss():
    plan = make_plan(branches=BRANCHES[:3], targets="50以上")
    order, _misses = ranked(plan, [make_entry("01", value=50), make_entry("02", value=49)])
    assert order == [("02", "rate")]


def test_a_rate_of_few_cases_stands_behind_however_far_it_is_off():
    plan = make_plan(make_counted_kpi(direction="at_most"), branches=BRANCHES[:3], targets="20以下")
    entries = [
        make_entry("01", value="33.3", counts=(2, 6)),
        make_entry("02", value="21.0", counts=(21, 100)),
        make_entry("03", value="22.0", counts=(2_200, 10_000)),
    ]
    order, misses = ranked(plan, entries)
    assert [branch for branch, _kpi in order] == ["03", "02", "01"]
    assert misses.of_few == 1
    assert misses.ranked[-1].few_cases == (Decimal(2), Decimal(6))


def test_what_was_not_done_has_no_rate_and_stands_last():
    kpis = (make_kpi("plan", unit="", direction="do", decimals=0), make_kpi("rate"))
    targets = {("01", "plan"): "実施", ("01", "rate"): "50以上"}
    plan = make_plan(*kpis, branches=BRANCHES[:1], targets=targets)
    order, misses = ranked(plan, [make_entry("01", "plan", 0), make_entry("01", "rate", 49)])
    assert order == [("01", "rate"), ("01", "plan")]
    assert misses.without_rate == 1


def test_equal_misses_keep_the_plans_order_of_kpis_then_of_branches():
    plan = make_plan(make_kpi("a"), make_kpi("b"), branches=BRANCHES[:2], targets="50以上")
    entries = [make_entry(branch, kpi, 40) for kpi in ("b", "a") for branch in ("02", "01")]
    assert ranked(plan, entries)[0] == [("01", "a"), ("02", "a"), ("01", "b"), ("02", "b")]


_ACTUALS = st.lists(st.decimals(0, 100, places=1, allow_nan=False), min_size=6, max_size=6)


@given(actuals=_ACTUALS, target=st.decimals(1, 99, places=1), at_most=st.booleans())
@settings(max_examples=examples(60))
def test_a_larger_miss_never_ranks_below_a_smaller_one(actuals, target, at_most):
    kpi = make_kpi(direction="at_most" if at_most else "at_least")
    plan = make_plan(kpi, branches=BRANCHES, targets=f"{target}{'以下' if at_most else '以上'}")
    entries = [
        make_entry(branch.code, value=actual) for branch, actual in zip(BRANCHES, actuals, strict=True)
    ]
    rows = assess(plan, entries)
    found = rank_misses(plan, list(reversed(rows))).ranked
    off = [abs(row.figure.value - target) for row in found]
    assert off == sorted(off, reverse=True)
    assert {row.branch_code for row in found} == {
        row.branch_code for row in rows if row.judgement is Judgement.NOT_ACHIEVED
    }
