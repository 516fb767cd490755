"""Targets in rows: for a branch, for a block, for all; the nearest to the branch counts."""

from decimal import Decimal

import pytest

from kpixl.model.finding import Severity
from kpixl.model.target import NO_TARGET, Direction, Fixed
from kpixl.rules.issue.snapshot import Snapshots, parse_snapshot
from kpixl.rules.plan.check_baselines import target_cells
from kpixl.rules.plan.parse import parse_plan
from tests.details import shown_details
from tests.rules.builders import branch_row, history_row, kpi_row, make_raw_plan

BRANCHES = [
    {**branch_row("40", "福岡"), "block": "九州"},
    {**branch_row("45", "宮崎"), "block": "九州"},
    {**branch_row("01", "北海道"), "block": "北海道・東北"},
]
ALL = {"kpi_code": "rate", "branch_code": "", "block": "", "target": "60以上"}
KYUSHU = {"kpi_code": "rate", "branch_code": "", "block": "九州", "target": "61以上"}
MIYAZAKI = {"kpi_code": "rate", "branch_code": "45", "block": "", "target": "62以上"}


def raw(*targets, **sheets):
    return make_raw_plan(targets=list(targets), **{"branches": BRANCHES, **sheets})


def faults(*targets, **sheets):
    plan, findings = parse_plan(raw(*targets, **sheets))
    assert (plan is None) == any(item.severity is Severity.ERROR for item in findings)
    return [
        (item.kind.code, item.place.cell, item.kpi_code, shown_details(item.details)) for item in findings
    ]


def numbers(plan):
    return {
        branch.code: plan.target(branch.code, "rate").reference.value  # type: ignore[union-attr]
        for branch in plan.branches
    }


@pytest.mark.parametrize("order", [(ALL, KYUSHU, MIYAZAKI), (MIYAZAKI, KYUSHU, ALL)])
def test_a_branchs_own_row_counts_before_its_blocks_and_that_before_the_one_for_all(order):
    plan, findings = parse_plan(raw(*order))
    assert findings == []
    assert numbers(plan) == {"40": Decimal(61), "45": Decimal(62), "01": Decimal(60)}
    assert plan.target("45", "rate").direction is Direction.AT_LEAST


def test_a_branch_may_have_no_target_where_all_others_have_one():
    plan, findings = parse_plan(raw(ALL, {**MIYAZAKI, "target": "設定なし"}))
    assert findings == []
    assert plan.target("45", "rate") == NO_TARGET
    assert plan.target("40", "rate").reference == Fixed(Decimal(60))


def test_branches_that_no_row_is_for_are_named_once_a_kpi():
    assert faults(KYUSHU) == [("K158", "", "rate", {"count": "1", "branches": "北海道"})]


def test_a_kpi_without_any_row_is_named():
    found = faults(ALL, kpis=[kpi_row(), kpi_row("b")])
    assert [item[:3] for item in found] == [("K118", "", "b")]


def test_a_second_row_for_the_same_branches_is_an_error_at_its_cell():
    assert [item[:2] for item in faults(ALL, KYUSHU, KYUSHU)] == [("K126", "A4")]


def test_a_target_of_a_kpi_that_the_plan_does_not_have_is_an_error():
    assert [item[:2] for item in faults(ALL, {**ALL, "kpi_code": "zzz"})] == [("K109", "A3")]


def test_a_target_without_a_kpi_is_an_empty_cell():
    assert [item[:2] for item in faults(ALL, {**ALL, "kpi_code": ""})] == [("K103", "A3")]


def test_a_branch_without_a_block_has_the_row_for_all():
    alone = [*BRANCHES, {**branch_row("48", "本部"), "block": ""}]
    plan, findings = parse_plan(raw(ALL, KYUSHU, branches=alone))
    assert findings == []
    assert numbers(plan) == {"40": Decimal(61), "45": Decimal(61), "01": Decimal(60), "48": Decimal(60)}


def test_a_branch_or_a_block_that_the_plan_does_not_have_is_an_error():
    assert [item[:2] for item in faults(ALL, {**MIYAZAKI, "branch_code": "99"})] == [("K130", "B3")]
    assert [item[:2] for item in faults(ALL, {**KYUSHU, "block": "中部"})] == [("K130", "C3")]


def test_a_branch_and_the_block_of_others_in_one_row_contradict_each_other():
    (item,) = faults(ALL, {**MIYAZAKI, "block": "北海道・東北"})
    assert item[:2] == ("K157", "C3")
    assert item[3] == {"column": "column.block", "seen": "北海道・東北", "expected": "九州"}


def test_a_branch_with_its_own_block_beside_it_is_the_branchs_row():
    plan, findings = parse_plan(raw(ALL, {**MIYAZAKI, "block": "九州"}))
    assert findings == []
    assert numbers(plan) == {"40": Decimal(60), "45": Decimal(62), "01": Decimal(60)}


def test_a_blank_target_is_named_at_its_cell_and_not_as_a_branch_left_out():
    assert [item[:2] for item in faults(ALL, {**MIYAZAKI, "target": ""})] == [("K116", "D3")]


def test_a_code_that_lost_its_leading_zeros_is_named_and_taken_for_what_was_meant():
    found = faults(ALL, {**MIYAZAKI, "branch_code": 1.0})
    assert [item[:2] for item in found] == [("K112", "B3")]


def test_a_columns_that_is_none_of_a_long_sheet_is_named():
    found = faults({**ALL, "45 宮崎": "70以上"})
    assert [item[0] for item in found] == ["K123"]


def test_the_place_of_a_target_is_the_row_that_it_comes_from():
    plan_raw = raw(ALL, KYUSHU, MIYAZAKI)
    plan, _findings = parse_plan(plan_raw)
    places = target_cells(plan, plan_raw)
    assert {code: places[code, "rate"].cell for code in ("40", "45", "01")} == {
        "40": "D3",
        "45": "D4",
        "01": "D2",
    }


@pytest.mark.parametrize(("at", "target"), [(0, 61), (1, 62), (2, 60)])
def test_a_forms_copy_of_the_plan_has_the_rows_that_are_for_its_branch(at, target):
    plan_raw = raw(ALL, KYUSHU, MIYAZAKI)
    plan, _findings = parse_plan(plan_raw)
    branch = plan.branches[at]
    snapshot = Snapshots(plan_raw, plan.settings.fiscal_year).of(branch)
    texts = [value for table, _row, field, value in snapshot if (table, field) == ("targets", "target")]
    assert "62以上" not in texts or branch.code == "45"
    issued = parse_snapshot(snapshot)
    assert issued.target(branch.code, "rate").reference == Fixed(Decimal(target))


def test_more_columns_of_branches_than_anybody_reads_are_named():
    codes = [f"{number:03d}" for number in range(201)]
    branches = [branch_row(code, f"支部{code}") for code in codes]
    plan, findings = parse_plan(
        make_raw_plan(
            branches=branches,
            history=[history_row(branch_code="000")],
            targets=[{"kpi_code": "rate"} | dict.fromkeys(codes, "1以上")],
        )
    )
    assert plan is not None
    assert [(item.kind.code, shown_details(item.details)) for item in findings] == [
        ("K159", {"count": "201", "most": "200"})
    ]
