"""Which files of a round are as kpixl wrote them: whatever else stands in their places is somebody's work.

`history/written.csv` has the SHA-256 of what was written under each name, the newest ones of each. Bytes
decide, and nothing inside a workbook: Excel and LibreOffice write every part anew when somebody saves.
"""

import contextlib
import csv
import hashlib
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from kpixl.files.atomic import read_reported, write_file
from kpixl.files.csv_text import decoded
from kpixl.model.round import Round
from kpixl.presence import is_file

_HEAD = ("file", "sha256")
_KEPT = 20  # of one name; more than the sets of the history, from which an earlier one may come back


def digest_of(content: bytes) -> str:
    """The SHA-256 that tells one content from another."""
    return hashlib.sha256(content).hexdigest()


def read_written(round_: Round) -> dict[str, list[str]]:
    """The digests of what kpixl has written, by file name from the round's folder, the oldest first.

    Empty where nothing was noted down yet, or where what stands there is no list.

    Raises:
        InputFileError: the system does not let it be read, so that it could not be added to either.
    """
    found: dict[str, list[str]] = {}
    with read_reported(round_.written), contextlib.suppress(FileNotFoundError, ValueError, csv.Error):
        rows = list(csv.reader(io.StringIO(decoded(round_.written.read_bytes()))))
        for name, digest in (row for row in rows[1:] if len(row) == len(_HEAD)):
            found.setdefault(name, []).append(digest)
    return found


def written_in(round_: Round, folder: Path) -> dict[str, list[str]]:
    """The digests of what kpixl has written into a folder of the round, by file name.

    Raises:
        InputFileError: as `read_written`.
    """
    start = folder.relative_to(round_.folder).as_posix() + "/"
    written = read_written(round_).items()
    return {name.removeprefix(start): digests for name, digests in written if name.startswith(start)}


def is_edited(written: Mapping[str, list[str]], name: str, path: Path) -> bool:
    """True where a file that kpixl wrote once stands with a content that it never gave it."""
    return name in written and is_file(path) and digest_of(path.read_bytes()) not in written[name]


def note_written(round_: Round, rows: Iterable[tuple[str, str]]) -> None:
    """Note down what was written: name from the round's folder, digest.

    Raises:
        InputFileError: the list cannot be read.
        OutputFileError: it cannot be written.
    """
    written = read_written(round_)
    for name, digest in rows:
        before = written.setdefault(name, [])
        written[name] = [*(known for known in before if known != digest), digest][-_KEPT:]
    stream = io.StringIO()
    lines = csv.writer(stream, lineterminator="\n")
    lines.writerow(_HEAD)
    lines.writerows((name, digest) for name in sorted(written) for digest in written[name])
    write_file(round_.written, stream.getvalue().encode())
