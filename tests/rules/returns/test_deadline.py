"""By when a branch answers, and when a missing return is one."""

import datetime as dt
from dataclasses import replace

import pytest

from kpixl.model.ledger import NextStep, Receipt
from kpixl.model.plan import Plan
from kpixl.model.receipt_note import ReceiptNote, ReceiptRuling
from kpixl.rules.returns.deadline import as_of, check_due, days_over, due_date
from tests.details import shown_details
from tests.rules.builders import (
    MIYAZAKI,
    OITA,
    make_ledger_row,
    make_plan,
    make_raw_plan,
    settings_row,
)

DUE = dt.date(2025, 5, 30)
LATER = dt.date(2025, 6, 13)


def plan_with(*granted: ReceiptNote, due: dt.date | None = DUE) -> Plan:
    return replace(make_plan(branches=(OITA, MIYAZAKI), due=due), decisions=granted)


def granted(
    branch: str, until: dt.date | None, ruling: ReceiptRuling = ReceiptRuling.EXTENDED
) -> ReceiptNote:
    return ReceiptNote(branch_code=branch, ruling=ruling, until=until)


@pytest.mark.parametrize(
    ("notes", "due"),
    [
        ((), DUE),
        ((granted("45", LATER),), LATER),
        ((granted("45", dt.date(2025, 5, 1)),), DUE),  # nobody's time is shortened
        ((granted("45", LATER), granted("45", dt.date(2025, 6, 6))), LATER),
        ((granted("44", LATER),), DUE),
        ((granted("45", None),), DUE),
        ((granted("45", LATER, ReceiptRuling.CONFIRMED),), DUE),
    ],
)
def test_a_branch_has_the_rounds_due_date_or_a_later_one_that_it_was_granted(notes, due):
    assert due_date(plan_with(*notes), "45") == due


def test_a_round_without_a_due_date_has_the_granted_one_alone():
    assert due_date(plan_with(due=None), "45") is None
    assert due_date(plan_with(granted("45", LATER), due=None), "45") == LATER


def test_days_are_counted_from_the_due_date_on():
    counted = [days_over(DUE, DUE + dt.timedelta(days)) for days in (-3, 0, 1)]
    assert (counted, days_over(None, DUE)) == ([-3, 0, 1], None)


@pytest.mark.parametrize(
    ("today", "receipt", "due", "step"),
    [
        (DUE, Receipt.MISSING, DUE, NextStep.WAITING),
        (DUE + dt.timedelta(1), Receipt.MISSING, DUE, NextStep.MISSING),
        (DUE - dt.timedelta(1), Receipt.MISSING, DUE, NextStep.WAITING),
        (DUE, Receipt.MISSING, None, NextStep.MISSING),
        (DUE, Receipt.RECEIVED, DUE, NextStep.RECEIVED),
    ],
)
def test_what_is_missing_is_waited_for_until_its_due_date_is_over(today, receipt, due, step):
    row = make_ledger_row(MIYAZAKI, receipt)
    assert as_of(plan_with(due=due), row, today) == replace(row, next_step=step)


@pytest.mark.parametrize(
    ("days", "late"),
    [(-1, []), (0, []), (1, ["1"]), (14, ["1"]), (15, ["2"])],  # 45 has fourteen days more
)
def test_a_form_that_goes_out_after_its_due_date_is_head_offices_slip(days, late):
    plan = plan_with(granted("45", LATER))
    raw = make_raw_plan(settings=[settings_row(due="2025/5/30")])
    found = list(check_due(plan, raw, ["44", "45"], DUE + dt.timedelta(days)))
    assert [shown_details(item.details)["count"] for item in found] == late
    assert [(item.kind.code, item.place.cell) for item in found] == [("K210", "B7")] * len(found)


def test_a_form_cannot_be_late_for_a_due_date_that_its_round_does_not_have():
    raw = make_raw_plan()
    for plan in (plan_with(due=None), plan_with(granted("45", DUE), due=None)):
        assert list(check_due(plan, raw, ["45"], LATER)) == []
