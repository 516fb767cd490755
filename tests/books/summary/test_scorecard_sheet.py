"""指標の成績 and 目次: every KPI in a row with live counts; every sheet with what it answers."""

from pathlib import Path

import openpyxl
import pytest

from kpixl.jobs.consolidate import consolidate
from kpixl.jobs.summarize import summarize
from tests.builders import fill_round, make_round
from tests.full_round import make_planned_round
from tests.small_plan import plan_rows


@pytest.fixture(scope="module")
def summary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    round_ = make_round(tmp_path_factory.mktemp("scorecard"))
    fill_round(round_)
    consolidate(round_.path)
    summarize(round_.path)
    return round_.summary


def test_every_kpi_has_a_row_in_the_plans_order(summary):
    sheet = openpyxl.load_workbook(summary, data_only=True)["指標の成績"]
    names = [sheet.cell(row, 2).value for row in range(5, 10)]
    assert names == [row["indicator"] for row in plan_rows()["kpis"]]


def test_the_branches_that_reached_it_are_counted_live(summary):
    live, stored = (openpyxl.load_workbook(summary, data_only=only)["指標の成績"] for only in (False, True))
    reached = [stored.cell(row, 7).value for row in range(5, 10)]
    assert reached == ["1／2", "1／1", "1／2", "1／2", "2／2"]
    assert all("SUMPRODUCT" in live.cell(row, 7).value for row in range(5, 10))


def test_the_share_achieved_is_to_the_tenth_as_on_every_other_sheet_so_that_299_of_300_are_no_100_percent(
    summary,
):
    live = openpyxl.load_workbook(summary)["指標の成績"]
    cells = [live.cell(row, 8) for row in range(5, 10)]
    assert {cell.number_format for cell in cells} == {"0.0%"}
    # Neither 0 nor all is ever rounded to: from 0.1% to 99.9%.
    assert all("MEDIAN(1,ROUND(" in cell.value and ",999)/1000" in cell.value for cell in cells)
    stored = openpyxl.load_workbook(summary, data_only=True)["指標の成績"]
    assert [stored.cell(row, 8).value for row in range(5, 10)] == [0.5, 1, 0.5, 0.5, 1]


def test_what_may_be_chance_is_counted_apart(summary):
    sheet = openpyxl.load_workbook(summary, data_only=True)["指標の成績"]
    assert str(sheet["I5"].value).startswith("↑0 ↓1 偶然1")


def test_a_median_of_fewer_than_three_branches_is_left_out_and_the_note_says_so(summary):
    sheet = openpyxl.load_workbook(summary, data_only=True)["指標の成績"]
    assert [sheet.cell(row, 6).value for row in range(5, 10)] == ["－"] * 5  # two have returned
    assert "（3支部未満は －）" in sheet["A2"].value


def test_kpis_of_one_line_have_rows_of_one_height_and_changes_of_the_same_branches_a_mark(summary):
    sheet = openpyxl.load_workbook(summary)["指標の成績"]
    assert {sheet.row_dimensions[row].height for row in range(5, 10)} == {18.75}
    marked = [row for row in range(5, 10) if "＊" in sheet.cell(row, 4).number_format]
    assert marked == [5, 7]
    assert "＊ 一部の支部の値、または両年度とも値のある同じ支部で比べた差" in sheet["A2"].value


def test_the_contents_name_every_sheet_to_be_read_with_what_it_answers(summary):
    book = openpyxl.load_workbook(summary)
    sheet = book["目次"]
    rows = [row for row in sheet.iter_rows(min_row=4, max_col=3, values_only=True) if row[0]]
    shown = {name for name in book.sheetnames if book[name].sheet_state == "visible"}
    branches = {name for name in shown if name[:2].isdigit()}
    assert {name for name, _answer, _group in rows} == shown - branches - {"目次"}
    assert all(answer for _name, answer, _group in rows)
    assert {group for _name, _answer, group in rows} == {"はじめに", "結果", "詳細", "出どころ"}


def test_every_sheet_with_a_title_leads_back_to_the_first_page(summary):
    book = openpyxl.load_workbook(summary)
    without = [
        sheet.title
        for sheet in book
        if sheet.sheet_state == "visible"
        and not any(cell.value == "← 概要へ" and cell.hyperlink for cell in sheet[1])
    ]
    assert without == ["概要", "データ"]
    assert book.sheetnames[:4] == ["概要", "目次", "判断事項", "未着・指摘"]


def test_data_of_a_plan_shows_neither_empty_columns_nor_judgements_of_what_was_not_due(tmp_path):
    sheet = openpyxl.load_workbook(summarize(make_planned_round(tmp_path).path).path)["データ"]
    sizes = {at: size for size in sheet.column_dimensions.values() for at in range(size.min, size.max + 1)}
    shown = [cell.value for cell in sheet[1] if not sizes[cell.column].hidden]
    assert shown[-3:] == ["目標区分", "目標", "目標値"]
    assert "達成状況" not in shown


def test_a_plan_s_sheets_stand_in_the_order_of_its_contents(tmp_path):
    planned = make_planned_round(tmp_path)
    book = openpyxl.load_workbook(summarize(planned.path).path)
    named = [row[0].value for row in book["目次"].iter_rows(min_row=4, max_col=1)]
    shown = [sheet.title for sheet in book if sheet.sheet_state == "visible" and sheet.title != "目次"]
    assert named == shown
