"""Change on prior, national figures and ranks."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kpixl.model.assessment import Outcome, Rank, Reason
from kpixl.model.figure import BLANK, Figure, FigureState
from kpixl.model.kpi import Aggregate, JudgeOn
from kpixl.model.target import Direction
from kpixl.rules.comparison import (
    NationalFigure,
    change_on_prior,
    difference,
    improved,
    national_figure,
    quotient,
    rank_branches,
)
from tests.rules.builders import make_entry, make_figure, make_kpi

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


# ── national figures ─────────────────────────────────────────────────────────────────────────────


def kpi_with(aggregate, **fields):
    return make_kpi(aggregate=Aggregate(aggregate), **fields)


SMALL_AND_LARGE = [
    make_entry("22", value="50", counts=(5, 10)),  # 50% of 10
    make_entry("45", value="99", counts=(990, 1000)),  # 99% of 1000
]


def test_a_national_rate_is_sum_over_sum_and_not_a_mean_of_rates():
    national = national_figure(kpi_with("ratio"), None, SMALL_AND_LARGE)
    assert national == NationalFigure(Decimal("98.5"), Aggregate.RATIO, 2)  # 995 of 1010, not 74.5


def test_a_mean_of_rates_is_taken_only_where_the_kpi_says_so_and_named_so():
    national = national_figure(kpi_with("mean"), None, SMALL_AND_LARGE)
    assert national == NationalFigure(Decimal("74.5"), Aggregate.MEAN, 2)


def test_counts_are_summed():
    entries = [make_entry("22", value=7183), make_entry("45", value=944)]
    national = national_figure(kpi_with("sum", unit="事業所", decimals=0), None, entries)
    assert national == NationalFigure(Decimal(8127), Aggregate.SUM, 2)


@pytest.mark.parametrize("aggregate", list(Aggregate))
def test_a_published_figure_wins_over_every_rule(aggregate):
    national = national_figure(kpi_with(aggregate), Decimal("58.4"), SMALL_AND_LARGE)
    assert national == NationalFigure(Decimal("58.4"), Aggregate.PUBLISHED, None)


def test_a_published_zero_wins_too():
    assert national_figure(kpi_with("ratio"), Decimal(0), SMALL_AND_LARGE).value == 0


@pytest.mark.parametrize("aggregate", ["published", "none"])
def test_without_a_published_figure_and_a_rule_there_is_none(aggregate):
    assert national_figure(kpi_with(aggregate), None, SMALL_AND_LARGE) is None


@pytest.mark.parametrize("state", [None, FigureState.UNSETTLED, FigureState.SUPPRESSED, FigureState.MISSING])
@pytest.mark.parametrize(("aggregate", "value"), [("ratio", "98.5"), ("mean", "74.5"), ("sum", "149")])
def test_a_branch_without_a_figure_is_left_out_and_never_counted_as_zero(aggregate, value, state):
    entries = [*SMALL_AND_LARGE, make_entry("44", value=state)]
    national = national_figure(kpi_with(aggregate), None, entries)
    assert (national.value, national.coverage) == (Decimal(value), 2)


def test_a_branch_with_a_rate_but_no_counts_is_not_in_the_ratio():
    national = national_figure(kpi_with("ratio"), None, [*SMALL_AND_LARGE, make_entry("44", value="10")])
    assert (national.value, national.coverage) == (Decimal("98.5"), 2)


@pytest.mark.parametrize("lost", ["numerator", "denominator"])
def test_a_branch_with_one_count_alone_is_not_in_the_ratio(lost):
    half = replace(make_entry("44", value="10", counts=(1, 10)), **{lost: BLANK})
    national = national_figure(kpi_with("ratio"), None, [*SMALL_AND_LARGE, half])
    assert (national.value, national.coverage) == (Decimal("98.5"), 2)


def test_counts_of_a_refused_figure_are_not_in_the_ratio():
    """Numerator > denominator is an error (K503), and an error's value is not used."""
    refused = make_entry("44", value=FigureState.UNREADABLE, counts=(500, 10))
    national = national_figure(kpi_with("ratio"), None, [*SMALL_AND_LARGE, refused])
    assert (national.value, national.coverage) == (Decimal("98.5"), 2)


def test_a_denominator_of_zero_adds_nothing_to_the_ratio():
    entries = [*SMALL_AND_LARGE, make_entry("44", value="5", counts=(5, 0))]
    national = national_figure(kpi_with("ratio"), None, entries)
    assert (national.value, national.coverage) == (Decimal("98.5"), 2)


@pytest.mark.parametrize("aggregate", ["ratio", "mean", "sum"])
def test_without_any_figure_there_is_no_national_figure_rather_than_zero(aggregate):
    entries = [make_entry("22"), make_entry("45", value=FigureState.UNSETTLED)]
    assert national_figure(kpi_with(aggregate), None, entries) is None
    assert national_figure(kpi_with(aggregate), None, []) is None


def test_a_national_rate_is_rounded_half_up_at_the_kpis_decimals():
    entries = [make_entry("45", value="12.5", counts=(1, 8))]
    assert national_figure(kpi_with("ratio", decimals=0), None, entries).value == Decimal(13)
    assert national_figure(kpi_with("ratio", decimals=2), None, entries).value == Decimal("12.50")


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
