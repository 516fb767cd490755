"""Head office's figures, from the plan's sheet 補正 to every place where the figure appears."""

import datetime as dt
import json

import openpyxl
import pytest

from kpixl.books.master.data_sheet import DATA_COLUMNS
from kpixl.locale import catalogue
from kpixl.model.figure import Figure, FigureState
from kpixl.steps.load_master import load_master
from tests.builders import edited, fill_return, fill_round, make_round, rows_of

DATE = dt.date(2025, 6, 20)
REASON = "計上漏れ・本部補正：確認済"  # with what the conversions are split by


def with_adjustments(round_, *rows):
    """The plan with rows in its sheet 補正, as a person would add them."""
    with edited(round_.plan_path) as book:
        words = catalogue(round_.language)
        name = words("sheet.adjustments")
        sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
        keys = ("branch_code", "adjusted_code", "adjusted_value", "adjusted_reason", "person", "date")
        for number, cells in enumerate([[words(f"column.{key}") for key in keys], *rows], start=1):
            for column, value in enumerate(cells, start=1):
                sheet.cell(number, column, value)
    return round_


def row_for(branch, kpi, value, reason=REASON):
    return (branch, kpi, value, reason, "山田", DATE)


@pytest.fixture
def adjusted(filled_round, run):
    """01: 65.2 (from counts) → 64.5, 81.9％ → 80.2; 02: 未確定 → 80.1; 45, which has not returned: → 62.5."""
    rows = (
        row_for("01", "checkup_rate", 64.5),
        row_for("01", "generic_rate", 80.2),
        row_for("02", "generic_rate", 80.1),
        row_for("45", "checkup_rate", 62.5),
    )
    with_adjustments(filled_round, *rows)
    assert run("consolidate", filled_round.path).exit_code == 0
    return filled_round


def data_of(path):
    return {(row["支部コード"], row["指標コード"]): row for row in rows_of(path, "データ")}


def test_the_data_sheet_keeps_its_columns_and_says_what_was_adjusted(adjusted):
    assert len(DATA_COLUMNS) == 33
    row = data_of(adjusted.master)["01", "checkup_rate"]
    assert list(row) == [catalogue("ja")(f"column.{column.key}") for column in DATA_COLUMNS]
    assert (row["実績"], row["達成状況"], row["分子"], row["分母"]) == (64.5, "未達成", 652, 1000)
    assert row["変換"] == f"本部補正：65.2→64.5（{REASON}、山田、2025/06/20）"
    other = data_of(adjusted.master)["02", "generic_rate"]
    assert (other["実績"], other["入力値"], other["達成状況"]) == (80.1, "未確定", "達成")
    missing = data_of(adjusted.master)["45", "checkup_rate"]
    assert (missing["実績"], missing["達成状況"], missing["入力値"], missing["ファイル"]) == (
        62.5,
        "達成",
        "",
        "",
    )
    assert data_of(adjusted.master)["45", "generic_rate"]["実績の状態"] == "未着"


def test_the_ledger_stays_as_it_is(adjusted):
    ledger = {row["支部コード"]: row for row in rows_of(adjusted.master, "受付台帳")}
    assert (ledger["45"]["状況"], ledger["45"]["記入数"]) == ("未着", 0)


def test_the_findings_name_each_adjustment(adjusted):
    found = {
        (row["支部コード"], row["指標コード"]): row
        for row in rows_of(adjusted.master, "指摘")
        if row["指摘番号"] in ("K512", "K515")
    }
    first = found["01", "checkup_rate"]
    assert (first["指摘番号"], first["シート"], first["セル"]) == ("K512", "補正", "C2")
    assert first["指摘"].startswith("本部が 65.2％ を 64.5％ に補正しました")
    assert found["45", "checkup_rate"]["指摘番号"] == "K515"
    assert len(found) == 4
    # Counts that do not fit head office's figure are no doubt about the branch.
    assert "K504" not in {row["指摘番号"] for row in rows_of(adjusted.master, "指摘")}


def test_the_sheet_lists_before_and_after(adjusted):
    rows = rows_of(adjusted.master, "補正")
    keys = ("支部コード", "補正前の値", "補正前の状態", "補正後の値")
    assert [tuple(row[key] for key in keys) for row in rows] == [
        ("01", 65.2, "数値", 64.5),
        ("01", 81.9, "数値", 80.2),
        ("02", "", "未確定", 80.1),
        ("45", "", "未着", 62.5),
    ]
    assert {(row["補正の理由"], row["補正した人"], row["補正日"]) for row in rows} == {(REASON, "山田", DATE)}


def test_the_control_totals_name_the_adjustments_and_agree(adjusted):
    facts = {row["項目"]: row["値"] for row in rows_of(adjusted.master, "実行記録")}
    assert facts["本部が補正した値の個数"] == 4
    assert facts["補正による数値の個数の増減"] == 2  # 01 had its figures already
    change = facts["補正による合計の増減"]
    assert change == pytest.approx(64.5 - 65.2 + 80.2 - 81.9 + 80.1 + 62.5)
    assert facts["採用した記入表の数値の合計"] + change == pytest.approx(facts["データの数値の合計"])
    assert facts["入力と出力の一致"] == "一致"


