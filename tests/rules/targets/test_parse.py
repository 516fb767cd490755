"""The target language: what a 目標 cell may say, said back, and what is refused."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kpixl.locale import LANGUAGES, catalogue, translate
from kpixl.model.target import (
    DO,
    NO_TARGET,
    Conditional,
    Direction,
    Fixed,
    HigherOf,
    LowerOf,
    Mean,
    Prior,
    Scaled,
    Target,
)
from kpixl.model.unit import NO_UNIT, UNITS, find_unit
from kpixl.rules.targets.faults import TargetDirectionError, TargetError, TargetFault, TargetUnitError
from kpixl.rules.targets.parse import parse_target
from kpixl.rules.targets.reading import TargetRefusal, read_statements
from kpixl.rules.targets.suggestions import nearest_form
from tests.rules.builders import make_kpi, target_strategy

AT_LEAST, AT_MOST, EQUAL = Direction.AT_LEAST, Direction.AT_MOST, Direction.EQUAL

FIXED = [
    # text, unit, direction of the KPI, number
    ("64.6以上", "％", "at_least", "64.6"),
    ("64.6％以上", "％", "at_least", "64.6"),
    ("64.6%以上", "％", "at_least", "64.6"),
    ("６４．６％以上", "％", "at_least", "64.6"),
    ("64.6 ％ 以上", "％", "at_least", "64.6"),
    ("≧64.6", "％", "at_least", "64.6"),
    ("≥ 64.6％", "％", "at_least", "64.6"),
    (">=64.6", "％", "at_least", "64.6"),
    ("＞＝６４．６", "％", "at_least", "64.6"),
    ("64.6", "％", "at_least", "64.6"),
    ("目標62.7%", "％", "at_least", "62.7"),
    ("64.6％以上とする。", "％", "at_least", "64.6"),
    ("64.6％以上を維持する", "％", "at_least", "64.6"),
    ("-5以上", "％", "at_least", "-5"),
    ("7,140事業所以上", "事業所", "at_least", "7140"),
    ("2,360事業所", "事業所", "at_least", "2360"),
    ("1,090 事業所（※）以上", "事業所", "at_least", "1090"),
    ("4664社以上", "社", "at_least", "4664"),
    ("4664社以上", "事業所", "at_least", "4664"),
    ("４,635社以上", "社", "at_least", "4635"),
    ("8,185円以上", "円", "at_least", "8185"),
    ("5千円以上", "千円", "at_least", "5"),
    ("3人以上", "人", "at_least", "3"),
    ("3名以上", "人", "at_least", "3"),
    ("64.6% or more", "％", "at_least", "64.6"),
    ("at least 64.6 percent", "％", "at_least", "64.6"),
    ("At Least 64.6%", "％", "at_least", "64.6"),
    ("10 companies or more", "社", "at_least", "10"),
    ("15以下", "％", "at_most", "15"),
    ("15％以下", "％", "at_most", "15"),
    ("15以内", "％", "at_most", "15"),
    ("≦15", "％", "at_most", "15"),
    ("<=15", "％", "at_most", "15"),
    ("7日以内", "日", "at_most", "7"),
    ("7 日以内を維持する", "日", "at_most", "7"),
    ("7 days or less", "日", "at_most", "7"),
    ("15 or fewer", "件", "at_most", "15"),
    ("at most 15%", "％", "at_most", "15"),
    ("no more than 15%", "％", "at_most", "15"),
    ("not more than 15", "％", "at_most", "15"),
    ("no less than 20", "％", "at_least", "20"),
    ("no fewer than 20 cases", "件", "at_least", "20"),
    ("最大15", "％", "at_most", "15"),
    ("15件まで", "件", "at_most", "15"),
    ("最低20件", "件", "at_least", "20"),
    ("KPI：64.6％以上", "％", "at_least", "64.6"),
    ("equal to 100%", "％", "equal", "100"),
    ("100％に等しい", "％", "equal", "100"),
    ("0以下", "％", "at_most", "0"),
    ("100", "％", "equal", "100"),
    ("100％", "％", "equal", "100"),
    ("100％とする", "％", "equal", "100"),
    ("100％とする。", "％", "equal", "100"),
]

PRIOR = [
    # text, unit, direction of the KPI, stated baseline, year end
    ("前年度以上", "％", "at_least", None, False),
    ("対前年度以上", "％", "at_least", None, False),
    ("昨年度以上", "％", "at_least", None, False),
    ("昨年度末以上", "％", "at_least", None, True),
    ("前年度実績以上", "％", "at_least", None, False),
    ("前年度", "％", "at_least", None, False),
    ("前年度末以上", "％", "at_least", None, True),
    ("対前年度末以上", "％", "at_least", None, True),
    ("年度末時点で対前年度末以上", "％", "at_least", None, True),
    ("対前年度（0.214％）以上", "％", "at_least", "0.214", False),
    ("前年度（8,185円）以上", "円", "at_least", "8185", False),
    ("前年度以上（84.12％以上）", "％", "at_least", "84.12", False),
    ("対前年度以上(84.12%以上)", "％", "at_least", "84.12", False),
    ("対前年度末以上(84.2%以上)", "％", "at_least", "84.2", True),
    ("[34.0%]", "％", "at_least", "34.0", False),
    ("［３４．０％］", "％", "at_least", "34.0", False),
    ("prior year or more", "％", "at_least", None, False),
    ("Prior year-end or more", "％", "at_least", None, True),
    ("at least the prior year", "％", "at_least", None, False),
    ("prior year (84.2%) or more", "％", "at_least", "84.2", False),
    ("対前年度以下", "％", "at_most", None, False),
    ("対前年度（0.82％）以下", "％", "at_most", "0.82", False),
    ("prior year or less", "％", "at_most", None, False),
    ("前年度", "％", "equal", None, False),
]

D = Decimal
OF_SEVERAL = [
    # text, direction of the KPI, reference
    ("3年平均以上", "at_least", Mean(3)),
    ("三年平均以上", "at_least", Mean(3)),
    ("過去十年間の平均以上", "at_least", Mean(10)),
    ("80以上、但し80以上の支部は前年度以上", "at_least", Conditional(Fixed(D(80)), D(80), Prior())),
    ("過去3年平均以上", "at_least", Mean(3)),
    ("過去３年間の平均以上", "at_least", Mean(3)),
    ("直近3か年の平均以上", "at_least", Mean(3)),
    ("直近5ヵ年の実績の平均値以上", "at_least", Mean(5)),
    ("対過去10年平均以下", "at_most", Mean(10)),
    ("2年度平均", "equal", Mean(2)),
    ("3年平均（64.2％）以上", "at_least", Mean(3, D("64.2"))),
    ("3年平均以上（64.2％以上）", "at_least", Mean(3, D("64.2"))),
    ("3-year mean or more", "at_least", Mean(3)),
    ("at least the 3-year average (64.2%)", "at_least", Mean(3, D("64.2"))),
    ("at most the mean of the last 4 years", "at_most", Mean(4)),
    ("前年度と3年平均の高い方以上", "at_least", HigherOf(Prior(), Mean(3))),
    ("前年度末又は3年平均のいずれか低い方以上とする。", "at_least", LowerOf(Prior(year_end=True), Mean(3))),
    ("前年度又は60.0％のいずれか高い方以上", "at_least", HigherOf(Prior(), Fixed(D("60.0")))),
    ("60％または前年度のうち高いほう以上", "at_least", HigherOf(Fixed(D(60)), Prior())),
    ("前年度（62.1％）と3年平均（64.2％）の高い方以上", "at_least",
     HigherOf(Prior(D("62.1")), Mean(3, D("64.2")))),
    ("前年度と3年平均の高い方以上（64.2％）", "at_least", HigherOf(Prior(), Mean(3), D("64.2"))),
    ("前年度と3年平均の高い方（64.2％）以上", "at_least", HigherOf(Prior(), Mean(3), D("64.2"))),
    ("前年度と15％の低い方以下", "at_most", LowerOf(Prior(), Fixed(D(15)))),
    ("the higher of prior year and 3-year mean or more", "at_least", HigherOf(Prior(), Mean(3))),
    ("at least the higher of the prior year or 60%", "at_least", HigherOf(Prior(), Fixed(D(60)))),
    ("at most the lower of prior year-end and 15", "at_most", LowerOf(Prior(year_end=True), Fixed(D(15)))),
    # A number behind a part is that part's; the whole target's is named, or stands behind the side.
    ("the higher of prior year and 3-year mean (64.2%) or more", "at_least",
     HigherOf(Prior(), Mean(3, D("64.2")))),
    ("the higher of prior year and 3-year mean or more (64.2%)", "at_least",
     HigherOf(Prior(), Mean(3), D("64.2"))),
    ("80以上、ただし80以上の支部は前年度以上", "at_least", Conditional(Fixed(D(80)), D(80), Prior())),
    ("80％以上（ただし、85％以上の支部については3年平均以上）", "at_least",
     Conditional(Fixed(D(80)), D(85), Mean(3))),
    ("80以上、ただし、前年度実績が80以上の支部は前年度（82.3）以上とする。", "at_least",
     Conditional(Fixed(D(80)), D(80), Prior(D("82.3")))),
    ("15以下、ただし15以下の支部は前年度以下", "at_most", Conditional(Fixed(D(15)), D(15), Prior())),
    ("15以下、ただし15以下の支部は前年度以下（この支部は8.4）", "at_most",
     Conditional(Fixed(D(15)), D(15), Prior(), D("8.4"))),
    ("80以上、ただし80以上の支部は前年度以上（82.3％）", "at_least",
     Conditional(Fixed(D(80)), D(80), Prior(D("82.3")))),
    ("80% or more, but prior year or more for branches at 80% or more", "at_least",
     Conditional(Fixed(D(80)), D(80), Prior())),
    ("at most 15, but at most the prior year for branches at 15 or less", "at_most",
     Conditional(Fixed(D(15)), D(15), Prior())),
]  # fmt: skip

NOT_IN_THE_LANGUAGE = [
    "1年平均以上",
    "11年平均以上",
    "平均以上",
    "3年平均（64.2％）以上（63.1％）",
    "前年度と3年平均以上",
    "前年度と3年平均の高い方以上以下",
    "前年度の高い方以上",
    "80以上、ただし80以下の支部は前年度以上",
    "80以上、ただし80以上の支部は前年度以下",
    "80以上、ただし80以上の支部は70以上",
    "80以上、ただし80の支部は前年度以上",
    "ただし80以上の支部は前年度以上",
    "前々年度以上",
    "64.6以上70以下",
    "64.6～70",
    "約64.6以上",
    "64.6以上以下",
    "対前年度以上（98.7％以下）",  # two directions
    "64,6以上",
    "12345,678以上",
    "64.6.1以上",
    "以上",
    "％",
    "",
    "より良くする",
    "64.6 or better",
    "60以上" + "、" * 300,
    "at least 105% of 80",  # of a figure that is no other year's
    "二万三万以上",
    "年間3年平均以上",
    "令和5年度実績（令和4年度：58.4％）以上",  # the figure of another year than the target's
    "令和5年度の全国平均（前年度：58.4％）以上",
    "at least 80 but prior year or more for branches at 80",
    "last year or more",
    "TRUE",
    "2025-05-30 00:00:00",
]


@pytest.mark.parametrize(("text", "unit", "direction", "number"), FIXED)
def test_a_fixed_target_is_read_in_every_form(text, unit, direction, number):
    target = parse_target(text, make_kpi(unit=unit, direction=direction))
    assert target == Target(Direction(direction), Fixed(Decimal(number)))


@pytest.mark.parametrize(("text", "unit", "direction", "baseline", "year_end"), PRIOR)
def test_a_prior_year_target_is_read_in_every_form(text, unit, direction, baseline, year_end):
    target = parse_target(text, make_kpi(unit=unit, direction=direction))
    stated = None if baseline is None else Decimal(baseline)
    assert target == Target(Direction(direction), Prior(stated, year_end=year_end))


@pytest.mark.parametrize(("text", "direction", "reference"), OF_SEVERAL)
def test_a_target_of_several_years_or_parts_is_read_in_every_form(text, direction, reference):
    assert parse_target(text, make_kpi(direction=direction)) == Target(Direction(direction), reference)


@pytest.mark.parametrize(
    "text",
    [
        "実施", "実施する", "実施する。", "効果的な意見発信を実施する", "情報発信を行う",
        "do", "Carry out", "Done",
    ],
)  # fmt: skip
def test_a_do_target_is_read_in_every_form(text):
    assert parse_target(text, make_kpi(unit="", direction="do")) == DO


@pytest.mark.parametrize("direction", ["at_least", "at_most", "equal", "do"])
@pytest.mark.parametrize(
    "text",
    [
        "設定なし", "KPI設定なし", "目標設定なし", "なし", "2024年度よりKPI設定なし",
        "令和6年度よりKPI設定なし", "No target", "none", "-", "－", "—", "ー",
    ],
)  # fmt: skip
def test_no_target_is_read_in_every_form_whatever_the_direction(text, direction):
    assert parse_target(text, make_kpi(direction=direction)) == NO_TARGET


@pytest.mark.parametrize("direction", ["at_least", "at_most", "equal", "do"])
@pytest.mark.parametrize("text", NOT_IN_THE_LANGUAGE)
def test_what_is_not_in_the_language_is_refused_and_not_read_as_something_else(text, direction):
    with pytest.raises(TargetError):
        parse_target(text, make_kpi(direction=direction))


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("15以下", "at_least"),
        ("≦15", "at_least"),
        ("前年度以下", "at_least"),
        ("対前年度（0.82％）以下", "at_least"),
        ("prior year or less", "at_least"),
        ("64.6以上", "at_most"),
        ("前年度以上", "at_most"),
        ("64.6以上", "equal"),
        ("100以下", "equal"),
        ("実施", "at_least"),
        ("効果的な意見発信を実施する", "at_most"),
    ],
)
def test_a_target_against_the_kpis_direction_is_a_contradiction(text, direction):
    with pytest.raises(TargetDirectionError):
        parse_target(text, make_kpi(direction=direction))


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("64.6円以上", "％"),
        ("7日以内", "％"),
        ("8,185％以上", "円"),
        ("5千円以上", "円"),
        ("前年度（8,185円）以上", "％"),
        ("[34.0円]", "％"),
        ("5％以上", ""),
        ("10 companies or more", "件"),
    ],
)
def test_another_unit_than_the_kpis_is_refused(text, unit):
    with pytest.raises(TargetUnitError):
        parse_target(text, make_kpi(unit=unit))


@pytest.mark.parametrize(
    "text",
    [
        "未実施",
        "不実施",
        "実施しない",
        "実施せず",
        "10",
        "10以上",
        "前年度以上",
        "[34]",
        "年0回以上",
        "年1.5回以上",
        "毎月1.5回実施する",
    ],
)
def test_a_do_kpi_takes_neither_a_number_nor_a_refusal_to_act(text):
    with pytest.raises(TargetError):
        parse_target(text, make_kpi(unit="", direction="do"))


@pytest.mark.parametrize(
    ("text", "direction", "fault"),
    [
        ("前年並み", "at_least", TargetFault.APPROXIMATE),
        ("7日以内", "at_least", TargetFault.UNIT),
        ("60％と5円の高い方以上", "at_least", TargetFault.UNIT),
        ("80以上、ただし80円以上の支部は前年度以上", "at_least", TargetFault.UNIT),
        ("15以下", "at_least", TargetFault.DIRECTION),
        ("前年度以上（98.7％以下）", "at_least", TargetFault.TWO_DIRECTIONS),
        ("80以上、ただし80以上の支部は前年度以下", "at_least", TargetFault.TWO_DIRECTIONS),
        # 80 or less and yet at least last year: the condition is on the other side of the target.
        ("80以上、ただし80以下の支部は前年度以上", "at_least", TargetFault.DIRECTION),
        ("15以下、ただし15以上の支部は前年度以下", "at_most", TargetFault.DIRECTION),
        ("1年平均以上", "at_least", TargetFault.YEARS),
        ("11年平均以上", "at_least", TargetFault.YEARS),
        ("割合を60％以上、事業所数を80％以上とする", "at_least", TargetFault.TWO_TARGETS),
        ("事業所数を80％以上とする", "at_least", TargetFault.OTHER_INDICATOR),
        ("割合および件数を80％以上とする", "at_least", TargetFault.SHARED),
    ],
)
def test_a_refusal_says_what_is_wrong_with_the_text(text, direction, fault):
    with pytest.raises(TargetError) as refusal:
        parse_target(text, make_kpi(indicator="割合", direction=direction))
    assert refusal.value.fault is fault


def test_a_target_cell_may_hold_the_sentence_of_its_own_kpi():
    kpi = make_kpi(indicator="特定健診の受診率")
    assert parse_target("特定健診の受診率を64.6％以上とする。", kpi) == Target(AT_LEAST, Fixed(D("64.6")))
    kpi = make_kpi(indicator="柔道整復及びあん摩の割合", direction="at_most")
    assert parse_target("柔道整復及びあん摩の割合を前年度以下とする", kpi) == Target(AT_MOST, Prior())


@pytest.mark.parametrize(
    ("indicator", "text"),
    [
        ("Offices with a health declaration", "Raise offices with a health declaration to 880 or more"),
        ("Examination rate", "Raise the examination rate to 880 or more"),
        # Its own name may hold what in another's would be a second target.
        (
            "Share of offices with 10 or more persons",
            "Share of offices with 10 or more persons: 880 or more",
        ),
        ("受診率・実施率", "受診率・実施率を880以上とする"),
    ],
)
def test_its_own_indicator_is_known_whatever_capitals_article_or_numbers_it_has(indicator, text):
    assert parse_target(text, make_kpi(indicator=indicator)) == Target(AT_LEAST, Fixed(D(880)))


@pytest.mark.parametrize(
    "text", ["前年度まで", "7日まで", "最大15以上", "前年以上", "受診率を前年度以上とし、働きかけを実施する"]
)
@pytest.mark.parametrize("direction", ["at_least", "at_most", "do"])
def test_what_could_mean_two_things_is_refused(text, direction):
    with pytest.raises(TargetError):
        parse_target(text, make_kpi(unit="日", direction=direction))


@pytest.mark.parametrize("text", ["働きかけを3件以上実施する", "2回以上を実施する", "12回の情報発信を行う"])
def test_doing_a_counted_thing_is_more_than_doing_and_is_refused(text):
    with pytest.raises(TargetError):
        parse_target(text, make_kpi(unit="", direction="do"))


@pytest.mark.parametrize(
    ("text", "unit", "direction", "nearest"),
    [
        ("前年並み", "％", "at_least", "前年度以上"),
        ("受診率は64.6％以上が望ましい", "％", "at_least", "64.6％以上"),
        ("1年平均以上", "％", "at_least", "3年平均以上"),
        (
            "80以上だが80以上の支部は前年度以上", "％", "at_least",
            "80.0％以上、ただし80.0％以上の支部は前年度以上",
        ),
        ("100％前後", "％", "equal", "100.0％"),
        ("できるだけ", "％", "equal", "100.0％"),
        ("できるだけ", "％", "at_most", "15.0％以下"),
        ("5千円以上", "円", "at_least", "5,000.0円以上"),
        # Numbers of another measure, or that a word multiplies, are not said back as if they would do.
        ("7日以内", "％", "at_most", "15.0％以下"),
        ("5千以上", "円", "at_least", "8,185.0円以上"),
        ("がんばる", "", "do", "実施"),
        # The text's number keeps its own side, and goes where the KPI's side is another.
        ("not at least 20%", "％", "at_least", "64.6% or more"),
        ("Keep average days within 7", "日", "at_most", "7.0 days or less"),
        ("Reduce single bids by 5%", "％", "at_most", "15.0% or less"),
        ("令和7年度までに70％以上", "％", "at_least", "70.0％以上"),
        ("前年度末（令和6年3月末）以上", "％", "at_least", "前年度末以上"),
        ("健康宣言事業所数880事業所以上", "事業所", "at_least", "880.0事業所以上"),
        ("Achieve an examination rate of 71.5% or more", "％", "at_least", "71.5% or more"),
        ("64.6 or better", "％", "at_least", "64.6% or more"),
        ("last year or more", "％", "at_least", "prior year or more"),
        ("71,5以上", "％", "at_least", "64.6％以上"),
        ("≧71.5.1", "％", "at_least", "64.6％以上"),
        ("約1234567890123456789012以上", "％", "at_least", "64.6％以上"),  # a number that no cell holds
    ],
)  # fmt: skip
def test_a_refused_text_is_answered_with_the_nearest_form(text, unit, direction, nearest):
    kpi = make_kpi(unit=unit, direction=direction)
    with pytest.raises(TargetError):
        parse_target(text, kpi)
    assert translate(nearest_form(text, kpi), "ja") == nearest


@given(
    st.text(max_size=15) | st.text("前年度以上下平均3と高い方、ただし80の支部は（）％", max_size=20),
    st.sampled_from(["at_least", "at_most", "equal", "do"]),
)
def test_the_nearest_form_is_always_one_that_is_read(text, direction):
    kpi = make_kpi(direction=direction)
    target = parse_target(translate(nearest_form(text, kpi), "ja"), kpi)
    assert target.direction in (Direction(direction), Direction.NONE)


SIDES = {
    # side, is it strict, texts that are near enough to be answered
    (AT_MOST, True): ["{}未満が望ましい", "{}を下回るとよい", "fewer than about {}", "keep under {}"],
    (AT_MOST, False): ["{}を超えないようにする", "{}以内が望ましい", "do not exceed {}", "within about {}"],
    (AT_LEAST, True): ["{}超が望ましい", "{}を上回るとよい", "more than about {}", "well over {}"],
    (AT_LEAST, False): ["{}を下回らないようにする", "{}以上が望ましい", "not below about {}", "{} or better"],
}


@given(
    st.sampled_from([(side, text) for side, texts in SIDES.items() for text in texts]),
    st.integers(1, 999),
    st.sampled_from(["", "受診率を", "Raise it to ", "令和7年度までに", "前年度末（令和6年3月末）より"]),
)
def test_a_suggestion_is_never_on_the_other_side_and_holds_no_number_but_the_text_s(case, number, before):
    (side, strict), text = case
    refused = read_statements(before + text.format(number))
    assert isinstance(refused, TargetRefusal)
    for form in refused.nearest:
        target = parse_target(translate(form, "ja"), make_kpi(unit="", direction=side))
        if len(refused.nearest) == 1:
            assert target.reference in (Fixed(D(number)), Prior(), Prior(year_end=True)), form
            assert target.strict is strict


@given(
    st.text(max_size=15) | st.text("前年度以上下未満超平均3と高い方ormore ", max_size=20),
    st.sampled_from(["ja", "en"]),
)
def test_every_suggestion_without_a_plan_is_read(text, language):
    answer = read_statements(text)
    for form in answer.nearest if isinstance(answer, TargetRefusal) else ():
        assert not isinstance(read_statements(translate(form, language)), TargetRefusal)


@pytest.mark.parametrize(
    "form", [form for language in LANGUAGES for form in catalogue(language)("text.target_forms").split(" / ")]
)
def test_every_form_offered_as_accepted_is_accepted(form):
    readable = []
    for direction in ("at_least", "at_most", "equal", "do"):
        try:
            readable.append(parse_target(form, make_kpi(direction=direction)))
        except TargetError:
            continue
    assert readable


# ── said back ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "unit", "direction", "japanese", "english"),
    [
        (">=64.60", "％", "at_least", "64.6％以上", "64.6% or more"),
        ("15", "％", "at_most", "15.0％以下", "15.0% or less"),
        ("100", "％", "equal", "100.0％", "100.0%"),
        ("8185以上", "円", "at_least", "8,185.0円以上", "8,185.0 yen or more"),
        ("対前年度以上", "％", "at_least", "前年度以上", "prior year or more"),
        ("[34.0%]", "％", "at_least", "前年度（34.0％）以上", "prior year (34.0%) or more"),
        (
            "対前年度末以下(84.25%)",
            "％",
            "at_most",
            "前年度末（84.25％）以下",
            "prior year-end (84.25%) or less",
        ),
        ("前年度", "％", "equal", "前年度", "prior year"),
        ("実施する", "", "do", "実施", "Carry out"),
        ("-", "％", "at_least", "設定なし", "No target"),
        ("5以上", "", "at_least", "5.0以上", "5.0 or more"),
        ("過去3年間の平均以上", "％", "at_least", "3年平均以上", "3-year mean or more"),
        ("3年平均以下(64.2)", "％", "at_most", "3年平均（64.2％）以下", "3-year mean (64.2%) or less"),
        (
            "60％又は前年度のいずれか高い方以上",
            "％",
            "at_least",
            "60.0％と前年度の高い方以上",
            "the higher of 60.0% and prior year or more",
        ),
        (
            "前年度と3年平均の低い方（64.2％）以上",
            "％",
            "at_least",
            "前年度と3年平均の低い方以上（64.2％）",
            "the lower of prior year and 3-year mean or more (this branch: 64.2%)",
        ),
        (
            "80以上(ただし85以上の支部は前年度以上)",
            "％",
            "at_least",
            "80.0％以上、ただし85.0％以上の支部は前年度以上",
            "80.0% or more, but prior year or more for branches at 85.0% or more",
        ),
        (
            "15以下、ただし15以下の支部は前年度以下（この支部は8.4件）",
            "件",
            "at_most",
            "15.0件以下、ただし15.0件以下の支部は前年度以下（この支部は8.4件）",
            (
                "15.0 cases or less, but prior year or less for branches at 15.0 cases or less"
                " (this branch: 8.4 cases)"
            ),
        ),
    ],
)
def test_a_target_is_said_back_in_one_canonical_form(text, unit, direction, japanese, english):
    kpi = make_kpi(unit=unit, direction=direction)
    target = parse_target(text, kpi)
    assert (translate(kpi.stated(target), "ja"), translate(kpi.stated(target), "en")) == (japanese, english)


def test_an_amount_has_the_kpis_decimals_and_unit():
    kpi = make_kpi(unit="円", decimals=0)
    assert translate(kpi.amount(Decimal(8185)), "ja") == "8,185円"
    assert translate(kpi.amount(Decimal(8185)), "en") == "8,185 yen"


@given(
    target_strategy(), st.sampled_from([*UNITS, NO_UNIT]), st.integers(0, 6), st.sampled_from(["ja", "en"])
)
@example(
    Target(Direction.AT_MOST, LowerOf(Fixed(Decimal(10)), Scaled(Prior(), Decimal(50)))),
    find_unit("％"),
    0,
    "ja",
)
@example(
    Target(Direction.EQUAL, HigherOf(Fixed(Decimal(0)), Scaled(Prior(), Decimal(50)), baseline=Decimal(0))),
    find_unit("％"),
    0,
    "en",
)
@example(
    Target(
        Direction.EQUAL,
        Conditional(Fixed(Decimal(0)), Decimal(0), Scaled(Prior(), Decimal(50)), baseline=Decimal(0)),
    ),
    find_unit("％"),
    0,
    "ja",
)
def test_parsing_what_was_rendered_gives_the_same_target(target, unit, decimals, language):
    direction = "at_least" if target == NO_TARGET else target.direction
    kpi = make_kpi(unit=unit.symbol, direction=direction, decimals=decimals)
    text = translate(kpi.stated(target), language)
    assert parse_target(text, kpi) == target


@given(st.text(max_size=15), st.sampled_from(["at_least", "at_most", "equal", "do"]))
def test_any_text_is_a_target_of_the_kpis_direction_or_refused(text, direction):
    try:
        target = parse_target(text, make_kpi(direction=direction))
    except TargetError:
        return
    assert target.direction in (Direction(direction), Direction.NONE)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("5回以上", TargetFault.HOW_OFTEN),
        ("前年度以上", TargetFault.HOW_OFTEN),
        ("年間5回以下", TargetFault.UNREADABLE),
        ("月2回以下", TargetFault.UNREADABLE),
        ("年5.5回以上", TargetFault.UNREADABLE),
        ("年0回以上", TargetFault.UNREADABLE),
    ],
)
def test_what_is_to_be_done_is_asked_for_so_often_in_a_period_and_no_less(text, fault):
    with pytest.raises(TargetError) as raised:
        parse_target(text, make_kpi(unit="回", direction="do"))
    assert raised.value.fault is fault
