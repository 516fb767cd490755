"""The plan's sheet 目標: its columns, its rows, and what a cell may not say."""

import datetime as dt
from decimal import Decimal

import pytest

from kpixl.model.finding import Severity
from kpixl.model.target import Direction, Fixed, Target
from kpixl.rules.targets.parse import parse_target
from tests.details import shown_details
from tests.rules.builders import (
    branch_row,
    kpi_row,
    make_kpi,
)
from tests.rules.plan_faults import detail, faults, parse


def test_a_header_that_names_no_branch_is_an_error_at_the_header():
    targets = [{"kpi_code": "rate", "45": "1以上", "46 鹿児島": "1以上"}]
    assert faults(targets=targets) == [("目標", "K108", "C1")]
    assert detail("seen", targets=targets) == "46 鹿児島"


def test_a_branch_without_a_target_column_is_an_error():
    branches = [branch_row("45", "宮崎"), branch_row("44", "大分")]
    assert faults(branches=branches) == [("目標", "K127", "")]
    assert detail("seen", branches=branches) == "44 大分"


@pytest.mark.parametrize("header", ["45", "45 宮崎", "45　宮崎", "４５ 宮崎", "宮崎", "宮 崎", "宮崎支部"])
def test_a_target_column_names_its_branch_by_code_or_name(header):
    plan, findings = parse(targets=[{"kpi_code": "rate", header: "1以上"}])
    assert findings == []
    assert plan.target("45", "rate") == Target(Direction.AT_LEAST, Fixed(Decimal(1)))


def test_a_target_row_of_an_unknown_kpi_is_an_error():
    targets = [{"kpi_code": "rate", "45": "1以上"}, {"kpi_code": "mail_rate", "45": "1以上"}]
    assert faults(targets=targets) == [("目標", "K109", "A3")]
    assert detail("seen", targets=targets) == "mail_rate"


def test_a_kpi_without_a_target_row_is_an_error_that_names_it():
    plan, findings = parse(kpis=[kpi_row(), kpi_row("b")])
    (item,) = findings
    assert plan is None
    assert (item.kind.code, item.place.sheet, item.kpi_code, shown_details(item.details)) == (
        "K118",
        "目標",
        "b",
        {"seen": "b"},
    )


def test_a_figure_of_another_year_is_none_of_last_years():
    targets = [{"kpi_code": "rate", "45": "前年度以上（R4年度実績：61.6％）"}]
    assert faults(targets=targets) == [("目標", "K110", "B2")]
    assert detail("fault", targets=targets) == "word.target_fault.quoted_year"


@pytest.mark.parametrize("text", ["前年並み", "64,6以上", "64.6円以上", "TRUE", True, dt.date(2025, 5, 1)])
def test_an_unreadable_target_is_an_error_that_quotes_it_and_offers_forms(text):
    targets = [{"kpi_code": "rate", "45": text}]
    assert faults(targets=targets) == [("目標", "K110", "B2")]
    (item,) = parse(targets=targets)[1]
    assert (item.branch_code, item.kpi_code) == ("45", "rate")
    words = shown_details(item.details)
    assert (words["seen"], words["unit"]) == (
        str(text).upper() if text is True else str(text),
        "％",
    )
    assert words["forms"] == "text.target_forms"
    assert parse_target(words["nearest"], make_kpi())


def test_an_unreadable_target_is_answered_with_the_reason_and_the_nearest_form():
    targets = [{"kpi_code": "rate", "45": "直近1年平均以上"}]
    (item,) = parse(targets=targets)[1]
    words = shown_details(item.details)
    assert (words["fault"], words["nearest"]) == ("word.target_fault.years", "3年平均以上")


def test_a_target_against_the_direction_is_an_error_of_its_own():
    targets = [{"kpi_code": "rate", "45": "64.6以下"}]
    assert faults(targets=targets) == [("目標", "K117", "B2")]
    assert detail("direction", targets=targets) == "word.direction.at_least"


def test_an_empty_target_is_an_error_and_never_no_target():
    targets = [{"kpi_code": "rate", "45": ""}]
    assert faults(targets=targets) == [("目標", "K116", "B2")]
    (item,) = parse(targets=targets)[1]
    assert (item.branch_code, item.kpi_code, item.severity) == ("45", "rate", Severity.ERROR)


@pytest.mark.parametrize("again", ["宮崎", "45 宮崎"])
def test_a_second_column_of_one_branch_is_an_error_at_its_header(again):
    targets = [{"kpi_code": "rate", "45": "1以上", again: "2以上"}]
    assert faults(targets=targets) == [("目標", "K128", "C1")]
    (item,) = parse(targets=targets)[1]
    assert (item.branch_code, shown_details(item.details)) == ("45", {"seen": again})
