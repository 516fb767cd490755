"""Where returned files are read: in processes of their own, each file within limits of time and memory.

A returned file is whatever somebody sent. A parser that hangs, eats memory or takes its process down
with it then costs its own call; the next call has a fresh process.

The processes are plain subprocesses that answer calls over pipes. Those of `multiprocessing` run the
script that started them once more, which a script without `if __name__ == "__main__"` does not survive,
and need semaphores, which not every machine has.
"""

import atexit
import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

from kpixl.model.errors import KpixlError
from kpixl.model.event import is_debugging

_P = ParamSpec("_P")
_T = TypeVar("_T")

READING_SECONDS = 15
_START_SECONDS = 120.0  # a virus scanner may look at every library that a worker loads
_MOST_WORKERS = 8
_TICK = 0.1
_LONGEST_TICK = 1.0
_END_SECONDS = 5.0
_BEGIN = (
    "import os, pickle, sys; calls = os.fdopen(os.dup(0), 'rb'); sys.path[:] = pickle.load(calls);"
    " from kpixl.files.worker_main import main; main(calls)"
)
_ENDED = (EOFError, OSError, pickle.UnpicklingError)  # what reading from a process that ends comes to


# Idle workers of executors that have ended. The next one goes on with them: to start a worker costs more than
# to read a return. They end with this process.
_spare: "list[_Worker]" = []
_spare_lock = threading.Lock()


class WorkerDiedError(RuntimeError):
    """A worker ended in the middle of a call."""


