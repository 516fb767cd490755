"""Worker processes: whatever a file does to its reader costs that file alone."""

import os
import sys
import time
from concurrent.futures import Executor, Future
from pathlib import Path

import pytest

from kpixl.files.workers import READING_SECONDS, WorkerExecutor
from kpixl.model.submission import UnreadableFile
from kpixl.steps.read_returns import read_returns

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
    assert [(item.file, item.kind.code, dict(item.details)) for item in items] == [
        ("a.xlsx", code, details),
        ("b.xlsx", code, details),
    ]
    assert {len(item.sha256) for item in items} == {64}


def test_without_a_root_names_are_the_paths_as_given(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"")
    [item] = read_returns([path], None, Failing(MemoryError()))
    assert Path(item.file) == path
