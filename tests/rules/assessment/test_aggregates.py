"""National and block figures: published, computed, covered, reconciled, and compared with last year."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpixl.model.aggregate import Coverage
from kpixl.model.assessment import Outcome, Reason
from kpixl.model.figure import BLANK, Figure, FigureState
from kpixl.model.kpi import AggregateRule
from kpixl.model.plan import Branch
from kpixl.model.plan_figures import HistoryRow, NationalRow
from kpixl.model.rounding import round_half_up
from kpixl.rules.assessment.aggregates import check_aggregates, compute_aggregates
from kpixl.rules.plan.parse import parse_plan
from tests.details import shown_details
from tests.rules.builders import (
    MIYAZAKI,
    OITA,
    SHIZUOKA,
    YEAR,
    branch_row,
    kpi_row,
    make_entry,
    make_kpi,
    make_plan,
    make_raw_plan,
    national_row,
)
from tests.searching import examples

KYUSHU = (OITA, MIYAZAKI)
ALL = (SHIZUOKA, *KYUSHU)


def kpi_with(rule, **fields):
    return make_kpi(aggregate=AggregateRule(rule), **fields)


def published(value, year=YEAR, block="", **counts):
    return NationalRow(
        fiscal_year=year,
        kpi_code="rate",
        target=None,
        actual=None if value is None else Decimal(value),
        note="",
        block=block,
        **counts,
    )


def past(branch, value, counts=None):
    numbers = {name: Decimal(n) for name, n in zip(("numerator", "denominator"), counts or (), strict=False)}
    return HistoryRow(
        fiscal_year=YEAR.prior, branch_code=branch, kpi_code="rate", actual=Figure.of(value), **numbers
    )


def grouped(kpi, entries, branches=ALL, national=(), history=()):
    """The figures of one KPI by block."""
    plan = replace(make_plan(kpi, branches=branches, national=national), history=tuple(history))
    return {aggregate.block: aggregate for aggregate in compute_aggregates(plan, entries)}


def whole(kpi, entries, **more):
    return grouped(kpi, entries, **more)[""]


SMALL_AND_LARGE = [
    make_entry("22", value="50", counts=(5, 10)),  # 50% of 10
    make_entry("45", value="99", counts=(990, 1000)),  # 99% of 1000
]
COMPLETE = [*SMALL_AND_LARGE, make_entry("44", value="50", counts=(495, 990))]  # 1490 of 2000: 74.5


# ── as computed ──────────────────────────────────────────────────────────────────────────────────


def test_a_rate_is_sum_over_sum_and_not_a_mean_of_rates():
    aggregate = whole(kpi_with("ratio"), SMALL_AND_LARGE)
    assert aggregate.computed == Outcome(Decimal("98.5"))  # 995 of 1010, not 74.5
    assert (aggregate.value, aggregate.basis, aggregate.coverage) == (
        Decimal("98.5"),
        AggregateRule.RATIO,
        Coverage(branches=2, of=3),
    )


def test_a_mean_of_rates_is_taken_only_where_the_kpi_says_so_and_named_so():
    aggregate = whole(kpi_with("mean"), SMALL_AND_LARGE)
    assert (aggregate.value, aggregate.basis, aggregate.coverage) == (
        Decimal("74.5"),
        AggregateRule.MEAN,
        Coverage(branches=2, of=3),
    )


def test_counts_are_summed():
    entries = [make_entry("22", value=7183), make_entry("45", value=944)]
    aggregate = whole(kpi_with("sum", unit="事業所", decimals=0), entries)
    assert (aggregate.value, aggregate.basis, aggregate.coverage) == (
        Decimal(8127),
        AggregateRule.SUM,
        Coverage(branches=2, of=3),
    )


@pytest.mark.parametrize("rule", ["published", "none"])
def test_without_a_rule_nothing_is_computed(rule):
    aggregate = whole(kpi_with(rule), SMALL_AND_LARGE)
    assert (aggregate.computed, aggregate.value) == (Outcome(reason=Reason.PUBLISHED_ONLY), None)
    assert (aggregate.basis, aggregate.coverage, aggregate.is_empty) == (
        AggregateRule.NONE,
        Coverage(branches=0, of=3),
        True,
    )


@pytest.mark.parametrize("state", [state for state in FigureState if state is not FigureState.NUMBER])
@pytest.mark.parametrize(("rule", "value"), [("ratio", "98.5"), ("mean", "74.5"), ("sum", "149")])
def test_a_branch_without_a_figure_is_left_out_and_never_counted_as_zero(rule, value, state):
    aggregate = whole(kpi_with(rule), [*SMALL_AND_LARGE, make_entry("44", value=state)])
    assert (aggregate.value, aggregate.coverage) == (Decimal(value), Coverage(branches=2, of=3))


@pytest.mark.parametrize(
    "entry",
    [
        make_entry("44", value="10"),
        replace(make_entry("44", value="10", counts=(1, 10)), numerator=BLANK),
        replace(make_entry("44", value="10", counts=(1, 10)), denominator=BLANK),
        make_entry("44", value="5", counts=(5, 0)),
        make_entry("44", value=FigureState.UNREADABLE, counts=(500, 10)),  # refused: K503
        make_entry("44", value="60", counts=(5, 10)),  # adjusted by head office, the counts were not
    ],
    ids=["no counts", "no numerator", "no denominator", "denominator 0", "refused", "other figure"],
)
def test_a_branch_whose_counts_do_not_make_its_figure_is_not_in_the_ratio(entry):
    aggregate = whole(kpi_with("ratio"), [*SMALL_AND_LARGE, entry])
    assert (aggregate.value, aggregate.coverage.branches) == (Decimal("98.5"), 2)


def test_exact_figures_and_their_counts_belong_together():
    third = make_entry("45", value=Decimal(1) / 3 * 100, counts=(1, 3))
    assert whole(kpi_with("ratio"), [third]).value == Decimal("33.3")


@pytest.mark.parametrize(
    ("rule", "reason"),
    [("ratio", Reason.NO_COUNTS), ("mean", Reason.NO_FIGURES), ("sum", Reason.NO_FIGURES)],
)
@pytest.mark.parametrize("entries", [[], [make_entry("22"), make_entry("45", value=FigureState.UNSETTLED)]])
def test_without_any_figure_there_is_a_reason_and_no_zero(rule, reason, entries):
    aggregate = whole(kpi_with(rule), entries)
    assert (aggregate.computed, aggregate.value, aggregate.coverage) == (
        Outcome(reason=reason),
        None,
        Coverage(branches=0, of=3),
    )


def test_a_rate_is_rounded_half_up_at_the_kpis_decimals():
    entries = [make_entry("45", value="12.5", counts=(1, 8))]
    assert whole(kpi_with("ratio", decimals=0), entries).value == Decimal(13)
    assert whole(kpi_with("ratio", decimals=2), entries).value == Decimal("12.50")


# ── coverage ─────────────────────────────────────────────────────────────────────────────────────


def test_the_share_of_the_denominator_is_of_the_published_one():
    row = published("75", denominator=Decimal(2020), numerator=Decimal(1515))
    coverage = whole(kpi_with("ratio"), SMALL_AND_LARGE, national=[row]).coverage
    assert coverage == Coverage(branches=2, of=3, share=Decimal("0.5"))  # 1010 of 2020


def test_without_a_published_denominator_it_is_of_the_branches_where_all_of_them_gave_theirs():
    unsettled = make_entry("44", value=FigureState.UNSETTLED, counts=(0, 1010))
    coverage = whole(kpi_with("ratio"), [*SMALL_AND_LARGE, unsettled]).coverage
    assert coverage == Coverage(branches=2, of=3, share=Decimal("0.5"))
    assert whole(kpi_with("ratio"), SMALL_AND_LARGE).coverage.share is None


WEIGHED = [past("22", "50", (5, 10)), past("45", "50", (495, 990)), past("44", "50", (500, 1000))]


def test_of_missing_branches_last_years_denominators_tell_how_much_the_others_weigh():
    coverage = whole(kpi_with("ratio"), SMALL_AND_LARGE, history=WEIGHED).coverage
    assert coverage == Coverage(
        branches=2, of=3, prior_share=Decimal("0.5")
    )  # 1000 of 2000, whatever they have now


def test_one_unknown_denominator_of_last_year_leaves_the_weight_unknown():
    for history in ([*WEIGHED[:2], past("44", "50")], WEIGHED[:2]):
        assert whole(kpi_with("ratio"), SMALL_AND_LARGE, history=history).coverage.prior_share is None


def test_where_this_years_denominators_are_known_last_years_do_not_matter():
    coverage = whole(kpi_with("ratio"), COMPLETE, history=WEIGHED).coverage
    assert (coverage.share, coverage.prior_share) == (Decimal(1), None)


@pytest.mark.parametrize(
    ("coverage", "complete"),
    [
        (Coverage(branches=3, of=3), True),
        (Coverage(branches=2, of=3), False),
        (Coverage(branches=0, of=0), False),
        (Coverage(branches=3, of=3, share=Decimal("0.9996")), True),  # prints as 100.0%
        (Coverage(branches=3, of=3, share=Decimal("0.999")), False),
        (Coverage(branches=3, of=3, share=Decimal("1.002")), False),
        (Coverage(branches=2, of=3, share=Decimal(1)), False),
    ],
)
def test_complete_is_every_branch_and_the_whole_denominator(coverage, complete):
    assert coverage.complete is complete


# ── published beside computed ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("rule", list(AggregateRule))
def test_a_published_figure_counts_before_every_rule_and_the_computed_one_stays(rule):
    aggregate = whole(kpi_with(rule), SMALL_AND_LARGE, national=[published("58.4")])
    assert (aggregate.value, aggregate.basis) == (Decimal("58.4"), AggregateRule.PUBLISHED)
    computed = {"ratio": "98.5", "mean": "74.5", "sum": "149"}.get(rule)
    assert aggregate.computed.value == (None if computed is None else Decimal(computed))


def test_a_published_zero_counts_too():
    assert whole(kpi_with("ratio"), SMALL_AND_LARGE, national=[published("0")]).value == 0


@pytest.mark.parametrize("counts", [{"numerator": 5}, {"denominator": 9}, {"numerator": 5, "denominator": 0}])
def test_published_counts_that_make_no_quotient_are_no_published_figure(counts):
    known = {name: Decimal(count) for name, count in counts.items()}
    assert (
        whole(kpi_with(AggregateRule.RATIO), COMPLETE, national=[published(None, **known)]).published is None
    )


def test_published_counts_alone_make_a_published_figure():
    row = published(None, numerator=Decimal(9_179_843), denominator=Decimal(15_964_944))
    aggregate = whole(kpi_with("published"), [], national=[row])
    assert (aggregate.published, aggregate.basis) == (Decimal("57.5"), AggregateRule.PUBLISHED)


@pytest.mark.parametrize(
    ("printed", "difference", "contradicts"),
    [("74.5", "0.0", False), ("74.54", "0.0", False), ("74.55", "0.1", True), ("74.3", "-0.2", True)],
)
def test_the_difference_is_of_the_figures_as_they_are_printed(printed, difference, contradicts):
    aggregate = whole(kpi_with("ratio"), COMPLETE, national=[published(printed)])
    assert (aggregate.difference, aggregate.contradicts) == (Outcome(Decimal(difference)), contradicts)


def test_while_a_branch_is_missing_a_difference_is_shown_but_is_no_contradiction():
    aggregate = whole(kpi_with("ratio"), SMALL_AND_LARGE, national=[published("74.5")])
    assert (aggregate.difference, aggregate.contradicts) == (Outcome(Decimal("-24.0")), False)


def test_without_one_of_the_two_the_difference_says_which():
    assert whole(kpi_with("ratio"), COMPLETE).difference == Outcome(reason=Reason.NOT_PUBLISHED)
    aggregate = whole(kpi_with("ratio"), [], national=[published("74.5")])
    assert aggregate.difference == Outcome(reason=Reason.NO_COUNTS)


# ── blocks ───────────────────────────────────────────────────────────────────────────────────────


def test_every_block_has_the_figure_of_its_own_branches():
    aggregates = grouped(kpi_with("ratio"), COMPLETE)
    assert list(aggregates) == ["", "中部", "九州"]
    assert (aggregates["中部"].value, aggregates["中部"].coverage) == (
        Decimal("50.0"),
        Coverage(branches=1, of=1, share=Decimal(1)),
    )
    assert (aggregates["九州"].value, aggregates["九州"].coverage) == (
        Decimal("74.6"),
        Coverage(branches=2, of=2, share=Decimal(1)),
    )


def test_a_block_of_which_figures_are_published_shows_them_even_if_no_branch_is_in_it():
    aggregates = grouped(kpi_with("ratio"), COMPLETE, national=[published("61", block="北海道")])
    assert (aggregates["北海道"].published, aggregates["北海道"].coverage) == (
        Decimal(61),
        Coverage(branches=0, of=0),
    )
    assert aggregates["北海道"].difference == Outcome(reason=Reason.NO_COUNTS)


def test_a_block_that_is_the_whole_is_shown_once():
    assert list(grouped(kpi_with("sum"), [], branches=KYUSHU)) == [""]
    assert list(grouped(kpi_with("sum"), [], branches=KYUSHU, national=[published("1", block="九州")])) == [
        "",
        "九州",
    ]


def test_a_branch_without_a_block_is_in_the_whole_alone():
    aggregates = grouped(kpi_with("sum"), COMPLETE, branches=(replace(SHIZUOKA, block=""), *KYUSHU))
    assert (list(aggregates), aggregates[""].coverage.of, aggregates["九州"].coverage.of) == (
        ["", "九州"],
        3,
        2,
    )


# ── change on last year ──────────────────────────────────────────────────────────────────────────


def test_the_published_figures_of_both_years_are_compared():
    rows = [published("58.4"), published("57.7", YEAR.prior)]
    aggregate = whole(kpi_with("ratio"), SMALL_AND_LARGE, national=rows, history=[past("22", "1", (1, 100))])
    assert (aggregate.prior, aggregate.change) == (Decimal("57.7"), Outcome(Decimal("0.7")))
    assert (aggregate.change_basis, aggregate.improved) == (AggregateRule.PUBLISHED, True)


def test_else_the_computed_ones_of_the_same_branches():
    history = [past("22", "40", (4, 10)), past("45", "90", (900, 1000))]
    aggregate = whole(kpi_with("ratio"), SMALL_AND_LARGE, national=[published("58.4")], history=history)
    assert (aggregate.prior, aggregate.change) == (Decimal("89.5"), Outcome(Decimal("9.0")))  # 904/1010, 98.5
    assert aggregate.change_basis is AggregateRule.RATIO


def test_figures_of_different_branches_are_not_compared():
    history = [past("22", "40", (4, 10)), past("44", "90", (900, 1000))]
    aggregate = whole(kpi_with("ratio"), SMALL_AND_LARGE, history=history)
    assert (aggregate.prior, aggregate.change) == (Decimal("89.5"), Outcome(reason=Reason.BRANCHES_DIFFER))
    assert (aggregate.change_basis, aggregate.improved) == (AggregateRule.NONE, None)


def test_a_published_figure_and_a_computed_one_are_not_compared():
    aggregate = whole(kpi_with("ratio"), SMALL_AND_LARGE, national=[published("57.7", YEAR.prior)])
    assert (aggregate.prior, aggregate.change) == (Decimal("57.7"), Outcome(reason=Reason.NO_PRIOR))


def test_where_only_one_of_the_two_years_is_known_the_reason_says_which():
    now = whole(kpi_with("published"), [], national=[published("58.4")])
    assert (now.prior, now.change) == (None, Outcome(reason=Reason.NO_PRIOR))
    before = whole(kpi_with("published"), [], national=[published("57.7", YEAR.prior)])
    assert (before.prior, before.change) == (Decimal("57.7"), Outcome(reason=Reason.NO_NATIONAL))


def test_across_a_change_of_definition_the_prior_is_shown_and_not_compared():
    rows = [published("8.5"), published("8.34", YEAR.prior)]
    kpi = kpi_with("published", decimals=2, comparable=False)
    aggregate = whole(kpi, [], national=rows)
    assert (aggregate.prior, aggregate.change) == (Decimal("8.34"), Outcome(reason=Reason.NOT_COMPARABLE))
    assert (aggregate.change_basis, aggregate.improved) == (AggregateRule.NONE, None)


def test_a_fall_is_for_the_better_where_less_is_better():
    rows = [published("10.7"), published("12", YEAR.prior)]
    kpi = kpi_with("published", direction="at_most")
    plan = make_plan(kpi, branches=ALL, targets="15以下", national=rows)
    assert compute_aggregates(plan, [])[0].improved is True


# ── the finding ──────────────────────────────────────────────────────────────────────────────────


def raw_with(**national):
    return make_raw_plan(
        branches=[branch_row(branch.code, branch.name, block=branch.block) for branch in ALL],
        kpis=[kpi_row(numerator_label="受診者数", denominator_label="対象者数", aggregate="ratio")],
        targets=[{"kpi_code": "rate", **dict.fromkeys((branch.code for branch in ALL), "50以上")}],
        national=[
            national_row(fiscal_year=2023.0, national_actual=1, block="", numerator="", denominator=""),
            national_row(**national),
        ],
    )


def found(raw, entries=COMPLETE):
    plan, faults = parse_plan(raw)
    assert plan is not None, faults
    return check_aggregates(plan, raw, compute_aggregates(plan, entries))


def test_a_published_figure_that_all_branches_contradict_is_named_with_both_figures():
    [item] = found(raw_with(national_actual=74.3))
    assert (item.kind.code, item.place.sheet, item.place.cell, item.kpi_code) == (
        "K134",
        "全国",
        "D3",
        "rate",
    )
    assert shown_details(item.details) == {
        "scope": "全国",
        "published": "74.3％",
        "computed": "74.5％",
        "difference": "0.2ポイント",
        "branches": "3",
        "rule": "word.aggregate.ratio",
    }


def test_a_blocks_figure_is_named_by_its_block():
    [item] = found(raw_with(block="九州", national_actual=80))
    assert (shown_details(item.details)["scope"], shown_details(item.details)["branches"]) == ("九州", "2")


def test_what_agrees_or_is_not_complete_is_not_named():
    assert found(raw_with(national_actual=74.5)) == []
    assert found(raw_with(national_actual=74.3), SMALL_AND_LARGE) == []
    # The published denominator says that the roster is only a part of the whole.
    assert found(raw_with(national_actual=74.3, numerator=7430, denominator=10000)) == []


# ── whatever the figures ─────────────────────────────────────────────────────────────────────────

ROSTER = tuple(
    Branch(code=f"{number:02d}", name=f"支部{number}", block=f"{number % 3}") for number in range(1, 8)
)


@st.composite
def all_counts(draw):
    """Some of the roster, in any order; each rate at one decimal, as it is reported."""
    entries = []
    for branch in draw(st.permutations(ROSTER)):
        denominator = draw(st.integers(1, 100_000))
        numerator = draw(st.integers(0, denominator))
        rate = round_half_up(Decimal(numerator) / denominator * 100, 1)
        entries.append(make_entry(branch.code, value=rate, counts=(numerator, denominator)))
    return entries[: draw(st.integers(0, len(entries)))]


@settings(max_examples=examples(60))
@given(all_counts(), st.sampled_from(["ratio", "sum", "mean"]), st.data())
def test_the_order_of_branches_and_entries_never_matters(entries, rule, data):
    kpi = kpi_with(rule)
    shuffled = data.draw(st.permutations(entries))
    roster = tuple(data.draw(st.permutations(ROSTER)))
    assert grouped(kpi, shuffled, branches=roster) == grouped(kpi, entries, branches=ROSTER)


@settings(max_examples=examples(60))
@given(all_counts())
def test_blocks_add_up_to_the_whole(entries):
    sums = grouped(kpi_with("sum"), entries, branches=ROSTER)
    parts = [sums[block] for block in ("0", "1", "2")]
    assert sum(part.value or 0 for part in parts) == (sums[""].value or 0)
    assert sum(part.coverage.branches for part in parts) == sums[""].coverage.branches == len(entries)
    rates = grouped(kpi_with("ratio"), entries, branches=ROSTER)
    known = [rates[block].value for block in ("0", "1", "2") if rates[block].value is not None]
    if known:
        assert min(known) <= rates[""].value <= max(known)
