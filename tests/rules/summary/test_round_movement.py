"""Whether the round got better and how far off it is."""

from dataclasses import replace
from decimal import Decimal
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from kpixl.rules.assessment.assess import assess
from kpixl.rules.summary.round_movement import chances_of_change, count_moves, distances
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


def counted_plan(before):
    """One counted KPI; `before` has last year's numerator and denominator of some branches."""
    plan = make_plan(make_counted_kpi(), branches=BRANCHES, targets="50以上")
    history = [
        make_history_row(code, f"{Decimal(counts[0]) / counts[1] * 100:.1f}", counts)
        for code, counts in before.items()
    ]
    return replace(plan, history=tuple(history))


def counted_entry(branch, numerator, denominator):
    return make_entry(
        branch, value=f"{Decimal(numerator) / denominator * 100:.1f}", counts=(numerator, denominator)
    )


def moves(plan, entries):
    rows = assess(plan, entries)
    return count_moves(rows, chances_of_change(plan, rows))


def test_a_change_among_few_is_neither_a_rise_nor_a_fall():
    plan = counted_plan({"45": (8, 26), "44": (60_000, 100_000), "22": (61_000, 100_000)})
    entries = [
        counted_entry("45", 2, 6),
        counted_entry("44", 61_000, 100_000),
        counted_entry("22", 60_000, 100_000),
    ]
    counted = moves(plan, entries)
    assert (counted.by_chance, counted.improved, counted.worsened) == (1, 1, 1)
    assert counted.compared == 3


def test_counts_that_do_not_give_the_figure_are_not_tested():
    plan = counted_plan({"45": (8, 26)})
    entry = make_entry("45", value="33.3", counts=(5, 6))  # 83.3% by its counts
    counted = moves(plan, [entry])
    assert (counted.by_chance, counted.improved) == (0, 1)


def test_an_amount_of_money_has_no_range_of_chance():
    plan = make_plan(make_kpi(unit="円", decimals=0), targets="100以上", prior={("45", "rate"): 100})
    counted = moves(plan, [make_entry(value=101)])
    assert (counted.by_chance, counted.improved) == (0, 1)


def test_no_change_is_counted_as_unchanged_and_a_changed_definition_apart():
    same = make_plan(prior={("45", "rate"): 60})
    assert moves(same, [make_entry(value=60)]).unchanged == 1
    changed = make_plan(make_kpi(comparable=False), prior={("45", "rate"): 60})
    counted = moves(changed, [make_entry(value=61)])
    assert (counted.not_comparable, counted.compared) == (1, 0)


def test_every_actual_is_counted_once_and_what_is_missing_not_at_all():
    kpis = (make_kpi("a"), make_kpi("b", comparable=False), make_kpi("c"), make_kpi("d"))
    plan = make_plan(*kpis, targets="50以上", prior={("45", code): 60 for code in "abd"})
    counted = moves(plan, [make_entry(kpi=code, value=61) for code in "abc"])
    assert (counted.improved, counted.not_comparable, counted.no_prior) == (1, 1, 1)
    assert counted.reported == 3


def test_the_distance_of_a_pillar_is_its_median_in_points_of_achievement_rate():
    kpis = [make_kpi(code, pillar=pillar) for code, pillar in (("a", "一"), ("b", "一"), ("c", "二"))]
    plan = make_plan(*kpis, targets="100とする")
    rows = assess(
        plan, [make_entry(kpi=code, value=value) for code, value in (("a", 99), ("b", 96), ("c", 110))]
    )
    whole, first, second = distances(plan, rows)
    assert (whole.pillar, whole.median, whole.measured) == ("", Decimal(-1), 3)
    assert (first.pillar, first.median, first.measured) == ("一", Decimal("-2.5"), 2)
    assert (second.pillar, second.median) == ("二", Decimal(10))


def test_a_judgement_without_a_rate_is_left_out_and_counted():
    plan = make_plan(
        make_kpi("a", direction="at_most"),
        make_kpi("b"),
        targets={("45", "a"): "0以下", ("45", "b"): "50以上"},
    )
    rows = assess(plan, [make_entry(kpi="a", value=0), make_entry(kpi="b", value=55)])
    whole = distances(plan, rows)[0]
    assert (whole.median, whole.measured, whole.left_out) == (Decimal(10), 1, 1)


def test_where_nothing_was_judged_there_is_no_distance():
    plan = make_plan()
    assert distances(plan, assess(plan, []))[0].median is None


@given(st.lists(st.integers(1, 300), min_size=1, max_size=3))
def test_a_worse_figure_never_brings_the_round_nearer(values):
    plan = make_plan(branches=BRANCHES, targets="100以上")
    codes = [branch.code for branch in BRANCHES]

    def middle(figures):
        return distances(
            plan, assess(plan, [make_entry(code, value=v) for code, v in zip(codes, figures, strict=False)])
        )[0].median

    assert middle([values[0] - 1, *values[1:]]) <= middle(values)
    assert middle(values) == Decimal(str(median(values))) - 100
