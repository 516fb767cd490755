"""From plan and entries to one assessment per branch and KPI."""

from decimal import Decimal

import pytest

from kpixl.model.assessment import Judgement, Outcome, Rank, Reason
from kpixl.model.figure import BLANK, MISSING, UNREADABLE, Figure, FigureState
from kpixl.model.kpi import AggregateRule, JudgeOn, RateFormula
from kpixl.model.plan_figures import NationalRow
from kpixl.model.target import DO, NO_TARGET, Direction, Fixed, Prior, Target
from kpixl.rules.assessment.aggregates import national_values
from kpixl.rules.assessment.assess import assess
from tests.details import target_text
from tests.rules.builders import MIYAZAKI, OITA, SHIZUOKA, YEAR, make_entry, make_kpi, make_plan

KEY = ("45", "rate")


def assessed(plan, *entries):
    """The one row of a plan with one branch and one KPI."""
    (row,) = assess(plan, entries)
    return row


def published(actual, year=YEAR):
    return NationalRow(
        fiscal_year=year, kpi_code="rate", target=None, actual=None if actual is None else Decimal(actual)
    )


def test_a_row_holds_everything_that_follows_from_target_and_actual():
    plan = make_plan(targets="64.6％以上", prior={KEY: "64.2"}, national=[published("58.4")])
    entry = make_entry(value="62.2")
    row = assessed(plan, entry)
    assert (row.fiscal_year, row.branch_code, row.kpi_code) == (YEAR, "45", "rate")
    assert (target_text(plan, row), row.target_value) == ("64.6％以上", Decimal("64.6"))
    assert (row.figure, row.entry, row.prior) == (Figure.of("62.2"), entry, Figure.of("64.2"))
    assert (row.judgement, row.reason) == (Judgement.NOT_ACHIEVED, Reason.NONE)
    assert row.achievement_rate == Outcome(Decimal("62.2") / Decimal("64.6"))
    assert row.target_difference == Outcome(Decimal("-2.4"))
    assert row.change_on_prior == Outcome(Decimal("-2.0"))
    assert (row.national, row.national_difference) == (Decimal("58.4"), Outcome(Decimal("3.8")))
    assert row.rank == Rank(1, 1)


def test_every_branch_and_every_kpi_has_a_row_in_the_plans_order():
    plan = make_plan(make_kpi("b"), make_kpi("a"), branches=(MIYAZAKI, OITA))
    rows = assess(plan, [make_entry("44", "a", 1)])
    assert [(row.branch_code, row.kpi_code) for row in rows] == [
        ("45", "b"),
        ("45", "a"),
        ("44", "b"),
        ("44", "a"),
    ]


def test_missing_branch_is_not_zero():
    row = assessed(make_plan(make_kpi(direction="at_most"), targets="15以下"))
    assert row.figure == MISSING
    assert (row.judgement, row.reason) == (Judgement.NOT_JUDGED, Reason.BRANCH_MISSING)
    assert row.achievement_rate == Outcome(reason=Reason.BRANCH_MISSING)
    assert (row.entry, row.rank) == (None, None)


def test_a_branch_whose_return_was_refused_is_unreadable_and_not_missing():
    plan = make_plan(branches=(OITA, MIYAZAKI))
    refused, missing = assess(plan, [], {"44"})
    assert (refused.figure, refused.reason) == (UNREADABLE, Reason.UNREADABLE)
    assert (missing.figure, missing.reason) == (MISSING, Reason.BRANCH_MISSING)


@pytest.mark.parametrize(
    ("direction", "target", "value", "better"),
    [
        ("at_least", "50以上", "64.3", True),
        ("at_least", "50以上", "64.1", False),
        ("at_most", "50以下", "64.1", True),
        ("at_most", "50以下", "64.3", False),
        ("at_least", "50以上", "64.2", None),
        ("equal", "50", "64.3", None),
        ("at_least", "50以上", FigureState.UNSETTLED, None),
    ],
)
def test_a_change_is_for_the_better_by_direction(direction, target, value, better):
    plan = make_plan(make_kpi(direction=direction), targets=target, prior={KEY: "64.2"})
    assert assessed(plan, make_entry(value=value)).improved is better


