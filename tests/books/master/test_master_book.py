"""The master workbook: its data sheet's headers, and everything in it read back as it was written."""

import dataclasses
import datetime as dt
import io
import itertools
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from kpixl.books.master import data_sheet
from kpixl.books.master.read import read_master
from kpixl.books.master.write import build_master
from kpixl.jobs.consolidate import consolidate
from kpixl.jobs.distribute import distribute
from kpixl.jobs.sendback import send_back
from kpixl.jobs.summarize import summarize
from kpixl.model.annotation import AnnotationKind, AnnotationRow
from kpixl.model.entries import Entry
from kpixl.model.figure import FigureState
from kpixl.model.ledger import Disposition, Receipt
from kpixl.model.master import Master, StoredMaster
from kpixl.rules.assessment.assess import assess
from kpixl.rules.plan.parse import parse_plan
from tests.builders import (
    Round,
    all_actuals,
    edited,
    fill_return,
    fill_round,
    headers_of,
    make_round,
    rows_of,
    set_modified,
)
from tests.small_plan import FILLED_MEASURES, KPI_CODES, plan_rows

# From issue 2, word for word.
DATA_HEADERS = [
    *("年度", "年度表示", "支部コード", "支部", "指標コード", "分野", "具体的施策", "担当", "指標", "単位"),
    *(
        "目標区分",
        "目標",
        "目標値",
        "実績",
        "実績の状態",
        "分子",
        "分母",
        "前年度実績",
        "全国実績",
        "達成状況",
    ),
    *("達成率", "目標差", "前年度差", "全国差", "順位", "順位母数", "時点", "備考", "入力値", "変換"),
    *("ファイル", "シート", "セル"),
]

FORMULA_LIKE = [
    "=1+1",
    '=HYPERLINK("http://example.com")',
    "+81",
    "-5",
    "@SUM(A1)",
    "'=1",
    "=cmd|' /C calc'!A0",
]

NOON = dt.datetime(2025, 4, 1, 12)  # noqa: DTZ001 - cells have no time zone

# Figures that are converted, refused, or states; one more branch than the small round fills.
ODD = {
    ("checkup_rate", "actual"): "６５．２％",
    ("checkup_rate", "numerator"): "1,304人",
    ("checkup_rate", "denominator"): "未確定",
    ("generic_rate", "actual"): "82.6％（令和6年11月まで）",
    ("claim_days", "actual"): "60.7％ 全国21位",
    ("service_standard", "actual"): "-",
    ("service_standard", "remark"): "1行目\n2行目",
    ("007", "actual"): "広報誌で実施しました",
    ("007", "next_target"): "設定なし",
}


def _consolidated(round_: Round) -> tuple[Master, StoredMaster]:
    result = consolidate(round_.path)
    assert result.master is not None
    return result.master, read_master(round_.master)


@pytest.fixture(params=["ja", "en"])
def round_(request: pytest.FixtureRequest, tmp_path: Path) -> Round:
    """The filled round, with a third return of odd figures, and files that are refused or ignored."""
    made = make_round(tmp_path, request.param)
    fill_round(made)
    fill_return(made, "45", ODD)
    (made.inbox / "broken.xlsx").write_bytes(b"no workbook")
    (made.inbox / "note.txt").write_bytes(b"note")
    return made


def test_the_data_sheet_has_exactly_the_headers_of_the_issue_in_that_order(filled_round):
    consolidate(filled_round.path)
    assert headers_of(filled_round.master, "データ") == DATA_HEADERS
    assert len(DATA_HEADERS) == 33


def test_a_word_beside_a_number_stands_in_the_middle_where_it_does_not_touch_it(filled_round):
    consolidate(filled_round.path)
    summarize(filled_round.path)
    for path, header in ((filled_round.master, 3), (filled_round.summary, 1)):
        sheet = openpyxl.load_workbook(path)["データ"]
        at = {cell.value: cell.column for cell in sheet[header]}
        words = [sheet.cell(header + 1, at[label]) for label in ("実績の状態", "達成状況")]
        assert [cell.alignment.horizontal for cell in words] == ["center", "center"]


def test_the_summary_repeats_the_data_sheet(filled_round):
    consolidate(filled_round.path)
    summarize(filled_round.path)
    assert headers_of(filled_round.summary, "データ") == DATA_HEADERS
    live, plain = (rows_of(path, "データ") for path in (filled_round.summary, filled_round.master))
    # A formula's value has 17 digits in the file, a plain number 16.
    assert [list(map(_without_noise, row.values())) for row in live] == [
        list(map(_without_noise, row.values())) for row in plain
    ]


def _without_noise(value):
    return f"{value:.12g}" if isinstance(value, float) else value


