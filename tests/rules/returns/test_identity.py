"""Is it the right file? Whole returns that are refused, and older issues that are not."""

import pytest

from kpixl.locale import translate
from kpixl.model.figure import Figure
from kpixl.model.finding import Severity
from kpixl.model.submission import MeasureField, RawCell, RawRow, Registered
from kpixl.rules.issue.distribution import fingerprint
from kpixl.rules.returns.check import check_return, is_sent_back
from tests.rules.builders import (
    MIYAZAKI,
    OITA,
    check,
    codes,
    make_plan,
    make_submission,
    plan_context,
)
from tests.rules.checked import details, only, refused


def test_a_workbook_without_identity_is_no_entry_workbook():
    plan = make_plan()
    submission = make_submission(plan, {"rate": 62.2})
    stranger = type(submission)(
        file=submission.file, sha256="sha", identity=None, has_keys=True, rows=submission.rows
    )
    assert refused(check_return(plan_context(plan), stranger)) == "K302"


def test_a_branch_outside_the_roster_is_refused_by_name():
    identity = {"branch_code": "99", "branch_name": "火星"}
    checked = check(make_plan(), {"rate": 62.2}, identity=identity)
    assert refused(checked) == "K303"
    assert details(checked.findings[0]) == {"seen": "99", "name": "火星"}
    assert checked.branch is None


@pytest.mark.parametrize(
    ("identity", "seen"),
    [
        ({"fiscal_year": "2023"}, "令和6年度実績 (2023)"),
        ({"round_name": "令和5年度実績"}, "令和5年度実績 (2024)"),
    ],
)
def test_a_return_of_another_round_is_refused(identity, seen):
    checked = check(make_plan(), {"rate": 62.2}, identity=identity)
    assert refused(checked) == "K304"
    assert details(checked.findings[0]) == {"seen": seen, "expected": "令和6年度実績 (2024)"}


BRANCHES_COPY = (("branches", 0, "branch_code", "44"),)


@pytest.mark.parametrize(
    ("identity", "snapshot", "seen"),
    [
        ({"issue": "FY2024-44-01"}, (), {"seen": "45", "issue": "FY2024-44-01", "snapshot": ""}),
        ({}, BRANCHES_COPY, {"seen": "45", "issue": "FY2024-45-01", "snapshot": "44"}),
    ],
)
def test_a_return_whose_places_name_two_branches_is_refused(identity, snapshot, seen):
    plan = make_plan(branches=(OITA, MIYAZAKI))
    checked = check(plan, {"rate": 62.2}, identity=identity, snapshot=snapshot)
    assert refused(checked) == "K365"
    assert details(checked.findings[0]).items() >= seen.items()


def test_a_return_whose_keys_are_gone_is_refused():
    assert refused(check(make_plan(), {}, has_keys=False, rows=())) == "K309"


@pytest.mark.parametrize("cells", [{"rate": ""}, {"rate": "　"}, {"rate": {"remark": "後日報告"}}])
def test_an_empty_return_is_refused_and_not_read_as_zero(cells):
    checked = check(make_plan(), cells)
    assert refused(checked) == "K313"
    assert (details(checked.findings[0]), checked.fields) == ({"fields": "1"}, 1)


def test_a_return_with_nothing_but_measures_is_no_empty_return():
    measure = RawRow(
        key="1", cells={MeasureField.GRADE: RawCell("A", "施策評価", "E5")}, sheet="施策評価", row=5
    )
    checked = check(make_plan(measures=["1"]), {"rate": ""}, measure_rows=(measure,))
    assert (checked.refused, codes(checked.findings)) == (False, ["K501"])


def test_a_return_with_nothing_to_report_is_no_empty_return():
    checked = check(make_plan(targets="設定なし"), {"rate": ""})
    assert (checked.refused, checked.findings, checked.fields) == (False, (), 0)


@pytest.mark.parametrize("typed", [0.0, "-", "未確定", "…", "x"])
def test_a_zero_or_a_state_is_an_answer_and_no_empty_return(typed):
    checked = check(make_plan(), {"rate": typed})
    assert not checked.refused
    assert (checked.filled, checked.fields) == (1, 1)


def registered(issue):
    row = {"branch_code": "45", "branch_name": "宮崎", "file": "45_宮崎_FY2024.xlsx"}
    return {"45": Registered(**row, issue=issue, sha256="sha")}


def test_an_older_issue_is_a_warning_and_is_used():
    plan = make_plan()
    submission = make_submission(plan, {"rate": 62.2})
    checked = check_return(plan_context(plan, register=registered("FY2024-45-02")), submission)
    entry, item = only(checked)
    assert (item.kind.code, item.severity) == ("K305", Severity.WARNING)
    assert details(item) == {"seen": "FY2024-45-01", "expected": "FY2024-45-02"}
    assert (entry.figure, checked.refused, is_sent_back(checked)) == (Figure.of("62.2"), False, False)


def test_issue_10_is_newer_than_issue_9():
    plan = make_plan()
    submission = make_submission(plan, {"rate": 62.2}, identity={"issue": "FY2024-45-10"})
    assert check_return(plan_context(plan, register=registered("FY2024-45-09")), submission).findings == ()


def test_a_plan_changed_since_the_issue_is_a_warning_and_the_figure_is_used():
    sent, now = make_plan(targets="60以上"), make_plan(targets="65以上")
    checked = check_return(
        plan_context(now, register=registered("FY2024-45-01")),
        make_submission(sent, {"rate": 62.2}),
    )
    entry, item = only(checked)
    assert (item.kind.code, item.severity) == ("K306", Severity.WARNING)
    assert (entry.figure, checked.refused) == (Figure.of("62.2"), False)


def test_a_changed_target_of_another_branch_is_no_finding():
    branches = (OITA, MIYAZAKI)
    sent = make_plan(branches=branches, targets={("45", "rate"): "60以上", ("44", "rate"): "60以上"})
    now = make_plan(branches=branches, targets={("45", "rate"): "60以上", ("44", "rate"): "70以上"})
    assert check_return(plan_context(now), make_submission(sent, {"rate": 62.2})).findings == ()
    assert fingerprint(sent, "44", translate) != fingerprint(now, "44", translate)
