"""判定が変わる項目: what is listed really flips, and nothing that flips is left out."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpixl.model.assessment import Judgement
from kpixl.model.entries import MeasureEntry
from kpixl.model.figure import Figure
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import AggregateRule, GradeRule, JudgeOn, Measure, RateFormula
from kpixl.model.plan_figures import HistoryRow, NationalRow
from kpixl.model.sensitivity import SensitivityCause, SensitivityChange, Untried
from kpixl.model.submission import MeasureField
from kpixl.model.target import Direction
from kpixl.rules.assessment.assess import assess
from kpixl.rules.grading.grades import grade_measures
from kpixl.rules.summary.sensitivity import find_sensitivity, rate_thresholds
from tests.rules.builders import (
    MIYAZAKI,
    OITA,
    SHIZUOKA,
    YEAR,
    check,
    graded,
    make_counted_kpi,
    make_entry,
    make_kpi,
    make_plan,
)
from tests.searching import examples

ACHIEVED, MISSED = Judgement.ACHIEVED, Judgement.NOT_ACHIEVED
PRECISION, FORMULA, MEAN = SensitivityCause.PRECISION, SensitivityCause.FORMULA, SensitivityCause.MEAN
FEWER, MORE = SensitivityCause.ONE_FEWER, SensitivityCause.ONE_MORE


def typed(plan, cells, branch="45"):
    """The assessments of what one branch types, read and judged as in a round."""
    return assess(plan, check(plan, cells, branch=branch).entries)


def counted(numerator, denominator):
    return {"rate": {"numerator": float(numerator), "denominator": float(denominator)}}


def sensitivity(plan, cells, branch="45"):
    return find_sensitivity(plan, typed(plan, cells, branch))


def flips(found):
    return [(point.cause, point.now.judgement, point.then.judgement) for point in found.points]


# ── known figures ────────────────────────────────────────────────────────────────────────────────


def test_shizuoka_at_its_printed_rate_hangs_on_the_rounding_and_on_one_person():
    plan = make_plan(make_counted_kpi(), targets="35.6以上")
    found = sensitivity(plan, counted(10130, 28495))
    assert flips(found) == [(PRECISION, ACHIEVED, MISSED), (FEWER, ACHIEVED, MISSED)]
    precision, fewer = found.points
    assert precision.now.figure == Decimal("35.6")
    assert round(precision.then.figure, 4) == Decimal("35.5501")
    assert fewer.then.figure == Decimal("35.5")
    assert (fewer.assumption.numerator, fewer.assumption.denominator) == (10129, 28495)


def test_shizuoka_against_its_real_target_hangs_on_nothing():
    plan = make_plan(make_counted_kpi(), targets="前年度（34.0％）以上")
    assert sensitivity(plan, counted(10130, 28495)).points == ()


def test_judged_exactly_shizuoka_misses_by_a_rounding():
    plan = make_plan(make_counted_kpi(), targets="35.6以上", judge_on=JudgeOn.EXACT)
    found = sensitivity(plan, counted(10130, 28495))
    # 28,495 × 35.6% = 10,144.22: fifteen persons more it would take, not one.
    assert flips(found) == [(PRECISION, MISSED, ACHIEVED)]


def test_miyazaki_one_printed_digit_below_its_target_is_no_matter_of_rounding():
    found = sensitivity(make_plan(make_kpi(), targets="前年度（91.5％）以上"), {"rate": 91.4})
    assert found.points == ()
    assert found.untried == (Untried("rate", 1, without_mean=False),)


def test_a_figure_typed_with_more_digits_than_are_reported_hangs_on_the_rounding():
    found = sensitivity(make_plan(make_kpi(), targets="50以上"), {"rate": 49.96})
    assert flips(found) == [(PRECISION, ACHIEVED, MISSED)]
    assert (found.points[0].now.figure, found.points[0].then.figure) == (Decimal("50.0"), Decimal("49.96"))


def test_a_ceiling_hangs_on_one_case_more():
    kpi = make_counted_kpi(direction="at_most")
    assert flips(sensitivity(make_plan(kpi, targets="10以下"), counted(2, 20))) == [(MORE, ACHIEVED, MISSED)]


def test_a_count_at_its_target_hangs_on_one():
    kpi = make_kpi(unit="社", decimals=0)
    found = sensitivity(make_plan(kpi, targets="4664以上"), {"rate": 4664})
    assert flips(found) == [(FEWER, ACHIEVED, MISSED)]
    assert found.untried == ()


def test_none_at_all_cannot_be_one_fewer():
    kpi = make_kpi(unit="件", decimals=0, direction="at_most")
    found = sensitivity(make_plan(kpi, targets="0以下"), {"rate": 0})
    assert flips(found) == [(MORE, ACHIEVED, MISSED)]


def test_counts_beside_a_figure_that_they_do_not_give_are_not_tried():
    # As after an adjustment by head office: the figure is another, the counts are the branch's.
    plan = make_plan(make_counted_kpi(), targets="35.6以上")
    found = find_sensitivity(plan, assess(plan, [make_entry(value="35.7", counts=(10130, 28495))]))
    assert found.points == ()
    assert found.untried == (Untried("rate", 1, without_mean=False),)


@pytest.mark.parametrize("actual", ["未確定", "-", None, "実施"])
def test_what_is_not_judged_cannot_tip(actual):
    assert sensitivity(make_plan(make_kpi(), targets="50以上"), {"rate": actual}).points == ()


def test_no_target_cannot_tip():
    assert sensitivity(make_plan(make_kpi(), targets="設定なし"), {"rate": 50.04}).points == ()


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (1, []),
        (0, []),
        (2, []),
        ("実施", []),
    ],
)
def test_what_was_to_be_done_is_not_done_once_less_or_more(actual, expected):
    do = make_kpi("do", unit="件", direction="do", decimals=0)
    assert flips(sensitivity(make_plan(do, targets="実施"), {"do": actual})) == expected


@pytest.mark.parametrize(
    ("decimals", "direction", "target", "expected"),
    [
        (0, "at_least", "4以上", [(FEWER, ACHIEVED, MISSED)]),
        (1, "at_least", "4以上", []),  # a mean score of 4.0 is no count
        (0, "equal", "4", []),  # met exactly, and missed by whatever step
    ],
)
def test_a_step_of_one_is_tried_where_one_is_a_step(decimals, direction, target, expected):
    kpi = make_kpi("score", unit="点", direction=direction, decimals=decimals)
    assert flips(sensitivity(make_plan(kpi, targets=target), {"score": 4})) == expected


def test_the_side_of_a_condition_that_counts_hangs_on_the_rounding_too():
    # 79.96 is 80.0 as printed: the branch is to stay where it was. Unrounded it is below 80, and 80 counts.
    text = "80以上、ただし80以上の支部は前年度以上"
    plan = make_plan(make_kpi(), targets=text, prior={("45", "rate"): Decimal("79.96")})
    found = sensitivity(plan, {"rate": 79.97})
    assert flips(found) == [(PRECISION, ACHIEVED, MISSED)]
    [point] = found.points
    assert (point.now.target, point.then.target) == (Decimal("79.96"), Decimal(80))


def test_a_target_that_has_a_number_under_the_other_precision_only_tips():
    # As printed the mean of two years is asked, and 2022 is not on file; unrounded it is 80 again.
    text = "80以上、ただし80以上の支部は過去2年平均以上"
    plan = make_plan(make_kpi(), targets=text, prior={("45", "rate"): Decimal("79.96")})
    assert flips(sensitivity(plan, {"rate": 90})) == [(PRECISION, Judgement.NOT_JUDGED, ACHIEVED)]


# ── the achievement rate under another formula ───────────────────────────────────────────────────


def test_another_formula_crosses_a_threshold_of_the_grade_scheme():
    plan = graded(make_plan(make_kpi(direction="at_most"), targets="15以下"), 120, 100, 80)
    # 12.4: mirror 2 − 12.4/15 = 117.3%, ratio 15/12.4 = 121.0%
    [point] = sensitivity(plan, {"rate": 12.4}).points
    assert (point.cause, point.change, point.assumption.formula) == (
        FORMULA,
        SensitivityChange.RATE,
        RateFormula.RATIO,
    )
    assert (point.now.reached, point.then.reached) == (Decimal(1), Decimal("1.2"))
    assert (round(point.now.rate, 3), round(point.then.rate, 3)) == (Decimal("1.173"), Decimal("1.210"))
    assert point.now.judgement is point.then.judgement is ACHIEVED


def test_the_thresholds_are_100_percent_and_those_of_the_scheme_for_measures_with_kpis():
    plan = graded(make_plan(), 120, 80)
    other = GradeRule(scheme="別の方式", with_kpi=True, grade="X", rate_from=Decimal("0.5"))
    without = GradeRule(scheme="独自", with_kpi=False, grade="Y", rate_from=Decimal("0.6"))
    plan = replace(plan, grade_rules=(*plan.grade_rules, other, without))
    assert rate_thresholds(plan) == (Decimal("0.8"), Decimal(1), Decimal("1.2"))
    assert rate_thresholds(make_plan()) == (Decimal(1),)


# ── the national figure as the other mean ────────────────────────────────────────────────────────


def rounded(value):
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


def three_branches(aggregate, *, published=None, counts=((90, 100), (150, 300), (60, 100))):
    kpi = make_counted_kpi(aggregate=aggregate)
    national = (
        [NationalRow(fiscal_year=YEAR, kpi_code="rate", target=None, actual=Decimal(published))]
        if published
        else []
    )
    plan = make_plan(kpi, branches=(MIYAZAKI, OITA, SHIZUOKA), targets="設定なし", national=national)
    entries = [
        make_entry(branch.code, value=rounded(Decimal(100 * pair[0]) / pair[1]), counts=pair)
        for branch, pair in zip(plan.branches, counts, strict=True)
    ]
    return plan, entries


def sides(plan, entries):
    found = find_sensitivity(plan, assess(plan, entries))
    return [(point.branch_code, point.now.side, point.then.side) for point in found.points]


def test_a_branch_between_weighted_and_simple_mean_changes_sides():
    # Weighted 300/500 = 60.0, simple (90 + 50 + 60)/3 = 66.7; 静岡 has 60.0.
    plan, entries = three_branches(AggregateRule.RATIO)
    assert sides(plan, entries) == [("22", 0, -1)]
    plan, entries = three_branches(AggregateRule.MEAN)
    assert sides(plan, entries) == [("22", -1, 0)]


def test_a_published_figure_is_tried_only_where_it_is_that_of_all_branches():
    plan, entries = three_branches(AggregateRule.PUBLISHED, published="60.0")
    assert sides(plan, entries) == [("22", 0, -1)]
    assert sides(plan, entries[:2]) == []
    plan, entries = three_branches(AggregateRule.PUBLISHED, published="61.0")
    assert sides(plan, entries) == []
    untried = find_sensitivity(plan, assess(plan, entries)).untried
    assert untried == (Untried("rate", 0, without_mean=True),)


def test_a_mean_of_branches_without_counts_cannot_be_had_as_a_quotient():
    plan, entries = three_branches(AggregateRule.MEAN)
    entries[0] = make_entry("45", value="90.0")
    found = find_sensitivity(plan, assess(plan, entries))
    assert found.points == ()
    assert found.untried == (Untried("rate", 0, without_mean=True),)


# ── against brute force: the whole way from the typed cell again, under each other convention ────

COUNTS = st.integers(0, 60).flatmap(lambda d: st.tuples(st.integers(0, max(d, 1)), st.just(max(d, 1))))
TARGETS = st.decimals(1, 100, places=1)
NUMBERS = st.integers(1, 100)
REFERENCES = (
    NUMBERS.map("{0}以上、ただし{0}以上の支部は前年度以上".format)
    | NUMBERS.map("{0}以下、ただし{0}以下の支部は過去2年平均以下".format)
    | NUMBERS.map("{0}と前年度の高い方以上".format)
    | st.just("過去2年平均以上")
)
ONE_SIDED = st.sampled_from([Direction.AT_LEAST, Direction.AT_MOST])


@settings(max_examples=examples(200))
@given(
    COUNTS,
    TARGETS,
    st.sampled_from([Direction.AT_LEAST, Direction.AT_MOST, Direction.EQUAL]),
    st.sampled_from(list(JudgeOn)),
    st.integers(0, 1),
)
def test_exactly_what_flips_when_read_and_judged_again_is_listed(
    counts, target, direction, judge_on, decimals
):
    kpi = make_counted_kpi(direction=direction, decimals=decimals)
    side = {Direction.AT_LEAST: "以上", Direction.AT_MOST: "以下", Direction.EQUAL: ""}[direction]
    plan = make_plan(kpi, targets=f"{target}{side}", judge_on=judge_on)
    other = JudgeOn.EXACT if judge_on is JudgeOn.REPORTED else JudgeOn.REPORTED
    numerator, denominator = counts
    [row] = typed(plan, counted(*counts))
    trials = {PRECISION: (make_plan(kpi, targets=f"{target}{side}", judge_on=other), counts)}
    if numerator:
        trials[FEWER] = (plan, (numerator - 1, denominator))
    if numerator < denominator:
        trials[MORE] = (plan, (numerator + 1, denominator))
    expected = {}
    for cause, (trial, given_counts) in trials.items():
        [again] = typed(trial, counted(*given_counts))
        if again.judgement is not row.judgement:
            expected[cause] = (row.judgement, again.judgement)
    found = find_sensitivity(plan, [row])
    assert {
        point.cause: (point.now.judgement, point.then.judgement)
        for point in found.points
        if point.change is SensitivityChange.JUDGEMENT
    } == expected
    assert all(point.now.judgement is row.judgement for point in found.points)


@settings(max_examples=examples(300))
@given(
    COUNTS,
    REFERENCES,
    st.lists(st.none() | st.decimals(0, 100, places=3), min_size=2, max_size=2),
    st.sampled_from(list(JudgeOn)),
)
def test_exactly_what_flips_with_a_target_that_rests_on_past_years_is_listed(counts, text, past, judge_on):
    direction = Direction.AT_MOST if "以下" in text else Direction.AT_LEAST
    kpi = make_counted_kpi(direction=direction)

    def judged(by, pair):
        plan = make_plan(kpi, targets=text, judge_on=by)
        years = (YEAR.prior, YEAR.prior.prior)
        history = [
            HistoryRow(fiscal_year=year, branch_code="45", kpi_code="rate", actual=Figure.of(value))
            for year, value in zip(years, past, strict=True)
            if value is not None
        ]
        plan = replace(plan, history=tuple(history))
        [row] = typed(plan, counted(*pair))
        return plan, row

    other = JudgeOn.EXACT if judge_on is JudgeOn.REPORTED else JudgeOn.REPORTED
    numerator, denominator = counts
    trials = {PRECISION: (other, counts)}
    if numerator:
        trials[FEWER] = (judge_on, (numerator - 1, denominator))
    if numerator < denominator:
        trials[MORE] = (judge_on, (numerator + 1, denominator))
    plan, row = judged(judge_on, counts)
    expected = {
        cause: again.judgement
        for cause, (by, pair) in trials.items()
        if (again := judged(by, pair)[1]).judgement is not row.judgement
    }
    points = find_sensitivity(plan, [row]).points
    flipped = {p.cause: p.then.judgement for p in points if p.change is SensitivityChange.JUDGEMENT}
    assert flipped == expected


@settings(max_examples=examples(200))
@given(
    st.decimals(0, 40, places=1),
    TARGETS,
    st.none() | st.decimals(0, 100, places=1),
    st.sampled_from(list(RateFormula)),
    st.sets(st.integers(50, 180), max_size=3),
)
def test_exactly_the_formulas_that_cross_a_threshold_when_assessed_again_are_listed(
    value, target, prior, formula, percents
):
    def assessed(by):
        kpi = make_kpi(direction="at_most", rate_formula=by)
        before = {} if prior is None else {("45", "rate"): prior}
        plan = graded(make_plan(kpi, targets=f"{target}以下", prior=before), *percents)
        [row] = assess(plan, [make_entry(value=value)])
        return plan, row

    def reached(rate):
        return {percent for percent in {*percents, 100} if rate * 100 >= percent}

    plan, row = assessed(formula)
    rates = {by: assessed(by)[1].achievement_rate.value for by in RateFormula}
    now = rates[formula]
    expected = {
        by
        for by, rate in rates.items()
        if now is not None and rate is not None and reached(rate) != reached(now)
    }
    points = [point for point in find_sensitivity(plan, [row]).points if point.cause is FORMULA]
    assert {point.assumption.formula for point in points} == expected
    assert all(100 not in reached(point.now.rate) ^ reached(point.then.rate) for point in points)
    assert all(point.then.judgement is row.judgement for point in points)


@settings(max_examples=examples(150))
@given(
    st.lists(COUNTS, min_size=3, max_size=3),
    st.sampled_from([AggregateRule.RATIO, AggregateRule.MEAN]),
)
def test_exactly_the_branches_that_change_sides_under_the_other_mean_are_listed(counts, aggregate):
    other = AggregateRule.MEAN if aggregate is AggregateRule.RATIO else AggregateRule.RATIO

    def signs(rule):
        plan, entries = three_branches(rule, counts=counts)
        rows = assess(plan, entries)
        differences = {row.branch_code: row.national_difference.value for row in rows}
        return plan, rows, {code: (value > 0) - (value < 0) for code, value in differences.items()}

    plan, rows, now = signs(aggregate)
    then = signs(other)[2]
    points = find_sensitivity(plan, rows).points
    found = {point.branch_code: (point.now.side, point.then.side) for point in points}
    assert found == {code: (now[code], then[code]) for code in now if now[code] != then[code]}


@given(st.permutations([MIYAZAKI, OITA, SHIZUOKA]))
def test_the_order_of_branches_never_matters(order):
    plan, entries = three_branches(AggregateRule.RATIO)
    shuffled = replace(plan, branches=tuple(order))
    one, other = (find_sensitivity(each, assess(each, entries)).points for each in (plan, shuffled))
    assert set(one) == set(other)


def test_points_stand_in_the_order_of_branches_kpis_and_causes():
    kpis = [make_counted_kpi("b"), make_counted_kpi("a")]
    plan = make_plan(*kpis, branches=(OITA, MIYAZAKI), targets="35.6以上")
    entries = [
        make_entry(branch, kpi, "35.6", (10130, 28495)) for branch in ("45", "44") for kpi in ("a", "b")
    ]
    points = find_sensitivity(plan, assess(plan, entries)).points
    assert [(point.branch_code, point.kpi_code, point.cause) for point in points] == [
        (branch, kpi, cause) for branch in ("44", "45") for kpi in ("b", "a") for cause in (PRECISION, FEWER)
    ]


def test_a_prior_under_another_definition_is_no_base_of_the_reduction():
    kpi = make_kpi(direction="at_most", comparable_since=FiscalYear(2024), comparable=False)
    plan = graded(make_plan(kpi, targets="15以下", prior={("45", "rate"): 20}), 150)
    # From 20 down to 12.4 against 15 would be 152%; but 20 was something else.
    assert sensitivity(plan, {"rate": 12.4}).points == ()
    same = graded(make_plan(make_kpi(direction="at_most"), targets="15以下", prior={("45", "rate"): 20}), 150)
    assert [point.assumption.formula for point in sensitivity(same, {"rate": 12.4}).points] == [
        RateFormula.REDUCTION
    ]


# ── grades ───────────────────────────────────────────────────────────────────────────────────────


def kagoshima(measure="特定健診実施率の向上"):
    """One measure with two KPIs under the branch scheme, carried out as planned."""
    kpis = [make_counted_kpi("a", measure=measure), make_counted_kpi("b", measure=measure)]
    plan = make_plan(*kpis, targets="35.6以上", grade_scheme="支部4段階")
    plan = replace(plan, measures=(Measure(code="M1", pillar="戦略", name=measure, group="保健"),))
    texts = {MeasureField.PROGRESS: "計画通りに実施"}
    return plan, [MeasureEntry(branch_code="45", measure_code="M1", texts=texts)]


def test_a_judgement_that_tips_takes_the_grade_of_its_measure_with_it():
    plan, measures = kagoshima()
    entries = [
        make_entry(kpi="a", value="35.6", counts=(10130, 28495)),
        make_entry(kpi="b", value="50.0", counts=(50, 100)),
    ]
    points = find_sensitivity(plan, assess(plan, entries), measures).points
    assert [(point.kpi_code, point.cause, point.now.grade, point.then.grade) for point in points] == [
        ("a", PRECISION, "A", "B"),
        ("a", FEWER, "A", "B"),
    ]


def test_a_grade_can_tip_where_the_judgement_stands():
    plan, _measures = kagoshima()
    plan = replace(
        plan,
        kpis=plan.kpis[:1],
        history=(
            HistoryRow(fiscal_year=YEAR.prior, branch_code="45", kpi_code="a", actual=Figure.of("50.0")),
        ),
    )
    measures = [
        MeasureEntry(
            branch_code="45",
            measure_code="M1",
            texts={MeasureField.PROGRESS: "計画通りに実施し、効果的な結果が得られた"},
        )
    ]
    # 50.0 of last year: as printed no growth, with one person more 50.1 and growth.
    found = find_sensitivity(
        plan, assess(plan, [make_entry(kpi="a", value="50.0", counts=(500, 1000))]), measures
    )
    assert [(point.cause, point.change) for point in found.points] == [(MORE, SensitivityChange.GRADE)]
    [point] = found.points
    assert point.now.grade != point.then.grade == "S"
    assert point.now.judgement is point.then.judgement is ACHIEVED


@settings(max_examples=examples(100))
@given(
    COUNTS,
    COUNTS,
    st.sampled_from(list(JudgeOn)),
    st.sampled_from(["支部4段階", "独法5段階", "110-80-50"]),
    st.sampled_from(["計画通りに実施", "計画通りに実施し、効果的な結果が得られた"]),
    st.none() | st.decimals(0, 100, places=1),
)
def test_exactly_the_grades_that_one_more_or_less_would_change_are_listed(
    one, two, judge_on, scheme, progress, prior
):
    plan, _measures = kagoshima()
    history = (
        ()
        if prior is None
        else (HistoryRow(fiscal_year=YEAR.prior, branch_code="45", kpi_code="a", actual=Figure.of(prior)),)
    )
    plan_settings = replace(plan.settings, judge_on=judge_on, grade_scheme=scheme)
    plan = replace(plan, settings=plan_settings, history=history)
    measures = [MeasureEntry(branch_code="45", measure_code="M1", texts={MeasureField.PROGRESS: progress})]
    pairs = {"a": one, "b": two}

    def outcome(counts):
        cells = {
            code: {"numerator": float(pair[0]), "denominator": float(pair[1])}
            for code, pair in counts.items()
        }
        rows = typed(plan, cells)
        return rows, grade_measures(plan, rows, measures)[0].grade

    rows, now = outcome(pairs)
    expected = set()
    for code, (numerator, denominator) in pairs.items():
        for cause, other in ((FEWER, numerator - 1), (MORE, numerator + 1)):
            if 0 <= other <= denominator:
                then = outcome({**pairs, code: (other, denominator)})[1]
                if then != now:
                    expected.add((code, cause, now, then))
    sensitivity = find_sensitivity(plan, rows, measures)
    assert sensitivity == find_sensitivity(plan, rows, measures, grade_measures(plan, rows, measures))
    points = [point for point in sensitivity.points if point.cause in (FEWER, MORE)]
    changed = [point for point in points if point.now.grade != point.then.grade]
    assert {(p.kpi_code, p.cause, p.now.grade, p.then.grade) for p in changed} == expected
