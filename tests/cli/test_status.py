"""`kpixl status`: every branch of the roster, what came back, and what is next; reminders are drafts."""

import datetime as dt
import io
import json
import re
from email import message_from_bytes, policy

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from kpixl.jobs.status import StatusResult, status
from kpixl.model.ledger import Receipt
from tests.builders import (
    Round,
    all_actuals,
    digests,
    fill_return,
    ledger_of,
    make_round,
    rows_of,
    write_plan,
)
from tests.small_plan import DUE, plan_rows

ALL = all_actuals(50)
FIX = "指摘を支部へ伝え、直したものを受け取る"


@pytest.fixture
def round_(tmp_path, run) -> Round:
    """Branch 01 has returned, 02 has to correct a cell, 45 is missing."""
    made = make_round(tmp_path)
    run("distribute", made.path)
    fill_return(made, "01", ALL)
    fill_return(made, "02", ALL | {("claim_days", "actual"): "約5"})
    return made


def test_the_table_has_a_row_for_every_branch_and_says_what_is_next(round_, run):
    result = run("status", round_.path)
    assert result.exit_code == 0, result.output
    lines = [line for line in result.stdout.splitlines() if line.startswith("│")]
    over = "2025/05/30（n日超過）"
    cells = [[cell.strip() for cell in line.strip("│").split("│")] for line in lines]
    assert [[re.sub(r"（\d+日", "（n日", cell) for cell in row] for row in cells] == [
        [
            "01 札幌",
            "受付",
            "時刻不明",
            "5/5",
            "FY2024-01-01",
            "",
            "2",
            "01_札幌_FY2024.xlsx",
            "注意の内容を確かめる",
        ],
        ["02 函館", "差戻し", over, "5/5", "FY2024-02-01", "1", "2", "02_函館_FY2024.xlsx", FIX],
        ["45 宮崎", "未着", over, "0/4", "", "", "", "", "支部へ提出を催促する"],
    ]
    assert result.stdout.splitlines()[-3:] == [
        "受付 1、差戻し 1、未着 1（計 3 支部）。",
        f"差戻しの支部：kpixl sendback {round_.path} で訂正用の記入表を作れます。",
        f"未着の支部：kpixl status {round_.path} --remind で催促メールの下書きを作れます。",
    ]
    assert not round_.master.exists()


def test_of_two_files_that_nothing_tells_apart_head_office_has_to_choose(round_, run):
    other = fill_return(round_, "01", ALL | {("claim_days", "actual"): 3})
    other.rename(other.with_stem("別の版"))
    fill_return(round_, "01", ALL)
    lines = run("status", round_.path).stdout.splitlines()
    assert any("01 札幌" in line and "どのファイルを使うか決める（K307）" in line for line in lines)
    choose = f"kpixl consolidate {round_.path} --on-duplicate ask で選んでください。"
    assert [line for line in lines if line.startswith("どのファイル")] == [
        f"どのファイルを使うか決まらない支部：使うものだけを inbox に残すか、{choose}"
    ]


def test_where_kpixl_itself_fails_over_a_return_nobody_is_sent_to_the_branch(round_, run, monkeypatch):
    def fail(*_arguments):
        raise ZeroDivisionError("surprise")

    monkeypatch.setattr("kpixl.rules.returns.check.rows_by_kpi", fail)
    result = run("status", round_.path)
    lines = result.stdout.splitlines()
    again = "もう一度実行し、同じことが続くときは知らせる（K382）"
    assert [line.split()[1] for line in lines if again in line] == ["01", "02"]
    assert "kpixl sendback" not in result.stdout
    assert run("sendback", round_.path).exit_code == 0
    assert not list((round_.path / "sendback").glob("*.xlsx"))


def test_the_json_has_a_row_for_every_branch_and_counts_that_add_up(round_, run):
    result = run("status", round_.path, "--json")
    found = json.loads(result.stdout)
    assert found["counts"] == {"received": 1, "sent_back": 1, "missing": 1, "total": 3}
    assert [(row["branch_code"], row["receipt"], row["errors"]) for row in found["branches"]] == [
        ("01", "received", 0),
        ("02", "sent_back", 1),
        ("45", "missing", 0),
    ]
    first = found["branches"][0]
    assert (first["filled"], first["fields"], first["issue"], first["revision"]) == (5, 5, "FY2024-01-01", 0)
    assert first["file"] == "inbox/01_札幌_FY2024.xlsx"
    assert found["unplaced"] == []


