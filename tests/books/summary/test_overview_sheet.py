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


def test_three_answers_stand_at_the_head(summary):
    live, stored = _sheets(summary)
    row, column = _where(stored, "目標をどれだけ達成したか")
    assert [stored.cell(row + at, column).value for at in (1, 2, 3)] == [
        "66.7%（6／9件）",
        "前年度の達成割合：計画に記録がありません",
        "未達成 3、判定不能 5（うち未着 4）、設定なし 1",
    ]
    assert live.cell(row + 1, column).value.startswith("=IF(")
    assert "SUMPRODUCT" in live.cell(row + 3, column).value
    row, column = _where(stored, "前年度より良くなったか")
    assert stored.cell(row + 1, column).value == "良化 2　悪化 2　同じ 1"
    assert [stored.cell(row + at, column).value for at in (2, 3)] == [
        "全国 3指標：良化 2、悪化 1（同じ支部の比較）",
        "偶然の範囲の増減 1件を除く",
    ]
    row, column = _where(stored, "目標までどれだけあるか")
    assert [stored.cell(row + at, column).value for at in (1, 3)] == [
        "±0.0ポイント",
        "7件の値による（達成率のない 2件を除く）",
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
    causes = [text for text in _texts(stored) if text.startswith("支部の説明：")]
    assert causes == ["支部の説明：受診控えのため", "支部の説明：備考にも記述にもありません"]


def test_a_fall_without_a_remark_stands_beside_what_the_branch_wrote_of_the_measure(tmp_path):
    round_ = make_round(tmp_path, **declared())
    written = {"measure_text_entry": {("M01/cause", "text"): "職員の欠員が\n続いたため"}}
    fill_return(round_, "01", {("checkup_rate", "actual"): 10.0}, tables=written)
    _live, stored = _sheets(_summarized(round_))
    causes = [text for text in _texts(stored) if text.startswith("支部の説明：")]
    assert causes == ["支部の説明：職員の欠員が 続いたため"]
    remarks = rows_of(round_.summary, "前年度比較", header=3)
    assert [row["備考"] for row in remarks if row["良化・悪化"] == "↓ 悪化"] == ["職員の欠員が 続いたため"]


def test_the_charts_rows_part_what_is_missing_from_what_is_not_judged(summary):
    _live, stored = _sheets(summary)
    row, column = _where(stored, "グラフの元の数値（印刷されません）")
    rows = {
        str(line[0]): line[1:5]
        for line in stored.iter_rows(min_row=row, min_col=column, max_col=column + 4, values_only=True)
        if line[0] and isinstance(line[1], int)
    }
    assert rows == {
        "戦略": (4, 1, 1, 3),
        "基盤": (2, 2, 0, 1),
        "計": (6, 3, 1, 4),
        "札幌": (4, 1, 0, 0),
        "函館": (2, 2, 1, 0),
        "宮崎": (0, 0, 0, 4),
    }


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


def test_many_branches_are_drawn_in_columns_and_their_table_stands_beside_the_page(tmp_path):
    rows = plan_rows()
    rows["branches"] = [{"branch_code": f"{n:02d}", "branch": f"第{n}", "block": ""} for n in range(1, 20)]
    rows["targets"] = [
        {"kpi_code": kpi["kpi_code"], **{f"{n:02d} 第{n}": "設定なし" for n in range(1, 20)}}
        for kpi in rows["kpis"]
    ]
    round_ = make_round(tmp_path, branches=rows["branches"], targets=rows["targets"], history=[])
    fill_return(round_, "01", {("checkup_rate", "actual"): 65.0})
    live, stored = _sheets(_summarized(round_))
    _row, column = _where(stored, "第1")
    last = openpyxl.utils.range_boundaries(live.print_area.split("!")[1])[2]
    assert column > last
    assert live.page_setup.fitToHeight in (None, 1)


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
