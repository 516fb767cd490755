"""A file of the inbox that is no workbook: what it is, and what in it may tell which branch it is from."""

import re
from dataclasses import replace

from kpixl.books.reading.cells import UnreadableWorkbookError
from kpixl.books.reading.preflight.archive import ZIP_STARTS
from kpixl.books.reading.preflight.compound import START as COMPOUND_START
from kpixl.model.finding import FindingCode
from kpixl.model.message import Details, Message, details_of, message
from kpixl.model.returned_file import ReturnedFile
from kpixl.model.submission import CARRIER_SUFFIXES, WORKBOOK_SUFFIXES, Hints, UnreadableFile

# What only points to a workbook that is elsewhere, and what else is told by its name alone.
_BY_SUFFIX = {
    ".gsheet": "link",
    ".gdoc": "link",
    ".url": "link",
    ".webloc": "link",
    ".lnk": "link",
    ".icloud": "icloud",
    ".numbers": "numbers",
}
_SEALED = (".p7m", ".rpmsg")
# What is said of a workbook, and of a picture or a film only where it should have been one.
_OF_ANY_FILE = (FindingCode.FILE_EMPTY, FindingCode.FILE_DAMAGED, FindingCode.FILE_TOO_LARGE)
_UNKNOWN = "word.format.unknown"
_TEXTS = ("csv", "text", "html", "xml", "link")
_SAMPLE_BYTES = 64 * 1024
_LONGEST_TITLE, _LONGEST_TEXT = 2_000, 4_000
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,200}\.[A-Za-z]{2,24}")
_MOST_ADDRESSES = 20


def other_form(returned: ReturnedFile, error: UnreadableWorkbookError) -> UnreadableFile:
    """The record of a file that cannot be read as a workbook, as `error` says."""
    kind, details = error.kind, error.details
    if kind in _OF_ANY_FILE and not _may_be_a_return(returned):
        kind, details = FindingCode.FILE_OTHER_FORMAT, details_of({"format": message(_UNKNOWN)})
    if kind is FindingCode.FILE_OTHER_FORMAT and returned.suffix in _SEALED:
        kind, details = FindingCode.MAIL_IS_SEALED, ()
    elif kind is FindingCode.FILE_OTHER_FORMAT:
        form = _BY_SUFFIX.get(returned.suffix) or format_of(details)
        if returned.suffix not in WORKBOOK_SUFFIXES:
            kind = FindingCode.FILE_IGNORED
        details = details_of({"format": message(f"word.format.{form}")})
        if form in _TEXTS:
            hints = _with_text(returned.hints, returned.content, is_short=form in ("csv", "link"))
            returned = replace(returned, hints=hints)
    return returned.unread(kind, details)


def _may_be_a_return(returned: ReturnedFile) -> bool:
    named = returned.suffix in WORKBOOK_SUFFIXES | CARRIER_SUFFIXES
    return named or returned.content.startswith((*ZIP_STARTS, COMPOUND_START))


def format_of(details: Details) -> str:
    """The key under `word.format` that a record's details name; '' for none."""
    label = dict(details).get("format")
    return label.key.rpartition(".")[2] if isinstance(label, Message) else ""


def _with_text(hints: Hints, content: bytes, *, is_short: bool) -> Hints:
    text = _decoded(content[:_SAMPLE_BYTES])
    addresses = tuple(dict.fromkeys(map(str.lower, _ADDRESS.findall(text))))[:_MOST_ADDRESSES]
    titles = (text,) if is_short and len(text) <= _LONGEST_TITLE else ()
    return replace(
        hints,
        addresses=(*hints.addresses, *addresses),
        titles=(*hints.titles, *titles),
        texts=(*hints.texts, text[:_LONGEST_TEXT]),
    )


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp932", "replace")
