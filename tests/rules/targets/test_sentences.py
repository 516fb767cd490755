"""Whole KPI sentences, and every target that the five published reports print."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kpixl.locale import translate
from kpixl.locale.targets import render_sentence
from kpixl.model.target import Direction, Fixed, Frequency, Mean, Period, Prior, Target
from kpixl.model.unit import NO_UNIT, UNITS, find_unit
from kpixl.rules.targets.faults import TargetError, TargetFault
from kpixl.rules.targets.parse import parse_target, target_of
from kpixl.rules.targets.parsed import ParsedTarget
from kpixl.rules.targets.sentences import Sentence, read_sentences
from tests.rules.builders import make_kpi, published_rows, target_strategy

AT_LEAST, AT_MOST = Direction.AT_LEAST, Direction.AT_MOST
ROWS = published_rows()
INDICATORS = sorted({row["indicator"] for row in ROWS})


def fixed(number, direction=AT_LEAST, unit="%"):
    return ParsedTarget(direction=direction, reference=Fixed(Decimal(number)), units=(unit,))


PRIOR = ParsedTarget(direction=AT_LEAST, reference=Prior())
DOING = ParsedTarget(direction=Direction.DO)


@pytest.mark.parametrize(
    ("text", "indicator", "parsed"),
    [
        ("受診率を64.6％以上とする。", "受診率", fixed("64.6")),
        ("受診率を64.6％以上とする", "受診率", fixed("64.6")),
        ("受診率を ６４．６％ 以上 とする。", "受診率", fixed("64.6")),
        ("受診率について、64.6％以上とする。", "受診率", fixed("64.6")),
        ("受診率：64.6％以上", "受診率", fixed("64.6")),
        ("受診率は64.6％以上を維持する。", "受診率", fixed("64.6")),
        ("①サービススタンダードの達成状況を100％とする", "サービススタンダードの達成状況",
         ParsedTarget(reference=Fixed(Decimal(100)), units=("%",))),
        ("平均所要日数を7日以内を維持する", "平均所要日数", fixed(7, AT_MOST, "日")),
        ("平均所要日数7日以内を維持する", "平均所要日数", fixed(7, AT_MOST, "日")),
        ("平均所要日数17日以内を維持する", "平均所要日数", fixed(17, AT_MOST, "日")),
        ("第2期7日以内を維持する", "第2期", fixed(7, AT_MOST, "日")),
        ("使用割合を年度末時点で対前年度末以上とする", "使用割合",
         ParsedTarget(direction=AT_LEAST, reference=Prior(year_end=True))),
        # Commas, an を and a 以上 of the indicator itself are no cut.
        ("血圧、血糖、脂質の未治療者において受診した者の割合を前年度以上とする。",
         "血圧、血糖、脂質の未治療者において受診した者の割合", PRIOR),
        ("返納金債権（診療報酬返還金（不当請求）を除く。）の回収率を前年度以上とする",
         "返納金債権（診療報酬返還金（不当請求）を除く。）の回収率", PRIOR),
        ("申請に占める、施術箇所3部位以上、かつ月15日以上の施術の申請の割合を前年度以上とする",
         "申請に占める、施術箇所3部位以上、かつ月15日以上の施術の申請の割合", PRIOR),
        ("医療機関や関係者への働きかけを実施する", "医療機関や関係者への働きかけ", DOING),
        ("地域を対象に意見発信を実施する。", "地域を対象に意見発信", DOING),
        ("効果的な情報発信を行う", "効果的な情報発信", DOING),
        ("Examination rate: 64.6% or more", "Examination rate", fixed("64.6")),
        ("Raise the examination rate to at least 64.6%", "the examination rate", fixed("64.6")),
        ("Keep processing time at 7 days or less", "processing time", fixed(7, AT_MOST, "days")),
        ("Carry out lectures", "lectures", DOING),
    ],
)  # fmt: skip
def test_a_sentence_is_an_indicator_and_a_target(text, indicator, parsed):
    assert read_sentences(text) == (Sentence(indicator, parsed),)


@pytest.mark.parametrize(
    "text", ["64.6％以上", "64.6％以上を維持する", "前年度以上とする。", "設定なし", "実施"]
)
def test_a_target_alone_names_no_indicator(text):
    (sentence,) = read_sentences(text)
    assert sentence.indicator == ""


@pytest.mark.parametrize(
    "text",
    [
        "割合を60.0％以上、事業所数を4,635社以上とする。",
        "割合を60.0％以上とし、事業所数を4,635社以上とする。",
        "割合を60.0％以上とする。事業所数を4,635社以上とする。",
        "割合を60.0％以上及び事業所数を4,635社以上とする",
        "割合を60.0％以上，かつ，事業所数を４，６３５社以上とする",
        "①割合を60.0％以上とする\n②事業所数を4,635社以上とする",
        "①割合を60.0％以上とする ②事業所数を4,635社以上とする",
        "① 割合を60.0％以上 ② 事業所数を4,635社以上",
        "(1)割合を60.0％以上とする (2)事業所数を4,635社以上とする",
        "割合を60.0％以上とする／事業所数を4,635社以上とする",
        "割合を60.0％以上とする・事業所数を4,635社以上とする",
        "割合を60.0％以上に、事業所数を4,635社以上にする",
        "割合を60.0％以上とする 事業所数を4,635社以上とする",
        "KPI：割合を60.0％以上、事業所数を4,635社以上とする",
    ],
)
def test_two_conditions_in_one_sentence_are_two_kpis(text):
    assert read_sentences(text) == (
        Sentence("割合", fixed("60.0")),
        Sentence("事業所数", fixed(4635, unit="社")),
    )


def test_a_numbered_target_without_a_side_is_not_taken_into_the_next_indicator():
    found = read_sentences("①サービススタンダードの達成状況を100％とする ②郵送化率を96.0％以上とする")
    assert found == (
        Sentence("サービススタンダードの達成状況", ParsedTarget(reference=Fixed(Decimal(100)), units=("%",))),
        Sentence("郵送化率", fixed("96.0")),
    )


@pytest.mark.parametrize(
    "text",
    [
        "Raise visits to 60% or more, and the backlog to 15% or less",
        "Raise visits to 60% or more and bring the backlog to 15% or less",
        "visits to 60% or more; the backlog to 15% or less",
    ],
)
def test_two_english_targets_are_two_and_no_and_is_left_in_an_indicator(text):
    assert [(item.indicator, item.parsed) for item in read_sentences(text)] == [
        ("visits", fixed(60)),
        ("the backlog", fixed(15, AT_MOST)),
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("visits to 60% or more calls to 70% or more", TargetFault.WITHIN_INDICATOR),
        ("受診率60％超、実施率を70％以上とする", TargetFault.WITHIN_INDICATOR),
        ("受診率60％以上の維持、実施率を70％以上とする", TargetFault.WITHIN_INDICATOR),
        ("受診率を前年度並みとし、実施率を70％以上とする", TargetFault.WITHIN_INDICATOR),
        ("割合を60.0％以上に事業所数を4,635社以上にする", TargetFault.WITHIN_INDICATOR),
        ("達成状況：100 郵送化率：96以上", TargetFault.WITHIN_INDICATOR),
        # The parts contradict each other: the last of them may not be read alone.
        ("80% or more, but prior year or less for branches at 80% or more", TargetFault.TWO_DIRECTIONS),
        ("80以上、ただし80以上の支部は、前年度以下", TargetFault.TWO_DIRECTIONS),
    ],
)
def test_a_target_is_never_hidden_in_the_indicator_of_another(text, fault):
    with pytest.raises(TargetError) as refusal:
        read_sentences(text)
    assert refusal.value.fault is fault


ENDINGS = [
    "",
    "とする",
    "とし",
    "とする。",
    "に",
    "にし",
    "を維持し",
    "を目指し",
    "に抑え",
    "超",
    "程度",
    "の維持",
]
BETWEEN = [
    "",
    " ",
    "\n",
    "、",
    "，",
    "。",
    "・",
    "／",
    "/",
    "；",
    "→",
    " ② ",
    "(2)",
    "、かつ",
    "及び",
    "または",
]


@pytest.mark.parametrize("first", ["60％以上", "前年度以上", "15件以下", "7日以内", "100％", "3年平均以上"])
def test_of_two_targets_none_is_ever_lost(first):
    """Whatever stands between them: two are read, or the text is refused."""
    split = 0
    for ending, between in product(ENDINGS, BETWEEN):
        try:
            found = read_sentences(f"受診率を{first}{ending}{between}郵送化率を96.0％以上とする")
        except TargetError:
            continue
        assert [item.indicator for item in found] == ["受診率", "郵送化率"], (ending, between)
        split += 1
    assert split > len(BETWEEN)  # refusing everything would be no reading


@pytest.mark.parametrize(
    "indicator",
    [
        "40歳以上75歳未満の者の受診率",
        "70歳以上被扶養者の受診率",
        "事業所（10人以上）の割合",
        "対象者を40歳から74歳とした受診率",
        "全国平均受診率との差",
        "医療機関、関係者への訪問件数",
    ],
)
def test_a_side_that_tells_what_is_counted_stays_in_the_indicator(indicator):
    assert read_sentences(f"{indicator}を60％以上とする") == (Sentence(indicator, fixed(60)),)


@pytest.mark.parametrize(
    ("text", "indicator"),
    [("KPI：受診率を64.6％以上とする", "受診率"), ("KPI: 64.6％以上", ""), ("目標：64.6％以上", "")],
)
def test_a_label_before_the_sentence_is_no_part_of_it(text, indicator):
    assert read_sentences(text) == (Sentence(indicator, fixed("64.6")),)


def test_three_conditions_of_three_sorts_are_three_kpis():
    found = read_sentences("働きかけを実施し、受診率を60％以上、実施率を3年平均以上とする。")
    assert [(item.indicator, item.parsed.direction) for item in found] == [
        ("働きかけ", Direction.DO),
        ("受診率", AT_LEAST),
        ("実施率", AT_LEAST),
    ]
    assert found[2].parsed.reference == Mean(3)


def test_a_condition_belongs_to_its_own_sentence():
    """ただし…の支部は、 looks like the beginning of another KPI."""
    (sentence,) = read_sentences("割合を80以上、ただし80以上の支部は、前年度以上とする")
    assert sentence.indicator == "割合"
    assert sentence.parsed.limit_direction is AT_LEAST


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("受診率", TargetFault.UNREADABLE),
        ("受診率を良くする", TargetFault.UNREADABLE),
        ("を64.6％以上とする", TargetFault.UNREADABLE),
        ("働きかけを3件以上実施する", TargetFault.UNREADABLE),
        ("", TargetFault.UNREADABLE),
        # One indicator with an および in it, or two with one target? Nobody can tell.
        ("受診率および実施率を前年度以上とする", TargetFault.SHARED),
        ("受診率及び実施率をそれぞれ前年度以上とする", TargetFault.UNREADABLE),
        ("Visits and calls: 60% or more", TargetFault.SHARED),
        ("受診率、実施率を前年度以上とする", TargetFault.SHARED),
        ("受診率・実施率を前年度以上とする", TargetFault.SHARED),
        ("受診率と実施率を前年度以上とする", TargetFault.SHARED),
        ("Visit rate, call rate: 60% or more", TargetFault.SHARED),
    ],
)
def test_what_is_no_sentence_is_refused_with_the_reason(text, fault):
    with pytest.raises(TargetError) as refusal:
        read_sentences(text)
    assert refusal.value.fault is fault


def test_an_and_in_brackets_or_of_a_known_indicator_is_no_second_kpi():
    assert read_sentences("受診率（被保険者及び被扶養者）を前年度以上とする")[0].parsed == PRIOR
    assert read_sentences("血圧及び血糖の割合を前年度以上とする", "血圧及び血糖の割合")[0].parsed == PRIOR


@given(
    st.sampled_from(INDICATORS),
    target_strategy(),
    st.sampled_from([*UNITS, NO_UNIT]),
    st.integers(0, 4),
    st.sampled_from(["ja", "en"]),
)
@example(
    "健診受診後3か月以内に医療機関を受診した者の割合",
    Target(Direction.DO, Frequency(1, Period.YEAR)),
    find_unit("％"),
    0,
    "ja",
)
def test_a_rendered_sentence_is_read_as_its_indicator_and_target(indicator, target, unit, decimals, language):
    direction = "at_least" if target.direction is Direction.NONE else target.direction
    kpi = make_kpi(indicator=indicator, unit=unit.symbol, direction=direction, decimals=decimals)
    text = render_sentence(indicator, kpi.stated(target), language)
    (sentence,) = read_sentences(text)
    assert (sentence.indicator, target_of(sentence.parsed, kpi, text)) == (indicator, target)


@given(st.text("Aを5、とする。及び：ただし実施", max_size=60))
def test_any_text_is_read_or_refused_and_nothing_of_a_number_is_lost(text):
    try:
        found = read_sentences(text)
    except TargetError:
        return
    said = "".join(item.indicator + str(item.parsed.reference) for item in found)
    assert text.count("5") == sum(map(said.count, "5"))


# ── the published reports ────────────────────────────────────────────────────────────────────────

# Where the text of a row says another thing than its basis and value columns, and what the note says of it.
# The overview list is what people are held to, so its text decides.
TEXT_DECIDES = {
    ("miyazaki", "2024", "card_recovery"): (
        ("at_least", "fixed", "87.23"),
        "一覧は固定値「87.23％以上」、詳細は「前年度以上」",
    ),
    ("miyazaki", "2024", "mail_rate"): (
        ("at_least", "fixed", "91.5"),
        "一覧は固定値「91.5％以上」、詳細は「対前年度以上」",
    ),
    ("miyazaki", "2024", "generic_rate"): (
        ("at_least", "fixed", "86.3"),
        "一覧は86.3％、詳細は「年度末時点で対前年度以上」",
    ),
    # The value column holds the prior actual, which the text does not state.
    ("miyazaki", "2025", "committee_offices"): (("at_least", "prior_year", ""), "基準値の印字なし"),
}
# Codes that a new definition has given another name the year after.
SUCCESSORS = {
    "claim_review_rate_combined": "claim_review_rate",
    "claims_recovery_postloss": "claims_recovery",
    "severe_prevention_3m": "severe_prevention_10m",
}
PRINTED = [row for row in ROWS if row["target_text"]]
PROPOSED = [row for row in ROWS if row["next_target_text"]]


def case(row, column):
    return pytest.param(row, id=f"{row['report']}-{row['fiscal_year']}-{row['code']}-{row[column]}")


def kpi_of(row):
    return make_kpi(
        row["code"], unit=row["unit"], direction=row["direction"], decimals=int(row["decimals"] or 0)
    )


def expected(row):
    """Direction, basis and value of a row's target text; None for a number that it does not state."""
    key = row["report"], row["fiscal_year"], row["code"]
    facts = row["direction"], row["basis"], row["target_value"]
    if key in TEXT_DECIDES:
        facts, reason = TEXT_DECIDES[key]
        assert reason in row["note"]
    direction, basis, value = facts
    return direction, basis, Decimal(value) if value else None


