"""Targets in planners' own words: read with the very same meaning, or refused with the reason."""

import pytest

from kpixl.locale import catalogue, translate
from kpixl.rules.targets.faults import TargetError
from kpixl.rules.targets.parse import parse_target
from kpixl.rules.targets.suggestions import nearest_form
from tests.rules.builders import make_kpi

RATE, LOW_RATE = make_kpi("rate"), make_kpi("rate", direction="at_most")
COUNT = make_kpi("count", unit="件", decimals=0)
LOW_COUNT = make_kpi("count", unit="件", direction="at_most", decimals=0)
DOING = make_kpi("doing", unit="件", direction="do", decimals=0)
FULL_WIDTH = str.maketrans("0123456789%+", "０１２３４５６７８９％＋")


def said(text, kpi):
    return translate(kpi.stated(parse_target(text, kpi)), "ja")


@pytest.mark.parametrize("width", [{}, FULL_WIDTH], ids=["half", "full"])
@pytest.mark.parametrize(
    ("text", "kpi", "meant"),
    [
        ("3割以上", RATE, "30.0％以上"),
        ("三割以上", RATE, "30.0％以上"),
        ("3割5分を上回る", RATE, "35.0％超"),
        ("10割", RATE, "100.0％以上"),
        ("前年度比1割増", COUNT, "前年度比110％以上"),
        ("前年度比3割以上の削減", LOW_COUNT, "前年度比70％以下"),
        ("前年度比半減", LOW_COUNT, "前年度比50％以下"),
        ("前年度の半分以下", LOW_COUNT, "前年度比50％以下"),
        ("前年度実績から半減させる", LOW_COUNT, "前年度比50％以下"),
        ("前年度比倍増", COUNT, "前年度比200％以上"),
        ("前年度の2倍以上", COUNT, "前年度比200％以上"),
        ("前年度比1.1倍以上", COUNT, "前年度比110％以上"),
        ("対前年度110％以上", COUNT, "前年度比110％以上"),
        ("対前年度10件増", COUNT, "前年度＋10件以上"),
        ("前年度比△10％以上", LOW_COUNT, "前年度比90％以下"),
        ("前年度実績を上回る", RATE, "前年度超"),
        ("前年度より減少させる", LOW_RATE, "前年度未満"),
        ("前年度より向上させる", RATE, "前年度超"),
        ("前年度より改善する", RATE, "前年度超"),
        ("前年度より改善する", LOW_RATE, "前年度未満"),
        ("対前年度比2ポイント増", RATE, "前年度＋2.0ポイント以上"),
        ("前年度並み以上", RATE, "前年度以上"),
        ("60％を割り込まない", RATE, "60.0％以上"),
        ("年度末時点で60％以上", RATE, "60.0％以上"),
        ("年度末までに100件以上", COUNT, "100件以上"),
        ("少なくとも100件", COUNT, "100件以上"),
        ("100件以上に到達する", COUNT, "100件以上"),
        ("前年度以上かつ60％以上", RATE, "前年度と60.0％の高い方以上"),
        ("60％以上または前年度以上", RATE, "60.0％と前年度の低い方以上"),
        ("15％以下かつ前年度以下", LOW_RATE, "15.0％と前年度の低い方以下"),
        ("60％以上又は前年度以上のいずれか高い方", RATE, "60.0％と前年度の高い方以上"),
        ("60％以上。60％以上の支部は前年度以上", RATE, "60.0％以上、ただし60.0％以上の支部は前年度以上"),
        ("目標は設定しない", RATE, "設定なし"),
        ("年に1度", DOING, "毎年実施"),
        ("少なくとも年2回", DOING, "年2回以上実施"),
        ("上期・下期各1回", DOING, "半期ごとに実施"),
        ("上半期に1回、下半期に1回", DOING, "半期ごとに実施"),
    ],
)
def test_what_means_the_same_is_read(text, kpi, meant, width):
    assert said(text.translate(width), kpi) == meant
    assert parse_target(meant, kpi) == parse_target(text, kpi)


@pytest.mark.parametrize(
    ("text", "kpi", "fault"),
    [
        ("前年同月比101％以上", RATE, "other_past"),
        ("前年同期以上", RATE, "other_past"),
        ("過去最高値以上", RATE, "other_past"),
        ("コロナ前の水準以上", RATE, "other_past"),
        ("全支部平均以上", RATE, "own_round"),
        ("ブロックの平均を上回る", RATE, "own_round"),
        ("概ね60％以上", RATE, "approximate"),
        ("60％程度", RATE, "approximate"),
        ("約100件", COUNT, "approximate"),
        ("前年度並み", RATE, "approximate"),
        ("60％台", RATE, "approximate"),
        ("60％～70％", RATE, "span"),
        ("60％から70％", RATE, "span"),
        ("60％以上70％以下", RATE, "two_directions"),
        ("全国10位以内", RATE, "rank"),
        ("令和7年3月末までに100件以上", COUNT, "deadline"),
        ("9月末までに実施する", DOING, "deadline"),
        ("半減", LOW_COUNT, "no_past"),
        ("100件増", COUNT, "no_past"),
        ("未定", RATE, "undecided"),
        ("累計1,000件以上", COUNT, "way_of_counting"),
        ("0件", COUNT, "direction"),
        ("毎週", DOING, "other_period"),
        ("隔月で実施", DOING, "other_period"),
        ("常時", DOING, "unreadable"),
    ],
)
def test_what_only_comes_near_is_refused_with_the_reason(text, kpi, fault):
    with pytest.raises(TargetError) as refused:
        parse_target(text, kpi)
    assert refused.value.fault == fault
    for language in ("ja", "en"):
        assert catalogue(language)(f"word.target_fault.{fault}")


def test_the_branches_mean_is_answered_by_the_published_one():
    assert translate(nearest_form("全支部平均以上", RATE), "ja") == "全国平均以上"


def test_a_span_is_not_answered_by_a_rise():
    assert "＋" not in translate(nearest_form("60％から70％", RATE), "ja")


@pytest.mark.parametrize(
    "text", ["受診割合を60％以上とする", "2割合を60％以上とする", "割引の割合60％以上を維持する"]
)
def test_a_share_is_no_number_in_other_words(text):
    kpi = make_kpi("rate", indicator=text.partition("を")[0].removesuffix("60％以上"))
    assert said(text, kpi) == "60.0％以上"
