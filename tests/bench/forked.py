"""Runs of kpixl in processes of their own that have its modules already: hundreds of them in little time.

Their workers have them too. What is begun anew is as a person begins it.
"""

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

import kpixl.api.round
import kpixl.cli.plans
import kpixl.cli.results
import kpixl.cli.returns
import kpixl.steps.make_next_plan
import kpixl.steps.make_reports
import kpixl.steps.make_summary
import kpixl.steps.write_entry_workbooks  # noqa: F401 - imported for the children
from kpixl.cli import main
from kpixl.files import worker_main, workers
from tests.killing import end_at_step

for library in ("docxtpl", "matplotlib.backends.backend_agg", "matplotlib.font_manager"):
    import_module(library)

# A shell starts what runs behind it deaf to interrupts.
_HEARING = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
_ANEW = [sys.executable, "-c", f"{_HEARING}; from kpixl.cli import main; main()"]


class _Run:
    """A process that leads a group of its own; what it says goes to a file."""

    def __init__(self) -> None:
        self.code = 0
        self.errors = ""
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed at its end
        self.number = 0

    def send(self, kind: signal.Signals, *, group: bool) -> None:
        """Send a signal to the process, or to its group; one that has ended by itself gets none."""
        with contextlib.suppress(ProcessLookupError):
            (os.killpg if group else os.kill)(self.number, kind)

    @property
    def has_ended(self) -> bool:
        """True where the process has ended by itself and nobody has waited for it."""
        return os.waitid(os.P_PID, self.number, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def _end(self, code: int) -> None:
        self.code = code
        self._said.seek(0)
        self.errors = self._said.read().decode(errors="replace")
        self._said.close()


class Forked(_Run):
    """A run that begins where kpixl's modules are loaded; killed at its step of that number, if not 0."""

    def __init__(self, arguments: tuple[str, ...], folder: Path, *, ended_at: int = 0) -> None:
        super().__init__()
        command, *options = arguments
        argv = ["kpixl", "--lang", "ja", command, str(folder), *placed(options, folder)]
        self.number = os.fork()
        if not self.number:
            code = 1
            try:
                code = self._run(argv, ended_at)
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(code)

    def _run(self, argv: list[str], ended_at: int) -> int:
        """What the child does; returns its exit code."""
        os.setsid()
        for number, target in ((0, os.devnull), (1, os.devnull)):
            os.dup2(os.open(target, os.O_RDWR), number)
        os.dup2(self._said.fileno(), 2)
        sys.argv = argv
        signal.signal(signal.SIGINT, signal.default_int_handler)
        workers._begun = _ForkedWorker  # type: ignore[assignment]
        if ended_at:
            end_at_step(ended_at, "SIGKILL")
        try:
            main()
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else 0
        return 0

    def wait(self) -> None:
        """Wait for its end."""
        _number, status = os.waitpid(self.number, 0)
        self._end(os.waitstatus_to_exitcode(status))


def _pipe() -> tuple[BinaryIO, BinaryIO]:
    reading, writing = os.pipe()
    return os.fdopen(reading, "rb"), os.fdopen(writing, "wb")


class _ForkedWorker:
    """A worker as kpixl begins one, but for the imports: the part of `Popen` that is used of it."""

    def __init__(self) -> None:
        calls, self.stdin = _pipe()
        self.stdout, answers = _pipe()
        self.returncode: int | None = None
        with warnings.catch_warnings(action="ignore"):  # a thread of the run begins it
            self._number = os.fork()
        if not self._number:
            try:
                self._work(calls.fileno(), answers.fileno())
            finally:
                os._exit(1)
        calls.close()
        answers.close()

    def _work(self, calls: int, answers: int) -> None:
        os.setsid()
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        os.dup2(calls, 0)
        os.dup2(answers, 1)
        os.closerange(3, 1024)  # the pipes of other workers, which would not see their ends
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        with os.fdopen(os.dup(0), "rb") as stream:
            sys.path[:] = pickle.load(stream)  # noqa: S301 - from the run alone
            worker_main.main(stream)

    def poll(self) -> int | None:
        return self._waited(os.WNOHANG)

    def wait(self, timeout: float | None = None) -> int | None:
        until = time.monotonic() + (timeout or 60)
        while self._waited(os.WNOHANG) is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired("worker", timeout or 60)
            time.sleep(0.005)
        return self.returncode

    def kill(self) -> None:
        if self.returncode is None:
            os.kill(self._number, signal.SIGKILL)

    def _waited(self, options: int) -> int | None:
        if self.returncode is None:
            number, status = os.waitpid(self._number, options)
            self.returncode = os.waitstatus_to_exitcode(status) if number else None
        return self.returncode


class _Anew(_Run):
    def __init__(self, arguments: tuple[str, ...], folder: Path) -> None:
        super().__init__()
        command, *options = arguments
        self._process = subprocess.Popen(
            [*_ANEW, "--lang", "ja", command, str(folder), *placed(options, folder)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self._said, start_new_session=True,
        )  # fmt: skip
        self.number = self._process.pid

    def wait(self) -> None:
        """Wait for its end."""
        self._end(self._process.wait())


def begun_anew(arguments: tuple[str, ...], folder: Path) -> _Anew:
    """A run that begins as a person's does, with Python itself."""
    return _Anew(arguments, folder)


def placed(options: Sequence[str], folder: Path) -> list[str]:
    """The options; a folder that is to be made is made beside the round."""
    return [str(folder.parent / option) if option == "next" else option for option in options]
