"""What a plan says of its measures: texts, activity figures, branches' own words; and whose mark counts."""

from decimal import Decimal

import pytest

from kpixl.model.figure import BLANK, Figure, FigureState
from kpixl.model.fiscal import FiscalYear
from kpixl.model.measure import (
    BranchMeasure,
    BranchWording,
    ChangeKind,
    PastText,
    PlannedActivity,
    TextItem,
    TextRequired,
)
from kpixl.model.unit import find_unit
from kpixl.rules.plan.parse import parse_plan
from tests.rules.builders import branch_row, found, kpi_row, make_raw_plan

MEASURES = [{"measure_code": "M01", "pillar": "戦略", "measure": "健診", "group": "保健"}]
TWO = {
    "branches": [branch_row("01", "札幌"), branch_row("45", "宮崎")],
    "targets": [{"kpi_code": "rate", "01": "60以上", "45": "64.6％以上"}],
}


def parse(**sheets):
    return parse_plan(make_raw_plan(**{"measures": MEASURES, **sheets}))


def activity(item="訪問", **changes):
    return {
        "branch_code": "", "measure_code": "M01", "activity": item, "unit": "件", "part_of": "",
        "summed_into": "", "prior": "", **changes,
    }  # fmt: skip


# ── texts ────────────────────────────────────────────────────────────────────────────────────────


def test_a_text_item_is_read_with_its_line_breaks():
    item = {
        "text_code": "plan", "text_label": "取組内容", "guide": "何を\r\nいつ", "text_required": "always",
        "longest": 400.0,
    }  # fmt: skip
    plan, findings = parse(text_items=[item])
    assert findings == []
    assert plan.text_items == (
        TextItem(
            code="plan", label="取組内容", guide="何を\nいつ", required=TextRequired.ALWAYS, longest=400
        ),
    )


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"text_required": "ときどき"}, [("K113", "C2")]),
        ({"longest": 0.0}, [("K114", "D2")]),
        ({"longest": 40_000.0}, [("K114", "D2")]),  # more than a cell can hold
        ({"text_label": ""}, [("K103", "B2")]),
    ],
)
def test_a_faulty_text_item_is_named_at_its_cell(changes, codes):
    item = {"text_code": "plan", "text_label": "取組", "text_required": "always", "longest": ""} | changes
    assert found(parse(text_items=[item])[1]) == codes


def test_two_text_items_of_one_code_are_an_error():
    item = {"text_code": "plan", "text_label": "取組", "text_required": "never"}
    assert found(parse(text_items=[item, item])[1]) == [("K126", "A3")]


def past_text(**changes):
    return {
        "fiscal_year": 2023.0, "branch_code": "45", "measure_code": "M01", "text_code": "plan",
        "text": "・訪問\n・電話", **changes,
    }  # fmt: skip


def test_a_past_text_is_read_verbatim():
    plan, findings = parse(history_texts=[past_text()])
    assert findings == []
    assert plan.past_texts == (
        PastText(
            fiscal_year=FiscalYear(2023), branch_code="45", measure_code="M01", item_code="plan",
            text="・訪問\n・電話",
        ),
    )  # fmt: skip


def test_past_texts_of_a_measure_that_has_ended_are_kept_and_named_once():
    rows = [past_text(measure_code="M99"), past_text(measure_code="M99", text_code="cause")]
    plan, findings = parse(history_texts=rows)
    assert found(findings) == [("K150", "C2")]
    assert len(plan.past_texts) == 2


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"fiscal_year": "いつか"}, [("K111", "A2")]),
        ({"branch_code": "99"}, [("K130", "B2")]),
        ({"text": ""}, [("K103", "E2")]),
    ],
)
def test_a_past_text_of_nobody_or_of_no_year_is_an_error_at_its_cell(changes, codes):
    plan, findings = parse(history_texts=[past_text(**changes)])
    assert (plan, found(findings)) == (None, codes)


