"""What head office decided about what came back, or did not (受付メモ)."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class ReceiptRuling(StrEnum):
    """What head office decided about a return or a figure (受付メモ)."""

    NOT_COUNTED = "not_counted"
    EXTENDED = "extended"
    BY_TELEPHONE = "by_telephone"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, kw_only=True)
class ReceiptNote:
    """One decision of head office's about a branch, a file or a figure, by whom, when and why.

    `file_mark` is the beginning of the file's SHA-256, where the very bytes are meant. `seen` is the value
    that was confirmed: another value opens the question again.
    """

    branch_code: str
    ruling: ReceiptRuling
    file: str = ""
    file_mark: str = ""
    kpi_code: str = ""
    seen: str = ""
    until: dt.date | None = None
    reason: str = ""
    person: str = ""
    date: dt.date | None = None
