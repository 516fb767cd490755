"""Head office's figures stand in for the branches', and what they stand in for is kept."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpixl.locale import translate
from kpixl.model.assessment import Judgement, Reason
from kpixl.model.figure import Figure, FigureState
from kpixl.rules.assessment.assess import assess
from kpixl.rules.assessment.control_totals import control_totals
from kpixl.rules.issue.distribution import fingerprint
from kpixl.rules.plan.adjustments import adjust_entries, check_adjustments, check_planned_adjustments
from tests.details import shown_details
from tests.rules.builders import (
    MIYAZAKI,
    OITA,
    SHIZUOKA,
    codes,
    make_adjustment,
    make_counted_kpi,
    make_entry,
    make_kpi,
    make_plan,
    make_raw_plan,
)

DATE = dt.date(2025, 6, 20)
KPIS = (make_kpi("a", minimum=Decimal(0), maximum=Decimal(100)), make_kpi("b"))
RAW = make_raw_plan(
    adjustments=[
        {"branch_code": "45", "adjusted_code": "rate", "adjusted_value": 62.3, "adjusted_reason": "x"}
    ]
)


def adjustment(branch="45", code="a", value="62.3", cell="C2"):
    return make_adjustment(code, value, branch=branch, date=DATE, cell=cell)


def plan_with(*adjustments, kpis=KPIS, branches=(OITA, MIYAZAKI), **settings):
    plan = make_plan(*kpis, branches=branches, targets="62.3以上", **settings)
    return replace(plan, adjustments=adjustments)


def returned(*entries):
    return [replace(entry, file=f"inbox/{entry.branch_code}.xlsx") for entry in entries]


MINE = returned(make_entry("45", "a", "62.2"), make_entry("45", "b", "10"))


def by_key(rows):
    return {(row.branch_code, row.kpi_code): row for row in rows}


def test_the_adjusted_figure_is_judged_and_what_was_typed_stays():
    plan = plan_with(adjustment())
    entry, other = adjust_entries(plan, MINE)
    assert entry.figure == Figure.of("62.3")
    assert (entry.reported, entry.actual) == (Figure.of("62.2"), MINE[0].actual)
    assert other is MINE[1]
    row = by_key(assess(plan, [entry, other]))["45", "a"]
    assert row.judgement is Judgement.ACHIEVED
    assert by_key(assess(plan, MINE))["45", "a"].judgement is Judgement.NOT_ACHIEVED


def test_a_branch_without_a_return_has_the_adjusted_figure_and_nothing_else():
    plan = plan_with(adjustment("44"))
    entries = adjust_entries(plan, MINE)
    rows = by_key(assess(plan, entries))
    assert rows["44", "a"].judgement is Judgement.ACHIEVED
    assert rows["44", "a"].entry.reported.state is FigureState.MISSING
    assert rows["44", "b"].figure.state is FigureState.MISSING
    assert rows["44", "b"].reason is Reason.BRANCH_MISSING


def test_a_refused_branch_has_the_adjusted_figure_and_nothing_else():
    plan = plan_with(adjustment("44"))
    refused = {"44"}
    rows = by_key(assess(plan, adjust_entries(plan, MINE, refused), refused))
    assert rows["44", "a"].entry.reported.state is FigureState.UNREADABLE
    assert rows["44", "b"].figure.state is FigureState.UNREADABLE


def test_a_figure_may_be_adjusted_to_a_state():
    plan = plan_with(adjustment(value=FigureState.UNSETTLED))
    row = by_key(assess(plan, adjust_entries(plan, MINE)))["45", "a"]
    assert (row.judgement, row.reason) == (Judgement.NOT_JUDGED, Reason.UNSETTLED)


def test_a_grade_is_no_figure():
    grade = make_adjustment("1", text="A", reason="理由", date=DATE)
    plan = plan_with(grade)
    assert list(adjust_entries(plan, MINE)) == MINE
    assert check_adjustments(plan, RAW, MINE) == []
    assert control_totals(plan, MINE, assess(plan, MINE)).adjustments == 0


def test_ranks_go_by_the_adjusted_figure():
    entries = [*MINE, *returned(make_entry("44", "a", "62.25"))]
    plan = plan_with(adjustment())
    rows = by_key(assess(plan, adjust_entries(plan, entries)))
    assert rows["45", "a"].rank.place == 1
    assert by_key(assess(plan, entries))["44", "a"].rank.place == 1


def test_counts_that_do_not_give_the_adjusted_figure_are_not_in_the_national_ratio():
    kpi = make_counted_kpi("a", aggregate="ratio")
    plan = plan_with(kpis=(kpi,), branches=(OITA, MIYAZAKI, SHIZUOKA))
    entries = returned(
        make_entry("44", "a", 50, counts=(50, 100)),
        make_entry("45", "a", 20, counts=(20, 100)),
        make_entry("22", "a", 60, counts=(60, 100)),
    )
    assert assess(plan, entries)[0].national == Decimal("43.3")  # 130 of 300
    adjusted = replace(plan, adjustments=(adjustment(value="80"),))
    row = by_key(assess(adjusted, adjust_entries(adjusted, entries)))["45", "a"]
    assert row.national == Decimal("55.0")  # 110 of 200
    assert (row.entry.numerator.value, row.entry.denominator.value) == (20, 100)


def test_an_adjustment_does_not_touch_what_the_branches_were_sent():
    for branch in (OITA, MIYAZAKI):
        assert fingerprint(plan_with(adjustment()), branch.code, translate) == fingerprint(
            plan_with(), branch.code, translate
        )


# ── findings ────────────────────────────────────────────────────────────────────────────────────────
def findings(*adjustments, entries=MINE):
    plan = plan_with(*adjustments)
    return check_adjustments(plan, RAW, adjust_entries(plan, entries))


def test_every_adjusted_figure_is_noted_with_its_place_in_the_plan():
    (found,) = findings(adjustment())
    assert (found.kind.code, found.branch_code, found.kpi_code) == ("K512", "45", "a")
    assert (found.place.file, found.place.sheet, found.place.cell) == ("plan.xlsx", "補正", "C2")
    details = shown_details(found.details)
    assert (details["reported"], details["adjusted"]) == ("62.2％", "62.3％")
    assert (details["reason"], details["person"], details["date"]) == ("計上漏れ", "山田", "2025/06/20")


def test_a_figure_without_a_return_is_noted_as_such():
    (found,) = findings(adjustment("44"))
    assert found.kind.code == "K515"
    assert shown_details(found.details)["reported"] == "word.state.missing"


@pytest.mark.parametrize(
    ("value", "expected"), [("62.20", ["K516"]), ("62.2", ["K516"]), ("62.21", ["K512"])]
)
def test_an_adjustment_to_the_same_figure_is_doubted(value, expected):
    assert codes(findings(adjustment(value=value))) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("100", []), ("100.1", ["K517"]), ("0", []), ("-0.1", ["K517"])],
)
def test_an_adjustment_out_of_range_is_doubted_before_anything_is_returned(value, expected):
    assert codes(check_planned_adjustments(plan_with(adjustment(value=value)), RAW)) == expected


@pytest.mark.parametrize("state", [FigureState.UNSETTLED, FigureState.SUPPRESSED])
def test_an_adjustment_to_a_state_is_out_of_no_range_and_of_no_scale(state):
    plan = plan_with(adjustment(value=state), prior={("45", "a"): "30.5"})
    assert check_planned_adjustments(plan, RAW) == []


@pytest.mark.parametrize(("value", "expected"), [("0.33", ["K519"]), ("33", []), ("3050", ["K519"])])
def test_an_adjustment_of_another_scale_than_the_prior_year_is_doubted_in_the_plan_alone(value, expected):
    plan = plan_with(adjustment(code="b", value=value), prior={("45", "b"): "30.5"})
    assert codes(check_planned_adjustments(plan, RAW)) == expected
    entries = adjust_entries(plan, returned(make_entry("45", "b", "30.5")))
    assert codes(check_adjustments(plan, RAW, entries)) == ["K512"]


@pytest.mark.parametrize(("value", "expected"), [("0.33", ["K512", "K519"]), ("33", ["K512"])])
def test_without_a_prior_year_the_branchs_own_figure_tells_the_scale(value, expected):
    plan = plan_with(adjustment(code="b", value=value))
    assert check_planned_adjustments(plan, RAW) == []
    entries = adjust_entries(plan, returned(make_entry("45", "b", "30.5")))
    assert codes(check_adjustments(plan, RAW, entries)) == expected


@pytest.mark.parametrize(
    ("date", "expected"),
    [(dt.date(2026, 3, 31), []), (dt.date(2026, 4, 1), ["K146"]), (dt.date(2034, 6, 20), ["K146"])],
)
def test_a_date_more_than_a_year_after_the_fiscal_years_end_is_doubted(date, expected):
    plan = plan_with(replace(adjustment(), date=date))
    assert codes(check_planned_adjustments(plan, RAW)) == expected


@pytest.mark.parametrize(("grade", "expected"), [("Z", ["K145"]), ("5", ["K145"]), ("Ａ", []), ("S", [])])
def test_a_grade_that_the_scheme_does_not_give_is_doubted(grade, expected):
    override = make_adjustment("M1", text=grade, reason="災害", date=DATE, cell="C2")
    plan = plan_with(override, grade_scheme="支部4段階", measures=("M1",))
    found = check_planned_adjustments(plan, RAW)
    assert codes(found) == expected
    if expected:
        assert shown_details(found[0].details)["accepted"].split() == ["S", "A", "B", "C"]
    free = plan_with(override, measures=("M1",))
    assert check_planned_adjustments(free, RAW) == []


# ── control totals ──────────────────────────────────────────────────────────────────────────────────
_VALUES = st.none() | st.decimals(-50, 50, places=1)


@given(st.lists(_VALUES, min_size=4, max_size=4), st.lists(_VALUES, min_size=4, max_size=4))
def test_the_totals_agree_whatever_is_adjusted(reported, adjusted):
    keys = [("44", "a"), ("44", "b"), ("45", "a"), ("45", "b")]
    entries = returned(*(make_entry(*key, value) for key, value in zip(keys, reported, strict=True)))
    items = [adjustment(*key, value) for key, value in zip(keys, adjusted, strict=True) if value is not None]
    plan = plan_with(*items)
    rows = assess(plan, adjust_entries(plan, entries))
    totals = control_totals(plan, entries, rows)
    assert totals.agree
    counted = [new if new is not None else old for new, old in zip(adjusted, reported, strict=True)]
    assert totals.sum_out == sum((value for value in counted if value is not None), Decimal(0))
    assert totals.adjustments == len(items)


def test_a_figure_that_changed_without_an_adjustment_does_not_agree():
    plan = plan_with(adjustment())
    rows = assess(plan, adjust_entries(plan, MINE))
    changed = [replace(row, figure=Figure.of(11)) if row.kpi_code == "b" else row for row in rows]
    assert control_totals(plan, MINE, rows).agree
    assert not control_totals(plan, MINE, changed).agree


def test_an_adjustment_that_was_not_applied_does_not_agree():
    plan = plan_with(adjustment())
    assert not control_totals(plan, MINE, assess(plan, MINE)).agree
