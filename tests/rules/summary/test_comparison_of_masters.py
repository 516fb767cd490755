"""Two masters compared: what moved is named, nothing else is, and both ways round say the same."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kpixl.model.assessment import Judgement
from kpixl.model.comparison_of_masters import ComparisonOfMasters, Input
from kpixl.model.entries import Entry
from kpixl.model.figure import BLANK, Figure, FigureState
from kpixl.model.kpi import JudgeOn
from kpixl.model.plan import Plan
from kpixl.model.plan_figures import HistoryRow
from kpixl.rules.assessment.assess import assess
from kpixl.rules.summary.comparison_of_masters import compare_masters
from kpixl.rules.targets.parse import parse_target
from tests.rules.builders import MIYAZAKI, OITA, SHIZUOKA, YEAR, make_entry, make_kpi, make_plan

KEY = ("45", "rate")


def compared(plan_before: Plan, before: list[Entry], plan: Plan, after: list[Entry]) -> ComparisonOfMasters:
    return compare_masters(
        (plan_before, assess(plan_before, before)), (plan, assess(plan, after)), ("old", "new")
    )


def moved(since: ComparisonOfMasters) -> tuple[Input, ...]:
    """What moved in the only change that there is."""
    (change,) = since.changes
    return change.moved


def with_target(plan: Plan, text: str) -> Plan:
    kpi = plan.kpi("rate")
    assert kpi is not None
    return replace(plan, targets={**plan.targets, KEY: parse_target(text, kpi)})


def test_an_actual_that_turns_a_judgement() -> None:
    plan = make_plan(targets="50以上")
    since = compared(plan, [make_entry(value=49)], plan, [make_entry(value=51)])
    (change,) = since.changes
    assert (change.before.judgement, change.after.judgement) == (Judgement.NOT_ACHIEVED, Judgement.ACHIEVED)
    assert (change.moved, change.judged_otherwise) == ((Input.ACTUAL,), True)
    assert since.turns == {(Judgement.NOT_ACHIEVED, Judgement.ACHIEVED): 1}


def test_a_target_that_turns_a_judgement() -> None:
    plan = make_plan(targets="50以上")
    since = compared(plan, [make_entry(value=51)], with_target(plan, "52以上"), [make_entry(value=51)])
    assert moved(since) == (Input.TARGET,)
    assert since.changes[0].after.judgement is Judgement.NOT_ACHIEVED


def test_a_prior_actual_that_the_target_rests_on() -> None:
    before = make_plan(targets="前年度以上", prior={KEY: 50})
    after = make_plan(targets="前年度以上", prior={KEY: 52})
    since = compared(before, [make_entry(value=51)], after, [make_entry(value=51)])
    assert moved(since) == (Input.PRIOR,)
    assert since.changes[0].judged_otherwise


def test_a_mean_of_earlier_years_names_the_years_before_the_prior_one() -> None:
    def plan_of(oldest: int) -> Plan:
        plan = make_plan(targets="3年平均以上", prior={KEY: 50})
        years = (YEAR.prior.prior, YEAR.prior.prior.prior)
        older = [
            HistoryRow(fiscal_year=year, branch_code=KEY[0], kpi_code=KEY[1], actual=Figure.of(value))
            for year, value in zip(years, (50, oldest), strict=True)
        ]
        return replace(plan, history=(*plan.history, *older))

    since = compared(plan_of(50), [make_entry(value=51)], plan_of(60), [make_entry(value=51)])
    assert moved(since) == (Input.PAST,)
    assert since.changes[0].after.judgement is Judgement.NOT_ACHIEVED


def test_an_earlier_year_that_no_target_rests_on_is_no_change() -> None:
    before = make_plan(targets="50以上")
    older = HistoryRow(
        fiscal_year=YEAR.prior.prior, branch_code=KEY[0], kpi_code=KEY[1], actual=Figure.of(40)
    )
    after = replace(before, history=(*before.history, older))
    assert compared(before, [make_entry(value=51)], after, [make_entry(value=51)]).is_empty


def test_counts_alone_are_a_change_though_the_rate_stays() -> None:
    plan = make_plan(make_kpi(numerator_label="受診者数", denominator_label="対象者数"))
    one, other = make_entry(value=50, counts=(50, 100)), make_entry(value=50, counts=(500, 1000))
    since = compared(plan, [one], plan, [other])
    assert moved(since) == (Input.COUNTS,)
    assert not since.changes[0].judged_otherwise


def test_a_branch_that_returned_since() -> None:
    plan = make_plan()
    since = compared(plan, [], plan, [make_entry(value=60)])
    assert moved(since) == (Input.RECEIPT,)


def test_head_offices_adjustment_is_not_the_branchs_actual() -> None:
    plan = make_plan()
    adjusted = replace(make_entry(value=49), reported=Figure.of(60))
    since = compared(plan, [make_entry(value=60)], plan, [adjusted])
    assert moved(since) == (Input.ADJUSTMENT,)
    assert since.changes[0].judged_otherwise
    # And where the branch's own figure moves below it, that is said too.
    again = compared(plan, [adjusted], plan, [replace(adjusted, reported=Figure.of(61))])
    assert moved(again) == (Input.ACTUAL,)
    assert not again.changes[0].judged_otherwise


def test_another_precision_is_named_only_where_it_changes_something() -> None:
    plan = make_plan(branches=(MIYAZAKI, OITA), targets="50以上")
    exact = replace(plan, settings=replace(plan.settings, judge_on=JudgeOn.EXACT))
    entries = [make_entry("45", value="49.96"), make_entry("44", value="49.5")]
    since = compared(plan, entries, exact, entries)
    assert [change.after.branch_code for change in since.changes] == ["45"]
    assert since.changes[0].moved == (Input.JUDGE_ON,)


def test_another_definition_is_listed_with_its_fields() -> None:
    plan = make_plan(make_kpi(decimals=1), targets="50以上")
    after = make_plan(make_kpi(decimals=0), targets="50以上")
    since = compared(plan, [make_entry(value="49.5")], after, [make_entry(value="49.5")])
    assert [(item.kpi.code, item.fields) for item in since.redefined] == [("rate", ("decimals",))]
    assert moved(since) == (Input.DEFINITION,)
    assert since.changes[0].after.judgement is Judgement.ACHIEVED


def test_a_rank_that_others_moved_is_counted_and_not_listed() -> None:
    plan = make_plan(branches=(MIYAZAKI, OITA))
    before = [make_entry("45", value=60), make_entry("44", value=59)]
    since = compared(plan, before, plan, [before[0], make_entry("44", value=61)])
    assert [change.after.branch_code for change in since.changes] == ["44"]
    assert since.ranks_alone == 1


def test_branches_and_kpis_of_one_side_only_are_named() -> None:
    before = make_plan(make_kpi("rate"), make_kpi("gone"), branches=(MIYAZAKI, OITA))
    after = make_plan(make_kpi("rate"), make_kpi("new"), branches=(MIYAZAKI, SHIZUOKA))
    since = compared(before, [], after, [])
    assert [branch.code for branch in since.new_branches] == ["22"]
    assert [branch.code for branch in since.gone_branches] == ["44"]
    assert [kpi.code for kpi in since.new_kpis] == ["new"]
    assert [kpi.code for kpi in since.gone_kpis] == ["gone"]
    assert not since.changes
    assert not since.is_empty


def test_those_judged_otherwise_come_first() -> None:
    plan = make_plan(branches=(MIYAZAKI, OITA), targets="50以上")
    before = [make_entry("45", value=60), make_entry("44", value=49)]
    since = compared(plan, before, plan, [make_entry("45", value=61), make_entry("44", value=51)])
    assert [change.after.branch_code for change in since.changes] == ["44", "45"]


# ── properties ─────────────────────────────────────────────────────────────────────────────────────
_BRANCHES = (MIYAZAKI, OITA)
_TARGETS = ("50以上", "50.05以上", "前年度以上", "3年平均以上", "設定なし", "前年度（49.95％）以上")
_NUMBERS = st.decimals("49", "51", places=2)
_FIGURES = st.builds(Figure.of, _NUMBERS) | st.sampled_from([BLANK, Figure(FigureState.UNSETTLED)])


@st.composite
def states(draw: Any) -> tuple[Plan, list[Entry]]:
    """A round of two branches and one KPI, as it may stand at some time."""
    kpi = make_kpi(decimals=draw(st.sampled_from([0, 1])), comparable=draw(st.booleans()))
    targets = {(branch.code, "rate"): draw(st.sampled_from(_TARGETS)) for branch in _BRANCHES}
    judge_on = draw(st.sampled_from(list(JudgeOn)))
    plan = make_plan(kpi, branches=_BRANCHES, targets=targets, judge_on=judge_on)
    years = (YEAR.prior, YEAR.prior.prior, YEAR.prior.prior.prior)
    history = tuple(
        HistoryRow(
            fiscal_year=year, branch_code=branch.code, kpi_code="rate", actual=Figure.of(draw(_NUMBERS))
        )
        for year in years
        for branch in _BRANCHES
        if draw(st.booleans())
    )
    entries = []
    for branch in _BRANCHES:
        if draw(st.booleans()):
            count = st.none() | st.integers(1, 3).map(Decimal)
            numerator = draw(count)
            entry = Entry(
                branch_code=branch.code,
                kpi_code="rate",
                figure=draw(_FIGURES),
                numerator=Figure.of(numerator) if numerator else BLANK,
                reported=draw(st.none() | _FIGURES | st.just(Figure(FigureState.MISSING))),
            )
            entries.append(entry)
    return replace(plan, history=history), entries


@given(states())
def test_nothing_differs_from_itself(state: tuple[Plan, list[Entry]]) -> None:
    assert compared(*state, *state).is_empty


@given(states(), states())
def test_every_other_judgement_is_listed_with_what_moved(
    before: tuple[Plan, list[Entry]], after: tuple[Plan, list[Entry]]
) -> None:
    then, now = assess(*before), assess(*after)
    turned = {
        (row.branch_code, row.kpi_code)
        for row, other in zip(then, now, strict=True)
        if row.judgement is not other.judgement
    }
    since = compared(*before, *after)
    listed = {(item.after.branch_code, item.after.kpi_code) for item in since.judged_otherwise}
    assert listed == turned
    assert sum(since.turns.values()) == len(turned)
    assert all(change.moved for change in since.changes)


@given(states(), states())
def test_every_other_figure_target_prior_and_count_is_listed(
    before: tuple[Plan, list[Entry]], after: tuple[Plan, list[Entry]]
) -> None:
    def shown(row: Any) -> tuple[object, ...]:
        return (row.figure, row.target_value, row.prior, row.entry and row.entry.numerator.value)

    pairs = zip(assess(*before), assess(*after), strict=True)
    differing = {row.branch_code for row, other in pairs if shown(row) != shown(other)}
    assert differing <= {change.after.branch_code for change in compared(*before, *after).changes}


@given(states(), states())
def test_swapping_the_two_swaps_before_and_after(
    before: tuple[Plan, list[Entry]], after: tuple[Plan, list[Entry]]
) -> None:
    forth, back = compared(*before, *after), compared(*after, *before)
    assert {(item.before, item.after, item.moved) for item in forth.changes} == {
        (item.after, item.before, item.moved) for item in back.changes
    }
    assert forth.ranks_alone == back.ranks_alone
    assert forth.is_empty == back.is_empty
