"""Returned files read in worker processes; a machine's fault is never a branch's.

A worker answers with what a file holds, with the finding that says why it cannot be read, or with what a
mail or an archive held; each file of that is then read in a call of its own. What ends otherwise (out of
time or memory, the process gone) may be the machine's fault: the file is then read once more, alone, in a
fresh worker. Only of a file that fails again, on a machine that reads others, is it said; where the
machine reads nothing, the run stops.
"""

import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kpixl.books.reading.cells import UnreadableWorkbookError
from kpixl.books.returned.file import name_of, read_file
from kpixl.books.returned.read import read_content, read_return
from kpixl.files.workers import READING_SECONDS, WorkerExecutor
from kpixl.model.errors import KpixlError
from kpixl.model.event import tell
from kpixl.model.finding import FindingCode
from kpixl.model.message import Details, details_of
from kpixl.model.returned_file import OpenedCarrier, ReturnedFile
from kpixl.model.submission import UnreadableFile
from kpixl.shipped import shipped
from kpixl.steps.executors import READING
from kpixl.steps.read_file import Answer, Record, answered, read_path

OnProgress = Callable[[int, int], None]
SECONDS_ALONE = 2 * READING_SECONDS
_LONGEST_REASON = 120
_AHEAD = 16  # calls at a time: what many carriers hold must not all stand in memory


def fresh_worker() -> Executor:
    """One worker of its own, with twice the time."""
    return WorkerExecutor(1, SECONDS_ALONE, preload=READING, fresh=True)


def passwords_of(path: Path | None) -> tuple[str, ...]:
    """The passwords of a file; none without one."""
    if path is None:
        return ()
    from kpixl.books.reading.decrypt import read_passwords

    return read_passwords(path)


def read_returns(
    paths: Sequence[Path],
    root: Path | None,
    executor: Executor,
    passwords: Sequence[str] = (),
    *,
    issued: Mapping[str, str] | None = None,
    progress: OnProgress = lambda _done, _of: None,
    alone: Callable[[], Executor] = fresh_worker,
) -> list[tuple[Record, ...]]:
    """What each path came to, in the order given: one record, or a carrier's own and those of all it held.

    Names in the records are relative to `root`, with forward slashes; without one, the paths as given.
    `passwords` are tried on what is encrypted. `issued` are the numbers of issued workbooks by their
    SHA-256: one that lies in a carrier as it was sent out is no return. `alone` makes the executor for a
    file that is tried again.

    Raises:
        KpixlError: this machine cannot start workers, or reads nothing; that says nothing about a file.
    """
    given = tuple(passwords)
    calls = [
        _Call(number=number, file=path, root=root, function=read_path, arguments=(path, root, given))
        for number, path in enumerate(paths)
    ]
    reading = _Reading(given, issued or {}, alone, lambda done: progress(done, len(paths)))
    failed = deque(reading.work(executor, calls))
    while failed:  # all others are through: each is tried alone
        call = failed.popleft()
        failed.extend(reading.work(executor, reading.take(call, reading.again(call))))
    return [reading.records_of(number) for number in range(len(paths))]


@dataclass(frozen=True, kw_only=True)
class _Call:
    """One file to be read: of which path it is, what it is, and what is called."""

    number: int
    file: Path | ReturnedFile
    root: Path | None
    function: Callable[..., Record | OpenedCarrier]
    arguments: tuple[Any, ...]

    def unread(self, kind: FindingCode, details: Details) -> UnreadableFile:
        """The record of a file whose reader did not live to make one."""
        file = self.file
        if isinstance(file, ReturnedFile):
            return file.unread(kind, details)
        try:
            digest = read_file(file, self.root).sha256
        except (UnreadableWorkbookError, OSError):
            digest = ""
        return UnreadableFile(file=name_of(file, self.root), sha256=digest, kind=kind, details=details)

    @property
    def place(self) -> str:
        """What findings call the file."""
        return self.file.place if isinstance(self.file, ReturnedFile) else name_of(self.file, self.root)


