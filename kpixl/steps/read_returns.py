"""Returned files read in worker processes; a machine's fault is never a branch's.

A worker answers with what a file holds, or with the finding that says why it cannot be read. What
ends otherwise (out of time or memory, the process gone) may be the machine's fault: the file is then
read once more, alone, in a fresh worker. Only of a file that fails again, on a machine that reads
others, is it said; where the machine reads nothing, the run stops.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Executor
from pathlib import Path

from kpixl.books.reading.cells import UnreadableWorkbookError
from kpixl.books.returned.file import name_of, read_file
from kpixl.books.returned.read import read_return
from kpixl.files.workers import READING_SECONDS, WorkerExecutor
from kpixl.model.detail import details_of
from kpixl.model.errors import KpixlError
from kpixl.model.finding import FindingCode
from kpixl.model.submission import Submission, UnreadableFile
from kpixl.shipped import shipped

OnProgress = Callable[[int, int], None]
SECONDS_ALONE = 2 * READING_SECONDS
_LONGEST_REASON = 120


def fresh_worker() -> Executor:
    """One worker of its own, with twice the time."""
    return WorkerExecutor(1, SECONDS_ALONE)


def passwords_of(path: Path | None) -> tuple[str, ...]:
    """The passwords of a file; asked for at once, so that a missing library does not fail file by file."""
    if path is None:
        return ()
    from kpixl.books.reading.decrypt import read_passwords, require_msoffcrypto

    require_msoffcrypto()
    return read_passwords(path)


def read_returns(
    paths: Sequence[Path],
    root: Path | None,
    executor: Executor,
    passwords: Sequence[str] = (),
    *,
    progress: OnProgress = lambda _done, _of: None,
    alone: Callable[[], Executor] = fresh_worker,
) -> list[Submission | UnreadableFile]:
    """Each file read in the executor, in the order given; one that cannot be read is a record too.

    Names in the records are relative to `root`, with forward slashes; without one, the paths as given.
    `passwords` are tried on encrypted files. `alone` makes the executor for a file that is tried again.

    Raises:
        KpixlError: this machine cannot start workers, or reads nothing; that says nothing about a file.
    """
    given = tuple(passwords)
    futures = [executor.submit(read_return, path, root, given) for path in paths]
    read: dict[int, Submission | UnreadableFile] = {}
    failed: list[int] = []
    for number, future in enumerate(futures):
        try:
            read[number] = future.result()
        except KpixlError:
            raise
        except BrokenExecutor as error:
            raise _no_workers(error) from error
        except Exception:
            failed.append(number)
        progress(number + 1, len(futures))
    for number in failed:
        reading = _Again(paths[number], root, given, alone, others=len(read))
        read[number] = reading.result()
    return [read[number] for number in range(len(paths))]


class _Again:
    """The second try at one file, when all others are through."""

    def __init__(
        self,
        path: Path,
        root: Path | None,
        passwords: tuple[str, ...],
        alone: Callable[[], Executor],
        *,
        others: int,
    ) -> None:
        self._path, self._root, self._passwords = path, root, passwords
        self._alone = alone
        self._others = others

    def result(self) -> Submission | UnreadableFile:
        """What the file holds, or what is said of it once the machine has shown that it reads others."""
        try:
            return self._read(self._path, self._root, self._passwords)
        except TimeoutError as error:
            kind, details = FindingCode.READING_TOO_SLOW, details_of({"seconds": SECONDS_ALONE})
            self._blame(error)
        except KpixlError:
            raise
        except OSError as error:  # no file handles, a disk that fails: never the doing of what is in a file
            raise self._machine_fault(error) from error
        except Exception as error:
            kind, details = FindingCode.READING_ABORTED, details_of({"reason": _said(error)})
            self._blame(error)
        file = name_of(self._path, self._root)
        return UnreadableFile(file, self._digest(), kind, details)

    def _read(self, path: Path, root: Path | None, passwords: tuple[str, ...]) -> Submission | UnreadableFile:
        try:
            with self._alone() as executor:
                return executor.submit(read_return, path, root, passwords).result()
        except BrokenExecutor as error:
            raise _no_workers(error) from error

    def _digest(self) -> str:
        """The SHA-256 of a file whose reader did not live to tell it."""
        try:
            return read_file(self._path, self._root).sha256
        except (UnreadableWorkbookError, OSError):
            return ""

    def _blame(self, error: Exception) -> None:
        """Return where the machine reads other files; with none beside it, one of kpixl's own is tried."""
        if self._others:
            return
        try:
            self._read(shipped("templates") / "plan_ja.xlsx", None, ())
        except KpixlError:
            raise
        except Exception:
            raise self._machine_fault(error) from error

    def _machine_fault(self, error: Exception) -> KpixlError:
        return KpixlError("machine_fault", path=self._path, reason=_said(error))


def _no_workers(error: BrokenExecutor) -> KpixlError:
    return KpixlError("workers_failed", reason=_said(error))


def _said(error: BaseException) -> str:
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}".removesuffix(": ")[:_LONGEST_REASON]
