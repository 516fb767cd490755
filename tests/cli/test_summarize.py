"""`kpixl summarize`: the executives' summary from the master alone, and only from an honest one."""

import gc
import os

import openpyxl
import pytest

from tests.builders import (
    MASTER_ROWS,
    all_actuals,
    column_of,
    digests,
    edited,
    fill_return,
    make_round,
    rows_of,
)
from tests.small_plan import plan_rows

SHEETS = ["概要", "達成状況", "KPI実績一覧", "支部別", "順位", "前年度比較", "データ"]


def test_the_summary_has_the_sheets_of_the_issue(filled_round, run):
    run("consolidate", filled_round.path)
    result = run("summarize", filled_round.path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{filled_round.summary} を作りました。\n"
    names = openpyxl.load_workbook(filled_round.summary, read_only=True).sheetnames
    assert set(SHEETS) <= set(names)
    assert names[0] == "概要"
    # One sheet for every branch of the roster, returned or not.
    assert {"01 札幌", "02 函館", "45 宮崎"} <= set(names)


def test_the_master_alone_is_needed(filled_round, run):
    run("consolidate", filled_round.path)
    filled_round.plan_path.unlink()
    for path in filled_round.inbox.iterdir():
        path.unlink()
    own = ("summary.xlsx", "history/written.csv")
    before = digests(filled_round.path, *own)
    assert run("summarize", filled_round.path).exit_code == 0
    assert digests(filled_round.path, *own) == before


def test_summarizing_twice_gives_the_same_bytes(filled_round, run):
    run("consolidate", filled_round.path)
    run("summarize", filled_round.path)
    first = filled_round.summary.read_bytes()
    run("summarize", filled_round.path)
    assert filled_round.summary.read_bytes() == first


def test_the_list_shows_targets_actuals_and_next_years_targets(filled_round, run):
    run("consolidate", filled_round.path)
    run("summarize", filled_round.path)
    rows = rows_of(filled_round.summary, "KPI実績一覧", header=3)
    mine = {row["指標"]: row for row in rows if row["支部"] == "札幌"}
    row = mine["予防健診受診率"]
    assert (row["目標"], row["前年度実績"], row["実績"]) == ("64.6％以上", 63.1, 65.2)
    assert row["達成状況"] == "○ 達成"
    assert row["次年度目標案"] == "66.0以上"
    assert mine["支払いまでの日数"]["達成状況"] == "× 未達成"


def test_a_round_without_any_return_can_be_summarized(tmp_path, run):
    round_ = make_round(tmp_path)
    run("consolidate", round_.path)
    assert run("summarize", round_.path).exit_code == 0
    data = rows_of(round_.summary, "データ")
    assert {row["達成状況"] for row in data} == {"判定不能", "設定なし"}


def test_a_round_with_refused_returns_can_be_summarized(tmp_path, run):
    round_ = make_round(tmp_path)
    for name, value in (("a.xlsx", 50), ("b.xlsx", 60)):
        os.utime(fill_return(round_, "01", all_actuals(value), name=name), (0, 0))
    fill_return(round_, "02", all_actuals(), round_name="令和5年度実績")
    (round_.inbox / "c.xlsx").write_bytes(b"broken")
    assert run("consolidate", round_.path).exit_code == 3
    result = run("summarize", round_.path)
    assert result.exit_code == 0, result.output
    open_points = rows_of(round_.summary, "未着・指摘", header=3)
    assert [(row["重大度"], row["支部"]) for row in open_points[:3]] == [
        ("差戻し", "札幌"),
        ("差戻し", "函館"),
        ("未着", "宮崎"),
    ]
    assert len([row for row in open_points if row["重大度"] == "誤り"]) == 3


def test_without_a_master_there_is_a_sentence(filled_round, run):
    result = run("summarize", filled_round.path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"{filled_round.master} がありません。先に kpixl consolidate を実行してください。\n"
    )
    assert not filled_round.summary.exists()


@pytest.mark.parametrize("content", [b"", b"garbage", b"PK\x03\x04 half a zip"])
def test_a_master_that_cannot_be_opened_is_a_sentence(filled_round, run, content):
    filled_round.master.write_bytes(content)
    result = run("summarize", filled_round.path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{filled_round.master} を開けません（")


def test_any_other_workbook_in_the_masters_place_is_a_sentence(filled_round, run):
    filled_round.master.write_bytes(filled_round.plan_path.read_bytes())
    result = run("summarize", filled_round.path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"{filled_round.master} は kpixl の集約ブックではありません。"
        "kpixl consolidate で作り直してください。\n"
    )
    assert not filled_round.summary.exists()


def test_a_master_edited_by_hand_is_refused_with_the_sheet(filled_round, run):
    run("consolidate", filled_round.path)
    with edited(filled_round.master) as book:
        sheet = book["データ"]
        sheet.cell(MASTER_ROWS, column_of(sheet, "実績")).value = 65.3  # still achieved
    result = run("summarize", filled_round.path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"{filled_round.master} の「データ」シートが、集約した後に書き換えられています。手で直さず、"
        "kpixl consolidate で作り直してください。"
        "値を直すときは、先に計画の補正シートに理由とともに書いてください。\n"
    )
    assert not filled_round.summary.exists()


def test_a_master_saved_again_by_another_program_is_still_a_master(filled_round, run):
    run("consolidate", filled_round.path)
    run("summarize", filled_round.path)
    first = filled_round.summary.read_bytes()
    with edited(filled_round.master):
        pass
    assert run("summarize", filled_round.path).exit_code == 0
    assert filled_round.summary.read_bytes() == first


def test_the_plan_may_change_after_the_master_was_made(filled_round, run):
    run("consolidate", filled_round.path)
    run("summarize", filled_round.path)
    before = rows_of(filled_round.summary, "データ")
    with edited(filled_round.plan_path) as book:
        book["目標"]["C2"] = "99以上"
    run("summarize", filled_round.path)
    assert rows_of(filled_round.summary, "データ") == before


@pytest.mark.parametrize("judge_on", ["reported", "exact"])
def test_both_ways_of_judging_go_through_master_and_summary(tmp_path, run, judge_on):
    # 64.55 is 64.6 when rounded, and less when not; judging again from the master must agree.
    rows = plan_rows()
    round_ = make_round(tmp_path, targets=rows["targets"], settings={"judge_on": judge_on})
    fill_return(round_, "01", all_actuals(50) | {("checkup_rate", "actual"): 64.55})
    run("consolidate", round_.path)
    judged = rows_of(round_.master, "データ")[0]["達成状況"]
    assert judged == {"reported": "達成", "exact": "未達成"}[judge_on]
    result = run("summarize", round_.path)
    assert result.exit_code == 0, result.output
    assert rows_of(round_.summary, "データ")[0]["達成状況"] == judged


@pytest.mark.parametrize("judge_on", ["reported", "exact"])
def test_a_figure_of_seventeen_digits_goes_through_master_and_summary(tmp_path, run, judge_on):
    rows = plan_rows()
    round_ = make_round(tmp_path, targets=rows["targets"], settings={"judge_on": judge_on})
    counts = {("checkup_rate", "numerator"): 2, ("checkup_rate", "denominator"): 19}
    blank = {("checkup_rate", "actual"): ""}
    fill_return(round_, "01", all_actuals(50) | counts | blank)
    fill_return(round_, "02", all_actuals(50) | {("claim_days", "actual"): 10.526315789473685})
    run("consolidate", round_.path)
    for command in ("summarize", "rollover"):
        options = ["--out", round_.path / "next"] if command == "rollover" else []
        result = run(command, round_.path, *options)
        assert result.exit_code == 0, result.output


def test_a_rate_computed_from_its_counts_is_judged_the_same_again(tmp_path, run):
    # 1/3 has no end; the master must keep enough of it.
    round_ = make_round(tmp_path, settings={"judge_on": "exact"})
    typed = all_actuals(50) | {("checkup_rate", "numerator"): 2, ("checkup_rate", "denominator"): 3}
    fill_return(round_, "01", typed | {("checkup_rate", "actual"): 66.7})
    assert run("consolidate", round_.path).exit_code == 0
    result = run("summarize", round_.path)
    assert result.exit_code == 0, result.output


def test_pythons_search_for_cycles_is_on_again_afterwards(filled_round, run):
    run("consolidate", filled_round.path)
    assert run("summarize", filled_round.path).exit_code == 0
    assert gc.isenabled()
    (filled_round.path / "master.xlsx").unlink()
    assert run("summarize", filled_round.path).exit_code == 2
    assert gc.isenabled()
