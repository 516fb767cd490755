"""register.csv in the outbox: which file was issued to which branch, under which number, with its SHA-256."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from kpixl.model.errors import InputFileError
from kpixl.model.submission import Registered

_HEADER = ("branch_code", "branch", "file", "issue", "sha256")


def read_register(path: Path) -> list[Registered]:
    """The rows of a register; none where there is no file yet.

    Raises:
        InputFileError: the file has lost its columns, or is no text.
    """
    if not path.is_file():
        return []
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        return [Registered(*(row[name] for name in _HEADER)) for row in rows]
    except (KeyError, TypeError, UnicodeDecodeError, csv.Error) as error:
        raise InputFileError("register_invalid", path=path) from error


def build_register(rows: Iterable[Registered]) -> bytes:
    """The register as CSV with a byte-order mark, so that Excel reads the Japanese names."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(_HEADER)
    for row in sorted(rows, key=lambda row: row.branch_code):
        writer.writerow((row.branch_code, row.branch_name, row.file, row.issue, row.sha256))
    return stream.getvalue().encode("utf-8-sig")
