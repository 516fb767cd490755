"""Colours as files write them, and which of them cannot be told from their ground."""

import pytest

from kpixl.books.reading.cell_details.colour import BLACK, is_unseen, of_attributes, of_hex


@pytest.mark.parametrize(
    ("text", "ground", "unseen"),
    [
        ("0A0A0A", "000000", True),
        ("333333", "000000", False),
        ("FF0FFF", "FFFFFF", False),  # light but for its green
        ("FFFF00", "FFFFFF", True),
        ("0000FF", "000000", False),
        ("D9D9D9", "FFFFFF", False),  # as placeholders have
        ("FAFAFA", "FFFFFF", True),
    ],
)
def test_a_colour_is_unseen_where_eyes_cannot_tell_it_from_its_ground(text, ground, unseen):
    assert is_unseen(text, ground) is unseen
    assert is_unseen(ground, text) is unseen


def test_a_colour_is_six_digits_whatever_stands_before_them():
    assert [of_hex(text) for text in ("ff12aB", "FFff12aB", "#ff12ab")] == ["FF12AB"] * 3
    assert [of_hex(text) for text in ("", "12", "GG0000", "red")] == [""] * 4


@pytest.mark.parametrize(
    ("tint", "colour"),
    [
        ("0", "804020"),
        ("0.5", "C0A090"),
        ("-0.5", "402010"),
        ("1", "FFFFFF"),
        ("-1", "000000"),
        ("2", "FFFFFF"),
    ],
)
def test_a_tint_makes_a_colour_lighter_or_darker_and_no_other(tint, colour):
    assert of_attributes({"rgb": "FF804020", "tint": tint}, (), (), BLACK) == colour
