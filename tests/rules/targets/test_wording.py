"""Targets as planners word them every day: read for what they say, or refused by a sentence that says why."""

from decimal import Decimal

import pytest

from kpixl.locale import translate
from kpixl.model.fiscal import FiscalYear
from kpixl.model.target import (
    DO,
    Conditional,
    Direction,
    Fixed,
    Frequency,
    HigherOf,
    Mean,
    National,
    OfYear,
    Period,
    Prior,
    Scaled,
    Shifted,
    Target,
)
from kpixl.rules.targets.faults import TargetError, TargetFault
from kpixl.rules.targets.parse import parse_target
from kpixl.rules.targets.reading import read_statements
from kpixl.rules.targets.suggestions import nearest_form
from tests.rules.builders import make_kpi

D = Decimal
AT_LEAST, AT_MOST, EQUAL = Direction.AT_LEAST, Direction.AT_MOST, Direction.EQUAL

STRICT = [
    # text, unit, direction, reference
    ("64.6％超", "％", "at_least", Fixed(D("64.6"))),
    ("６４．６％ 超", "％", "at_least", Fixed(D("64.6"))),
    ("「64.6％超」", "％", "at_least", Fixed(D("64.6"))),
    ("64.6％を超える", "％", "at_least", Fixed(D("64.6"))),
    ("64.6％を上回ること", "％", "at_least", Fixed(D("64.6"))),
    ("＞64.6", "％", "at_least", Fixed(D("64.6"))),
    ("more than 64.6%", "％", "at_least", Fixed(D("64.6"))),
    ("over 64.6%", "％", "at_least", Fixed(D("64.6"))),
    ("六十超", "％", "at_least", Fixed(D(60))),
    ("15％未満", "％", "at_most", Fixed(D(15))),
    ("15％を下回る", "％", "at_most", Fixed(D(15))),
    ("<15", "％", "at_most", Fixed(D(15))),
    ("less than 15%", "％", "at_most", Fixed(D(15))),
    ("fewer than 15 cases", "件", "at_most", Fixed(D(15))),
    ("前年度を上回る", "％", "at_least", Prior()),
    ("前年度（84.2％）を上回る", "％", "at_least", Prior(D("84.2"))),
    ("前年度実績を上回ること", "％", "at_least", Prior()),
    ("前年度末を下回る", "％", "at_most", Prior(year_end=True)),
    ("前年度より高い", "％", "at_least", Prior()),
    ("前年度より減らす", "件", "at_most", Prior()),
    ("前年度比増", "件", "at_least", Prior()),
    ("3年平均を上回る", "％", "at_least", Mean(3)),
    ("全国平均を上回る", "％", "at_least", National()),
    ("60％超に引き上げる", "％", "at_least", Fixed(D(60))),
    ("80超、ただし80超の支部は前年度超", "％", "at_least",
     Conditional(Fixed(D(80)), D(80), Prior(), None, limit_strict=True)),
]  # fmt: skip

