"""人数: counts by branch and in total, beside last year's and the planned ones."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpixl.model.assessment import Outcome, Reason
from kpixl.model.figure import FigureState
from kpixl.model.fiscal import FiscalYear
from kpixl.model.head_counts import Counts, CountScope
from kpixl.model.kpi import CountRounding, JudgeOn
from kpixl.model.plan_figures import PlannedCount
from kpixl.rules.assessment.assess import assess
from kpixl.rules.summary.head_counts import find_head_counts
from tests.rules.builders import (
    MIYAZAKI,
    OITA,
    SHIZUOKA,
    make_counted_kpi,
    make_entry,
    make_history_row,
    make_kpi,
    make_plan,
)

BRANCHES = (MIYAZAKI, OITA, SHIZUOKA)


def rate(pair):
    """The rate of (numerator, denominator) at one decimal, ties up."""
    numerator, denominator = map(Decimal, pair)
    return (numerator * 100 / denominator).quantize(Decimal("0.1"), "ROUND_HALF_UP")


def counted(actual, counts_before=None, planned=(), *, kpi=None, target="50以上", **settings):
    """What is found for pairs (numerator, denominator) by branch code, of this year and of last year."""
    plan = make_plan(kpi or make_counted_kpi(), branches=BRANCHES, targets=target, **settings)
    history = tuple(make_history_row(code, rate(pair), pair) for code, pair in (counts_before or {}).items())
    plan = replace(plan, history=plan.history + history, planned_counts=tuple(planned))
    entries = [make_entry(code, value=rate(pair), counts=pair) for code, pair in actual.items()]
    return find_head_counts(plan, assess(plan, entries))


def plan_of(code, denominator, numerator=None):
    return PlannedCount(
        branch_code=code,
        kpi_code="rate",
        denominator=Decimal(denominator),
        numerator=None if numerator is None else Decimal(numerator),
    )


def test_kagoshima_s_check_ups_of_two_years():
    [group] = counted({"45": (122887, 241386)}, {"45": (137526, 239176)})
    [row] = group.rows
    assert (row.actual, row.prior) == (Counts(241386, 122887), Counts(239176, 137526))
    assert (row.denominator_change, row.numerator_change) == (2210, -14639)
    assert (row.rate, row.prior_rate) == (Decimal("50.9"), Decimal("57.5"))
    assert row.rate_change == Outcome(Decimal("-6.6"))
    assert (group.totals, group.of) == ((), 3)  # one branch is no total


def test_shizuoka_s_check_ups_against_its_plan():
    [group] = counted({"22": (283564, 438120)}, planned=[plan_of("22", 424502, 286539)], target="67.5以上")
    assert group.rows[0].planned == Counts(424502, 286539)
    assert group.rows[0].plan_difference == 283564 - 286539


@pytest.mark.parametrize(
    ("rounding", "denominator", "target", "expected"),
    [
        (CountRounding.UP, 176849, "78.3以上", 138473),
        (CountRounding.HALF_UP, 176849, "78.3以上", 138473),
        (CountRounding.UP, 176849, "9.0以上", 15917),
        (CountRounding.HALF_UP, 176849, "9.0以上", 15916),
    ],
)
def test_a_planned_count_that_is_left_open_follows_from_the_target(rounding, denominator, target, expected):
    planned = [plan_of("45", denominator)]
    [group] = counted({}, planned=planned, target=target, count_rounding=rounding)
    [row] = group.rows
    assert row.planned == Counts(denominator, expected)
    assert (row.actual, row.plan_difference, row.rate) == (None, None, None)


def test_where_nobody_has_counts_yet_the_total_is_the_plan_s():
    [group] = counted({}, planned=[plan_of("45", 100, 40), plan_of("22", 100, 50)])
    [total] = group.totals
    assert (total.scope, total.actual, total.planned) == (CountScope.ALL, None, Counts(200, 90))


@pytest.mark.parametrize(("judge_on", "expected"), [(JudgeOn.REPORTED, 126094), (JudgeOn.EXACT, 126005)])
def test_a_planned_count_follows_from_the_number_that_the_branch_is_shown(judge_on, expected):
    """A mean of 71.25 is shown as 71.3, and 71.3% of 176,849 are 126,094 persons."""
    plan = make_plan(make_counted_kpi(), targets="2年平均以上", judge_on=judge_on)
    past = tuple(
        make_history_row(value=value, year=FiscalYear(year))
        for year, value in ((2023, "72.5"), (2022, "70.0"))
    )
    plan = replace(plan, history=past, planned_counts=(plan_of("45", 176849),))
    [group] = find_head_counts(plan, assess(plan, []))
    assert group.rows[0].planned == Counts(176849, expected)


def test_a_stated_planned_count_stands_whatever_the_target_says():
    [group] = counted({}, planned=[plan_of("22", 99794, 28141)], target="28.2以上")
    assert group.rows[0].planned == Counts(99794, 28141)


def test_an_open_planned_count_without_a_target_rate_is_left_out():
    assert counted({}, planned=[plan_of("22", 99794)], target="設定なし") == ()


def test_a_total_never_mixes_branches_that_have_a_year_with_those_that_lack_it():
    [group] = counted(
        {"45": (10, 100), "44": (20, 100), "22": (30, 100)},
        {"45": (15, 110), "22": (25, 120)},
        [plan_of("44", 100, 21), plan_of("22", 100, 28)],
    )
    assert [(total.scope, total.branches) for total in group.totals] == [
        (CountScope.ALL, ("45", "44", "22")),
        (CountScope.WITH_PRIOR, ("45", "22")),
        (CountScope.WITH_PLAN, ("44", "22")),
    ]
    everyone, with_prior, with_plan = group.totals
    assert (everyone.actual, everyone.prior, everyone.planned) == (Counts(300, 60), None, None)
    assert everyone.rate_change == Outcome(reason=Reason.NO_PRIOR)
    assert (with_prior.actual, with_prior.prior) == (Counts(200, 40), Counts(230, 40))
    assert (with_prior.numerator_change, with_prior.denominator_change) == (0, -30)
    assert with_prior.rate_change == Outcome(Decimal("20.0") - Decimal("17.4"))
    assert with_plan.plan_difference == (20 + 30) - (21 + 28)


def test_one_total_is_enough_where_all_branches_have_everything():
    [group] = counted({"45": (1, 2), "44": (1, 2)}, {"45": (1, 2), "44": (1, 4)})
    assert [total.scope for total in group.totals] == [CountScope.ALL]
    assert group.totals[0].prior == Counts(6, 2)


def test_last_year_s_counts_of_another_definition_are_not_put_beside():
    kpi = make_counted_kpi(comparable=False, comparable_since=FiscalYear(2024))
    [group] = counted({"45": (1, 2), "44": (1, 2)}, {"45": (1, 4), "44": (1, 4)}, kpi=kpi)
    assert (group.rows[0].prior, group.rows[0].prior_rate) == (None, None)
    assert all(row.rate_change == Outcome(reason=Reason.NOT_COMPARABLE) for row in group.rows + group.totals)
    assert len(group.totals) == 1


def test_last_year_s_rate_stands_beside_even_where_its_counts_were_not_printed():
    [group] = counted({"45": (1, 2)}, prior={("45", "rate"): "49.0"})
    [row] = group.rows
    assert (row.prior, row.prior_rate, row.rate_change) == (None, 49, Outcome(Decimal("1.0")))


def test_nothing_is_listed_without_counts():
    plan = make_plan(make_counted_kpi(), make_kpi("other"), branches=BRANCHES)
    entries = [
        make_entry("45", value="50.0"),
        make_entry("44", value=FigureState.UNSETTLED, counts=(1, 2)),
        make_entry("22", value="36.0", counts=(1, 2)),  # adjusted: the counts give 50.0
        make_entry("45", "other", "50.0", (1, 2)),
    ]
    assert find_head_counts(plan, assess(plan, entries)) == ()


PAIRS = st.integers(1, 10**6).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d)))
BY_BRANCH = st.dictionaries(st.sampled_from([branch.code for branch in BRANCHES]), PAIRS)


@given(BY_BRANCH, BY_BRANCH, BY_BRANCH)
def test_totals_reconcile_with_the_rows_that_they_are_of(actual, prior, planned):
    plans = [plan_of(code, pair[1], pair[0]) for code, pair in planned.items()]
    groups = counted(actual, prior, plans)
    assert bool(groups) is bool(actual or planned)
    for group in groups:
        rows = {row.branches[0]: row for row in group.rows}
        assert set(rows) == actual.keys() | planned.keys()
        for total in group.totals:
            parts = [rows[code] for code in total.branches]
            for name in ("actual", "prior", "planned"):
                sides = [getattr(part, name) for part in parts]
                summed = getattr(total, name)
                assert (summed is None) is any(side is None for side in sides)
                if summed:
                    assert summed.denominator == sum(side.denominator for side in sides)
                    assert summed.numerator == sum(side.numerator for side in sides)
            for name in ("denominator_change", "numerator_change", "plan_difference"):
                if getattr(total, name) is not None:
                    assert getattr(total, name) == sum(getattr(part, name) for part in parts)
        assert len({total.branches for total in group.totals}) == len(group.totals)
        base = actual.keys() or planned.keys()
        assert bool(group.totals) is (len(base) > 1)
        assert all(set(total.branches) == base for total in group.totals[:1])
