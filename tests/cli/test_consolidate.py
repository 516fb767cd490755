"""`kpixl consolidate`: whatever comes back, the master says what became of it, and the inputs stay."""

import datetime as dt
import io
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msoffcrypto.format.ooxml import OOXMLFile

from kpixl.cli import cli
from kpixl.model.submission import Field
from tests.builders import (
    Round,
    all_actuals,
    digests,
    edited,
    fill_return,
    fill_round,
    make_round,
    rows_of,
    set_modified,
    write_plan,
)
from tests.searching import examples
from tests.small_plan import FILLED, KPI_CODES, plan_rows

# As workbooks have it, in UTC: midnight in Japan is 15:00.
JUST_IN_TIME = dt.datetime(2025, 5, 30, 14, 59)  # noqa: DTZ001
TOO_LATE = dt.datetime(2025, 5, 30, 15, 0)  # noqa: DTZ001


@pytest.fixture
def round_(tmp_path: Path) -> Round:
    return make_round(tmp_path)


def _ledger(round_: Round) -> dict[str, dict[str, Any]]:
    return {row["支部コード"]: row for row in rows_of(round_.master, "受付台帳")}


def _receipts(round_: Round) -> dict[str, str]:
    return {code: row["状況"] for code, row in _ledger(round_).items()}


def _fates(round_: Round) -> dict[str, str]:
    return {row["ファイル"].removeprefix("inbox/"): row["扱い"] for row in rows_of(round_.master, "出典")}


def _findings(round_: Round) -> list[tuple[str, str, str]]:
    rows = rows_of(round_.master, "指摘")
    return [(row["指摘番号"], row["ファイル"].removeprefix("inbox/"), row["セル"]) for row in rows]


def _actuals(round_: Round, branch: str) -> dict[str, Any]:
    rows = rows_of(round_.master, "データ")
    return {row["指標コード"]: row["実績"] for row in rows if row["支部コード"] == branch}


# ── the main job ────────────────────────────────────────────────────────────────────────────────────
def test_a_round_with_a_branch_missing_is_clean_and_says_so(filled_round, run):
    result = run("consolidate", filled_round.path)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "値の変換など記録 1 件（集約の指摘シートに一覧）。",
        f"{filled_round.master} を作りました。受付 2、差戻し 0、未着 1（計 3 支部）。",
        "達成 6、未達成 3、判定不能 5（未着 4、実績が未確定 1）、設定なし 1。",
        "次（この順に）：",
        f"① 未着の支部：kpixl status {filled_round.path} --remind で催促メールの下書きを作れます。",
        f"② そろったら総括する：kpixl summarize {filled_round.path}",
    ]
    assert result.stderr == (
        "！ 注意 inbox/02_函館_FY2024.xlsx 記入シート!K9 ジェネリック医薬品使用割合: "
        "「未確定」なので数値がありません（未確定）。"
        "このままでよければ対応は不要です。確定したら数値を受け取ってください。 [K410]\n"
    )
    assert _receipts(filled_round) == {"01": "受付", "02": "受付", "45": "未着"}


def test_a_missing_branch_keeps_its_row_in_the_ledger_and_its_rows_in_the_data(filled_round, run):
    run("consolidate", filled_round.path)
    row = _ledger(filled_round)["45"]
    assert (row["支部"], row["ブロック"], row["状況"], row["期限"]) == ("宮崎", "南", "未着", "－")
    assert (row["記入数"], row["記入欄数"], row["ファイル"]) == (0, 4, "")
    assert row["次にすること"] == "支部へ提出を催促する"
    data = [row for row in rows_of(filled_round.master, "データ") if row["支部コード"] == "45"]
    assert [row["実績の状態"] for row in data] == ["未着"] * 5
    assert [row["達成状況"] for row in data] == ["判定不能", "判定不能", "設定なし", "判定不能", "判定不能"]
    assert {row["実績"] for row in data} == {""}


