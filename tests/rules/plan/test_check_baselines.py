"""Targets that rest on past years: a baseline that differs, past years that are missing."""

import pytest

from kpixl.model.finding import Severity
from kpixl.rules.plan.check_baselines import check_baselines
from kpixl.rules.plan.parse import parse_plan
from tests.details import shown_details
from tests.rules.builders import (
    branch_row,
    history_row,
    kpi_row,
    make_raw_plan,
)


def baselines(target, actual, **kpi):
    raw = make_raw_plan(
        kpis=[kpi_row(**kpi)],
        targets=[{"kpi_code": "rate", "45 宮崎": target}],
        history=[history_row(actual=actual)] if actual != "" else None,
    )
    plan, _findings = parse_plan(raw)
    return check_baselines(plan, raw)


def test_a_stated_baseline_that_differs_from_the_history_is_a_warning_at_the_target():
    (item,) = baselines("対前年度以上(34.0%以上)", 10.7)
    assert (item.kind.code, item.severity, item.place.sheet, item.place.cell) == (
        "K120",
        Severity.WARNING,
        "目標",
        "B2",
    )
    assert (item.branch_code, item.kpi_code) == ("45", "rate")
    assert shown_details(item.details) == {"baseline": "34.0％", "prior": "10.7％"}


def test_a_figure_quoted_as_last_years_is_held_against_the_history():
    (item,) = baselines("前年度以上（令和5年度実績：34.0％）", 10.7)
    assert (item.kind.code, item.place.cell) == ("K120", "B2")
    assert shown_details(item.details) == {"baseline": "34.0％", "prior": "10.7％"}
    assert baselines("前年度以上（R5年度実績：10.7％）", 10.7) == []


def test_a_stated_baseline_of_zero_is_shown_as_zero():
    (item,) = baselines("前年度（0％）以上", 10.7)
    assert shown_details(item.details) == {"baseline": "0.0％", "prior": "10.7％"}


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("対前年度（64.2％）以上", 64.2),
        ("対前年度（64.2％）以上", ""),
        ("前年度以上", 64.2),
        ("64.6以上", 10.7),
        ("64.6以上", ""),
        ("設定なし", ""),
    ],
)
def test_a_baseline_that_agrees_or_is_alone_or_not_needed_is_no_finding(target, actual):
    assert baselines(target, actual) == []


@pytest.mark.parametrize(("actual", "comparable"), [("", "yes"), ("未確定", "yes"), (10.7, "no")])
def test_a_prior_year_target_without_any_baseline_is_a_warning(actual, comparable):
    (item,) = baselines("前年度以上", actual, comparable=comparable)
    assert (item.kind.code, item.severity, item.kpi_code, item.place.cell) == (
        "K121",
        Severity.WARNING,
        "rate",
        "B2",
    )
    assert shown_details(item.details) == {"branches": "宮崎", "count": "1"}


def test_branches_without_a_baseline_share_one_finding_per_kpi():
    raw = make_raw_plan(
        branches=[branch_row("44", "大分"), branch_row("45", "宮崎"), branch_row("46", "鹿児島")],
        targets=[{"kpi_code": "rate", "44": "1以上", "45": "前年度以上", "46": "前年度以上"}],
        history=None,
    )
    (item,) = check_baselines(parse_plan(raw)[0], raw)
    assert (item.kind.code, item.place.cell) == ("K121", "C2")
    assert shown_details(item.details) == {"branches": "宮崎 鹿児島", "count": "2"}


def past_doubts(target, actuals, **kpi):
    """The findings about a target, with actuals of FY2023, FY2022 and so on; None for a missing year."""
    rows = [
        history_row(fiscal_year=2023.0 - number, actual=actual)
        for number, actual in enumerate(actuals)
        if actual is not None
    ]
    columns = {"comparable": "", "comparable_since": ""}
    raw = make_raw_plan(
        kpis=[kpi_row(**{**columns, **kpi})],
        targets=[{"kpi_code": "rate", "45 宮崎": target}],
        history=rows or None,
    )
    plan, _findings = parse_plan(raw)
    return [
        (item.kind.code, item.place.cell, shown_details(item.details)) for item in check_baselines(plan, raw)
    ]


@pytest.mark.parametrize(
    ("target", "actuals", "years"),
    [
        ("3年平均以上", [64.2, 63.0], "2021"),
        ("3年平均以上", [None, 63.0], "2021 2023"),
        ("3年平均以上", [64.2, "未確定", 61.5], "2022"),
        ("前年度と3年平均の高い方以上", [64.2, None, 61.5], "2022"),
        ("前年度と60の高い方以上", [None], "2023"),
        ("80以上、ただし80以上の支部は前年度以上", [], "2023"),
        ("80以上、ただし80以上の支部は2年平均以上", [85.3], "2022"),
    ],
)
def test_the_past_years_that_a_target_misses_are_named(target, actuals, years):
    details = {"years": years, "count": "1", "branches": "宮崎"}
    assert past_doubts(target, actuals) == [("K141", "B2", details)]


def test_a_past_year_under_an_older_definition_is_a_missing_one():
    found = past_doubts("3年平均以上", [64.2, 63.0, 9.6], comparable_since=2022.0)
    assert found == [("K141", "B2", {"years": "2021", "count": "1", "branches": "宮崎"})]


