"""What a worker process runs: calls come in on standard input, their ends go out on standard output.

It is started by `kpixl.files.workers` with nothing of its parent but the module path, so that a script
that uses kpixl is not run again in its workers and needs no `if __name__ == "__main__"`.
"""

import importlib
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

READY = "ready"
_MEMORY_BYTES = 640 * 1024 * 1024  # beyond what an idle worker has; the whole stays below 1 GiB


def main(preload: Iterable[str]) -> None:
    """Answer calls until the input ends; `preload` is imported before the first one is timed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends its workers
    calls, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a parser prints must not get between the answers
    for module in preload:
        importlib.import_module(module)
    _limit_memory()
    answers.write(pickle.dumps(READY))
    answers.flush()
    while True:
        try:
            function, args, kwargs = pickle.load(calls)  # noqa: S301 - from the process that started this one
        except EOFError:
            return
        answers.write(_answer(function, args, kwargs))
        answers.flush()


def _answer(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> bytes:
    """The pickled end of a call: (value, None), or (None, the error that it ended with)."""
    try:
        return pickle.dumps((function(*args, **kwargs), None))
    except BaseException as error:
        try:
            pickle.loads(pickle.dumps(error))  # noqa: S301 - made here; some errors only fail on the way back
        except Exception:
            error = RuntimeError(f"{type(error).__name__}: {error}")
        return pickle.dumps((None, error))


def _limit_memory() -> None:
    """Bound what this worker may take. Windows has no such limit; there the preflight's limits must do."""
    if sys.platform != "win32":
        import resource

        status = Path("/proc/self/statm")
        if status.exists():
            # Relative to what is mapped already: numerical libraries reserve by the number of cores.
            mapped = int(status.read_text().split()[0]) * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_AS, (mapped + _MEMORY_BYTES,) * 2)
