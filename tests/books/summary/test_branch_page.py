"""A branch's own page: what does not stand twice on it, and on how many pages it prints."""

from pathlib import Path

import openpyxl
import pytest

from kpixl.jobs.consolidate import consolidate
from kpixl.jobs.summarize import summarize
from tests.builders import Round, fill_return, fill_round, make_round
from tests.full_round import collect_twice, make_full_round
from tests.small_plan import plan_rows

LENGTHS = (60, 44, 36, 30, 28, 27, 24, 22, 19, 19, 16, 15, 14, 13, 12, 8)  # as published, and one longer
TARGETS = ("前年度以上", "62.5以上", "前年度以上", "1,234.5以上")


def round_of_sixteen(folder: Path) -> Round:
    """Sixteen KPIs with names of up to 60 letters, ranks of both years and a remark."""
    rows = plan_rows()
    codes = [f"kpi_{number:02}" for number in range(len(LENGTHS))]
    kpis = [
        {
            **rows["kpis"][0],
            "kpi_code": code,
            "indicator": "割" * (length - 2) + f"{at:02}",
            "numerator_label": "",
            "denominator_label": "",
            "aggregate": "mean",
        }
        for at, (code, length) in enumerate(zip(codes, LENGTHS, strict=True))
    ]
    branches = {row["branch_code"]: f"{row['branch_code']} {row['branch']}" for row in rows["branches"]}
    past = [
        {"fiscal_year": 2023, "branch_code": branch, "kpi_code": code, "actual": 50 + at + number / 2}
        for number, branch in enumerate(branches)
        for at, code in enumerate(codes)
    ]
    targets = [
        {"kpi_code": code, **dict.fromkeys(branches.values(), TARGETS[at % len(TARGETS)])}
        for at, code in enumerate(codes)
    ]
    made = make_round(folder, kpis=kpis, targets=targets, history=past, national=[])
    for number, branch in enumerate(branches):
        typed = {(code, "actual"): 51 + at + number / 4 for at, code in enumerate(codes)}
        remarks = {(codes[0], "remark"): "大規模事業所の脱退により対象者が減ったため。"}
        fill_return(made, branch, typed | remarks)
    consolidate(made.path)
    summarize(made.path)
    return made


@pytest.fixture(scope="module")
def sixteen(tmp_path_factory: pytest.TempPathFactory) -> Round:
    return round_of_sixteen(tmp_path_factory.mktemp("sixteen"))


def test_sixteen_kpis_with_names_of_up_to_sixty_letters_are_one_page(sixteen):
    sheet = openpyxl.load_workbook(sixteen.summary)["01 札幌"]
    assert [len(str(sheet[f"A{row}"].value)) for row in range(4, 20)] == list(LENGTHS)
    assert len(sheet.row_breaks.brk) == len(sheet.col_breaks.brk) == 0
    heights = [sheet.row_dimensions[row].height or 16.5 for row in range(1, sheet.max_row + 1)]
    assert 512 / sum(heights) >= 0.8  # letters of 10 points are 8 at least


def test_a_target_does_not_repeat_last_years_figure_or_the_unit_from_beside_it(sixteen):
    sheet = openpyxl.load_workbook(sixteen.summary)["01 札幌"]
    shown = {sheet[f"C{row}"].value for row in range(4, 20)}
    assert shown == {"前年度以上", "62.5以上", "1,234.5以上"}
    assert "前年度（50.0％）以上" in {
        row[3].value for row in openpyxl.load_workbook(sixteen.summary)["KPI実績一覧"]
    }


def test_a_target_that_rests_on_another_figure_than_last_years_says_it(tmp_path):
    rows = plan_rows()
    rows["targets"][0]["01 札幌"] = "前年度以上（61.5％以上）"
    made = make_round(tmp_path, targets=rows["targets"])
    fill_return(made, "01", {("checkup_rate", "actual"): 64.0})
    consolidate(made.path)
    summarize(made.path)
    sheet = openpyxl.load_workbook(made.summary)["01 札幌"]
    assert sheet["C4"].value == "前年度（61.5％）以上"


