"""Planning a distribution: files, issue numbers and fingerprints."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from kpixl.locale import translate
from kpixl.model.kpi import AggregateRule, JudgeOn, Measure, RateFormula
from kpixl.model.plan import Branch
from kpixl.model.submission import Registered
from kpixl.rules.issue.distribution import (
    SCHEMA,
    entry_workbook_name,
    fingerprint,
    issue_number,
    plan_distribution,
)
from tests.details import shown_details
from tests.rules.builders import MIYAZAKI, OITA, make_counted_kpi, make_kpi, make_plan

PLAN = make_plan(branches=(OITA, MIYAZAKI))


def registered(code, issue="FY2024-45-01", file="45_宮崎_FY2024.xlsx"):
    return {code: Registered(branch_code=code, branch_name="宮崎", file=file, issue=issue, sha256="sha")}


def test_every_branch_gets_one_entry_workbook_in_roster_order():
    planned, findings = plan_distribution(PLAN, {}, (), translate)
    assert [item.file for item in planned] == ["44_大分_FY2024.xlsx", "45_宮崎_FY2024.xlsx"]
    assert findings == []


def test_an_identity_says_round_branch_and_first_issue():
    planned, _findings = plan_distribution(PLAN, {}, (), translate)
    identity = planned[1].identity
    assert (identity.schema, identity.round_name, identity.fiscal_year) == (SCHEMA, "令和6年度実績", "2024")
    assert (identity.branch_code, identity.branch_name) == ("45", "宮崎")
    assert identity.issue == "FY2024-45-01"
    assert identity.fingerprint == fingerprint(PLAN, "45", translate)


def test_one_branch_alone_can_be_planned():
    planned, findings = plan_distribution(PLAN, {}, (), translate, only=[MIYAZAKI])
    assert [item.branch for item in planned] == [MIYAZAKI]
    assert findings == []


def test_what_was_issued_before_is_not_overwritten():
    planned, findings = plan_distribution(PLAN, registered("45", file="old.xlsx"), (), translate)
    assert [item.branch for item in planned] == [OITA]
    (item,) = findings
    assert (item.kind.code, item.branch_code, item.place.file) == ("K201", "45", "outbox/old.xlsx")


def test_a_file_that_lies_in_the_outbox_unregistered_is_not_overwritten_either():
    planned, findings = plan_distribution(PLAN, {}, ["44_大分_FY2024.xlsx"], translate)
    assert [item.branch for item in planned] == [MIYAZAKI]
    assert [(item.kind.code, item.place.file, dict(item.details)) for item in findings] == [
        ("K223", "outbox/register.csv", {"count": 1, "seen": "44_大分_FY2024.xlsx"})
    ]


def test_a_lost_register_is_one_finding_whatever_the_number_of_branches():
    names = ["44_大分_FY2024.xlsx", "45_宮崎_FY2024.xlsx"]
    planned, findings = plan_distribution(PLAN, {}, names, translate, force=True)
    assert (planned, [dict(item.details) for item in findings]) == ([], [{"count": 2, "seen": names[0]}])


def test_a_forced_issue_gets_the_next_number():
    before = registered("45", issue="FY2024-45-09")
    planned, findings = plan_distribution(PLAN, before, ["45_宮崎_FY2024.xlsx"], translate, force=True)
    assert [item.identity.issue for item in planned] == ["FY2024-44-01", "FY2024-45-10"]
    assert findings == []


def test_a_file_name_keeps_leading_zeros_and_drops_forbidden_characters():
    branch = Branch(code="01", name='A/B:C*?"<>|\\')
    assert entry_workbook_name(PLAN, branch) == f"01_A_B_C{'_' * 8}FY2024.xlsx"
    assert entry_workbook_name(PLAN, Branch(code="01", name="宮崎\n支部 .")) == "01_宮崎_支部_FY2024.xlsx"


def test_a_long_name_still_makes_a_file_name_that_a_disk_takes():
    assert len(entry_workbook_name(PLAN, Branch(code="0" * 300, name="宮" * 300)).encode()) < 255


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Branch(code="1/2", name="大分"), Branch(code="1?2", name="大分")),
        (Branch(code="a1", name="大分"), Branch(code="A1", name="大分")),
    ],
)
def test_two_branches_whose_files_would_clash_are_a_finding_and_the_first_keeps_its_file(first, second):
    planned, findings = plan_distribution(make_plan(branches=(first, second)), {}, (), translate)
    assert [item.branch for item in planned] == [first]
    (item,) = findings
    assert (item.kind.code, item.branch_code) == ("K203", second.code)
    assert shown_details(item.details) == {"seen": f"{first.code} 大分 / {second.code} 大分"}


@pytest.mark.parametrize(
    ("issue", "number"),
    [("FY2024-45-02", 2), ("FY2024-45-10", 10), ("", 0), ("FY2024-45-x", 0), ("FY2024-45-²", 0), ("7", 7)],
)
def test_the_running_number_is_the_last_part_of_an_issue_number(issue, number):
    assert issue_number(issue) == number


def test_a_fingerprint_is_the_same_for_the_same_plan():
    again = make_plan(branches=(OITA, MIYAZAKI))
    assert fingerprint(PLAN, "45", translate) == fingerprint(again, "45", translate)
    assert len(fingerprint(PLAN, "45", translate)) == 16


@pytest.mark.parametrize(
    "changed",
    [
        make_plan(branches=(OITA, MIYAZAKI), targets="51以上"),
        make_plan(make_kpi(indicator="別の指標"), branches=(OITA, MIYAZAKI)),
        make_plan(make_kpi(maximum=Decimal(100)), branches=(OITA, MIYAZAKI)),
        make_plan(make_kpi(), make_kpi("b"), branches=(OITA, MIYAZAKI)),
        make_plan(branches=(OITA, MIYAZAKI), prior={("45", "rate"): "64.2"}),
        make_plan(branches=(OITA, MIYAZAKI), round_name="令和6年度実績（再）"),
        make_plan(branches=(OITA, MIYAZAKI), judge_on=JudgeOn.EXACT),
        make_plan(make_kpi(decimals=2), branches=(OITA, MIYAZAKI)),
        make_plan(make_kpi(measure="別の施策"), branches=(OITA, MIYAZAKI)),
        make_plan(make_counted_kpi(), branches=(OITA, MIYAZAKI)),
        replace(PLAN, measures=(Measure(code="1", pillar="戦略的保険者機能", name="健診", group="保健"),)),
    ],
)
def test_a_fingerprint_changes_with_what_the_branch_sees(changed):
    assert fingerprint(changed, "45", translate) != fingerprint(PLAN, "45", translate)


@pytest.mark.parametrize(
    "changed",
    [
        make_plan(branches=(OITA, MIYAZAKI), targets={("44", "rate"): "70以上", ("45", "rate"): "50以上"}),
        make_plan(branches=(OITA, MIYAZAKI), prior={("44", "rate"): "64.2"}),
        make_plan(branches=(OITA, replace(MIYAZAKI, email="miyazaki@example.jp"))),
        make_plan(branches=(MIYAZAKI,)),
        make_plan(make_kpi(aggregate=AggregateRule.MEAN), branches=(OITA, MIYAZAKI)),
        make_plan(make_kpi(important=True, difficult=True), branches=(OITA, MIYAZAKI)),
        make_plan(make_kpi(note="注記", page="12", as_of="3月末"), branches=(OITA, MIYAZAKI)),
        make_plan(make_kpi(group="別の課"), branches=(OITA, MIYAZAKI)),
        make_plan(make_kpi(rate_formula=RateFormula.RATIO), branches=(OITA, MIYAZAKI)),
        make_plan(branches=(OITA, MIYAZAKI), due=dt.date(2025, 6, 30), aggregate_name="全支部"),
        make_plan(branches=(OITA, MIYAZAKI), targets="50.0以上"),
    ],
)
def test_a_fingerprint_does_not_change_with_what_the_branch_does_not_see(changed):
    assert fingerprint(changed, "45", translate) == fingerprint(PLAN, "45", translate)
