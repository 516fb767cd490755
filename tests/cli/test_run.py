"""`kpixl run`: consolidate, sendback and summarize in one go."""

from tests.builders import all_actuals, digests, fill_return, make_round


def test_run_leaves_master_summary_and_corrections(tmp_path, run):
    round_ = make_round(tmp_path)
    fill_return(round_, "01", all_actuals(50))
    fill_return(round_, "02", all_actuals(50) | {("claim_days", "actual"): "約5"})
    result = run("run", round_.path)
    assert result.exit_code == 3
    assert round_.master.exists()
    assert round_.summary.exists()
    assert [path.name for path in (round_.path / "sendback").iterdir()] == ["02_函館_FY2024_訂正1.xlsx"]
    assert "[K404]" in result.stderr
    assert result.stdout.splitlines()[2:] == [
        f"{round_.path / 'sendback' / '02_函館_FY2024_訂正1.xlsx'}",
        "訂正用の記入表 1 件を作りました。",
        f"{round_.summary} を作りました。",
        "次（この順に）：",
        "① 差戻しの支部：作った訂正用の記入表（sendback）を送ります。",
        f"② 未着の支部：kpixl status {round_.path} --remind で催促メールの下書きを作れます。",
        f"③ 新しく届いたら：inbox に入れて kpixl run {round_.path}",
    ]


def test_a_run_that_leaves_nothing_to_do_says_what_to_look_at(tmp_path, run):
    round_ = make_round(tmp_path)
    for branch in ("01", "02", "45"):
        fill_return(round_, branch, all_actuals(50))
    assert run("run", round_.path).stdout.splitlines()[-1] == (
        f"次：summary.xlsx を確かめます。支部ごとの事業報告は kpixl report {round_.path} で作れます。"
    )
    passwords = round_.path.parent / "passwords.txt"
    passwords.write_text("ひみつ\n", encoding="utf-8")
    fill_return(round_, "45")
    options = f"--password-file {passwords}"
    lines = run("run", round_.path, *options.split(), "--yes", lang="en").stdout.splitlines()
    assert lines[-3:] == [
        "Next, in this order:",
        "1. Sent back: send the correction workbooks that were made (sendback).",
        f"2. when more has come: put it into inbox and run kpixl run {round_.path} {options}",
    ]


def test_run_without_any_error_is_clean(tmp_path, run):
    round_ = make_round(tmp_path)
    fill_return(round_, "01", all_actuals(50))
    result = run("run", round_.path)
    assert result.exit_code == 0, result.output
    assert "差し戻すものはありません。" in result.stdout


def test_run_leaves_the_old_files_where_the_summary_cannot_be_made(tmp_path, run):
    round_ = make_round(tmp_path)
    fill_return(round_, "01", all_actuals(50))
    run("run", round_.path)
    before = digests(round_.path)
    fill_return(round_, "02", all_actuals(50) | {("claim_days", "actual"): "約5"})
    before_too = digests(round_.inbox)
    result = run("run", round_.path, "--only", "そんなシート")
    assert (result.exit_code, result.stdout) == (2, "")
    assert digests(round_.inbox) == before_too
    assert {path: digest for path, digest in digests(round_.path).items() if path in before} == before
    assert not (round_.path / "sendback").exists()


def test_what_a_run_replaces_is_kept_as_one_set(tmp_path, run):
    round_ = make_round(tmp_path)
    fill_return(round_, "01", all_actuals(50))
    run("run", round_.path)
    before = {path.name: path.read_bytes() for path in (round_.master, round_.summary)}
    run("run", round_.path)
    assert not (round_.path / "history" / "replaced").exists()
    fill_return(round_, "02", all_actuals(50))
    run("run", round_.path)
    [kept] = (round_.path / "history" / "replaced").iterdir()
    assert {path.name: path.read_bytes() for path in kept.iterdir()} == before


def test_run_stops_at_a_faulty_plan(tmp_path, run):
    round_ = make_round(tmp_path, settings={"fiscal_year": "いつか"})
    result = run("run", round_.path)
    assert (result.exit_code, round_.summary.exists()) == (2, False)


def test_on_duplicate_ask_asks_on_the_terminal(tmp_path):
    from click.testing import CliRunner

    from kpixl.cli import cli
    from tests.builders import ledger_of, set_modified
    from tests.cli.test_consolidate import JUST_IN_TIME, TOO_LATE

    round_ = make_round(tmp_path)
    for name, saved, value in (("a.xlsx", JUST_IN_TIME, 50), ("b.xlsx", TOO_LATE, 60)):
        set_modified(fill_return(round_, "01", all_actuals(value), name=name), saved)
    arguments = ["--lang", "ja", "consolidate", str(round_.path), "--on-duplicate", "ask"]
    result = CliRunner().invoke(cli, arguments, input="2\n")
    assert result.exit_code == 0, result.output
    assert "01 札幌 には違うファイルが複数あります（新しい順）。" in result.stderr
    assert "  1  inbox/b.xlsx　最終保存 2025/05/30 15:00 UTC　誤り 0" in result.stderr
    assert ledger_of(round_)["01"]["ファイル"] == "inbox/a.xlsx"