def test_the_sheets_of_the_issue_are_there(filled_round):
    consolidate(filled_round.path)
    with edited(filled_round.master) as book:
        names = book.sheetnames
    # 変更 follows with resubmissions.
    assert {"受付台帳", "データ", "施策", "指摘", "出典", "計画", "実行記録"} <= set(names)
    assert names[:2] == ["受付台帳", "データ"]


def test_every_branch_and_kpi_has_one_row_whatever_came_back(filled_round):
    consolidate(filled_round.path)
    rows = rows_of(filled_round.master, "データ")
    keys = [(row["支部コード"], row["指標コード"]) for row in rows]
    assert keys == list(
        itertools.product(
            ("01", "02", "45"), ("checkup_rate", "generic_rate", "claim_days", "service_standard", "007")
        )
    )
    assert {row["達成状況"] for row in rows} == {"達成", "未達成", "判定不能", "設定なし"}


def test_one_row_tells_the_whole_story_of_a_figure(filled_round):
    consolidate(filled_round.path)
    row = rows_of(filled_round.master, "データ")[0]
    rate = row.pop("達成率")
    assert rate == pytest.approx(65.2 / 64.6, abs=1e-12)
    assert row == {
        "年度": 2024,
        "年度表示": "令和6年度",
        "支部コード": "01",
        "支部": "札幌",
        "指標コード": "checkup_rate",
        "分野": "戦略",
        "具体的施策": "健診受診率の向上",
        "担当": "保健",
        "指標": "予防健診受診率",
        "単位": "％",
        "目標区分": "固定値",
        "目標": "64.6％以上",
        "目標値": 64.6,
        "実績": 65.2,
        "実績の状態": "数値",
        "分子": 652,
        "分母": 1000,
        "前年度実績": 63.1,
        "全国実績": 65.2,
        "達成状況": "達成",
        "目標差": 0.6,
        "前年度差": 2.1,
        "全国差": 0,
        "順位": 1,
        "順位母数": 2,
        "時点": "",
        "備考": "",
        "入力値": "65.2",
        "変換": "",
        "ファイル": "inbox/01_札幌_FY2024.xlsx",
        "シート": "記入シート",
        "セル": "K8",
    }


def test_a_converted_figure_keeps_the_text_as_typed_and_the_steps(filled_round):
    round_ = filled_round
    fill_return(round_, "45", ODD)
    consolidate(round_.path)
    rows = {(row["支部コード"], row["指標コード"]): row for row in rows_of(round_.master, "データ")}
    generic = rows["45", "generic_rate"]
    assert (generic["実績"], generic["入力値"]) == (82.6, "82.6％（令和6年11月まで）")
    assert generic["時点"] == "令和6年11月まで"
    assert set(generic["変換"].split("・")) >= {"単位を除去", "時点を分離"}
    refused = rows["45", "claim_days"]
    assert (refused["実績"], refused["実績の状態"], refused["入力値"]) == (
        "",
        "読み取り不可",
        "60.7％ 全国21位",
    )
    assert (rows["45", "service_standard"]["実績の状態"], rows["45", "service_standard"]["達成状況"]) == (
        "該当なし",
        "判定不能",
    )


# ── read back ───────────────────────────────────────────────────────────────────────────────────────
def _kept(entry: Entry) -> dict[str, Any]:
    """What a master keeps of an entry: of the typed cell, its text and place."""
    kept = {field.name: getattr(entry, field.name) for field in dataclasses.fields(entry)}
    reading, cell = kept.pop("actual"), kept.pop("cell")
    place = (cell.sheet, cell.cell) if cell else None
    return kept | {"typed": reading.typed, "conversions": reading.conversions, "place": place}


def test_the_entries_are_read_back(round_):
    master, stored = _consolidated(round_)
    entries = [row.entry for row in master.assessments if row.entry]
    assert [_kept(entry) for entry in stored.entries] == [_kept(entry) for entry in entries]
    assert any(entry.actual.conversions for entry in entries)
    assert any(entry.next_target for entry in entries)
    assert {entry.denominator.state for entry in entries} == {
        FigureState.NUMBER, FigureState.BLANK, FigureState.UNSETTLED,
    }  # fmt: skip


def test_judging_the_entries_read_back_gives_every_assessment_again(round_):
    master, stored = _consolidated(round_)
    plan, _findings = parse_plan(stored.raw_plan)
    assert plan is not None
    again = assess(plan, stored.entries)
    strip = lambda row: dataclasses.replace(row, entry=None)  # noqa: E731
    assert [strip(row) for row in again] == [strip(row) for row in master.assessments]
    assert stored.judgements == {(row.branch_code, row.kpi_code): row.judgement for row in master.assessments}


