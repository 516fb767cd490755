"""Rounds that 0.1.0 made and half collected: every command works on them, or says what to do."""

import json
import shutil
from pathlib import Path

import pytest

from kpixl.jobs.status import status
from kpixl.model.ledger import Receipt
from kpixl.rules.issue.distribution import SCHEMA
from tests.builders import digests

FIXTURES = Path(__file__).parents[1] / "fixtures" / "rounds_0_1"
ROUNDS = ("entry_1", "entry_2")


@pytest.fixture(params=ROUNDS)
def old_round(request, tmp_path):
    return Path(shutil.copytree(FIXTURES / request.param, tmp_path / request.param))


@pytest.mark.parametrize("name", ROUNDS)
def test_the_fixtures_are_a_round_each(name):
    assert {path.name for path in (FIXTURES / name).iterdir()} >= {
        "plan.xlsx", "inbox", "outbox", "master.xlsx",
    }  # fmt: skip


def test_the_plan_has_no_faults(old_round, run):
    result = run("check", old_round, "--json")
    assert (result.exit_code, json.loads(result.stdout)["findings"]) == (0, [])


def test_the_returns_are_read_without_a_word_about_their_version(old_round, run):
    result = run("status", old_round, "--json")
    assert result.exit_code == 0
    ledger = status(old_round).ledger
    assert [(row.branch_code, row.receipt, row.filled, row.errors) for row in ledger] == [
        ("01", Receipt.RECEIVED, 4, 0),
        ("02", Receipt.SENT_BACK, 4, 1),
        ("45", Receipt.MISSING, 0, 0),
    ]
    result = run("consolidate", old_round, "--json")
    assert result.exit_code == 3  # the cell with two data, and nothing else
    found = {(item["code"], item["branch"]) for item in json.loads(result.stdout)["findings"]}
    assert {code for code, _branch in found} <= {"K402", "K403", "K410", "K512"}
    assert ("K403", "02") in found


@pytest.mark.parametrize(
    "command", [("summarize",), ("explain", "01", "checkup_rate"), ("rollover", "--out", "next")]
)
def test_what_needs_the_master_says_to_make_it_again(old_round, tmp_path, run, command):
    before = digests(old_round)
    name, *arguments = command
    result = run(name, old_round, *[tmp_path / "next" if item == "next" else item for item in arguments])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "master.xlsx は kpixl 0.1.0 が作った集約で、今お使いの kpixl では読めません。" in result.stderr
    assert "kpixl consolidate で作り直してください" in result.stderr
    assert digests(old_round) == before
    assert run("consolidate", old_round).exit_code == 3
    assert (
        run(name, old_round, *[tmp_path / "next" if item == "next" else item for item in arguments]).exit_code
        == 0
    )


def test_a_correction_workbook_is_made_for_the_branch_with_the_error(old_round, run):
    result = run("sendback", old_round)
    assert result.exit_code == 0
    assert [path.name[:2] for path in (old_round / "sendback").iterdir()] == ["02"]


def test_next_years_plan_leaves_targets_blank_for_the_planner(old_round, tmp_path, run):
    run("consolidate", old_round)
    result = run("rollover", old_round, "--out", tmp_path / "next")
    assert result.exit_code == 0, result.output
    assert run("check", tmp_path / "next", "--json").exit_code == 2


def test_a_form_of_the_first_version_has_no_copy_of_the_plan_and_says_where_it_is_checked(tmp_path, run):
    result = run("verify", FIXTURES / "entry_1" / "inbox" / "01_North_FY2024.xlsx", lang="en")
    assert result.exit_code == 3
    assert "Put it into the inbox of its round and run kpixl consolidate. [K362]" in result.stdout


@pytest.mark.parametrize(("file", "exit_code"), [("01_札幌_FY2024.xlsx", 0), ("02_函館_FY2024.xlsx", 3)])
def test_a_form_of_the_second_version_is_verified_though_its_scheme_is_the_plans_own(file, exit_code, run):
    result = run("verify", FIXTURES / "entry_2" / "inbox" / file, "--json")
    found = json.loads(result.stdout)["files"][0]["findings"]
    assert (result.exit_code, {item["code"] for item in found}) == (
        exit_code,
        {0: {"K402"}, 3: {"K403", "K410"}}[exit_code],
    )


def test_what_was_issued_is_not_issued_over_and_the_rest_of_the_round_stays(old_round, run):
    before = digests(old_round)
    result = run("distribute", old_round)
    assert (result.exit_code, "[K201]" in result.stdout + result.stderr) == (2, True)
    assert digests(old_round) == before


def test_issued_again_a_branch_gets_the_next_number_and_every_earlier_issue_stays_on_record(old_round, run):
    result = run("distribute", old_round, "--branch", "45", "--force")
    assert result.exit_code == 0, result.output
    rows = (old_round / "outbox" / "register.csv").read_text(encoding="utf-8-sig").splitlines()
    assert rows[0] == "branch_code,branch,file,issue,revision,kind,schema,issued,sha256,fingerprint,sealed_by"
    issues = [tuple(row.split(",")[3:7]) for row in rows[1:]]
    assert issues == [
        *((f"FY2024-{code}-01", "0", "issue", "") for code in ("01", "02", "45")),
        ("FY2024-45-02", "0", "issue", SCHEMA),
    ]


def test_a_plan_changed_since_the_issue_is_never_a_branchs_fault(tmp_path, run):
    from tests.builders import edited

    round_ = Path(shutil.copytree(FIXTURES / "entry_2", tmp_path / "round"))
    with edited(round_ / "plan.xlsx") as book:
        sheet = book["目標"]
        assert sheet["C2"].value == "64.6％以上"
        sheet["C2"] = "65.0％以上"
    found = json.loads(run("consolidate", round_, "--json").stdout)["findings"]
    codes = {(item["code"], item["branch"]) for item in found}
    assert (("K343", "01") in codes, ("K207", "") in codes) == (False, True)
