"""A run that is killed at any step: the next one finishes what was decided, or begins anew, and says so.

A few steps of each command; all of them are tried by `.ci/long kills`.
"""

import hashlib
import sys
from pathlib import Path

import pytest

from kpixl.books.returned.read import read_return
from kpixl.files.register import read_register
from kpixl.files.seal_key import read_seal_key
from kpixl.model.submission import Submission
from kpixl.rules.issue.snapshot import seal_fits
from tests.builders import Round, all_actuals, digests, fill_return, make_round
from tests.killing import leftovers, run_until, steps_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")


@pytest.fixture
def round_(tmp_path: Path) -> Round:
    return make_round(tmp_path)


def agreeing(round_: Round) -> list[str]:
    """The issue numbers of the register, once every file, its row and its seal agree."""
    key = read_seal_key(round_.path / "seal.key")
    assert key is not None
    rows = read_register(round_.outbox / "register.csv")
    numbers = [(row.issue, row.revision) for row in rows]
    assert len(set(numbers)) == len(numbers)  # no number stands for two contents
    latest = {row.file: row for row in rows}
    found = {path.name for folder in ("outbox", "sendback") for path in (round_.path / folder).glob("*.xlsx")}
    assert found == latest.keys()
    for name, row in latest.items():
        path = round_.path / ("sendback" if row.revision else "outbox") / name
        assert hashlib.sha256(path.read_bytes()).hexdigest() == row.sha256
        submission = read_return(path, round_.path)
        assert isinstance(submission, Submission)
        assert submission.identity is not None
        assert seal_fits(submission.identity, submission.snapshot, key)
    return [row.issue for row in rows]


# Before and at the key, among the workbooks, at the journal, among the moves, at the register, at the end.
@pytest.mark.parametrize("share", [0.05, 0.2, 0.4, 0.55, 0.65, 0.75, 0.85, 0.95])
def test_after_a_killed_distribution_outbox_register_and_seals_agree(round_, run, tmp_path, share):
    steps = steps_of("distribute", make_round(tmp_path, name="whole").path)
    assert run_until(max(1, round(steps * share)), "distribute", round_.path).returncode == -9
    result = run("distribute", round_.path)
    said, issued = "前回の実行が途中で止まっていたので" in result.stderr, "[K201]" in result.stderr
    # What one of the two finished has been issued, and that is what it says; else it issues all itself.
    assert result.exit_code == (2 if issued else 0)
    assert issued or not said
    assert agreeing(round_) == ["FY2024-01-01", "FY2024-02-01", "FY2024-45-01"]
    assert leftovers(round_.path) == []


@pytest.mark.parametrize("share", [0.3, 0.7, 0.9])
def test_after_a_killed_second_issue_no_number_stands_for_two_contents(round_, run, tmp_path, share):
    other = make_round(tmp_path, name="whole").path
    for folder in (round_.path, other):
        run("distribute", folder)
    steps = steps_of("distribute", other, "--force")
    run_until(round(steps * share), "distribute", round_.path, "--force")
    result = run("distribute", round_.path, "--force")
    assert result.exit_code == 0, result.output
    issues = agreeing(round_)
    assert set(issues[:3]) == {"FY2024-01-01", "FY2024-02-01", "FY2024-45-01"}
    assert leftovers(round_.path) == []


@pytest.mark.parametrize("share", [0.2, 0.5, 0.7, 0.9])
def test_a_killed_run_leaves_master_sendback_and_summary_of_one_run(round_, run, share):
    run("distribute", round_.path)
    fill_return(round_, "01", all_actuals(50) | {("claim_days", "actual"): "約7"})
    run("run", round_.path)
    before = {name: digests(round_.path)[name] for name in ("master.xlsx", "summary.xlsx")}
    fill_return(round_, "01", all_actuals(60) | {("claim_days", "actual"): "約8"})
    fill_return(round_, "02", all_actuals(70))
    steps = 60
    run_until(round(steps * share), "run", round_.path)
    now = {name: digests(round_.path)[name] for name in before}
    run("status", round_.path, "--remind")  # the next command that writes finishes the set
    after = {name: digests(round_.path)[name] for name in before}
    assert after == before or (after["master.xlsx"] != before["master.xlsx"]) == (
        after["summary.xlsx"] != before["summary.xlsx"]
    )
    assert now  # whatever stood between is whole files
    assert leftovers(round_.path) == []
    result = run("run", round_.path)
    assert result.exit_code == 3, result.output
    agreeing(round_)
