"""Ctrl-C and a request to end: heard once, wherever it comes; after it nothing is moved into its place."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kpixl.files import interrupt
from kpixl.files.write import WriteSet
from kpixl.model.round import Round
from tests.builders import all_actuals, digests, fill_return, make_round
from tests.killing import leftovers

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without asking")
BOTH = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])


@pytest.fixture(autouse=True)
def hearing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This process hears interrupts as a command does, until the end of the test."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    monkeypatch.setattr(interrupt, "_asked", threading.Event())
    interrupt.hear_interrupts()
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@BOTH
def test_an_interrupt_that_a_library_swallows_stops_the_set_before_anything_is_moved(tmp_path, number):
    def write() -> None:
        with WriteSet(Round(tmp_path)) as files:
            files.add(tmp_path / "master.xlsx", b"master")
            with contextlib.suppress(KeyboardInterrupt):  # as a library does that keeps going
                os.kill(os.getpid(), number)

    with pytest.raises(KeyboardInterrupt):
        write()
    assert interrupt.was_asked()
    assert not (tmp_path / "master.xlsx").exists()
    assert leftovers(tmp_path) == []


@BOTH
def test_a_second_interrupt_does_not_break_into_what_the_first_has_to_take_back(number):
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), number)
    os.kill(os.getpid(), number)
    os.kill(os.getpid(), signal.SIGINT)


@BOTH
def test_what_is_left_once_a_command_has_ended_is_said_in_peace(number):
    interrupt.hear_no_more()
    os.kill(os.getpid(), number)
    assert not interrupt.was_asked()
    interrupt.stop_if_asked()


def test_whoever_begins_to_hear_has_not_been_asked_yet():
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)
    interrupt.hear_interrupts()
    assert not interrupt.was_asked()
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)


class Dying:
    """Something whose end brings an error that Python can raise nowhere."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error

    def __del__(self) -> None:
        if self.error is not None:
            raise self.error
        os.kill(os.getpid(), signal.SIGINT)


def test_an_interrupt_that_python_can_raise_nowhere_is_remembered_and_no_crash(capfd):
    Dying(None)
    assert capfd.readouterr() == ("", "")
    with pytest.raises(KeyboardInterrupt):
        interrupt.stop_if_asked()


def test_any_other_error_that_python_can_raise_nowhere_is_reported(capfd):
    Dying(ValueError("of a library"))
    assert "ValueError: of a library" in capfd.readouterr().err
    assert not interrupt.was_asked()


# Meets the command with a signal while its workers read.
_WHILE_READING = """
import os, signal, sys
from kpixl.files import workers
ask, number = workers._Worker.ask, getattr(signal, sys.argv.pop(1))
def meeting(worker, call):
    if isinstance(call, bytes):  # a call, not what the worker is begun with
        print("process", worker._process.pid, file=sys.stderr)
        os.kill(os.getpid(), number)
    return ask(worker, call)
workers._Worker.ask = meeting
from kpixl.cli import main
main()
"""


@BOTH
def test_a_run_that_is_stopped_while_returns_are_read_writes_nothing_and_leaves_no_worker(tmp_path, number):
    round_ = make_round(tmp_path)
    fill_return(round_, "01", all_actuals())
    before = digests(round_.path)
    command = [sys.executable, "-c", _WHILE_READING, number.name, "--lang", "ja", "run", str(round_.path)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=120,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert (done.returncode, done.stdout, "Traceback" in done.stderr) == (1, "", False)
    assert "中断しました。" in done.stderr
    assert digests(round_.path) == before
    assert leftovers(round_.path) == []
    worker = int(done.stderr.partition("process ")[2].split()[0])
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)