def test_the_inputs_are_left_as_they_are(filled_round, run):
    run("distribute", filled_round.path)
    (filled_round.inbox / "broken.xlsx").write_bytes(b"no workbook")
    written = "history/written.csv"  # what kpixl itself has written, by their hashes
    before = digests(filled_round.path, written)
    times = {path: path.stat().st_mtime_ns for path in filled_round.inbox.iterdir()}
    run("consolidate", filled_round.path)
    run("summarize", filled_round.path)
    assert digests(filled_round.path, "master.xlsx", "summary.xlsx", written) == before
    assert {path: path.stat().st_mtime_ns for path in filled_round.inbox.iterdir()} == times


def test_consolidating_twice_gives_the_same_bytes(filled_round, run):
    run("consolidate", filled_round.path)
    first = filled_round.master.read_bytes()
    run("consolidate", filled_round.path)
    assert filled_round.master.read_bytes() == first


def test_the_ledger_adds_up_to_the_roster_and_the_control_totals_to_the_inputs(filled_round, run):
    run("consolidate", filled_round.path)
    facts = {row["項目"]: row["値"] for row in rows_of(filled_round.master, "実行記録")}
    assert facts["支部の数"] == facts["受付"] + facts["差戻し"] + facts["未着"] == 3
    assert facts["データの行数"] == facts["支部数 × 指標数"] == 15
    assert facts["採用した記入表にある数値の個数"] == facts["データにある数値の個数"] == 8
    assert facts["採用した記入表の数値の合計"] == facts["データの数値の合計"]
    assert facts["データの数値の合計"] == pytest.approx(65.2 + 81.9 + 7.4 + 100 + 59.4 + 6.9 + 98 + 2)
    assert facts["入力と出力の一致"] == "一致"


def test_every_file_seen_is_a_source_with_its_sha256(filled_round, run):
    (filled_round.inbox / "memo.txt").write_bytes(b"memo")
    run("consolidate", filled_round.path)
    expected = digests(filled_round.path)
    sources = rows_of(filled_round.master, "出典")
    assert [row["ファイル"] for row in sources] == [
        "inbox/01_札幌_FY2024.xlsx",
        "inbox/02_函館_FY2024.xlsx",
        "inbox/memo.txt",
    ]
    for row in sources[:2]:
        assert row["SHA-256"] == expected[row["ファイル"]]
    assert [row["扱い"] for row in sources] == ["採用", "採用", "対象外"]


def test_the_result_as_json(filled_round, run):
    result = run("consolidate", filled_round.path, "--json", lang="en")
    assert (result.exit_code, result.stderr) == (0, "")
    answer = json.loads(result.stdout)
    assert answer.keys() == {"master", "branches", "judgements", "since", "findings"}
    assert answer["master"] == str(filled_round.master)
    assert answer["branches"] == {"received": 2, "sent_back": 0, "missing": 1, "total": 3}
    assert answer["judgements"] == {"achieved": 6, "not_achieved": 3, "not_judged": 5, "no_target": 1}
    assert [item["code"] for item in answer["findings"]] == ["K410", "K402"]
    assert answer["findings"][0] == {
        "code": "K410",
        "severity": "warning",
        "file": "inbox/02_函館_FY2024.xlsx",
        "sheet": "記入シート",
        "cell": "K9",
        "branch": "02",
        "kpi": "generic_rate",
        "message": "There is no number, because the cell says “未確定” (Unsettled).",
        "hint": " Nothing needs to be done if that is right. Get the number once it is settled.",
    }


def test_the_master_speaks_the_plans_language_whatever_the_screen_speaks(tmp_path, run):
    english = make_round(tmp_path, "en")
    fill_round(english)
    result = run("consolidate", english.path, lang="ja")
    assert "を作りました" in result.stdout
    assert rows_of(english.master, "Ledger")[0]["Status"] == "Received"
    assert {row["Severity"] for row in rows_of(english.master, "Findings")} == {"Warning", "Note"}


