"""Fiscal years in 西暦 and 和暦."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpixl.model.fiscal import FiscalYear, parse_fiscal_year

YEARS = st.integers(1926, 2100).map(FiscalYear)


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        (2024, 2024),
        (2024.0, 2024),
        ("2024", 2024),
        ("2024年度", 2024),
        ("2024年", 2024),
        ("２０２４年度", 2024),
        ("FY2024", 2024),
        ("西暦2024年度", 2024),
        ("令和6年度", 2024),
        ("令和６年度", 2024),
        (" 令和 6 年度 ", 2024),
        ("R6", 2024),
        ("r6", 2024),
        ("R.6", 2024),
        ("R06", 2024),
        ("令和元年度", 2019),
        ("R1", 2019),
        ("平成31年度", 2019),
        ("H31", 2019),
        ("平成元年度", 1989),
        ("昭和63年度", 1988),
        ("S1", 1926),
        ("令和6年度（2024年度）", 2024),
        ("2024（R6）年度", 2024),
        ("2024年度(令和6年度)", 2024),
    ],
)
def test_every_way_of_writing_a_fiscal_year_is_read(cell, year):
    assert parse_fiscal_year(cell) == FiscalYear(year)


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "年度",
        "24",
        "6年度",
        "令和",
        "令和0年度",
        "平成32年度",  # the era ended before that April
        "昭和64年度",
        "大正15年度",
        "令和100年度",
        "1925",
        "2101",
        "20244",
        "2024年度末",
        "令和6年11月",
        "令和6年度（2023年度）",  # two different years
        2024.5,
        True,
        float("nan"),
    ],
)
def test_what_names_no_fiscal_year_is_refused(cell):
    with pytest.raises(ValueError, match=r"fiscal year|cannot convert float NaN"):
        parse_fiscal_year(cell)


def test_a_fiscal_year_has_a_western_an_era_and_a_short_form():
    year = FiscalYear(2024)
    assert (year.western, year.era, year.short, str(year)) == ("2024年度", "令和6年度", "FY2024", "2024")


def test_the_first_year_of_an_era_is_written_gannen():
    assert [FiscalYear(year).era for year in (1926, 1989, 2019)] == ["昭和元年度", "平成元年度", "令和元年度"]


def test_a_year_before_showa_is_shown_in_western_form():
    assert FiscalYear(1925).era == "1925年度"


@given(YEARS)
def test_every_form_of_a_year_reads_back_as_that_year(year):
    forms = (year.western, year.era, year.short, str(year), f"{year.era}（{year.western}）")
    assert {parse_fiscal_year(text) for text in forms} == {year}


@given(YEARS)
def test_prior_is_one_year_before_and_sorts_before(year):
    assert year.prior.year == year.year - 1
    assert year.prior < year
