"""register.csv in the outbox: which file was issued to which branch, under which number, with its SHA-256."""

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
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
        rows = csv.DictReader(io.StringIO(_decoded(path.read_bytes())))
        return [_registered(Registered(*(row[name] for name in _HEADER))) for row in rows]
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError, csv.Error) as error:
        raise InputFileError("register_invalid", path=path) from error


def _decoded(content: bytes) -> str:
    """The text; Japanese Excel saves a CSV file in its own code page."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp932")


def _registered(row: Registered) -> Registered:
    """The row with the code that its issue number holds: Excel makes 1 of 01 when it saves a CSV file."""
    code = row.issue.partition("-")[2].rpartition("-")[0]
    return replace(row, branch_code=code or row.branch_code)


def build_register(rows: Iterable[Registered]) -> bytes:
    """The register as CSV with a byte-order mark, so that Excel reads the Japanese names."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(_HEADER)
    for row in sorted(rows, key=lambda row: row.branch_code):
        writer.writerow((row.branch_code, row.branch_name, row.file, row.issue, row.sha256))
    return stream.getvalue().encode("utf-8-sig")