# ── what comes back ─────────────────────────────────────────────────────────────────────────────────
def test_an_empty_inbox_gives_a_master_in_which_all_are_missing(round_, run):
    result = run("consolidate", round_.path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"{round_.master} を作りました。受付 0、差戻し 0、未着 3（計 3 支部）。" in result.stdout
    assert _receipts(round_) == {"01": "未着", "02": "未着", "45": "未着"}
    assert len(rows_of(round_.master, "データ")) == 15


def test_no_inbox_is_a_sentence(round_, run):
    round_.inbox.rmdir()
    result = run("consolidate", round_.path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"{round_.inbox} がありません。支部から戻った記入表を、このフォルダーに入れてください。\n"
    )
    assert not round_.master.exists()


def test_one_broken_file_among_good_ones_still_yields_the_master(filled_round, run):
    (filled_round.inbox / "45_最終版(2).xlsx").write_bytes(b"PK\x03\x04 and no more")
    result = run("consolidate", filled_round.path)
    assert result.exit_code == 3
    line = next(line for line in result.stderr.splitlines() if line.startswith("× "))
    assert line.startswith("× 誤り inbox/45_最終版(2).xlsx 宮崎: ファイルが壊れています（")
    assert line.endswith("[K316]")
    assert "Traceback" not in result.output
    assert _receipts(filled_round) == {"01": "受付", "02": "受付", "45": "未着"}
    assert _findings(filled_round)[0] == ("K316", "45_最終版(2).xlsx", "")
    assert _fates(filled_round)["45_最終版(2).xlsx"] == "不採用"
    assert _actuals(filled_round, "01")["checkup_rate"] == 65.2


@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"])
@pytest.mark.parametrize(
    ("content", "code"), [(b"", "K315"), (b"PK\x03\x04garbage", "K316")], ids=["empty", "half a zip"]
)
def test_a_broken_file_of_any_kind_is_one_finding(filled_round, run, suffix, content, code):
    (filled_round.inbox / f"broken{suffix}").write_bytes(content)
    assert run("consolidate", filled_round.path).exit_code == 3
    assert [finding for finding in _findings(filled_round) if finding[1] == f"broken{suffix}"] == [
        (code, f"broken{suffix}", "")
    ]


def test_returns_are_known_by_what_they_say_not_by_name_or_folder(round_, run):
    fill_return(round_, "45", all_actuals(), name="札幌の分.xlsx", folder=round_.inbox / "5月" / "メール")
    assert run("consolidate", round_.path).exit_code == 0
    assert _receipts(round_) == {"01": "未着", "02": "未着", "45": "受付"}
    assert _ledger(round_)["45"]["ファイル"] == "inbox/5月/メール/札幌の分.xlsx"


def test_two_differing_files_that_no_time_tells_apart_both_do_not_count(round_, run):
    for day, (name, value) in enumerate((("a.xlsx", 50), ("b.xlsx", 60))):
        # The time at which a file was copied says nothing about what is in it.
        os.utime(fill_return(round_, "01", all_actuals(value), name=name), (day * 86_400, day * 86_400))
    fill_return(round_, "02", all_actuals(70))
    result = run("consolidate", round_.path)
    assert result.exit_code == 3
    [error] = [line for line in result.stderr.splitlines() if line.startswith("× ")]
    assert error == (
        "× 誤り inbox/a.xlsx 札幌: 内容の違うファイルが二つ以上あります："
        "inbox/a.xlsx（－）・inbox/b.xlsx（－）。"
        "発行番号と改訂が同じで、最終保存の日時のないファイルがあるため、どれを使うか決められません。"
        "この支部の値は使いません。"
        "支部に確かめて、使うファイルだけを inbox に残し、もう一度実行してください。"
        "--on-duplicate ask で選ぶこともできます。 [K307]"
    )
    assert _receipts(round_) == {"01": "差戻し", "02": "受付", "45": "未着"}
    assert set(_actuals(round_, "01").values()) == {""}
    assert _actuals(round_, "02")["claim_days"] == 70
    assert _fates(round_) == {"a.xlsx": "不採用", "b.xlsx": "不採用", "02_函館_FY2024.xlsx": "採用"}


def test_an_identical_copy_counts_once(round_, run):
    path = fill_return(round_, "01", all_actuals(50))
    shutil.copy(path, round_.inbox / "写し.xlsx")
    assert run("consolidate", round_.path).exit_code == 0
    assert _receipts(round_)["01"] == "受付"
    assert _fates(round_) == {"01_札幌_FY2024.xlsx": "採用", "写し.xlsx": "同一の写し"}


def test_a_figure_that_cannot_be_read_is_refused_and_the_others_count(round_, run):
    fill_return(round_, "01", all_actuals(50) | {("claim_days", "actual"): "60.7％ 全国21位"})
    result = run("consolidate", round_.path)
    assert result.exit_code == 3
    assert (
        "× 誤り inbox/01_札幌_FY2024.xlsx 記入シート!K10 支払いまでの日数: "
        "「60.7％ 全国21位」は2つ以上の値です。実績の数値を1つだけ入力し、ほかは備考に書いてください。 [K403]"
    ) in result.stderr
    assert _receipts(round_)["01"] == "差戻し"
    assert _fates(round_) == {"01_札幌_FY2024.xlsx": "一部採用・差戻し"}
    assert _actuals(round_, "01") == {
        "checkup_rate": 50,
        "generic_rate": 50,
        "claim_days": "",
        "service_standard": 50,
        "007": "",
    }


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"round_name": "令和5年度実績"}, "K304"),
        ({"fiscal_year": "2023"}, "K304"),
        ({"branch_code": "46", "branch_name": "鹿児島"}, "K303"),
    ],
)
def test_a_return_of_another_round_or_branch_is_refused(round_, run, change, code):
    fill_return(round_, "01", all_actuals(), **change)
    assert run("consolidate", round_.path).exit_code == 3
    assert [found for found, _file, _cell in _findings(round_)] == [code]
    assert set(_actuals(round_, "01").values()) == {""}