def facts_of(target):
    """The same three facts of a target that was read."""
    match target.reference:
        case None:
            return target.direction, "none" if target.direction is Direction.NONE else "qualitative", None
        case Frequency():
            return target.direction, "qualitative", None
        case Fixed(value):
            return target.direction, "fixed", value
        case Prior(baseline, year_end=year_end):
            return target.direction, "prior_year_end" if year_end else "prior_year", baseline
    raise AssertionError(target)


@pytest.mark.parametrize("row", [case(row, "target_text") for row in PRINTED])
def test_every_published_target_has_the_direction_basis_and_value_of_its_row(row):
    assert facts_of(parse_target(row["target_text"], kpi_of(row))) == expected(row)


@pytest.mark.parametrize("row", [case(row, "target_text") for row in PRINTED])
def test_every_published_target_is_read_in_a_sentence(row):
    text = row["target_text"]
    if row["direction"] == "do":
        assert read_sentences(text)[0].parsed.direction is Direction.DO
        return
    ending = "" if text.endswith("する") else "とする。"
    (sentence,) = read_sentences(f"{row['indicator']}を{text}{ending}")
    assert sentence.indicator == row["indicator"]
    assert facts_of(target_of(sentence.parsed, kpi_of(row), text)) == expected(row)


@pytest.mark.parametrize("row", [case(row, "target_text") for row in PRINTED])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_published_target_survives_being_said_back(row, language):
    kpi = kpi_of(row)
    target = parse_target(row["target_text"], kpi)
    assert parse_target(translate(kpi.stated(target), language), kpi) == target


@pytest.mark.parametrize("row", [case(row, "next_target_text") for row in PROPOSED])
def test_every_published_proposal_is_what_the_next_year_s_row_says(row):
    text, code = row["next_target_text"], row["code"]
    found = facts_of(parse_target(text, kpi_of(row)))
    if "設定なし" in text:
        assert found == ("none", "none", None)
        return
    year = str(int(row["fiscal_year"]) + 1)
    (following,) = [
        other
        for other in ROWS
        if (other["report"], other["fiscal_year"]) == (row["report"], year)
        and other["code"] == SUCCESSORS.get(code, code)
    ]
    assert found == expected(following)


def test_a_row_without_target_text_has_no_direction_and_no_target():
    without = [row for row in ROWS if not row["target_text"]]
    assert [(row["code"], row["direction"], row["basis"], row["target_value"]) for row in without] == [
        ("judo_multi_rate", "", "none", ""),
        ("dependant_recheck", "", "none", ""),
    ]


def test_the_reports_hold_as_many_targets_as_they_print():
    """If the file shrank, the tests above would still pass."""
    assert (len(ROWS), len(PRINTED), len(PROPOSED)) == (134, 132, 40)
