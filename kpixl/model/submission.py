"""What a returned file holds, as raw cells with their addresses: no meaning yet, nothing lost."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from kpixl.model.annotation import Annotation, TextRun, Unseen
from kpixl.model.finding import Finding, FindingCode
from kpixl.model.message import Details

NOT_APPLICABLE = "－"  # what the form shows in a cell that a KPI does not use, in either language
SnapshotRow = tuple[str, int, str, str | float]
WORKBOOK_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
CARRIER_SUFFIXES = frozenset({".eml", ".emlx", ".msg", ".zip"})
CellValue = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta


class Field(StrEnum):
    """The input fields of an entry workbook's 記入シート, one per KPI and row."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    ACTUAL = "actual"
    AS_OF = "as_of"
    REMARK = "remark"
    NEXT_TARGET = "next_target"


class MeasureField(StrEnum):
    """The input fields of the 施策評価 sheet, one per measure and row."""

    PROGRESS = "progress"
    NEW_EFFORT = "new_effort"
    GRADE = "grade"
    COMMENT = "comment"


class SignOffField(StrEnum):
    """Who filled the form in and who approved it, in the heading of the 記入シート."""

    PREPARED_BY = "prepared_by"
    APPROVED_BY = "approved_by"
    APPROVED_ON = "approved_on"


@dataclass(frozen=True, kw_only=True)
class SignOff:
    """Who filled a form in, who approved it and on which day, as typed."""

    prepared_by: str = ""
    approved_by: str = ""
    approved_on: str = ""


class TextField(StrEnum):
    """The input field of the 施策記入 sheet, one per measure and text."""

    TEXT = "text"


class ActivityField(StrEnum):
    """The input fields of the 活動実績 sheet, one per activity and row."""

    THIS_YEAR = "this_year"
    CHANGE = "change"
    AS_OF = "as_of"
    NOTE = "note"


class NextKpiField(StrEnum):
    """The input fields of the 次年度KPI sheet, one per KPI of this year or new one, and row."""

    STATUS = "next_status"
    INDICATOR = "next_indicator"
    DIRECTION = "next_direction"
    UNIT = "next_unit"
    TARGET = "next_kpi_target"
    NOTE = "note"


NEW_KPI_KEYS = tuple(f"+{number}" for number in range(1, 6))  # rows of 次年度KPI for KPIs that are new
INPUT_FIELDS: frozenset[str] = frozenset((*Field, *MeasureField, *TextField, *ActivityField, *NextKpiField))


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who a workbook says it is, from its very hidden `_kpixl` sheet.

    `revision` counts the correction workbooks of an issue: 0 for the template itself. `seal` is the
    HMAC of what head office put in, '' where the round has no key.
    """

    schema: str
    round_name: str
    fiscal_year: str
    branch_code: str
    branch_name: str
    issue: str
    fingerprint: str
    revision: str = "0"
    seal: str = ""


class SealState(StrEnum):
    """What a workbook's seal says; UNCHECKED where nothing can be said, or nothing is to be sealed."""

    FITS = "fits"
    BROKEN = "broken"
    ABSENT = "absent"
    UNCHECKED = "unchecked"
    CONFIRMED = "confirmed"  # head office lets this very file count


UNSEALED = "none"  # what a register says in the place of a key: none was there when the workbook was made


class IssueKind(StrEnum):
    """What was issued to a branch: its entry workbook, or a correction workbook of it."""

    ISSUE = "issue"
    CORRECTION = "correction"


@dataclass(frozen=True, kw_only=True)
class Registered:
    """One row of register.csv: a workbook that was issued to a branch.

    `file` stands in the outbox, or in sendback for a correction. `issued` is a date-time with its
    offset (ISO 8601). `fingerprint` stands for what the workbook asks and shows, `sealed_by` for the key that
    sealed it. They and `schema` are '' in a register from before there were such columns.
    """

    branch_code: str
    branch_name: str
    file: str
    issue: str
    revision: int = 0
    kind: IssueKind = IssueKind.ISSUE
    schema: str = ""
    issued: str = ""
    fingerprint: str = ""
    sealed_by: str = ""
    sha256: str

    @property
    def is_in_its_folder(self) -> bool:
        """False where `file` leads out of the folder, as nothing does that kpixl wrote."""
        return self.file not in ("", ".", "..") and not any(sign in self.file for sign in "/\\:\0")