def test_a_past_text_that_stands_twice_is_an_error():
    rows = [past_text(), past_text(fiscal_year="令和5年度", text="別の文")]
    assert found(parse(history_texts=rows)[1]) == [("K126", "D3")]


# ── activity figures ─────────────────────────────────────────────────────────────────────────────


def test_activity_figures_are_read_with_their_parts_and_last_years_figure():
    rows = [activity(prior=12.0), activity("うち初回", part_of="訪問", prior="未確定")]
    plan, findings = parse(activities=rows)
    assert findings == []
    cases = find_unit("件")
    assert plan.activities == (
        PlannedActivity(branch_code="", measure_code="M01", item="訪問", unit=cases, prior=Figure.of(12)),
        PlannedActivity(
            branch_code="", measure_code="M01", item="うち初回", unit=cases, part_of="訪問",
            prior=Figure(FigureState.UNSETTLED),
        ),
    )  # fmt: skip


def test_a_branch_reports_its_own_row_of_an_activity_before_everybodys():
    own = activity(branch_code="45", prior=7.0)
    plan, findings = parse(**TWO, activities=[activity(), own, activity("電話", branch_code="01")])
    assert findings == []
    assert [(row.item, row.prior) for row in plan.activities_of("45")] == [("訪問", Figure.of(7))]
    assert [(row.item, row.prior) for row in plan.activities_of("01")] == [("訪問", BLANK), ("電話", BLANK)]


def test_a_branchs_own_row_of_an_activity_counts_before_everybodys_below_it():
    own = activity(branch_code="45", prior=7.0)
    plan, findings = parse(**TWO, activities=[own, activity(prior=12.0)])
    assert findings == []
    assert [row.prior for row in plan.activities_of("45")] == [Figure.of(7)]
    assert [row.prior for row in plan.activities_of("01")] == [Figure.of(12)]


@pytest.mark.parametrize(
    ("typed", "kind"),
    [("", ChangeKind.AMOUNT), ("amount", ChangeKind.AMOUNT), ("percent", ChangeKind.PERCENT)],
)
def test_how_the_change_of_an_activity_is_asked_for_is_the_plans(typed, kind):
    plan, findings = parse(activities=[activity(change_kind=typed)])
    assert (findings, [row.change_kind for row in plan.activities]) == ([], [kind])


@pytest.mark.parametrize("key", ["part_of", "summed_into"])
@pytest.mark.parametrize(
    ("text", "codes"), [("訪問", []), ("rate", []), ("うち初回", ["K151"]), ("訪問数", ["K151"])]
)
def test_an_activity_is_a_part_of_another_one_or_of_a_kpi_never_of_itself(key, text, codes):
    _plan, findings = parse(activities=[activity(), activity("うち初回", **{key: text})])
    assert [item.kind.code for item in findings] == codes


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"measure_code": "M99"}, "K130"),
        ({"branch_code": "99"}, "K130"),
        ({"unit": "匹"}, "K104"),
        ({"prior": "約5"}, "K114"),
    ],
)
def test_a_faulty_activity_is_an_error(changes, code):
    plan, findings = parse(activities=[activity(**changes)])
    assert (plan, [item.kind.code for item in findings]) == (None, [code])


# ── branches' own words ──────────────────────────────────────────────────────────────────────────


def test_a_branchs_own_plan_and_wording_are_read():
    wording = {
        "branch_code": "45", "adjusted_code": "rate", "shown_number": "①", "shown_name": "",
        "shown_indicator": "受診率（県内）", "definition_note": "分母が違う",
    }  # fmt: skip
    plan, findings = parse(
        branch_measures=[{"branch_code": "45", "measure_code": "M01", "plan_text": "独自の計画"}],
        branch_wording=[wording, wording | {"adjusted_code": "M01", "shown_indicator": ""}],
    )
    assert findings == []
    assert plan.branch_measures == (
        BranchMeasure(branch_code="45", measure_code="M01", plan_text="独自の計画"),
    )
    assert [(row.code, row.indicator) for row in plan.branch_wording] == [
        ("rate", "受診率（県内）"),
        ("M01", ""),
    ]
    assert plan.branch_wording[0] == BranchWording(
        branch_code="45", code="rate", number="①", indicator="受診率（県内）", definition_note="分母が違う"
    )