def test_a_round_without_adjustments_says_nothing_of_them(filled_round, run):
    run("consolidate", filled_round.path)
    run("summarize", filled_round.path)
    legend = catalogue("ja")("summary.adjusted_legend")
    for path in (filled_round.master, filled_round.summary):
        book = openpyxl.load_workbook(path)
        assert "補正" not in book.sheetnames
        texts = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
        assert not [text for text in texts if legend in text or "本部が補正した値の個数" in text]


def test_the_stored_master_gives_the_same_assessment_and_the_figure_before(adjusted):
    collected = load_master(adjusted.master)
    rows = {(row.branch_code, row.kpi_code): row for row in collected.assessments}
    entry = rows["01", "checkup_rate"].entry
    assert (entry.figure, entry.reported) == (Figure.of("64.5"), Figure.of("65.2"))
    assert (entry.actual.typed, entry.actual.figure) == ("65.2", Figure.of("65.2"))
    assert rows["02", "generic_rate"].entry.reported.state is FigureState.UNSETTLED
    assert rows["45", "checkup_rate"].entry.reported.state is FigureState.MISSING
    assert rows["45", "claim_days"].figure.state is FigureState.MISSING
    assert rows["01", "claim_days"].entry.reported is None
    # The branch's own conversions stand before head office's note.
    generic = rows["01", "generic_rate"].entry
    assert (generic.figure, generic.reported) == (Figure.of("80.2"), Figure.of("81.9"))
    assert [str(step) for step in generic.actual.conversions] == ["width", "unit"]


def test_the_summary_marks_the_figure_wherever_it_appears(adjusted, run):
    assert run("summarize", adjusted.path).exit_code == 0
    book = openpyxl.load_workbook(adjusted.summary, data_only=True)
    listed = rows_of(adjusted.summary, "補正", header=3)
    assert [row["補正後の値"] for row in listed] == [64.5, 80.2, 80.1, 62.5]
    for name in ("KPI実績一覧", "01 札幌", "順位", "前年度比較"):
        sheet = book[name]
        column = next(cell.column for cell in sheet[3] if cell.value == "実績")
        marked = {
            cell.value
            for (cell,) in sheet.iter_rows(min_row=4, min_col=column, max_col=column)
            if "※" in cell.number_format
        }
        assert marked == ({64.5, 80.2} if name == "01 札幌" else {64.5, 80.2, 80.1, 62.5}), name
        # A wide sheet says it beside the columns that repeat in print.
        assert any("※ 本部が補正した値" in str(cell.value) for cell in sheet[2]), name
    matrix = book["達成状況"]
    marked = [cell for row in matrix.iter_rows() for cell in row if "※" in cell.number_format]
    assert len(marked) == 4
    assert "※ 本部が補正した値" in matrix["A2"].value
    # The mark is a format: what is counted and coloured is the judgement's own word.
    assert {cell.value for cell in marked} == {"○ 達成", "× 未達成"}


def test_explain_tells_of_the_adjustment(adjusted, run):
    told = json.loads(run("explain", adjusted.path, "01", "checkup_rate", "--json").stdout)
    assert "本部がこれを64.5％に補正しています" in told["explanation"]
    assert told["adjustment"] == {
        "reported": {"value": 65.2, "state": "number"},
        "adjusted": {"value": 64.5, "state": "number"},
        "reason": REASON,
        "person": "山田",
        "date": "2025-06-20",
    }
    assert told["source"]["numerator"] == 652


def test_the_branches_entry_workbooks_still_fit_the_plan(filled_round, run):
    run("distribute", filled_round.path)
    with_adjustments(filled_round, row_for("01", "checkup_rate", 64.5))
    fill_return(filled_round, "45", {("checkup_rate", "actual"): 62.0})
    run("consolidate", filled_round.path)
    codes = {row["指摘番号"] for row in rows_of(filled_round.master, "指摘")}
    assert "K512" in codes
    assert "K306" not in codes


def test_an_english_round_says_it_in_english(tmp_path, run):
    round_ = make_round(tmp_path, "en")
    fill_round(round_)
    with_adjustments(round_, ("01", "checkup_rate", 64.5, "Persons left out", "Smith", DATE))
    assert run("consolidate", round_.path).exit_code == 0
    assert run("summarize", round_.path).exit_code == 0
    data = rows_of(round_.master, "Data")
    texts = [row["Conversion"] for row in data if "head office" in str(row["Conversion"])]
    assert texts == ["Adjusted by head office: 65.2 → 64.5 (Persons left out, Smith, 2025/06/20)"]
    assert load_master(round_.master).assessments[0].entry.reported == Figure.of("65.2")
