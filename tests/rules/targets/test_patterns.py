"""Japanese numerals, as targets and years have them."""

import pytest

from kpixl.model.fiscal import FiscalYear
from kpixl.rules.targets.faults import TargetError
from kpixl.rules.targets.patterns import kanji_number, year_of


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("五", "5"),
        ("十", "10"),
        ("十五", "15"),
        ("六十", "60"),
        ("六十五", "65"),
        ("百", "100"),
        ("百十", "110"),
        ("百一", "101"),
        ("千二百", "1200"),
        ("千二百三十四", "1234"),
        ("一〇五", "105"),
        ("二〇二五", "2025"),
        ("一万", "10000"),
        ("十万", "100000"),
        ("一万二千三百四十五", "12345"),
        ("百二十万三", "1200003"),
        ("一万万", "一万万"),
    ],
)
def test_a_number_in_kanji_is_that_number_and_what_is_none_stays_as_it_is(text, number):
    assert kanji_number(text) == number


@pytest.mark.parametrize(
    ("text", "year"), [("令和五年度", 2023), ("令和十年度", 2028), ("平成三十年度", 2018), ("2024年度", 2024)]
)
def test_a_year_may_be_written_in_kanji(text, year):
    assert year_of(text) == FiscalYear(year)


def test_a_year_that_never_was_is_none():
    with pytest.raises(TargetError):
        year_of("平成四十年度")
