"""施策の記録: every text whole, in rows that Excel can show, to be filtered and jumped to."""

import openpyxl

from kpixl.jobs.consolidate import consolidate
from kpixl.jobs.summarize import summarize
from tests.books.entry_workbook.test_further_sheets import TEXT, declared
from tests.builders import fill_return, make_round
from tests.long_text import LONG_TEXT
from tests.small_plan import FILLED

MOST_POINTS = 409


def _rows(sheet):
    return [[cell.value or "" for cell in row] for row in sheet.iter_rows(min_row=4)]


def _links(sheet):
    return {cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}


def _book(tmp_path, text):
    round_ = make_round(tmp_path, **declared())
    typed = {("M01/plan", "text"): TEXT, ("M02/plan", "text"): text}
    fill_return(round_, "01", FILLED["ja"]["01"], tables={"measure_text_entry": typed})
    consolidate(round_.path)
    return openpyxl.load_workbook(summarize(round_.path).path)


def test_a_long_text_is_whole_and_no_row_is_higher_than_excel_shows(tmp_path):
    sheet = _book(tmp_path, LONG_TEXT)["施策の記録"]
    pieces = [row[5] for row in _rows(sheet) if row[2] == "業務改革の推進" and row[4] == "取組内容"]
    assert len(pieces) > 1
    assert "\n".join(pieces) == LONG_TEXT
    heights = [sheet.row_dimensions[number].height for number in range(4, sheet.max_row + 1)]
    assert max(heights) < MOST_POINTS


def test_a_line_that_never_breaks_is_whole(tmp_path):
    line = "".join(chr(0x4E00 + number % 5000) for number in range(3000))
    sheet = _book(tmp_path, line)["施策の記録"]
    pieces = [row[5] for row in _rows(sheet) if row[2] == "業務改革の推進" and row[4] == "取組内容"]
    assert "".join(pieces).replace("\n", "") == line
    heights = [sheet.row_dimensions[number].height for number in range(4, sheet.max_row + 1)]
    assert max(heights) < MOST_POINTS


def test_branch_and_measure_stand_on_every_row_under_a_filter(tmp_path):
    sheet = _book(tmp_path, LONG_TEXT)["施策の記録"]
    rows = _rows(sheet)
    assert all(row[0] == "札幌" and row[2] for row in rows)
    assert [table.ref for table in sheet.tables.values()] == [f"A3:F{sheet.max_row}"]
    kinds = [row[4] for row in rows if row[2] == "健診受診率の向上"]
    assert kinds == ["KPI", "活動実績", "取組内容"]


def test_an_activity_says_what_is_known_of_it_and_no_more(tmp_path):
    activities = [
        {"branch_code": "", "measure_code": "M01", "activity": name, "unit": unit, "prior": prior}
        for name, unit, prior in (
            ("訪問", "件", 1200), ("委嘱", "社", ""), ("宣言", "社", ""), ("通知", "人", ""),
            ("提出率", "％", 89.4), ("申請", "件", 240300), ("研修", "回", ""),
            ("多部位", "％", 0.7),
        )
    ]  # fmt: skip
    typed = {
        ("M01/訪問", "change"): 110, ("M01/委嘱", "change"): 196, ("M01/宣言", "change"): "43.3％増",
        ("M01/通知", "this_year"): 22490, ("M01/通知", "change"): "6,996人増",
        ("M01/提出率", "this_year"): 89.5,
        ("M01/申請", "this_year"): 235800, ("M01/申請", "change"): "▲1.9％", ("M01/研修", "this_year"): 3,
        ("M01/多部位", "this_year"): 0.51,
    }  # fmt: skip
    round_ = make_round(tmp_path, activities=activities)
    fill_return(round_, "01", FILLED["ja"]["01"], tables={"activity_entry": typed})
    consolidate(round_.path)
    sheet = openpyxl.load_workbook(summarize(round_.path).path)["施策の記録"]
    (said,) = [row[5] for row in _rows(sheet) if row[4] == "活動実績"]
    assert said.split("\n") == [
        "訪問　1,310件（前年度 1,200件、増減 +110件）",
        "委嘱　増減 +196社",
        "宣言　増減 +43.3％",
        "通知　22,490人（増減 +6,996人）",
        "提出率　89.5％（前年度 89.4％、増減 +0.1ポイント）",
        "申請　235,800件（前年度 240,300件、増減 △4,500件（△1.9％））",
        "研修　3回",
        "多部位　0.51％（前年度 0.70％、増減 △0.19ポイント）",
    ]


def test_a_branchs_own_sheet_leads_to_its_records(tmp_path):
    book = _book(tmp_path, LONG_TEXT)
    assert "'施策の記録'!A4" in _links(book["01 札幌"])


def test_no_measure_s_name_in_the_details_is_a_link_that_a_pdf_would_cut_off(tmp_path):
    sheet = _book(tmp_path, LONG_TEXT)["施策評価の内訳"]
    linked = [cell for row in sheet.iter_rows(min_row=4) for cell in row if cell.hyperlink]
    assert {(cell.column_letter, cell.value) for cell in linked} == {("A", "札幌")}
    assert "施策の記録" in linked[0].hyperlink.location


def test_there_is_no_such_sheet_where_nobody_says_anything(tmp_path):
    round_ = make_round(tmp_path)
    fill_return(round_, "01", FILLED["ja"]["01"])
    consolidate(round_.path)
    book = openpyxl.load_workbook(summarize(round_.path).path)
    assert "施策の記録" not in book.sheetnames
    assert not any("施策の記録" in link for link in _links(book["01 札幌"]))


def test_a_kpi_begins_with_its_verdict_so_that_no_line_parts_sign_and_word(tmp_path):
    rows = _rows(_book(tmp_path, TEXT)["施策の記録"])
    lines = [line for row in rows if row[4] == "KPI" for line in row[5].split("\n")]
    assert lines
    assert all(line.split("　")[0] in ("○ 達成", "× 未達成", "？ 判定不能", "－ 設定なし") for line in lines)
