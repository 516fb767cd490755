"""`kpixl freeze`: the state at a deadline is kept; what comes later counts, is marked, and is said."""

import datetime as dt
import json

import pytest

from tests.builders import Round, all_actuals, digests, fill_return, ledger_of, make_round, set_modified
from tests.small_plan import FILLED

MAY = dt.datetime(2025, 5, 20, tzinfo=dt.UTC)


@pytest.fixture
def round_(tmp_path, run) -> Round:
    made = make_round(tmp_path)
    run("distribute", made.path)
    fill_return(made, "01", FILLED["ja"]["01"])
    assert run("consolidate", made.path).exit_code == 0
    return made


@pytest.fixture
def frozen(round_, run):
    result = run("freeze", round_.path)
    assert result.exit_code == 0, result.output
    (folder,) = (round_.path / "history" / "frozen").iterdir()
    assert result.stdout == (
        f"今の集約と総括の写しを {folder} に保存し、入力 1 件のファイル名とハッシュ（中身が変わっていないか"
        "確かめる値）を書き留めました（凍結）。ファイルそのものは inbox にだけあります。"
        "この後に届いた提出も数え、「締切後」と示します。\n"
    )
    return folder


def test_master_summary_and_the_hashes_of_all_inputs_are_kept(round_, frozen):
    assert sorted(path.name for path in frozen.iterdir()) == ["inputs.json", "master.xlsx", "summary.xlsx"]
    assert (frozen / "master.xlsx").read_bytes() == round_.master.read_bytes()
    said = json.loads((frozen / "inputs.json").read_text(encoding="utf-8"))
    hashes = digests(round_.path)
    assert said["plan"] == hashes["plan.xlsx"]
    assert said["inputs"] == [
        {
            "file": "inbox/01_札幌_FY2024.xlsx",
            "sha256": hashes["inbox/01_札幌_FY2024.xlsx"],
            "branch": "01",
            "disposition": "accepted",
        }
    ]


def test_frozen_again_with_nothing_changed_nothing_is_written(round_, run, frozen):
    before = digests(round_.path)
    result = run("freeze", round_.path)
    assert (result.exit_code, "変わっていません" in result.stdout) == (0, True)
    assert digests(round_.path) == before


def test_it_is_refused_while_the_inbox_is_not_what_the_master_was_made_of(round_, run):
    fill_return(round_, "02", all_actuals())
    before = digests(round_.path)
    result = run("freeze", round_.path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(
        f"{round_.master} は、今の計画と inbox から作ったものではないので、凍結できません。"
    )
    assert digests(round_.path) == before


def test_a_plan_with_faults_is_named_and_nothing_is_kept(tmp_path, run):
    made = make_round(tmp_path, settings={"fiscal_year": "いつか"})
    result = run("freeze", made.path)
    assert (result.exit_code, result.stdout, "[K111]" in result.stderr) == (2, "", True)
    assert not (made.path / "history").exists()


def test_it_is_refused_without_a_master(tmp_path, run):
    made = make_round(tmp_path)
    assert run("freeze", made.path).exit_code == 2
    assert not (made.path / "history").exists()


def test_what_comes_later_counts_is_marked_and_what_has_moved_is_said(round_, run, frozen):
    assert "[K209]" not in run("consolidate", round_.path).stderr
    fill_return(round_, "02", FILLED["ja"]["02"])
    set_modified(round_.inbox / "01_札幌_FY2024.xlsx", MAY)
    run("consolidate", round_.path)
    path = fill_return(
        round_, "01", FILLED["ja"]["01"] | {("claim_days", "actual"): 6.5}, name="01_訂正.xlsx"
    )
    set_modified(path, MAY + dt.timedelta(days=1))
    result = run("consolidate", round_.path)
    day = frozen.name.replace("-", "/")
    assert (
        f"！ 注意 history/frozen/{frozen.name}/master.xlsx: 凍結（{day}）の後に、値 6 件、"
        "達成状況 5 件が変わりました。凍結の後に届いた提出を使っている支部：01 札幌・02 函館。"
    ) in result.stderr
    ledger = ledger_of(round_)
    assert [(ledger[code]["状況"], ledger[code]["期限"]) for code in ("01", "02", "45")] == [
        ("受付", "締切後"),
        ("受付", "締切後"),
        ("未着", "－"),
    ]
    assert run("summarize", round_.path, "--since", frozen / "master.xlsx").exit_code == 0


def test_a_second_deadline_is_kept_beside_the_first(round_, run, frozen):
    before = digests(frozen)
    fill_return(round_, "02", all_actuals())
    run("consolidate", round_.path)
    assert run("freeze", round_.path).exit_code == 0
    assert sorted(path.name for path in frozen.parent.iterdir()) == [frozen.name, f"{frozen.name}_2"]
    assert digests(frozen) == before
    run("consolidate", round_.path)
    assert ledger_of(round_)["02"]["期限"] != "締切後"
