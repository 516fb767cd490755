"""Next year's KPIs as branches propose them: taken, renamed, added, ended, and where they contradict."""

from collections.abc import Sequence

from kpixl.locale import translate
from kpixl.model.fiscal import FiscalYear
from kpixl.model.measure import BranchMeasure, BranchWording, TextItem, TextRequired
from kpixl.model.narrative import MeasureText, NextKpi, NextKpiStatus
from kpixl.model.plan import Plan
from kpixl.model.rollover import KpiChanges, LeftOut, Outcome, Replacement, Rollover, TargetOrigin
from kpixl.model.target import Direction
from kpixl.rules.rollover.rollover import roll_over
from tests.rules.builders import MIYAZAKI, OITA, SHIZUOKA, make_entry, make_kpi, make_plan

MAIL = make_kpi("mail", indicator="郵送化率", minimum=0, maximum=100)
DAYS = make_kpi("days", indicator="所要日数", unit="日", direction="at_most", decimals=2)
BOTH = (MIYAZAKI, OITA)


def says(branch: str, kpi: str, status: str, indicator: str = "", target: str = "", **more: str) -> NextKpi:
    return NextKpi(
        branch_code=branch, kpi_code=kpi, status=NextKpiStatus(status), indicator=indicator, target=target,
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


def roll(plan: Plan, proposals: Sequence[NextKpi], changes: KpiChanges | None = None) -> Rollover:
    entries = [make_entry(branch.code, kpi.code, 60) for branch in plan.branches for kpi in plan.kpis]
    return roll_over(plan, entries, translate, changes or KpiChanges(), Outcome(next_kpis=tuple(proposals)))


def cells(rolled: Rollover) -> dict[tuple[str, str], str]:
    """What the new plan's target cells say."""
    kpis = {kpi.code: kpi for kpi in rolled.plan.kpis}
    return {
        (item.branch_code, item.code): translate(kpis[item.code].stated(item.target), "ja")
        for item in rolled.targets
        if item.target is not None
    }


def test_the_target_of_a_kpi_that_goes_on_is_the_branchs():
    rolled = roll(make_plan(MAIL), [says("45", "mail", "continues", target="66.7％以上")])
    assert cells(rolled) == {("45", "mail"): "66.7％以上"}
    assert rolled.contradictions == ()


def test_a_kpi_that_goes_on_without_a_target_has_a_blank_one():
    (item,) = roll(make_plan(MAIL), [says("45", "mail", "continues")]).targets
    assert (item.origin, item.target) == (TargetOrigin.BLANK, None)


def test_a_new_kpi_without_a_name_is_none():
    rolled = roll(make_plan(MAIL), [says("45", "", "new", target="70以上")])
    assert ([kpi.code for kpi in rolled.plan.kpis], cells(rolled)) == (["mail"], {})


def test_a_kpi_with_another_name_is_added_where_the_old_one_stood_and_not_compared():
    plan = make_plan(MAIL, DAYS, targets={("45", "mail"): "50以上"})
    rolled = roll(
        plan, [says("45", "mail", "changed", "窓口での受付率", "対前年度以下", direction="at_most")]
    )
    added, days = rolled.plan.kpis
    assert (added.code, added.indicator, added.direction) == (
        "mail_2025",
        "窓口での受付率",
        Direction.AT_MOST,
    )
    assert (added.comparable, added.comparable_since) == (False, FiscalYear(2025))
    assert added.not_comparable_reason == "定義変更：令和6年度までは「郵送化率」"
    assert days.code == "days"
    assert cells(rolled)["45", "mail_2025"] == "前年度以下"


def test_another_unit_is_another_kpi_without_the_old_ones_limits():
    rolled = roll(make_plan(MAIL), [says("45", "mail", "changed", target="5件以下", unit="件")])
    (added,) = rolled.plan.kpis
    assert (added.code, added.unit.symbol, added.decimals, added.maximum) == ("mail_2025", "件", 0, None)


def test_a_change_of_the_target_alone_is_the_same_kpi():
    rolled = roll(make_plan(MAIL), [says("45", "mail", "changed", " 郵送化率", "70以上")])
    assert [kpi.code for kpi in rolled.plan.kpis] == ["mail"]
    assert cells(rolled) == {("45", "mail"): "70.0％以上"}


def test_two_branches_that_propose_the_same_new_kpi_share_it_and_others_have_none():
    plan = make_plan(MAIL, branches=(MIYAZAKI, OITA, SHIZUOKA))
    proposals = [
        says("45", "", "new", "平均所要日数", "7日以内", unit="日", direction="at_most"),
        says("44", "", "new", "平均　所要日数", "6日以内", unit="日", direction="at_most"),
    ]
    rolled = roll(plan, proposals)
    (_mail, added) = rolled.plan.kpis
    assert (added.code, added.measure, added.direction) == ("new_2025_1", "", Direction.AT_MOST)
    said = cells(rolled)
    assert (said["45", added.code], said["44", added.code]) == ("7日以下", "6日以下")
    assert said["22", added.code] == "設定なし"


def test_a_new_kpi_that_the_plan_has_for_others_is_that_one():
    plan = make_plan(MAIL, DAYS, targets={("44", "days"): "8日以内", ("45", "mail"): "50以上"}, branches=BOTH)
    rolled = roll(plan, [says("45", "", "new", "所要日数", "7日以内")])
    assert [kpi.code for kpi in rolled.plan.kpis] == ["mail", "days"]
    assert cells(rolled)["45", "days"] == "7.00日以下"


def test_a_new_kpi_in_another_unit_is_not_the_plans_kpi_of_that_name():
    plan = make_plan(MAIL, targets="前年度以上")
    rolled = roll(plan, [says("45", "", "new", "郵送化率", "10以上", unit="件")])
    assert [(kpi.code, kpi.unit.symbol) for kpi in rolled.plan.kpis] == [("mail", "％"), ("new_2025_1", "件")]
    assert cells(rolled) == {("45", "mail"): "前年度（60.0％）以上", ("45", "new_2025_1"): "10件以上"}
    same = roll(plan, [says("45", "", "new", "郵送化率", "70以上", unit="%")])
    assert cells(same) == {("45", "mail"): "70.0％以上"}


def test_a_new_kpi_without_a_unit_is_none_of_two_of_that_name():
    plan = make_plan(MAIL, make_kpi("letters", indicator="郵送化率", unit="件"))
    rolled = roll(plan, [says("45", "", "new", "郵送化率", "70以上")])
    assert [kpi.code for kpi in rolled.plan.kpis] == ["mail", "letters", "new_2025_1"]


def test_a_new_kpi_of_the_name_of_one_that_the_planner_replaces_is_its_replacement():
    changes = KpiChanges(replaced={"mail": Replacement("counter", "定義変更")})
    plan = make_plan(MAIL, branches=BOTH, targets={("44", "mail"): "50以上"})
    rolled = roll(plan, [says("45", "", "new", "郵送化率", "70以上")], changes)
    assert [kpi.code for kpi in rolled.plan.kpis] == ["counter"]
    assert cells(rolled)["45", "counter"] == "70.0％以上"


def test_the_end_of_a_kpi_that_the_plan_has_no_more_adds_none():
    rolled = roll(make_plan(MAIL), [says("45", "former", "ends", "以前の指標")])
    assert [kpi.code for kpi in rolled.plan.kpis] == ["mail"]
    assert rolled.added_kpis == ()


def test_a_new_kpi_without_a_target_stays_blank_for_who_proposes_it():
    rolled = roll(make_plan(MAIL), [says("45", "", "new", "新しい指標")])
    (item,) = [item for item in rolled.targets if item.code == "new_2025_1"]
    assert item.origin is TargetOrigin.BLANK


def test_a_kpi_that_every_branch_with_a_target_ends_is_gone():
    plan = make_plan(MAIL, DAYS, branches=BOTH, targets={(code, "mail"): "50以上" for code in ("45", "44")})
    rolled = roll(plan, [says("45", "mail", "ends"), says("44", "mail", "changed", "別の率", "50以上")])
    assert [kpi.code for kpi in rolled.plan.kpis] == ["mail_2025", "days"]
    assert rolled.agreed_ends == {"mail": 2}


def test_a_kpi_that_one_branch_ends_goes_on_for_the_other():
    plan = make_plan(MAIL, branches=BOTH)
    rolled = roll(plan, [says("45", "mail", "ends"), says("44", "mail", "continues", target="55以上")])
    assert cells(rolled) == {("45", "mail"): "設定なし", ("44", "mail"): "55.0％以上"}
    (contradiction,) = rolled.contradictions
    assert contradiction.said == (
        (NextKpiStatus.ENDS, ("宮崎",)), (NextKpiStatus.CONTINUES, ("大分",)),
    )  # fmt: skip


def test_a_kpi_of_a_branch_that_says_nothing_goes_on():
    rolled = roll(make_plan(MAIL, branches=BOTH), [says("45", "mail", "ends")])
    assert [kpi.code for kpi in rolled.plan.kpis] == ["mail"]
    assert rolled.contradictions == ()


def test_two_different_changes_contradict_each_other():
    plan = make_plan(MAIL, branches=BOTH)
    rolled = roll(plan, [says("45", "mail", "changed", "甲の率"), says("44", "mail", "changed", "乙の率")])
    assert [kpi.code for kpi in rolled.plan.kpis] == ["mail_2025", "mail_2025_1"]
    assert [names for _status, names in rolled.contradictions[0].said] == [("宮崎",), ("大分",)]


def test_what_the_planner_replaces_takes_the_branchs_target():
    changes = KpiChanges(replaced={"mail": Replacement("counter", "定義変更")})
    rolled = roll(make_plan(MAIL), [says("45", "mail", "changed", "窓口での受付率", "20以上")], changes)
    assert [kpi.code for kpi in rolled.plan.kpis] == ["counter"]
    assert cells(rolled) == {("45", "counter"): "20.0％以上"}


def test_another_wording_of_a_kpi_that_goes_on_is_the_branchs_own():
    rolled = roll(make_plan(MAIL), [says("45", "mail", "continues", "郵送による受付率", "60以上")])
    assert rolled.plan.branch_wording == (
        BranchWording(branch_code="45", code="mail", indicator="郵送による受付率"),
    )


def test_what_is_written_as_next_years_plan_is_the_plan_text():
    items = tuple(
        TextItem(code=code, label=code, required=TextRequired.NEVER, is_next_plan=code == "next")
        for code in ("result", "next")
    )
    plan = make_plan(MAIL, measures=("M01", "M02"))
    kept = BranchMeasure(branch_code="45", measure_code="M01", plan_text="今年度の計画", order=3)
    plan = Plan(**{**vars(plan), "text_items": items, "branch_measures": (kept,)})
    texts = tuple(
        MeasureText(branch_code="45", measure_code=measure, item_code=item, text=f"{measure}の{item}")
        for measure in ("M01", "M02")
        for item in ("result", "next")
    )
    following = roll_over(plan, (), translate, KpiChanges(), Outcome(texts=texts)).plan
    assert [(row.measure_code, row.plan_text, row.order) for row in following.branch_measures] == [
        ("M01", "M01のnext", 3), ("M02", "M02のnext", None),
    ]  # fmt: skip


def test_what_is_left_out_is_counted_and_nothing_else():
    assert roll(make_plan(MAIL), []).left_out == {}
    gone = roll(make_plan(MAIL, prior={("45", "mail"): 50}), [says("45", "mail", "ends")])
    assert gone.left_out == {LeftOut.PAST_FIGURES: 1}
