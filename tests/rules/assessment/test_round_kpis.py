"""KPIs of the whole round, counted from the judgements of the branches."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpixl.model.assessment import Judgement, Outcome, Reason
from kpixl.model.figure import FigureState
from kpixl.model.kpi import RoundKpi
from kpixl.model.plan import Branch
from kpixl.rules.assessment.assess import assess
from kpixl.rules.assessment.round_kpis import judge_round_kpis
from tests.rules.builders import make_entry, make_kpi, make_plan

ACHIEVED, NOT_ACHIEVED, OPEN = Judgement.ACHIEVED, Judgement.NOT_ACHIEVED, Judgement.NOT_JUDGED
# o achieved, x not, ? without judgement, - without a target
FIGURES = {"o": 60, "x": 40, "?": FigureState.UNSETTLED, "-": 99}


def result_of(branches, at_least=None):
    """The round KPI of a roster that is written as one character a branch."""
    roster = tuple(
        Branch(code=f"{number:03d}", name=f"支部{number}") for number in range(1, len(branches) + 1)
    )
    pairs = list(zip(roster, branches, strict=True))
    texts = {(branch.code, "rate"): "設定なし" if mark == "-" else "50以上" for branch, mark in pairs}
    counted = RoundKpi(
        code="all",
        pillar="基盤",
        measure="サービス水準",
        indicator="すべての支部で達成する",
        counted_kpi="rate",
        at_least=at_least,
    )
    plan = replace(make_plan(branches=roster, targets=texts), round_kpis=(counted,))
    rows = assess(plan, [make_entry(branch.code, value=FIGURES[mark]) for branch, mark in pairs])
    [result] = judge_round_kpis(plan, rows)
    return result


@pytest.mark.parametrize(
    ("branches", "at_least", "judgement", "needed"),
    [
        ("o" * 47, None, ACHIEVED, 47),  # 47支部 of 47
        ("o" * 46 + "x", None, NOT_ACHIEVED, 47),
        ("o" * 46 + "?", None, OPEN, 47),
        ("o" * 45 + "x?", None, NOT_ACHIEVED, 47),  # the open one cannot save it
        ("o" * 45 + "--", None, ACHIEVED, 45),  # without a target: not among "all"
        ("oox", 2, ACHIEVED, 2),
        ("oo?", 2, ACHIEVED, 2),  # the open one cannot spoil it
        ("ox?", 2, OPEN, 2),
        ("oxx", 2, NOT_ACHIEVED, 2),
        ("xx?", 2, NOT_ACHIEVED, 2),
        ("oo-", 3, NOT_ACHIEVED, 3),  # only two can
        ("o", 1, ACHIEVED, 1),
        ("?", None, OPEN, 1),
    ],
)
def test_a_round_kpi_is_decided_as_soon_as_nothing_can_turn_it(branches, at_least, judgement, needed):
    result = result_of(branches, at_least)
    assert (result.judgement, result.needed) == (judgement, needed)
    assert result.reason is (Reason.UNDECIDED if judgement is OPEN else Reason.NONE)
    assert [result.achieved, result.not_achieved, result.not_judged, result.no_target] == [
        branches.count(mark) for mark in "ox?-"
    ]
    assert result.with_target == len(branches) - branches.count("-")


def test_without_any_target_there_is_nothing_to_judge():
    result = result_of("---")
    assert (result.judgement, result.reason) == (Judgement.NO_TARGET, Reason.NO_TARGET)
    assert (result.no_target, result.rate) == (3, Outcome(reason=Reason.NO_TARGET))


@pytest.mark.parametrize(
    ("branches", "at_least", "rate"),
    [
        ("o" * 45 + "xx", None, Outcome(Decimal(45) / 47)),
        ("ooo", 2, Outcome(Decimal("1.5"))),
        ("xxx", None, Outcome(Decimal(0))),
        ("oo?", 2, Outcome(reason=Reason.UNDECIDED)),  # the rate may still rise
    ],
)
def test_the_rate_is_of_the_branches_that_must_and_waits_for_all_of_them(branches, at_least, rate):
    assert result_of(branches, at_least).rate == rate


def test_every_round_kpi_counts_its_own_kpi():
    kpis = (make_kpi("a"), make_kpi("b"))
    wide = (
        RoundKpi(code="all_b", pillar="", measure="", indicator="", counted_kpi="b"),
        RoundKpi(code="all_a", pillar="", measure="", indicator="", counted_kpi="a"),
    )
    plan = replace(make_plan(*kpis), round_kpis=wide)
    results = judge_round_kpis(
        plan, assess(plan, [make_entry(kpi="a", value=60), make_entry(kpi="b", value=1)])
    )
    assert [(result.kpi.code, result.judgement) for result in results] == [
        ("all_b", NOT_ACHIEVED),
        ("all_a", ACHIEVED),
    ]


def test_a_plan_without_round_kpis_has_no_results():
    assert judge_round_kpis(make_plan(), assess(make_plan(), [])) == ()


MARKS = st.text("ox?-", min_size=1, max_size=8)
ORDER = {NOT_ACHIEVED: 0, OPEN: 1, ACHIEVED: 2}


@given(MARKS, st.none() | st.integers(1, 9), st.randoms(use_true_random=False))
def test_the_order_of_branches_never_matters(branches, at_least, random):
    shuffled = "".join(random.sample(branches, len(branches)))
    assert result_of(shuffled, at_least) == result_of(branches, at_least)


@given(MARKS, MARKS, st.none() | st.integers(1, 9))
def test_a_branch_that_does_worse_never_makes_the_round_better(before, after, at_least):
    worse, better = (result_of(f"{before}{mark}{after}", at_least) for mark in "xo")
    assert ORDER[worse.judgement] <= ORDER[better.judgement]
    if worse.rate.value is not None:
        assert worse.rate.value <= better.rate.value


@given(MARKS, st.none() | st.integers(1, 9))
def test_what_is_decided_stays_decided_however_the_open_branches_come_out(branches, at_least):
    outcomes = {result_of(branches.replace("?", mark), at_least).judgement for mark in "xo"}
    judgement = result_of(branches, at_least).judgement
    assert (judgement is OPEN) == (len(outcomes) == 2)
    if judgement is not OPEN:
        assert outcomes == {judgement}