LOOSE = [
    ("64.6％を下回らない", "％", "at_least", Fixed(D("64.6"))),
    ("前年度を下回らないこと", "％", "at_least", Prior()),
    ("15％を上回らない", "％", "at_most", Fixed(D(15))),
    ("15件を超えないこと", "件", "at_most", Fixed(D(15))),
    ("not over 15%", "％", "at_most", Fixed(D(15))),
    # 前年度比, ＋ポイント
    ("前年度比101％以上", "％", "at_least", Scaled(Prior(), D(101))),
    ("対前年度比101％以上", "％", "at_least", Scaled(Prior(), D(101))),
    ("前年度比１０１．５％以上とする。", "％", "at_least", Scaled(Prior(), D("101.5"))),
    ("前年度の101％以上", "％", "at_least", Scaled(Prior(), D(101))),
    ("前年度（64.2％）比101％以上", "％", "at_least", Scaled(Prior(D("64.2")), D(101))),
    ("前年度比101％以上（64.8％以上）", "％", "at_least", Scaled(Prior(), D(101), D("64.8"))),
    ("前年度比5％増", "件", "at_least", Scaled(Prior(), D(105))),
    ("前年度比5％以上の増加", "件", "at_least", Scaled(Prior(), D(105))),
    ("前年度比＋5％以上", "件", "at_least", Scaled(Prior(), D(105))),
    ("前年度比5％以上削減", "件", "at_most", Scaled(Prior(), D(95))),
    ("前年度比△5％以下", "件", "at_most", Scaled(Prior(), D(95))),
    ("前年度から5％減", "件", "at_most", Scaled(Prior(), D(95))),
    ("101% of the prior year or more", "％", "at_least", Scaled(Prior(), D(101))),
    ("前年度＋1.0ポイント以上", "％", "at_least", Shifted(Prior(), D("1.0"))),
    ("前年度 ＋ 1.0 ポイント 以上", "％", "at_least", Shifted(Prior(), D("1.0"))),
    ("前年度+1.0pt以上", "％", "at_least", Shifted(Prior(), D("1.0"))),
    ("前年度プラス1％ポイント以上", "％", "at_least", Shifted(Prior(), D(1))),
    ("前年度＋1以上", "％", "at_least", Shifted(Prior(), D(1))),
    ("前年度より1.0ポイント以上向上", "％", "at_least", Shifted(Prior(), D("1.0"))),
    ("前年度から1ポイント増", "％", "at_least", Shifted(Prior(), D(1))),
    ("前年度（64.2％）＋1.0ポイント以上", "％", "at_least", Shifted(Prior(D("64.2")), D("1.0"))),
    ("前年度－0.5ポイント以下", "％", "at_most", Shifted(Prior(), D("-0.5"))),
    ("前年度より5件以上増やす", "件", "at_least", Shifted(Prior(), D(5))),
    ("前年度より1日短縮", "日", "at_most", Shifted(Prior(), D(-1))),
    ("3年平均＋2ポイント以上", "％", "at_least", Shifted(Mean(3), D(2))),
    ("prior year + 1.0 points or more", "％", "at_least", Shifted(Prior(), D("1.0"))),
    # years by name
    ("令和6年度実績以上", "％", "at_least", OfYear(FiscalYear(2024))),
    ("令和６年度実績以上", "％", "at_least", OfYear(FiscalYear(2024))),
    ("令和六年度実績以上", "％", "at_least", OfYear(FiscalYear(2024))),
    ("令和元年度の実績以上", "％", "at_least", OfYear(FiscalYear(2019))),
    ("平成30年度末以上", "％", "at_least", OfYear(FiscalYear(2018))),
    ("R5実績以上", "％", "at_least", OfYear(FiscalYear(2023))),
    ("2023年度実績（64.2％）以上", "％", "at_least", OfYear(FiscalYear(2023), D("64.2"))),
    ("FY2023 actual or more", "％", "at_least", OfYear(FiscalYear(2023))),
    ("令和元年度比95％以下", "件", "at_most", Scaled(OfYear(FiscalYear(2019)), D(95))),
    # the national figure
    ("全国平均以上", "％", "at_least", National()),
    ("全国の平均値以上", "％", "at_least", National()),
    ("全国平均（58.4％）以上", "％", "at_least", National(baseline=D("58.4"))),
    ("前年度の全国平均以上", "％", "at_least", National(prior=True)),
    ("令和5年度全国平均以上", "％", "at_least", National(year=FiscalYear(2023))),
    ("全国平均＋1.0ポイント以上", "％", "at_least", Shifted(National(), D("1.0"))),
    ("前年度と全国平均の高い方以上", "％", "at_least", HigherOf(Prior(), National())),
    ("national average or more", "％", "at_least", National()),
    # the total of the year
    ("年間120件以上", "件", "at_least", Fixed(D(120))),
    ("年間 1,200 件以上とする。", "件", "at_least", Fixed(D(1200))),
    ("年4回以上", "回", "at_least", Fixed(D(4))),
    ("１年間に120件以上", "件", "at_least", Fixed(D(120))),
    ("120件以上/年", "件", "at_least", Fixed(D(120))),
    ("年間120件以上実施する", "件", "at_least", Fixed(D(120))),
    # days, zero
    ("5営業日以内", "営業日", "at_most", Fixed(D(5))),
    ("五営業日以内", "営業日", "at_most", Fixed(D(5))),
    ("ゼロ", "件", "at_most", Fixed(D(0))),
    ("ゼロとする", "件", "equal", Fixed(D(0))),
    ("ゼロ件", "件", "at_most", Fixed(D(0))),
    ("0件", "件", "at_most", Fixed(D(0))),
    ("zero", "件", "at_most", Fixed(D(0))),
    # ～まで and the verb
    ("15％まで引き下げる", "％", "at_most", Fixed(D(15))),
    ("15％まで引下げる。", "％", "at_most", Fixed(D(15))),
    ("1,090 社まで拡大する", "社", "at_least", Fixed(D(1090))),
    ("1,090社に増やす", "社", "at_least", Fixed(D(1090))),
    ("64.6％以上に引き上げる", "％", "at_least", Fixed(D("64.6"))),
    ("7日以内に短縮する", "日", "at_most", Fixed(D(7))),
    ("80％以上とする。ただし、80％以上の支部については年度末時点で対前年度以上とする", "％", "at_least",
     Conditional(Fixed(D(80)), D(80), Prior(year_end=True))),
    ("80％以上、ただし80％超の支部は前年度以上", "％", "at_least",
     Conditional(Fixed(D(80)), D(80), Prior(), None, limit_strict=True)),
    # numbers in kanji
    ("六十％以上", "％", "at_least", Fixed(D(60))),
    ("百二十件以上", "件", "at_least", Fixed(D(120))),
    ("一〇〇％", "％", "equal", Fixed(D(100))),
]  # fmt: skip


