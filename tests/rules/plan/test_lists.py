"""The plan's lists about past years, the whole, planned counts and KPIs of the whole."""

import pytest

from kpixl.model.assessment import Judgement
from kpixl.model.fiscal import FiscalYear
from kpixl.model.plan_figures import FigureStatus, PublishedRank
from tests.details import shown_details
from tests.rules.builders import (
    branch_row,
    found,
    history_row,
    kpi_row,
    make_adjustment,
    national_row,
)
from tests.rules.plan_faults import detail, faults, parse

# ── what a past year and the whole may say beside their figures ─────────────────────────────────


def test_a_past_year_may_have_its_own_target_and_judgement():
    plan, findings = parse(history=[history_row(target="64.6％以上", judgement="not_achieved")])
    assert findings == []
    (row,) = plan.history
    assert (row.target, row.judgement) == ("64.6％以上", Judgement.NOT_ACHIEVED)


def test_a_past_judgement_that_is_no_word_of_the_list_is_an_error():
    assert faults(history=[history_row(judgement="まあまあ")]) == [("過年度", "K113", "E2")]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, None),
        ({"figure_status": "settled"}, FigureStatus.SETTLED),
        ({"figure_status": "unsettled"}, FigureStatus.UNSETTLED),
        ({"national_actual": "未確定"}, FigureStatus.UNSETTLED),
    ],
)
def test_a_national_figure_says_whether_it_is_settled(changes, status):
    plan, findings = parse(national=[national_row(**changes)])
    assert (findings, plan.national[0].status) == ([], status)


def rank_row(**changes):
    return national_row(
        national_target="", national_actual="", branch_code="45", published_rank=23.0, published_rank_of=47.0,
        **changes,
    )  # fmt: skip


TWO_BRANCHES = {
    "branches": [branch_row("01", "札幌"), branch_row("45", "宮崎")],
    "targets": [{"kpi_code": "rate", "01": "60以上", "45": "64.6％以上"}],
}


def test_a_branchs_published_rank_stands_beside_the_national_figures():
    rows = [national_row(branch_code="", published_rank="", published_rank_of=""), rank_row()]
    plan, findings = parse(**TWO_BRANCHES, national=rows)
    assert findings == []
    assert len(plan.national) == 1
    assert plan.published_ranks == (
        PublishedRank(fiscal_year=FiscalYear(2024), branch_code="45", kpi_code="rate", rank=23, of=47),
    )


def test_a_rank_needs_no_branch_where_there_is_only_one():
    plan, findings = parse(national=[national_row(published_rank=7.0)])
    assert findings == []
    assert [(row.branch_code, row.rank, row.of) for row in plan.published_ranks] == [("45", 7, None)]


@pytest.mark.parametrize(
    ("changes", "code", "cell"),
    [
        ({"branch_code": ""}, "K152", "F2"),
        ({"branch_code": "99"}, "K130", "E2"),
        ({"published_rank": 0.0}, "K114", "F2"),
        ({"published_rank": 48.0}, "K114", "G2"),
        ({"national_actual": 58.4}, "K153", "E2"),
        ({"published_rank": ""}, "K153", "E2"),
    ],
)
def test_a_doubtful_rank_is_named_at_its_cell(changes, code, cell):
    _plan, findings = parse(**TWO_BRANCHES, national=[rank_row() | changes])
    assert found(findings)[0] == (code, cell)


# ── K119, K126: history and national figures ─────────────────────────────────────────────────────


def test_a_history_row_of_an_unknown_branch_is_a_warning_and_not_used():
    history = [history_row(), history_row(branch_code="99")]
    assert faults(history=history) == [("過年度", "K119", "B3")]
    plan, findings = parse(history=history)
    assert shown_details(findings[0].details)["seen"] == "99"
    assert [row.branch_code for row in plan.history] == ["45"]


def test_a_history_row_that_stands_twice_is_an_error_that_names_the_first():
    history = [history_row(), history_row(fiscal_year=2022.0), history_row(fiscal_year="令和5年度")]
    assert faults(history=history) == [("過年度", "K126", "D4")]
    assert detail("first", history=history) == "D2"


def test_a_national_row_that_stands_twice_is_an_error():
    national = [national_row(), national_row(fiscal_year="R6", national_actual=60.0)]
    assert faults(national=national) == [("全国", "K126", "B3")]
    assert detail("first", national=national) == "B2"


# ── K147, K148: KPIs of the whole ────────────────────────────────────────────────────────────────


def round_row(**changes):
    row = {
        "kpi_code": "r1",
        "pillar": "戦略",
        "measure": "健診",
        "indicator": "達成支部",
        "counted_kpi": "rate",
    }
    return {**row, "at_least": "", "note": "", **changes}


@pytest.mark.parametrize("text", ["", "全支部", "all", "ＡＬＬ"])
def test_all_branches_may_be_asked_for_in_words(text):
    plan, findings = parse(round_kpis=[round_row(at_least=text)])
    assert findings == []
    assert plan.round_kpis[0].at_least is None