def test_a_workbook_that_is_no_entry_workbook_is_refused(round_, run):
    shutil.copy(round_.plan_path, round_.inbox / "計画.xlsx")
    assert run("consolidate", round_.path).exit_code == 3
    assert [found for found, _file, _cell in _findings(round_)] == ["K302"]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("ja", "達成 1、未達成 3、判定不能 10（実績を読み取れない 6、未着 4）、設定なし 1。"),
        ("en", "not judged 10 (Actual is unreadable: 6; Missing: 4), no target 1."),
    ],
)
@pytest.mark.parametrize("command", ["consolidate", "run"])
def test_why_there_is_no_judgement_is_said_in_parts(round_, run, command, lang, said):
    fill_return(round_, "01", all_actuals(50), fiscal_year="2023")  # counts for nothing
    fill_return(round_, "02", all_actuals(50) | {("claim_days", "actual"): "約5"})
    assert said in run(command, round_.path, lang=lang).stdout


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "ja",
            [
                "次（この順に）：",
                "① 差戻しの支部：kpixl sendback {round}{options} で訂正用の記入表を作れます。",
                "② 未着の支部：kpixl status {round} --remind{options} で催促メールの下書きを作れます。",
                "③ そろったら総括する：kpixl summarize {round}",
            ],
        ),
        (
            "en",
            [
                "Next, in this order:",
                "1. Sent back: kpixl sendback {round}{options} makes the correction workbooks.",
                "2. Missing: kpixl status {round} --remind{options} makes reminder drafts.",
                "3. when all are in: kpixl summarize {round}",
            ],
        ),
    ],
)
def test_what_comes_next_is_said_in_order_with_the_options_of_this_run(round_, run, lang, said):
    passwords = round_.path.parent / "聞いた パスワード.txt"
    passwords.write_text("ひみつ\n", encoding="utf-8")
    fill_return(round_, "01", all_actuals(50) | {("claim_days", "actual"): "約5"})
    given = ("--password-file", passwords, "--on-duplicate", "latest")
    lines = run("consolidate", round_.path, *given, lang=lang).stdout.splitlines()
    options = f' --password-file "{passwords}" --on-duplicate latest'
    assert lines[-4:] == [line.format(round=round_.path, options=options) for line in said]


