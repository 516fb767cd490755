"""What a person reads in a cell: characters that do not count, and values that nobody sees."""

import datetime as dt

import pytest

from kpixl.model.annotation import Mark, TextRun, Unseen
from kpixl.model.submission import RawCell
from kpixl.rules.figures.visible import left_out, shows_nothing, text_of, why_unseen

PLAIN, RAISED, LOWERED, STRUCK, UNSEEN = Mark.NONE, Mark.SUPERSCRIPT, Mark.SUBSCRIPT, Mark.STRUCK, Mark.UNSEEN


def read(*parts, is_prose=False):
    """The text as it is read, and what is left out of it."""
    runs = tuple(TextRun(text, mark) for text, mark in parts)
    out = left_out(runs, is_prose=is_prose)
    return text_of(runs, out), [part.text for part in out]


@pytest.mark.parametrize("mark", [RAISED, LOWERED, STRUCK, UNSEEN])
def test_no_character_with_a_mark_is_a_digit_of_a_figure(mark):
    assert read(("62.2", PLAIN), ("1", mark)) == ("62.2", ["1"])
    assert read(("9", PLAIN), ("4", mark), ("54", PLAIN)) == ("954", ["4"])


def test_a_text_keeps_raised_and_lowered_characters_as_such():
    assert read(("面積はm", PLAIN), ("2", RAISED), ("、CO", PLAIN), ("2", LOWERED), is_prose=True) == (
        "面積はm²、CO₂",
        [],
    )
    assert read(("受診率", PLAIN), ("注1)", RAISED), is_prose=True) == ("受診率注¹⁾", [])


@pytest.mark.parametrize("mark", [STRUCK, UNSEEN])
def test_a_text_loses_what_was_withdrawn(mark):
    assert read(("速報値", mark), ("確定値", PLAIN), is_prose=True) == ("確定値", ["速報値"])


def test_a_text_that_would_be_left_with_nothing_is_read_whole():
    assert read(("62", STRUCK), (".2", UNSEEN)) == ("62.2", [])
    assert read(("62.2", STRUCK), ("1", RAISED)) == ("62.2", ["1"])
    assert read(("62.2", RAISED), ("1", LOWERED))[1] == []
    assert read(("62", STRUCK), (".2", UNSEEN), is_prose=True) == ("62.2", [])


def test_a_raised_note_is_text_enough_for_the_rest_to_be_withdrawn():
    assert read(("速報値", STRUCK), ("注1", RAISED), is_prose=True) == ("注¹", ["速報値"])


@pytest.mark.parametrize(
    ("number_format", "value"),
    [
        (";;;", 62.2),
        (";;;", -1),
        (";;;", 0),
        (";;;", "62.2%"),
        (";;", 62.2),
        ("0.0;;", -62.2),
        ("0.0;-0.0;", 0),
        ("#,###", 0),
        ("#,###", 0.3),
        ("###", 0),
        ('""', 62.2),
        ("_ ", 62.2),
        ('0.0;-0.0;" "', 0),
        ("0;0;0;", "62.2%"),
        (";;;", dt.date(2025, 3, 31)),
    ],
)
def test_a_format_that_shows_nothing_for_the_value(number_format, value):
    assert shows_nothing(number_format, value)


@pytest.mark.parametrize(
    ("number_format", "value"),
    [
        ("", 62.2),
        ("0.0", 0),
        ("General", 62.2),
        ('#,##0.0;"△"#,##0.0;#,##0.0', 0),
        ("#,###", 1),
        ("#,###", -1),
        ("#.##", 0),
        ('#"件"', 0),
        ("0.0;-0.0;", 62.2),
        (";;", "62.2%"),
        ('0.0;-0.0;"－"', 0),
        ("0;0;0;@", "62.2%"),
        ("yyyy/m/d", dt.date(2025, 3, 31)),
        ("[$¥-411]#,##0", 5),
        ("[h]:mm", 0.5),
        ("[<1]0.0%;0.0", 0.5),
        ("0.0_);(0.0)", 62.2),
        ("\\-", 0),
        ('"秘匿"', 62.2),
        ("[Red]0.0", 62.2),
    ],
)
def test_a_format_that_shows_something_for_the_value(number_format, value):
    assert not shows_nothing(number_format, value)


def test_why_a_value_is_not_seen():
    assert why_unseen(RawCell(62.2, "記入シート", "K8")) is None
    assert why_unseen(RawCell(62.2, "記入シート", "K8", ";;;")) is Unseen.FORMAT
    assert why_unseen(RawCell(62.2, "記入シート", "K8", ";;;", unseen=Unseen.COLOUR)) is Unseen.COLOUR
    assert why_unseen(RawCell("", "記入シート", "K8", ";;;", unseen=Unseen.COLOUR)) is None


@pytest.mark.parametrize(
    ("number_format", "value"),
    [("[White]0.0", 62.2), ("[白]0.0", 62.2), ("[Color 2]0.0", 62.2), ("0.0;-0.0;[White]0.0", 0)],
)
def test_a_format_that_writes_in_white_hides(number_format, value):
    assert why_unseen(RawCell(value, "記入シート", "K8", number_format)) is Unseen.COLOUR


@pytest.mark.parametrize(
    ("number_format", "value"), [("[Red]0.0", 62.2), ("0.0;-0.0;[White]0.0", 62.2), ("[White]0.0", "62.2")]
)
def test_a_value_that_is_not_in_white_is_seen(number_format, value):
    assert why_unseen(RawCell(value, "記入シート", "K8", number_format)) is None