def test_a_change_of_definition_is_neither_better_nor_worse():
    plan = make_plan(make_kpi(comparable=False), prior={KEY: "10.7"})
    assert assessed(plan, make_entry(value="33.9")).improved is None


def test_a_blank_of_a_branch_that_returned_is_not_a_missing_branch():
    plan = make_plan(make_kpi("a"), make_kpi("b"))
    row = assess(plan, [make_entry(kpi="a", value=1)])[1]
    assert (row.figure, row.reason) == (BLANK, Reason.NOT_REPORTED)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (FigureState.UNSETTLED, Reason.UNSETTLED),
        (FigureState.UNREADABLE, Reason.UNREADABLE),
        (FigureState.SUPPRESSED, Reason.SUPPRESSED),
    ],
)
def test_a_figure_without_a_number_has_the_same_reason_throughout(state, reason):
    plan = make_plan(prior={KEY: "64.2"}, national=[published("58.4")])
    row = assessed(plan, make_entry(value=state))
    none = Outcome(reason=reason)
    assert (row.judgement, row.reason) == (Judgement.NOT_JUDGED, reason)
    assert [
        row.achievement_rate,
        row.target_difference,
        row.change_on_prior,
        row.national_difference,
    ] == [none] * 4
    assert row.rank is None


def test_a_prior_year_target_shows_the_prior_actual_as_its_baseline():
    plan = make_plan(targets="対前年度以上", prior={KEY: "64.2"})
    row = assessed(plan, make_entry(value="64.2"))
    assert row.target == Target(Direction.AT_LEAST, Prior(Decimal("64.2")))
    assert (target_text(plan, row), row.target_value) == ("前年度（64.2％）以上", Decimal("64.2"))
    assert row.judgement is Judgement.ACHIEVED


def test_a_stated_baseline_beats_the_prior_actual_and_the_definition_gives_no_change():
    """静岡 FY2024: baseline 34.0% (10 months) beside a prior actual of 10.7% (3 months)."""
    plan = make_plan(make_kpi(comparable=False), targets="対前年度以上(34.0%以上)", prior={KEY: "10.7"})
    row = assessed(plan, make_entry(value="33.9"))
    assert (row.target_value, row.judgement) == (Decimal("34.0"), Judgement.NOT_ACHIEVED)
    assert target_text(plan, row) == "前年度（34.0％）以上"
    assert row.target_difference == Outcome(Decimal("-0.1"))
    assert (row.prior, row.change_on_prior) == (Figure.of("10.7"), Outcome(reason=Reason.NOT_COMPARABLE))


def test_a_prior_year_target_without_any_baseline_is_not_judged():
    plan = make_plan(targets="対前年度以上")
    row = assessed(plan, make_entry(value="33.9"))
    assert (row.judgement, row.reason) == (Judgement.NOT_JUDGED, Reason.NO_BASELINE)
    assert row.achievement_rate == row.target_difference == Outcome(reason=Reason.NO_BASELINE)
    assert (target_text(plan, row), row.target_value) == ("前年度以上", None)
    assert row.change_on_prior == Outcome(reason=Reason.NO_PRIOR)


def test_a_prior_of_another_definition_is_neither_baseline_nor_base():
    kpi = make_kpi(direction="at_most", comparable=False, rate_formula=RateFormula.REDUCTION)
    plan = make_plan(kpi, targets="15以下", prior={KEY: "20"})
    row = assessed(plan, make_entry(value="10"))
    assert row.achievement_rate == Outcome(reason=Reason.NOT_COMPARABLE)
    unsettled = make_plan(kpi, targets="前年度以下", prior={KEY: "20"})
    assert target_text(unsettled, assessed(unsettled, make_entry(value="10"))) == "前年度以下"


def test_a_reduction_starts_from_the_prior_actual():
    kpi = make_kpi(direction="at_most", rate_formula=RateFormula.REDUCTION)
    plan = make_plan(kpi, targets="15以下", prior={KEY: "20"})
    assert assessed(plan, make_entry(value="16")).achievement_rate == Outcome(Decimal("0.8"))


