"""The story of a figure: every turn it can take, and formulas that compute what they say."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpixl.locale import LANGUAGES, catalogue
from kpixl.model.assessment import Judgement, Reason
from kpixl.model.entries import Conversion
from kpixl.model.figure import FigureState
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import AggregateRule, JudgeOn, RateFormula
from kpixl.model.ledger import Disposition, Source
from kpixl.model.message import Amount
from kpixl.model.plan_figures import HistoryRow, NationalRow
from kpixl.model.submission import RawCell
from kpixl.model.target import Direction
from kpixl.rules.assessment.assess import assess
from kpixl.rules.explanation.figure import explain_all
from kpixl.rules.explanation.formulas import ATTAINED, formula_key, percent_amount
from kpixl.rules.explanation.methods import formula_in_words, kpi_methods
from kpixl.rules.plan.adjustments import adjust_entries
from tests.rules.builders import (
    MIYAZAKI,
    OITA,
    make_adjustment,
    make_counted_kpi,
    make_entry,
    make_figure,
    make_kpi,
    make_plan,
)

FILE = "inbox/45_宮崎_FY2024.xlsx"
SOURCE = Source(
    file=FILE,
    sha256="c0ffee",
    branch_code="45",
    issue="FY2024-45-01",
    modified=None,
    disposition=Disposition.ACCEPTED,
)
RATE = make_kpi(indicator="受診率")
COST = make_kpi(indicator="一者応札", direction="at_most")


def typed(value, text="62.2", *conversions, counts=None, as_of=""):
    """What 宮崎 typed into K14."""
    entry = make_entry("45", "rate", value, counts)
    reading = replace(entry.actual, typed=text, conversions=conversions)
    cell = RawCell(text, "記入シート", "K14")
    return replace(entry, actual=reading, file=FILE, cell=cell, as_of=as_of)


def story(plan, entry=None):
    entries = adjust_entries(plan, [entry] if entry else [])
    (told,) = explain_all(plan, assess(plan, entries), [SOURCE])
    return told


def say(plan, entry=None, language="ja"):
    return catalogue(language).explain(story(plan, entry))


def plan_of(kpi=RATE, target="64.6以上", prior="64.2", past=(), **settings):
    known = {} if prior is None else {("45", "rate"): prior}
    plan = make_plan(kpi, targets=target, prior=known, **settings)
    older = tuple(
        HistoryRow(fiscal_year=FiscalYear(year), branch_code="45", kpi_code="rate", actual=make_figure(value))
        for year, value in past
    )
    return replace(plan, history=plan.history + older)


def judged(text):
    """The sentence from the target on."""
    return text[text.index("目標は") :]


# ── what was reported ──────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (typed("62.2"), "に「62.2」と記入されています。"),
        (typed("62.2", as_of="令和7年2月時点"), "に「62.2」（令和7年2月時点）と記入されています。"),
        (typed("62.2", "62.2%", Conversion.UNIT), "に「62.2%」と記入され、62.2％と読み取りました。"),
        (
            typed("62.2", "", counts=(622, 1000)),
            "の受診者数 622÷対象者数 1,000から、62.2％と計算しました。",
        ),
        (
            typed("62.2", "62.3", counts=(622, 1000)),
            "の受診者数 622÷対象者数 1,000から、62.2％と計算しました（K14の記入は「62.3」）。",
        ),
        (
            typed("62.2", "62.20％", Conversion.UNIT, counts=(622, 1000)),
            "の受診者数 622÷対象者数 1,000から、62.2％と計算しました。",
        ),
        (
            typed(FigureState.UNREADABLE, "約62"),
            "に「約62」と記入されていますが、値として使えません（理由は指摘にあります）。",
        ),
        (typed(FigureState.BLANK, ""), "に記入がありません。"),
    ],
)
def test_the_first_sentence_says_what_was_typed_where(entry, expected):
    plan = plan_of(make_counted_kpi(indicator="受診率"))
    text = say(plan, entry)
    place = "14行目" if entry.numerator.value is not None else "K14"
    assert text.startswith(
        f"宮崎支部の「受診率」は、記入表（45_宮崎_FY2024.xlsx、記入シートの{place}）{expected}"
    )


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (("0", "0"), "に受診者数 0÷対象者数 0と記入されていますが、分母が0のため計算できません。"),
        (("283564", None), "に実績の記入がなく、受診者数 283,564からは計算できません。"),
        (
            (FigureState.UNREADABLE, "10"),
            "に実績の記入がなく、受診者数 読み取り不可・対象者数 10からは計算できません。",
        ),
    ],
)
def test_counts_that_give_no_rate_are_told_and_not_called_blank(counts, expected):
    numerator, denominator = (make_figure(count) for count in counts)
    entry = replace(typed(FigureState.BLANK, ""), numerator=numerator, denominator=denominator)
    text = say(plan_of(make_counted_kpi(indicator="受診率")), entry)
    assert text.startswith(
        f"宮崎支部の「受診率」は、記入表（45_宮崎_FY2024.xlsx、記入シートの14行目）{expected}"
    )
    assert "このため判定していません" in text


@pytest.mark.parametrize(("text", "cell"), [("", "14行"), ("62.2", "K14")])
def test_a_cell_is_named_only_for_what_was_typed_there(text, cell):
    entry = typed("62.2", text, counts=(622, 1000))
    told = dict(story(plan_of(make_counted_kpi()), entry).facts)
    assert catalogue("ja").translate(told["cell"]) == cell


def test_a_row_that_is_gone_has_its_file_alone():
    entry = replace(typed(FigureState.BLANK, ""), cell=None)
    assert say(plan_of(), entry).startswith(
        "宮崎支部の「受診率」は、記入表（45_宮崎_FY2024.xlsx）に記入がありません。"
    )


def test_a_refused_return_is_told_from_a_missing_one():
    plan = plan_of()
    (refused,) = explain_all(plan, assess(plan, [], {"45"}), [])
    assert "届いた記入表を使えません（差戻し中）" in catalogue("ja").explain(refused)
    assert "記入表が届いていません" in say(plan)


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (FigureState.UNSETTLED, "実績が確定していないため"),
        (FigureState.UNKNOWN, "実績が分からないため"),
        (FigureState.SUPPRESSED, "実績が公表されないため"),
        (FigureState.NONE, "該当するものがないため"),
    ],
)
def test_a_state_is_not_judged_and_says_why(state, why):
    assert (
        judged(say(plan_of(), typed(state, "x")))
        == f"目標は固定値の64.6％以上ですが、{why}、判定していません。"
    )


def test_a_branch_that_calls_itself_one_is_not_called_so_twice():
    office = replace(MIYAZAKI, name="本部")
    plan = replace(plan_of(), branches=(office,))
    assert say(plan).startswith("本部の「受診率」は")


# ── the target and where it comes from ─────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("64.6以上", "目標は固定値の64.6％以上で、2.4ポイント届かないため、未達成です"),
        ("62.2以上", "目標は固定値の62.2％以上で、ちょうど同じ値のため、達成です"),
        (
            "前年度以上",
            "目標は令和5年度の実績による前年度（64.2％）以上で、2.0ポイント届かないため、未達成です",
        ),
        ("前年度（61.0）以上", "目標は計画に記載の前年度（61.0％）以上で、1.2ポイント上回るため、達成です"),
    ],
)
def test_the_target_says_where_it_comes_from(target, expected):
    assert judged(say(plan_of(target=target), typed("62.2"))).startswith(expected)


PAST = ((2022, "60.0"), (2021, "61.1"))


@pytest.mark.parametrize(
    ("target", "fact"),
    [
        ("3年平均以上", "令和5年度 64.2％・令和4年度 60.0％・令和3年度 61.1％の平均61.76667％の四捨五入"),
        ("2年平均以上", "令和5年度 64.2％・令和4年度 60.0％の平均"),
        ("前年度と3年平均の高い方以上", "高い方は令和5年度の実績"),
        ("前年度と70の高い方以上", "高い方は固定値"),
        ("前年度と3年平均の高い方以上（66.6％）", "計画に記載の値"),
        ("60以上、ただし60以上の支部は前年度以上（この支部は61.0％）", "計画に記載の値"),
        ("60以上、ただし60以上の支部は前年度以上", "前年度がただし書に当たるため、令和5年度の実績"),
        (
            "60以上、ただし60以上の支部は前年度（63.0）以上",
            "前年度が64.2％でただし書に当たるため、計画に記載の基準値（前年度実績は64.2％）",
        ),
        ("70以上、ただし70以上の支部は前年度以上", "前年度が64.2％でただし書に当たらないため"),
        ("前年度（64.2）以上", "計画に記載の前年度の値"),
        ("前年度（61.0）以上", "計画に記載の基準値（前年度実績は64.2％）"),
        ("3年平均（61.0）以上", "計画に記載の平均値"),
        ("令和4年度実績以上", "令和4年度の実績"),
        ("令和4年度実績（61.0）以上", "計画に記載の年度の値"),
        ("全国平均（57.7）以上", "計画に記載の全国の値"),
        ("前年度比101％以上", "前年度比101％による64.842％の四捨五入"),
        ("前年度比101％（64.8）以上", "計画に記載の値"),
        ("前年度＋1.0ポイント以上", "前年度＋1.0ポイントによる65.2％"),
        ("前年度と70の低い方以上", "低い方は令和5年度の実績"),
    ],
)
def test_references_say_which_years_and_which_part_decided(target, fact):
    told = dict(story(plan_of(target=target, past=PAST), typed("62.2")).facts)
    assert catalogue("ja").translate(told["target_source"]) == fact


@pytest.mark.parametrize(
    ("target", "past", "number", "source"),
    [
        (
            "80.0％以上、ただし70.0％以上の支部は2年平均以上",
            ("72.5", "70.0"),
            "71.3％以上",
            "前年度がただし書に当たるため、令和5年度 72.5％・令和4年度 70.0％の平均71.25％の四捨五入",
        ),
        (
            "80.0％以上、ただし70.0％以上の支部は2年平均以上",
            ("69.96", "72.04"),
            "71.0％以上",
            "前年度が四捨五入すると70.0％でただし書に当たるため、令和5年度 69.96％・令和4年度 72.04％の平均",
        ),
        (
            "80.0％以上、ただし80.0％以上の支部は前年度以上",
            ("79.96", "70.0"),
            "80.0％以上",
            "前年度がただし書に当たるため、令和5年度の実績79.96％の四捨五入",
        ),
    ],
)
def test_a_target_of_two_parts_is_told_by_its_rule_its_number_and_the_part_that_counts(
    target, past, number, source
):
    plan = plan_of(target=target, prior=past[0], past=[(2022, past[1])])
    assert judged(say(plan, typed("71.0"))).startswith(f"目標は「{target}」による{number}（{source}）で、")


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("2年平均以上", "2年平均（54.2％）以上（令和5年度 54.4％・令和4年度 54.0％の平均）で、"),
        (
            "前年度と2年平均の高い方以上（28.1％）",
            "計画に記載の前年度と2年平均の高い方以上（28.1％）で、42.9ポイント上回るため、達成です",
        ),
    ],
)
def test_a_target_says_its_number_once(target, expected):
    plan = plan_of(target=target, prior="54.4", past=[(2022, "54.0")])
    assert judged(say(plan, typed("71.0"))).startswith(f"目標は{expected}")


def test_the_exception_is_told_in_english_with_its_rounding():
    plan = plan_of(target="80以上、ただし80以上の支部は前年度以上", prior="79.96")
    rule = "80.0% or more, but prior year or more for branches at 80.0% or more"
    source = "the exception applies to the prior year: actual of FY2023, 79.96%, rounded"
    assert f"The target is 80.0% or more by “{rule}” ({source}); the" in say(plan, typed("71.0"), "en")


@pytest.mark.parametrize("target", ["全国平均以上", "前年度全国平均以上", "令和4年度全国平均以上"])
def test_a_target_that_rests_on_a_figure_which_nobody_has_published_says_so(target):
    row = assess(plan_of(target=target), [typed("62.2")])[0]
    assert (row.judgement, row.reason) == (Judgement.NOT_JUDGED, Reason.NO_NATIONAL)
    assert judged(say(plan_of(target=target), typed("62.2"))).startswith(
        f"目標は「{target}」ですが、全国の公表値がまだないため、判定していません"
    )


def test_a_target_that_rests_on_the_published_figure_says_it_unrounded():
    row = NationalRow(fiscal_year=FiscalYear(2024), kpi_code="rate", target=None, actual=Decimal("61.25"))
    text = judged(say(replace(plan_of(target="全国平均以上"), national=(row,)), typed("62.2")))
    assert text.startswith(
        "目標は公表された全国の値61.25％の四捨五入による全国平均（61.3％）以上で、0.9ポイント上回る"
    )


def test_without_rounding_no_condition_is_met_by_it():
    past = {"prior": "81.3", "past": [(2022, "70.0")]}
    plan = plan_of(target="80以上、ただし80以上の支部は2年平均以上", judge_on=JudgeOn.EXACT, **past)
    told = dict(story(plan, typed("82.2")).facts)
    assert catalogue("ja").translate(told["target_source"]) == (
        "前年度がただし書に当たるため、令和5年度 81.3％・令和4年度 70.0％の平均"
    )


def test_a_target_without_a_baseline_says_so():
    text = say(plan_of(target="前年度以上", prior=None), typed("62.2"))
    assert judged(text) == "目標は「前年度以上」ですが、比べる令和5年度の実績がないため、判定していません。"


@pytest.mark.parametrize("target", ["4年平均以上", "前年度と4年平均の高い方以上"])
def test_a_mean_without_a_baseline_names_the_years_that_are_missing(target):
    text = judged(say(plan_of(target=target, past=[(2022, "60.0")]), typed("62.2")))
    assert text.endswith(
        "ですが、比べる令和2年度・令和3年度の実績がないため、"
        "判定していません（前年度64.2％から2.0ポイント低下）。"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_definition_is_named_as_what_leaves_a_target_without_a_number(language):
    changed = replace(RATE, comparable=False, not_comparable_reason="3か月から10か月に変更")
    for plan in (plan_of(changed, "前年度以上"), plan_of(changed, "前年度以上", None)):
        for entry in (typed("62.2"), None):
            text = say(plan, entry, language)
            assert "3か月から10か月に変更" in text
            assert (
                "定義が変わり令和5年度とは比べられない"
                if language == "ja"
                else "figures of FY2023 are not comparable"
            ) in text


def test_years_of_another_definition_are_told_from_years_without_an_actual():
    kpi = replace(RATE, comparable_since=FiscalYear(2022))
    text = say(plan_of(kpi, "3年平均以上", past=[(2021, "60.0")]), typed("62.2"))
    assert "比べる令和4年度の実績がないうえ、定義が変わり令和3年度とは比べられないため" in text


def test_a_missing_branch_whose_target_has_no_number_is_told_both():
    assert say(plan_of(target="前年度以上", prior=None)).endswith(
        "このため判定していません。なお、比べる令和5年度の実績がないため、実績があっても判定できません。"
    )
    assert "なお" not in say(plan_of(target="前年度以上"))


# ── comparison ─────────────────────────────────────────────────────────────────────────────────────
def test_what_is_rounded_before_it_is_compared_says_so():
    text = judged(say(plan_of(target="62.3以上"), typed("62.25", "62.25")))
    assert text.startswith(
        "目標は固定値の62.3％以上で、小数第1位に四捨五入した62.3％と62.3％を比べてちょうど同じ値のため、達成です"
    )
    assert "達成率 62.25÷62.3＝99.9％" in text


def test_unrounded_values_say_so_and_do_not_look_equal():
    plan = plan_of(target="62.3以上", judge_on=JudgeOn.EXACT)
    text = judged(say(plan, typed("62.2999999999", "62.2999999999")))
    assert "四捨五入せずに62.2999999999％と62.3％を比べて" in text
    assert "未達成です" in text


@pytest.mark.parametrize(
    ("target", "value", "expected"),
    [
        ("15以下", "10.6", "4.4ポイント下回るため、達成です（達成率 2－10.6÷15.0＝129.3％"),
        ("15以下", "15.0", "ちょうど同じ値のため、達成です（達成率 2－15.0÷15.0＝100.0％"),
        ("15以下", "15.1", "0.1ポイント超えるため、未達成です（達成率 2－15.1÷15.0＝99.3％"),
    ],
)
def test_at_most_is_told_from_its_own_side(target, value, expected):
    assert expected in say(plan_of(COST, target), typed(value))


def test_a_miss_is_never_shown_as_a_hundred_percent():
    assert percent_amount(Decimal("0.99999")) == Amount(Decimal("99.999"), decimals=3)
    assert percent_amount(Decimal(1)) == Amount(Decimal(100), decimals=1)
    assert percent_amount(Decimal("0.9625")) == Amount(Decimal("96.3"), decimals=1)


@pytest.mark.parametrize(
    ("kpi", "target", "prior", "reason"),
    [
        (COST, "0以下", "1", "目標が0のため計算しない"),
        (
            replace(COST, rate_formula=RateFormula.REDUCTION),
            "15以下",
            "12",
            "前年度がすでに目標を満たすため計算しない",
        ),
        (
            replace(COST, rate_formula=RateFormula.REDUCTION),
            "15以下",
            None,
            "前年度の実績がないため計算しない",
        ),
    ],
)
def test_no_achievement_rate_has_its_reason(kpi, target, prior, reason):
    assert f"達成率 {reason}" in say(plan_of(kpi, target, prior), typed("10"))


def test_a_reduction_across_a_definition_change_says_so():
    changed = replace(COST, rate_formula=RateFormula.REDUCTION, comparable=False)
    text = say(plan_of(changed, "15以下", "20"), typed("10"))
    assert "達成率 定義が変わり前年度と比べられないため計算しない" in text
    assert "前年度の実績がない" not in text


def test_no_comparison_across_a_definition_change():
    changed = replace(RATE, comparable=False, not_comparable_reason="3か月から10か月に変更")
    text = say(plan_of(changed), typed("62.2"))
    assert "前年度とは比べない〔3か月から10か月に変更〕" in text
    assert "低下" not in text


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        (FigureState.DONE, "実施", "目標は「実施」で、実施したため、達成です。"),
        (FigureState.NOT_DONE, "未実施", "目標は「実施」で、実施していないため、未達成です。"),
        ("2", "2", "目標は「実施」で、2件の実施があるため、達成です（前年度1件から1件増加）。"),
        ("0", "0", "目標は「実施」で、実施していないため、未達成です（前年度1件から1件減少）。"),
    ],
)
def test_what_is_to_be_done_is_told_without_a_rate(value, text, expected):
    kpi = make_kpi(indicator="意見発信", unit="件", direction="do", decimals=0)
    assert judged(say(plan_of(kpi, "実施", "1"), typed(value, text))) == expected


def test_an_adjustment_is_told_between_what_was_typed_and_what_was_judged():
    item = make_adjustment("rate", "65")
    plan = replace(plan_of(), adjustments=(item,))
    text = say(plan, typed("62.2"))
    assert text.split("。")[0].endswith("に「62.2」と記入されています")
    assert "本部がこれを65.0％に補正しています（計上漏れ、山田、2025/06/20）。" in text
    assert "0.4ポイント上回るため、達成です（達成率 65.0÷64.6＝100.6％" in text
    told = dict(story(plan, typed("62.2")).facts)
    assert catalogue("ja").translate(told["adjusted_value"]) == "62.2％→65.0％（計上漏れ、山田、2025/06/20）"
    assert "届いていません。本部が65.0％と定めています" in say(plan)


@pytest.mark.parametrize("language", LANGUAGES)
def test_braces_and_quotes_that_a_branch_typed_are_quoted_as_they_are(language):
    entry = typed(FigureState.UNREADABLE, "{place} {0} 「x」")
    assert "{place} {0} 「x」" in say(plan_of(), entry, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_facts_are_told_of_every_figure(language):
    keys = {
        tuple(key for key, _detail in story(plan_of(), entry).facts)
        for entry in (None, typed("62.2"), typed(FigureState.BLANK, ""))
    }
    assert len(keys) == 1
    for key in keys.pop():
        assert catalogue(language)(f"column.{key}")


OPINION = make_kpi(indicator="意見発信", unit="件", direction="do", decimals=0)
OFFICES = make_kpi(indicator="宣言事業所", unit="事業所", decimals=0)


@pytest.mark.parametrize(
    ("kpi", "target", "entry", "said"),
    [
        (OPINION, "実施", typed("1", "1"), "; 1 case was carried out, so"),
        (
            OPINION,
            "実施",
            typed("3", "3"),
            "; 3 cases were carried out, so it is achieved (up 1 case on 2 cases",
        ),
        (OPINION, "実施", typed(FigureState.DONE, "実施済", Conversion.WORDS), "and read as carried out."),
        (
            OFFICES,
            "2以上",
            typed("1", "1"),
            "The target is 2 offices or more (fixed); the actual is 1 office short",
        ),
        (
            OFFICES,
            "1以上",
            typed("3", "3"),
            "The target is 1 office or more (fixed); the actual is 2 offices above",
        ),
        (make_kpi(decimals=0), "63以上", typed("62", "62"), "the actual is 1 point short"),
        (RATE, "62以上", typed("62.25", "62.25"), "62.3% against 62.0%, rounded to one decimal: the"),
        (replace(RATE, decimals=2), "62以上", typed("62.255", "62.255"), ", rounded to 2 decimals: the"),
    ],
)
def test_english_counts_one_and_several(kpi, target, entry, said):
    assert said in say(plan_of(kpi, target, prior="2"), entry, "en")


# ── formulas ───────────────────────────────────────────────────────────────────────────────────────
def computed(formula):
    """The value of a formula as it is printed."""
    numbers = re.sub(r"-?\d[\d,]*(?:\.\d+)?", lambda m: f"Decimal('{m[0].replace(',', '')}')", formula)
    signs = str.maketrans({"÷": "/", "－": "-", "−": "-", "（": "(", "）": ")"})
    return eval(numbers.translate(signs), {"Decimal": Decimal})  # noqa: S307 - our own digits and signs


_AMOUNT = st.decimals("0.1", 9999, places=1)


@given(
    language=st.sampled_from(LANGUAGES),
    direction=st.sampled_from([Direction.AT_LEAST, Direction.AT_MOST, Direction.EQUAL]),
    formula=st.sampled_from(RateFormula),
    target=_AMOUNT,
    actual=_AMOUNT,
    prior=_AMOUNT,
)
def test_the_formula_with_its_numbers_gives_the_rate(language, direction, formula, target, actual, prior):
    kpi = replace(make_kpi(direction=direction), rate_formula=formula)
    side = {"at_least": "以上", "at_most": "以下", "equal": ""}[direction]
    told = story(plan_of(kpi, f"{target}{side}", prior), typed(actual, str(actual)))
    rate = told.assessment.achievement_rate.value
    text = catalogue(language).translate(dict(told.facts)["formula"])
    if rate is None:
        assert "＝" not in text
        assert "=" not in text
        return
    left, right = re.split(r"\s*[＝=]\s*", text)
    assert computed(left) == rate
    assert abs(computed(right.rstrip("％%")) - rate * 100) <= Decimal("0.05")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_methods_print_the_same_formulas_in_words(language):
    words = catalogue(language)
    sides = {words("column.actual"): "10", words("column.target"): "15", words("column.prior"): "20"}
    expected = {
        (Direction.AT_LEAST, RateFormula.MIRROR): Decimal(10) / 15,
        (Direction.EQUAL, RateFormula.RATIO): Decimal(10) / 15,
        (Direction.AT_MOST, RateFormula.MIRROR): 2 - Decimal(10) / 15,
        (Direction.AT_MOST, RateFormula.RATIO): Decimal("1.5"),
        (Direction.AT_MOST, RateFormula.REDUCTION): Decimal(2),
    }
    for (direction, formula), value in expected.items():
        text = words.translate(formula_in_words(replace(make_kpi(direction=direction), rate_formula=formula)))
        for word in sorted(sides, key=len, reverse=True):  # 前年度実績 before 実績
            text = text.replace(word, sides[word])
        assert computed(text) == value, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_words(language):
    words = catalogue(language)
    formulas = {formula_key(direction, formula) for direction in Direction for formula in RateFormula}
    assert formulas == {ATTAINED, *RateFormula}
    assert words.group("explain.formula").keys() == formulas
    assert words.group("methods.direction").keys() == set(Direction)
    assert words.group("methods.aggregate").keys() == set(AggregateRule)
    assert words.group("methods.judge_on").keys() == set(JudgeOn)
    assert words.group("explain.at_least").keys() == words.group("explain.at_most").keys()
    kinds = words.group("explain.source").keys()
    assert words.group("explain.target").keys() == {"plain", *kinds}


def test_methods_follow_the_kpi_and_the_settings():
    counted = make_counted_kpi(
        "c", aggregate=AggregateRule.RATIO, decimals=0, comparable_since=FiscalYear(2022)
    )
    changed = make_kpi("d", comparable=False, not_comparable_reason="組替え", decimals=2)
    told = [
        {key: catalogue("ja").translate(detail) for key, detail in method.facts}
        for method in kpi_methods(make_plan(counted, changed))
    ]
    assert told[0]["precision"] == "整数に四捨五入"
    assert told[0]["figure"] == "受診者数÷対象者数"
    assert told[0]["aggregate"] == "受診者数の計÷対象者数の計"
    assert told[0]["comparable"] == "令和4年度から比較できる"
    assert told[1]["precision"] == "小数第2位に四捨五入"
    assert told[1]["comparable"] == "前年度とは比べない：組替え"
    exact = kpi_methods(make_plan(counted, judge_on=JudgeOn.EXACT))[0]
    assert catalogue("ja").translate(dict(exact.facts)["precision"]) == "四捨五入しない"


# ── rank ───────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("fewest", "said"), [({"fewest_ranked": 2}, "2位／2支部"), ({}, "")])  # 5 by default
def test_the_rank_is_told_among_as_many_branches_as_the_plan_asks_for(fewest, said):
    plan = make_plan(RATE, branches=(MIYAZAKI, OITA), **fewest)
    rows = assess(plan, [typed("62.2"), make_entry("44", "rate", "64.2")])
    told = dict(explain_all(plan, rows, [SOURCE])[0].facts)
    assert catalogue("ja").translate(told["rank"]) == said
