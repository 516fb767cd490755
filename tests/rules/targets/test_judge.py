"""A target and an actual are compared once; what cannot be judged says why."""

from decimal import Decimal

import pytest

from kpixl.model.assessment import Judgement, Reason
from kpixl.model.figure import BLANK, MISSING, NOT_ASKED, UNREADABLE, Figure, FigureState
from kpixl.model.kpi import JudgeOn
from kpixl.model.target import DO, NO_TARGET, Direction, Fixed, Frequency, Period, Target
from kpixl.rules.targets.judge import judge, reason_of

ACHIEVED = (Judgement.ACHIEVED, Reason.NONE)
NOT_ACHIEVED = (Judgement.NOT_ACHIEVED, Reason.NONE)
REPORTED, EXACT = JudgeOn.REPORTED, JudgeOn.EXACT


def target(direction: Direction = Direction.AT_LEAST, *, strict: bool = False) -> Target:
    return Target(direction, Fixed(Decimal(0)), strict)


@pytest.mark.parametrize(
    ("asked", "bar", "actual", "judged"),
    [
        (target(), "64.6", "64.6", ACHIEVED),
        (target(), "64.6", "64.5", NOT_ACHIEVED),
        (target(strict=True), "64.6", "64.6", NOT_ACHIEVED),
        (target(strict=True), "64.6", "64.7", ACHIEVED),
        (target(Direction.AT_MOST), "15", "15.0", ACHIEVED),
        (target(Direction.AT_MOST), "15", "15.1", NOT_ACHIEVED),
        (target(Direction.AT_MOST, strict=True), "15", "15.0", NOT_ACHIEVED),
        (target(Direction.EQUAL), "100", "100.0", ACHIEVED),
        (target(Direction.EQUAL), "100", "99.9", NOT_ACHIEVED),
        (target(Direction.EQUAL), "100", "100.1", NOT_ACHIEVED),
    ],
)
def test_an_actual_is_held_against_its_target_on_the_targets_side(asked, bar, actual, judged):
    assert judge(asked, Decimal(bar), Figure.of(actual), 1, REPORTED) == judged


@pytest.mark.parametrize(
    ("bar", "actual", "judge_on", "judged"),
    [
        ("64.6", "64.55", REPORTED, ACHIEVED),
        ("64.6", "64.55", EXACT, NOT_ACHIEVED),
        ("64.649", "64.6", REPORTED, ACHIEVED),
        ("64.649", "64.6", EXACT, NOT_ACHIEVED),
        ("64.6", "64.549", REPORTED, NOT_ACHIEVED),
    ],
)
def test_both_sides_are_compared_at_the_decimals_that_are_reported_or_as_they_are(
    bar, actual, judge_on, judged
):
    assert judge(target(), Decimal(bar), Figure.of(actual), 1, judge_on) == judged


@pytest.mark.parametrize(
    ("figure", "reason"),
    [
        (BLANK, Reason.NOT_REPORTED),
        (MISSING, Reason.BRANCH_MISSING),
        (NOT_ASKED, Reason.NOT_ASKED),
        (UNREADABLE, Reason.UNREADABLE),
        (Figure(FigureState.UNSETTLED), Reason.UNSETTLED),
        (Figure(FigureState.UNKNOWN), Reason.UNKNOWN),
        (Figure(FigureState.SUPPRESSED), Reason.SUPPRESSED),
        (Figure(FigureState.NONE), Reason.NOTHING_TO_COUNT),
        (Figure(FigureState.DONE), Reason.QUALITATIVE),
        (Figure(FigureState.NOT_DONE), Reason.QUALITATIVE),
    ],
)
def test_what_is_no_number_is_not_judged_for_its_own_reason(figure, reason):
    assert reason_of(figure) is reason
    assert judge(target(), Decimal(5), figure, 1, REPORTED) == (Judgement.NOT_JUDGED, reason)
    # The figure's own reason goes before the target's.
    assert judge(target(), None, figure, 1, REPORTED) == (Judgement.NOT_JUDGED, reason)


def test_without_a_bar_nothing_is_judged_and_without_a_target_nothing_asked():
    no_bar = judge(target(), None, Figure.of(5), 1, REPORTED)
    assert no_bar == (Judgement.NOT_JUDGED, Reason.NO_BASELINE)
    for figure in (Figure.of(5), BLANK):
        assert judge(NO_TARGET, None, figure, 1, REPORTED) == (Judgement.NO_TARGET, Reason.NO_TARGET)


def often(needed: int) -> Target:
    return Target(Direction.DO, Frequency(needed, Period.YEAR))


@pytest.mark.parametrize(
    ("asked", "figure", "judged"),
    [
        (DO, Figure(FigureState.DONE), ACHIEVED),
        (DO, Figure(FigureState.NOT_DONE), NOT_ACHIEVED),
        (DO, Figure.of(1), ACHIEVED),
        (DO, Figure.of("0.5"), ACHIEVED),
        (DO, Figure.of(0), NOT_ACHIEVED),
        (DO, Figure.of(-1), NOT_ACHIEVED),
        (DO, BLANK, (Judgement.NOT_JUDGED, Reason.NOT_REPORTED)),
        (DO, Figure(FigureState.UNSETTLED), (Judgement.NOT_JUDGED, Reason.UNSETTLED)),
        (often(3), Figure.of(3), ACHIEVED),
        (often(3), Figure.of(2), NOT_ACHIEVED),
        (often(3), Figure(FigureState.NOT_DONE), NOT_ACHIEVED),
        (often(3), Figure(FigureState.DONE), (Judgement.NOT_JUDGED, Reason.HOW_OFTEN)),
        (often(1), Figure(FigureState.DONE), ACHIEVED),
        (often(1), Figure.of("0.5"), NOT_ACHIEVED),
    ],
)
def test_what_was_to_be_done_was_done_or_was_not_or_does_not_say_how_often(asked, figure, judged):
    assert judge(asked, None, figure, 0, REPORTED) == judged
