"""What head office does next about a branch, from what came of it."""

from dataclasses import replace

import pytest

from kpixl.model.finding import Finding, FindingCode
from kpixl.model.ledger import NextStep, Receipt
from kpixl.model.receipt_note import ReceiptNote, ReceiptRuling
from kpixl.rules.returns.check import CheckedReturn
from kpixl.rules.returns.next_step import step_of_missing, step_of_returned
from kpixl.rules.returns.versions import Choice
from tests.rules.builders import MIYAZAKI, make_plan, make_submission

ENCRYPTED, DENIED, OPEN = FindingCode.FILE_ENCRYPTED, FindingCode.FILE_DENIED, FindingCode.FILE_IS_OPEN
DAMAGED = FindingCode.FILE_DAMAGED


@pytest.mark.parametrize(
    ("arrived", "issued", "step"),
    [
        ([], None, NextStep.MISSING),
        ([], {"45"}, NextStep.MISSING),
        ([], {"44"}, NextStep.NOT_ISSUED),
        ([ENCRYPTED], {"45"}, NextStep.LOCKED),
        ([DENIED, OPEN], {"45"}, NextStep.DENIED),
        ([ENCRYPTED, DENIED], {"45"}, NextStep.ARRIVED),  # no one thing opens them
        ([DAMAGED], {"44"}, NextStep.ARRIVED),
    ],
)
def test_without_a_return_the_step_goes_by_what_came_instead(arrived, issued, step):
    assert step_of_missing(make_plan(), MIYAZAKI, arrived, issued) is step


def test_a_branch_that_answered_by_telephone_is_asked_for_nothing():
    note = ReceiptNote(branch_code="45", ruling=ReceiptRuling.BY_TELEPHONE)
    plan = replace(make_plan(), decisions=(note,))
    assert step_of_missing(plan, MIYAZAKI, [ENCRYPTED], None) is NextStep.BY_TELEPHONE


def returned(*kinds: FindingCode) -> CheckedReturn:
    findings = tuple(Finding(kind=kind) for kind in kinds)
    submission = make_submission(make_plan(), {"rate": 62.2})
    return CheckedReturn(submission=submission, branch=MIYAZAKI, findings=findings)


UNREGISTERED, UNREADABLE = FindingCode.ISSUE_NOT_REGISTERED, FindingCode.FIGURE_UNREADABLE


@pytest.mark.parametrize(
    ("kinds", "faulty", "step"),
    [
        ([UNREADABLE], None, NextStep.SENT_BACK),
        ([UNREGISTERED], None, NextStep.UNREGISTERED),
        ([UNREGISTERED, UNREADABLE], None, NextStep.SENT_BACK),
        ([FindingCode.CHECK_ABORTED], None, NextStep.UNCHECKED),
        ([UNREGISTERED], [UNREADABLE], NextStep.SENT_BACK),  # the later one decides
        ([], [UNREGISTERED], NextStep.UNREGISTERED),
    ],
)
def test_a_return_that_does_not_count_is_sent_back_unless_the_doubt_is_head_offices_own(kinds, faulty, step):
    later = None if faulty is None else returned(*faulty)
    assert step_of_returned(Receipt.SENT_BACK, Choice(), returned(*kinds), later, 0) is step


def test_returns_that_differ_are_head_offices_to_decide():
    choice = Choice(findings=[Finding(kind=FindingCode.RETURNS_DIFFER)])
    assert step_of_returned(Receipt.SENT_BACK, choice, returned(UNREADABLE), None, 0) is NextStep.UNDECIDED


@pytest.mark.parametrize(("warnings", "step"), [(0, NextStep.RECEIVED), (2, NextStep.DOUBTFUL)])
def test_a_return_that_counts_is_looked_at_where_there_are_warnings(warnings, step):
    assert step_of_returned(Receipt.RECEIVED, Choice(), returned(), None, warnings) is step
