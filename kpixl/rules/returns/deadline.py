"""By when a branch's return is due, and how many days that is over."""

import datetime as dt

from kpixl.model.plan import Plan
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
