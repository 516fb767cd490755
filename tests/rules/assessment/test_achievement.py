"""Judgement and achievement rate."""

from decimal import Decimal

import pytest

from kpixl.locale.amounts import format_number
from kpixl.model.assessment import Judgement, Outcome, Reason
from kpixl.model.figure import Figure, FigureState
from kpixl.model.kpi import JudgeOn, RateFormula
from kpixl.model.rounding import judged_value
from kpixl.model.target import Direction, Fixed
from kpixl.model.unit import find_unit
from kpixl.rules.assessment.achievement import achievement_rate
from kpixl.rules.figures.parse import read_figure
from kpixl.rules.targets.judge import judge, reason_of
from kpixl.rules.targets.parse import parse_target
from tests.rules.builders import make_figure, make_kpi, published_rows, side

AT_LEAST, AT_MOST, EQUAL = Direction.AT_LEAST, Direction.AT_MOST, Direction.EQUAL
COMPARING = [AT_LEAST, AT_MOST, EQUAL]
REPORTED, EXACT = JudgeOn.REPORTED, JudgeOn.EXACT
MIRROR, RATIO, REDUCTION = RateFormula.MIRROR, RateFormula.RATIO, RateFormula.REDUCTION
ACHIEVED, NOT_ACHIEVED = (Judgement.ACHIEVED, Reason.NONE), (Judgement.NOT_ACHIEVED, Reason.NONE)

REASONS = [
    (FigureState.BLANK, Reason.NOT_REPORTED),
    (FigureState.MISSING, Reason.BRANCH_MISSING),
    (FigureState.NOT_ASKED, Reason.NOT_ASKED),
    (FigureState.UNSETTLED, Reason.UNSETTLED),
    (FigureState.UNKNOWN, Reason.UNKNOWN),
    (FigureState.SUPPRESSED, Reason.SUPPRESSED),
    (FigureState.NONE, Reason.NOTHING_TO_COUNT),
    (FigureState.UNREADABLE, Reason.UNREADABLE),
]


def judged(direction, target, actual, decimals=1, judge_on=REPORTED):
    return judge(side(direction), Decimal(target), make_figure(actual), decimals, judge_on)


def rate(direction, target, actual, formula=MIRROR, base=None):
    return achievement_rate(
        direction, formula, Decimal(target), make_figure(actual), None if base is None else Decimal(base)
    )


def percent(outcome):
    """The rate as it is printed, to one decimal."""
    return f"{format_number((outcome.value * 100).quantize(Decimal('0.1')), 1)}%"


# ── judgement ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("judge_on", [REPORTED, EXACT])
@pytest.mark.parametrize("direction", COMPARING)
@pytest.mark.parametrize("value", ["0.82", "100", "0", "-5"])
def test_an_actual_equal_to_its_target_is_achieved(direction, value, judge_on):
    assert judged(direction, value, value, 2, judge_on) == ACHIEVED


@pytest.mark.parametrize(
    ("direction", "actual", "expected"),
    [
        (AT_LEAST, "91.4", NOT_ACHIEVED),
        (AT_LEAST, "91.6", ACHIEVED),
        (AT_MOST, "91.4", ACHIEVED),
        (AT_MOST, "91.6", NOT_ACHIEVED),
        (EQUAL, "91.4", NOT_ACHIEVED),
        (EQUAL, "91.6", NOT_ACHIEVED),
    ],
)
def test_one_digit_beside_the_target_decides_by_direction(direction, actual, expected):
    assert judged(direction, "91.5", actual) == expected


@pytest.mark.parametrize(
    ("direction", "target", "actual", "reported", "exact"),
    [
        (AT_LEAST, "64.6", "64.55", ACHIEVED, NOT_ACHIEVED),  # 64.55 prints as 64.6
        (AT_LEAST, "64.6", "64.549", NOT_ACHIEVED, NOT_ACHIEVED),
        (AT_LEAST, "100", "99.96", ACHIEVED, NOT_ACHIEVED),  # prints as 100.0
        (AT_MOST, "10.5", "10.5263157894736842", ACHIEVED, NOT_ACHIEVED),  # 2 of 19
        (AT_MOST, "10.5", "10.55", NOT_ACHIEVED, NOT_ACHIEVED),
        (EQUAL, "100", "99.95", ACHIEVED, NOT_ACHIEVED),
        (AT_LEAST, "64.55", "64.6", ACHIEVED, ACHIEVED),
        (AT_LEAST, "64.64", "64.6", ACHIEVED, NOT_ACHIEVED),  # the target is rounded as well
    ],
)
def test_halves_round_up_before_judging_unless_judged_exactly(direction, target, actual, reported, exact):
    assert judged(direction, target, actual, 1, REPORTED) == reported
    assert judged(direction, target, actual, 1, EXACT) == exact