def test_nobody_is_reminded_or_asked_where_there_is_no_need(round_, run):
    for branch in ("01", "02", "45"):
        fill_return(round_, branch, all_actuals(50))
    assert run("consolidate", round_.path).stdout.splitlines()[-1] == f"次：kpixl summarize {round_.path}"
    fill_return(round_, "45", all_actuals(50) | {("claim_days", "actual"): "約5"})
    assert run("consolidate", round_.path).stdout.splitlines()[-2:] == [
        f"① 差戻しの支部：kpixl sendback {round_.path} で訂正用の記入表を作れます。",
        f"② そろったら総括する：kpixl summarize {round_.path}",
    ]


def test_what_only_head_office_can_settle_is_a_next_step_too(round_, run):
    fill_return(round_, "01", all_actuals(50))
    path = fill_return(round_, "45", all_actuals(50))
    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(path.read_bytes())).encrypt("ひみつ", stream)
    path.write_bytes(stream.getvalue())
    other = fill_return(round_, "02", all_actuals(50) | {("claim_days", "actual"): 3})
    other.rename(other.with_stem("別の版"))
    fill_return(round_, "02", all_actuals(50))
    result = run("consolidate", round_.path, "--on-duplicate", "error")
    assert (result.exit_code, result.stdout.splitlines()[-4:]) == (
        3,
        [
            "次（この順に）：",
            (
                "① どのファイルを使うか決まらない支部：使うものだけを inbox に残すか、"
                f"kpixl consolidate {round_.path} --on-duplicate ask で選んでください。"
            ),
            (
                "② パスワードのある支部：聞いたパスワードを1行に1つずつ書いたファイルを "
                "--password-file で指定してください。"
            ),
            f"③ そろったら総括する：kpixl summarize {round_.path}",
        ],
    )
    status = run("status", round_.path, "--on-duplicate", "error").stdout.splitlines()
    assert [f"{number} {line}" for number, line in zip("①②", status[-2:], strict=True)] == (
        result.stdout.splitlines()[-3:-1]
    )


def test_before_the_due_date_what_is_missing_is_waited_for(tmp_path, run):
    made = make_round(tmp_path, settings={"due": dt.date(2099, 5, 30)})
    run("distribute", made.path)
    assert run("consolidate", made.path).stdout.splitlines()[-3:] == [
        "次（この順に）：",
        "① 期限前の支部：期限まで待ちます。",
        f"② そろったら総括する：kpixl summarize {made.path}",
    ]
    # Who asks for reminders has them all the same.
    waits = "期限前の支部：期限まで待ちます。"
    assert run("status", made.path).stdout.splitlines()[-1] == waits
    reminded = run("status", made.path, "--remind").stdout.splitlines()
    assert waits not in reminded
    assert len(list((made.path / "drafts").iterdir())) == 3


def test_an_untouched_template_is_refused_in_one_finding(round_, run):
    fill_return(round_, "01")
    assert run("consolidate", round_.path).exit_code == 3
    assert [found for found, _file, _cell in _findings(round_)] == ["K313"]
    assert _receipts(round_)["01"] == "差戻し"


def test_a_return_of_an_older_issue_is_used_and_named(round_, run):
    run("distribute", round_.path)
    path = fill_return(round_, "01", all_actuals())  # issue 01
    set_modified(path, dt.datetime.now(dt.UTC) + dt.timedelta(days=1))  # filled in after the new one went out
    rows = plan_rows()
    rows["targets"][0]["01 札幌"] = "70以上"
    write_plan(round_.plan_path, rows)
    run("distribute", round_.path, "--again")
    assert run("consolidate", round_.path).exit_code == 0
    assert "K305" in [found for found, _file, _cell in _findings(round_)]
    assert _actuals(round_, "01")["claim_days"] == 50


def test_a_plan_changed_since_the_issue_is_named(round_, run):
    fill_return(round_, "01", all_actuals())
    rows = plan_rows()
    rows["targets"][0]["01 札幌"] = "70以上"
    write_plan(round_.plan_path, rows)
    assert run("consolidate", round_.path).exit_code == 0
    assert ("K207", "plan.xlsx", "") in _findings(round_)


