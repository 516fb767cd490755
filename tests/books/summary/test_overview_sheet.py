"""概要: one page, every count live and as Python counts it, what is missing beside what is not judged."""

from pathlib import Path

import openpyxl
import pytest

from kpixl.books.writing import styles
from kpixl.jobs.consolidate import consolidate
from kpixl.jobs.summarize import summarize
from tests.books.entry_workbook.test_further_sheets import declared
from tests.builders import Round, fill_return, fill_round, make_round, rows_of
from tests.small_plan import plan_rows


@pytest.fixture(scope="module")
def summary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small round: two of three branches have returned."""
    round_ = make_round(tmp_path_factory.mktemp("overview"))
    fill_round(round_)
    return _summarized(round_)


def _summarized(round_: Round) -> Path:
    consolidate(round_.path)
    summarize(round_.path)
    return round_.summary


def _sheets(path: Path) -> tuple:
    return tuple(openpyxl.load_workbook(path, data_only=only)["概要"] for only in (False, True))


def _where(sheet, text: str) -> tuple[int, int]:
    """Row and column of the first cell that holds a text."""
    return next((cell.row, cell.column) for row in sheet.iter_rows() for cell in row if cell.value == text)


def _starting(sheet, text: str) -> tuple[int, int]:
    """Row and column of the first cell whose text begins so."""
    cells = (cell for row in sheet.iter_rows() for cell in row)
    return next((cell.row, cell.column) for cell in cells if str(cell.value).startswith(text))


def test_the_title_says_provisional_until_every_branch_has_returned(summary):
    _live, stored = _sheets(summary)
    assert stored["A1"].value == "令和6年度（2024年度）　KPI達成状況　暫定：3支部中2支部"


def test_it_is_one_a4_landscape_page(summary):
    sheet, _stored = _sheets(summary)
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    # Excel takes 1 where nothing is said; 0 would be as many pages as it takes.
    fit = [
        value for value in (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) if value is not None
    ]
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert set(fit) <= {1}
    assert "実行番号" in sheet.oddFooter.left.text
    assert sheet.oddHeader.right.text.endswith("機密性2")


def _texts(sheet) -> list[str]:
    return [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


def test_three_answers_stand_at_the_head_each_with_what_it_is_of(summary):
    live, stored = _sheets(summary)
    row, column = _where(stored, "目標をどれだけ達成したか")
    assert [stored.cell(row + at, column).value for at in (1, 2, 3)] == [
        "66.7%",
        "前年度の達成割合：計画に記録がありません",
        "ほかに判定不能5件（うち未着4件）、設定なし1件",
    ]
    row, column = _where(stored, "判定した9件のうち6件")
    assert "SUMPRODUCT" not in live.cell(row, column).value  # it follows the cells of the total
    row, column = _where(stored, "前年度より良くなったか")
    assert [stored.cell(row + at, column).value for at in (1, 2, 3)] == [
        "良化 2　悪化 2　同じ 1",
        "実績のある9件＝比較5＋偶然の範囲1＋比べる値なし2＋良否の別なし1",
        "全国（同じ支部）：5指標中3を比較、良化2・悪化1",
    ]
    row, column = _where(stored, "目標までどれだけあるか")
    assert [stored.cell(row + at, column).value for at in (1, 2, 3)] == [
        "未達成 3件",
        "達成率95％以上 2件",
        "80％以上95％未満 1件・80％未満 0件",
    ]


def test_the_conclusion_stands_on_top_with_the_plans_minus(summary):
    _live, stored = _sheets(summary)
    assert stored["A3"].value.startswith(
        "判定した9件のうち6件（66.7％）で目標を達成。未達成は3件（函館 2件・札幌 1件）。"
        "前年度からは良化2件、悪化2件。"
    )
    assert "未着は1支部（宮崎）。" in stored["A3"].value


def _line(sheet, row: int) -> list[str]:
    return [cell.value for cell in sheet[row][:32] if cell.value]


def test_the_largest_misses_have_target_actual_difference_and_what_the_branch_says(tmp_path):
    round_ = make_round(tmp_path, settings={"minus": "triangle"})
    typed = {("checkup_rate", "actual"): 32.3, ("checkup_rate", "remark"): "受診控えのため"}
    fill_return(round_, "01", typed)
    fill_return(round_, "02", {("claim_days", "actual"): 8.4})
    _live, stored = _sheets(_summarized(round_))
    row, _column = _where(stored, "達成率の低い順（未達成2件のうち2件）")
    assert [_line(stored, row + at) for at in range(3)] == [
        ["達成率の低い順（未達成2件のうち2件）", "目標", "実績", "目標差", "達成率", "支部の記載した要因"],
        ["札幌", "予防健診受診率", "64.6％以上", "32.3％", "△32.3ポイント", "50.0%", "受診控えのため"],
        ["函館", "支払いまでの日数", "7.0日以下", "8.4日", "+1.4日", "80.0%", "要因の記載なし"],
    ]
    assert stored["A3"].value.endswith(
        "達成率が最も低いのは札幌の「予防健診受診率」で、目標64.6％以上に対し実績32.3％（差32.3ポイント、達成率50.0％）。"
    )
    assert any("◇ 未着　△ マイナス" in text for text in _texts(stored))
    off, rate = (stored.cell(row + 1, column).font for column in (18, 22))
    assert (off.color.rgb[2:], off.b, rate.color.rgb[2:]) == (styles.LINE_ORANGE[1:], True, "B8460F")


def test_a_cause_that_stands_above_once_more_is_said_by_as_above(tmp_path):
    round_ = make_round(tmp_path)
    typed = {(key, "remark"): "職員の欠員のため" for key in ("checkup_rate", "claim_days", "generic_rate")}
    values = {("checkup_rate", "actual"): 32.3, ("claim_days", "actual"): 8.4, ("generic_rate", "actual"): 81}
    fill_return(round_, "01", values | typed)
    _live, stored = _sheets(_summarized(round_))
    row, _column = _starting(stored, "達成率の低い順（")
    assert [_line(stored, row + at)[-1] for at in (1, 2, 3)] == ["職員の欠員のため", "同上", "同上"]


def test_the_head_of_what_fell_is_one_line_high(summary):
    _live, stored = _sheets(summary)
    row, _column = _starting(stored, "前年度からの悪化（")
    assert stored.row_dimensions[row].height < 20


def test_what_fell_has_both_years_and_says_where_lower_is_better(tmp_path):
    rows = plan_rows()
    checkups = [row for key in ("kpis", "targets") for row in rows[key] if row["kpi_code"] == "checkup_rate"]
    checkups[0]["direction"] = "at_most"
    checkups[1] |= {key: "60以下" for key in checkups[1] if key[0].isdigit()}
    round_ = make_round(tmp_path, kpis=rows["kpis"], targets=rows["targets"])
    fill_return(round_, "01", {("checkup_rate", "actual"): 73.1})
    _live, stored = _sheets(_summarized(round_))
    row, _column = _starting(stored, "前年度からの悪化（")
    assert [_line(stored, row + at) for at in range(2)] == [
        [
            "前年度からの悪化（割合の差の大きい順、1件中1件）",
            "前年度",
            "実績",
            "前年度差",
            "達成状況",
            "支部の記載した要因",
        ],
        [
            "札幌",
            "予防健診受診率（低いほど良い）",
            "63.1％",
            "73.1％",
            "+10.0ポイント",
            "×",
            "要因の記載なし",
        ],
    ]


def test_last_years_share_and_what_is_missed_again_come_from_the_judgements_on_record(tmp_path):
    rows = plan_rows()
    for item in rows["history"]:
        item["judgement"] = "not_achieved" if item["kpi_code"] == "claim_days" else "achieved"
    round_ = make_round(tmp_path, history=rows["history"])
    fill_round(round_)
    _live, stored = _sheets(_summarized(round_))
    assert any(text.startswith("前年度 ") and "件のうち" in text for text in _texts(stored))
    row, column = _where(stored, "続けて未達成の指標（支部の数）")
    assert stored.cell(row + 1, column).value.endswith("（最長 2年）")


def test_a_fall_stands_beside_what_the_branch_remarked(tmp_path):
    round_ = make_round(tmp_path)
    fill_return(
        round_, "01", {("checkup_rate", "actual"): 10.0, ("checkup_rate", "remark"): "受診控えのため"}
    )
    fill_return(round_, "02", {("checkup_rate", "actual"): 11.0})
    _live, stored = _sheets(_summarized(round_))
    row, _column = _starting(stored, "前年度からの悪化（")
    assert [_line(stored, row + at)[-1] for at in (1, 2)] == ["受診控えのため", "要因の記載なし"]


def test_a_fall_without_a_remark_stands_beside_what_the_branch_wrote_of_the_measure(tmp_path):
    round_ = make_round(tmp_path, **declared())
    written = {"measure_text_entry": {("M01/cause", "text"): "職員の欠員が\n続いたため"}}
    fill_return(round_, "01", {("checkup_rate", "actual"): 10.0}, tables=written)
    _live, stored = _sheets(_summarized(round_))
    row, _column = _starting(stored, "前年度からの悪化（")
    assert _line(stored, row + 1)[-1] == "職員の欠員が\n続いたため"
    remarks = rows_of(round_.summary, "前年度比較", header=3)
    assert [row["備考"] for row in remarks if row["良化・悪化"] == "↓ 悪化"] == ["職員の欠員が 続いたため"]


def test_what_has_to_be_decided_leads_to_its_sheet(summary):
    live, _stored = _sheets(summary)
    row, column = _where(live, "判断が必要なこと")
    assert live.cell(row + 1, column + 1).value == "未着 1支部（宮崎）。催促するか、欠けたまま確定するか。"
    link = live.cell(row + 1, 28)
    assert (link.value, link.hyperlink.location) == ("→ 未着・指摘", "'未着・指摘'!A1")


def test_all_decisions_stand_on_a_sheet_of_their_own(summary):
    book = openpyxl.load_workbook(summary)
    sheet = book["判断事項"]
    sentences = [row[1].value for row in sheet.iter_rows(min_row=4) if row[1].value]
    assert sentences[0].startswith("未着 1支部（宮崎）")
    assert len(sentences) == len(set(sentences)) >= 2
    assert all(row[2].hyperlink for row in sheet.iter_rows(min_row=4, max_row=3 + len(sentences)))


def test_of_several_kpis_to_decide_about_each_has_a_line_of_its_own(tmp_path):
    round_ = make_round(tmp_path)
    missed = {"checkup_rate": 32.3, "claim_days": 8.4, "generic_rate": 10, "service_standard": 50}
    for code in ("01", "02"):
        fill_return(round_, code, {(kpi, "actual"): value for kpi, value in missed.items()})
    book = openpyxl.load_workbook(_summarized(round_))
    (told,) = (row[1].value for row in book["判断事項"] if "取組の強化か" in str(row[1].value))
    first, *kpis = told.split("\n")
    assert first.endswith("指標：")
    assert {kpi[1:].split("（")[0].split("。")[0] for kpi in kpis} == {
        row["indicator"] for row in plan_rows()["kpis"] if row["kpi_code"] in missed
    }
    assert all(kpi.startswith("・") for kpi in kpis)
    assert kpis[-1].endswith("取組の強化か、目標の見直しか。")


def _many(tmp_path) -> Round:
    """Nineteen branches with one target; the first has returned, the second without its figure."""
    rows, codes = plan_rows(), [f"{number:02d}" for number in range(1, 20)]
    branches = [{"branch_code": code, "branch": f"第{code}", "block": ""} for code in codes]
    targets = [
        {
            "kpi_code": kpi["kpi_code"],
            **{
                f"{code} 第{code}": "60以上" if kpi["kpi_code"] == "checkup_rate" else "設定なし"
                for code in codes
            },
        }
        for kpi in rows["kpis"]
    ]
    round_ = make_round(tmp_path, branches=branches, targets=targets, history=[])
    fill_return(round_, "01", {("checkup_rate", "actual"): 65.0})
    fill_return(round_, "02", {("checkup_rate", "actual"): "未確定"})
    return round_


def test_many_branches_are_drawn_in_columns_and_their_table_stands_beside_the_page(tmp_path):
    live, stored = _sheets(_summarized(_many(tmp_path)))
    row, column = _where(stored, "第01")
    last = openpyxl.utils.range_boundaries(live.print_area.split("!")[1])[2]
    assert column > last
    assert live.page_setup.fitToHeight in (None, 1)
    labels = [cell.value for cell in stored[row - 1][column : column + 4]]
    assert labels == ["○ 達成", "× 未達成", "？ 判定不能", "◇ 未着"]
    drawn = {
        line[0]: line[1:] for line in stored.iter_rows(row, row + 18, column, column + 4, values_only=True)
    }
    assert (drawn["第01"], drawn["第02"], drawn["第19"]) == ((1, 0, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1))


def test_what_is_missing_is_striped_and_has_no_judgements_colour(tmp_path):
    sheet, _stored = _sheets(_summarized(_many(tmp_path)))
    (chart,) = sheet._charts
    fills = [series.graphicalProperties for series in chart.series]
    assert [fill.solidFill.srgbClr for fill in fills[:3]] == ["96BAEA", "D75716", "FBCA78"]
    assert (fills[3].solidFill, fills[3].pattFill.prst) == (None, "wdUpDiag")


def test_few_branches_stand_in_a_table_beside_the_pillars_without_a_chart(summary):
    live, stored = _sheets(summary)
    assert live._charts == []
    row, column = _where(stored, "支部ごとの達成状況")
    names = [stored.cell(row + 2 + at, column + 1).value for at in range(3)]
    assert names == ["札幌", "函館", "宮崎（未着）"]
    assert live.cell(row + 2, column + 1).hyperlink.location == "'01 札幌'!A1"
    assert _where(stored, "分野ごとの達成状況")[0] == row


def test_blocks_are_compared_only_where_one_has_two_branches_with_judgements(tmp_path, summary):
    _live, stored = _sheets(summary)
    row, column = _where(stored, "ブロックごとの達成割合")
    line = [cell.value for cell in stored[row + 2][column - 1 : 32] if cell.value is not None]
    assert line == ["北", pytest.approx(0.667), "南", "－"]
    rows = plan_rows()
    for branch in rows["branches"]:  # 宮崎 has not returned: each block is one branch
        branch["block"] = "北" if branch["branch_code"] == "01" else "南"
    round_ = make_round(tmp_path, branches=rows["branches"])
    fill_round(round_)
    _live, stored = _sheets(_summarized(round_))
    assert "ブロックごとの達成割合" not in _texts(stored)


def _width_of(cell) -> float:
    """Neighbours of one width are one entry."""
    sizes = cell.parent.column_dimensions.values()
    return next(size.width for size in sizes if size.min <= cell.column <= size.max)


def _room_for(cell) -> float:
    return styles.number_width(cell.value, cell.number_format) - 1


@pytest.mark.parametrize("language", ["ja", "en"])
def test_large_figures_are_wider_than_their_columns_were_meant(tmp_path, language):
    """No #### on any sheet: every column is as wide as its numbers."""
    rows = plan_rows(language)
    for kpi in rows["kpis"]:
        if kpi["kpi_code"] == "claim_days":
            kpi |= {"unit": "円" if language == "ja" else "yen", "decimals": 0, "aggregate": "sum"}
    for target in rows["targets"]:
        if target["kpi_code"] == "claim_days":
            text = "1000以下" if language == "ja" else "at most 1000"
            target |= {key: text for key in target if key not in ("kpi_code", "indicator")}
    round_ = make_round(tmp_path, language, kpis=rows["kpis"], targets=rows["targets"])
    fill_return(round_, "01", {("claim_days", "actual"): 9_876_543_210})
    fill_return(round_, "02", {("claim_days", "actual"): 123_456_789})
    book = openpyxl.load_workbook(_summarized(round_), data_only=True)
    narrow = [
        (sheet.title, cell.coordinate)
        for sheet in book
        if sheet.sheet_state == "visible"
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, (int, float)) and abs(cell.value) > 1e8
        and _width_of(cell) < _room_for(cell)
    ]  # fmt: skip
    assert narrow == []