@pytest.mark.parametrize(("text", "unit", "direction", "reference"), STRICT)
def test_a_strict_target_is_read_as_strict(text, unit, direction, reference):
    target = parse_target(text, make_kpi(unit=unit, direction=direction))
    assert target == Target(Direction(direction), reference, strict=True)


@pytest.mark.parametrize(("text", "unit", "direction", "reference"), LOOSE)
def test_every_day_s_wording_is_read_for_what_it_says(text, unit, direction, reference):
    target = parse_target(text, make_kpi(unit=unit, direction=direction))
    assert target == Target(Direction(direction), reference)


@pytest.mark.parametrize(
    ("text", "times", "per"),
    [
        ("毎月", 1, Period.MONTH),
        ("毎月実施する", 1, Period.MONTH),
        ("毎月情報発信を行う", 1, Period.MONTH),
        ("情報発信を毎月実施", 1, Period.MONTH),
        ("月1回", 1, Period.MONTH),
        ("月２回以上", 2, Period.MONTH),
        ("月2回以上を実施する", 2, Period.MONTH),
        ("1か月に2回以上", 2, Period.MONTH),
        ("2回以上/月", 2, Period.MONTH),
        ("年4回以上", 4, Period.YEAR),
        ("年間4回以上開催する", 4, Period.YEAR),
        ("年四回以上", 4, Period.YEAR),
        ("年12回の情報発信を行う", 12, Period.YEAR),
        ("年1回以上、研修を実施する", 1, Period.YEAR),
        ("四半期ごとに実施", 1, Period.QUARTER),
        ("四半期に1回", 1, Period.QUARTER),
        ("毎四半期", 1, Period.QUARTER),
        ("半期に2回以上実施する", 2, Period.HALF),
        ("Carry out every month", 1, Period.MONTH),
        ("Carry out visits 4 or more times a year", 4, Period.YEAR),
        ("every quarter", 1, Period.QUARTER),
    ],
)
def test_a_thing_to_be_done_may_have_a_frequency(text, times, per):
    kpi = make_kpi(unit="", direction="do")
    assert parse_target(text, kpi) == Target(Direction.DO, Frequency(times, per))


@pytest.mark.parametrize(
    "text", ["上半期に研修を実施する", "第1四半期に実施する", "令和7年に実施する", "四半期報告を実施する"]
)
def test_a_time_is_no_frequency(text):
    try:
        target = parse_target(text, make_kpi(unit="", direction="do"))
    except TargetError:
        return
    assert target == DO


