"""What a text says where no plan is beside it: what the plan would make of it, or nothing."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kpixl.locale import translate
from kpixl.model.target import DO, Direction
from kpixl.model.unit import NO_UNIT, UNITS, find_unit
from kpixl.rules.targets.faults import TargetError, TargetFault
from kpixl.rules.targets.parse import parse_target
from kpixl.rules.targets.reading import TargetRefusal, read_statements
from tests.rules.builders import make_kpi, target_strategy

DIRECTIONS = st.sampled_from([Direction.AT_LEAST, Direction.AT_MOST, Direction.EQUAL, Direction.DO])
ANY_UNIT = st.sampled_from([NO_UNIT, *UNITS])


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("前年度＋1.0ポイント以上", "前年度＋1.0ポイント以上"),
        ("prior year + 1.0 points or more", "前年度＋1.0ポイント以上"),
        ("3年平均＋1ポイント以上", "3年平均＋1ポイント以上"),
        ("全国平均＋1.0ポイント以上", "全国平均＋1.0ポイント以上"),
        ("前年度と3年平均＋1ポイントの高い方以上", "前年度と3年平均＋1ポイントの高い方以上"),
        ("受診率を前年度から1ポイント増とする", "前年度＋1ポイント"),
    ],
)
def test_points_beside_another_year_s_figure_are_those_of_a_rate(text, canonical):
    (reading,) = read_statements(text)
    assert (reading.kpi.unit.symbol, translate(reading.kpi.stated(reading.target), "ja")) == ("％", canonical)


def test_points_are_none_of_another_unit_that_the_text_names():
    refused = read_statements("前年度（100件）＋1ポイント以上")
    assert isinstance(refused, TargetRefusal)
    assert refused.fault is TargetFault.UNIT


@pytest.mark.parametrize("direction", [None, Direction.DO])
@pytest.mark.parametrize(
    "text",
    [
        "9月末までに実施",
        "９月末までに 実施する。",
        "9月中に実施",
        "令和7年9月までに実施",
        "令和7年中に実施する",
        "令和7年度末までに実施",
        "令和7年度内に実施",
        "研修を9月末までに実施する",
        "研修は、期限までに行う",
        "年4回、9月末までに実施する",
        "Carry out by the end of September",
    ],
)
def test_a_day_is_no_name_of_what_is_done_by_it(text, direction):
    refused = read_statements(text, direction=direction)
    assert isinstance(refused, TargetRefusal)
    assert refused.fault is TargetFault.DEADLINE
    assert refused.nearest[0].target == DO
    with pytest.raises(TargetError) as in_a_plan:
        parse_target(text, make_kpi(unit="", direction="do"))
    assert in_a_plan.value.fault is TargetFault.DEADLINE


def test_a_number_to_be_kept_by_a_day_has_no_day_for_a_name():
    refused = read_statements("令和7年9月末までに7日以内を維持する")
    assert isinstance(refused, TargetRefusal)
    assert refused.fault is TargetFault.DEADLINE


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("年度末までに実施", ""),
        ("本年度中に実施", ""),
        ("年度内に実施する", ""),
        ("研修を年度内に実施", "研修"),
        ("研修を年度末までに実施する", "研修"),
        ("9月末までに実施した研修の報告を行う", "9月末までに実施した研修の報告"),
        ("9月末までに研修を実施する", "9月末までに研修"),
    ],
)
def test_a_day_in_the_name_and_the_year_s_own_end_are_no_deadline(text, indicator):
    (reading,) = read_statements(text)
    assert (reading.indicator, reading.target) == (indicator, DO)
    assert parse_target(text, make_kpi(unit="", direction="do")) == DO


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("前年度＋1％", ["前年度＋1ポイント以上", "前年度比101％以上"]),
        ("受診率を前年度から1％増とする", ["前年度＋1ポイント以上", "前年度比101％以上"]),
        ("前年度より1％以上減", ["前年度－1ポイント以下", "前年度比99％以下"]),
        ("全国平均＋1パーセント以上", ["全国平均＋1ポイント以上", "全国平均比101％以上"]),
        ("3年平均－60％以下", ["3年平均－60ポイント以下"]),
        ("prior year + 1% or more", ["prior year + 1 point or more", "101% of prior year or more"]),
    ],
)
def test_a_percent_more_of_who_knows_what_is_answered_with_both_meanings(text, nearest):
    refused = read_statements(text)
    assert isinstance(refused, TargetRefusal)
    assert refused.fault is TargetFault.POINTS_OR_PERCENT
    assert [translate(form, form.language) for form in refused.nearest] == nearest


@pytest.mark.parametrize(("text", "unit"), [("前年度＋1％以上", "件"), ("前年度（100件）＋1％以上", None)])
def test_a_percent_more_of_what_is_no_rate_is_a_hundredth_of_it(text, unit):
    (reading,) = read_statements(text, None if unit is None else find_unit(unit))
    assert translate(reading.kpi.stated(reading.target), "ja").endswith("比101％以上")


MOVES = [
    *("", "＋1％", "－1％", "比＋5％", "比101％", "の2倍", "から1％増", "より5％以上減", "比5％増"),
    *("＋1.0ポイント", " + 1.0 points", "プラス1％ポイント", "－0.5pt", "より1ポイント増"),
    *("＋1", "＋5{symbol}", "より5{symbol}以上増やす"),
]
FORMS = [
    *("{amount}{side}", "{moved}{side}", "{moved}{side}（{amount}）", "{moved}以上かつ{amount}以上"),
    *("{moved}と{amount}の高い方{side}", "{amount}又は{moved}の低い方{side}"),
    "{amount}{side}、ただし{amount}{side}の支部は{moved}{side}",
    *(
        "年間{amount}{side}",
        "月{amount}{side}",
        "年4回{side}",
        "月2回以上を実施する",
        "毎月",
        "毎月研修を行う",
    ),
    *("実施", "9月末までに実施", "年度末までに実施", "設定なし"),
]


@st.composite
def grammar_texts(draw):
    """A text of the plan's grammar as people type it: with a unit or without, in parts, in a sentence."""

    def one_of(*texts):
        return draw(st.sampled_from(texts))

    unit = draw(ANY_UNIT)
    symbol = one_of("", "％", unit.symbol, *unit.spellings)
    side = one_of("以上", "以下", "超", "を下回る", "", "まで引き下げる", " or more")
    past = one_of("前年度", "前年度末", "3年平均", "全国平均", "令和5年度実績", "prior year")
    moved = past + one_of("", "", f"（64{symbol}）") + one_of(*MOVES).format(symbol=symbol)
    amount = one_of("1", "1.0", "60", "ゼロ", "1,090") + symbol
    stated = one_of(*FORMS).format(amount=amount, side=side, moved=moved)
    return one_of("{}", "{}とする。", "受診率を{}とする。", "KPI：{}", "「{}」").format(stated)


