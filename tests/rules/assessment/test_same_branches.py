"""Where branches are missing, the same ones are compared."""

from dataclasses import replace
from decimal import Decimal

from kpixl.model.kpi import AggregateRule
from kpixl.rules.assessment.same_branches import same_branches
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


def history(values):
    return tuple(make_history_row(*row) for row in values)


def test_a_sum_does_not_fall_because_a_branch_is_missing():
    plan = make_plan(make_kpi(unit="件", decimals=0, aggregate=AggregateRule.SUM), branches=BRANCHES)
    plan = replace(plan, history=history([("45", 100, None), ("44", 200, None), ("22", 300, None)]))
    whole = same_branches(plan, [make_entry("45", value=110), make_entry("44", value=190)])[0]
    assert (whole.block, whole.branches, whole.of) == ("", 2, 3)
    assert (whole.now, whole.prior, whole.change) == (300, 300, 0)


def test_a_ratio_is_taken_over_the_counts_of_the_same_branches():
    plan = make_plan(make_counted_kpi(aggregate=AggregateRule.RATIO), branches=BRANCHES)
    before = [("45", "50.0", (50, 100)), ("44", "60.0", (60, 100)), ("22", "10.0", (100, 1000))]
    plan = replace(plan, history=history(before))
    entries = [
        make_entry("45", value="52.0", counts=(52, 100)),
        make_entry("44", value="61.0", counts=(122, 200)),
    ]
    whole = same_branches(plan, entries)[0]
    assert (whole.now, whole.prior, whole.change) == (Decimal("58.0"), Decimal("55.0"), Decimal("3.0"))


def test_nothing_is_said_where_the_branches_are_the_same_or_the_definition_changed():
    kpi = make_kpi(unit="件", decimals=0, aggregate=AggregateRule.SUM)
    plan = replace(make_plan(kpi, branches=BRANCHES), history=history([("45", 100, None)]))
    assert same_branches(plan, [make_entry("45", value=110)]) == ()
    changed = replace(make_plan(replace(kpi, comparable=False), branches=BRANCHES), history=plan.history)
    assert same_branches(changed, [make_entry("45", value=110), make_entry("44", value=1)]) == ()


def test_blocks_are_compared_by_themselves():
    plan = make_plan(make_kpi(unit="件", decimals=0, aggregate=AggregateRule.SUM), branches=BRANCHES)
    plan = replace(plan, history=history([("45", 100, None), ("44", 200, None), ("22", 300, None)]))
    found = {
        item.block: item
        for item in same_branches(plan, [make_entry("45", value=110), make_entry("22", value=300)])
    }
    assert set(found) == {"", "九州"}
    assert (found["九州"].branches, found["九州"].of, found["九州"].change) == (1, 2, 10)


def test_a_fall_of_the_same_branches_is_worse_where_more_is_better():
    plan = make_plan(make_kpi(unit="件", decimals=0, aggregate=AggregateRule.SUM), branches=BRANCHES)
    plan = replace(plan, history=history([("45", 100, None), ("44", 200, None), ("22", 300, None)]))
    whole = same_branches(plan, [make_entry("45", value=90), make_entry("44", value=205)])[0]
    assert (whole.change, whole.improved) == (-5, False)