REFUSED = [
    # text, unit, direction, fault, nearest form
    ("月10回以上", "回", "at_least", TargetFault.PER_PERIOD, "120.0回以上"),
    ("毎月10件以上", "件", "at_least", TargetFault.PER_PERIOD, "120.0件以上"),
    ("10件以上/月", "件", "at_least", TargetFault.PER_PERIOD, "120.0件以上"),
    ("1か月当たり10件以内", "件", "at_most", TargetFault.PER_PERIOD, "120.0件以下"),
    ("月平均10件以上", "件", "at_least", TargetFault.PER_PERIOD, "120.0件以上"),
    ("四半期に3件以上", "件", "at_least", TargetFault.PER_PERIOD, "12.0件以上"),
    ("毎月", "件", "at_least", TargetFault.DIRECTION, None),
    ("毎月", "％", "at_least", TargetFault.DIRECTION, None),
    ("週2回以上", "", "do", TargetFault.OTHER_PERIOD, "実施"),
    ("毎週情報発信を行う", "", "do", TargetFault.OTHER_PERIOD, "実施"),
    ("3か月に1回実施する", "", "do", TargetFault.OTHER_PERIOD, "実施"),
    ("10回以上", "", "do", TargetFault.HOW_OFTEN, "年10回以上実施"),
    ("5営業日以内", "日", "at_most", TargetFault.UNIT, "15.0日以下"),
    ("5日以内", "営業日", "at_most", TargetFault.UNIT, "15.0営業日以下"),
    ("前年度＋1％以上", "％", "at_least", TargetFault.POINTS_OR_PERCENT, "前年度＋1.0ポイント以上"),
    ("前年度から1％増", "％", "at_least", TargetFault.POINTS_OR_PERCENT, "前年度＋1.0ポイント以上"),
    ("前年度比5％以上", "件", "at_least", TargetFault.PERCENT_OF_PRIOR, "前年度比105％以上"),
    ("前年度比5％以下", "件", "at_most", TargetFault.PERCENT_OF_PRIOR, "前年度比95％以下"),
    ("前年度＋1ポイント以上", "件", "at_least", TargetFault.UNIT, None),
    ("前年度＋5件以上", "％", "at_least", TargetFault.UNIT, None),
    ("80以上、ただし80以上の支部は前年度超", "％", "at_least", TargetFault.MIXED_STRICT, None),
    ("15％まで引き下げる", "％", "at_least", TargetFault.DIRECTION, None),
    ("1,090社まで拡大する", "社", "at_most", TargetFault.DIRECTION, None),
    ("ゼロ", "件", "at_least", TargetFault.DIRECTION, None),
    ("15未満", "件", "at_least", TargetFault.DIRECTION, None),
    ("平成40年度実績以上", "％", "at_least", TargetFault.UNREADABLE, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "unit", "direction", "fault", "nearest"), REFUSED)
def test_what_would_be_another_target_is_refused_and_never_answered_with_it(
    text, unit, direction, fault, nearest
):
    kpi = make_kpi(unit=unit, direction=direction)
    with pytest.raises(TargetError) as refusal:
        parse_target(text, kpi)
    assert refusal.value.fault is fault
    if nearest is not None:
        assert translate(nearest_form(text, kpi), "ja") == nearest


@pytest.mark.parametrize("text", ["月10回以上", "毎月", "四半期に1回以上"])
def test_without_a_plan_a_rate_per_month_is_how_often_a_thing_is_done(text):
    (reading,) = read_statements(text)
    assert reading.target.direction is Direction.DO


def test_two_kpis_with_strict_sides_are_two_sentences():
    found = read_statements("受診率を60％超、実施率を70％以上とする")
    assert [(item.indicator, item.target.strict) for item in found] == [("受診率", True), ("実施率", False)]


@pytest.mark.parametrize(
    ("text", "unit", "direction", "japanese", "english"),
    [
        ("64.6％超", "％", "at_least", "64.6％超", "more than 64.6%"),
        ("15件未満", "件", "at_most", "15.0件未満", "less than 15.0 cases"),
        ("前年度を上回る", "％", "at_least", "前年度超", "more than prior year"),
        ("前年度比101％以上", "％", "at_least", "前年度比101％以上", "101% of prior year or more"),
        ("前年度から1pt増", "％", "at_least", "前年度＋1.0ポイント以上", "prior year + 1.0 points or more"),
        ("前年度より5件減", "件", "at_most", "前年度－5.0件以下", "prior year - 5.0 cases or less"),
        ("R5実績以上", "％", "at_least", "令和5年度実績以上", "FY2023 actual or more"),
        ("全国値以上", "％", "at_least", "全国平均以上", "national average or more"),
        ("毎月", "", "do", "毎月実施", "Carry out every month"),
        ("年4回", "", "do", "年4回以上実施", "Carry out 4 or more times a year"),
        (
            "80以上、ただし80超の支部は前年度以上", "％", "at_least",
            "80.0％以上、ただし80.0％超の支部は前年度以上",
            "80.0% or more, but prior year or more for branches at more than 80.0%",
        ),
    ],
)  # fmt: skip
def test_every_day_s_wording_has_one_canonical_form(text, unit, direction, japanese, english):
    kpi = make_kpi(unit=unit, direction=direction)
    target = parse_target(text, kpi)
    assert (translate(kpi.stated(target), "ja"), translate(kpi.stated(target), "en")) == (japanese, english)
