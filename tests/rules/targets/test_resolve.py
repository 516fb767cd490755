"""What a target comes to for a branch: its number, what it rests on, and how it is then shown."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpixl.locale import translate
from kpixl.model.assessment import Judgement
from kpixl.model.figure import Figure, FigureState, as_shown
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import JudgeOn
from kpixl.model.plan_figures import HistoryRow
from kpixl.model.target import DO, NO_TARGET, Direction, Fixed, Mean, Prior, ResolvedTarget, Target
from kpixl.rules.assessment.assess import assess
from kpixl.rules.issue.distribution import entry_kpis, fingerprint
from kpixl.rules.targets.judge import judge
from kpixl.rules.targets.parse import parse_target
from kpixl.rules.targets.resolve import resolve_target, settle_target
from tests.details import target_text
from tests.rules.builders import MIYAZAKI, make_entry, make_figure, make_kpi, make_plan

AT_LEAST, AT_MOST = Direction.AT_LEAST, Direction.AT_MOST
KEY = ("45", "rate")
D = Decimal


def past_plan(target, past, *, kpi=None, **settings):
    """A plan of FY2024 with one branch, one target and the actuals of FY2023, FY2022 and so on."""
    plan = make_plan(kpi or make_kpi(), targets=target, **settings)
    rows = tuple(
        HistoryRow(
            fiscal_year=FiscalYear(2023 - number),
            branch_code="45",
            kpi_code="rate",
            actual=make_figure(value),
        )
        for number, value in enumerate(past)
        if value is not None
    )
    return replace(plan, history=rows)


def resolved(target, past, **options):
    plan = past_plan(target, past, **options)
    return resolve_target(plan, "45", plan.kpis[0])


def shown(target, past, **options):
    """The target's text as the branch is shown it."""
    plan = past_plan(target, past, **options)
    (item,) = entry_kpis(plan, MIYAZAKI)
    return translate(item.stated, plan.settings.language)


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


# ── means, the higher of two, conditions ─────────────────────────────────────────────────────────


def test_a_mean_is_the_simple_mean_of_the_years_before_and_names_them():
    found = resolved("3年平均以上", ["64.2", "63.0", "61.5", "10"])
    assert found.value == D("188.7") / 3
    assert found.source == Mean(3)
    assert found.past == (
        (FiscalYear(2023), D("64.2")), (FiscalYear(2022), D("63.0")), (FiscalYear(2021), D("61.5")),
    )  # fmt: skip


@pytest.mark.parametrize(
    "past", [["64.2", "63.0"], ["64.2", None, "61.5"], ["64.2", FigureState.UNSETTLED, "61.5"]]
)
def test_a_mean_with_a_missing_year_is_none_and_the_year_is_known(past):
    found = resolved("3年平均以上", past)
    assert found.value is None
    assert sum(value is None for _year, value in found.past) == 1


def test_a_mean_never_reaches_back_over_a_change_of_definition():
    kpi = make_kpi(comparable_since=FiscalYear(2022))
    found = resolved("3年平均以上", ["64.2", "63.0", "9.6"], kpi=kpi)
    assert found.value is None
    assert found.past[-1] == (FiscalYear(2021), None)
    assert resolved("2年平均以上", ["64.2", "63.0", "9.6"], kpi=kpi).value == D("63.6")


def test_a_stated_mean_counts_before_the_figures_on_file():
    assert resolved("3年平均（60.0％）以上", ["64.2", "63.0", "61.5"]).value == 60
    assert resolved("3年平均（60.0％）以上", [], kpi=make_kpi(comparable=False)).value == 60


@pytest.mark.parametrize(
    ("target", "past", "value", "source"),
    [
        ("前年度と3年平均の高い方以上", ["64.2", "63.0", "61.5"], "64.2", Prior()),
        ("前年度と3年平均の高い方以上", ["60.0", "66.0", "66.0"], "64", Mean(3)),
        ("前年度と3年平均の低い方以上", ["60.0", "66.0", "66.0"], "60", Prior()),
        ("前年度又は60.0％のいずれか高い方以上", ["64.2"], "64.2", Prior()),
        ("前年度又は60.0％のいずれか高い方以上", ["58.1"], "60", Fixed(D("60.0"))),
        ("80以上、ただし80以上の支部は前年度以上", ["79.9"], "80", Fixed(D(80))),
        ("80以上、ただし80以上の支部は前年度以上", ["80.0"], "80", Prior()),
        ("80以上、ただし80以上の支部は前年度以上", ["85.3"], "85.3", Prior()),
        ("80以上、ただし80以上の支部は2年平均以上", ["85", "83"], "84", Mean(2)),
        # 79.96 is printed as 80.0, and a branch at 80.0 is a branch at 80 or more.
        ("80以上、ただし80以上の支部は前年度以上", ["79.96"], "79.96", Prior()),
    ],
)
def test_of_two_parts_the_one_that_decides_is_named(target, past, value, source):
    found = resolved(target, past)
    assert (found.value, found.source) == (D(value), source)


