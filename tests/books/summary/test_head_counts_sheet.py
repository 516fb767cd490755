"""人数 and 判定が変わる項目 as sheets, and a plan's own figures checked: from the typed cell on."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.builders import fill_return, make_round, rows_of
from tests.small_plan import plan_rows

COUNTS, SENSITIVITY = "人数", "判定が変わる項目"
HEADER = 6  # both sheets: title, two notes, a blank row, groups, labels


def _grid(path: Path, sheet: str) -> list[list[Any]]:
    book = openpyxl.load_workbook(path, data_only=True)
    return [list(row) for row in book[sheet].iter_rows(min_row=HEADER, values_only=True)]


def _formats(path: Path, sheet: str, row: int) -> list[str]:
    return [cell.number_format for cell in openpyxl.load_workbook(path)[sheet][row]]


@pytest.fixture
def counted(tmp_path, run):
    """Three branches with counts; one without last year's, one without planned ones."""
    history = plan_rows()["history"]
    for row in history:
        if (row["kpi_code"], row["branch_code"]) == ("checkup_rate", "02"):
            row["numerator"] = row["denominator"] = None
    planned = [
        {"branch_code": "01", "kpi_code": "checkup_rate", "denominator": 1001, "numerator": None},
        {"branch_code": "02", "kpi_code": "checkup_rate", "denominator": 5000, "numerator": 3000},
    ]
    round_ = make_round(tmp_path, history=history, planned_counts=planned)
    for code, numerator, denominator in (("01", 652, 1000), ("02", 3001, 5000), ("45", 470, 800)):
        counts = {"numerator": numerator, "denominator": denominator}
        fill_return(round_, code, {("checkup_rate", name): value for name, value in counts.items()})
    run("consolidate", round_.path)
    run("summarize", round_.path)
    return round_


def test_counts_stand_beside_last_year_s_and_the_planned_ones(counted):
    labels, *rows = _grid(counted.summary, COUNTS)
    assert labels[3:] == [
        *("今年度", "前年度", "増減") * 2,
        *("今年度", "前年度", "増減"),
        *("分母", "分子", "計画との差"),
    ]
    assert [row[2:] for row in rows] == [
        # 1,001 × 64.6% = 646.646 → 647
        ["札幌", 1000, 1000, 0, 652, 631, 21, 65.2, 63.1, 2.1, 1001, 647, 5],
        ["函館", 5000, "－", "－", 3001, "－", "－", 60.0, 61.2, -1.2, 5000, 3000, 1],
        ["宮崎", 800, 800, 0, 470, 480, -10, 58.8, 60.0, -1.2, "－", "－", "－"],
        ["合計（3支部中3支部）", 6800, "－", "－", 4123, "－", "－", 60.6, "－", "－", "－", "－", "－"],
        ["うち前年度のある2支部", 1800, 1800, 0, 1122, 1111, 11, 62.3, 61.7, 0.6, "－", "－", "－"],
        ["うち計画のある2支部", 6000, "－", "－", 3653, "－", "－", 60.9, "－", "－", 6001, 3647, 6],
    ]
    assert all(row[1] == "受診者数／対象者数" for row in rows)


def test_falls_bear_the_plan_s_mark_for_minus(counted):
    assert '"△"' in _formats(counted.summary, COUNTS, HEADER + 3)[8]


def test_differences_and_totals_are_live(counted):
    sheet = openpyxl.load_workbook(counted.summary)[COUNTS]
    assert sheet.cell(HEADER + 1, 6).value == "=D7-E7"
    assert sheet.cell(HEADER + 1, 15).value == "=G7-N7"
    for row in range(HEADER + 4, HEADER + 7):
        assert str(sheet.cell(row, 4).value).startswith("=SUMPRODUCT(")


def test_without_counts_of_last_year_and_without_a_plan_their_columns_go(tmp_path, run):
    history = [{**row, "numerator": None, "denominator": None} for row in plan_rows()["history"]]
    round_ = make_round(tmp_path, history=history)
    fill_return(round_, "01", {("checkup_rate", "numerator"): 652, ("checkup_rate", "denominator"): 1000})
    run("consolidate", round_.path)
    run("summarize", round_.path)
    labels, row = _grid(round_.summary, COUNTS)
    assert labels[2:] == ["支部", "今年度", "今年度", "今年度", "前年度", "増減"]
    assert row[2:] == ["札幌", 1000, 652, 65.2, 63.1, 2.1]


def test_without_any_counts_there_is_no_sheet(tmp_path, run):
    round_ = make_round(tmp_path)
    fill_return(round_, "01", {("checkup_rate", "actual"): 65.2})
    run("consolidate", round_.path)
    run("summarize", round_.path)
    assert COUNTS not in openpyxl.load_workbook(round_.summary, read_only=True).sheetnames


def _sensitivity(path: Path) -> list[list[Any]]:
    """The rows of what tips, up to the blank one."""
    _labels, *rows = _grid(path, SENSITIVITY)
    return rows[: next(number for number, row in enumerate(rows) if not any(row))]