def test_a_file_of_no_branch_is_named_below_the_table(round_, run):
    (round_.inbox / "何か.xlsx").write_bytes(b"")
    result = run("status", round_.path)
    assert "どの支部のものか分からないファイル：inbox/何か.xlsx" in result.stdout


def test_reminders_are_drafts_for_missing_branches_alone_with_their_workbook(round_, run):
    before = digests(round_.inbox)
    result = run("status", round_.path, "--remind")
    drafts = sorted((round_.path / "drafts").iterdir())
    assert [path.name for path in drafts] == ["45_宮崎_FY2024_催促.eml"]
    assert f"下書き　{drafts[0]}" in result.stdout
    message = message_from_bytes(drafts[0].read_bytes(), policy=policy.default)
    assert (message["X-Unsent"], message["To"]) == ("1", "b45@example.jp")
    [attached] = message.iter_attachments()
    assert attached.get_content() == (round_.outbox / "45_宮崎_FY2024.xlsx").read_bytes()
    assert digests(round_.inbox) == before


def test_a_branch_without_an_address_has_a_draft_without_one_and_a_warning(tmp_path, run):
    branches = [{"branch_code": "45", "branch": "宮崎", "block": "", "email": ""}]
    made = make_round(tmp_path, branches=branches, targets=_only_45(), history=[])
    run("distribute", made.path)
    (made.outbox / "45_宮崎_FY2024.xlsx").unlink()
    result = run("status", made.path, "--remind")
    assert result.exit_code == 0, result.output
    assert "[K204]" in result.stderr
    message = message_from_bytes(next((made.path / "drafts").iterdir()).read_bytes(), policy=policy.default)
    assert message["To"] is None
    assert list(message.iter_attachments()) == []


def _only_45():
    from tests.small_plan import plan_rows

    keys = ("kpi_code", "indicator", "45 宮崎")
    return [{key: row[key] for key in keys} for row in plan_rows()["targets"]]


def test_a_branch_that_was_never_sent_a_form_is_not_reminded_of_it(round_, run):
    rows = plan_rows()
    rows["branches"].append({"branch_code": "46", "branch": "鹿児島", "block": "南", "email": ""})
    for row in rows["targets"]:
        row["46 鹿児島"] = "設定なし"
    write_plan(round_.plan_path, rows)
    result = run("status", round_.path, "--remind")
    (line,) = [line for line in result.stdout.splitlines() if "46 鹿児島" in line]
    assert "記入表を配布する" in line
    assert (
        f"記入表を配布していない支部：kpixl distribute {round_.path} --again で配布できます" in result.stdout
    )
    assert [path.name for path in (round_.path / "drafts").iterdir()] == ["45_宮崎_FY2024_催促.eml"]
    given = run("status", round_.path, "--on-duplicate", "latest").stdout
    assert f"kpixl distribute {round_.path} --again --on-duplicate latest で配布できます" in given


def test_who_was_granted_more_time_is_reminded_when_that_is_over_and_of_that_day(round_):
    until = DUE + dt.timedelta(days=14)
    write_plan(round_.plan_path, plan_rows() | {"receipt_notes": [_extended(until)]})
    for over, drafts in ((2, 0), (15, 1)):
        found = status(round_.path, remind=True, clock=_on(DUE + dt.timedelta(days=over)))
        assert isinstance(found, StatusResult)
        assert len(found.drafts) == drafts
    message = message_from_bytes(found.drafts[0].read_bytes(), policy=policy.default)
    assert "提出期限：令和7年6月13日（2025年6月13日 金曜日）" in message.get_body().get_content()


def test_the_commands_that_follow_have_the_options_that_they_need_again(round_, run):
    passwords = round_.path.parent / "passwords.txt"
    passwords.write_text("ひみつ\n", encoding="utf-8")
    given = ("--password-file", passwords, "--on-duplicate", "latest")
    again = f"--password-file {passwords} --on-duplicate latest"
    assert run("status", round_.path, *given).stdout.splitlines()[-2:] == [
        f"差戻しの支部：kpixl sendback {round_.path} {again} で訂正用の記入表を作れます。",
        f"未着の支部：kpixl status {round_.path} --remind {again} で催促メールの下書きを作れます。",
    ]
    assert run("sendback", round_.path, *given, lang="en").stdout.splitlines()[-1] == (
        "Correction workbooks: 1. Next: send them, put what comes back into inbox and "
        f"run kpixl consolidate {round_.path} {again}."
    )


