"""What must hold for every figure, target and roster, whatever their values."""

import dataclasses
from decimal import Decimal

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kpixl.model.assessment import Judgement, Reason
from kpixl.model.figure import Figure, FigureState
from kpixl.model.kpi import AggregateRule, JudgeOn, RateFormula
from kpixl.model.ledger import Disposition, Receipt
from kpixl.model.plan import Branch
from kpixl.model.rounding import judged_value, round_half_up
from kpixl.model.target import Direction
from kpixl.rules.assessment.achievement import achievement_rate
from kpixl.rules.assessment.aggregates import compute_aggregates
from kpixl.rules.assessment.assess import assess
from kpixl.rules.assessment.comparison import change_on_prior, improved, rank_branches
from kpixl.rules.assessment.control_totals import control_totals
from kpixl.rules.figures.parse import read_figure
from kpixl.rules.returns.check import check_return
from kpixl.rules.returns.selection import select_returns
from kpixl.rules.targets.judge import judge
from tests.rules.builders import (
    check,
    make_counted_kpi,
    make_entry,
    make_kpi,
    make_plan,
    make_submission,
    plan_context,
    side,
)
from tests.searching import examples

VALUES = st.decimals(-1000, 1000, places=3, allow_nan=False)
ONE_SIDED = st.sampled_from([Direction.AT_LEAST, Direction.AT_MOST])
COMPARING = st.sampled_from([Direction.AT_LEAST, Direction.AT_MOST, Direction.EQUAL])
JUDGE_ON = st.sampled_from(list(JudgeOn))
FORMULAS = st.sampled_from(list(RateFormula))
DECIMALS = st.integers(0, 3)
STATES = st.sampled_from([state for state in FigureState if state is not FigureState.NUMBER])
ORDER = {Judgement.NOT_ACHIEVED: 0, Judgement.ACHIEVED: 1}


def worse_first(direction, pair):
    """Two values of which the first is the worse one, or equal."""
    low, high = sorted(pair)
    return (low, high) if direction is Direction.AT_LEAST else (high, low)


# ── a worse value is never better off ────────────────────────────────────────────────────────────


@given(ONE_SIDED, VALUES, st.tuples(VALUES, VALUES), DECIMALS, JUDGE_ON)
def test_a_worse_value_never_gets_a_better_judgement(direction, target, pair, decimals, judge_on):
    worse, better = (
        ORDER[judge(side(direction), target, Figure.of(value), decimals, judge_on)[0]]
        for value in worse_first(direction, pair)
    )
    assert worse <= better


@given(ONE_SIDED, FORMULAS, VALUES, st.tuples(VALUES, VALUES), st.none() | VALUES)
@example(Direction.AT_MOST, RateFormula.REDUCTION, Decimal(15), (Decimal(10), Decimal(20)), Decimal("8.4"))
def test_a_worse_value_never_gets_a_better_rate(direction, formula, target, pair, base):
    worse, better = (
        achievement_rate(direction, formula, target, Figure.of(value), base).value
        for value in worse_first(direction, pair)
    )
    if worse is not None and better is not None:
        assert worse <= better


@given(ONE_SIDED, st.lists(VALUES, min_size=2, max_size=8), DECIMALS, JUDGE_ON)
def test_a_worse_value_never_gets_a_better_rank_and_equal_values_share_one(
    direction, values, decimals, judge_on
):
    kpi = make_kpi(direction=direction, decimals=decimals)
    figures = {(str(number), kpi.code): value for number, value in enumerate(values)}
    ranks = rank_branches({kpi.code: kpi}, figures, judge_on)
    assert ranks.keys() == figures.keys()
    sign = 1 if direction is Direction.AT_LEAST else -1
    merits = {key: sign * judged_value(value, decimals, judge_on) for key, value in figures.items()}
    for key, rank in ranks.items():
        others = [merit for other, merit in merits.items() if other != key]
        assert rank.place == 1 + sum(merit > merits[key] for merit in others)
        assert rank.tied == (merits[key] in others)
        assert rank.of == len(values)


@given(
    ONE_SIDED, st.lists(VALUES, min_size=2, max_size=8), DECIMALS, JUDGE_ON, st.randoms(use_true_random=False)
)
def test_ranks_do_not_depend_on_the_order_of_branches(direction, values, decimals, judge_on, random):
    kpi = make_kpi(direction=direction, decimals=decimals)
    figures = {(str(number), kpi.code): value for number, value in enumerate(values)}
    shuffled = dict(random.sample(list(figures.items()), len(figures)))
    assert rank_branches({kpi.code: kpi}, shuffled, judge_on) == rank_branches(
        {kpi.code: kpi}, figures, judge_on
    )


