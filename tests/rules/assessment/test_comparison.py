"""Change on prior, differences and ranks."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kpixl.model.assessment import Outcome, Rank, Reason
from kpixl.model.figure import Figure, FigureState
from kpixl.model.kpi import JudgeOn
from kpixl.model.target import Direction
from kpixl.rules.assessment.comparison import (
    change_on_prior,
    difference,
    improved,
    rank_branches,
    rank_prior_year,
)
from kpixl.rules.figures.rates import quotient
from tests.rules.builders import (
    MIYAZAKI,
    OITA,
    SHIZUOKA,
    YEAR,
    make_figure,
    make_history_row,
    make_kpi,
    make_plan,
)

# ── change on prior ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("actual", "prior", "change"), [("62.2", "64.2", "-2.0"), ("8.0", "7.6", "0.4"), ("5", "5", "0")]
)
def test_the_change_is_actual_minus_prior_in_points(actual, prior, change):
    outcome = change_on_prior(make_kpi(), make_figure(actual), make_figure(prior))
    assert outcome == Outcome(Decimal(change))


def test_a_changed_definition_gives_no_change():
    outcome = change_on_prior(make_kpi(comparable=False), Figure.of("33.9"), Figure.of("9.63"))
    assert outcome == Outcome(reason=Reason.NOT_COMPARABLE)


def test_a_changed_definition_is_named_even_where_the_figure_is_missing():
    outcome = change_on_prior(make_kpi(comparable=False), Figure(FigureState.MISSING), None)
    assert outcome == Outcome(reason=Reason.NOT_COMPARABLE)


@pytest.mark.parametrize("prior", [None, Figure(FigureState.UNSETTLED), Figure(FigureState.SUPPRESSED)])
def test_without_a_prior_number_there_is_no_change(prior):
    assert change_on_prior(make_kpi(), Figure.of(5), prior) == Outcome(reason=Reason.NO_PRIOR)


def test_a_prior_of_zero_is_a_prior():
    assert change_on_prior(make_kpi(), Figure.of(5), Figure.of(0)) == Outcome(Decimal(5))


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (FigureState.BLANK, Reason.NOT_REPORTED),
        (FigureState.MISSING, Reason.BRANCH_MISSING),
        (FigureState.UNSETTLED, Reason.UNSETTLED),
        (FigureState.DONE, Reason.QUALITATIVE),
    ],
)
def test_a_figure_without_a_number_has_neither_change_nor_difference(state, reason):
    assert change_on_prior(make_kpi(), Figure(state), Figure.of(5)) == Outcome(reason=reason)
    assert difference(Figure(state), Decimal(5), Reason.NO_NATIONAL) == Outcome(reason=reason)


def test_a_difference_is_signed_and_its_absence_has_the_callers_reason():
    assert difference(Figure.of("62.2"), Decimal("64.6"), Reason.NO_NATIONAL) == Outcome(Decimal("-2.4"))
    assert difference(Figure.of("62.2"), None, Reason.NO_NATIONAL) == Outcome(reason=Reason.NO_NATIONAL)


@pytest.mark.parametrize(
    ("direction", "change", "expected"),
    [
        (Direction.AT_LEAST, "0.1", True),
        (Direction.AT_LEAST, "-0.1", False),
        (Direction.AT_MOST, "0.1", False),
        (Direction.AT_MOST, "-0.1", True),
        (Direction.AT_LEAST, "0", None),
        (Direction.AT_MOST, "0", None),
        (Direction.EQUAL, "0.1", None),
        (Direction.DO, "1", None),
        (Direction.NONE, "-1", None),
    ],
)
def test_better_and_worse_go_by_direction(direction, change, expected):
    assert improved(direction, Decimal(change)) is expected


@pytest.mark.parametrize(("unit", "value"), [("％", "10.5"), ("件", "0.105"), ("円", "0.105")])
def test_only_a_rate_is_multiplied_by_a_hundred(unit, value):
    assert quotient(make_kpi(unit=unit), Decimal(21), Decimal(200)) == Decimal(value)


# ── ranks ────────────────────────────────────────────────────────────────────────────────────────


def ranked(kpi, values, judge_on=JudgeOn.REPORTED):
    figures = {(branch, kpi.code): Decimal(value) for branch, value in values.items()}
    ranks = rank_branches({kpi.code: kpi}, figures, judge_on)
    return {branch: (rank.place, rank.of, rank.tied) for (branch, _code), rank in ranks.items()}


def test_equal_figures_share_a_place_and_the_next_place_is_skipped():
    assert ranked(make_kpi(), {"22": "64.7", "44": "62.2", "45": "62.2", "46": "50.9"}) == {
        "22": (1, 4, False),
        "44": (2, 4, True),
        "45": (2, 4, True),
        "46": (4, 4, False),
    }


def test_the_smallest_is_first_where_less_is_better():
    kpi = make_kpi(direction="at_most")
    assert ranked(kpi, {"22": "10.6", "44": "0", "45": "0", "46": "14.3"}) == {
        "22": (3, 4, False),
        "44": (1, 4, True),
        "45": (1, 4, True),
        "46": (4, 4, False),
    }


@pytest.mark.parametrize(
    ("judge_on", "expected"),
    [
        (JudgeOn.REPORTED, {"22": (1, 2, True), "45": (1, 2, True)}),  # both print as 64.6
        (JudgeOn.EXACT, {"22": (2, 2, False), "45": (1, 2, False)}),
    ],
)
def test_ranks_compare_at_the_judged_precision(judge_on, expected):
    assert ranked(make_kpi(), {"22": "64.55", "45": "64.64"}, judge_on) == expected


@pytest.mark.parametrize("direction", ["at_least", "at_most"])
def test_zero_and_rounded_minus_zero_tie(direction):
    kpi = make_kpi(direction=direction)
    assert ranked(kpi, {"22": "-0.04", "45": "0"}) == {"22": (1, 2, True), "45": (1, 2, True)}


def test_a_branch_alone_is_first_of_one():
    assert ranked(make_kpi(), {"45": "62.2"}) == {"45": (1, 1, False)}


def test_each_kpi_is_ranked_by_itself():
    more, less = make_kpi("more"), make_kpi("less", direction="at_most")
    figures = {
        ("22", "more"): Decimal(1),
        ("45", "more"): Decimal(2),
        ("22", "less"): Decimal(1),
        ("45", "less"): Decimal(2),
        ("46", "less"): Decimal(2),
    }
    assert rank_branches({"more": more, "less": less}, figures, JudgeOn.REPORTED) == {
        ("22", "more"): Rank(2, 2),
        ("45", "more"): Rank(1, 2),
        ("22", "less"): Rank(1, 3),
        ("45", "less"): Rank(2, 3, tied=True),
        ("46", "less"): Rank(2, 3, tied=True),
    }


@pytest.mark.parametrize("direction", ["do", "equal"])
def test_without_better_and_worse_there_are_no_ranks(direction):
    assert ranked(make_kpi(direction=direction), {"22": "1", "45": "2"}) == {}
    assert ranked(make_kpi(direction=direction), {"45": "2"}) == {}


def test_without_figures_there_are_no_ranks():
    assert ranked(make_kpi(), {}) == {}


def test_two_figures_that_are_one_as_floats_do_not_tie_when_judged_exactly():
    almost = {"22": "64.60000000000000001", "45": "64.6"}
    assert float(almost["22"]) == float(almost["45"])
    assert ranked(make_kpi(), almost, JudgeOn.EXACT) == {"22": (1, 2, False), "45": (2, 2, False)}


# ── last year's ranks ────────────────────────────────────────────────────────────────────────────

THREE = (SHIZUOKA, OITA, MIYAZAKI)
LAST_YEAR = {("22", "rate"): "64.55", ("44", "rate"): "62.2", ("45", "rate"): "64.64"}


def prior_ranks(kpi, prior, *, more=(), **settings):
    plan = make_plan(kpi, branches=THREE, prior=prior, **settings)
    ranks = rank_prior_year(replace(plan, history=(*plan.history, *more)))
    return {branch: (rank.place, rank.of, rank.tied) for (branch, _code), rank in ranks.items()}


@pytest.mark.parametrize(
    ("judge_on", "expected"),
    [
        (JudgeOn.REPORTED, {"22": (1, 3, True), "44": (3, 3, False), "45": (1, 3, True)}),
        (JudgeOn.EXACT, {"22": (2, 3, False), "44": (3, 3, False), "45": (1, 3, False)}),
    ],
)
def test_last_years_figures_are_ranked_at_the_precision_of_this_years(judge_on, expected):
    assert prior_ranks(make_kpi(), LAST_YEAR, judge_on=judge_on) == expected


def test_last_years_smallest_is_first_where_less_is_better():
    found = prior_ranks(make_kpi(direction="at_most"), LAST_YEAR, targets="50以下")
    assert found == {"22": (2, 3, True), "44": (1, 3, False), "45": (2, 3, True)}


def test_a_branch_without_a_number_last_year_has_no_rank_and_is_not_counted():
    prior = {**LAST_YEAR, ("44", "rate"): FigureState.UNSETTLED}
    assert prior_ranks(make_kpi(), prior) == {"22": (1, 2, True), "45": (1, 2, True)}


def test_neither_an_earlier_year_nor_a_branch_that_is_gone_nor_an_unknown_kpi_is_ranked():
    more = [
        make_history_row("44", "99", year=YEAR.prior.prior),
        make_history_row("99", "99"),
        make_history_row("44", "99", kpi="gone"),
    ]
    prior = {("22", "rate"): "60", ("45", "rate"): "61"}
    assert prior_ranks(make_kpi(), prior, more=more) == {"22": (2, 2, False), "45": (1, 2, False)}


@pytest.mark.parametrize("changed", [{"comparable": False}, {"comparable_since": YEAR}])
def test_figures_of_another_definition_have_no_rank(changed):
    assert prior_ranks(make_kpi(**changed), LAST_YEAR) == {}


def test_figures_of_the_definition_since_last_year_have_a_rank():
    assert len(prior_ranks(make_kpi(comparable_since=YEAR.prior), LAST_YEAR)) == 3
