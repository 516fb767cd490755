"""Targets that rest on several years, through a whole round: what a branch sees, returns and is judged by."""

import openpyxl
import pytest

from kpixl.jobs.consolidate import consolidate
from tests.builders import all_actuals, edited, fill_return, make_round, rows_of
from tests.small_plan import BRANCH_CODES, plan_rows

TARGETS = {
    "01": "3年平均以上",
    "02": "前年度と3年平均の高い方以上",
    "45": "60以上、ただし60以上の支部は前年度以上",
}
# FY2021, FY2022 and FY2023. Means: (60.0 + 61.0 + 63.1) / 3 = 61.37, (64.0 + 63.0 + 61.0) / 3 = 62.67
PAST = {"01": (60.0, 61.0, 63.1), "02": (64.0, 63.0, 61.0), "45": (55.0, 58.0, 61.5)}
SHOWN = {
    "01": "3年平均（61.4％）以上",
    "02": "前年度と3年平均の高い方以上（62.7％）",
    "45": "60.0％以上、ただし60.0％以上の支部は前年度以上（この支部は61.5％）",
}


@pytest.fixture
def several_years(tmp_path):
    """The small round with the three targets, and three years of the rate that they rest on."""
    rows = plan_rows()
    row = next(row for row in rows["targets"] if row["kpi_code"] == "checkup_rate")
    for header in list(row):
        code = header.partition(" ")[0]
        if code in TARGETS:
            row[header] = TARGETS[code]
    others = [row for row in rows["history"] if row["kpi_code"] != "checkup_rate"]
    history = [
        {"fiscal_year": 2021 + number, "branch_code": code, "kpi_code": "checkup_rate", "actual": value}
        for code in BRANCH_CODES
        for number, value in enumerate(PAST[code])
    ]
    made = make_round(tmp_path, targets=rows["targets"], history=[*others, *history])
    assert [item.kind.code for item in made.findings if item.kpi_code == "checkup_rate"] == []
    return made


def test_a_branch_is_shown_the_number_that_its_target_comes_to(several_years):
    for code, text in SHOWN.items():
        path = fill_return(several_years, code, all_actuals(50))
        cells = openpyxl.load_workbook(path).worksheets[0]
        assert text in {cell.value for row in cells.iter_rows() for cell in row}


def test_a_return_carries_the_years_that_its_target_rests_on(several_years, run):
    """Without them the copy of the plan inside the form would show another target than the form."""
    path = fill_return(several_years, "02", all_actuals(50) | {("checkup_rate", "actual"): 62.7})
    result = run("verify", path)
    assert result.exit_code == 0, result.output
    assert "K343" not in result.output


def test_a_changed_target_cell_is_still_named(several_years, run):
    path = fill_return(several_years, "02", all_actuals(50) | {("checkup_rate", "actual"): 62.7})
    with edited(path) as book:
        for row in book.worksheets[0].iter_rows():
            for cell in row:
                if cell.value == SHOWN["02"]:
                    cell.value = "前年度と3年平均の高い方以上（60.0％）"
    assert "K343" in run("verify", path).output


@pytest.mark.parametrize(
    ("code", "actual", "judgement"),
    [
        ("01", 61.4, "達成"),
        ("01", 61.3, "未達成"),
        ("02", 62.7, "達成"),
        ("02", 62.6, "未達成"),
        ("45", 61.5, "達成"),
        ("45", 60.9, "未達成"),  # above 60, but below its own last year
    ],
)
def test_the_master_judges_by_the_number_that_is_shown(several_years, code, actual, judgement):
    fill_return(several_years, code, all_actuals(50) | {("checkup_rate", "actual"): actual})
    consolidate(several_years.path)
    (row,) = [
        row
        for row in rows_of(several_years.master, "データ")
        if (row["支部コード"], row["指標コード"]) == (code, "checkup_rate")
    ]
    assert (row["目標"], row["達成状況"]) == (SHOWN[code], judgement)
    kinds = {"01": "過年度平均", "02": "高い方", "45": "条件付き"}
    assert row["目標区分"] == kinds[code]
