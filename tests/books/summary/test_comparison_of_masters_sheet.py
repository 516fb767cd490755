"""前回との差: what it says at its head, and what differs beside the figures."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from kpixl.model.entries import Entry
from kpixl.model.kpi import JudgeOn
from kpixl.model.plan import Plan
from kpixl.rules.assessment.assess import assess
from kpixl.rules.summary.comparison_of_masters import compare_masters
from tests.rules.builders import MIYAZAKI, OITA, SHIZUOKA, make_entry, make_kpi, make_plan
from tests.summary_sheets import summary_sheet, texts_of

BOTH = (MIYAZAKI, OITA)
ENTRIES = [make_entry("45", value=60), make_entry("44", value=59)]


def lines(
    plan_before: Plan,
    before: Sequence[Entry],
    plan: Plan,
    after: Sequence[Entry],
    ids: tuple[str, str] = ("a", "b"),
) -> list[list[object]]:
    """The rows below the title and its note."""
    since = compare_masters((plan_before, assess(plan_before, before)), (plan, assess(plan, after)), ids)
    return texts_of(summary_sheet(plan, after, "since", since=since))[2:]


def exact(plan: Plan) -> Plan:
    return replace(plan, settings=replace(plan.settings, judge_on=JudgeOn.EXACT))


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        (("a", "a"), "前回も今回も同じ集約です（実行番号が同じ）。違いはありません。"),
        (("a", "b"), "前回と今回とで、実績・目標・前年度実績・達成状況・順位に違いはありません。"),
    ],
)
def test_where_nothing_differs_it_says_so_and_nothing_else(ids, said):
    plan = make_plan(branches=BOTH)
    assert lines(plan, ENTRIES, plan, ENTRIES, ids) == [[said]]


def test_a_precision_that_moves_no_figure_is_told_by_itself():
    plan = make_plan(branches=BOTH)
    assert lines(plan, ENTRIES, exact(plan), ENTRIES) == [
        ["支部の実績・目標・前年度実績・達成状況は、前回と同じです。ほかに次の違いがあります。"],
        ["判定の桁が変わりました：公表桁→端数のまま"],
    ]


def test_branches_and_kpis_that_came_and_went_are_named():
    before = make_plan(make_kpi("rate"), make_kpi("gone"), branches=BOTH)
    after = make_plan(make_kpi("rate"), make_kpi("new"), branches=(MIYAZAKI, SHIZUOKA))
    assert lines(before, ENTRIES[:1], after, ENTRIES[:1])[1:] == [
        ["今回加わった支部（比べるものがありません）：静岡"],
        ["今回なくなった支部：大分"],
        ["今回加わった指標（比べるものがありません）：new"],
        ["今回なくなった指標：gone"],
    ]


def test_figures_that_moved_without_turning_a_judgement_have_no_table_of_turns():
    plan = make_plan(branches=BOTH, targets="50以上")
    found = lines(plan, ENTRIES, plan, [ENTRIES[0], make_entry("44", value=58)])
    assert found[0] == ["前回から 1件の値が動き、うち 0件で達成状況が変わりました。"]
    assert found[1:4] == [
        ["動いたもの", "値の数", "うち達成状況が変わった数"],
        ["実績", 1, 0],
        ["計（動いた値の数）", 1, 0],
    ]
    turned = lines(plan, ENTRIES, plan, [ENTRIES[0], make_entry("44", value=49)])
    assert turned[1:3] == [
        ["動いたもの", "値の数", "うち達成状況が変わった数", "達成状況（前回）", "達成状況（今回）", "件数"],
        ["実績", 1, 1, "○ 達成", "× 未達成", 1],
    ]
