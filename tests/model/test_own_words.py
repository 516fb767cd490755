"""A branch's own words, places and groups for the plan's measures and KPIs."""

from dataclasses import replace

from kpixl.model.kpi import Measure
from kpixl.model.measure import BranchMeasure, BranchWording
from kpixl.model.own_words import own_words
from tests.rules.builders import make_kpi, make_plan


def measure(code, **fields):
    return Measure(code=code, pillar=f"分野{code}", name=f"施策{code}", group=f"担当{code}", **fields)


def words(*, measures=(), own=(), said=(), kpis=()):
    plan = make_plan(*kpis, targets={})
    plan = replace(plan, measures=tuple(measures), branch_measures=tuple(own), branch_wording=tuple(said))
    return own_words(plan, "45")


def of_branch(code, branch="45", **fields):
    return BranchMeasure(branch_code=branch, measure_code=code, **{"plan_text": "", **fields})


def said_of(code, branch="45", **fields):
    return BranchWording(branch_code=branch, code=code, **fields)


def test_a_measure_of_some_branches_is_only_theirs():
    measures = [measure("1"), measure("2", is_common=False), measure("3", is_common=False)]
    found = words(measures=measures, own=[of_branch("2"), of_branch("3", "44")]).measures()
    assert [item.code for item in found] == ["1", "2"]


def test_measures_stand_in_their_order_and_those_without_one_last():
    measures = [measure("1"), measure("2", order=2), measure("3", order=0), measure("4")]
    assert [item.code for item in words(measures=measures).measures()] == ["3", "2", "1", "4"]
    own = [of_branch("1", order=1), of_branch("2", order=0)]
    found = words(measures=measures, own=own).measures()
    assert [item.code for item in found] == ["2", "3", "1", "4"]
    assert [item.order for item in found] == [0, 0, 1, None]


def test_what_a_branch_says_of_a_measure_counts_before_what_the_plan_says():
    common = measure("1", plan_text="全体の計画", number="1", order=5)
    (item,) = words(
        measures=[common], own=[of_branch("1", plan_text="支部の計画", group="支部の担当")],
        said=[said_of("1", name="支部の施策", number="①")],
    ).measures()  # fmt: skip
    assert (item.name, item.number, item.plan_text, item.group, item.order) == (
        "支部の施策", "①", "支部の計画", "支部の担当", 5,
    )  # fmt: skip
    (item,) = words(measures=[common], own=[of_branch("1")], said=[said_of("1")]).measures()
    assert item == common


KPI = make_kpi("a", indicator="受診率", measure_code="1", measure="施策1")


def test_a_kpi_has_the_branchs_indicator_and_stands_under_its_measure():
    measures = [measure("1"), measure("2")]
    (kpi,) = words(
        measures=measures, kpis=[KPI], said=[said_of("a", indicator="県内の受診率", measure_code="2")]
    ).kpis()
    assert (kpi.indicator, kpi.measure_code, kpi.measure, kpi.pillar, kpi.group) == (
        "県内の受診率", "2", "施策2", "分野2", "担当2",
    )  # fmt: skip


def test_a_kpis_own_name_is_its_indicator_where_it_has_no_other():
    (kpi,) = words(kpis=[KPI], said=[said_of("a", name="名前")]).kpis()
    assert (kpi.indicator, kpi.measure) == ("名前", "施策1")
    (kpi,) = words(kpis=[KPI], said=[said_of("a", name="名前", indicator="指標")]).kpis()
    assert kpi.indicator == "指標"
    (kpi,) = words(kpis=[KPI], said=[said_of("a", "44", indicator="他の支部")]).kpis()
    assert kpi == KPI


def test_a_measure_that_a_branch_calls_otherwise_is_so_called_with_its_kpis():
    (kpi,) = words(measures=[measure("1")], kpis=[KPI], said=[said_of("1", name="支部の施策")]).kpis()
    assert kpi.measure == "支部の施策"
    (kpi,) = words(measures=[measure("1")], kpis=[KPI], own=[of_branch("1", group="支部の担当")]).kpis()
    assert kpi.group == "支部の担当"
