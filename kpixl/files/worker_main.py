"""What a worker process runs: calls come in on standard input, their ends go out on standard output.

It is started by `kpixl.files.workers` with nothing of its parent but the module path, so that a script
that uses kpixl is not run again in its workers and needs no `if __name__ == "__main__"`.
"""

import gc
import os
import pickle
import signal
import sys
import threading
from importlib import import_module
from pathlib import Path
from queue import SimpleQueue
from typing import BinaryIO

MEMORY_BYTES = 640 * 1024 * 1024  # beyond what an idle worker has; the whole stays below 1 GiB
_ORPHAN = 4  # times the time that a call has: by then the parent has ended this process, or is gone


def main(calls: BinaryIO) -> None:
    """Import what the parent names, say so, then answer one call after the other."""
    answers = os.dup(1)
    os.dup2(2, 1)  # what a library prints must not stand among the answers
    # Windows lets nobody ask about a pipe that a thread is reading from, and libraries ask about standard
    # input when they are loaded: the calls come by a handle of their own.
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    waiting: SimpleQueue[bytes] = SimpleQueue()
    try:
        preload, seconds = pickle.load(calls)  # noqa: S301 - from the parent alone
        for name in preload:
            import_module(name)
        gc.freeze()  # what was imported stays: the search for unused cycles need not go through it
        _limit_memory()
        # Before it says that it is ready: where no thread can be started no file is to blame.
        threading.Thread(target=_receive, args=(calls, waiting), daemon=True).start()
    except BaseException as error:
        _send(answers, (False, f"{type(error).__name__}: {error}"))
        return
    _send(answers, (True, ""))
    while True:
        call = waiting.get()
        _limit_computing(_ORPHAN * seconds)
        _send(answers, _answer(call))


def _receive(calls: BinaryIO, waiting: "SimpleQueue[bytes]") -> None:
    """Take in calls; where there is no parent any more, end at once, whatever the worker is doing."""
    try:
        while True:
            waiting.put(pickle.load(calls))  # noqa: S301 - from the parent alone
    except (EOFError, OSError, pickle.UnpicklingError):
        os._exit(0)


def _answer(call: bytes) -> tuple[bool, object]:
    """The call's result, or the exception it ended with."""
    try:
        function, args, kwargs = pickle.loads(call)  # noqa: S301 - from the parent alone
        return True, function(*args, **kwargs)
    except BaseException as error:
        return False, error


def _send(descriptor: int, answer: tuple[bool, object]) -> None:
    framed = memoryview(pickle.dumps(_pickled(answer)))
    while framed:
        framed = framed[os.write(descriptor, framed) :]


def _pickled(answer: tuple[bool, object]) -> bytes:
    succeeded, value = answer
    try:
        content = pickle.dumps(answer)
        if not succeeded:
            pickle.loads(content)  # noqa: S301 - made here; some errors only fail on the way back
    except MemoryError:
        return pickle.dumps((False, MemoryError()))
    except Exception as error:
        said = value if isinstance(value, BaseException) else error
        return pickle.dumps((False, RuntimeError(f"{type(said).__name__}: {said}")))
    return content


def _limit_memory() -> None:
    """Bound what this process may take. Windows has no such limit; there the preflight's limits must do."""
    if sys.platform != "win32":
        import resource

        status = Path("/proc/self/statm")
        if status.exists():
            # Relative to what is mapped already: numerical libraries reserve by the number of cores.
            mapped = int(status.read_text().split()[0]) * resource.getpagesize()
            _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
            limit = mapped + MEMORY_BYTES
            if hard != resource.RLIM_INFINITY:  # somebody has set a limit that may not be raised
                limit = min(limit, hard)
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _limit_computing(seconds: float) -> None:
    """Have the system end a call that computes on and on, for the case that no parent is left to do it."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_PROF, seconds)
