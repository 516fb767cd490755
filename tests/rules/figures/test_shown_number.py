"""What a cell shows of a number, as LibreOffice and Excel show it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpixl.model.figure import decimal_of
from kpixl.rules.figures.shown_number import shown_text


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("", 62.2, "62.2"),
        ("General", -5, "-5"),
        ('"約"General"円"', 944, "約944円"),
        ("@", -5, "-5"),
        ("0.0_%", 62.2, "62.2"),
        ("0.0%", 0.622, "62.2%"),
        ("[<1]0.0%;0.0", 0.622, "62.2%"),
        ("[<1]0.0%;0.0", 62.2, "62.2"),
        ('[=0]"-";0.0', 0, "-"),
        ("#,##0,", 944000, "944"),
        ('#,##0.0,,"百万円"', 1234567.891, "1.2百万円"),
        ("#,##0", 1234567.891, "1,234,568"),
        ("#,##0.00", -1234.5, "-1,234.50"),
        ("#,##0;#,##0", -5, "5"),
        ('#,##0;"△"#,##0', -1234, "△1,234"),
        ("#,##0_);(#,##0)", -5, "(5)"),
        (";;;", 62.2, ""),
        ("0;;", -5, ""),
        ("#,###", 0.004, ""),
        ("#,###", 1234, "1,234"),
        ("#,##0.##", 0.5, "0.5"),
        ("0.0??", 62.25, "62.25"),
        ("000-0000", 944000, "094-4000"),
        ('0.0"％（令和5年度）"', 64.2, "64.2％（令和5年度）"),
        ('0"00"', 944, "94400"),
        ('"達成"', 62.2, "達成"),
        ("0.0;-0.0", -0.04, "-0.0"),
        ("[>=100]0;[<0]-0.00;0.0", -5, "-5.00"),
        ("[<0]0;0.0", -5, "-5"),
        ('[<0]"△"0;0.0', -5, "△5"),
        ("0.0", -0.04, "0.0"),
        ("0.0", -5, "-5.0"),
        ("General", 0, "0"),
        ("[>100]0;0.0;0.00", -5, "-5.0"),
        ("[>100]0;0.0;0.00", 5, "5.00"),
        ("[>100]0;0.0;0.00", 101, "101"),
        ("0.0", 59.949999999999996, "60.0"),
    ],
)
def test_a_number_is_shown_as_its_format_says(code, value, text):
    assert shown_text(code, decimal_of(value)) == text


@pytest.mark.parametrize("code", ["yyyy/m/d", "[h]:mm", "# ?/?", "0.0E+00"])
def test_dates_fractions_and_powers_are_not_shown_as_numbers(code):
    assert shown_text(code, decimal_of(62.2)) is None


@given(st.decimals(-(10**9), 10**9, places=3, allow_nan=False))
def test_a_format_that_groups_shows_what_python_shows(value):
    assert shown_text("#,##0.000", value) == f"{value:,.3f}".replace("-0.000", "0.000")


@given(
    st.text('0#?.,%;"\\_*[]$<>=-年円gymdhsE+@ RedGeneral', max_size=30),
    st.floats(allow_nan=False, allow_infinity=False),
)
def test_every_number_can_be_shown_in_every_format(code, value):
    shown = shown_text(code, decimal_of(value))
    assert shown is None or isinstance(shown, str)
