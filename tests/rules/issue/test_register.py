"""The register as the rules see it: the last issue of a branch, and rows that are added once."""

import datetime as dt
from decimal import Decimal

from kpixl.model.submission import IssueKind
from kpixl.rules.issue.register import added, issued_at, latest_issues
from tests.files.test_register import make_row
from tests.rules.builders import make_settings


def test_the_last_issue_of_a_branch_is_the_one_with_the_highest_number_not_a_correction():
    first, second = make_row(), make_row(issue="FY2024-45-02")
    correction = make_row(issue="FY2024-45-02", revision=1, kind=IssueKind.CORRECTION)
    other = make_row(branch_code="01", issue="FY2024-01-01")
    assert latest_issues([second, first, other, correction]) == {"45": second, "01": other}


def test_a_branch_of_which_only_a_correction_is_on_record_has_no_issue():
    assert latest_issues([make_row(revision=1, kind=IssueKind.CORRECTION)]) == {}


def test_the_same_workbook_made_again_later_is_not_added_again():
    row = make_row()
    again = make_row(issued="2025-04-03T09:30:00+09:00")
    changed = make_row(sha256="6f")
    assert added([row], [again, changed]) == (row, changed)


def test_the_time_of_an_issue_is_the_organisations_own():
    moment = dt.datetime(2025, 4, 1, 20, 5, 7, 999, tzinfo=dt.UTC)
    assert issued_at(moment, make_settings()) == "2025-04-02T05:05:07+09:00"
    assert issued_at(moment, make_settings(utc_offset=Decimal("-3.5"))) == "2025-04-01T16:35:07-03:30"
