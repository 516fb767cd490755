"""The number of a run: the same where nothing has decided otherwise, another wherever something has."""

import datetime as dt
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from kpixl.jobs.consolidate import consolidate
from kpixl.jobs.run import run as run_all
from kpixl.model.ledger import OnDuplicate
from kpixl.steps.load_round import ReadOptions
from tests.builders import Round, all_actuals, fill_return, make_round, set_modified, write_plan
from tests.small_plan import plan_rows

ROOT = Path(__file__).parents[2]


@pytest.fixture
def round_(tmp_path: Path, run) -> Round:
    """A round with two returns of one branch that differ, and one that has to be corrected."""
    made = make_round(tmp_path)
    run("distribute", made.path)
    for day, name in enumerate(("a.xlsx", "b.xlsx"), start=2):
        path = fill_return(made, "01", all_actuals(63 + day), name=name)
        set_modified(path, dt.datetime(2025, 4, day))  # noqa: DTZ001 - cells have no time zone
    fill_return(made, "02", all_actuals(50) | {("claim_days", "actual"): "約7"}, name="c.xlsx")
    return made


def number(round_: Round, on_duplicate: OnDuplicate = OnDuplicate.LATEST) -> str:
    return consolidate(round_.path, ReadOptions(on_duplicate=on_duplicate)).master.run_id


def test_it_stays_where_nothing_has_changed_and_after_corrections_went_out(round_):
    before = number(round_)
    assert number(round_) == before
    run_all(round_.path)  # a correction goes out, and has its row in the register
    assert number(round_) == before


# Stands in every process of a run, the workers' too, and notes every file that is opened for reading.
_NOTING = """
import os, sys
log = os.open({log!r}, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
def note(event, arguments):
    if event == "open" and isinstance(arguments[0], str) and str(arguments[1]).startswith("r"):
        os.write(log, os.fsencode(arguments[0]) + bytes([10]))
sys.addaudithook(note)
"""


@pytest.mark.parametrize("command", ["consolidate", "run", "freeze"])
def test_every_input_is_read_once_so_that_what_is_hashed_is_what_was_judged(round_, tmp_path, command):
    log, site = tmp_path / "opened", tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(_NOTING.format(log=str(log)))
    if command == "freeze":
        consolidate(round_.path)
    code = "from kpixl.cli import main; main()"
    subprocess.run(
        [sys.executable, "-c", code, command, str(round_.path)], check=False, capture_output=True,
        env={**os.environ, "PYTHONPATH": f"{site}{os.pathsep}{ROOT}"},
    )  # fmt: skip
    opened = Counter(log.read_text(encoding="utf-8").splitlines())
    inputs = [round_.plan_path, *round_.inbox.iterdir(), round_.path / "seal.key"]
    assert {path.name: opened[str(path)] for path in inputs} == {path.name: 1 for path in inputs}


def test_an_option_that_decides_otherwise_is_another_run(round_):
    assert number(round_, OnDuplicate.ERROR) != number(round_)


def test_an_answer_that_decides_otherwise_is_another_run(round_):
    def takes(name: str) -> ReadOptions:
        return ReadOptions(
            on_duplicate=OnDuplicate.ASK,
            ask=lambda returns: next(item for item in returns if item.submission.file.endswith(name)),
        )

    numbers = {consolidate(round_.path, takes(name)).master.run_id for name in ("a.xlsx", "b.xlsx")}
    assert len(numbers) == 2


def test_a_lost_key_and_a_shortened_register_are_other_runs(round_):
    before = number(round_)
    key = (round_.path / "seal.key").read_bytes()
    (round_.path / "seal.key").unlink()
    without_key = number(round_)
    (round_.path / "seal.key").write_bytes(key)
    assert number(round_) == before
    register = round_.outbox / "register.csv"
    rows = register.read_bytes().splitlines(keepends=True)
    register.write_bytes(b"".join(row for row in rows if b"FY2024-02-" not in row))
    assert len({before, without_key, number(round_)}) == 3


EXTENDED = {
    "branch_code": "45", "decision": "extended", "extended_to": "2025-06-13",
    "decision_reason": "災害", "decided_by": "企画部 佐藤", "decided_on": "2025-05-20",
}  # fmt: skip
ADJUSTED = {
    "branch_code": "01", "adjusted_code": "claim_days", "adjusted_value": 6.9,
    "adjusted_reason": "誤り", "person": "企画部 佐藤", "date": "2025-05-20",
}  # fmt: skip


@pytest.mark.parametrize("row", [{"receipt_notes": [EXTENDED]}, {"adjustments": [ADJUSTED]}])
def test_what_head_office_decides_or_adjusts_is_another_run(round_, row):
    before = number(round_)
    write_plan(round_.plan_path, plan_rows() | row)
    assert number(round_) != before
