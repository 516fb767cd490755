"""A change on last year as people type it: its sign, its number, and whether it is a percentage."""

import pytest

from kpixl.model.measure import ChangeKind
from kpixl.model.unit import NO_UNIT, RATE, find_unit
from kpixl.rules.figures.changes import ChangeFault, ChangeText, parse_change

AMOUNT, PERCENT = ChangeKind.AMOUNT, ChangeKind.PERCENT
CASES, PERSONS = find_unit("件"), find_unit("人")


@pytest.mark.parametrize(
    ("typed", "unit", "kind", "figure"),
    [
        ("＋120件", CASES, AMOUNT, "120件"),
        ("120", CASES, AMOUNT, "120"),
        ("-120", CASES, AMOUNT, "-120"),
        ("747件増加", CASES, AMOUNT, "747件"),
        ("747件の増", CASES, AMOUNT, "747件"),
        ("▲15,434人", PERSONS, AMOUNT, "-15,434人"),
        ("▲120件の減", CASES, AMOUNT, "-120件"),
        ("前年度から120件減少", CASES, AMOUNT, "-120件"),
        ("前年度比＋120件", CASES, AMOUNT, "120件"),
        ("マイナス120", CASES, AMOUNT, "-120"),
        ("＋3.2％", CASES, PERCENT, "3.2%"),
        ("1.9％減少しました", CASES, PERCENT, "-1.9%"),
        ("前年度比3.2％増", CASES, PERCENT, "3.2%"),
        ("前年度末比143.3%", CASES, PERCENT, "43.3"),
        ("対前年度比 98.5％", RATE, PERCENT, "-1.5"),
        ("5.7ポイント増", RATE, AMOUNT, "5.7"),
        ("-0.5％ポイント", RATE, AMOUNT, "-0.5"),
        ("0.5pt", RATE, AMOUNT, "0.5"),
        ("5点増", find_unit("点"), AMOUNT, "5点"),
        ("3.2％", NO_UNIT, PERCENT, "3.2%"),
        ("増減なし", CASES, AMOUNT, "0"),
        ("120 more", CASES, AMOUNT, "120"),
        ("down 3.2%", CASES, PERCENT, "-3.2%"),
        ("a decrease of 120 cases", CASES, AMOUNT, "-120 cases"),
        ("an increase of 0.5 points", RATE, AMOUNT, "0.5"),
        ("未確定", CASES, AMOUNT, "未確定"),
        ("-", CASES, AMOUNT, "-"),
    ],
)
def test_a_change_is_taken_apart(typed, unit, kind, figure):
    said = parse_change(typed, unit, AMOUNT)
    assert isinstance(said, ChangeText)
    assert (said.kind, said.figure) == (kind, figure)
    assert said.unit == (RATE if kind is PERCENT else unit)


@pytest.mark.parametrize(
    ("typed", "unit", "kind", "figure"),
    [
        ("3.2", CASES, PERCENT, "3.2"),
        ("3.2％減", CASES, PERCENT, "-3.2%"),
        ("0.19％減少", RATE, PERCENT, "-0.19%"),
        ("0.19ポイント減", RATE, AMOUNT, "-0.19"),
        ("120件", CASES, AMOUNT, "120件"),
    ],
)
def test_a_number_alone_is_a_percentage_where_one_is_asked_for(typed, unit, kind, figure):
    said = parse_change(typed, unit, PERCENT)
    assert isinstance(said, ChangeText)
    assert (said.kind, said.figure) == (kind, figure)


@pytest.mark.parametrize(
    ("typed", "unit", "fault"),
    [
        ("0.19％減少", RATE, ChangeFault.POINTS),
        ("＋3.2%", RATE, ChangeFault.POINTS),
        ("前年度比＋3.2％", RATE, ChangeFault.POINTS),
        ("前年度比3.2％", CASES, ChangeFault.RATIO),
        ("▲120件増", CASES, ChangeFault.SIGN),
        ("＋120件の減", CASES, ChangeFault.SIGN),
        ("-3% increase", CASES, ChangeFault.SIGN),
    ],
)
def test_a_change_that_says_two_things_is_refused(typed, unit, fault):
    assert parse_change(typed, unit, AMOUNT) is fault


def test_the_change_on_another_year_than_last_keeps_its_year_and_is_no_figure():
    said = parse_change("令和3年度比143.3％", CASES, AMOUNT)
    assert isinstance(said, ChangeText)
    assert said.figure == "令和3年度比143.3%"


@pytest.mark.parametrize(
    ("typed", "asked", "in_words"),
    [
        ("120", AMOUNT, False),
        ("＋120件", AMOUNT, False),
        ("▲15,434件", AMOUNT, False),
        ("3.2％", PERCENT, False),
        ("747件増加", AMOUNT, True),
        ("前年度から120件減少", AMOUNT, True),
        ("増減なし", AMOUNT, True),
        ("前年度比143.3％", PERCENT, True),
        ("前年度比別紙％", PERCENT, True),
        ("マイナス120", AMOUNT, True),
        ("プラス120件", AMOUNT, True),
        ("down 3.2%", PERCENT, True),
        ("up by 3.2%", PERCENT, True),
    ],
)
def test_a_change_with_words_around_it_is_said_in_words(typed, asked, in_words):
    said = parse_change(typed, CASES, asked)
    assert isinstance(said, ChangeText)
    assert said.in_words is in_words


def test_points_are_words_around_a_change_of_a_rate():
    assert parse_change("0.5pt", RATE, AMOUNT).in_words is True
    assert parse_change("0.5％ポイント", RATE, AMOUNT).in_words is True


def test_a_soft_hyphen_may_be_a_minus_sign_and_is_kept_to_be_refused():
    for typed in ("\u00ad120件", "前年度から\u00ad120件"):
        said = parse_change(typed, CASES, AMOUNT)
        assert (said.figure, said.in_words) == (typed, False)
