"""過年度 with a column for each year: the same plan as with a row for each."""

from pathlib import Path

import openpyxl
import pytest

from kpixl.books.plan.read import read_plan
from kpixl.model.fiscal import FiscalYear
from kpixl.rules.plan.parse import parse_plan
from tests.builders import make_round, plan_rows


def with_history(tmp_path: Path, *rows: tuple[object, ...]) -> Path:
    """A round's plan whose sheet 過年度 holds these rows, the first of them its header."""
    path = make_round(tmp_path).plan_path
    book = openpyxl.load_workbook(path)
    at = book.sheetnames.index("過年度")
    del book["過年度"]
    sheet = book.create_sheet("過年度", at)
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def read(path: Path):
    return parse_plan(read_plan(path))


def figures(plan):
    return [
        (row.fiscal_year.year, row.branch_code, row.kpi_code, str(row.actual.value)) for row in plan.history
    ]


def found(findings):
    return [(item.kind.code, item.place.cell) for item in findings if item.place.sheet == "過年度"]


@pytest.mark.parametrize(
    "years",
    [
        ("令和4年度", "令和5年度"),
        (2022, 2023),
        ("R4", "R5実績"),
        ("2022年度", "令和５年度　実績"),
        ("FY2022", "FY2023 actual"),
        ("令和4年度（2022年度）", "令和5年度（2023年度）"),
    ],
)
def test_a_column_for_each_year_says_the_same_as_a_row_for_each(tmp_path, years):
    header = ("支部コード", "指標コード", *years)
    path = with_history(tmp_path, header, ("01", "checkup_rate", 62.0, 63.1), ("02", "claim_days", None, 7.4))
    plan, findings = read(path)
    assert found(findings) == []
    assert figures(plan) == [
        (2022, "01", "checkup_rate", "62"),
        (2023, "01", "checkup_rate", "63.1"),
        (2023, "02", "claim_days", "7.4"),
    ]
    assert plan.past("01", "checkup_rate", FiscalYear(2022)).actual.value == 62


def test_counts_target_and_judgement_of_a_year_have_columns_of_their_own(tmp_path):
    header = (
        *("支部コード", "指標コード", "令和5年度", "令和5年度分子", "令和5年度 分母", "令和5年度の目標"),
        *("令和5年度 達成状況", "注記"),
    )
    row = ("01", "checkup_rate", 63.1, 631, 1000, "60以上", "達成", "確定値")
    plan, findings = read(with_history(tmp_path, header, row))
    assert found(findings) == []
    (past,) = plan.history
    assert (past.numerator, past.denominator, past.target) == (631, 1000, "60以上")
    assert (past.judgement, past.note) == ("achieved", "確定値")


def test_both_forms_may_stand_in_one_sheet(tmp_path):
    header = ("年度", "支部コード", "指標コード", "実績", "令和4年度")
    path = with_history(
        tmp_path, header, (2023, "01", "checkup_rate", 63.1, 62.0), (None, "02", "checkup_rate", None, 61.0)
    )
    plan, findings = read(path)
    assert found(findings) == []
    assert sorted(item[:3] for item in figures(plan)) == [
        (2022, "01", "checkup_rate"),
        (2022, "02", "checkup_rate"),
        (2023, "01", "checkup_rate"),
    ]


def test_a_figure_that_both_forms_give_is_an_error_at_its_cell(tmp_path):
    header = ("年度", "支部コード", "指標コード", "実績", "令和5年度")
    plan, findings = read(with_history(tmp_path, header, (2023, "01", "checkup_rate", 63.1, 62.9)))
    assert plan is None
    (item,) = findings
    assert item.text("ja").startswith(
        "× 誤り plan.xlsx 過年度!E2: 同じものについての行が D2 にもあります（checkup_rate）。"
    )


def test_two_columns_of_one_year_are_an_error_where_both_say_something(tmp_path):
    header = ("支部コード", "指標コード", "令和5年度", "2023年度")
    rows = (("01", "checkup_rate", 63.1, 62.9), ("02", "checkup_rate", 61.0, None))
    assert found(read(with_history(tmp_path, header, *rows))[1]) == [("K126", "D2")]


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        (("01", "checkup_rate", "約60", None), "K114", "C2"),
        (("", "checkup_rate", 63.1, None), "K103", "A2"),
        (("01", None, 63.1, None), "K103", "B2"),
        (("01", "checkup_rate", None, 631), "K103", "C2"),
    ],
)
def test_a_fault_is_named_where_it_stands(tmp_path, row, code, cell):
    header = ("支部コード", "指標コード", "令和5年度", "令和5年度分子")
    assert found(read(with_history(tmp_path, header, row))[1]) == [(code, cell)]


def test_a_planners_own_column_is_no_year(tmp_path):
    header = ("支部コード", "指標コード", "令和5年度", "第5期中期計画", "担当者 5")
    findings = read(with_history(tmp_path, header, ("01", "checkup_rate", 63.1, "x", "y")))[1]
    assert found(findings) == [("K123", "D1"), ("K123", "E1")]


def test_the_starter_form_is_as_it_was(tmp_path):
    plan, findings = read(make_round(tmp_path).plan_path)
    assert len(plan.history) == len(plan_rows()["history"])
    assert findings == []


def test_a_years_count_without_a_column_for_its_figure_is_an_error_at_the_count(tmp_path):
    rows = [("支部コード", "指標コード", "令和4年度", "令和5年度 分子"), ("01", "checkup_rate", 62.0, 631)]
    plan, findings = read(with_history(tmp_path, *rows))
    assert (plan, found(findings)) == (None, [("K103", "D2")])
