"""A figure quoted beside a target with what it is: it belongs to the figure that its label names."""

import pytest

from kpixl.locale import translate
from kpixl.model.fiscal import FiscalYear
from kpixl.rules.targets.faults import TargetError, TargetFault
from kpixl.rules.targets.parse import parse_target
from kpixl.rules.targets.suggestions import nearest_forms
from tests.rules.builders import make_kpi

RATE = make_kpi(unit="％", decimals=1, direction="at_least", indicator="受診率")
R6 = FiscalYear(2024)


def said(text, kpi=RATE, last_year=R6):
    return translate(kpi.stated(parse_target(text, kpi, last_year)), "ja")


@pytest.mark.parametrize(
    "text",
    [
        "前年度以上（R6年度実績：78.1％）",
        "前年度以上(令和6年度実績:78.1%)",
        "前年度以上［令和６年度実績値：７８．１％］",
        "前年度以上【R6年度実績　78.1％】",
        "前年度以上[R6年度実績は78.1]",
        "前年度以上（R6：78.1％）",
        "前年度以上（R6実績 78.1%）",
        "前年度以上（2024年度実績：78.1％）",
        "前年度以上（2024：78.1％）",
        "前年度以上（前年度実績：78.1％以上）",
        "前年度以上（現状：78.1％）",
        "前年度以上（参考：R6年度実績78.1％）",
        "前年度以上とする（R6年度実績：78.1％）",
        "前年度以上 ※R6年度実績78.1％",
        "前年度（R6年度実績：78.1％）以上",
        "対前年度実績（R6：78.1％）以上とする。",
        "受診率を前年度以上（R6年度実績：78.1％）とする。",
        "[R6年度実績：78.1％]",
        "[R6年度実績：78.1％以上]",
        "prior year or more (FY2024 actual: 78.1%)",
        "prior year (FY2024: 78.1%) or more",
        "at least prior year [prior year's actual: 78.1%]",
    ],
)
def test_last_years_figure_may_stand_there_with_its_name(text):
    assert said(text) == "前年度（78.1％）以上"


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("前年度末以上（令和7年3月末時点：78.1％）", "前年度末（78.1％）以上"),
        ("令和6年度実績以上（R6：78.1％）", "令和6年度実績（78.1％）以上"),
        ("前年度比101％以上（R6年度実績：78.1％）", "前年度（78.1％）比101％以上"),
        ("前年度＋1.0ポイント以上（R6年度実績：78.1％）", "前年度（78.1％）＋1.0ポイント以上"),
        (
            "80以上、ただし80以上の支部は前年度以上（R6年度実績：81.1％）",
            "80.0％以上、ただし80.0％以上の支部は前年度（81.1％）以上",
        ),
        ("前年度と3年平均の高い方以上（R6年度実績：78.1％）", "前年度（78.1％）と3年平均の高い方以上"),
        (
            "前年度と3年平均の高い方以上（3年平均：77％）（R6年度実績：78.1％）",
            "前年度（78.1％）と3年平均（77.0％）の高い方以上",
        ),
        ("全国平均以上（全国：80.2％）", "全国平均（80.2％）以上"),
        ("全国平均以上（R6：80.2％）", "令和6年度全国平均（80.2％）以上"),
        ("全国平均以上（R6年度全国平均：80.2％）", "令和6年度全国平均（80.2％）以上"),
        ("全国平均以上（前年度：80.2％）", "前年度全国平均（80.2％）以上"),
        ("national average or more (FY2024: 80.2%)", "令和6年度全国平均（80.2％）以上"),
        ("3年平均以上（R4～R6平均：77.0％）", "3年平均（77.0％）以上"),
        ("3年平均以上（令和4～6年度の平均：77.0％）", "3年平均（77.0％）以上"),
        ("3年平均以上（3か年平均：77.0％）", "3年平均（77.0％）以上"),
        ("平均以上（全国平均：80.2％）", "全国平均（80.2％）以上"),
        ("平均以上（3年平均：77％）", "3年平均（77.0％）以上"),
    ],
)
def test_a_quoted_figure_is_that_of_what_it_names(text, canonical):
    assert said(text) == canonical


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("前年度以上（R5年度実績：78.1％）", TargetFault.QUOTED_YEAR),
        ("前年度末以上（令和6年3月末：78.1％）", TargetFault.QUOTED_YEAR),
        ("3年平均以上（R3～R5平均：77.0％）", TargetFault.QUOTED_YEAR),
        ("前年度全国平均以上（R5：80.2％）", TargetFault.QUOTED_YEAR),
        ("3年平均以上（R5～R6平均：77.0％）", TargetFault.UNREADABLE),
        ("令和5年度実績以上（R6：78.1％）", TargetFault.UNREADABLE),
        ("前年度以上（全国：78.1％）", TargetFault.UNREADABLE),
        ("前年度以上（目標：78.1％）", TargetFault.UNREADABLE),
        ("前年度以上（R678.1％）", TargetFault.UNREADABLE),
        ("前年度（78.1％）以上（R6：78.1％）", TargetFault.UNREADABLE),
        ("前年度以上（R6年度実績：78.1％以下）", TargetFault.TWO_DIRECTIONS),
        ("前年度以上（R6年度実績：4,936事業所）", TargetFault.UNIT),
        ("平均以上（80.2％）", TargetFault.WHICH_MEAN),
        ("平均値を上回る", TargetFault.WHICH_MEAN),
        ("受診率を平均以上とする", TargetFault.WHICH_MEAN),
        ("average or more", TargetFault.WHICH_MEAN),
    ],
)
def test_a_figure_of_something_else_is_refused_with_the_reason(text, fault):
    with pytest.raises(TargetError) as refused:
        parse_target(text, RATE, R6)
    assert refused.value.fault is fault


def test_without_a_plan_nobody_knows_which_year_is_last_year():
    assert said("前年度以上（R5年度実績：78.1％）", last_year=None) == "前年度（78.1％）以上"


def test_an_average_of_who_knows_what_is_answered_with_both():
    nearest = [translate(form, "ja") for form in nearest_forms("平均以上（80.2％）", RATE)]
    assert nearest == ["全国平均以上", "3年平均以上"]


@pytest.mark.parametrize(
    "text",
    [
        "3年平均以上（3年平均：78.1％）",
        "3年平均以上（過去3年平均：78.1％）",
        "3年平均以上（平均：78.1％）",
        "3年平均以上（H28～30平均：78.1％）",
        "3年平均以上（H28～H30平均：78.1％）",
    ],
)
def test_a_mean_may_be_quoted_by_its_years_or_by_none(text):
    assert said(text, last_year=FiscalYear(2018)) == "3年平均（78.1％）以上"


@pytest.mark.parametrize(
    "text",
    ["5年平均以上（3年平均：78.1％）", "5年平均以上（H28～30平均：78.1％）", "前年度以上（平均：78.1％）"],
)
def test_the_mean_of_other_years_is_another_figure(text):
    with pytest.raises(TargetError):
        said(text, last_year=FiscalYear(2018))