def test_wording_of_a_code_that_is_neither_measure_nor_kpi_is_an_error():
    row = {"branch_code": "45", "adjusted_code": "M99", "shown_name": "名"}
    assert found(parse(branch_wording=[row])[1]) == [("K130", "B2")]


def test_a_second_row_of_a_branchs_own_plan_or_wording_is_an_error():
    own = {"branch_code": "45", "measure_code": "M01", "plan_text": "独自の計画"}
    assert found(parse(branch_measures=[own, own | {"plan_text": "別の計画"}])[1]) == [("K126", "B3")]
    wording = {"branch_code": "45", "adjusted_code": "rate", "shown_name": "名"}
    assert found(parse(branch_wording=[wording, wording])[1]) == [("K126", "B3")]


def test_wording_without_a_branch_is_an_error():
    row = {"branch_code": "", "adjusted_code": "rate", "shown_name": "名"}
    assert found(parse(branch_wording=[row])[1]) == [("K103", "A2")]


# ── measures as records ──────────────────────────────────────────────────────────────────────────


def test_measures_stand_in_their_stated_order_and_those_without_one_behind():
    rows = [
        MEASURES[0] | {"measure_code": code, "measure": code, "measure_order": order}
        for code, order in (("M01", ""), ("M02", 2.0), ("M03", 1.0))
    ]
    plan, findings = parse(measures=rows)
    assert findings == []
    assert [measure.code for measure in plan.measures] == ["M03", "M02", "M01"]


def test_a_measure_may_have_a_goal_that_is_no_kpi_and_reasons_of_several_lines():
    row = MEASURES[0] | {
        "shown_number": "(2) -1", "plan_text": "・啓発\n・訪問", "goal": "3回以上開く", "important": "high",
        "important_reason": "国の\n方針",
    }  # fmt: skip
    plan, findings = parse(measures=[row])
    assert findings == []
    (measure,) = plan.measures
    assert (measure.number, measure.plan_text, measure.goal) == ("(2) -1", "・啓発\n・訪問", "3回以上開く")
    assert (measure.important, measure.important_reason, measure.difficult) == (True, "国の\n方針", None)


def test_two_measures_of_one_code_are_an_error():
    assert found(parse(measures=[*MEASURES, *MEASURES])[1]) == [("K126", "A3")]


@pytest.mark.parametrize(
    ("on_kpi", "on_measure", "counts", "codes"),
    [
        ("high", "", True, []),
        ("", "", False, []),
        ("high", "high", True, []),
        ("high", "none", False, ["K149"]),
        ("", "high", True, []),  # no KPI is marked on 指標: the marks stand on 施策 alone
    ],
)
def test_the_mark_of_the_measure_counts_and_a_difference_is_named(on_kpi, on_measure, counts, codes):
    kpis = [kpi_row(measure="健診", important=on_kpi)]
    plan, findings = parse(kpis=kpis, measures=[MEASURES[0] | {"important": on_measure}])
    assert [item.kind.code for item in findings] == codes
    assert plan.kpi("rate").important is counts


def test_a_kpi_without_a_mark_is_named_where_others_of_the_sheet_have_one():
    kpis = [kpi_row(measure="健診", important="high"), kpi_row("other", measure="健診", important="")]
    targets = [{"kpi_code": code, "45": "60以上"} for code in ("rate", "other")]
    plan, findings = parse(kpis=kpis, targets=targets, measures=[MEASURES[0] | {"important": "high"}])
    assert [(item.kind.code, item.kpi_code) for item in findings] == [("K149", "other")]
    assert plan.kpi("other").important


def test_the_weight_of_a_measure_is_a_number():
    plan, _findings = parse(measures=[MEASURES[0] | {"weight": 1.5}])
    assert plan.measures[0].weight == Decimal("1.5")