def test_the_judged_value_is_rounded_half_up_or_left_alone():
    assert judged_value(Decimal("10.45"), 1, REPORTED) == Decimal("10.5")
    assert judged_value(Decimal("10.45"), 1, EXACT) == Decimal("10.45")


@pytest.mark.parametrize("direction", COMPARING)
@pytest.mark.parametrize(("state", "reason"), REASONS)
def test_a_figure_without_a_number_is_not_judged_and_says_why(direction, state, reason):
    assert judge(side(direction), Decimal(0), Figure(state), 1, REPORTED) == (Judgement.NOT_JUDGED, reason)


@pytest.mark.parametrize("direction", COMPARING)
def test_a_target_without_a_number_is_not_judged_for_want_of_a_baseline(direction):
    assert judge(side(direction), None, Figure.of(5), 1, REPORTED) == (
        Judgement.NOT_JUDGED,
        Reason.NO_BASELINE,
    )


def test_a_missing_figure_is_named_before_a_missing_baseline():
    missing = Figure(FigureState.MISSING)
    assert judge(side(AT_LEAST), None, missing, 1, REPORTED) == (Judgement.NOT_JUDGED, Reason.BRANCH_MISSING)


@pytest.mark.parametrize("value", ["5", FigureState.DONE, FigureState.MISSING, None])
def test_no_target_is_no_judgement_whatever_was_reported(value):
    expected = (Judgement.NO_TARGET, Reason.NO_TARGET)
    assert judge(side(Direction.NONE), None, make_figure(value), 1, REPORTED) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (FigureState.DONE, ACHIEVED),
        (1, ACHIEVED),
        ("0.1", ACHIEVED),
        (0, NOT_ACHIEVED),
        (-1, NOT_ACHIEVED),
        (FigureState.NOT_DONE, NOT_ACHIEVED),
        (FigureState.UNSETTLED, (Judgement.NOT_JUDGED, Reason.UNSETTLED)),
        (FigureState.MISSING, (Judgement.NOT_JUDGED, Reason.BRANCH_MISSING)),
        (FigureState.NONE, (Judgement.NOT_JUDGED, Reason.NOTHING_TO_COUNT)),
        (None, (Judgement.NOT_JUDGED, Reason.NOT_REPORTED)),
    ],
)
def test_a_do_target_is_achieved_by_doing_or_by_a_count_above_zero(value, expected):
    assert judge(side(Direction.DO), None, make_figure(value), 0, REPORTED) == expected


@pytest.mark.parametrize(("state", "reason"), REASONS)
def test_every_state_without_a_number_has_its_own_reason(state, reason):
    assert reason_of(Figure(state)) is reason


@pytest.mark.parametrize("state", [FigureState.DONE, FigureState.NOT_DONE])
def test_a_word_for_a_figure_is_qualitative(state):
    assert reason_of(Figure(state)) is Reason.QUALITATIVE


# ── achievement rate ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("target", "actual", "printed"),
    [
        ("21.5", "20.3", "94.4%"),
        ("18", "28", "155.6%"),
        ("100", "100", "100.0%"),
        ("64.6", "0", "0.0%"),
        ("0.214", "0.133", "62.1%"),  # rates below 1% are no rates of 0
    ],
)
@pytest.mark.parametrize("direction", [AT_LEAST, EQUAL])
@pytest.mark.parametrize("formula", list(RateFormula))
def test_at_least_and_equal_divide_actual_by_target_whatever_the_formula(
    direction, formula, target, actual, printed
):
    assert percent(rate(direction, target, actual, formula, base="1")) == printed


def test_a_rate_is_kept_unrounded():
    outcome = rate(AT_LEAST, "21.5", "20.3")
    assert outcome == Outcome(Decimal("20.3") / Decimal("21.5"))
    assert outcome.value != Decimal("0.944")


