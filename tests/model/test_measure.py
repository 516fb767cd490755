"""Which texts tell why a target was missed, and how a change is measured."""

import pytest

from kpixl.model.measure import ChangeKind, TextItem, TextRequired, asks_why, cause_items, unit_of_change
from kpixl.model.unit import RATE, find_unit

ALWAYS, MISSED, NEVER = TextRequired.ALWAYS, TextRequired.NOT_ACHIEVED, TextRequired.NEVER


def item(code, label="取組内容", required=NEVER, *, is_next_plan=False):
    return TextItem(code=code, label=label, required=required, is_next_plan=is_next_plan)


@pytest.mark.parametrize(
    ("label", "is_next_plan", "asks"),
    [
        ("未達成の要因", False, True),
        ("課題と対策", False, True),
        ("Root Cause", False, True),
        ("取組内容", False, False),
        ("次年度の課題", True, False),
    ],
)
def test_a_label_asks_for_a_cause_where_it_says_so_and_is_no_plan(label, is_next_plan, asks):
    assert asks_why(item("a", label, is_next_plan=is_next_plan)) is asks


@pytest.mark.parametrize(
    ("items", "codes"),
    [
        ([item("a", required=MISSED), item("b", "要因"), item("c", required=ALWAYS)], {"b"}),
        ([item("a", required=MISSED), item("b"), item("c", required=ALWAYS)], {"a"}),
        ([item("a"), item("b"), item("c", required=ALWAYS)], {"c"}),
        ([item("a"), item("b")], {"a", "b"}),
        ([], set()),
    ],
)
def test_a_cause_stands_in_the_first_kind_of_text_that_there_is(items, codes):
    assert cause_items(items) == codes


def test_a_text_is_of_this_year_unless_it_is_said():
    assert asks_why(TextItem(code="a", label="要因", required=NEVER))


def test_a_percentage_is_one_whatever_it_is_of():
    cases = find_unit("件")
    assert unit_of_change(ChangeKind.PERCENT, cases) == RATE
    assert unit_of_change(ChangeKind.AMOUNT, cases) == cases
