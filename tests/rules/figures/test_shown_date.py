"""A date says what its cell shows of it, and no more."""

import datetime as dt

import pytest

from kpixl.model.submission import RawCell
from kpixl.rules.figures.cells import shown_cell
from kpixl.rules.figures.shown_date import lost_date, shown_date

SERIAL = 45747  # 2025-03-31


def cell(value, number_format, **more):
    return RawCell(value, "記入シート", "N12", number_format, **more)


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [
        ("yyyy/m/d", "2025年3月31日"),
        ("yyyy/m", "2025年3月"),
        ('yyyy"年"', "2025年"),
        ('yyyy"年度"', "2025年度"),
        ('[$-411]ggge"年度"', "令和7年度"),
        ("[$-411]ge.m.d", "令和7年3月31日"),
        ('m"月"', "3月"),
        ('[<45000]yyyy;yyyy"年"m"月"', "2025年3月"),
        ('[>45000]yyyy;yyyy"年"m"月"', "2025年"),
    ],
)
def test_a_day_shows_the_parts_that_its_format_has(number_format, shown):
    assert shown_date(cell(SERIAL, number_format), "ja") == shown
    assert shown_date(cell(dt.date(2025, 3, 31), number_format), "ja") == shown


def test_a_fiscal_year_is_one_in_english_too():
    assert shown_date(cell(SERIAL, "yyyy/m"), "en") == "2025-03"
    assert shown_date(cell(SERIAL, 'yyyy"年度"'), "en") == "2025年度"


def test_days_may_be_counted_from_1904():
    assert shown_date(cell(SERIAL - 1462, '[$-411]ggge"年"', is_1904=True), "ja") == "令和7年"
    assert lost_date(cell(SERIAL - 1462, "", is_1904=True)) == dt.date(2025, 3, 31)


@pytest.mark.parametrize("number_format", ["h:mm", "General", "0.0", "aaaa"])
def test_what_shows_no_date_is_none(number_format):
    assert shown_date(cell(SERIAL, number_format), "ja") is None


@pytest.mark.parametrize("number_format", ["aaaa", "ddd", "General", "0.0"])
def test_a_date_of_which_no_day_is_seen_has_lost_it(number_format):
    assert lost_date(cell(SERIAL, number_format)) == dt.date(2025, 3, 31)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (36526.0, dt.date(2000, 1, 1)),
        (36525.0, None),
        (73050.0, dt.date(2099, 12, 31)),
        (73051.0, None),
        (45747.5, None),
        (2_958_465.0, None),
        (1e12, None),
        (0.0, None),
        (-45747.0, None),
        (True, None),
        ("45747", None),
    ],
)
def test_only_a_whole_number_of_this_century_may_be_a_lost_date(value, day):
    assert lost_date(cell(value, "")) == day


def test_a_date_that_is_seen_is_not_lost():
    assert lost_date(cell(SERIAL, "yyyy/m/d")) is None
    assert lost_date(cell(SERIAL, 'm"月"')) is None


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1.0, "1899年12月31日"),
        (0.9, None),
        (2_958_465.0, "9999年12月31日"),
        (2_958_466.0, None),
        (True, None),
        ("45747", None),
        (dt.date(1899, 12, 30), "1899年12月30日"),
    ],
)
def test_a_number_that_no_calendar_of_excel_has_is_no_date(value, shown):
    assert shown_date(cell(value, "yyyy/m/d"), "ja") == shown


def test_a_date_that_shows_as_hours_has_lost_it():
    assert lost_date(cell(dt.timedelta(days=SERIAL), "[h]:mm:ss")) == dt.date(2025, 3, 31)
    assert lost_date(cell(dt.timedelta(hours=5), "[h]:mm")) is None


@pytest.mark.parametrize(
    ("number", "number_format", "shown"),
    [
        (66.5, '0.0"％以上"', "66.5％以上"),
        (1234, '#,##0"人"', "1,234人"),
        (66.5, "0.0_%", "66.5"),
        (0.665, "0.0%", "66.5%"),
        (66.5, '"66.5以上"', "66.5"),
    ],
)
def test_a_text_that_is_a_number_is_what_its_cell_shows(number, number_format, shown):
    assert shown_cell(cell(number, number_format)) == shown