@pytest.mark.parametrize(
    ("formula", "target", "actual", "base", "expected"),
    [
        (MIRROR, "15", "10.5", None, "1.3"),  # 2 − 10.5/15
        (MIRROR, "15", "15", None, "1"),
        (MIRROR, "15", "18", None, "0.8"),
        (MIRROR, "15", "0", None, "2"),
        (MIRROR, "15", "45", None, "-1"),
        (MIRROR, "0.5", "0.4", None, "1.2"),
        (RATIO, "15", "12", None, "1.25"),
        (RATIO, "0.5", "0.4", None, "1.25"),
        (RATIO, "15", "15", None, "1"),
        (RATIO, "15", "20", None, "0.75"),
        (REDUCTION, "15", "16", "20", "0.8"),  # (20 − 16)/(20 − 15)
        (REDUCTION, "15", "15", "20", "1"),
        (REDUCTION, "15", "20", "20", "0"),
        (REDUCTION, "15", "25", "20", "-1"),
        (REDUCTION, "0", "5", "20", "0.75"),  # a target of 0 is no obstacle here
        (REDUCTION, "-5", "0", "5", "0.5"),
    ],
)
def test_at_most_follows_the_kpis_formula(formula, target, actual, base, expected):
    assert rate(AT_MOST, target, actual, formula, base) == Outcome(Decimal(expected))


@pytest.mark.parametrize(
    ("direction", "target", "actual", "formula", "base", "reason"),
    [
        (AT_LEAST, "0", "5", MIRROR, None, Reason.TARGET_ZERO),
        (EQUAL, "0", "0", MIRROR, None, Reason.TARGET_ZERO),
        (AT_MOST, "0", "5", MIRROR, None, Reason.TARGET_ZERO),
        (AT_MOST, "0", "5", RATIO, None, Reason.TARGET_ZERO),
        (AT_LEAST, "-5", "5", MIRROR, None, Reason.TARGET_NEGATIVE),
        (AT_MOST, "-5", "-6", MIRROR, None, Reason.TARGET_NEGATIVE),
        (AT_MOST, "-5", "-6", RATIO, None, Reason.TARGET_NEGATIVE),
        (AT_MOST, "15", "0", RATIO, None, Reason.ACTUAL_ZERO),
        (AT_MOST, "15", "-1", RATIO, None, Reason.ACTUAL_ZERO),
        (AT_MOST, "15", "10", REDUCTION, None, Reason.NO_PRIOR),
        (AT_MOST, "15", "10", REDUCTION, "15", Reason.BASE_IS_TARGET),
        (AT_MOST, "15", "20", REDUCTION, "8.4", Reason.BASE_IS_TARGET),  # else 176% beside 未達成
    ],
)
def test_an_undefined_rate_is_a_reason_and_no_number(direction, target, actual, formula, base, reason):
    assert rate(direction, target, actual, formula, base) == Outcome(reason=reason)