def test_no_target_is_reported_and_ranked_but_not_judged():
    plan = make_plan(targets={}, prior={KEY: "64.2"})
    row = assessed(plan, make_entry(value="62.2"))
    assert (row.target, target_text(plan, row)) == (NO_TARGET, "設定なし")
    assert (row.judgement, row.reason) == (Judgement.NO_TARGET, Reason.NO_TARGET)
    assert row.achievement_rate == row.target_difference == Outcome(reason=Reason.NO_TARGET)
    assert (row.change_on_prior, row.rank) == (Outcome(Decimal("-2.0")), Rank(1, 1))


def test_a_do_target_is_qualitative():
    plan = make_plan(make_kpi(unit="件", direction="do", decimals=0), targets="実施", prior={KEY: 2})
    row = assessed(plan, make_entry(value=1))
    assert (row.target, target_text(plan, row), row.target_value) == (DO, "実施", None)
    assert (row.judgement, row.rank) == (Judgement.ACHIEVED, None)
    assert row.achievement_rate == row.target_difference == Outcome(reason=Reason.QUALITATIVE)
    assert row.change_on_prior == Outcome(Decimal(-1))


def test_the_target_is_worded_in_the_plans_language():
    plan = make_plan(targets="64.6以上", language="en")
    row = assessed(plan, make_entry(value="62.2"))
    assert target_text(plan, row) == "64.6% or more"


@pytest.mark.parametrize(
    ("judge_on", "judgement"),
    [(JudgeOn.REPORTED, Judgement.ACHIEVED), (JudgeOn.EXACT, Judgement.NOT_ACHIEVED)],
)
def test_the_plan_says_at_which_precision_is_judged(judge_on, judgement):
    row = assessed(make_plan(targets="64.6以上", judge_on=judge_on), make_entry(value="64.55"))
    assert row.judgement is judgement
    assert row.figure == Figure.of("64.55")


def test_ranks_leave_out_branches_without_a_number():
    plan = make_plan(branches=(SHIZUOKA, OITA, MIYAZAKI))
    rows = assess(plan, [make_entry("22", value="64.7"), make_entry("45", value=FigureState.UNSETTLED)])
    assert [row.rank for row in rows] == [Rank(1, 1), None, None]


def test_an_entry_of_a_kpi_the_plan_does_not_have_changes_nothing():
    plan = make_plan()
    entry = make_entry(value="62.2")
    assert assess(plan, [entry, make_entry(kpi="mail_rate", value="91.4")]) == assess(plan, [entry])


def test_a_national_figure_of_another_year_is_not_taken():
    plan = make_plan(national=[published("57.7", YEAR.prior)])
    row = assessed(plan, make_entry(value="62.2"))
    assert (row.national, row.national_difference) == (None, Outcome(reason=Reason.NO_NATIONAL))


def test_national_figures_are_computed_from_entries_where_none_is_published():
    kpis = (
        make_kpi("a", aggregate=AggregateRule.RATIO),
        make_kpi("b", aggregate=AggregateRule.SUM),
        make_kpi("c"),
    )
    plan = make_plan(*kpis, branches=(OITA, MIYAZAKI))
    entries = [
        make_entry("44", "a", "50", counts=(5, 10)),
        make_entry("45", "a", "99", counts=(990, 1000)),
        make_entry("44", "b", 1),
        make_entry("45", "b", 2),
        make_entry("45", "c", 3),
    ]
    assert national_values(plan, iter(entries)) == {"a": Decimal("98.5"), "b": Decimal(3)}
    rows = {(row.branch_code, row.kpi_code): row for row in assess(plan, entries)}
    assert rows["45", "a"].national_difference == Outcome(Decimal("0.5"))
    assert rows["45", "b"].national_difference == Outcome(reason=Reason.WHOLE_IS_SUM)
    assert rows["45", "c"].national_difference == Outcome(reason=Reason.NO_NATIONAL)


def test_a_fixed_target_stays_fixed_beside_a_prior():
    row = assessed(make_plan(targets="64.6以上", prior={KEY: "70"}), make_entry(value="62.2"))
    assert row.target == Target(Direction.AT_LEAST, Fixed(Decimal("64.6")))
