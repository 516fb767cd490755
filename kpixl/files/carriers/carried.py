"""What every kind of carrier gives, and the limits within which it is opened."""

import datetime as dt
from dataclasses import dataclass

from kpixl.model.finding import FindingCode
from kpixl.model.message import Detail, details_of, message
from kpixl.model.submission import NO_HINTS, Hints

MB = 1024 * 1024
DEPTH, FILES, BYTES = 3, 200, 100 * MB
_RATIO, _RATIO_FROM_BYTES = 200, 4 * MB  # no workbook and no mail is packed more tightly than that
_LONGEST_NAME = 120
_FIRST_YEAR, _LAST_YEAR = 1990, 2200


class CarrierError(Exception):
    """The carrier, or one in it, is not opened: the finding that says why, and its details."""

    def __init__(self, kind: FindingCode, **details: Detail) -> None:
        self.kind = kind
        self.details = details_of(details)
        super().__init__(kind, self.details)


class LimitError(CarrierError):
    """More than is opened of one file in the inbox; `what` is a key of `word.limit`."""

    def __init__(self, what: str, seen: str, limit: str) -> None:
        super().__init__(
            FindingCode.CARRIER_TOO_LARGE, what=message(f"word.limit.{what}"), seen=seen, limit=limit
        )


@dataclass(frozen=True, kw_only=True)
class Mail:
    """What a mail says of itself; `sent` is in UTC, None where it has no date that can be read.

    `is_automatic` says that a machine sent it: then it, and the mails in it, are nobody's answer.
    """

    sent: dt.datetime | None = None
    sender: str = ""
    hints: Hints = NO_HINTS
    is_automatic: bool = False


@dataclass(frozen=True, kw_only=True)
class CarriedFile:
    """One file in a carrier: its name as given there, without any meaning as a path, and its bytes.

    `passed_over` says that it is never a return; `is_link` that it only points to where the file is. `mail`
    is the mail that it came in, where that is another one than the carrier itself. `problem` says why
    there are no bytes.
    """

    name: str
    content: bytes = b""
    passed_over: bool = False
    is_link: bool = False
    mail: Mail | None = None
    problem: CarrierError | None = None


class Meter:
    """Counts what comes out of a carrier, at every depth together, and stops it where it is too much."""

    def __init__(self) -> None:
        self._files = self._size = 0

    def count_file(self) -> None:
        """One file more.

        Raises:
            LimitError: that is more than is unpacked.
        """
        self._files += 1
        if self._files > FILES:
            raise LimitError("files", f"> {FILES:,}", f"{FILES:,}")

    def count_bytes(self, size: int) -> None:
        """So many bytes more.

        Raises:
            LimitError: that is more than is unpacked.
        """
        self._size += size
        if self._size > BYTES:
            raise LimitError("total_size", f"> {BYTES // MB} MB", f"{BYTES // MB} MB")


def check_ratio(size: int, packed: int) -> None:
    """Refuse a file of which more comes out than so few packed bytes can honestly hold.

    Raises:
        CarrierError: it is one.
    """
    if size > _RATIO_FROM_BYTES and size > _RATIO * packed:
        raise too_large("ratio", f"{size / max(packed, 1):,.0f}:1", f"{_RATIO}:1")


def too_large(what: str, seen: str, limit: str) -> CarrierError:
    """This carrier is more than is opened, whatever else is; `what` is a key of `word.limit`."""
    return CarrierError(
        FindingCode.CARRIER_TOO_LARGE, what=message(f"word.limit.{what}"), seen=seen, limit=limit
    )


def damaged(error: BaseException | str) -> CarrierError:
    """The bytes contradict their own format."""
    reason = error if isinstance(error, str) else f"{type(error).__name__}: {error}"
    return CarrierError(FindingCode.CARRIER_DAMAGED, reason=shown(" ".join(reason.split())))


def shown(name: str) -> str:
    """A name out of a carrier as one short line; what cannot be shown in it as ?."""
    text = name.encode("utf-8", "replace").decode("utf-8")
    line = "".join(char if char.isprintable() else "?" for char in text)
    if len(line) <= _LONGEST_NAME:
        return line
    _stem, dot, ending = line.rpartition(".")
    ending = dot + ending if 0 < len(ending) <= 8 else ""
    return line[: _LONGEST_NAME - len(ending) - 1] + "…" + ending


def utc(moment: dt.datetime | None) -> dt.datetime | None:
    """A mail's date in UTC; None for none, and for one that no mail of ours can have."""
    if moment is None:
        return None
    try:
        # One that states no zone (-0000) is in UTC as well.
        instant = moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    except (ValueError, OverflowError):
        return None
    return instant if _FIRST_YEAR <= instant.year <= _LAST_YEAR else None
