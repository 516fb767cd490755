"""Where returned files are read: in processes of their own, each file within limits of time and memory.

A returned file is whatever somebody sent. A parser that hangs, eats memory or takes its process down
with it then costs one finding; the pool replaces the process and goes on with the next file.
"""

import multiprocessing
import os
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import ParamSpec, TypeVar

from pebble import ProcessPool

_P = ParamSpec("_P")
_T = TypeVar("_T")

READING_SECONDS = 15
_MEMORY_BYTES = 640 * 1024 * 1024  # beyond what an idle worker has; the whole stays below 1 GiB
_MOST_WORKERS = 8


class WorkerExecutor(Executor):
    """Worker processes behind the usual seam; use it in a `with` block.

    A call that passes its time fails with TimeoutError, one whose process dies with an OSError.
    """

    def __init__(self, workers: int | None = None, seconds: float = READING_SECONDS) -> None:
        count = workers or min(os.cpu_count() or 1, _MOST_WORKERS)
        self._seconds = seconds
        self._pool = ProcessPool(count, initializer=_limit_memory, context=_context())

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> "Future[_T]":
        """Run `fn` in a worker, within the time that each call has."""
        return self._pool.schedule(fn, args=args, kwargs=kwargs, timeout=self._seconds)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - Executor's signature
        """End the workers, after their work unless it is cancelled."""
        if cancel_futures:
            self._pool.stop()  # type: ignore[no-untyped-call]
        else:
            self._pool.close()  # type: ignore[no-untyped-call]
        if wait:
            self._pool.join()

    def __exit__(self, kind: object, value: object, trace: object) -> None:
        """End the workers; at once where the block was left by an error (Ctrl-C)."""
        self.shutdown(cancel_futures=kind is not None)


def _context() -> "multiprocessing.context.BaseContext":
    """A way of starting workers that inherits no thread's locks: a fork server where there is one."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["kpixl.books.returned.read"])
        return context
    return multiprocessing.get_context("spawn")


def _limit_memory() -> None:
    """Bound what this worker may take. Windows has no such limit; there the preflight's limits must do."""
    if sys.platform != "win32":
        import resource

        status = Path("/proc/self/statm")
        if status.exists():
            # Relative to what is mapped already: numerical libraries reserve by the number of cores.
            mapped = int(status.read_text().split()[0]) * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_AS, (mapped + _MEMORY_BYTES,) * 2)
