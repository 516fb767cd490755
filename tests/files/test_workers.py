"""Worker processes: whatever a call does to its process costs that call alone."""

import logging
import os
import pickle
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from kpixl.files import worker_main, workers
from kpixl.files.workers import READING_SECONDS, WorkerDiedError, WorkerExecutor
from kpixl.model.errors import KpixlError

ROOT = Path(__file__).parents[2]
GIBIBYTE = 1 << 30


def test_a_call_that_takes_its_process_down_fails_and_the_next_ones_are_answered():
    with WorkerExecutor(1) as executor:
        dead = executor.submit(os.abort)
        alive = [executor.submit(abs, -number) for number in range(3)]
        with pytest.raises(WorkerDiedError, match="SIGABRT" if os.name == "posix" else "exit code"):
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
    with WorkerExecutor(1, seconds=60) as executor:
        with pytest.raises(MemoryError):
            executor.submit(eval, f"len(bytearray({GIBIBYTE}))").result()
        assert executor.submit(eval, f"len(bytearray({GIBIBYTE // 8}))").result() == GIBIBYTE // 8


@pytest.mark.parametrize(("level", "heard"), [(logging.WARNING, ""), (logging.DEBUG, "thread panicked\n")])
def test_what_a_parser_says_on_its_way_down_is_heard_only_by_who_debugs(capfd, caplog, level, heard):
    with caplog.at_level(level, "kpixl"), WorkerExecutor(1) as executor:
        executor.submit(os.write, 2, b"thread panicked\n").result()
    assert capfd.readouterr().err == heard


def test_the_time_that_a_file_has_is_below_the_twenty_seconds_that_people_wait():
    assert READING_SECONDS < 20


def test_an_exception_of_the_call_is_the_callers():
    with WorkerExecutor(1) as executor:
        with pytest.raises(ValueError, match="invalid literal"):
            executor.submit(int, "x").result()
        assert executor.submit(int, "7").result() == 7


def test_what_a_call_prints_stands_in_nobodys_way(capfd):
    with WorkerExecutor(1) as executor:
        assert executor.submit(print, "noise").result() is None
        assert executor.submit(os.write, 1, b"more noise").result() == len(b"more noise")
        assert executor.submit(os.write, 2, b"last words").result() == len(b"last words")
        assert executor.submit(abs, -1).result() == 1
    assert capfd.readouterr() == ("", "")


def test_no_more_workers_are_begun_than_there_is_work_for():
    with WorkerExecutor(8) as executor:
        first = executor.submit(os.getpid).result()
        assert executor.submit(os.getpid).result() == first
    with WorkerExecutor(2) as executor:
        assert len({future.result() for future in [executor.submit(os.getpid) for _ in range(20)]}) <= 2


