"""Number formats are parsed: what a cell shows of a number, section by section and sign by sign."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpixl.rules.figures.format_tokens import DatePart
from kpixl.rules.figures.number_format import GENERAL, parse_format

ERA, YEAR, MONTH, DAY = DatePart.ERA, DatePart.YEAR, DatePart.MONTH, DatePart.DAY
WEEKDAY, TIME, ELAPSED = DatePart.WEEKDAY, DatePart.TIME, DatePart.ELAPSED


def section_of(code, value="62.2"):
    return parse_format(code).section(Decimal(value))[0]


@pytest.mark.parametrize(
    ("code", "value", "percents"),
    [
        ("0.0%", "0.622", 1),
        ("0%%", "0.622", 2),
        ("[Red]0.0%", "0.622", 1),
        ("0.0_%", "62.2", 0),
        ("#,##0_%", "944", 0),
        ("0.0*%", "62.2", 0),
        ('0.0"%"', "62.2", 0),
        ("0.0\\%", "62.2", 0),
        ("0.0％", "62.2", 0),
        ("[<1]0.0%;0.0", "0.622", 1),
        ("[<1]0.0%;0.0", "62.2", 0),
        ("[>=1]0.0;[<0]-0.0%;0%", "0.5", 1),
        ("[>=1]0.0;[<0]-0.0%;0%", "5", 0),
        ("0.0;-0.0%", "62.2", 0),
        ("0.0;-0.0%", "-0.622", 1),
        ("0.0;-0.0;0%", "0", 1),
        ("0.0;-0.0;0;@%", "62.2", 0),
        ("", "62.2", 0),
        ("General", "62.2", 0),
        ("[$-411]0.0%", "0.622", 1),
        ('"100%"0.0', "62.2", 0),
    ],
)
def test_a_percent_sign_counts_only_where_it_is_shown_for_the_number(code, value, percents):
    assert section_of(code, value).percents == percents


@pytest.mark.parametrize(
    ("code", "thousands"),
    [
        ("#,##0,", 1),
        ("#,##0.0,,", 2),
        ('#,##0,"千円"', 1),
        ("0,.0", 1),
        ("#,##0", 0),
        ("#,##0.0", 0),
        ("0_,", 0),
        ('0","', 0),
        ("yyyy,mm", 0),
    ],
)
def test_commas_behind_the_digits_divide_and_between_them_group(code, thousands):
    assert section_of(code).thousands == thousands


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("yyyy/m/d", {YEAR, MONTH, DAY}),
        ("mmm-yy", {YEAR, MONTH}),
        ("yyyy/m", {YEAR, MONTH}),
        ('yyyy"年"m"月"', {YEAR, MONTH}),
        ("yyyy年m月", {YEAR, MONTH}),
        ('[$-411]ggge"年"', {ERA, YEAR}),
        ("ggge年", {ERA, YEAR}),
        ("[$-ja-JP-x-gannen]ggge", {ERA, YEAR}),
        ("[$-411]ge.m.d", {ERA, YEAR, MONTH, DAY}),
        ("rr", {ERA, YEAR}),
        ('m"月"d"日"', {MONTH, DAY}),
        ("[$-F800]dddd, mmmm dd, yyyy", {YEAR, MONTH, DAY, WEEKDAY}),
        ("aaaa", {WEEKDAY}),
        ("h:mm", {TIME}),
        ("h:mm AM/PM", {TIME}),
        ("mm:ss", {TIME}),
        ("[h]:mm", {ELAPSED, TIME}),
        ("[mm]:ss.0", {ELAPSED, TIME}),
        ("m/d/yy h:mm", {YEAR, MONTH, DAY, TIME}),
        ("0.0", set()),
        ("General", set()),
        ("G/標準", set()),
        ('0.0"days"', set()),
        ("0.0\\d", set()),
        ("0_d", set()),
        ("0.00E+00", set()),
        ("[Red]0", set()),
        ("[DBNum1]0", set()),
    ],
)
def test_a_date_format_says_which_parts_it_shows(code, parts):
    section = section_of(code, "45747")
    assert section.date_parts == parts
    assert section.is_date is bool(parts)


@pytest.mark.parametrize(
    ("code", "literals"),
    [
        ('#,##0"円"', ("円",)),
        ("#,##0\\円", ("円",)),
        ("[$¥-411]#,##0", ("¥",)),
        ("¥#,##0;¥-#,##0", ("¥",)),
        ('"約"0.0"％（令和5年度）"', ("約", "％（令和5年度）")),
        ("[$-411]0.0", ()),
        ("#,##0_);(#,##0)", ()),
        ("0.0 %", ()),
    ],
)
def test_the_texts_around_a_number_are_taken_whole(code, literals):
    assert section_of(code).literals == literals


@pytest.mark.parametrize(
    ("code", "is_plain"), [("# ?/?", False), ("0.0E+00", False), ("0.0", True), ("0/1", False)]
)
def test_fractions_and_powers_of_ten_show_the_number_in_another_way(code, is_plain):
    assert section_of(code).is_plain is is_plain


def test_a_semicolon_in_a_text_parts_no_sections():
    assert len(parse_format('0.0";"0;[Red]\\;0').sections) == 2


def test_a_colour_is_no_text_and_is_known():
    assert [section.colour for section in parse_format("#,##0;[Red]#,##0").sections] == ["", "red"]
    assert parse_format("[色3]0").sections[0].colour == "色3"


def test_only_the_fourth_section_or_a_last_one_with_the_text_is_for_texts():
    assert parse_format("0;0;0").text_section() is None
    fourth = parse_format(";;;").text_section()
    assert fourth is not None
    assert fourth.tokens == ()
    assert parse_format('0;@"人"').text_section().literals == ("人",)
    assert parse_format("@;0").text_section() is None


@pytest.mark.parametrize(
    ("code", "value", "section"),
    [
        ("0;@", "-5", "0"),
        ("0;-0.0;@", "0", "0"),
        ("0;-0.0;@", "-5", "-0.0"),
        ('"約"@', "5", "General"),
        ("[<1]0%;@", "5", "General"),
        ("[<1]0%", "5", "General"),
        ("[<1]0%", "0.5", "0%"),
        ("0;-0.0;0.00;@", "0", "0.00"),
    ],
)
def test_a_number_is_shown_by_a_section_for_numbers(code, value, section):
    assert section_of(code, value).tokens == parse_format(section).sections[0].tokens


@given(
    st.text('0#?.,%;"\\_*[]$<>=-年円gymdhsE+@ RedGeneral', max_size=30),
    st.decimals(-(10**6), 10**6, places=2),
)
def test_no_code_is_refused_and_every_number_has_a_section(code, value):
    found = parse_format(code)
    assert found.section(value)[0] in (*found.sections, GENERAL)


@pytest.mark.parametrize(
    ("code", "placeholders", "is_grouped", "thousands"),
    [
        ("0.0", ("0", "0"), False, 0),
        ("#,##0.0#", ("###0", "0#"), True, 0),
        ("#,##0,", ("###0", ""), True, 1),
        ("0,.0", ("0", "0"), False, 1),
        ("0,,", ("0", ""), False, 2),
        ("0.0,", ("0", "0"), False, 1),
        (",0", ("0", ""), False, 0),
        ("0.0,0", ("0", "00"), False, 0),  # behind the point nothing is grouped
        ('0"件"', ("0", ""), False, 0),
        ("General", ("", ""), False, 0),
    ],
)
def test_the_places_of_the_digits_and_what_the_commas_among_them_do(
    code, placeholders, is_grouped, thousands
):
    section = section_of(code)
    assert (section.placeholders, section.is_grouped, section.thousands) == (
        placeholders,
        is_grouped,
        thousands,
    )


@pytest.mark.parametrize(
    ("code", "begins"),
    [
        ("-0", True),
        ('"△"0', True),
        ('"▲ "0', True),
        ("(0)", True),
        ("0", False),
        ('"約"0', False),
        ("", False),
    ],
)
def test_a_section_may_write_the_sign_itself(code, begins):
    assert section_of(code).begins_with_sign is begins
    assert not section_of(";", "5").begins_with_sign