@st.composite
def rendered_texts(draw):
    """A target as kpixl writes it for a KPI of any unit."""
    target, unit = draw(target_strategy()), draw(ANY_UNIT)
    kpi = make_kpi(unit=unit.symbol, decimals=draw(st.integers(0, 2)))
    return translate(kpi.stated(target), draw(st.sampled_from(["ja", "en"])))


@pytest.mark.parametrize(
    ("text", "indicator", "canonical"),
    [
        ("年2回以上実施", "", "年2回以上実施"),
        ("年1回を実施する", "", "毎年実施"),
        ("月2回以上を実施する", "", "月2回以上実施"),
        ("Carry out every year", "", "毎年実施"),
        ("Carry out 2 or more times a year", "", "年2回以上実施"),
        ("Carry out visits every month", "visits", "毎月実施"),
        ("Carry out visits 4 or more times a year", "visits", "年4回以上実施"),
    ],
)
def test_how_often_is_no_name_and_is_never_dropped(text, indicator, canonical):
    (reading,) = read_statements(text)
    assert (reading.indicator, translate(reading.kpi.stated(reading.target), "ja")) == (indicator, canonical)


@given(grammar_texts() | rendered_texts(), ANY_UNIT, st.none() | DIRECTIONS)
@example("前年度＋1％", find_unit("％"), None)
@example("前年度＋1％以上", find_unit("件"), Direction.AT_LEAST)
@example("前年度＋1.0ポイント以上", find_unit("％"), Direction.AT_LEAST)
@example("9月末までに実施", NO_UNIT, Direction.DO)
def test_without_a_unit_no_text_means_another_thing_than_beside_the_kpi_s(text, unit, direction):
    alone = read_statements(text, direction=direction)
    if isinstance(alone, TargetRefusal):
        return
    said = [(reading.indicator, reading.target) for reading in alone]
    beside = read_statements(text, unit, direction)
    if not isinstance(beside, TargetRefusal):
        assert [(reading.indicator, reading.target) for reading in beside] == said
    if direction is None or len(said) > 1:
        return
    ((indicator, target),) = said
    try:
        planned = parse_target(text, make_kpi(unit=unit.symbol, direction=direction, indicator=indicator))
    except TargetError:
        return
    assert planned == target


@given(grammar_texts() | rendered_texts(), DIRECTIONS)
@example("年2回以上実施", Direction.DO)
@example("Carry out every year", Direction.DO)
@example("Carry out 2 or more times a year", Direction.DO)
@example("月2回以上を実施する", Direction.DO)
def test_what_a_plan_reads_of_a_rate_is_read_without_one(text, direction):
    try:
        planned = parse_target(text, make_kpi(unit="％", direction=direction, indicator="受診率"))
    except TargetError:
        return
    alone = read_statements(text, direction=direction)
    assert not isinstance(alone, TargetRefusal), alone.fault
    assert [reading.target for reading in alone] == [planned]


@pytest.mark.parametrize(
    ("text", "direction", "is_assumed"),
    [
        ("受診率を64.6％", None, True),
        ("受診率を64.6％以上とする", None, False),
        ("受診率を64.6％", Direction.AT_LEAST, False),
        ("受診率を64.6％", Direction.EQUAL, False),
    ],
)
def test_a_number_alone_is_taken_as_it_stands_and_that_is_said(text, direction, is_assumed):
    (reading,) = read_statements(text, direction=direction)
    assert reading.is_assumed is is_assumed