class WorkerExecutor(Executor):
    """Worker processes behind the usual seam, as many as there is work for; use it in a `with` block.

    A call that passes its time fails with TimeoutError, one whose process dies with WorkerDiedError, and
    every call with a KpixlError where no worker can be started. Functions are found by name, so they
    must stand in a module; modules that take long to import are named in `preload`, and are there before
    the first call. `fresh` workers have done no work before.
    """

    def __init__(
        self,
        workers: int | None = None,
        seconds: float = READING_SECONDS,
        *,
        preload: Sequence[str] = (),
        fresh: bool = False,
    ) -> None:
        count = workers or min(os.cpu_count() or 1, _MOST_WORKERS)
        self._seconds = seconds
        self._preload = tuple(preload)
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="kpixl-worker")
        self._watch = _Watch()
        self._lock = threading.Lock()
        self._idle: list[_Worker] = [] if fresh else _spares(self._begun_with)

    @property
    def _begun_with(self) -> tuple[object, ...]:
        """What a worker is begun with: one that was begun otherwise does not serve here."""
        # Paths may be relative to where this process is now.
        place = sys.executable, tuple(sys.path), _working_folder()
        return self._preload, self._seconds, is_debugging(), *place

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> "Future[_T]":
        """Run `fn` in a worker, within the time that each call has."""
        return self._threads.submit(self._call, fn, args, kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - Executor's signature
        """End the workers, after their work unless it is cancelled."""
        if cancel_futures:
            self._watch.end_all()
        self._threads.shutdown(wait=wait, cancel_futures=cancel_futures)
        if wait:
            self._watch.stop()
            kept = 0 if cancel_futures else _MOST_WORKERS
            with _spare_lock:  # a cluster's worker runs several of these at a time
                _spare.extend(self._idle[:kept])
                ended = [*self._idle[kept:], *_spare[:-_MOST_WORKERS]]
                del self._idle[:], _spare[:-_MOST_WORKERS]
            for worker in ended:
                worker.close()

    def __exit__(self, kind: object, value: object, trace: object) -> None:
        """End the workers; at once where the block was left by an error (Ctrl-C)."""
        self.shutdown(cancel_futures=kind is not None)

    def _call(self, fn: Callable[..., _T], args: Sequence[object], kwargs: dict[str, object]) -> _T:
        call = pickle.dumps((fn, args, kwargs))
        with self._lock:
            worker = self._idle.pop() if self._idle else None
        worker = worker or self._started()
        try:
            with self._watch.limit(worker, self._seconds):
                answer = worker.ask(call)
        except _ENDED as error:
            raise _how_it_ended(worker, self._seconds) from error
        if worker.timed_out:  # ended in the moment in which it answered
            worker.close()
        else:
            with self._lock:
                self._idle.append(worker)
        succeeded, value = pickle.loads(answer)  # noqa: S301 - from our own worker
        if not succeeded:
            raise value
        result: _T = value
        return result

    def _started(self) -> "_Worker":
        """A fresh worker that has said it is ready; one that somebody ends before that is begun once more."""
        try:
            worker, said = self._start()
        except WorkerDiedError:
            try:
                worker, said = self._start()
            except WorkerDiedError as error:
                raise KpixlError("workers_failed", reason=error) from error
        ready, reason = pickle.loads(said)  # noqa: S301 - from our own worker
        if not ready:
            worker.close()
            raise KpixlError("workers_failed", reason=reason)
        worker.begun_with = self._begun_with
        return worker

    def _start(self) -> "tuple[_Worker, bytes]":
        """A fresh worker, and what it has said to what it will need."""
        try:
            worker = _Worker()
        except OSError as error:
            raise KpixlError("workers_failed", reason=str(error)) from error
        try:
            with self._watch.limit(worker, _START_SECONDS):
                return worker, worker.begin(self._preload, self._seconds)
        except _ENDED as error:
            if worker.timed_out:
                raise KpixlError("workers_failed", reason=_how_it_ended(worker, _START_SECONDS)) from error
            raise _how_it_ended(worker, _START_SECONDS) from error


def _working_folder() -> str:
    with contextlib.suppress(OSError):
        return str(Path.cwd())
    return ""


def _spares(begun_with: tuple[object, ...]) -> "list[_Worker]":
    """The spare workers that were begun in the same way and still live; all of them are taken."""
    with _spare_lock:
        fitting = [worker for worker in _spare if worker.begun_with == begun_with]
        for worker in fitting:
            _spare.remove(worker)
    living = [worker for worker in fitting if worker.is_alive]
    for worker in fitting:
        if worker not in living:
            worker.close()
    return living


@atexit.register
def close_spares() -> None:
    """End the idle workers that are kept for the next executor."""
    while _spare:
        _spare.pop().close()


class _Worker:
    """One process, and the two pipes to it."""

    def __init__(self) -> None:
        self.timed_out = False
        self.begun_with: tuple[object, ...] = ()
        self._process = _begun()

    @property
    def is_alive(self) -> bool:
        """True where the process has not ended."""
        return self._process.poll() is None

    def begin(self, preload: Sequence[str], seconds: float) -> bytes:
        """Have it import what it will need; returns what it says to that."""
        self._send(sys.path)
        return self.ask((preload, seconds))

    def ask(self, call: object) -> bytes:
        """Send a call and wait for the answer; EOFError or OSError where the process ends instead."""
        self._send(call)
        stream = self._process.stdout
        answer: bytes = pickle.load(stream)  # type: ignore[arg-type]  # noqa: S301 - from our own worker
        return answer

    def _send(self, message: object) -> None:
        stream = self._process.stdin
        stream.write(pickle.dumps(message))  # type: ignore[union-attr]
        stream.flush()  # type: ignore[union-attr]

    def end(self, *, timed_out: bool = False) -> None:
        """End the process at once; who waits for its answer gets an EOFError."""
        self.timed_out = self.timed_out or timed_out
        self._process.kill()

    def close(self) -> None:
        """Let an idle process end by itself, and any other at once; nothing of it is left."""
        with contextlib.suppress(OSError):
            self._process.stdin.close()  # type: ignore[union-attr]
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()  # type: ignore[union-attr]

    @property
    def ending(self) -> str:
        """How the process ended: the signal's name, or its exit code."""
        code = self._process.returncode
        if code is not None and code < 0:
            with contextlib.suppress(ValueError):
                return signal.Signals(-code).name
        return f"exit code {code}"


def _begun() -> "subprocess.Popen[bytes]":
    """A process apart: Ctrl-C is for the parent, which then ends its workers."""
    command = [sys.executable, "-c", _BEGIN]
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    words = None if is_debugging() else nowhere  # a parser's last words are no message to a planner
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=words, creationflags=flags)  # noqa: S603
    return subprocess.Popen(  # noqa: S603 - our own interpreter, and no argument of anybody else's
        command, stdin=pipe, stdout=pipe, stderr=words, start_new_session=True
    )


def _how_it_ended(worker: _Worker, seconds: float) -> Exception:
    worker.close()
    return TimeoutError(f"{seconds:g} s") if worker.timed_out else WorkerDiedError(worker.ending)


class _Watch:
    """Ends the workers whose calls pass their time.

    Only time in which this process was awake counts: a laptop that slept, or a run that was stopped and
    went on, has taken nothing from the file being read.
    """

    def __init__(self) -> None:
        self._left: dict[_Worker, float] = {}
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="kpixl-watch", daemon=True)
        self._thread.start()

    @contextlib.contextmanager
    def limit(self, worker: _Worker, seconds: float) -> Iterator[None]:
        """End the worker unless the block is left in time."""
        with self._lock:
            self._left[worker] = seconds
            if self._over.is_set():
                worker.end()
        try:
            yield
        finally:
            with self._lock:
                del self._left[worker]

    def end_all(self) -> None:
        """End every worker that is at work, and each that begins."""
        self._over.set()
        with self._lock:
            for worker in self._left:
                worker.end()

    def stop(self) -> None:
        """End the watch itself."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        before = time.monotonic()
        while not self._over.wait(_TICK):
            now = time.monotonic()
            passed, before = min(now - before, _LONGEST_TICK), now
            with self._lock:
                for worker in self._left:
                    self._left[worker] -= passed
                    if self._left[worker] < 0:
                        worker.end(timed_out=True)