@given(ONE_SIDED, st.tuples(VALUES, VALUES), VALUES)
def test_a_better_value_never_counts_as_a_worse_change(direction, pair, prior):
    kpi = make_kpi(direction=direction)
    worse, better = (
        change_on_prior(kpi, Figure.of(value), Figure.of(prior)).value
        for value in worse_first(direction, pair)
    )
    assert not (improved(direction, worse) is True and improved(direction, better) is not True)


# ── judgement and rate do not contradict each other ──────────────────────────────────────────────


@given(ONE_SIDED, FORMULAS, VALUES, VALUES, st.none() | VALUES)
def test_judged_exactly_a_rate_reaches_100_percent_where_the_target_is_achieved(
    direction, formula, target, actual, base
):
    rate = achievement_rate(direction, formula, target, Figure.of(actual), base).value
    if rate is not None:
        judgement, _reason = judge(side(direction), target, Figure.of(actual), 3, JudgeOn.EXACT)
        assert (rate >= 1) == (judgement is Judgement.ACHIEVED)


@given(COMPARING, VALUES, DECIMALS, JUDGE_ON)
def test_the_target_itself_is_always_enough(direction, value, decimals, judge_on):
    assert judge(side(direction), value, Figure.of(value), decimals, judge_on) == (
        Judgement.ACHIEVED,
        Reason.NONE,
    )


@given(COMPARING, VALUES, VALUES, DECIMALS)
def test_what_is_judged_is_what_is_printed(direction, target, actual, decimals):
    """The printed table never contradicts itself: rounding both sides first changes nothing."""
    printed = judge(
        side(direction),
        round_half_up(target, decimals),
        Figure.of(round_half_up(actual, decimals)),
        decimals,
        JudgeOn.EXACT,
    )
    assert judge(side(direction), target, Figure.of(actual), decimals, JudgeOn.REPORTED) == printed


@given(st.sampled_from(list(Direction)), FORMULAS, st.none() | VALUES, STATES, st.none() | VALUES)
def test_a_figure_without_a_number_never_has_a_rate(direction, formula, target, state, base):
    outcome = achievement_rate(direction, formula, target, Figure(state), base)
    assert outcome.value is None
    assert outcome.reason is not Reason.NONE


# ── branches and entries in any order ────────────────────────────────────────────────────────────

KPIS = (
    make_counted_kpi("ratio", aggregate=AggregateRule.RATIO),
    make_kpi("sum", unit="件", decimals=0, aggregate=AggregateRule.SUM),
    make_kpi("mean", direction="at_most", aggregate=AggregateRule.MEAN),
)
BRANCHES = tuple(Branch(code=f"{number:02d}", name=f"支部{number}") for number in range(1, 7))
TEXTS = {"ratio": "50以上", "sum": "前年度以上", "mean": "15以下"}


def roster_plan(branches):
    targets = {(branch.code, kpi.code): TEXTS[kpi.code] for branch in branches for kpi in KPIS}
    prior = {(branch.code, "sum"): int(branch.code) * 10 for branch in branches}
    return make_plan(*KPIS, branches=branches, targets=targets, prior=prior)


@st.composite
def all_entries(draw):
    """The entries of some of the branches; each figure a number or a state."""
    entries = []
    for branch in draw(st.lists(st.sampled_from(BRANCHES), unique=True)):
        denominator = draw(st.integers(1, 500))
        numerator = draw(st.integers(0, denominator))
        rate = round_half_up(Decimal(numerator) / denominator * 100, 1)
        entries += [
            make_entry(branch.code, "ratio", rate, counts=(numerator, denominator)),
            make_entry(branch.code, "sum", draw(st.integers(0, 100) | STATES)),
            make_entry(branch.code, "mean", draw(VALUES | STATES)),
        ]
    return entries


def whole_figures(entries):
    """The figures of the whole round by KPI code."""
    return {aggregate.kpi_code: aggregate for aggregate in compute_aggregates(roster_plan(BRANCHES), entries)}


def by_key(rows):
    return {(row.branch_code, row.kpi_code): row for row in rows}