def test_what_tips_stands_with_its_cause_and_both_results(tmp_path, run):
    targets = plan_rows()["targets"]
    targets[0]["01 札幌"] = "35.6％以上"
    round_ = make_round(tmp_path, targets=targets)
    fill_return(round_, "01", {("checkup_rate", "numerator"): 10130, ("checkup_rate", "denominator"): 28495})
    fill_return(round_, "02", {("generic_rate", "actual"): 79.86})
    run("consolidate", round_.path)
    run("summarize", round_.path)
    exact, fewer, typed = _sensitivity(round_.summary)
    assert exact[0] == "札幌"
    assert exact[4] == "四捨五入せず、端数のまま判定した場合（10,130÷28,495）"
    assert fewer[4] == "受診者数が1少ない場合（10,129÷28,495）"
    assert typed[:2] == ["函館", "ジェネリック医薬品使用割合"]
    assert all(row[8:10] == ["○ 達成", "× 未達成"] for row in (exact, fewer, typed))
    assert (exact[6], round(exact[7], 4)) == (35.6, 35.5501)
    assert (fewer[6], fewer[7]) == (35.6, 35.5)
    # Excel shows 35.5501 and not the 35.6 that it is said to miss.
    assert _formats(round_.summary, SENSITIVITY, HEADER + 1)[7].startswith("#,##0.0000")
    # The achievement rate that falls short is not shown as 100.0%.
    assert _formats(round_.summary, SENSITIVITY, HEADER + 1)[11] == '0.0%;"△"0.0%'
    assert round(exact[11], 3) < 1


def test_where_nothing_tips_the_sheet_says_so_and_what_was_not_tried(tmp_path, run):
    round_ = make_round(tmp_path)
    fill_return(round_, "01", {("checkup_rate", "actual"): 70.2})
    run("consolidate", round_.path)
    run("summarize", round_.path)
    texts = [row[0] for row in _grid(round_.summary, SENSITIVITY)]
    assert texts[0] == "試した範囲では、判定が変わる項目はありません（下の 1指標は一部を試せません）。"
    assert "一部を試せない指標" in texts
    assert "予防健診受診率" in texts


# ── the worked rounds ────────────────────────────────────────────────────────────────────────────


def _checked(run, path, code):
    findings = json.loads(run("check", path, "--json").stdout)["findings"]
    return [(item["cell"], item["kpi"]) for item in findings if item["code"] == code], findings


def test_the_plan_of_fy2023_names_the_two_national_rates_that_kagoshima_prints_wrong(worked_rounds, run):
    named, findings = _checked(run, worked_rounds / "fy2023", "K135")
    assert {kpi for _cell, kpi in named} == {"checkup_insured", "employer_checkup_data"}
    texts = [item["message"] for item in findings if item["code"] == "K135"]
    assert ["56.4％" in texts[0], "57.5％" in texts[0], "8.8％" in texts[1], "9.0％" in texts[1]] == [
        True
    ] * 4


def test_the_plan_of_fy2024_names_shizuoka_s_28141_alone(worked_rounds, run):
    named, findings = _checked(run, worked_rounds / "fy2024", "K136")
    assert [kpi for _cell, kpi in named] == ["checkup_dependants"]
    assert "28,141" in next(item["message"] for item in findings if item["code"] == "K136")
    assert not [item for item in findings if item["code"] in ("K135", "K137", "K138")]


def test_the_consolidation_of_fy2024_names_shizuoka_s_10_6(worked_rounds):
    rows = rows_of(worked_rounds / "fy2024" / "master.xlsx", "指摘")
    [row] = [row for row in rows if row["指摘番号"] == "K504"]
    assert row["支部"] == "静岡"
    assert "10.6" in row["指摘"]
    assert "10.5" in row["指摘"]


def test_one_single_bid_more_would_tip_the_judgement_in_two_worked_rounds(worked_rounds):
    # 2 of 14 against a ceiling of 20%, 2 of 19 against 15%: with a third one 21.4% and 15.8%.
    for year, branch, now, then in (("2023", "鹿児島", 14.3, 21.4), ("2024", "静岡", 10.5, 15.8)):
        rows = _sensitivity(worked_rounds / f"fy{year}" / "summary.xlsx")
        [row] = [row for row in rows if row[2] == "％"]
        assert (row[0], row[6], row[7]) == (branch, now, then)
        assert row[8:10] == ["○ 達成", "× 未達成"]


def test_the_plan_of_fy2025_has_toyama_s_counts_and_nothing_against_them(worked_rounds, run):
    path = worked_rounds / "fy2025"
    rows = [row for row in rows_of(path / "plan.xlsx", "計画人数") if row["指標コード"]]
    assert (176849, 138473) in {(row["分母"], row["分子"]) for row in rows}
    _named, findings = _checked(run, path, "K136")
    assert {item["code"] for item in findings} & {"K135", "K136", "K137", "K138"} == set()
