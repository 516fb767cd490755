"""`kpixl status`: every branch of the roster, what came back, and what is next; reminders are drafts."""

import json
from email import message_from_bytes, policy

import pytest

from tests.builders import Round, all_actuals, digests, fill_return, make_round

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
    assert [[cell.strip() for cell in line.strip("│").split("│")] for line in lines] == [
        ["01 札幌", "受付", "時刻不明", "5/5", "FY2024-01-01", "", "2", "01_札幌_FY2024.xlsx", "なし"],
        ["02 函館", "差戻し", "時刻不明", "5/5", "FY2024-02-01", "1", "2", "02_函館_FY2024.xlsx", FIX],
        ["45 宮崎", "未着", "－", "0/4", "", "", "", "", "支部へ提出を催促する"],
    ]
    assert result.stdout.splitlines()[-3:] == [
        "受付 1、差戻し 1、未着 1（計 3 支部）。",
        f"差戻しの支部：kpixl sendback {round_.path} で訂正用の記入表を作れます。",
        f"未着の支部：kpixl status {round_.path} --remind で督促メールの下書きを作れます。",
    ]
    assert not round_.master.exists()


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
    assert [path.name for path in drafts] == ["45_宮崎_FY2024_督促.eml"]
    assert f"下書き　{drafts[0]}" in result.stdout
    message = message_from_bytes(drafts[0].read_bytes(), policy=policy.default)
    assert (message["X-Unsent"], message["To"]) == ("1", "b45@example.jp")
    [attached] = message.iter_attachments()
    assert attached.get_content() == (round_.outbox / "45_宮崎_FY2024.xlsx").read_bytes()
    assert digests(round_.inbox) == before


def test_a_branch_without_an_address_has_a_draft_without_one_and_a_warning(tmp_path, run):
    branches = [{"branch_code": "45", "branch": "宮崎", "block": "", "email": ""}]
    made = make_round(tmp_path, branches=branches, targets=_only_45(), history=[])
    result = run("status", made.path, "--remind")
    assert result.exit_code == 0, result.output
    assert "[K204]" in result.stderr
    message = message_from_bytes(next((made.path / "drafts").iterdir()).read_bytes(), policy=policy.default)
    assert message["To"] is None
    assert list(message.iter_attachments()) == []  # nothing was issued yet


def _only_45():
    from tests.builders import plan_rows

    keys = ("kpi_code", "indicator", "45 宮崎")
    return [{key: row[key] for key in keys} for row in plan_rows()["targets"]]


def test_a_plan_with_faults_is_named_and_nothing_is_read(tmp_path, run):
    made = make_round(tmp_path, settings={"fiscal_year": "いつか"})
    result = run("status", made.path)
    assert (result.exit_code, "[K111]" in result.stderr) == (2, True)