@settings(max_examples=examples(40))
@given(all_entries(), st.data())
def test_the_order_of_branches_and_entries_never_matters(entries, data):
    branches = tuple(data.draw(st.permutations(BRANCHES)))
    shuffled = data.draw(st.permutations(entries))
    assert by_key(assess(roster_plan(branches), shuffled)) == by_key(assess(roster_plan(BRANCHES), entries))


@settings(max_examples=examples(40))
@given(all_entries())
def test_control_totals_agree_for_every_consolidation(entries):
    plan = roster_plan(BRANCHES)
    totals = control_totals(plan, entries, assess(plan, entries))
    assert totals.agree
    assert totals.figures_in == sum(entry.figure.value is not None for entry in entries)


@settings(max_examples=examples(40))
@given(all_entries())
def test_a_national_rate_lies_between_the_lowest_and_the_highest_branch(entries):
    national = whole_figures(entries)
    rates = [entry.figure.value for entry in entries if entry.kpi_code == "ratio"]
    assert (national["ratio"].value is not None) == bool(rates)
    assert national["ratio"].coverage.branches == len(rates)
    if rates:
        assert min(rates) <= national["ratio"].value <= max(rates)


@settings(max_examples=examples(40))
@given(all_entries())
def test_a_national_sum_is_the_sum_of_the_branches(entries):
    national = whole_figures(entries)
    counts = [
        entry.figure.value for entry in entries if entry.kpi_code == "sum" and entry.figure.value is not None
    ]
    assert national["sum"].value == (sum(counts) if counts else None)
    assert national["sum"].coverage.branches == len(counts)


@settings(max_examples=examples(40))
@given(all_entries(), st.sampled_from(BRANCHES))
def test_the_rows_of_a_branch_do_not_depend_on_the_targets_of_another(entries, branch):
    plan = roster_plan(BRANCHES)
    others = {key: target for key, target in plan.targets.items() if key[0] == branch.code}
    alone = dataclasses.replace(plan, targets=others)

    def judged(rows):
        return [(row.judgement, row.achievement_rate) for row in rows if row.branch_code == branch.code]

    assert judged(assess(alone, entries)) == judged(assess(plan, entries))


# ── whatever is typed ────────────────────────────────────────────────────────────────────────────

TYPED = (
    st.text(max_size=12)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | st.dates()
    | st.sampled_from(["", "-", "未確定", "６２．２％", "約5", "9" * 40, "60.7％ 全国21位", "#N/A"])
)
ROW = st.fixed_dictionaries(
    dict.fromkeys(("numerator", "denominator", "actual", "as_of", "remark", "next_target"), TYPED)
)
LIMITED = make_counted_kpi(minimum=Decimal(0), maximum=Decimal(100), max_change=Decimal(5))
TYPED_PLAN = make_plan(LIMITED, make_kpi("do", unit="件", direction="do"), targets={("45", "rate"): "50以上"})


@given(ROW, TYPED)
def test_whatever_a_branch_types_every_figure_is_a_number_a_state_or_a_finding(row, done):
    checked = check(TYPED_PLAN, {"rate": row, "do": done})
    selected = select_returns(TYPED_PLAN, [checked], [], [])
    rows = assess(TYPED_PLAN, selected.entries)
    assert control_totals(TYPED_PLAN, selected.entries, rows).agree
    assert len(selected.ledger) == 1
    assert checked.refused == (selected.sources[0].disposition is Disposition.REFUSED)
    refused = {item.kpi_code for item in checked.findings if item.severity == "error"}
    for entry in checked.entries:
        if entry.figure.state is FigureState.UNREADABLE:
            assert entry.kpi_code in refused
    assert (selected.ledger[0].receipt is Receipt.SENT_BACK) == (
        checked.refused or any(item.severity == "error" for item in checked.findings)
    )


@settings(max_examples=examples(40))
@given(st.decimals(0, 100, places=1, allow_nan=False), st.sampled_from(["%", "％", "", " ％", "パーセント"]))
def test_a_figure_typed_with_or_without_its_unit_is_judged_the_same(value, suffix):
    plan = make_plan(make_kpi(), targets="50以上")
    typed = check_return(plan_context(plan), make_submission(plan, {"rate": f"{value}{suffix}"}))
    plain = check_return(plan_context(plan), make_submission(plan, {"rate": float(value)}))
    judgements = [
        [(row.judgement, row.achievement_rate) for row in assess(plan, checked.entries)]
        for checked in (typed, plain)
    ]
    assert judgements[0] == judgements[1]
    assert typed.entries[0].figure == read_figure(float(value), plan.kpis[0].unit)[0].figure
