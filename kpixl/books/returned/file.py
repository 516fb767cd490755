"""A returned file taken from its folder in one read: what is hashed is what is judged."""

import errno
import hashlib
import os
from pathlib import Path

from kpixl.books.reading.cells import UnreadableWorkbookError
from kpixl.books.reading.preflight.verdict import FILE_BYTES, megabytes, refuse_large_file
from kpixl.model.finding import FindingCode
from kpixl.model.returned_file import ReturnedFile
from kpixl.model.submission import shown_name

# No handles, no memory, a disk or a share that fails: the machine's faults, whatever the file is.
_OURS = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EIO})


def name_of(path: Path, root: Path | None) -> str:
    """The name that records and findings have for a path: relative to `root`, else as given."""
    name = path.relative_to(root).as_posix() if root else str(path)
    return shown_name(name)


def read_file(path: Path, root: Path | None, limit: int = FILE_BYTES) -> ReturnedFile:
    """The file under its name relative to `root`.

    Raises:
        UnreadableWorkbookError: it is larger than `limit` bytes, locked by a program, or gone since the
            inbox was listed.
        OSError: the machine cannot read it now; that says nothing about the file.
    """
    try:
        with path.open("rb") as stream:
            about = os.fstat(stream.fileno())
            if about.st_size > limit:  # not even hashed: it may be a film of twenty gigabytes
                refuse_large_file("file_size", megabytes(about.st_size), megabytes(limit))
            content = stream.read(limit + 1)
    except OSError as error:
        if error.errno in _OURS:
            raise
        raise UnreadableWorkbookError(FindingCode.FILE_DENIED) from error
    if len(content) > limit:  # it grew while it was read
        refuse_large_file("file_size", megabytes(len(content)), megabytes(limit))
    digest = hashlib.sha256(content).hexdigest()
    return ReturnedFile(place=name_of(path, root), content=content, sha256=digest)
