"""A Dask cluster behind the same seam as the worker processes of this machine.

Calls go out in batches, because a cluster's scheduler is slow by the task. On the cluster's machine every
call still runs in a worker process of its own, within its limits of time and memory: a file that ends its
reader costs one finding, and never its batch. A machine that is lost costs a second try, elsewhere.
"""

import pickle
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from typing import Any, ParamSpec, TypeVar

from kpixl.files.workers import READING_SECONDS, WorkerExecutor
from kpixl.model.errors import KpixlError

_P = ParamSpec("_P")
_T = TypeVar("_T")
_Call = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]

BATCH = 25  # calls a task
_GATHERING = 0.05  # seconds that a batch waits for more calls
_CONNECTING = "30s"


class ClusterExecutor(Executor):
    """The workers of a Dask scheduler; use it in a `with` block.

    `preload` are the modules that calls need. A call that fails there, fails here with the same error.

    Raises:
        KpixlError: kpixl[cluster] is not installed, or nobody answers at the address.
    """

    def __init__(
        self, address: str, *, preload: Sequence[str], seconds: float = READING_SECONDS, batch: int = BATCH
    ) -> None:
        try:
            from distributed import Client
            from distributed.comm import get_address_host_port
        except ImportError as error:
            raise KpixlError("cluster_missing") from error
        try:
            get_address_host_port(address)  # a client of what is none waits a minute, and ends in tracebacks
            self._client = Client(address, timeout=_CONNECTING, set_as_default=False)
        except (OSError, ValueError) as error:
            raise KpixlError("cluster_unreachable", address=address, reason=str(error)) from error
        self._preload, self._seconds, self._batch = tuple(preload), seconds, batch
        self._lock = threading.Lock()
        self._waiting: list[tuple[_Call, Future[Any]]] = []
        self._running: set[Any] = set()  # Dask's futures
        self._over = threading.Event()
        self._sender = threading.Thread(target=self._send, name="kpixl-cluster", daemon=True)
        self._sender.start()

    @property
    def ahead(self) -> int:
        """How many calls keep every machine busy."""
        threads = sum(self._client.nthreads().values())
        return int(2 * self._batch * max(1, threads))

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> "Future[_T]":
        """Have `fn` run on the cluster, together with other calls."""
        future: Future[_T] = Future()
        with self._lock:
            self._waiting.append(((fn, args, kwargs), future))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - Executor's signature
        """End the connection, after the work unless it is cancelled."""
        self._over.set()
        self._sender.join()
        with self._lock:
            running = list(self._running)
        if cancel_futures:
            self._client.cancel(running, force=True)
        elif wait:
            from distributed import wait as wait_for

            if running:
                wait_for(running)
        self._client.close()

    def __exit__(self, kind: object, value: object, trace: object) -> None:
        """End the connection; at once where the block was left by an error."""
        self.shutdown(cancel_futures=kind is not None)

    def _send(self) -> None:
        """Send what waits, a batch at a time, until there is nothing left and no more will come."""
        while True:
            over = self._over.wait(_GATHERING)
            with self._lock:
                batches = [
                    self._waiting[at : at + self._batch] for at in range(0, len(self._waiting), self._batch)
                ]
                self._waiting = []
            for batch in batches:
                self._send_batch(batch)
            if over:
                return

    def _send_batch(self, batch: "Sequence[tuple[_Call, Future[Any]]]") -> None:
        content = pickle.dumps([call for call, _future in batch])
        task = self._client.submit(answer, content, self._preload, self._seconds, pure=False)
        with self._lock:
            self._running.add(task)
        futures = [future for _call, future in batch]
        task.add_done_callback(lambda done: self._take(done, futures))

    def _take(self, task: Any, futures: "Sequence[Future[Any]]") -> None:
        """Hand the answers of a batch on; every call of one that was lost again and again has failed."""
        try:
            answers = pickle.loads(task.result())  # noqa: S301 - from our own code on the cluster
        except BaseException as error:
            answers = [(False, error)] * len(futures)
        with self._lock:
            self._running.discard(task)
        for future, (succeeded, value) in zip(futures, answers, strict=True):
            if succeeded:
                future.set_result(value)
            else:
                future.set_exception(value)


def answer(content: bytes, preload: Sequence[str], seconds: float) -> bytes:
    """What a batch of calls comes to, each in a worker process of the machine that this runs on."""
    calls: list[_Call] = pickle.loads(content)  # noqa: S301 - from the one who submitted it
    answers: list[tuple[bool, object]] = []
    with WorkerExecutor(1, seconds, preload=preload) as executor:
        for function, args, kwargs in calls:
            try:
                answers.append((True, executor.submit(function, *args, **kwargs).result()))
            except Exception as error:
                answers.append((False, error))
    return pickle.dumps(answers)