def test_the_ledger_is_read_back(round_):
    master, stored = _consolidated(round_)
    assert stored.ledger == master.ledger
    assert [row.receipt for row in stored.ledger] == [Receipt.RECEIVED, Receipt.RECEIVED, Receipt.SENT_BACK]
    # A workbook that was never saved by a person has no time of its own: modified is still created.
    assert stored.ledger[0].modified is None


@pytest.mark.parametrize("saved", [NOON.replace(day=20, hour=hour, second=3 * hour) for hour in (15, 0, 5)])
def test_the_time_of_saving_is_read_back_at_midnight_too(filled_round, saved):
    # A date-time at midnight comes back from the reader as a date alone.
    set_modified(filled_round.inbox / "01_札幌_FY2024.xlsx", saved)
    master, stored = _consolidated(filled_round)
    local = saved + dt.timedelta(hours=9)  # the plan's time is Japan's
    assert [row.modified for row in master.ledger] == [local, None, None]
    assert stored.ledger == master.ledger


def test_the_findings_are_read_back(round_):
    master, stored = _consolidated(round_)
    assert stored.findings == master.findings
    assert {item.kind.code for item in stored.findings} >= {"K314", "K402", "K403", "K410"}


def test_the_sources_are_read_back(round_):
    master, stored = _consolidated(round_)
    assert stored.sources == master.sources
    assert {source.disposition for source in stored.sources} == {
        Disposition.ACCEPTED, Disposition.PARTLY, Disposition.REFUSED, Disposition.IGNORED,
    }  # fmt: skip


def test_the_changes_are_read_back(round_):
    for path, saved in (
        (next(round_.inbox.glob("01_*.xlsx")), NOON.replace(month=3)),
        (fill_return(round_, "01", all_actuals(51), name="01_later.xlsx"), NOON),
    ):
        set_modified(path, saved)
    master, stored = _consolidated(round_)
    assert stored.changes == master.changes
    assert "actual" in {change.field for change in stored.changes}


def test_the_measures_are_read_back(round_):
    master, stored = _consolidated(round_)
    assert stored.measure_entries == tuple(entry for entry in master.measure_entries)
    first = stored.measure_entries[0]
    assert (first.branch_code, first.measure_code) == ("01", "M01")
    assert first.texts["progress"] == FILLED_MEASURES[round_.language]["M01", "progress"]


def test_what_a_branch_put_beside_its_cells_is_read_back(filled_round):
    path = next(filled_round.inbox.glob("01_*.xlsx"))
    with edited(path) as book:
        book["記入シート"]["K8"].comment = Comment("速報値です\n確定は6月", "山田")
    master, stored = _consolidated(filled_round)
    assert stored.annotations == master.annotations
    assert stored.annotations == (
        AnnotationRow(
            branch_code="01", file=f"inbox/{path.name}", sheet="記入シート", cell="K8",
            kind=AnnotationKind.NOTE, author="山田", text="速報値です\n確定は6月",
        ),
    )  # fmt: skip


def test_the_run_number_is_read_back(round_):
    master, stored = _consolidated(round_)
    assert stored.run_id == master.run_id


def test_the_raw_plan_is_read_back_cell_by_cell(round_):
    master, stored = _consolidated(round_)
    assert dataclasses.replace(stored.raw_plan, file="plan.xlsx") == master.raw_plan
    cells = [cell for table in stored.raw_plan.tables.values() for row in table.rows for cell in row.cells]
    assert len(cells) > 150
    assert parse_plan(stored.raw_plan)[0] == round_.plan


def test_the_plan_takes_one_row_for_a_row_of_it(filled_round):
    master, _stored = _consolidated(filled_round)
    tables = master.raw_plan.tables.values()
    rows = rows_of(filled_round.master, "計画")
    assert len(rows) == sum(len(table.rows) for table in tables) + len(tables)
    branch = next(row for row in rows if row["表"] == "支部" and row["行"] == 2)
    assert branch["内容"] == "支部コード：01　支部：札幌　ブロック：北　メール：b01@example.jp"


def test_a_row_of_the_plan_longer_than_a_cell_is_read_back(tmp_path):
    note = "長い注記。" * 6_000
    rows = plan_rows()
    rows["kpis"][0]["note"], rows["kpis"][1]["note"] = note[:20_000], '"' * 12_000
    round_ = make_round(tmp_path, kpis=rows["kpis"])
    fill_return(round_, "01", all_actuals())
    master, stored = _consolidated(round_)
    assert stored.raw_plan.tables["kpis"] == master.raw_plan.tables["kpis"]
    parts = [row for row in rows_of(round_.master, "計画") if row["表"] == "指標" and row["行"] == 2]
    assert len(parts) > 1


