"""`--log FILE`: a line of JSON a step, enough to tell afterwards why a branch was missing on a day."""

import json
import os
import platform
from pathlib import Path

import pytest

from tests.builders import Round, all_actuals, fill_return, make_round


@pytest.fixture
def round_(tmp_path: Path) -> Round:
    return make_round(tmp_path)


def _steps(log: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


def test_a_log_says_of_every_file_and_branch_what_became_of_it(round_, run, tmp_path):
    fill_return(round_, "01", all_actuals(), name="a.xlsx")
    (round_.inbox / "b.xlsx").write_bytes(b"no workbook")
    log = tmp_path / "run.jsonl"
    assert run("--log", log, "consolidate", round_.path).exit_code == 3
    steps = _steps(log)
    assert [step["step"] for step in steps] == [
        *("began", "file_read", "file_read", "file_decided", "file_decided"),
        *("branch", "branch", "branch", "written", "ended"),
    ]
    assert (steps[0]["command"], isinstance(steps[0]["kpixl"], str)) == ("consolidate", True)
    read = {step["file"]: step for step in steps if step["step"] == "file_read"}
    assert isinstance(read["inbox/a.xlsx"]["milliseconds"], int)
    workers = {str(step["worker"]).rpartition(":") for step in read.values()}
    assert {host for host, _colon, _process in workers} == {platform.node()}
    assert not {process for _host, _colon, process in workers} & {"", str(os.getpid())}
    assert len(str(read["inbox/a.xlsx"]["sha256"])) == 64
    decided = {step["file"]: step for step in steps if step["step"] == "file_decided"}
    assert decided["inbox/a.xlsx"]["disposition"] == "accepted"
    assert decided["inbox/b.xlsx"]["disposition"] == "refused"
    assert decided["inbox/b.xlsx"]["findings"] != []
    branches = {step["branch"]: step["receipt"] for step in steps if step["step"] == "branch"}
    assert branches == {"01": "received", "02": "missing", "45": "missing"}
    assert steps[-2]["files"] == [str(round_.master)]
    assert (steps[-1]["exit"], steps[-1]["reason"]) == (3, "")


def test_a_log_grows_and_nothing_else_is_said(round_, run, tmp_path):
    fill_return(round_, "01", all_actuals())
    log = tmp_path / "run.jsonl"
    outputs = {run("--log", log, "status", round_.path).output for _time in range(2)}
    assert outputs == {run("status", round_.path).output}
    assert [step["step"] for step in _steps(log)].count("began") == 2


def test_a_log_says_why_a_run_has_written_nothing(round_, run, tmp_path):
    fill_return(round_, "01", all_actuals(), name="a.xlsx")
    log = tmp_path / "run.jsonl"
    run("consolidate", round_.path)
    (round_.inbox / "a.xlsx").unlink()
    result = run("--log", log, "consolidate", round_.path)
    end = _steps(log)[-1]
    assert (end["step"], end["exit"], f"{end['reason']}\n") == ("ended", 2, result.stderr)
    run("--log", log, "consolidate", round_.path, "--on-duplicate", "none")
    assert "--on-duplicate" in str(_steps(log)[-1]["reason"])


def test_a_log_that_cannot_be_written_is_a_sentence(round_, run, tmp_path):
    result = run("--log", tmp_path / "nowhere" / "log", "check", round_.path)
    assert result.exit_code == 2
    assert "に書き込めません" in result.stderr
