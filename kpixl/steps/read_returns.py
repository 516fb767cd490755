"""Returned files read in worker processes: one that takes its worker down costs one record."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future
from pathlib import Path

from kpixl.books.returned.read import digest_of, name_of, read_return
from kpixl.files.workers import READING_SECONDS
from kpixl.model.detail import Details
from kpixl.model.errors import KpixlError
from kpixl.model.finding import FindingCode
from kpixl.model.submission import Submission, UnreadableFile


def read_returns(
    paths: Sequence[Path], root: Path | None, executor: Executor, passwords: Sequence[str] = ()
) -> Iterator[Submission | UnreadableFile]:
    """Each file read in the executor, in the order given; one that cannot be read is a record too.

    Names in the records are relative to `root`, with forward slashes; without one, the paths as given.
    `passwords` are tried on encrypted files.

    Raises:
        KpixlError: no worker could be started; that says nothing about any file.
    """
    futures = [executor.submit(read_return, path, root, tuple(passwords)) for path in paths]
    for path, future in zip(paths, futures, strict=True):
        yield _result(path, root, future)


def _result(
    path: Path, root: Path | None, future: "Future[Submission | UnreadableFile]"
) -> Submission | UnreadableFile:
    kind = FindingCode.READING_ABORTED
    details: Details
    try:
        return future.result()
    except KpixlError:
        raise  # no worker could be started: the machine's fault, and no file's
    except TimeoutError:
        kind, details = FindingCode.READING_TOO_SLOW, (("seconds", READING_SECONDS),)
    except MemoryError:
        details = (("reason", "MemoryError"),)
    except Exception as error:
        # Whatever a file does to its reader, its process included, must cost one finding and no more.
        details = (("reason", f"{type(error).__name__}: {error}"[:120]),)
    return UnreadableFile(name_of(path, root), digest_of(path), kind, details)
