"""Where returned files are read: in processes of their own, each file within limits of time and memory.

A returned file is whatever somebody sent. A parser that hangs, eats memory or takes its process down
with it then costs one finding; another process takes its place and goes on with the next file.

The processes are plain subprocesses that answer calls over pipes. Those of `multiprocessing` run the
script that started them once more, which a script without `if __name__ == "__main__"` does not survive.
"""

import os
import pickle
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from kpixl.files.worker_main import READY
from kpixl.model.errors import KpixlError

_P = ParamSpec("_P")
_T = TypeVar("_T")

READING_SECONDS = 15
_STARTING_SECONDS = 120  # a virus scanner may look at every library that a worker loads
_MOST_WORKERS = 8
_PRELOAD = ("kpixl.books.returned.read",)
_NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows only


class WorkerExecutor(Executor):
    """Worker processes behind the usual seam, started as they are needed; use it in a `with` block.

    A call that passes its time fails with TimeoutError, one whose process dies with an OSError. Where no
    worker can be started at all, every call fails with a KpixlError: that is no fault of a file.
    """

    def __init__(self, workers: int | None = None, seconds: float = READING_SECONDS) -> None:
        self._threads = ThreadPoolExecutor(workers or min(os.cpu_count() or 1, _MOST_WORKERS))
        self._seconds = seconds
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        self._busy: set[_Worker] = set()
        self._closed = False

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> "Future[_T]":
        """Run `fn` in a worker, within the time that each call has."""
        return self._threads.submit(self._call, fn, args, kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - Executor's signature
        """End the workers, after their work unless it is cancelled."""
        self._threads.shutdown(wait=wait and not cancel_futures, cancel_futures=cancel_futures)
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
            busy = tuple(self._busy) if cancel_futures else ()
        for worker in (*idle, *busy):
            worker.end()
        if wait:
            self._threads.shutdown(wait=True)

    def __exit__(self, kind: object, value: object, trace: object) -> None:
        """End the workers; at once where the block was left by an error (Ctrl-C)."""
        self.shutdown(cancel_futures=kind is not None)

    def _call(self, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        worker = self._take()
        try:
            value, error = worker.call(pickle.dumps((fn, args, kwargs)), self._seconds)
        finally:
            self._give_back(worker)
        if error is not None:
            raise error
        return value

    def _take(self) -> "_Worker":
        with self._lock:
            worker = self._idle.pop() if self._idle else _Worker()
            self._busy.add(worker)
        return worker

    def _give_back(self, worker: "_Worker") -> None:
        with self._lock:
            self._busy.discard(worker)
            keep = worker.alive and not self._closed
            if keep:
                self._idle.append(worker)
        if not keep:
            worker.end()


class _Worker:
    """One worker process, and the pipes to it; started with its first call."""

    def __init__(self) -> None:
        self.alive = True
        self._process: subprocess.Popen[bytes] | None = None

    def call(self, call: bytes, seconds: float) -> tuple[Any, BaseException | None]:
        """What a pickled call ended with: its value, or its error.

        Raises:
            TimeoutError: it took longer, and the process was ended.
            OSError: the process has ended.
            KpixlError: no process could be started.
        """
        if self._process is None:
            self._process = self._start()
        value, error = self._exchange(self._process, call, seconds)
        return value, error

    def end(self) -> None:
        """End the process at once; it has nothing that could be lost."""
        self.alive = False
        process = self._process
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream:
                stream.close()

    def _start(self) -> "subprocess.Popen[bytes]":
        # The parent's module path, as a script or a notebook may have changed it; ASCII for every shell.
        code = (
            f"import sys; sys.path[:] = {sys.path!a}\n"
            f"from kpixl.files.worker_main import main; main({_PRELOAD!a})"
        )
        with tempfile.TemporaryFile() as said:
            try:
                process = subprocess.Popen(  # noqa: S603 - this Python, and no argument of anybody else's
                    [sys.executable, "-c", code],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=said,
                    creationflags=_NO_WINDOW,
                )
                self._process = process
                if not self.alive:  # ended while it was being started
                    process.kill()
                greeting = self._exchange(process, b"", _STARTING_SECONDS)
            except (OSError, ValueError) as error:
                said.seek(0)
                lines = said.read().decode(errors="replace").strip().splitlines()
                raise KpixlError("workers_failed", reason=lines[-1] if lines else str(error)) from error
        if greeting != READY:
            raise KpixlError("workers_failed", reason=repr(greeting)[:120])
        return process

    def _exchange(self, process: "subprocess.Popen[bytes]", call: bytes, seconds: float) -> Any:
        """Send a call and wait for its answer; a worker that fails to give one is not used again."""
        calls, answers = process.stdin, process.stdout
        if calls is None or answers is None:
            raise ValueError("a worker has pipes")
        late = threading.Event()
        timer = threading.Timer(seconds, _stop, (process, late))
        timer.start()
        try:
            calls.write(call)
            calls.flush()
            return pickle.load(answers)  # noqa: S301 - from the process that was started here
        except Exception as error:
            self.alive = False
            reason = error
        finally:
            timer.cancel()
            timer.join()  # it may be about to end a process that has just answered
            self.alive = self.alive and not late.is_set()
        if late.is_set():
            raise TimeoutError(f"longer than {seconds} s") from reason
        raise OSError("Abnormal termination") from reason


def _stop(process: "subprocess.Popen[bytes]", late: threading.Event) -> None:
    late.set()
    process.kill()
