"""What `consolidate` says has moved since the last master: files, branches, figures, judgements."""

import json

from tests.builders import all_actuals, edited, fill_return, make_round

FAULTY = all_actuals(50) | {("claim_days", "actual"): "約5"}


def test_the_first_master_has_nothing_to_be_compared_with(tmp_path, run):
    round_ = make_round(tmp_path)
    fill_return(round_, "01", all_actuals(50))
    assert "前回の集約" not in run("consolidate", round_.path).stdout
    assert json.loads(run("consolidate", round_.path, "--json").stdout)["since"] == {
        "files": 0, "arrived": [], "moved": [], "figures": 0, "revised": [], "judgements": 0,
    }  # fmt: skip


def test_what_has_moved_since_the_last_master_is_one_line(tmp_path, run):
    round_ = make_round(tmp_path)
    fill_return(round_, "01", all_actuals(50))
    fill_return(round_, "02", FAULTY)
    run("consolidate", round_.path)
    again = run("consolidate", round_.path).stdout.splitlines()
    assert again[:2] == [
        f"{round_.master} を作りました。受付 1、差戻し 1、未着 1（計 3 支部）。",
        "前回の集約から変わったものはありません。",
    ]
    fill_return(round_, "01", all_actuals(90))
    fill_return(round_, "02", all_actuals(50))
    fill_return(round_, "45", FAULTY)
    told = run("consolidate", round_.path, "--json")
    assert json.loads(told.stdout)["since"]["revised"] == ["01", "02"]
    run("undo", round_.path)
    assert run("consolidate", round_.path).stdout.splitlines()[1] == (
        "前回の集約から：新しく届いたファイル 3（01、02、45）、状況が変わった支部 2（02 差戻し→受付、"
        "45 未着→差戻し）、変わった値 5（01、02）、判定が変わった値 3。"
    )
    run("undo", round_.path)
    assert run("consolidate", round_.path, lang="en").stdout.splitlines()[1] == (
        "Since the last master: 3 new files (01, 02, 45); 2 branches stand elsewhere "
        "(02 Sent back → Received, 45 Missing → Sent back); 5 figures differ (01, 02); 3 judgements differ."
    )


def test_a_target_that_head_office_changes_moves_judgements_and_no_figure(tmp_path, run):
    round_ = make_round(tmp_path)
    fill_return(round_, "01", all_actuals(50))
    run("consolidate", round_.path)
    with edited(round_.plan_path) as book:
        sheet = book["目標"]
        [row] = [row for row in sheet.iter_rows(min_row=2) if row[0].value == "claim_days"]
        for cell in row[2:]:
            cell.value = "7以下" if str(cell.value).startswith("60") else "60以下"
    line = run("consolidate", round_.path).stdout.splitlines()
    assert "前回の集約から：判定が変わった値 1。" in line


def test_run_says_it_too(tmp_path, run):
    round_ = make_round(tmp_path)
    fill_return(round_, "01", all_actuals(50))
    run("run", round_.path)
    fill_return(round_, "02", all_actuals(50))
    assert "前回の集約から：新しく届いたファイル 1（02）、状況が変わった支部 1（02 未着→受付）。" in (
        run("run", round_.path).stdout.splitlines()
    )
