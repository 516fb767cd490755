"""Counts of judgements, and the share that is said of them."""

import pytest

from kpixl.model.chance import LEVEL, ChanceTest, may_be_chance
from kpixl.model.round_movement import Distance, Movement
from kpixl.model.summary import Tally


def test_a_tally_adds_up_without_what_has_no_target():
    tally = Tally(achieved=5, not_achieved=3, not_judged=2, no_target=7, missing=1)
    assert (tally.judged, tally.with_target, tally.share) == (8, 10, 0.625)


@pytest.mark.parametrize(
    ("achieved", "not_achieved", "share", "text"),
    [
        (0, 0, None, "－"),
        (0, 3, 0.0, "0.0%"),
        (3, 0, 1.0, "100.0%"),
        (1, 2, 0.333, "33.3%"),
        (2, 1, 0.667, "66.7%"),
        (1, 7, 0.125, "12.5%"),
        (1, 1999, 0.001, "0.1%"),
        (1, 2999, 0.001, "0.1%"),  # not none
        (2999, 1, 0.999, "99.9%"),  # not all
        (1, 15, 0.063, "6.3%"),  # 6.25: half up
    ],
)
def test_a_share_is_rounded_and_says_all_or_none_only_of_all_or_none(achieved, not_achieved, share, text):
    tally = Tally(achieved=achieved, not_achieved=not_achieved, not_judged=9)
    assert (tally.share, tally.share_text) == (share, text)


def test_every_figure_is_counted_once_among_what_moved():
    movement = Movement(
        improved=1, worsened=2, unchanged=4, by_chance=8, not_comparable=16, no_prior=32, no_direction=64
    )
    assert (movement.compared, movement.reported) == (15, 127)


@pytest.mark.parametrize(("measured", "shown"), [(2, None), (3, -1.5), (4, -1.5)])
def test_a_median_of_fewer_than_three_is_not_shown(measured, shown):
    assert Distance(pillar="", median=-1.5, measured=measured, left_out=0).shown == shown


def test_a_change_may_be_chance_from_a_p_value_of_five_percent_on():
    tests = {("45", "rate"): ChanceTest(LEVEL), ("44", "rate"): ChanceTest(0.049)}
    assert may_be_chance(tests, "45", "rate")
    assert not may_be_chance(tests, "44", "rate")
    assert not may_be_chance(tests, "22", "rate")  # not tested