class _Reading:
    """The answers as they come, by the path that they belong to."""

    def __init__(
        self,
        passwords: tuple[str, ...],
        issued: Mapping[str, str],
        alone: Callable[[], Executor],
        progress: Callable[[int], None],
    ) -> None:
        self._passwords, self._issued = passwords, issued
        self._alone, self._progress = alone, progress
        self._records: defaultdict[int, list[Record]] = defaultdict(list)
        self._done = 0

    def records_of(self, number: int) -> tuple[Record, ...]:
        """All that a path came to: a carrier's own record stands before those of what it held."""
        return tuple(sorted(self._records[number], key=lambda record: record.file))

    def work(self, executor: Executor, calls: Iterable[_Call]) -> list[_Call]:
        """Have the calls answered, and those that follow from the answers; returns those that failed."""
        waiting, failed = deque(calls), []
        ahead = max(_AHEAD, getattr(executor, "ahead", 0))
        running: dict[Future[Answer], tuple[_Call, float]] = {}  # with when it was handed out
        while waiting or running:
            while waiting and len(running) < ahead:
                call = waiting.popleft()
                future = executor.submit(answered, call.function, *call.arguments)
                running[future] = call, time.monotonic()
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                call, since = running.pop(future)
                try:
                    answer = future.result()
                    _tell_read(call, answer)
                    waiting.extend(self.take(call, answer.content))
                except KpixlError:
                    raise
                except BrokenExecutor as error:
                    raise _no_workers(error) from error
                except Exception as error:
                    milliseconds = round((time.monotonic() - since) * 1000)
                    tell("file_failed", file=call.place, milliseconds=milliseconds, reason=_said(error))
                    failed.append(call)
                if isinstance(call.file, Path):
                    self._done += 1
                    self._progress(self._done)
        return sorted(failed, key=lambda call: (call.number, call.place))

    def take(self, call: _Call, answer: Record | OpenedCarrier) -> list[_Call]:
        """Keep an answer; returns the calls that follow from it."""
        records = self._records[call.number]
        if not isinstance(answer, OpenedCarrier):
            records.append(answer)
            return []
        records += answer.records
        calls = []
        for member in answer.members:
            inside = _Call(
                number=call.number,
                file=member,
                root=call.root,
                function=read_content,
                arguments=(member, self._passwords),
            )
            issue = self._issued.get(member.sha256)
            if issue is None:
                calls.append(inside)
            else:
                records.append(inside.unread(FindingCode.ISSUED_WORKBOOK, details_of({"issue": issue})))
        return calls

    def again(self, call: _Call) -> Record | OpenedCarrier:
        """The second try: what the file holds, or what is said of it where the machine reads others."""
        tell("file_again", file=call.place)
        try:
            answer = self._read_alone(call.function, *call.arguments)
        except TimeoutError as error:
            self._check_machine(call, error)
            return call.unread(FindingCode.READING_TOO_SLOW, details_of({"seconds": SECONDS_ALONE}))
        except KpixlError:
            raise
        except OSError as error:  # no file handles, a disk that fails: never the doing of what is in a file
            raise _machine_fault(call, error) from error
        except Exception as error:
            self._check_machine(call, error)
            return call.unread(FindingCode.READING_ABORTED, details_of({"reason": _said(error)}))
        _tell_read(call, answer)
        return answer.content

    def _read_alone(self, function: Callable[..., Record | OpenedCarrier], *arguments: object) -> Answer:
        try:
            with self._alone() as executor:
                return executor.submit(answered, function, *arguments).result()
        except BrokenExecutor as error:
            raise _no_workers(error) from error

    def _check_machine(self, call: _Call, error: Exception) -> None:
        """Return where the machine reads other files; with none beside it, one of kpixl's own is tried."""
        if any(self._records.values()):
            return
        try:
            self._read_alone(read_return, shipped("templates") / "plan_ja.xlsx", None)
        except KpixlError:
            raise
        except Exception:
            raise _machine_fault(call, error) from error


def _tell_read(call: _Call, answer: Answer) -> None:
    """Tell a log how a file was read: its hash, what became of it, by which worker, how long it took."""
    content = answer.content
    records = content.records if isinstance(content, OpenedCarrier) else (content,)
    tell(
        "file_read", file=call.place, sha256=records[0].sha256 if records else "", worker=answer.worker,
        milliseconds=answer.milliseconds,
        findings=[item.kind.code for item in records if isinstance(item, UnreadableFile)],
    )  # fmt: skip


def _machine_fault(call: _Call, error: Exception) -> KpixlError:
    return KpixlError("machine_fault", path=call.place, reason=_said(error))


def _no_workers(error: BrokenExecutor) -> KpixlError:
    return KpixlError("workers_failed", reason=_said(error))


def _said(error: BaseException) -> str:
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}".removesuffix(": ")[:_LONGEST_REASON]
