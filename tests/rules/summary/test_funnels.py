"""Funnel plots: the limits open towards small branches, and only who is beyond them is named."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpixl.model.plan import Branch
from kpixl.rules.assessment.assess import assess
from kpixl.rules.summary.funnels import find_funnels
from tests.rules.builders import make_counted_kpi, make_entry, make_kpi, make_plan


def funnels(counts, kpi=None):
    """The funnels of one KPI, from each branch's numerator and denominator."""
    codes = [f"{number:02d}" for number in range(1, len(counts) + 1)]
    plan = make_plan(
        kpi or make_counted_kpi(), branches=[Branch(code=code, name=code) for code in codes], targets="50以上"
    )
    entries = [
        make_entry(
            code, value=f"{Decimal(numerator) / denominator * 100:.1f}", counts=(numerator, denominator)
        )
        for code, (numerator, denominator) in zip(codes, counts, strict=True)
    ]
    return find_funnels(plan, assess(plan, entries))


def test_a_small_branch_is_within_where_a_large_one_of_the_same_rate_is_outside():
    (funnel,) = funnels([(6, 10), (60_000, 100_000), (48_000, 100_000), (50_000, 100_000)])
    assert funnel.centre == (6 + 60_000 + 48_000 + 50_000) / 300_010
    assert funnel.outside == ("02", "03", "04")


def test_the_limits_run_from_the_smallest_to_the_largest_denominator_and_narrow_on_the_way():
    (funnel,) = funnels([(6, 10), (600, 1_000), (5_500, 10_000)])
    sizes = [limit.denominator for limit in funnel.limits]
    assert (sizes[0], sizes[-1]) == (10, 10_000)
    assert sizes == sorted(sizes)
    widths = [limit.upper_998 - limit.lower_998 for limit in funnel.limits]
    assert widths == sorted(widths, reverse=True)
    assert all(
        one.lower_998 <= one.lower_95 <= funnel.centre <= one.upper_95 <= one.upper_998
        for one in funnel.limits
    )


def test_two_branches_and_figures_without_counts_make_no_funnel():
    assert funnels([(6, 10), (5, 10)]) == ()
    plan = make_plan(make_kpi(), branches=[Branch(code=code, name=code) for code in "abc"], targets="50以上")
    assert find_funnels(plan, assess(plan, [make_entry(code, value=60) for code in "abc"])) == ()


@pytest.mark.parametrize("sizes", [(10, 10, 10), (100, 101, 109)])
def test_the_curves_of_branches_of_about_one_size_go_on_beyond_them(sizes):
    (funnel,) = funnels([(size // 2, size) for size in sizes])
    drawn = [limit.denominator for limit in funnel.limits]
    assert (drawn[0], drawn[-1]) == (pytest.approx(min(sizes) / 1.1), pytest.approx(max(sizes) * 1.1))
    assert all(limit.lower_998 < 0.5 < limit.upper_998 for limit in funnel.limits)


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(500, 1_000)), min_size=3, max_size=6))
def test_the_order_of_branches_makes_no_difference_to_who_is_outside(counts):
    found, turned = funnels(counts), funnels(counts[::-1])
    last = len(counts) + 1
    assert {int(code) for code in found[0].outside} == {last - int(code) for code in turned[0].outside}
