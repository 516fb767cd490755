"""The target language: what a 目標 cell may say, said back, and what is refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpixl.model.figure import Figure, FigureState
from kpixl.model.target import DO, NO_TARGET, Direction, Fixed, Prior, Target
from kpixl.model.unit import NO_UNIT, UNITS
from kpixl.rules.target_values import resolve_target, settle_target
from kpixl.rules.targets import (
    ACCEPTED_FORMS,
    TargetDirectionError,
    TargetError,
    TargetUnitError,
    parse_target,
    render_amount,
    render_target,
)
from tests.rules.builders import make_kpi, make_plan, published_rows

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
    "80以上、ただし80超の支部は前年度以上",
    "前々年度以上",
    "前年度比101％以上",
    "前年度＋1以上",
    "前年度以上かつ64.6以上",
    "64.6以上70以下",
    "64.6～70",
    "64.6超",
    "64.6未満",
    "約64.6以上",
    "64.6以上以下",
    "対前年度以上（98.7％以下）",  # two directions
    "64,6以上",
    "12345,678以上",
    "64.6.1以上",
    "六十以上",
    "以上",
    "％",
    "",
    "より良くする",
    "64.6 or better",
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


@pytest.mark.parametrize(
    "text",
    [
        "実施", "実施する", "実施する。", "効果的な意見発信を実施する", "毎月情報発信を行う",
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
    "text", ["未実施", "不実施", "実施しない", "実施せず", "10", "10以上", "前年度以上", "[34]"]
)
def test_a_do_kpi_takes_neither_a_number_nor_a_refusal_to_act(text):
    with pytest.raises(TargetError):
        parse_target(text, make_kpi(unit="", direction="do"))


@pytest.mark.parametrize("form", ACCEPTED_FORMS)
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
    ],
)
def test_a_target_is_said_back_in_one_canonical_form(text, unit, direction, japanese, english):
    kpi = make_kpi(unit=unit, direction=direction)
    target = parse_target(text, kpi)
    assert (render_target(target, kpi), render_target(target, kpi, "en")) == (japanese, english)


def test_an_amount_has_the_kpis_decimals_and_unit():
    kpi = make_kpi(unit="円", decimals=0)
    assert render_amount(Decimal(8185), kpi) == "8,185円"
    assert render_amount(Decimal(8185), kpi, "en") == "8,185 yen"


VALUES = st.decimals(-(10**9), 10**9, places=4, allow_nan=False)
REFERENCES = VALUES.map(Fixed) | st.builds(Prior, st.none() | VALUES, year_end=st.booleans())
TARGETS = st.builds(Target, st.sampled_from([AT_LEAST, AT_MOST, EQUAL]), REFERENCES) | st.sampled_from(
    [DO, NO_TARGET]
)


@given(TARGETS, st.sampled_from([*UNITS, NO_UNIT]), st.integers(0, 6), st.sampled_from(["ja", "en"]))
def test_parsing_what_was_rendered_gives_the_same_target(target, unit, decimals, language):
    direction = "at_least" if target == NO_TARGET else target.direction
    kpi = make_kpi(unit=unit.symbol, direction=direction, decimals=decimals)
    text = render_target(target, kpi, language)
    assert parse_target(text, kpi) == target


@given(st.text(max_size=15), st.sampled_from(["at_least", "at_most", "equal", "do"]))
def test_any_text_is_a_target_of_the_kpis_direction_or_refused(text, direction):
    try:
        target = parse_target(text, make_kpi(direction=direction))
    except TargetError:
        return
    assert target.direction in (Direction(direction), Direction.NONE)


# ── the published reports ────────────────────────────────────────────────────────────────────────

ROWS = [row for row in published_rows() if row["fiscal_year"] in ("2023", "2024")]


def case(row, column):
    return pytest.param(row, id=f"{row['report']}-{row['fiscal_year']}-{row['code']}-{row[column]}")


def kpi_of(row, direction=None):
    return make_kpi(
        row["code"],
        unit=row["unit"],
        direction=direction or row["direction"],
        decimals=int(row["decimals"] or 0),
    )


def number_of(target):
    reference = target.reference
    return reference.value if isinstance(reference, Fixed) else reference.baseline


@pytest.mark.parametrize("row", [case(row, "target_text") for row in ROWS if row["direction"]])
def test_every_published_target_is_read(row):
    target = parse_target(row["target_text"], kpi_of(row))
    assert target.direction == row["direction"]
    if row["direction"] == "do":
        assert target == DO
        return
    if any(character.isdigit() for character in row["target_text"]):
        assert number_of(target) == Decimal(row["target_value"])
    else:
        assert number_of(target) is None
    if "前年度" in row["target_text"]:
        assert isinstance(target.reference, Prior)
        assert target.reference.year_end == ("前年度末" in row["target_text"])


def test_a_row_without_direction_prints_no_target():
    without = [row for row in ROWS if not row["direction"]]
    assert [(row["code"], row["target_text"], row["basis"]) for row in without] == [
        ("judo_multi_rate", "", "none"),
        ("dependant_recheck", "", "none"),
    ]


@pytest.mark.parametrize("row", [case(row, "next_target_text") for row in ROWS if row["next_target_text"]])
def test_every_published_proposal_for_next_year_is_read(row):
    text = row["next_target_text"]
    target = parse_target(text, kpi_of(row))
    if "設定なし" in text:
        assert target == NO_TARGET
        return
    assert target.direction == row["direction"]
    printed = "".join(character for character in text if character.isdigit() or character == ".")
    assert number_of(target) == (Decimal(printed) if printed else None)


def test_the_published_years_hold_as_many_targets_as_the_reports_print():
    """If the file shrank, the two tests above would still pass."""
    assert (len(ROWS), sum(bool(row["next_target_text"]) for row in ROWS)) == (97, 40)


# ── the number behind a target ───────────────────────────────────────────────────────────────────

KEY = ("45", "rate")


def test_a_fixed_target_is_its_own_number():
    plan = make_plan(targets="64.6％以上", prior={KEY: "70"})
    assert resolve_target(plan, "45", plan.kpis[0]).value == Decimal("64.6")


def test_a_prior_year_target_takes_the_prior_actual():
    plan = make_plan(targets="前年度以上", prior={KEY: "64.2"})
    assert resolve_target(plan, "45", plan.kpis[0]).value == Decimal("64.2")


def test_a_stated_baseline_beats_the_prior_actual_on_file():
    plan = make_plan(targets="対前年度以上(34.0%以上)", prior={KEY: "10.7"})
    assert resolve_target(plan, "45", plan.kpis[0]).value == Decimal("34.0")


def test_a_stated_baseline_counts_even_where_the_definition_changed():
    plan = make_plan(make_kpi(comparable=False), targets="[34.0%]", prior={KEY: "10.7"})
    assert resolve_target(plan, "45", plan.kpis[0]).value == Decimal("34.0")


def test_a_prior_actual_of_another_definition_is_no_baseline():
    plan = make_plan(make_kpi(comparable=False), targets="前年度以上", prior={KEY: "10.7"})
    assert resolve_target(plan, "45", plan.kpis[0]).value is None


@pytest.mark.parametrize("prior", [{}, {KEY: FigureState.UNSETTLED}, {("44", "rate"): "64.2"}])
def test_a_prior_year_target_without_a_prior_number_has_no_number(prior):
    plan = make_plan(targets="前年度以上", prior=prior)
    assert resolve_target(plan, "45", plan.kpis[0]).value is None


@pytest.mark.parametrize("text", ["実施", "設定なし"])
def test_do_and_no_target_have_no_number(text):
    plan = make_plan(make_kpi(unit="件", direction="do"), targets=text, prior={KEY: 2})
    assert resolve_target(plan, "45", plan.kpis[0]).value is None


def test_settling_writes_the_prior_actual_into_the_target():
    target = Target(AT_LEAST, Prior(year_end=True))
    assert settle_target(target, Figure.of("84.2")) == Target(AT_LEAST, Prior(Decimal("84.2"), year_end=True))


@pytest.mark.parametrize(
    ("target", "prior"),
    [
        (Target(AT_LEAST, Prior(Decimal("34.0"))), Figure.of("10.7")),
        (Target(AT_LEAST, Fixed(Decimal("64.6"))), Figure.of("10.7")),
        (Target(AT_LEAST, Prior()), None),
        (Target(AT_LEAST, Prior()), Figure(FigureState.UNSETTLED)),
        (DO, Figure.of(1)),
        (NO_TARGET, Figure.of(1)),
    ],
)
def test_settling_changes_no_target_that_needs_or_has_no_prior_actual(target, prior):
    assert settle_target(target, prior) == target
