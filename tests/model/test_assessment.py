"""What follows from an assessment by itself."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kpixl.model.assessment import FEW_CASES, Outcome, Reason
from kpixl.model.figure import Figure, FigureState
from kpixl.model.target import DO, Direction, Fixed, Target
from kpixl.rules.assessment.assess import assess
from tests.rules.builders import make_counted_kpi, make_entry, make_kpi, make_plan

D = Decimal


def assessed(value="62.2", counts=None, targets="50以上", kpi=None, *, entry=True):
    plan = make_plan(kpi or make_counted_kpi(), targets=targets)
    (row,) = assess(plan, [make_entry(value=value, counts=counts)] if entry else [])
    return row


def test_an_outcome_has_a_value_or_a_reason_and_zero_is_a_value():
    assert Outcome(D(0)).value == 0
    for fields in ({}, {"value": D(0), "reason": Reason.NOT_REPORTED}):
        with pytest.raises(ValueError, match="a value or a reason"):
            Outcome(**fields)


@pytest.mark.parametrize(
    ("targets", "plain"),
    [
        ("50以上", Target(Direction.AT_LEAST, Fixed(D(50)))),
        ("前年度（84.12％）以上", Target(Direction.AT_LEAST, Fixed(D("84.12")))),
        ("50超", Target(Direction.AT_LEAST, Fixed(D(50)), strict=True)),
    ],
)
def test_a_plain_target_is_the_number_that_it_comes_to(targets, plain):
    assert assessed(targets=targets).plain_target == plain


def test_a_target_without_a_number_is_plain_as_it_is():
    row = assessed(targets="前年度以上")
    assert (row.target_value, row.plain_target) == (None, row.target)
    done = assessed(FigureState.DONE, targets="実施", kpi=make_kpi(unit="件", direction="do", decimals=0))
    assert done.plain_target == DO


@pytest.mark.parametrize(
    ("counts", "few"),
    [
        ((2, FEW_CASES - 1), (2, FEW_CASES - 1)),
        ((0, 1), (0, 1)),
        ((2, FEW_CASES), None),
        ((0, 0), None),
        (None, None),
    ],
)
def test_few_cases_are_told_with_the_counts(counts, few):
    assert assessed("10.5", counts).few_cases == few


def test_no_counts_are_told_of_a_figure_that_head_office_put_in_or_that_is_none():
    row = assessed("10.5", (2, 19))
    assert replace(row, entry=replace(row.entry, reported=Figure.of(11))).few_cases is None
    assert replace(row, figure=Figure(FigureState.UNSETTLED)).few_cases is None
    assert replace(row, entry=None).few_cases is None


def test_what_has_not_come_back_is_missing_and_what_has_no_target_is_not():
    assert assessed(entry=False).is_missing
    assert not assessed(FigureState.UNSETTLED).is_missing
    assert not assessed().is_missing
    assert not assessed(entry=False, targets="設定なし").is_missing


def test_what_was_reported_stays_beside_what_head_office_put_in():
    row = assessed("10.5")
    assert (row.is_adjusted, row.reported) == (False, Figure.of("10.5"))
    adjusted = replace(row, entry=replace(row.entry, reported=Figure.of(11)))
    assert (adjusted.is_adjusted, adjusted.reported) == (True, Figure.of(11))
    assert replace(row, entry=None).reported == Figure.of("10.5")
    assert not replace(row, entry=None).is_adjusted