# Every formula against every case: the rate in words of the formula, or the reason. By hand, with a target
# of 15, an actual of 12 and a prior of 20 wherever the case does not say otherwise.
FORMULAS = {
    "at_least": (AT_LEAST, MIRROR),
    "equal": (EQUAL, MIRROR),
    "ratio": (AT_MOST, RATIO),
    "mirror": (AT_MOST, MIRROR),
    "reduction": (AT_MOST, REDUCTION),
}
NOTHING = {"target": "15", "actual": "12", "base": "20"}
CASES = {
    # case: what differs, then at_least, equal, ratio, mirror, reduction
    "plain": ({}, "0.8", "0.8", "1.25", "1.2", "1.6"),
    "actual is target": ({"actual": "15"}, "1", "1", "1", "1", "1"),
    "actual beyond target": ({"actual": "18"}, "1.2", "1.2", Decimal(15) / 18, "0.8", "0.4"),
    "actual 0": ({"actual": "0"}, "0", "0", Reason.ACTUAL_ZERO, "2", "4"),
    "actual negative": ({"actual": "-3"}, "-0.2", "-0.2", Reason.ACTUAL_ZERO, "2.2", "4.6"),
    "no target": ({"target": None}, *[Reason.NO_BASELINE] * 5),
    "target 0": ({"target": "0"}, *[Reason.TARGET_ZERO] * 4, "0.4"),
    "target and actual 0": ({"target": "0", "actual": "0"}, *[Reason.TARGET_ZERO] * 4, "1"),
    "target negative": ({"target": "-5"}, *[Reason.TARGET_NEGATIVE] * 4, "0.32"),
    "prior missing": ({"base": None}, "0.8", "0.8", "1.25", "1.2", Reason.NO_PRIOR),
    "prior 0": ({"base": "0"}, "0.8", "0.8", "1.25", "1.2", Reason.BASE_IS_TARGET),
    "prior 0, target negative": (
        {"base": "0", "target": "-5", "actual": "-4"}, *[Reason.TARGET_NEGATIVE] * 4, "0.8",
    ),
    "prior is target": ({"base": "15"}, "0.8", "0.8", "1.25", "1.2", Reason.BASE_IS_TARGET),
    "prior better than target": ({"base": "8"}, "0.8", "0.8", "1.25", "1.2", Reason.BASE_IS_TARGET),
    "not reported": ({"actual": None}, *[Reason.NOT_REPORTED] * 5),
    "not reported, no target": ({"actual": None, "target": None}, *[Reason.NOT_REPORTED] * 5),
    "unsettled": ({"actual": FigureState.UNSETTLED}, *[Reason.UNSETTLED] * 5),
    "unsettled, target 0": ({"actual": FigureState.UNSETTLED, "target": "0"}, *[Reason.UNSETTLED] * 5),
    "branch missing": ({"actual": FigureState.MISSING}, *[Reason.BRANCH_MISSING] * 5),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(("number", "formula"), list(enumerate(FORMULAS)))
def test_every_formula_has_an_answer_for_every_case(case, number, formula):
    differs, *answers = CASES[case]
    given = NOTHING | differs
    target, base = (None if given[key] is None else Decimal(given[key]) for key in ("target", "base"))
    direction, rule = FORMULAS[formula]
    outcome = achievement_rate(direction, rule, target, make_figure(given["actual"]), base)
    answer = answers[number]
    assert outcome == (Outcome(reason=answer) if isinstance(answer, Reason) else Outcome(Decimal(answer)))


@pytest.mark.parametrize("formula", FORMULAS)
def test_without_a_target_at_all_every_formula_says_so(formula):
    for figure in (make_figure("12"), make_figure(None), make_figure(FigureState.UNSETTLED)):
        outcome = achievement_rate(Direction.NONE, FORMULAS[formula][1], None, figure, Decimal(20))
        assert outcome == Outcome(reason=Reason.NO_TARGET)


@pytest.mark.parametrize("direction", COMPARING)
@pytest.mark.parametrize("formula", list(RateFormula))
@pytest.mark.parametrize(("state", "reason"), REASONS)
def test_a_figure_without_a_number_has_no_rate_and_says_why(direction, formula, state, reason):
    assert achievement_rate(direction, formula, Decimal(15), Figure(state), Decimal(20)) == Outcome(
        reason=reason
    )


@pytest.mark.parametrize("direction", COMPARING)
def test_a_target_without_a_number_has_no_rate_for_want_of_a_baseline(direction):
    assert achievement_rate(direction, MIRROR, None, Figure.of(5)) == Outcome(reason=Reason.NO_BASELINE)


@pytest.mark.parametrize(
    ("direction", "reason"), [(Direction.NONE, Reason.NO_TARGET), (Direction.DO, Reason.QUALITATIVE)]
)
def test_no_target_and_do_have_no_rate(direction, reason):
    assert achievement_rate(direction, MIRROR, None, Figure.of(5)) == Outcome(reason=reason)


@pytest.mark.parametrize(
    ("value", "reason"), [(None, Reason.NONE), (Decimal(1), Reason.NO_PRIOR), (Decimal(0), Reason.NO_TARGET)]
)
def test_an_outcome_is_a_value_or_a_reason_never_both_or_neither(value, reason):
    with pytest.raises(ValueError, match="a value or a reason"):
        Outcome(value, reason)


# ── the published reports ────────────────────────────────────────────────────────────────────────

JUDGED = [row for row in published_rows() if row["judgement"]]


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=f"{row['report']}-{row['fiscal_year']}-{row['code']}") for row in JUDGED]
)
@pytest.mark.parametrize("judge_on", [REPORTED, EXACT])
def test_every_published_judgement_follows_from_the_printed_target_and_actual(row, judge_on):
    decimals = int(row["decimals"] or 0)
    kpi = make_kpi(row["code"], unit=row["unit"], direction=row["direction"], decimals=decimals)
    target = parse_target(row["target_text"], kpi)
    reading, refusal = read_figure(
        row["actual_text"], find_unit(row["unit"]), takes_done=target.direction is Direction.DO
    )
    assert refusal is None
    reference = target.reference
    number = None
    if reference is not None:
        number = reference.value if isinstance(reference, Fixed) else reference.baseline
    assert judge(target, number, reading.figure, decimals, judge_on) == (
        Judgement(row["judgement"]),
        Reason.NONE,
    )


def test_the_four_reports_publish_72_judgements():
    counts = {}
    for row in JUDGED:
        counts.setdefault(row["report"], []).append(row["judgement"] == "achieved")
    assert {report: (len(flags), sum(flags)) for report, flags in counts.items()} == {
        "miyazaki": (17, 8),
        "kagoshima": (19, 10),
        "oita": (19, 9),
        "shizuoka": (17, 11),
    }
