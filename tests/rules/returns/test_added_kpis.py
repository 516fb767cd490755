"""Whose a blank is, where head office has changed its plan since the branch's earlier return."""

import pytest

from kpixl.model.figure import NOT_ASKED
from kpixl.model.finding import FindingCode, finding
from kpixl.model.message import details_of
from kpixl.rules.returns.added_kpis import told_as_added
from kpixl.rules.returns.check import CheckedReturn
from kpixl.rules.returns.issued_plan import AsIssued
from tests.rules.builders import MIYAZAKI, codes, make_entry, make_kpi, make_plan, make_submission

PLAN = make_plan(make_kpi("new"))
BLANK = finding(FindingCode.FIGURE_BLANK, branch="45", kpi="new")
NEWER = CheckedReturn(submission=make_submission(PLAN, {}), branch=MIYAZAKI, findings=(BLANK,))


def _earlier(*kpis: str) -> CheckedReturn:
    """A return of a form that did not ask for the KPI, or in another unit, by its own plan's KPIs."""
    issued = AsIssued(plan=make_plan(*map(make_kpi, kpis)), entries=(), changes=())
    entry = make_entry(kpi="new", value=NOT_ASKED.state)
    return CheckedReturn(
        submission=make_submission(PLAN, {}, file="inbox/前.xlsx"),
        branch=MIYAZAKI,
        entries=(entry,),
        issued=issued,
    )


@pytest.mark.parametrize(("kpis", "code"), [(("rate",), "K522"), (("rate", "new"), "K501")])
def test_a_blank_is_head_offices_where_the_earlier_form_had_no_such_kpi(kpis, code):
    told, _earlier_return = told_as_added([NEWER, _earlier(*kpis)])
    assert codes(told.findings) == [code]


def test_it_names_the_earlier_return_and_touches_nothing_else():
    other = finding(FindingCode.FIGURE_BLANK, branch="45", kpi="rate")
    unreadable = finding(FindingCode.FIGURE_UNREADABLE, branch="45", kpi="new")
    newer = CheckedReturn(
        submission=make_submission(PLAN, {}), branch=MIYAZAKI, findings=(BLANK, other, unreadable)
    )
    told = next(told_as_added([newer, _earlier("rate")]))
    assert told.findings[0].details == details_of({"seen": "inbox/前.xlsx"})
    assert told.findings[1:] == (other, unreadable)


def test_without_an_earlier_return_a_blank_is_a_blank():
    assert list(told_as_added([NEWER])) == [NEWER]