class RawCell(NamedTuple):
    """One cell as it was read: the value ('' where empty) and where it stands.

    What follows the address comes from the cell details, '' where there was none. An error cell has its
    error value as text (#N/A); a formula without a stored value has the value ''. `raw` is the value as
    the file stores it. `runs` are the parts of a text that look different, () where all look alike.
    `is_struck` and `unseen` concern the whole of the cell; what its number format shows is not in it.
    `is_1904` is True in a workbook that counts its days from 1904, as Excel on a Mac once did; `is_doubled`
    where the file gives the cell twice, or only one of two readers finds it.

    A tuple, because a big round has a million of them: a tuple is made, and sent from a worker, in a
    fraction of the time that another record takes.
    """

    value: CellValue
    sheet: str
    cell: str
    number_format: str = ""
    formula: str = ""
    raw: str = ""
    runs: tuple[TextRun, ...] = ()
    is_struck: bool = False
    unseen: Unseen | None = None
    is_1904: bool = False
    is_doubled: bool = False


@dataclass(frozen=True, kw_only=True)
class RawRow:
    """One row found by its key (a KPI code or a measure code), with the fields that were found.

    `key_cell` is the address of the key itself, where the row was found by one. Where the key column
    is lost, `key` is '' and `texts` holds all that is written in the row, for the rules to match.
    """

    key: str
    cells: dict[str, RawCell]
    sheet: str
    row: int
    key_cell: str = ""
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Submission:
    """One returned workbook, read by identity and keys; a sheet of rows that it does not have is None.

    `identity` is None where the file says nowhere who it is; `has_keys` is False where neither keys
    nor labels lead to the rows of the 記入シート. `snapshot` is the branch's part of the plan as it was
    issued: (table, row, field, value). `modified` is the workbook's own time of last saving, without a
    zone where it is some machine's local time, None where the file has none. `format` is the file format
    by content; `has_details` says that errors, formulas and number formats were seen too.
    `annotations` are the notes, comments and shapes that head office did not issue. `is_manual` is True
    where the workbook computes only on demand: results that it stores may be old. `sent` (UTC) and
    `sender` are those of the mail that it came in.
    """

    file: str
    sha256: str
    identity: Identity | None
    has_keys: bool
    rows: tuple[RawRow, ...] = ()
    measure_rows: tuple[RawRow, ...] = ()
    has_measures: bool = True
    text_rows: tuple[RawRow, ...] | None = None
    activity_rows: tuple[RawRow, ...] | None = None
    next_kpi_rows: tuple[RawRow, ...] | None = None
    sign_off: tuple[tuple[SignOffField, RawCell], ...] = ()
    snapshot: Sequence[SnapshotRow] = ()
    changes: tuple[Finding, ...] = ()
    modified: dt.datetime | None = None
    format: str = "xlsx"
    has_details: bool = True
    annotations: tuple[Annotation, ...] = ()
    is_manual: bool = False
    sent: dt.datetime | None = None
    sender: str = ""


@dataclass(frozen=True, kw_only=True)
class Hints:
    """What may tell which branch a file is from, besides its name and its folder.

    `titles` are short and name a branch by its bare name; in `texts` a name may be a person's as well.
    `recipients` are the addresses that the innermost mail went to.
    """

    addresses: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()


NO_HINTS = Hints()


@dataclass(frozen=True, kw_only=True)
class UnreadableFile:
    """A file of the inbox that was not read: the finding that says why, and its details.

    `sha256` is '' where there are no bytes to read. `sent` (UTC) and `sender` are the mail's that it is, or
    came in.
    """

    file: str
    sha256: str
    kind: FindingCode
    details: Details = ()
    sent: dt.datetime | None = None
    sender: str = ""
    hints: Hints = NO_HINTS


def shown_name(name: str) -> str:
    """A file name as text; what is no text in it (a name of another system's code page) as ?."""
    return name.encode("utf-8", "replace").decode("utf-8")