def test_what_a_branch_proposes_at_length_for_next_year_stands_below_the_figures(tmp_path):
    rows = plan_rows()
    made = make_round(tmp_path, settings={"next_kpis": "yes"})
    proposed = "返納金債権（診療報酬返納金（不当請求）を除く。）の回収率"
    tables = {
        "next_kpi_entry": {
            ("checkup_rate", "next_status"): "変更",
            ("checkup_rate", "next_indicator"): proposed,
            ("checkup_rate", "next_kpi_target"): "対前年度以上",
            ("claim_days", "next_status"): "継続",
            ("claim_days", "next_kpi_target"): "対前年度以下",
        }
    }
    fill_return(made, "01", {("checkup_rate", "actual"): 64.0, ("claim_days", "actual"): 6.0}, tables=tables)
    consolidate(made.path)
    summarize(made.path)
    sheet = openpyxl.load_workbook(made.summary)["01 札幌"]
    column = next(cell.column for cell in sheet[3] if cell.value == "次年度目標案")
    shown = {sheet.cell(row, 1).value: sheet.cell(row, column).value for row in range(4, 9)}
    indicators = {row["kpi_code"]: row["indicator"] for row in rows["kpis"]}
    assert shown[indicators["checkup_rate"]] == "変更（下の注）"
    assert shown[indicators["claim_days"]] == "対前年度以下"
    below = [str(row[0].value) for row in sheet.iter_rows(min_row=9)]
    assert f"次年度目標案（{indicators['checkup_rate']}）：変更　{proposed}　対前年度以上" in below


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_pages_of_all_branches_have_columns_of_one_width(tmp_path, language):
    made = make_full_round(tmp_path, language)
    collect_twice(made)
    summarize(made.path)
    book = openpyxl.load_workbook(made.summary)
    pages = [sheet for sheet in book if sheet.title[:2].isdigit()]
    columns = (sorted(page.column_dimensions.items()) for page in pages)
    widths = {tuple((key, one.width) for key, one in page) for page in columns}
    assert (len(pages), len(widths)) == (3, 1)


def test_notes_below_the_figures_stand_as_close_as_the_figures(sixteen):
    sheet = openpyxl.load_workbook(sixteen.summary)["01 札幌"]
    note = next(cell.row for cell in sheet["A"] if str(cell.value).startswith("備考"))
    assert sheet.row_dimensions[18].height == 18  # a figure's row of one line
    assert sheet.row_dimensions[note].height == 18 + 16.5  # a note of two


def test_the_bars_take_no_room_that_names_need(tmp_path):
    """Where names are short, the axis of the bars stands clear of the numbers."""
    widths = []
    for name in ("受診率", "予防健診受診率" * 4):
        kpis = [{**row, "indicator": f"{name}{at}"} for at, row in enumerate(plan_rows()["kpis"])]
        made = make_round(tmp_path, name=name, kpis=kpis)
        fill_round(made)
        consolidate(made.path)
        summarize(made.path)
        sheet = openpyxl.load_workbook(made.summary)["01 札幌"]
        bars = next(cell.column_letter for cell in sheet[3] if cell.value == "達成率－100％")
        widths.append(round(sheet.column_dimensions[bars].width))
    assert widths == [12, 10]


def test_numbers_over_bars_to_both_sides_stand_at_the_border_clear_of_the_axis(tmp_path):
    made = make_round(tmp_path)
    fill_round(made)
    consolidate(made.path)
    summarize(made.path)
    book = openpyxl.load_workbook(made.summary, data_only=True)
    for name, header, label in (("01 札幌", 3, "達成率－100％"), ("指標の成績", 4, "前年度比\n（＋が良化）")):
        sheet = book[name]
        column = next(cell.column for cell in sheet[header] if cell.value == label)
        cells = [sheet.cell(row, column) for row in range(header + 1, header + 6)]
        numbers = [cell for cell in cells if isinstance(cell.value, int | float)]
        assert numbers
        assert {(cell.alignment.horizontal, cell.alignment.indent) for cell in numbers} == {("right", 0)}
