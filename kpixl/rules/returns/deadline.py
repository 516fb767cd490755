"""By when a branch's return is due, and how many days that is over."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from kpixl.model.finding import Finding, FindingCode, Place, finding
from kpixl.model.ledger import LedgerRow, NextStep
from kpixl.model.plan import Plan
from kpixl.model.plan_layout import SETTINGS, RawPlan
from kpixl.model.receipt_note import ReceiptRuling


def due_date(plan: Plan, branch_code: str) -> dt.date | None:
    """The day by which a branch answers: the round's, or a later one that head office has granted it."""
    granted = [
        item.until
        for item in plan.decisions
        if item.ruling is ReceiptRuling.EXTENDED and item.branch_code == branch_code and item.until
    ]
    days = [day for day in (plan.settings.due, *granted) if day]
    return max(days) if days else None


def days_over(due: dt.date | None, today: dt.date) -> int | None:
    """The days since a due date, negative while there is time; None without one."""
    return (today - due).days if due else None


def check_due(plan: Plan, raw: RawPlan, branch_codes: Iterable[str], today: dt.date) -> Iterator[Finding]:
    """That the due date is over for branches which are to be sent a form now: head office's own slip."""
    late = [code for code in branch_codes if (days_over(due_date(plan, code), today) or 0) > 0]
    if late and plan.settings.due:
        table = raw.tables[SETTINGS.key]
        place = Place(raw.file, table.sheet, table.header.get("due", ""))
        yield finding(FindingCode.DUE_PASSED, place, seen=plan.settings.due, count=len(late))


def as_of(plan: Plan, row: LedgerRow, today: dt.date) -> LedgerRow:
    """The row as it is on a day: until its due date is over, what is missing is waited for.

    The ledger of a master is of no day: it is the same whenever it is made.
    """
    over = days_over(due_date(plan, row.branch_code), today)
    waits = row.next_step is NextStep.MISSING and over is not None and over <= 0
    return replace(row, next_step=NextStep.WAITING) if waits else row
