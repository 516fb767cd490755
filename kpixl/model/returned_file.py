"""A file that came back, before anything is known of what it holds, and what a carrier held."""

import datetime as dt
from dataclasses import dataclass, field

from kpixl.model.finding import FindingCode
from kpixl.model.message import Details
from kpixl.model.submission import NO_HINTS, Hints, UnreadableFile

INSIDE = "!/"  # between a carrier and what it holds: inbox/mail.eml!/提出.xlsx


@dataclass(frozen=True, kw_only=True)
class ReturnedFile:
    """A file as one read gave it: its place, its bytes and their SHA-256.

    `place` is what findings and 出典 call it; `sent` (UTC) and `sender` are those of the mail that it came
    in, None and '' where it came in none. The file system's time is not kept: it is that of a copy.
    """

    place: str
    content: bytes = field(repr=False)
    sha256: str
    sent: dt.datetime | None = None
    sender: str = ""
    hints: Hints = NO_HINTS

    @property
    def name(self) -> str:
        """Its own name, without folders."""
        return self.place.replace("\\", "/").rpartition("/")[2]

    @property
    def suffix(self) -> str:
        """The ending of its name, in small letters: .xlsx."""
        stem, dot, ending = self.name.rpartition(".")
        return (dot + ending).lower() if stem else ""

    def unread(self, kind: FindingCode, details: Details = ()) -> UnreadableFile:
        """Its record where it is not read, with what is known of it by then."""
        return UnreadableFile(
            file=self.place,
            sha256=self.sha256,
            kind=kind,
            details=details,
            sent=self.sent,
            sender=self.sender,
            hints=self.hints,
        )


@dataclass(frozen=True, kw_only=True)
class OpenedCarrier:
    """What a mail or an archive held, at every depth: files to be read, and records of all else.

    `records` has the carrier itself, those inside it, and what in them cannot be read.
    """

    members: tuple[ReturnedFile, ...]
    records: tuple[UnreadableFile, ...]
