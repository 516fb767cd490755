"""register.csv in the outbox: every workbook that was issued. Rows are only ever added.

People open it in Excel: codes lose their zeros when it is saved there, and a text that begins like a
formula would be one. Both are undone when it is read.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from kpixl.files.csv_text import decoded, quoted, unquoted
from kpixl.model.errors import InputFileError
from kpixl.model.submission import IssueKind, Registered
from kpixl.presence import exists, is_file, is_free

_HEADER = (
    *("branch_code", "branch", "file", "issue", "revision", "kind", "schema", "issued", "sha256"),
    *("fingerprint", "sealed_by"),
)

_MOST_BYTES = 100 * 1024 * 1024  # a row takes 250 bytes: 20 issues each to 20,000 branches


def read_register(path: Path) -> list[Registered]:
    """The rows of a register, the oldest first; none where there is no file yet.

    Raises:
        InputFileError: the file has lost its columns, is no text, or is larger than any register.
        OSError: the system does not let it be read; it is not to be begun anew.
    """
    if is_free(path):
        return []
    if exists(path) and not is_file(path):
        raise InputFileError("register_invalid", path=path)
    size = path.stat().st_size
    if size > _MOST_BYTES:
        raise InputFileError("too_large", path=path, size=_megabytes(size), limit=_megabytes(_MOST_BYTES))
    try:
        rows = csv.DictReader(io.StringIO(decoded(path.read_bytes())))
        return [_registered(row) for row in rows]
    except (KeyError, TypeError, AttributeError, ValueError, csv.Error) as error:
        raise InputFileError("register_invalid", path=path) from error


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:,.0f} MB"


def _registered(row: Mapping[str, str]) -> Registered:
    """One row. Registers of earlier versions have fewer columns."""
    read = Registered(
        branch_code=unquoted(row["branch_code"]),
        branch_name=unquoted(row["branch"]),
        file=unquoted(row["file"]),
        issue=unquoted(row["issue"]),
        revision=int(row.get("revision") or 0),
        kind=IssueKind(row.get("kind") or IssueKind.ISSUE),
        schema=row.get("schema") or "",
        issued=row.get("issued") or "",
        sha256=row["sha256"].strip(),
        fingerprint=row.get("fingerprint") or "",
        sealed_by=row.get("sealed_by") or "",
    )
    # Excel makes 1 of 01 when it saves a CSV file; the issue number still holds the code.
    code = read.issue.partition("-")[2].rpartition("-")[0]
    return replace(read, branch_code=code or read.branch_code)


def build_register(rows: Iterable[Registered]) -> bytes:
    """The register as CSV with a byte-order mark, so that Excel reads the Japanese names."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(_HEADER)
    for row in rows:
        texts = (row.branch_code, row.branch_name, row.file, row.issue)
        made = (str(row.revision), row.kind, row.schema, row.issued, row.sha256)
        writer.writerow(map(quoted, (*texts, *made, row.fingerprint, row.sealed_by)))
    return stream.getvalue().encode("utf-8-sig")
