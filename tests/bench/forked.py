"""Runs of kpixl in processes of their own that have its modules already: hundreds of them in little time."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

import kpixl.api.round
import kpixl.cli.plans
import kpixl.cli.results
import kpixl.cli.returns  # noqa: F401 - imported for the children
from kpixl.cli import main

_ANEW = [sys.executable, "-c", "from kpixl.cli import main; main()"]


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

    def _end(self, code: int) -> None:
        self.code = code
        self._said.seek(0)
        self.errors = self._said.read().decode(errors="replace")
        self._said.close()


class Forked(_Run):
    """A run that begins where kpixl's modules are loaded."""

    def __init__(self, arguments: tuple[str, ...], folder: Path) -> None:
        super().__init__()
        command, *options = arguments
        argv = ["kpixl", "--lang", "ja", command, str(folder), *_below(options, folder)]
        self.number = os.fork()
        if not self.number:
            code = 1
            try:
                code = self._run(argv)
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(code)

    def _run(self, argv: list[str]) -> int:
        """What the child does; returns its exit code."""
        os.setsid()
        for number, target in ((0, os.devnull), (1, os.devnull)):
            os.dup2(os.open(target, os.O_RDWR), number)
        os.dup2(self._said.fileno(), 2)
        sys.argv = argv
        try:
            main()
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else 0
        return 0

    def wait(self) -> None:
        """Wait for its end."""
        _number, status = os.waitpid(self.number, 0)
        self._end(os.waitstatus_to_exitcode(status))


class _Anew(_Run):
    def __init__(self, arguments: tuple[str, ...], folder: Path) -> None:
        super().__init__()
        command, *options = arguments
        self._process = subprocess.Popen(
            [*_ANEW, "--lang", "ja", command, str(folder), *_below(options, folder)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self._said, start_new_session=True,
        )  # fmt: skip
        self.number = self._process.pid

    def wait(self) -> None:
        """Wait for its end."""
        self._end(self._process.wait())


def begun_anew(arguments: tuple[str, ...], folder: Path) -> _Anew:
    """A run that begins as a person's does, with Python itself."""
    return _Anew(arguments, folder)


def _below(options: list[str], folder: Path) -> list[str]:
    """The options; a folder that is to be made is made beside the round."""
    return [str(folder.parent / option) if option == "next" else option for option in options]
