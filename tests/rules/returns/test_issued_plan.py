"""A form that was issued by an earlier plan is read by that plan, and its figures judged by today's."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from kpixl.locale import translate
from kpixl.model.entries import MeasureEntry
from kpixl.model.figure import NOT_ASKED, Figure
from kpixl.model.plan import Plan
from kpixl.model.plan_layout import RawPlan
from kpixl.model.submission import Registered, SealState
from kpixl.rules.issue.distribution import FIRST_SCHEMA, fingerprint
from kpixl.rules.issue.snapshot import Snapshots
from kpixl.rules.plan.parse import parse_plan
from kpixl.rules.returns.check import check_return
from kpixl.rules.returns.inspection import Inspection
from kpixl.rules.returns.issued_plan import entries_now, issued_plan, measures_now
from tests.rules.builders import (
    MIYAZAKI,
    branch_row,
    make_entry,
    make_kpi,
    make_plan,
    make_raw_plan,
    make_submission,
    national_row,
    plan_context,
)

BRANCHES = [branch_row(), branch_row("44", "大分")]
THEN_RAW = make_raw_plan(branches=BRANCHES, targets=[{"kpi_code": "rate", "45": "60以上", "44": "60以上"}])
NOW_RAW = make_raw_plan(
    branches=BRANCHES,
    targets=[{"kpi_code": "rate", "45": "70以上", "44": "60以上"}],
    national=[national_row(national_actual=99.9)],
)
ISSUE = "FY2024-45-01"


def parsed(raw: RawPlan) -> Plan:
    plan, findings = parse_plan(raw)
    assert plan is not None, findings
    return plan


THEN, NOW = parsed(THEN_RAW), parsed(NOW_RAW)


def registered(shows: str) -> Registered:
    return Registered(
        branch_code="45", branch_name="宮崎", file="f", issue=ISSUE, fingerprint=shows, sha256="s"
    )


def copy_of(raw: RawPlan, branch: int = 0):
    return Snapshots(raw, THEN.settings.fiscal_year).of(parsed(raw).branches[branch])


def inspected(
    *,
    snapshot_of: RawPlan = THEN_RAW,
    of_branch: int = 0,
    seal: SealState = SealState.FITS,
    registered_with: Plan | None = THEN,
    in_outbox: RawPlan | None = None,
    **identity: str,
) -> Inspection:
    """A return of Miyazaki's form that was issued by THEN, under NOW."""
    row = registered(fingerprint(registered_with, "45", translate) if registered_with else "")
    context = replace(
        plan_context(NOW),
        registered={(ISSUE, 0): row},
        snapshot_of=lambda asked: copy_of(in_outbox) if in_outbox and asked == row else (),
    )
    identity = {"fingerprint": fingerprint(THEN, "45", translate), **identity}
    submission = make_submission(
        THEN, {"rate": 62.2}, snapshot=copy_of(snapshot_of, of_branch), identity=identity
    )
    return Inspection(context=context, submission=submission, branch=MIYAZAKI, seal=seal)


def target_of(plan: Plan | None) -> Decimal | None:
    return plan.target("45", "rate").reference.value if plan else None


def test_a_form_is_read_by_its_own_plan_and_what_never_travels_is_as_it_is_today():
    issued = issued_plan(inspected())
    assert target_of(issued) == 60
    assert issued.national == NOW.national != THEN.national


@pytest.mark.parametrize(
    "case",
    [
        {"fingerprint": ""},
        {"fingerprint": fingerprint(NOW, "45", translate)},  # nothing that it shows has changed
        {"schema": FIRST_SCHEMA},  # its fingerprint cannot be made again
        {"of_branch": 1},  # another branch's copy of the plan
        {"seal": SealState.ABSENT, "registered_with": None},
        {"seal": SealState.ABSENT, "registered_with": NOW},
        {"seal": SealState.ABSENT, "snapshot_of": NOW_RAW},  # a copy that shows something else
        {"seal": SealState.ABSENT, "snapshot_of": NOW_RAW, "in_outbox": NOW_RAW},
    ],
)
def test_where_nothing_reliable_tells_of_another_plan_todays_counts(case):
    assert issued_plan(inspected(**case)) is None


def test_without_its_seal_a_form_is_believed_where_the_register_says_what_it_showed():
    assert target_of(issued_plan(inspected(seal=SealState.ABSENT))) == 60


def test_without_its_seal_the_copy_in_the_outbox_tells_as_well():
    inspection = inspected(seal=SealState.ABSENT, snapshot_of=NOW_RAW, in_outbox=THEN_RAW)
    assert target_of(issued_plan(inspection)) == 60
    sealed = inspected(snapshot_of=THEN_RAW, of_branch=1, in_outbox=THEN_RAW)
    assert issued_plan(sealed) is None  # a seal that fits is over its own copy


def test_a_form_without_a_copy_of_its_plan_is_read_by_todays():
    inspection = inspected()
    bare = replace(inspection.submission, snapshot=())
    assert issued_plan(replace(inspection, submission=bare)) is None


def test_a_return_of_an_earlier_plan_keeps_what_has_changed_since_beside_its_figures():
    checked = check_return(plan_context(NOW), inspected().submission)
    assert [entry.figure for entry in checked.entries] == [Figure.of("62.2")]
    assert [(change.kind, change.column) for change in checked.issued.changes] == [("column", "target")]
    assert target_of(checked.issued.plan) == 60


# ── the entries that today's plan asks for ───────────────────────────────────────────────────────


def entries(issued: Plan, now: Plan, *values: tuple[str, int]) -> list[tuple[str, Figure]]:
    given = [make_entry(kpi=code, value=value) for code, value in values]
    found = entries_now(now, issued, "45", given, "inbox/45.xlsx")
    return [(entry.kpi_code, entry.figure) for entry in found]


@pytest.mark.parametrize(
    ("then", "now", "figures"),
    [
        ([make_kpi("a")], [make_kpi("a")], [("a", Figure.of(5))]),
        ([make_kpi("a"), make_kpi("b")], [make_kpi("a")], [("a", Figure.of(5))]),  # it has ended
        ([make_kpi("a")], [make_kpi("new"), make_kpi("a")], [("new", NOT_ASKED), ("a", Figure.of(5))]),
        ([make_kpi("a")], [make_kpi("a", unit="件")], [("a", NOT_ASKED)]),
        ([make_kpi("a", indicator="受診率")], [make_kpi("z", indicator="受診率")], [("z", Figure.of(5))]),
    ],
)
def test_each_of_todays_kpis_has_the_figure_that_the_form_asked_for_in_its_unit(
    then: Sequence, now: Sequence, figures
):
    assert entries(make_plan(*then), make_plan(*now), ("a", 5), ("b", 6)) == figures


def test_the_measures_that_have_ended_are_left_out():
    entry = MeasureEntry(branch_code="45", measure_code="1", texts={})
    assert list(measures_now(make_plan(measures=["1", "2"]), [entry])) == [entry]
    assert list(measures_now(make_plan(measures=["2"]), [entry])) == []
