"""A figure that says it is of another year is a doubt; what comes in as usual is none."""

import datetime as dt
from dataclasses import replace

import pytest

from kpixl.rules.returns.check import check_return
from tests.rules.builders import (
    check,
    codes,
    found,
    make_counted_kpi,
    make_kpi,
    make_plan,
    make_submission,
    plan_context,
)

PLAN = make_plan(make_kpi(), due=dt.date(2025, 5, 30))  # of FY2024


def said(text):
    """What comes up where a text stands in the cell of the 時点."""
    return codes(check(PLAN, {"rate": {"actual": 64.2, "as_of": text}}).findings)


OTHERS = (
    "令和5年度|令和5年度末|R5|R5年度実績|FY2023|FY 2023|2023年度実績|5年度|（５年度）|R6.3|"
    "令和6年3月末|2024/3|2024-03-31|2024年2月|令和5年|2023年|令和7年度|令和7年度6月|2025年10月|"
    "令和8年3月|as of February 2024|Mar-24|前年度末|昨年度実績|Last fiscal year|"
    "令和5年度（令和6年6月集計）|令和4年4月～令和5年3月|令5年度|令6.3|前年同月|昨年3月|一昨年|"
    "令和五年度|令和六年三月|二〇二三年度|令和六年三月三十一日|6年3月|6年3月末|6.3.31|5/10/1|24/3/31|'24.3.31|5.4.1～6.3.31"
)


@pytest.mark.parametrize("text", OTHERS.split("|"))
def test_another_period_is_a_warning(text):
    assert said(text) == ["K520"]


USUAL = (
    "|令和6年度|令和6年度末時点|R6年度|R6|FY2024|2024年度|6年度|令和6年4月|R6.11|"
    "令和7年1月診療分|令和7年3月|令和7年3月31日現在|2025年6月|R7.9|令和6年|令和7年|2025年|"
    "as of February 2025|Mar-25|3月末|11月まで|7.3|確定値|第4四半期|令和6年4月～令和7年3月|令6年度|令7.3|"
    "令和5年10月～令和6年9月|令和6年度（令和7年6月集計）|令和六年度|令和七年三月三十一日|7年3月|7.3.31|25/3/31|6.4.1～7.3.31|"
    "31/3/25|28/2/25|31.3.25|3/31/25|31/03/2025|"
    "三月末|十一月まで|1年3か月|3年3か月間"
)


@pytest.mark.parametrize("text", USUAL.split("|"))
def test_what_comes_in_as_usual_is_no_finding(text):
    assert said(text) == []


@pytest.mark.parametrize(
    "typed",
    [
        "64.2％（令和5年度）",
        "64.2％（FY2023）",
        "64.2(5年度)",
        "64.2% (R5)",
        "R6.3時点 64.2％",
        "令和5年度実績 64.2％",
        "令和5年度 64.2％",
        "令和5年度：64.2％",
        "2023年度64.2",
        "FY2023 64.2%",
        "5年度 64.2",
        "64.2％【令和5年度】",
        "64.2%[R5年度]",
        "64.2〈R6.3〉",
    ],
)
def test_the_year_in_the_cell_of_the_figure_counts_as_well(typed):
    checked = check(PLAN, {"rate": typed})
    assert ("K520", "K12") in found(checked.findings)
    assert str(checked.entries[0].figure.value) == "64.2"


def test_the_finding_says_what_is_seen_and_which_year_is_collected():
    (item,) = check(PLAN, {"rate": {"actual": 64.2, "as_of": "R6.3"}}).findings
    assert item.place.cell == "L12"
    assert dict(item.details) == {"seen": "R6.3", "year": PLAN.settings.fiscal_year}


def test_counts_of_another_year_are_named_at_their_own_cell():
    plan = make_plan(make_counted_kpi())
    row = {"numerator": "642人（令和5年度）", "denominator": 1000.0}
    checked = check(plan, {"rate": row})
    assert ("K520", "I12") in found(checked.findings)
    assert str(checked.entries[0].numerator.value) == "642"


def test_a_remark_does_not_clear_it():
    row = {"actual": 64.2, "as_of": "令和5年度", "remark": "集計の都合による"}
    assert codes(check(PLAN, {"rate": row}).findings) == ["K520"]


@pytest.mark.parametrize(
    "remark",
    [
        "令和5年度の値です",
        "前年度の実績値を使用",
        "※R5年度",
        "昨年度",
        "令和5年度確定値による。",
        "last year's figure",
        "FY2023 data",
    ],
)
def test_a_remark_that_says_no_more_than_another_year_is_a_warning(remark):
    row = {"actual": 64.2, "remark": remark}
    assert found(check(PLAN, {"rate": row}).findings) == [("K520", "M12")]


@pytest.mark.parametrize(
    "remark",
    [
        "令和5年度より増加",
        "前年度と同じ",
        "前年度の値と差がある",
        "令和6年度の実績値",
        "令和4年度からの継続",
        "前年度比で増",
        "確定値",
        "3/4/5",
        "(1-2-3)",
        "3.1.2",
    ],
)
def test_a_remark_that_compares_or_explains_is_none(remark):
    assert codes(check(PLAN, {"rate": {"actual": 64.2, "remark": remark}}).findings) == []


@pytest.mark.parametrize("value", ["", 0, 0.0])
def test_a_formula_without_a_result_is_that_and_names_no_period(value):
    submission = make_submission(PLAN, {"rate": 64.2})
    [row] = submission.rows
    cell = row.cells["as_of"]._replace(value=value, formula='=A1&"前年度"')
    rows = (replace(row, cells=row.cells | {"as_of": cell}),)
    checked = check_return(plan_context(PLAN), replace(submission, rows=rows))
    assert found(checked.findings) == [("K416", "L12")]
    assert checked.entries[0].as_of == '=A1&"前年度"'


@pytest.mark.parametrize(("serial", "date"), [(45747.0, dt.date(2025, 3, 31)), (45381, dt.date(2024, 3, 30))])
def test_a_date_that_has_lost_its_format_is_named_with_the_day_that_it_was(serial, date):
    (item,) = check(PLAN, {"rate": {"actual": 64.2, "as_of": serial}}).findings
    assert (item.kind.code, item.place.cell) == ("K521", "L12")
    assert dict(item.details) == {"seen": str(int(serial)), "date": date}


@pytest.mark.parametrize("number", [2025.0, 6.0, 202503, 20250331, 45747.5])
def test_a_year_or_a_written_date_is_no_lost_one(number):
    assert codes(check(PLAN, {"rate": {"actual": 64.2, "as_of": number}}).findings) == []


def test_where_the_plan_says_so_another_year_is_right():
    plan = make_plan(make_kpi(as_of="令和5年度"))
    assert codes(check(plan, {"rate": {"actual": 64.2, "as_of": "R5年度"}}).findings) == []
    assert codes(check(plan, {"rate": {"actual": 64.2, "as_of": "R4年度"}}).findings) == ["K520"]


def test_figures_may_come_in_until_a_late_due_date():
    late = make_plan(make_kpi(), due=dt.date(2025, 11, 28))
    assert codes(check(late, {"rate": {"actual": 64.2, "as_of": "令和7年11月"}}).findings) == []