@pytest.mark.parametrize(("saved", "word"), [(JUST_IN_TIME, "期限内"), (TOO_LATE, "期限後")])
def test_punctuality_goes_by_the_time_the_workbook_was_saved(round_, run, saved, word):
    path = fill_return(round_, "01", all_actuals())
    set_modified(path, saved)
    os.utime(path, (0, 0))
    assert run("consolidate", round_.path).exit_code == 0
    assert _ledger(round_)["01"]["期限"] == word


def test_excels_owner_files_are_noted_and_not_read(filled_round, run):
    (filled_round.inbox / "~$01_札幌_FY2024.xlsx").write_bytes(b"owner")
    assert run("consolidate", filled_round.path).exit_code == 0
    assert _fates(filled_round)["~$01_札幌_FY2024.xlsx"] == "対象外"
    assert ("K330", "~$01_札幌_FY2024.xlsx", "") in _findings(filled_round)


def test_the_order_of_names_does_not_change_the_figures(tmp_path, run):
    data = []
    for name, names in (("a", ("1.xlsx", "2.xlsx")), ("b", ("z.xlsx", "y.xlsx"))):
        round_ = make_round(tmp_path, name=name)
        for code, file in zip(("01", "02"), names, strict=True):
            fill_return(round_, code, FILLED["ja"][code], name=file)
        run("consolidate", round_.path)
        data.append([{**row, "ファイル": ""} for row in rows_of(round_.master, "データ")])
    assert data[0] == data[1]


# ── anything typed ──────────────────────────────────────────────────────────────────────────────────
_anything = (
    st.floats(allow_nan=False, allow_infinity=False, width=32)
    | st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn")), max_size=12)
    | st.sampled_from(
        [
            *(
                "未確定",
                "-",
                "…",
                "x",
                "６２．２％",
                "1,234",
                "△3",
                "(5)",
                "¥7,001",
                "約5",
                "①",
                "2025/5/1",
                "5-1",
            ),
            *(
                "12,5",
                "#N/A",
                "Err:502",
                "60.7％ 全国21位",
                "前年度以上",
                "実施",
                "未実施",
                "{0}",
                "{seen}",
                "%s",
            ),
            *("\\", "1e400"),
        ]
    )
)
_fields = st.tuples(st.sampled_from(KPI_CODES), st.sampled_from([str(field) for field in Field]))


@settings(max_examples=examples(8), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(typed=st.dictionaries(_fields, _anything, min_size=1, max_size=25))
def test_whatever_a_branch_types_the_round_goes_through(typed, tmp_path_factory):
    round_ = make_round(tmp_path_factory.mktemp("anything"))
    fill_return(round_, "01", typed)
    fill_return(round_, "02", all_actuals(50))
    result = CliRunner().invoke(cli, ["--lang", "ja", "consolidate", str(round_.path)])
    assert result.exit_code in (0, 3), result.output
    assert _actuals(round_, "02")["claim_days"] == 50
    result = CliRunner().invoke(cli, ["--lang", "ja", "summarize", str(round_.path)])
    assert result.exit_code == 0, result.output


def test_a_seventeenth_digit_in_a_return_stops_no_command(round_, run):
    """59.949999999999996 shows as 59.95: a master that kept the rest looked as if somebody had edited it."""
    path = fill_return(round_, "02", all_actuals())
    with edited(path) as book:
        book["記入シート"]["K8"] = 59.949999999999996
    result = run("run", round_.path)
    assert result.exit_code == 0, result.output
    row = rows_of(round_.master, "データ")[len(KPI_CODES)]
    assert (row["指標コード"], row["実績"], row["達成状況"]) == ("checkup_rate", 59.95, "達成")
    for command in ("consolidate", "summarize", "status"):
        assert run(command, round_.path).exit_code == 0
    told = run("explain", round_.path, "02", "checkup_rate")
    assert "59.95" in told.output
