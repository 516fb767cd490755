"""The scorecard: the whole's change with a plus for the better, and how far off the branches are."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kpixl.rules.assessment.aggregates import compute_aggregates
from kpixl.rules.assessment.assess import assess
from kpixl.rules.assessment.same_branches import same_branches
from kpixl.rules.summary.scorecard import score_kpis
from tests.rules.builders import MIYAZAKI, OITA, make_entry, make_kpi, make_plan

BRANCHES = (MIYAZAKI, OITA)


def scores(plan, entries):
    rows = assess(plan, entries)
    known = [row.entry for row in rows if row.entry]
    return score_kpis(plan, rows, compute_aggregates(plan, known), same_branches(plan, known), {})


def summed(direction: str = "at_least"):
    """A KPI that is added up, of two branches that both had 100 last year and shall have 100 again."""
    kpi = make_kpi("offices", unit="事業所", decimals=0, aggregate="sum", direction=direction)
    text = "100以上" if direction == "at_least" else "100以下"
    prior = {("45", "offices"): 100, ("44", "offices"): 100}
    return make_plan(kpi, branches=BRANCHES, targets=text, prior=prior)


@pytest.mark.parametrize(("direction", "relative"), [("at_least", "0.05"), ("at_most", "-0.05")])
def test_the_wholes_change_is_above_zero_where_it_is_for_the_better(direction, relative):
    entries = [make_entry("45", "offices", 105), make_entry("44", "offices", 105)]
    [score] = scores(summed(direction), entries)
    assert (score.value, score.change, score.relative) == (Decimal(210), Decimal(10), Decimal(relative))
    assert score.same is None


def test_where_a_branch_is_missing_the_same_branches_are_compared():
    [score] = scores(summed(), [make_entry("45", "offices", 105)])
    assert (score.value, score.change, score.relative) == (Decimal(105), Decimal(5), Decimal("0.05"))
    assert score.same is not None
    assert (score.same.branches, score.same.of, score.same.improved) == (1, 2, True)


def test_the_distance_is_the_median_of_the_branches_that_are_judged():
    entries = [make_entry("45", "offices", 110), make_entry("44", "offices", 96)]
    [score] = scores(summed(), entries)
    assert (score.distance.median, score.distance.measured) == (Decimal(3), 2)
    assert (score.movement.improved, score.movement.worsened) == (1, 1)


def test_across_a_change_of_definition_nothing_is_compared():
    plan = summed()
    plan = replace(plan, kpis=(replace(plan.kpis[0], comparable=False),))
    [score] = scores(plan, [make_entry("45", "offices", 105), make_entry("44", "offices", 105)])
    assert (score.change, score.relative, score.same) == (None, None, None)
