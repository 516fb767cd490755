"""What a worker does with a file of the inbox: it reads it, or opens it where it is a mail or an archive."""

import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from kpixl.books.reading.cells import UnreadableWorkbookError
from kpixl.books.reading.preflight import preflight
from kpixl.books.returned.file import name_of, read_file
from kpixl.books.returned.no_workbook import format_of, other_form
from kpixl.books.returned.read import read_content
from kpixl.files.carriers.carried import BYTES as CARRIER_BYTES
from kpixl.files.carriers.zip import START as ZIP_START
from kpixl.model.finding import FindingCode
from kpixl.model.message import Details
from kpixl.model.returned_file import OpenedCarrier, ReturnedFile
from kpixl.model.submission import Submission, UnreadableFile

Record: TypeAlias = Submission | UnreadableFile
_MAY_BE_MAIL = ("text", "csv", "html", "unknown")  # what a mail without the usual headers looks like


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a file came to, which process of which computer read it, and how long that took."""

    content: Record | OpenedCarrier
    worker: str
    milliseconds: int


def answered(function: Callable[..., Record | OpenedCarrier], *arguments: object) -> Answer:
    """Call a function that reads a file; returns its answer with what a log says of it."""
    began = time.monotonic()
    content = function(*arguments)
    milliseconds = round((time.monotonic() - began) * 1000)
    return Answer(content=content, worker=f"{platform.node()}:{os.getpid()}", milliseconds=milliseconds)


def read_path(path: Path, root: Path | None, passwords: Sequence[str]) -> Record | OpenedCarrier:
    """What a file of the inbox holds, or why it is not read.

    Raises:
        OSError: the machine cannot read it now; that says nothing about the file.
    """
    try:
        returned = read_file(path, root, CARRIER_BYTES)
    except UnreadableWorkbookError as error:
        unread = ReturnedFile(place=name_of(path, root), content=b"", sha256="")
        return other_form(unread, error)
    answer = read_content(returned, passwords)
    if isinstance(answer, UnreadableFile) and _is_carrier(returned, answer.kind, answer.details):
        # What opens mails is loaded for those who send them alone.
        from kpixl.files.carriers.open import open_carrier

        return open_carrier(returned, passwords, holds_files)
    return answer


def holds_files(returned: ReturnedFile) -> bool:
    """True for a mail or a zip archive that is no workbook, by its content."""
    try:
        preflight(returned.content)
    except UnreadableWorkbookError as error:
        found = other_form(returned, error)
        return _is_carrier(returned, found.kind, found.details)
    return False


def _is_carrier(returned: ReturnedFile, kind: FindingCode, details: Details) -> bool:
    if kind is FindingCode.FILE_IS_ARCHIVE:
        return returned.content.startswith(ZIP_START)
    form = format_of(details)
    return form == "mail" or (returned.suffix in (".eml", ".emlx") and form in _MAY_BE_MAIL)
