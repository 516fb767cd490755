"""The palette, measured: colour-blind readers, grey copies, and letters on fills."""

from itertools import combinations

import pytest
from coloraide import Color

from kpixl.books.writing import styles
from kpixl.model.assessment import Judgement

# The paper is the fill of 設定なし.
STATUS_FILLS = {
    **{str(name): fill for name, fill in styles.JUDGEMENT_FILLS.items()},
    "no_target": styles.WHITE,
}
PAIRS = list(combinations(STATUS_FILLS, 2))


def test_every_judgement_has_a_fill_or_is_the_paper():
    assert set(STATUS_FILLS) == {str(judgement) for judgement in Judgement}


@pytest.mark.parametrize("sight", ["", "deutan", "protan", "tritan"])
@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_two_judgements_differ_for_every_kind_of_sight(pair, sight):
    one, other = (Color(STATUS_FILLS[name]) for name in pair)
    if sight:
        one, other = one.filter(sight), other.filter(sight)
    assert one.delta_e(other, method="2000") >= 20


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_two_judgements_differ_in_a_grey_copy(pair):
    one, other = (Color(STATUS_FILLS[name]).convert("lab")["lightness"] for name in pair)
    assert abs(one - other) >= 8


@pytest.mark.parametrize(
    ("fill", "ink"),
    [
        *((fill, styles.BLACK) for fill in STATUS_FILLS.values()),
        *styles.GRADE_COLOURS.values(),
        (styles.YELLOW, styles.BLACK),
        (styles.HEADER_FILL, styles.NAVY),
        (styles.INPUT_FILL, styles.INK),
        (styles.LOCKED_FILL, styles.INK),
        (styles.WHITE, styles.MUTED),
        (styles.WHITE, styles.LINK["font_color"]),
        (styles.WHITE, styles.ALTERED["font_color"]),
    ],
)
def test_letters_stand_out_from_their_fill(fill, ink):
    assert Color(ink).contrast(Color(fill), method="wcag21") >= 4.5


def test_two_grades_differ_for_every_kind_of_sight():
    for sight in ("", "deutan", "protan", "tritan"):
        fills = [
            Color(fill).filter(sight) if sight else Color(fill)
            for fill, _ink in styles.GRADE_COLOURS.values()
        ]
        assert all(one.delta_e(other, method="2000") >= 20 for one, other in combinations(fills, 2))


# ── numbers with their units ────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (styles.number_format(1, ending="％"), '#,##0.0"％";-#,##0.0"％";#,##0.0"％"'),
        (styles.number_format(0, minus="△", ending="円"), '#,##0"円";"△"#,##0"円";#,##0"円"'),
        (
            styles.number_format(1, sign=True, ending="ポイント"),
            '+#,##0.0"ポイント";-#,##0.0"ポイント";#,##0.0"ポイント"',
        ),
        (styles.number_format(2), "#,##0.00;-#,##0.00;#,##0.00"),
    ],
)
def test_a_unit_stands_behind_the_digits_of_every_section(shape, expected):
    assert shape == expected


@pytest.mark.parametrize(
    ("unit", "language", "expected"),
    [("％", "ja", "％"), ("円", "ja", "円"), ("%", "en", "%"), ("yen", "en", " yen"), ("", "en", "")],
)
def test_english_units_have_a_blank_before_them_but_for_percent(unit, language, expected):
    assert styles.ending(unit, language) == expected


def test_a_header_wraps_between_words_but_not_within_one():
    assert styles.label_width("Achievement rate") > len("Achievement")
    assert styles.label_width("達成率（対計画値）") < styles.label_width("Rank")


@pytest.mark.parametrize(
    ("value", "shape", "shown"),
    [
        (123456789, styles.number_format(0, ending="円"), "123,456,789円"),
        (-2050.5, styles.number_format(1, minus="△", ending="事業所"), "△2,050.5事業所"),
        (1.5, styles.number_format(1, sign=True, ending="ポイント"), "+1.5ポイント"),
        (-1232.569, "0.0%", "-123256.9%"),
        (0.98765, '[<1]"▼ "0.00%;0.00%', "▼ 98.77%"),
        (12345, "#,##0", "12,345"),
    ],
)
def test_a_number_finds_room_in_the_width_that_is_made_for_it(value, shape, shown):
    assert styles.number_width(value, shape) >= styles.display_width(shown) + 1


@pytest.mark.parametrize("shape", ["General", "@", "yyyy/mm/dd"])
def test_what_is_no_number_asks_for_no_width(shape):
    assert styles.number_width(45_000.0, shape) == 0


def test_a_row_is_as_high_as_its_lines():
    assert styles.row_height([("受診率", 20.0)]) == 17.25  # 23 pixels
    assert styles.row_height([("受診者の割合", 8.0), ("", 20.0)]) == 33.75


def test_a_number_and_its_brackets_go_on_the_next_line_together():
    # 20 half-width letters: cut anywhere they would be two lines of ten.
    assert styles.wrapped_lines("前年度（84.12％）以上", 12.0) == 3
    assert styles.wrapped_lines("前年度（84.12％）以上", 22.0) == 1


def test_a_word_that_is_longer_than_its_line_is_cut():
    assert styles.wrapped_lines("https://kpixl.example/results", 11.0) == 3
