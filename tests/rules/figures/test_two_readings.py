"""Two readings of one cell, held against each other, by format."""

import datetime as dt

import pytest

from kpixl.model.annotation import Mark, TextRun
from kpixl.model.submission import RawCell, Submission
from kpixl.rules.figures.two_readings import readings_differ


def differ(value, raw, file_format, **more):
    submission = Submission(file="a", sha256="", identity=None, has_keys=True, rows=(), format=file_format)
    return readings_differ(RawCell(value, "S", "K8", raw=raw, **more), submission)


@pytest.mark.parametrize("file_format", ["xlsx", "xlsm", "ods", "xls"])
def test_a_number_that_both_readers_give_is_one(file_format):
    assert not differ(75.9, "75.9", file_format)
    assert not differ(75.9, "7.59E1", file_format)
    assert differ(75.9, "99", file_format)
    assert differ(75.9, "七十五", file_format)
    assert differ(True, "0", file_format)  # noqa: FBT003 - a cell that holds TRUE
    assert not differ(True, " TRUE ", file_format)  # noqa: FBT003
    assert not differ(False, "0", file_format)  # noqa: FBT003
    assert differ(False, "1", file_format)  # noqa: FBT003
    assert differ("75.9", "75.9", file_format, is_doubled=True)


@pytest.mark.parametrize("file_format", ["ods", "xls"])
def test_where_no_texts_are_stored_a_text_is_read_once(file_format):
    assert differ("約75.9", "75.9", "xlsx")
    assert not differ("約75.9", "75.9", file_format)


def test_a_text_is_held_against_all_that_the_file_stores_of_it():
    assert not differ("75.9", "75.9注", "xlsx", runs=(TextRun("75.9", Mark.NONE), TextRun("注", Mark.STRUCK)))
    assert differ("75.9", "75.9注", "xlsx", runs=(TextRun("75.9", Mark.NONE),))
    assert not differ(" 約\n75.9", "約75.9", "xlsx")


def test_an_error_value_and_an_escaped_character_are_no_difference():
    assert not differ("#N/A", "42", "xlsx")
    assert not differ("75\r.9", "75_x000D_.9", "xlsx")


@pytest.mark.parametrize("file_format", ["xlsx", "ods", "xls"])
def test_a_date_is_asked_of_its_format(file_format):
    assert not differ(dt.date(2025, 3, 31), "45747", file_format)


def test_of_a_binary_workbook_nothing_is_read_twice():
    assert not differ(75.9, "99", "xlsb")
