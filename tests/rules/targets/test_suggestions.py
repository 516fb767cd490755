"""The nearest form of a text that is no target."""

import pytest

from kpixl.locale import translate
from kpixl.model.target import Direction
from kpixl.model.unit import RATE, find_unit
from kpixl.rules.targets.reading import stand_in
from kpixl.rules.targets.suggestions import nearest_forms


@pytest.mark.parametrize(
    ("direction", "forms"),
    [
        (Direction.NONE, ["64.6％以上", "15％以下", "100％", "前年度以上"]),
        (Direction.AT_LEAST, ["64.6％以上", "前年度以上", "3年平均以上"]),
        (Direction.AT_MOST, ["15％以下", "前年度以下", "3年平均以下"]),
    ],
)
def test_a_text_that_says_nothing_is_answered_with_examples_on_the_kpis_side(direction, forms):
    found = nearest_forms("なるべくよくする", stand_in(RATE, direction))
    assert [translate(form, "ja") for form in found] == forms


@pytest.mark.parametrize(
    ("text", "unit", "form"),
    [
        ("約80以上", "％", "80％以上"),
        ("5年平均くらい以上", "％", "5年平均以上"),
        ("99年平均くらい以上", "％", "3年平均以上"),  # no mean is of so many
        ("約1千円以上", "円", "1,000円以上"),
        ("約5件以上", "％", "64.6％以上"),  # a number of something else
    ],
)
def test_the_number_and_the_years_of_a_text_are_kept(text, unit, form):
    found, *_rest = nearest_forms(text, stand_in(find_unit(unit), Direction.AT_LEAST))
    assert translate(found, "ja") == form