def test_what_is_locked_needs_its_password_and_no_other_file(round_, run):
    path = fill_return(round_, "45", ALL)
    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(path.read_bytes())).encrypt("ひみつ", stream)
    path.write_bytes(stream.getvalue())
    result = run("status", round_.path)
    (line,) = [line for line in result.stdout.splitlines() if "45 宮崎" in line]
    assert "支部にパスワードを聞き、--password-file で読み直す" in line


def test_master_and_summary_say_the_same_next_step_as_status(round_, run):
    other = fill_return(round_, "01", ALL | {("claim_days", "actual"): 3})
    other.rename(other.with_stem("別の版"))
    fill_return(round_, "01", ALL)
    (round_.inbox / "45_宮崎.pdf").write_bytes(b"%PDF-1.7")
    run("consolidate", round_.path)
    steps = {
        "札幌": "どのファイルを使うか決める（K307）",
        "函館": FIX,
        "宮崎": "届いたものを確かめ、記入表（.xlsx）を送ってもらう",
    }
    assert {row["支部"]: row["次にすること"] for row in ledger_of(round_).values()} == steps
    run("summarize", round_.path)
    rows = rows_of(round_.summary, "未着・指摘", header=3)
    assert {row["支部"]: row["対処"] for row in rows[:3]} == steps


def test_a_plan_with_faults_is_named_and_nothing_is_read(tmp_path, run):
    made = make_round(tmp_path, settings={"fiscal_year": "いつか"})
    result = run("status", made.path)
    assert (result.exit_code, "[K111]" in result.stderr) == (2, True)


def _on(day: dt.date):
    """The clock on a day in Japan, a minute after midnight: in UTC that is the day before."""
    return lambda: dt.datetime.combine(day, dt.time(0, 1), dt.timezone(dt.timedelta(hours=9)))


def _status(round_: Round, day: dt.date) -> StatusResult:
    found = status(round_.path, clock=_on(day))
    assert isinstance(found, StatusResult)
    return found


@pytest.mark.parametrize("over", [-3, 0, 12])
def test_who_has_still_to_answer_is_told_by_when_and_how_many_days_that_is_over(round_, over):
    found = _status(round_, DUE + dt.timedelta(days=over))
    assert [(row.receipt, found.days_over(row)) for row in found.ledger] == [
        (Receipt.RECEIVED, None),
        (Receipt.SENT_BACK, over),
        (Receipt.MISSING, over),
    ]
    assert found.due("45") == DUE


def _extended(until: dt.date) -> dict[str, object]:
    return {
        "branch_code": "45", "decision": "extended", "extended_to": until,
        "decision_reason": "庁舎の停電", "decided_by": "山田", "decided_on": DUE,
    }  # fmt: skip


def test_an_extension_counts_for_its_branch_alone(tmp_path):
    until = DUE + dt.timedelta(days=14)
    found = _status(make_round(tmp_path, receipt_notes=[_extended(until)]), DUE + dt.timedelta(days=2))
    assert {row.branch_code: found.days_over(row) for row in found.ledger} == {"01": 2, "02": 2, "45": -12}


def test_the_telephone_of_the_plan_stands_in_the_row(tmp_path, run):
    branches = [row | {"phone": f"0985-{row['branch_code']}"} for row in plan_rows()["branches"]]
    made = make_round(tmp_path, branches=branches)
    result = run("status", made.path)
    assert "│ 0985-45 │" in result.stdout
    assert [row["phone"] for row in json.loads(run("status", made.path, "--json").stdout)["branches"]] == [
        "0985-01",
        "0985-02",
        "0985-45",
    ]


def test_an_own_grade_that_differs_from_the_schemes_counts_among_the_warnings(tmp_path):
    made = make_round(tmp_path)
    fill_return(made, "01", ALL)
    before = _status(made, DUE).ledger[0].warnings
    measures = {("M02", "grade"): "C", ("M02", "progress"): "計画通りに実施", ("M02", "new_effort"): "なし"}
    fill_return(made, "01", ALL, measures=measures)
    assert _status(made, DUE).ledger[0].warnings == before + 1