@pytest.mark.parametrize(
    ("past", "value", "source"),
    [
        ("16.0", "15", Fixed(D(15))),
        ("15.0", "15", Prior()),
        ("8.4", "8.4", Prior()),
        ("15.04", "15.04", Prior()),
    ],
)
def test_a_ceiling_s_condition_is_met_from_below(past, value, source):
    """15以下、ただし15以下の支部は前年度以下: whoever is below the ceiling may not fall back to it."""
    found = resolved("15以下、ただし15以下の支部は前年度以下", [past], kpi=make_kpi(direction="at_most"))
    assert (found.value, found.source) == (D(value), source)


def test_exact_judging_holds_the_prior_against_the_condition_unrounded():
    found = resolved("80以上、ただし80以上の支部は前年度以上", ["79.96"], judge_on=JudgeOn.EXACT)
    assert (found.value, found.source) == (80, Fixed(D(80)))


@pytest.mark.parametrize(
    "target",
    ["前年度と3年平均の高い方以上", "前年度又は60.0％の高い方以上", "80以上、ただし80以上の支部は前年度以上"],
)
@pytest.mark.parametrize(("past", "comparable"), [([], True), (["85.3", "80", "80"], False)])
def test_two_parts_of_which_one_is_not_known_have_no_number(target, past, comparable):
    """The other part alone would be a guess: it may be the wrong one of the two."""
    found = resolved(target, past, kpi=make_kpi(comparable=comparable))
    assert (found.value, found.source) == (None, None)
    assert (FiscalYear(2023), None) in found.past


@pytest.mark.parametrize(
    "target",
    ["前年度と3年平均の高い方以上（70.0％）", "80以上、ただし80以上の支部は前年度以上（この支部は70.0％）"],
)
def test_a_number_stated_for_the_whole_target_counts_before_its_parts(target):
    found = resolved(target, ["85.3", "84", "83"])
    assert (found.value, found.source) == (70, None)


@given(st.lists(st.decimals(0, 100, places=2), min_size=3, max_size=3), st.decimals(0, 100, places=1))
def test_the_higher_of_two_is_never_below_the_lower(past, number):
    higher = resolved(f"3年平均又は{number}の高い方以上", past).value
    lower = resolved(f"3年平均又は{number}の低い方以上", past).value
    assert higher is not None
    assert lower is not None
    assert {higher, lower} == {as_shown(sum(past) / 3), number}
    assert higher >= lower


# ── as it is shown ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("target", "past", "text"),
    [
        ("64.6以上", ["62"], "64.6％以上"),
        ("前年度以上", ["64.2"], "前年度（64.2％）以上"),
        ("前年度末以上", ["84.2"], "前年度末（84.2％）以上"),
        ("前年度以上（34.0％）", ["10.7"], "前年度（34.0％）以上"),
        ("前年度以上", [], "前年度以上"),
        ("前年度以上", [FigureState.UNSETTLED], "前年度以上"),
        # (64.2 + 63.0 + 61.5) / 3 = 62.9; (64.2 + 63.0 + 61.6) / 3 = 62.93...
        ("3年平均以上", ["64.2", "63.0", "61.5"], "3年平均（62.9％）以上"),
        ("3年平均以上", ["64.2", "63.0", "61.6"], "3年平均（62.9％）以上"),
        ("2年平均以上", ["64.2", "64.3"], "2年平均（64.3％）以上"),  # 64.25, half up
        ("3年平均以上", ["64.2", "63.0"], "3年平均以上"),
        ("前年度と3年平均の高い方以上", ["64.2", "63.0", "61.5"], "前年度と3年平均の高い方以上（64.2％）"),
        ("80以上、ただし80以上の支部は前年度以上", ["85.3"],
         "80.0％以上、ただし80.0％以上の支部は前年度以上（この支部は85.3％）"),
        ("80以上、ただし80以上の支部は前年度以上", ["79"],
         "80.0％以上、ただし80.0％以上の支部は前年度以上（この支部は80.0％）"),
        ("設定なし", ["64.2"], "設定なし"),
    ],
)  # fmt: skip
def test_a_branch_is_shown_its_target_with_the_number_it_comes_to(target, past, text):
    assert shown(target, past) == text


def test_a_prior_under_another_definition_is_not_written_into_the_target():
    assert shown("前年度以上", ["10.7"], kpi=make_kpi(comparable=False)) == "前年度以上"


def test_unrounded_judging_shows_more_digits_of_a_mean():
    past = ["64.2", "63.0", "61.6"]
    assert shown("3年平均以上", past, judge_on=JudgeOn.EXACT) == "3年平均（62.933％）以上"
    assert shown("前年度以上", ["64.25"], judge_on=JudgeOn.EXACT) == "前年度（64.25％）以上"


