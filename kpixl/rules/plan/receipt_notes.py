"""The plan's 受付メモ: what head office decided about files, branches and figures."""

from collections.abc import Iterator, Sequence

from kpixl.model.finding import Finding, FindingCode
from kpixl.model.kpi import Kpi
from kpixl.model.plan import Branch
from kpixl.model.plan_layout import RECEIPT_NOTES, RawPlan
from kpixl.model.receipt_note import ReceiptNote, ReceiptRuling
from kpixl.rules.plan.records import Record, is_known, records


def read_receipt_notes(
    raw: RawPlan, findings: list[Finding], branches: Sequence[Branch], kpis: Sequence[Kpi]
) -> Iterator[ReceiptNote]:
    """The decisions in their order; a faulty row yields nothing but its findings."""
    codes, known_kpis = {branch.code for branch in branches}, {kpi.code for kpi in kpis}
    width = max((len(code) for code in codes if code.isdigit()), default=0)
    for record in records(raw, findings, RECEIPT_NOTES):
        branch, file = record.code("branch_code", width), record.text("returned_file")
        kpi, ruling = record.text("kpi_code"), record.word("decision", "")
        until, date = record.date("extended_to"), record.date("decided_on")
        reason, person = record.text("decision_reason"), record.text("decided_by")
        if not _is_whole(record, ruling) or not ruling or not reason or not person or date is None:
            continue
        if branch and not is_known(record, "branch_code", branch, codes):
            continue
        if kpi and not is_known(record, "kpi_code", kpi, known_kpis):
            continue
        yield ReceiptNote(
            branch_code=branch, ruling=ReceiptRuling(ruling), file=file, file_mark=record.text("file_mark"),
            kpi_code=kpi, seen=record.text("confirmed_value"), until=until, reason=reason, person=person,
            date=date,
        )  # fmt: skip


def _is_whole(record: Record, ruling: str) -> bool:
    """True where a row says what it is about, until when, and which value; a finding where it does not."""
    about_something = record.raw_text("branch_code") or record.raw_text("returned_file")
    if not about_something:
        record.add(FindingCode.DECISION_ABOUT_NOTHING, "branch_code")
    without_day = ruling == ReceiptRuling.EXTENDED and not record.raw_text("extended_to")
    if without_day:
        record.add(FindingCode.EXTENSION_WITHOUT_DAY, "extended_to")
    without_value = (
        ruling == ReceiptRuling.CONFIRMED
        and bool(record.raw_text("kpi_code"))
        and not record.raw_text("confirmed_value")
    )
    if without_value:
        record.add(FindingCode.CONFIRMED_WITHOUT_VALUE, "confirmed_value")
    return bool(about_something) and not without_day and not without_value