def test_branches_that_miss_the_same_years_share_a_finding_and_others_have_their_own():
    raw = make_raw_plan(
        branches=[branch_row("44", "大分"), branch_row("45", "宮崎"), branch_row("46", "鹿児島")],
        targets=[{"kpi_code": "rate", "44": "2年平均以上", "45": "2年平均以上", "46": "2年平均以上"}],
        history=[history_row(branch_code="45")],
    )
    found = check_baselines(parse_plan(raw)[0], raw)
    assert [(item.kind.code, item.place.cell, shown_details(item.details)) for item in found] == [
        ("K141", "B2", {"years": "2022 2023", "count": "2", "branches": "大分 鹿児島"}),
        ("K141", "C2", {"years": "2022", "count": "1", "branches": "宮崎"}),
    ]


@pytest.mark.parametrize(
    "target",
    [
        "3年平均以上",
        "3年平均（62.9％）以上",  # (64.2 + 63.0 + 61.6) / 3 = 62.93...
        "3年平均（62.93％）以上",
        "前年度と3年平均の高い方以上（64.2％）",
        "前年度（64.2％）と3年平均の高い方以上",
        "80以上、ただし80以上の支部は前年度以上",
        "80以上、ただし80以上の支部は前年度以上（この支部は80％）",
        "80以上、ただし60以上の支部は前年度以上（この支部は64.2％）",
    ],
)
def test_a_target_that_agrees_with_its_past_years_is_no_finding(target):
    assert past_doubts(target, [64.2, 63.0, 61.6]) == []


@pytest.mark.parametrize(
    ("target", "code", "details"),
    [
        ("3年平均（60.0％）以上", "K140", {"stated": "60.0％", "computed": "62.9％"}),
        ("3年平均（62.92％）以上", "K140", {"stated": "62.92％", "computed": "62.93％"}),
        ("前年度と3年平均の高い方以上（62.9％）", "K140", {"stated": "62.9％", "computed": "64.2％"}),
        ("前年度と3年平均の低い方以上（64.2％）", "K140", {"stated": "64.2％", "computed": "62.9％"}),
        (
            "80以上、ただし80以上の支部は前年度以上（この支部は64.2％）",
            "K140",
            {"stated": "64.2％", "computed": "80.0％"},
        ),
        ("前年度（60.0％）と3年平均の高い方以上", "K120", {"baseline": "60.0％", "prior": "64.2％"}),
        ("80以上、ただし60以上の支部は前年度（60％）以上", "K120", {"baseline": "60.0％", "prior": "64.2％"}),
    ],
)
def test_a_stated_number_that_differs_from_the_past_years_is_a_warning(target, code, details):
    assert past_doubts(target, [64.2, 63.0, 61.6]) == [(code, "B2", details)]


def test_a_stated_mean_across_a_change_of_definition_is_named():
    """(64.2 + 63.0 + 9.6) / 3 = 45.6: the third year was counted otherwise."""
    past = [64.2, 63.0, 9.6]
    found = past_doubts("3年平均（45.6％）以上", past, comparable_since=2022.0)
    assert found == [("K510", "B2", {"prior": "45.6％"})]
    assert past_doubts("3年平均（63.6％）以上", past, comparable_since=2022.0) == []


def differs(stated, computed):
    return [("K140", "B2", {"stated": stated, "computed": computed})]


@pytest.mark.parametrize(
    ("target", "comparable", "found"),
    [
        ("令和5年度実績（63.0）以上", "", differs("63.0％", "64.2％")),
        ("令和5年度実績（64.2）以上", "", []),
        ("令和5年度実績（63.0）以上", "no", []),  # nothing to hold it against
        ("前年度比101％（64.9）以上", "", differs("64.9％", "64.8％")),
        ("前年度比101％（64.8）以上", "", []),
        ("前年度＋1.0ポイント（66.0）以上", "", differs("66.0％", "65.2％")),
        ("前年度と70の低い方以上（60.0）", "", differs("60.0％", "64.2％")),
        ("全国平均（57.7）以上", "", differs("57.7％", "58.4％")),
        ("前年度（60.0）と70の低い方以上", "", [("K120", "B2", {"baseline": "60.0％", "prior": "64.2％"})]),
        ("前年度（64.2）以上", "no", [("K510", "B2", {"prior": "64.2％"})]),
    ],
)
def test_a_stated_number_is_held_against_what_its_rule_comes_to(target, comparable, found):
    assert past_doubts(target, [64.2], comparable=comparable) == found


@pytest.mark.parametrize("target", ["令和6年度実績以上", "令和6年度実績の101％以上"])
def test_a_year_that_is_not_past_is_named_once_and_not_as_missing_too(target):
    assert past_doubts(target, [64.2]) == [("K170", "B2", {"year": "2024", "this_year": "2024"})]


def test_branches_whose_national_figure_is_not_published_share_a_finding():
    raw = make_raw_plan(
        branches=[branch_row("44", "大分"), branch_row("45", "宮崎")],
        targets=[{"kpi_code": "rate", "44": "全国平均以上", "45": "全国平均以上"}],
        national=None,
    )
    (item,) = check_baselines(parse_plan(raw)[0], raw)
    assert (item.kind.code, item.place.cell) == ("K171", "B2")
    assert shown_details(item.details) == {"branches": "大分 宮崎", "count": "2"}
