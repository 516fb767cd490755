"""時点: every year, month and day that a text names."""

import datetime as dt

import pytest

from kpixl.model.point_in_time import PointInTime, era_year, find_points


def fiscal(year):
    return PointInTime(year, is_fiscal=True)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("令和6年11月まで", [PointInTime(2024, 11)]),
        ("令和7年1月診療分", [PointInTime(2025, 1)]),
        ("R7.2時点", [PointInTime(2025, 2)]),
        ("Ｒ７．３", [PointInTime(2025, 3)]),
        ("R6.3月末", [PointInTime(2024, 3)]),
        ("R7.3.31", [PointInTime(2025, 3)]),
        ("令和7年", [PointInTime(2025)]),
        ("平成31年4月", [PointInTime(2019, 4)]),
        ("2025年3月31日現在", [PointInTime(2025, 3)]),
        ("2025/3", [PointInTime(2025, 3)]),
        ("2025-03-31", [PointInTime(2025, 3)]),
        ("202503", [PointInTime(2025, 3)]),
        ("20250331", [PointInTime(2025, 3)]),
        ("2025", [PointInTime(2025)]),
        ("令和5年度", [fiscal(2023)]),
        ("令和5年度末", [fiscal(2023)]),
        ("令和元年度", [fiscal(2019)]),
        ("H30年度", [fiscal(2018)]),
        ("R5年度実績", [fiscal(2023)]),
        ("2023年度実績", [fiscal(2023)]),
        ("FY2023", [fiscal(2023)]),
        ("FY'24 result", [fiscal(2024)]),
        ("5年度", [fiscal(2023)]),
        ("(５年度)", [fiscal(2023)]),
        ("30年度", [fiscal(2018)]),
        ("as of February 2025", [PointInTime(2025, 2)]),
        ("March 31, 2025", [PointInTime(2025, 3)]),
        ("Mar-25", [PointInTime(2025, 3)]),
        ("3/31/2025", [PointInTime(2025)]),
        ("令和6年4月～令和7年3月", [PointInTime(2024, 4), PointInTime(2025, 3)]),
        ("令和5年度（令和6年6月集計）", [fiscal(2023), PointInTime(2024, 6)]),
        ("令和6年度（2024年度）", [fiscal(2024), fiscal(2024)]),
        ("令和五年度", [fiscal(2023)]),
        ("令和六年十二月三十一日", [PointInTime(2024, 12)]),
        ("二〇二四年三月", [PointInTime(2024, 3)]),
        ("令和十年十月", [PointInTime(2028, 10)]),
        ("令和七年十十月", [PointInTime(2025)]),  # no month
        ("6年3月末", [PointInTime(2024, 3)]),
        # Three short numbers: as on a paper form, day first, month first, as far as they are dates.
        ("6.3.31", [PointInTime(2024, 3), PointInTime(2031, 3), PointInTime(2031, 6)]),
        ("24/3/31", [PointInTime(2024, 3), PointInTime(2031, 3)]),
        ("31/3/25", [PointInTime(2031, 3), PointInTime(2025, 3)]),
        ("3/31/25", [PointInTime(2025, 3)]),
        ("31.12.24", [PointInTime(2031, 12), PointInTime(2024, 12)]),
        ("13/13/13", []),
    ],
)
def test_a_text_says_of_when_it_is(text, points):
    assert list(find_points(text)) == points


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3月末",
        "11月",
        "7.3",
        "March 31",
        "2,025件",
        "第2四半期",
        "NAN",
        "64.2",
        "確定値",
        "2年3か月",
        "1.2.3.4",
        "31.31.31",
    ],
)
def test_a_text_without_a_year_names_no_point(text):
    assert find_points(text) == ()


@pytest.mark.parametrize(
    ("date", "year"),
    [
        (dt.date(2025, 3, 31), "令和7年"),
        (dt.date(2019, 5, 1), "令和元年"),
        (dt.date(2019, 4, 30), "平成31年"),
        (dt.date(1989, 1, 7), "昭和64年"),
        (dt.date(1900, 1, 1), "1900年"),
    ],
)
def test_an_era_begins_on_its_day(date, year):
    assert era_year(date) == year