def test_a_branch_without_any_target_is_still_in_the_plan_read_back(tmp_path):
    rows = plan_rows()
    for row in rows["targets"]:
        row["45 宮崎"] = "設定なし"
    round_ = make_round(tmp_path, targets=rows["targets"])
    fill_return(round_, "01", all_actuals())
    _master, stored = _consolidated(round_)
    assert parse_plan(stored.raw_plan)[0] == round_.plan
    summarize(round_.path)
    assert round_.summary.is_file()


@pytest.mark.parametrize("value", [dt.time(10, 30), dt.timedelta(hours=30), True, NOON])
def test_a_cell_of_any_type_in_the_plan_does_not_stop_the_master(tmp_path, value):
    round_ = make_round(tmp_path)
    with edited(round_.plan_path) as book:
        sheet = book["支部"]
        sheet["C2"] = value
        sheet["C2"].number_format = {dt.time: "h:mm", dt.timedelta: "[h]:mm"}.get(type(value), "General")
    fill_return(round_, "01", all_actuals())
    master, stored = _consolidated(round_)
    assert master.plan.branches[0].block
    assert parse_plan(stored.raw_plan)[0] == master.plan


# ── what a branch typed stays what it typed ─────────────────────────────────────────────────────────
def _formulas_and_texts(path: Path) -> tuple[set[str], set[str]]:
    book = openpyxl.load_workbook(path)
    formulas, texts = set(), set()
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    formulas.add(str(cell.value))
                elif cell.data_type == "s":
                    texts.add(cell.value)
                    assert cell.hyperlink is None or cell.hyperlink.target is None, cell.value
    book.close()
    return formulas, texts


def test_what_begins_like_a_formula_stays_text_in_every_workbook(tmp_path):
    indicator, branch, pillar = "=1+1", "+81支部", "@分野"
    rows = plan_rows()
    rows["kpis"][1]["indicator"] = rows["targets"][1]["indicator"] = indicator
    rows["kpis"][0]["pillar"] = pillar
    rows["branches"][2]["branch"] = branch
    for row in rows["targets"]:
        row[f"45 {branch}"] = row.pop("45 宮崎")
    round_ = make_round(tmp_path, **{key: rows[key] for key in ("branches", "kpis", "targets")})
    distribute(round_.path)
    fields = list(itertools.product(KPI_CODES, ("remark", "as_of", "next_target")))
    typed = dict(zip(fields, itertools.cycle(FORMULA_LIKE), strict=False))
    typed |= all_actuals() | {("checkup_rate", "actual"): FORMULA_LIKE[0]}
    measures = {("M01", "comment"): FORMULA_LIKE[1], ("M01", "grade"): FORMULA_LIKE[2]}
    returned = fill_return(round_, "01", typed, measures=measures, name="r.xlsx")
    consolidate(round_.path)
    summarize(round_.path)
    send_back(round_.path)  # the actual that begins like a formula cannot be read

    formulas, texts = _formulas_and_texts(returned)
    assert not formulas & set(FORMULA_LIKE)
    assert texts >= set(FORMULA_LIKE)
    corrections = list((round_.path / "sendback").glob("*.xlsx"))
    assert _formulas_and_texts(corrections[0])[1] >= set(FORMULA_LIKE)
    written = [round_.plan_path, *round_.outbox.glob("*.xlsx"), round_.master, round_.summary, *corrections]
    assert len(written) == 7
    for path in written:
        formulas, texts = _formulas_and_texts(path)
        assert not formulas & {*FORMULA_LIKE, indicator, branch, pillar}, path
        assert {indicator, pillar} <= texts, path
    data = {row["指標コード"]: row for row in rows_of(round_.master, "データ") if row["支部コード"] == "01"}
    assert {code: data[code]["備考"] for code in KPI_CODES} == {
        code: typed[code, "remark"] for code in KPI_CODES
    }
    assert data["checkup_rate"]["入力値"] == FORMULA_LIKE[0]
    assert rows_of(round_.master, "データ")[-1]["支部"] == branch
    assert rows_of(round_.master, "施策")[0]["実施内容・所感"] == FORMULA_LIKE[1]


def test_a_long_data_sheet_is_written_in_another_way_and_holds_the_same(filled_round, monkeypatch):
    master, stored = _consolidated(filled_round)
    short = filled_round.master.read_bytes()
    monkeypatch.setattr(data_sheet, "LONG_AT_END", 2)
    long = build_master(master)
    assert long != short
    filled_round.master.write_bytes(long)
    assert read_master(filled_round.master) == stored
    cells = [
        [
            (cell.coordinate, cell.value, cell.number_format)
            for row in openpyxl.load_workbook(io.BytesIO(content))["データ"]
            for cell in row
        ]
        for content in (short, long)
    ]
    assert cells[0] == cells[1]