def test_the_master_s_rows_show_the_same_text_and_keep_the_unrounded_number():
    plan = past_plan("3年平均以上", ["64.2", "63.0", "61.6"])
    (row,) = assess(plan, [make_entry(value="62.9")])
    assert target_text(plan, row) == "3年平均（62.9％）以上"
    assert row.target_value == D("62.9333333333333")
    assert row.judgement is Judgement.ACHIEVED  # 62.9 beside 62.9, as printed


@given(
    st.lists(st.decimals(0, 100, places=3), min_size=3, max_size=3),
    st.decimals(0, 100, places=3),
    st.sampled_from(
        ["前年度{}", "3年平均{}", "前年度と3年平均の高い方{}", "60{0}、ただし60{0}の支部は2年平均{0}"]
    ),
    st.sampled_from(["at_least", "at_most", "equal"]),
    st.integers(0, 3),
)
def test_what_is_printed_judges_as_what_is_computed(past, actual, form, direction, decimals):
    """The printed target alone, read back, gives every actual the judgement that it was given."""
    side = {"at_least": "以上", "at_most": "以下"}.get(direction, "")
    if not side and "ただし" in form:
        return
    kpi = make_kpi(direction=direction, decimals=decimals)
    plan = past_plan(form.format(side), past, kpi=kpi)
    (row,) = assess(plan, [make_entry(value=actual)])
    printed = parse_target(target_text(plan, row), kpi)
    assert printed == row.target
    number = printed.reference.baseline
    judged = judge(printed, number, Figure.of(actual), decimals, JudgeOn.REPORTED)
    assert judged == (row.judgement, row.reason)


def test_a_target_that_has_its_number_or_none_stays_as_it_is():
    kpi, number = make_kpi(), ResolvedTarget(D("10.7"))
    for target in (Target(AT_LEAST, Prior(D("34.0"))), Target(AT_LEAST, Fixed(D("64.6"))), DO, NO_TARGET):
        assert settle_target(target, number, kpi, JudgeOn.REPORTED) == target
    unknown = Target(AT_LEAST, Prior())
    assert settle_target(unknown, ResolvedTarget(None), kpi, JudgeOn.REPORTED) == unknown


def test_settling_keeps_that_a_target_is_the_year_end_s():
    target = Target(AT_LEAST, Prior(year_end=True))
    settled = settle_target(target, ResolvedTarget(D("84.2")), make_kpi(), JudgeOn.REPORTED)
    assert settled == Target(AT_LEAST, Prior(D("84.2"), year_end=True))
    assert translate(make_kpi().stated(settled), "en") == "prior year-end (84.2%) or more"


def test_an_older_year_behind_a_mean_is_a_change_that_the_branch_sees():
    plans = [past_plan("3年平均以上", ["64.2", "63.0", last]) for last in ("61.5", "61.5", "55.0")]
    first, again, changed = (fingerprint(plan, "45", translate) for plan in plans)
    assert first == again != changed
    # A target that does not look back that far shows nothing of it.
    plans = [past_plan("前年度以上", ["64.2", "63.0", last]) for last in ("61.5", "55.0")]
    assert fingerprint(plans[0], "45", translate) == fingerprint(plans[1], "45", translate)


@pytest.mark.parametrize(
    ("target", "past", "value"),
    [
        ("前年度比101％以上", ["80"], "80.8"),
        ("前年度比101％以上", ["33.3"], "33.633"),
        ("前年度の2倍以上", ["7"], "14"),
        ("前年度＋1.5ポイント以上", ["80"], "81.5"),
        ("前年度－1.5ポイント以上", ["80"], "78.5"),
        ("3年平均＋1.0ポイント以上", ["1", "2", "6"], "4"),
        ("前年度（84.1％）比101％以上", ["80"], "84.941"),
        ("前年度比101％以上（81.3％以上）", ["80"], "81.3"),  # the number that is stated for it
        ("前年度比101％以上", [None], None),
        ("前年度＋1.5ポイント以上", [None], None),
        ("前年度比101％以上（81.3％以上）", [None], "81.3"),
    ],
)
def test_a_target_that_moves_a_past_figure_comes_to_the_moved_number(target, past, value):
    found = resolved(target, past)
    assert found.value == (None if value is None else D(value))
    assert found.past[0] == (FiscalYear(2023), None if past[0] is None else D(past[0]))


def test_the_years_behind_two_parts_are_named_once_the_latest_first():
    found = resolved("前年度と3年平均の高い方以上", ["80", "81", "82"])
    assert found.past == ((FiscalYear(2023), D(80)), (FiscalYear(2022), D(81)), (FiscalYear(2021), D(82)))
    assert resolved("3年平均と前年度の高い方以上", ["80", "81", "82"]).past == found.past
