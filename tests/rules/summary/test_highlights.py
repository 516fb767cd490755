"""What stands out: the largest moves of rates by direction, without those that may be chance."""

from dataclasses import replace
from decimal import Decimal

from kpixl.model.plan import Branch
from kpixl.model.plan_figures import HistoryRow
from kpixl.rules.assessment.assess import assess
from kpixl.rules.summary.highlights import find_highlights
from kpixl.rules.summary.round_movement import chances_of_change
from tests.rules.builders import YEAR, make_counted_kpi, make_entry, make_figure, make_kpi, make_plan

BRANCHES = (Branch(code="01", name="札幌"), Branch(code="02", name="函館"))


def test_moves_go_by_direction_and_leave_other_units_out():
    kpis = (
        make_kpi("rate"),
        make_kpi("bids", direction="at_most"),
        make_kpi("yen", unit="円", decimals=0),
        make_kpi("new", comparable=False),
    )
    targets = {
        ("01", "rate"): "50以上",
        ("01", "bids"): "20以下",
        ("01", "yen"): "5以上",
        ("01", "new"): "5以上",
    }
    prior = {("01", "rate"): "60", ("01", "bids"): "10", ("01", "yen"): 9000, ("01", "new"): "1"}
    plan = make_plan(*kpis, branches=BRANCHES[:1], targets=targets, prior=prior)
    rows = assess(
        plan,
        [
            make_entry("01", "rate", "58"),
            make_entry("01", "bids", "7"),
            make_entry("01", "yen", 100),
            make_entry("01", "new", 99),
        ],
    )
    found = find_highlights(plan, rows, {}, 3)
    assert [(row.kpi_code, row.change_on_prior.value) for row in found.improvements] == [
        ("bids", Decimal(-3))
    ]
    assert [(row.kpi_code, row.change_on_prior.value) for row in found.falls] == [("rate", Decimal(-2))]


def test_a_change_among_few_stands_out_for_nobody_however_large():
    plan = make_plan(make_counted_kpi(), branches=BRANCHES, targets="50以上")
    before = {"01": (3, 6), "02": (61_000, 100_000)}
    history = [
        HistoryRow(
            fiscal_year=YEAR.prior,
            branch_code=code,
            kpi_code="rate",
            actual=make_figure(f"{shown}"),
            numerator=Decimal(part),
            denominator=Decimal(whole),
        )
        for (code, (part, whole)), shown in zip(before.items(), ("50.0", "61.0"), strict=True)
    ]
    plan = replace(plan, history=tuple(history))
    rows = assess(
        plan,
        [
            make_entry("01", value="33.3", counts=(2, 6)),
            make_entry("02", value="60.0", counts=(60_000, 100_000)),
        ],
    )
    found = find_highlights(plan, rows, chances_of_change(plan, rows), 3)
    assert [row.branch_code for row in found.falls] == ["02"]
    assert [row.branch_code for row in find_highlights(plan, rows, {}, 3).falls] == ["01", "02"]


def test_there_are_no_more_than_asked_for_the_largest_first():
    kpis = [make_kpi(code) for code in ("a", "b", "c")]
    prior = {("45", code): "50" for code in ("a", "b", "c")}
    plan = make_plan(*kpis, prior=prior)
    rows = assess(
        plan, [make_entry("45", code, value) for code, value in zip("abc", (51, 53, 52), strict=True)]
    )
    assert [row.kpi_code for row in find_highlights(plan, rows, {}, 2).improvements] == ["b", "c"]
