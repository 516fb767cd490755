"""What became of all that came back: by file (出典), by branch (受付台帳), and cell by cell (変更)."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Disposition(StrEnum):
    """What became of a file in the inbox."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    PARTLY = "partly"  # used, but some of its figures are refused and must be corrected
    SUPERSEDED = "superseded"
    IDENTICAL = "identical"
    IGNORED = "ignored"
    SET_ASIDE = "set_aside"  # head office has decided that it is not to count
    OPENED = "opened"  # a mail or an archive: what it held has rows of its own


@dataclass(frozen=True, kw_only=True)
class Source:
    """One row of 出典: a file seen, what became of it, and the date and sender of the mail it came in."""

    file: str
    sha256: str
    branch_code: str
    issue: str
    modified: dt.datetime | None
    disposition: Disposition
    sent: dt.datetime | None = None
    sender: str = ""


class Receipt(StrEnum):
    """What came back from a branch."""

    RECEIVED = "received"
    SENT_BACK = "sent_back"
    MISSING = "missing"


class Punctuality(StrEnum):
    """Whether a return was last saved by the due date; UNKNOWN where nothing tells.

    AFTER_FREEZE came in after the round was frozen.
    """

    ON_TIME = "on_time"
    LATE = "late"
    AFTER_FREEZE = "after_freeze"
    UNKNOWN = "unknown"
    NONE = "none"


class NextStep(StrEnum):
    """What head office does next about a branch: whose fault it is decides who is asked."""

    RECEIVED = "received"  # nothing
    DOUBTFUL = "doubtful"  # received, with warnings
    SENT_BACK = "sent_back"  # the branch has something to correct
    UNDECIDED = "undecided"  # head office has to choose one of its returns
    UNCHECKED = "unchecked"  # kpixl itself failed over its return
    UNREGISTERED = "unregistered"  # the round's own register does not know its form
    MISSING = "missing"
    NOT_ISSUED = "not_issued"  # it was never sent a form
    WAITING = "waiting"  # its due date has not come
    BY_TELEPHONE = "by_telephone"
    ARRIVED = "arrived"  # what came from it is no form that can be read
    LOCKED = "locked"  # … for want of its password
    DENIED = "denied"  # … on this machine


@dataclass(frozen=True, kw_only=True)
class LedgerRow:
    """One row of 受付台帳: a branch of the roster and what came back from it, and who signed it."""

    branch_code: str
    branch_name: str
    block: str
    receipt: Receipt
    punctuality: Punctuality
    filled: int
    fields: int
    file: str
    issue: str
    modified: dt.datetime | None
    errors: int
    warnings: int
    revision: int = 0
    versions: int = 0
    next_step: NextStep = NextStep.RECEIVED
    prepared_by: str = ""
    approved_by: str = ""
    approved_on: str = ""


class OnDuplicate(StrEnum):
    """What to do with several different files of one branch: MERGE puts parts together, else it is LATEST."""

    MERGE = "merge"
    LATEST = "latest"
    ERROR = "error"
    ASK = "ask"


@dataclass(frozen=True, kw_only=True)
class CellChange:
    """One row of 変更: a cell that differs between two returns of one branch, each as typed."""

    branch_code: str
    code: str  # of the KPI or the measure
    field: str
    old_file: str
    old_cell: str
    old: str
    new_file: str
    new_cell: str
    new: str