def _is_alive(process: int) -> bool:
    state = Path(f"/proc/{process}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"


def _wait_until(condition, seconds=20.0):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.05)
    return condition()


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_workers_end_with_the_process_that_began_them():
    script = """
        import os
        from kpixl.files.workers import WorkerExecutor

        with WorkerExecutor(1) as executor:
            print(executor.submit(os.getpid).result())
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    assert not _is_alive(int(done.stdout))


def test_no_worker_is_left_when_the_block_breaks():
    begun, known = time.monotonic(), []

    def broken_off() -> None:
        with WorkerExecutor(1) as executor:
            known.append(executor.submit(os.getpid).result())
            executor.submit(time.sleep, 60)
            known.append(executor.submit(abs, -1))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    process, waiting = known
    assert not _is_alive(process)
    assert waiting.cancelled()
    assert time.monotonic() - begun < 20


# ── what is nobody's fault: neither the file's nor the call's ────────────────────────────────────────
def _script(folder: Path, text: str) -> Path:
    path = folder / "script.py"
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return path


def _run(script: Path, **settings: str) -> "subprocess.CompletedProcess[str]":
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | settings
    return subprocess.run(
        [sys.executable, "-W", "error", script],
        check=False,
        capture_output=True,
        encoding="utf-8",
        env=environment,
        timeout=120,
    )


@pytest.mark.parametrize("method", ["spawn", "forkserver", "fork", None])
def test_a_script_needs_no_guard_whatever_way_of_starting_processes_it_has_chosen(tmp_path, method):
    chosen = f"multiprocessing.set_start_method({method!r})" if method else ""
    script = _script(
        tmp_path,
        f"""
        import multiprocessing
        {chosen}
        print("begun")
        from kpixl.files.workers import WorkerExecutor
        with WorkerExecutor(2) as executor:
            print(sorted(executor.map(abs, [-3, -1, -2])))
        """,
    )
    done = _run(script)
    assert (done.stdout.splitlines(), done.stderr) == (["begun", "[1, 2, 3]"], "")


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_workers_end_with_a_run_that_was_killed_even_in_the_middle_of_a_call(tmp_path):
    script = _script(
        tmp_path,
        """
        import os, signal, sys, time
        from kpixl.files.workers import WorkerExecutor
        executor = WorkerExecutor(2)
        first = executor.submit(time.sleep, 0.01); first.result()
        print(executor.submit(os.getpid).result(), flush=True)
        executor.submit(time.sleep, 60)
        executor.submit(time.sleep, 60)
        time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGKILL)
        """,
    )
    done = _run(script)
    process = int(done.stdout)
    assert done.returncode == -9
    assert _wait_until(lambda: not _is_alive(process))


@pytest.mark.skipif(os.name != "posix", reason="stopping a process is POSIX's")
def test_a_run_that_was_asleep_has_taken_nothing_from_the_time_of_a_call(tmp_path):
    script = _script(
        tmp_path,
        """
        import os, signal, subprocess, sys, time
        from kpixl.files.workers import WorkerExecutor
        with WorkerExecutor(1, seconds=4) as executor:
            executor.submit(abs, -1).result()
            call = executor.submit(time.sleep, 1)
            time.sleep(0.2)
            # Somebody wakes this process up again after longer than the call has.
            wake = f"sleep 6; kill -CONT {os.getpid()}"
            subprocess.Popen(["sh", "-c", wake], start_new_session=True)
            os.kill(os.getpid(), signal.SIGSTOP)
            print(call.result())
        """,
    )
    assert _run(script).stdout == "None\n"


def _reason(executor: WorkerExecutor) -> str:
    """Why no worker of an executor can be started."""
    with executor, pytest.raises(KpixlError) as caught:
        executor.submit(abs, -1).result()
    assert caught.value.key == "error.workers_failed"
    return str(caught.value.values["reason"])


def test_a_python_that_is_not_there_says_so_and_blames_no_call(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    assert "/no/such/python" in _reason(WorkerExecutor(1, fresh=True))


def test_a_worker_that_ends_before_it_is_ready_says_so(monkeypatch):
    monkeypatch.setattr(workers, "_BEGIN", "raise SystemExit(3)")
    assert _reason(WorkerExecutor(1, fresh=True)) == "exit code 3"


def test_a_worker_that_is_killed_while_it_begins_is_begun_once_more(monkeypatch, tmp_path):
    first = tmp_path / "first"
    killed = f"import os, pathlib; p = pathlib.Path({str(first)!r}); p.exists() or (p.touch(), os.abort()); "
    monkeypatch.setattr(workers, "_BEGIN", killed + workers._BEGIN)
    with WorkerExecutor(1, fresh=True) as executor:
        assert executor.submit(abs, -1).result() == 1
    assert first.exists()


def test_a_worker_that_cannot_import_what_it_needs_says_what():
    reason = "ModuleNotFoundError: No module named 'no_such_module'"
    assert _reason(WorkerExecutor(1, fresh=True, preload=["no_such_module"])) == reason


def test_a_worker_that_has_no_room_for_its_thread_says_so_and_blames_no_call(monkeypatch):
    full = "import threading\ndef refuse(thread): raise RuntimeError('can\\'t start new thread')\n"
    full += f"threading.Thread.start = refuse\n{workers._BEGIN}"
    monkeypatch.setattr(workers, "_BEGIN", full)
    assert _reason(WorkerExecutor(1, fresh=True)) == "RuntimeError: can't start new thread"


class NeedsTwoError(Exception):
    """An error that is pickled, and cannot be made again from what was pickled."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first} and {second}")
        # Some libraries teach pickle to make any error again; nobody can teach it a lock.
        self.held = threading.Lock()


def test_an_error_that_cannot_travel_is_told_in_one_that_can():
    succeeded, error = pickle.loads(worker_main._pickled((False, NeedsTwoError("this", "that"))))  # noqa: S301
    assert not succeeded
    assert (type(error), str(error)) == (RuntimeError, "NeedsTwoError: this and that")


def test_the_next_executor_goes_on_with_workers_that_live():
    with WorkerExecutor(1) as executor:
        first = executor.submit(os.getpid).result()
    with WorkerExecutor(1) as executor:
        assert executor.submit(os.getpid).result() == first
        os.kill(first, signal.SIGKILL)
        os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
    with WorkerExecutor(1) as executor:
        assert executor.submit(os.getpid).result() != first


def test_a_fresh_worker_has_done_nothing_before():
    with WorkerExecutor(1) as executor:
        first = executor.submit(os.getpid).result()
    with WorkerExecutor(1, fresh=True) as executor:
        assert executor.submit(os.getpid).result() != first
