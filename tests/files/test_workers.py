"""Worker processes: whatever a file does to its reader costs that file alone."""

import os
import pickle
import subprocess
import sys
import time
from concurrent.futures import Executor, Future
from pathlib import Path

import pytest

from kpixl.files import worker_main, workers
from kpixl.files.workers import READING_SECONDS, WorkerExecutor
from kpixl.model.errors import KpixlError
from kpixl.model.submission import UnreadableFile
from kpixl.steps.read_returns import read_returns
from tests.details import shown_details

GIBIBYTE = 1 << 30


def test_a_call_that_takes_its_process_down_fails_and_the_next_ones_are_answered():
    with WorkerExecutor(1) as executor:
        dead = executor.submit(os.abort)
        alive = [executor.submit(abs, -number) for number in range(3)]
        with pytest.raises(OSError, match="Abnormal termination"):
            dead.result()
        assert [future.result() for future in alive] == [0, 1, 2]


def test_a_call_that_hangs_is_ended_and_the_next_one_is_answered():
    with WorkerExecutor(1, seconds=0.5) as executor:
        slow, quick = executor.submit(time.sleep, 60), executor.submit(abs, -1)
        begun = time.monotonic()
        with pytest.raises(TimeoutError):
            slow.result()
        assert quick.result() == 1
        assert time.monotonic() - begun < 30


@pytest.mark.skipif(
    sys.platform != "linux", reason="the memory limit is Linux's; elsewhere preflight must do"
)
def test_a_call_that_wants_a_gibibyte_does_not_get_it():
    with WorkerExecutor(1) as executor:
        with pytest.raises(MemoryError):
            executor.submit(bytearray, GIBIBYTE).result()
        assert len(executor.submit(bytearray, GIBIBYTE // 8).result()) == GIBIBYTE // 8


def test_the_time_that_a_file_has_is_below_the_twenty_seconds_that_people_wait():
    assert READING_SECONDS < 20


SCRIPT = """
import sys
from pathlib import Path
from kpixl.jobs.verify import verify

[result] = verify([Path(sys.argv[1])])
print(result.disposition, *[item.kind.code for item in result.findings])
"""


def test_a_script_without_a_main_guard_is_run_once_and_reads_a_sound_return(filled_round, tmp_path):
    [entry] = [path for path in filled_round.path.glob("inbox/*") if "01" in path.name][:1]
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, script, entry], capture_output=True, encoding="utf-8", env=environment, check=True
    )
    assert done.stdout == "accepted K402\n"
    assert done.stderr == ""


def test_workers_that_cannot_be_started_stop_the_run_and_are_no_finding(tmp_path, monkeypatch):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"content")
    monkeypatch.setattr(workers, "_PRELOAD", ("kpixl.no_such_module",))
    with WorkerExecutor(1) as executor, pytest.raises(KpixlError) as stop:
        list(read_returns([path], tmp_path, executor))
    assert stop.value.key == "error.workers_failed"
    assert stop.value.values == {"reason": "ModuleNotFoundError: No module named 'kpixl.no_such_module'"}


def test_a_python_that_is_not_there_stops_the_run_too(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with WorkerExecutor(1) as executor, pytest.raises(KpixlError) as stop:
        executor.submit(abs, -1).result()
    assert "/no/such/python" in str(stop.value.values["reason"])


def test_what_a_call_prints_does_not_come_between_the_answers(capfd):
    with WorkerExecutor(1) as executor:
        assert executor.submit(os.write, 1, b"noise").result() == 5
        assert executor.submit(print, "noise").result() is None
        assert executor.submit(abs, -2).result() == 2
    assert capfd.readouterr() == ("", "")


def test_a_call_keeps_its_own_error():
    with WorkerExecutor(1) as executor:
        with pytest.raises(ZeroDivisionError):
            executor.submit(divmod, 1, 0).result()
        assert executor.submit(abs, -2).result() == 2


class NeedsTwoError(Exception):
    """An error that is pickled, and cannot be made again from what was pickled."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first} and {second}")


def test_an_error_that_cannot_travel_is_told_in_one_that_can():
    def fail() -> None:
        raise NeedsTwoError("this", "that")

    value, error = pickle.loads(worker_main._answer(fail, (), {}))  # noqa: S301
    assert value is None
    assert (type(error), str(error)) == (RuntimeError, "NeedsTwoError: this and that")


def test_leaving_by_an_error_ends_the_calls_that_still_run():
    begun = time.monotonic()
    calls = []

    def read_until_somebody_stops_it() -> None:
        with WorkerExecutor(1) as executor:
            executor.submit(abs, -1).result()  # the worker has started
            calls.append(executor.submit(time.sleep, 60))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_until_somebody_stops_it()
    assert calls[0].cancelled() or "Abnormal termination" in str(calls[0].exception())
    assert time.monotonic() - begun < 30


class Failing(Executor):
    """An executor whose every call ends with one exception."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def submit(self, fn, /, *args, **kwargs):
        future: Future[object] = Future()
        future.set_exception(self.error)
        return future


@pytest.mark.parametrize(
    ("error", "code", "details"),
    [
        (TimeoutError("Task timeout", 15), "K324", {"seconds": str(READING_SECONDS)}),
        (MemoryError(), "K325", {"reason": "MemoryError"}),
        (OSError("Abnormal termination"), "K325", {"reason": "OSError: Abnormal termination"}),
        (RecursionError("too deep"), "K325", {"reason": "RecursionError: too deep"}),
    ],
)
def test_every_end_of_a_reading_is_a_finding_with_the_files_hash(tmp_path, error, code, details):
    paths = [tmp_path / "a.xlsx", tmp_path / "b.xlsx"]
    for path in paths:
        path.write_bytes(b"content")
    items = list(read_returns(paths, tmp_path, Failing(error)))
    assert all(isinstance(item, UnreadableFile) for item in items)
    assert [(item.file, item.kind.code, shown_details(item.details)) for item in items] == [
        ("a.xlsx", code, details),
        ("b.xlsx", code, details),
    ]
    assert {len(item.sha256) for item in items} == {64}


def test_without_a_root_names_are_the_paths_as_given(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"")
    [item] = read_returns([path], None, Failing(MemoryError()))
    assert Path(item.file) == path
