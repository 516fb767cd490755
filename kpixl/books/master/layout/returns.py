"""The sheets about the returns: who has answered with which file, what was found, what was decided."""

from dataclasses import replace

from kpixl.books.master.fields import Kind, MasterField, MasterSheet
from kpixl.books.master.layout.shared import (
    BRANCH,
    BRANCH_CODE,
    CELL,
    FILE,
    INDICATOR,
    ISSUE,
    KPI_CODE,
    MODIFIED,
    SHEET,
    count,
)
from kpixl.books.master.records import FindingPart, details_of_finding, finding_of
from kpixl.model.annotation import AnnotationKind, AnnotationRow
from kpixl.model.finding import Finding
from kpixl.model.ledger import CellChange, Disposition, LedgerRow, NextStep, Punctuality, Receipt, Source
from kpixl.model.receipt_note import ReceiptNote, ReceiptRuling

LEDGER = MasterSheet(
    key="ledger",
    record=LedgerRow,
    freeze=2,
    fields=(
        BRANCH_CODE,
        MasterField(key="branch_name", label="column.branch"),
        MasterField(key="block", width=10),
        MasterField(key="receipt", kind=Kind.WORD, enum=Receipt, width=10, centred=True),
        MasterField(key="punctuality", kind=Kind.WORD, enum=Punctuality, width=12, centred=True),
        count("filled"),
        count("fields", 11),
        FILE,
        ISSUE,
        count("revision", 8),
        count("versions"),
        MODIFIED,
        count("errors", 8),
        count("warnings", 8),
        MasterField(key="prepared_by", width=20, wraps=True),
        MasterField(key="approved_by", width=20, wraps=True),
        MasterField(key="approved_on", width=12, centred=True),
        MasterField(key="next_step", kind=Kind.WORD, enum=NextStep, width=40, wraps=True),
    ),
)

FINDINGS: MasterSheet[Finding] = MasterSheet(
    key="findings",
    record=finding_of,
    freeze=2,
    fields=(
        MasterField(key="severity", kind=Kind.WORD, words="severity", width=9, centred=True, shown=True),
        MasterField(key="finding_code", width=10, centred=True, write=lambda item, _: item.kind.code),
        BRANCH_CODE,
        BRANCH,
        KPI_CODE,
        INDICATOR,
        replace(FILE, write=lambda item, _: item.place.file),
        replace(SHEET, write=lambda item, _: item.place.sheet),
        replace(CELL, write=lambda item, _: item.place.cell),
        MasterField(
            key="message",
            width=60,
            wraps=True,
            shown=True,
            write=lambda item, about: about.rendered(item).message,
        ),
        MasterField(
            key="hint",
            width=50,
            wraps=True,
            shown=True,
            write=lambda item, about: about.rendered(item).hint.strip(),
        ),
        MasterField(
            key="details",
            kind=Kind.JSON,
            hidden=True,
            write=lambda item, _: details_of_finding(item),
        ),
    ),
)

# What is too long for the cell in FINDINGS: records.py says how.
FINDING_PARTS = MasterSheet(
    key="finding_parts",
    record=FindingPart,
    optional=True,
    hidden_sheet=True,
    fields=(
        replace(count("finding"), label="column.finding_row"),
        MasterField(key="part", width=120, label="column.finding_part"),
    ),
)

ANNOTATIONS = MasterSheet(
    key="annotations",
    record=AnnotationRow,
    freeze=2,
    optional=True,
    fields=(
        BRANCH_CODE,
        BRANCH,
        FILE,
        SHEET,
        CELL,
        MasterField(
            key="kind",
            kind=Kind.WORD,
            words="word.annotation",
            enum=AnnotationKind,
            centred=True,
            label="column.annotation",
        ),
        MasterField(key="author", width=16),
        MasterField(key="text", width=60, wraps=True),
    ),
)

DECISIONS = MasterSheet(
    key="decisions",
    record=ReceiptNote,
    freeze=2,
    optional=True,
    fields=(
        BRANCH_CODE,
        BRANCH,
        MasterField(
            key="ruling", kind=Kind.WORD, words="word.decision", enum=ReceiptRuling, width=16, centred=True,
            label="column.decision",
        ),
        replace(FILE, label="column.returned_file"),
        MasterField(key="file_mark", width=14),
        KPI_CODE,
        MasterField(key="seen", width=18, label="column.confirmed_value"),
        MasterField(key="until", kind=Kind.DATE, label="column.extended_to"),
        MasterField(key="reason", width=44, wraps=True, label="column.decision_reason"),
        MasterField(key="person", width=14, centred=True, label="column.decided_by"),
        MasterField(key="date", kind=Kind.DATE, width=13, label="column.decided_on"),
    ),
)  # fmt: skip

SOURCES = MasterSheet(
    key="sources",
    record=Source,
    fields=(
        FILE,
        BRANCH_CODE,
        BRANCH,
        ISSUE,
        MODIFIED,
        MasterField(key="sha256", width=68),
        MasterField(key="disposition", kind=Kind.WORD, enum=Disposition, width=18, centred=True),
        MasterField(key="sent", kind=Kind.MOMENT, width=18),
        MasterField(key="sender", width=36),
    ),
)

CHANGES = MasterSheet(
    key="changes",
    record=CellChange,
    freeze=3,
    fields=(
        BRANCH_CODE,
        BRANCH,
        MasterField(key="code", width=26),
        replace(INDICATOR, write=lambda item, about: about.indicator(item.code) or about.measure(item.code)),
        MasterField(key="field", kind=Kind.WORD, words="column", width=22),
        MasterField(key="old", width=24, wraps=True),
        MasterField(key="new", width=24, wraps=True),
        MasterField(key="old_file", width=30, wraps=True),
        MasterField(key="old_cell", width=16),
        MasterField(key="new_file", width=30, wraps=True),
        MasterField(key="new_cell", width=16),
    ),
)
