"""What only Windows does: files that a program holds open, names and paths, its console, its processes."""

import ctypes
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.builders import all_actuals, digests, fill_return, ledger_of, make_round
from tests.killing import leftovers, run_until, steps_of

pytestmark = pytest.mark.skipif(sys.platform != "win32", reason="other systems replace an open file")


MAIN = [sys.executable, "-c", "from kpixl.cli import main; main()", "--lang", "ja"]
ROOT = Path(__file__).parents[2]


@contextmanager
def held(path: Path) -> Iterator[None]:
    """A file that another program has to itself: nobody may read, write or replace it."""
    system = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    system.CreateFileW.restype = ctypes.c_void_p
    handle = system.CreateFileW(str(path), 0x80000000, 0, None, 3, 0, None)
    assert handle != ctypes.c_void_p(-1).value
    try:
        yield
    finally:
        system.CloseHandle(ctypes.c_void_p(handle))


@pytest.mark.parametrize("command", ["consolidate", "run"])
def test_an_open_master_is_a_sentence_and_nothing_is_written(tmp_path, run, command):
    round_ = make_round(tmp_path)
    fill_return(round_, "01", all_actuals(50))
    assert run("run", round_.path).exit_code == 0
    fill_return(round_, "02", all_actuals(60))
    before = digests(round_.path)
    with round_.master.open("rb"):
        result = run(command, round_.path)
    assert result.exit_code == 2
    assert f"{round_.master} に書き込めません。Excel やほかのプログラムで開いていれば閉じ" in result.stderr
    assert digests(round_.path) == before
    assert run(command, round_.path).exit_code == 0
    assert digests(round_.path) != before


def test_an_open_workbook_of_the_outbox_leaves_the_whole_issue_as_it_was(tmp_path, run):
    round_ = make_round(tmp_path)
    run("distribute", round_.path)
    before = digests(round_.path)
    with (round_.outbox / "45_宮崎_FY2024.xlsx").open("rb"):
        result = run("distribute", round_.path, "--force")
    assert result.exit_code == 2
    assert digests(round_.path) == before


def test_an_open_summary_leaves_the_master_of_before_too(tmp_path, run):
    round_ = make_round(tmp_path)
    fill_return(round_, "01", all_actuals(50))
    assert run("run", round_.path).exit_code == 0
    fill_return(round_, "02", all_actuals(60))
    before = digests(round_.path)
    with round_.summary.open("rb"):
        result = run("run", round_.path)
    assert result.exit_code == 2
    assert f"{round_.summary} に書き込めません" in result.stderr
    assert digests(round_.path, "history/written.csv") == {
        name: digest for name, digest in before.items() if name != "history/written.csv"
    }


def test_a_return_that_another_program_holds_costs_no_branch_its_place_in_silence(tmp_path, run):
    round_ = make_round(tmp_path)
    path = fill_return(round_, "01", all_actuals(50))
    assert run("consolidate", round_.path).exit_code == 0
    before = round_.master.read_bytes()
    with held(path):
        result = run("consolidate", round_.path)
    assert result.exit_code == 2
    assert "01 札幌" in result.stderr
    assert round_.master.read_bytes() == before
    assert run("consolidate", round_.path).exit_code == 0
    assert ledger_of(round_)["01"]["状況"] == "受付"


@pytest.mark.parametrize("name", ["令和6年度 収集（最終）", "a" * 120, "con収集"])
def test_a_round_stands_in_any_folder(tmp_path, run, name):
    folder = tmp_path / name
    folder.mkdir()
    round_ = make_round(folder)
    assert run("distribute", round_.path).exit_code == 0
    fill_return(round_, "01", all_actuals(50), name="01 札幌.. (最終) .xlsx")
    assert run("run", round_.path).exit_code == 0
    assert ledger_of(round_)["01"]["状況"] == "受付"


def test_a_console_in_the_old_code_page_shows_japanese_and_json_stays_utf8(tmp_path):
    round_ = make_round(tmp_path)
    plain = {**os.environ, "PYTHONIOENCODING": "cp932", "PYTHONUTF8": "0"}
    shown = subprocess.run([*MAIN, "status", str(round_.path)], capture_output=True, check=False, env=plain)
    assert shown.returncode == 0
    assert "宮崎" in shown.stdout.decode("cp932")
    told = subprocess.run(
        [*MAIN, "status", str(round_.path), "--json"], capture_output=True, check=False, env=plain
    )
    assert "宮崎" in json.dumps(json.loads(told.stdout.decode("utf-8")), ensure_ascii=False)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.8, 0.95])
def test_a_process_that_is_ended_while_it_replaces_leaves_whole_files(tmp_path, run, share):
    round_ = make_round(tmp_path)
    steps = steps_of("distribute", make_round(tmp_path, name="whole").path)
    run_until(round(share * steps), "distribute", round_.path, kind="SIGTERM")  # it ends at once there
    run("distribute", round_.path)
    assert leftovers(round_.path) == []
    assert len((round_.outbox / "register.csv").read_text(encoding="utf-8-sig").splitlines()) == 4
    assert run("status", round_.path).exit_code == 0


def test_master_and_summary_are_those_of_linux_to_the_byte(tmp_path, run):
    made = tmp_path / "fy2024"
    shutil.copytree(ROOT / "workbooks" / "fy2024", made)
    for name in ("master.xlsx", "summary.xlsx"):
        (made / name).unlink()
    assert run("run", made).exit_code == 0
    for name in ("master.xlsx", "summary.xlsx"):
        assert (made / name).read_bytes() == (ROOT / "workbooks" / "fy2024" / name).read_bytes(), name