@pytest.mark.parametrize(("needed", "expected"), [(1.0, []), (2.0, [("全体指標", "K147", "F2")])])
def test_more_branches_than_the_roster_has_cannot_be_asked_for(needed, expected):
    assert faults(round_kpis=[round_row(at_least=needed)]) == expected


def test_a_kpi_of_the_whole_has_a_code_of_its_own():
    assert faults(round_kpis=[round_row(kpi_code="rate")]) == [("全体指標", "K148", "A2")]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"kpi_code": ""}, [("K103", "A2")]),
        ({"counted_kpi": ""}, [("K103", "E2")]),
        ({"counted_kpi": "zzz"}, [("K130", "E2")]),
    ],
)
def test_a_kpi_of_the_whole_counts_a_kpi_of_the_plan(changes, expected):
    found = faults(round_kpis=[round_row(**changes)])
    assert [(code, cell) for _sheet, code, cell in found] == expected


def test_a_kpi_of_the_whole_that_stands_twice_is_an_error():
    assert faults(round_kpis=[round_row(), round_row(indicator="別")]) == [("全体指標", "K126", "A3")]


# ── K143, K144: planned counts ───────────────────────────────────────────────────────────────────


def planned_row(**changes):
    row = {"branch_code": "45", "kpi_code": "rate", "denominator": 1000.0, "numerator": 646.0}
    return {**row, **changes}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"denominator": 0.0}, [("K143", "C2")]),
        ({"denominator": -5.0}, [("K143", "C2")]),
        ({"denominator": 999.5}, [("K143", "C2")]),
        ({"numerator": -1.0}, [("K143", "D2")]),
        ({"numerator": 0.0}, []),
    ],
)
def test_a_planned_count_is_a_whole_number_of_persons(changes, expected):
    kpis = [kpi_row(numerator_label="受診者数", denominator_label="対象者数")]
    found = faults(kpis=kpis, planned_counts=[planned_row(**changes)])
    assert [(code, cell) for _sheet, code, cell in found] == expected


def test_planned_counts_of_a_kpi_without_counts_are_named_once():
    branches = [branch_row(), branch_row("44", "大分")]
    targets = [{"kpi_code": "rate", "45": "64.6％以上", "44": "64.6％以上"}]
    rows = [planned_row(), planned_row(branch_code="44")]
    found = faults(branches=branches, targets=targets, planned_counts=rows)
    assert found == [("計画人数", "K144", "B2")]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"branch_code": "99"}, [("K130", "A2")]),
        ({"kpi_code": "zzz"}, [("K130", "B2")]),
        ({"branch_code": ""}, [("K103", "A2")]),
        ({"denominator": ""}, [("K103", "C2")]),
    ],
)
def test_a_planned_count_of_nothing_in_the_plan_is_an_error(changes, expected):
    kpis = [kpi_row(numerator_label="受診者数", denominator_label="対象者数")]
    found = faults(kpis=kpis, planned_counts=[planned_row(**changes)])
    assert [(code, cell) for _sheet, code, cell in found] == expected


def test_a_planned_count_that_stands_twice_is_an_error_that_names_the_first():
    kpis = [kpi_row(numerator_label="受診者数", denominator_label="対象者数")]
    twice = [planned_row(), planned_row(denominator=2000.0)]
    assert faults(kpis=kpis, planned_counts=twice) == [("計画人数", "K126", "B3")]
    assert detail("first", kpis=kpis, planned_counts=twice) == "B2"


# ── adjustments ──────────────────────────────────────────────────────────────────────────────────


def adjustment_row(**changes):
    return {
        "branch_code": "45", "adjusted_code": "rate", "adjusted_value": 62.3, "adjusted_reason": "計上漏れ",
        "person": "山田", "date": "2025/6/20", **changes,
    }  # fmt: skip


def test_an_adjustment_is_read_with_its_cell():
    plan, findings = parse(adjustments=[adjustment_row()])
    assert findings == []
    assert plan.adjustments == (make_adjustment("rate", "62.3", cell="C2"),)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"branch_code": ""}, [("K103", "A2")]),
        ({"adjusted_reason": ""}, [("K103", "D2")]),
        ({"person": ""}, [("K103", "E2")]),
        ({"date": "先週"}, [("K115", "F2")]),
        ({"adjusted_value": "約62"}, [("K114", "C2")]),
        ({"adjusted_value": ""}, [("K103", "C2")]),
        ({"branch_code": "99"}, [("K130", "A2")]),
        ({"adjusted_code": "zzz", "adjusted_value": "A"}, [("K130", "B2")]),
    ],
)
def test_an_adjustment_that_leaves_something_open_is_one_error_at_its_cell(changes, expected):
    found = faults(adjustments=[adjustment_row(**changes)])
    assert [(code, cell) for _sheet, code, cell in found] == expected


def test_a_second_adjustment_of_the_same_figure_is_an_error():
    rows = [adjustment_row(), adjustment_row(adjusted_value=63.0)]
    assert faults(adjustments=rows) == [("補正", "K126", "B3")]
