"""A carrier opened with all that is in it: its files under places of their own."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from kpixl.files.carriers.carried import (
    DEPTH,
    CarriedFile,
    CarrierError,
    LimitError,
    Mail,
    Meter,
    shown,
    too_large,
)
from kpixl.files.carriers.eml import read_eml
from kpixl.files.carriers.mbox import holds_several, read_mbox
from kpixl.files.carriers.zip import START as ZIP_START
from kpixl.files.carriers.zip import read_zip
from kpixl.model.finding import FindingCode
from kpixl.model.message import details_of, message
from kpixl.model.returned_file import INSIDE, OpenedCarrier, ReturnedFile
from kpixl.model.submission import Hints, UnreadableFile

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What macOS and Windows put into archives; what Office leaves beside an open file begins with ~$.
_DROPPINGS = ("thumbs.db", "desktop.ini", ".ds_store")


def open_carrier(
    returned: ReturnedFile, passwords: Sequence[str], holds_files: Callable[[ReturnedFile], bool]
) -> OpenedCarrier | UnreadableFile:
    """What a mail or a zip archive holds, or why it is not opened; the caller knows that it is one of them.

    `holds_files` tells which of its files are carriers too. What is in a mail inherits what the mail says
    of itself: its date, its sender, and whatever may name a branch.
    """
    unpacking = _Unpacking(tuple(passwords), holds_files)
    try:
        unpacking.unpack(returned, DEPTH)
    except CarrierError as error:
        return _refused(returned, error)
    return OpenedCarrier(members=tuple(unpacking.members), records=tuple(unpacking.records))


class _Unpacking:
    """One file of the inbox with all that is in it, and one count of what comes out."""

    def __init__(self, passwords: tuple[str, ...], holds_files: Callable[[ReturnedFile], bool]) -> None:
        self.members: list[ReturnedFile] = []
        self.records: list[UnreadableFile] = []
        self._passwords, self._holds_files = passwords, holds_files
        self._meter = Meter()

    def unpack(self, returned: ReturnedFile, depth: int, *, automatic: bool = False) -> None:
        """Unpack a carrier, and those in it down to `depth` levels; one that cannot be opened is a record.

        `automatic` is set for what is in a mail that a machine sent.
        """
        if depth < 1:
            raise too_large("depth", f"> {DEPTH}", f"{DEPTH}")
        form, mail, entries = self._entries(returned, depth)
        automatic = automatic or (mail is not None and mail.is_automatic)
        carrier = _within(returned, mail)
        names: set[str] = set()
        passed_over = 0
        for entry in entries:
            if entry.passed_over or _is_dropping(entry.name):
                passed_over += 1
                continue
            place = f"{returned.place}{INSIDE}{_unused(_clean(entry.name), names)}"
            digest = "" if entry.is_link else hashlib.sha256(entry.content).hexdigest()
            member = replace(carrier, place=place, content=entry.content, sha256=digest)
            self._take(_within(member, entry.mail), entry, depth, automatic=automatic)
        self.records.append(_record(carrier, form, len(names), passed_over, automatic=automatic))

    def _entries(self, returned: ReturnedFile, depth: int) -> tuple[str, Mail | None, Iterator[CarriedFile]]:
        content = returned.content
        if content.startswith(ZIP_START):
            return "archive", None, read_zip(content, self._passwords, self._meter)
        if content.startswith(_COMPOUND):
            from kpixl.files.carriers.msg import read_msg

            return "mail", *read_msg(content, self._meter, depth)
        if holds_several(content):
            return "mail", None, read_mbox(content, self._meter)
        return "mail", *read_eml(content, self._meter)

    def _take(self, member: ReturnedFile, entry: CarriedFile, depth: int, *, automatic: bool) -> None:
        if entry.problem:
            self.records.append(_refused(member, entry.problem))
        elif entry.is_link:
            self.records.append(_other(member, "link"))
        elif self._holds_files(member):
            try:
                self.unpack(member, depth - 1, automatic=automatic)
            except LimitError:
                raise  # of the whole: then nothing in it is taken
            except CarrierError as error:
                self.records.append(_refused(member, error))
        else:
            self.members.append(member)


def _record(
    carrier: ReturnedFile, form: str, files: int, passed_over: int, *, automatic: bool
) -> UnreadableFile:
    """The carrier's own record: what was in it, or that it is all that came."""
    if not files and not automatic:
        return _other(carrier, form)
    beside = message("word.carrier.passed_over", count=passed_over) if passed_over else ""
    details = details_of(
        {
            "format": message(f"word.format.{form}"),
            "count": files,
            "passed_over": message("word.carrier.automatic") if automatic else beside,
        }
    )
    return carrier.unread(FindingCode.CARRIER_OPENED, details)


def _refused(carrier: ReturnedFile, error: CarrierError) -> UnreadableFile:
    return carrier.unread(error.kind, error.details)


def _other(file: ReturnedFile, form: str) -> UnreadableFile:
    return file.unread(FindingCode.FILE_IGNORED, details_of({"format": message(f"word.format.{form}")}))


def _within(file: ReturnedFile, mail: Mail | None) -> ReturnedFile:
    """The file as one that came in a mail; the innermost mail's date and sender are its own."""
    if mail is None:
        return file
    if mail.is_automatic:
        return replace(file, sent=mail.sent or file.sent, sender=mail.sender or file.sender)
    outer, own = file.hints, mail.hints
    hints = Hints(
        addresses=(*own.addresses, *outer.addresses),
        titles=(*own.titles, *outer.titles),
        texts=(*own.texts, *outer.texts),
        recipients=own.recipients,
    )
    return replace(file, sent=mail.sent or file.sent, sender=mail.sender or file.sender, hints=hints)


def _clean(name: str) -> str:
    """A name without what would be a way to somewhere else: it only tells people where a file was."""
    parts = name.replace("\\", "/").split("/")
    if len(parts[0]) == 2 and parts[0][1] == ":":
        parts = parts[1:]
    return "/".join(shown(part) for part in parts if part not in ("", ".", "..")) or "?"


def _unused(name: str, names: set[str]) -> str:
    """The name, with a number where the carrier holds another file of that name."""
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, dot + ending) if stem else (name, "")
    number, found = 1, name
    while found in names:
        number += 1
        found = f"{stem} ({number}){ending}"
    names.add(found)
    return found


def _is_dropping(name: str) -> bool:
    lower = name.replace("\\", "/").lower()
    last = lower.rpartition("/")[2]
    return lower.startswith("__macosx/") or last in _DROPPINGS or last.startswith(("._", "~$", ".~lock."))
