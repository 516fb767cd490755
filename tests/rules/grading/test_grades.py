"""Grades of measures: the published ones, growth, what is not known, overrides, the overall figure."""

import csv
from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest

from kpixl.books.master.read import read_master
from kpixl.model.entries import Entry, MeasureEntry
from kpixl.model.figure import MISSING, Figure, FigureState
from kpixl.model.grade import GradeReason, Growth, MeasureGrade, Progress, Scheme
from kpixl.model.kpi import GradeRule, JudgeOn, KpiCriterion, Measure
from kpixl.model.plan import Plan
from kpixl.model.submission import MeasureField
from kpixl.rules.assessment.assess import assess
from kpixl.rules.grading.grades import grade_measures, overall_grades
from kpixl.rules.plan.grade_scheme_cases import Case, first_rule
from kpixl.rules.plan.grade_schemes import find_preset, new_effort_of, progress_of
from kpixl.rules.plan.parse import parse_plan
from tests.rules.builders import KPIS_CSV, MIYAZAKI, OITA, SHIZUOKA, make_adjustment, make_entry, make_kpi
from tests.rules.grade_builders import BEST, FULL, NAME, NOT_DONE, PART, grade_one, graded_plan, row, typed


def published(name: str) -> list[dict[str, str]]:
    with (KPIS_CSV.parent / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


# ── the published grades ───────────────────────────────────────────────────────────────────────────
def criteria_as_printed() -> tuple[GradeRule, ...]:
    """鹿児島's printed criteria, and the partial row that they leave out."""
    words = {
        "達成し、伸び幅などが対前年度を上回った": KpiCriterion.GROWN,
        "達成": KpiCriterion.ACHIEVED,
        "未達成": KpiCriterion.NOT_ACHIEVED,
        "": KpiCriterion.ANY,
    }
    efforts = {"あり": "yes", "なし": "no", "": ""}
    rules = []
    for printed in published("grade_criteria"):
        rule = GradeRule(
            scheme="printed",
            with_kpi=printed["kpi_set"] == "yes",
            grade=printed["grade"],
            criterion_kpi=words[printed["criterion_kpi"]],
            criterion_new_effort=efforts[printed["criterion_new_effort"]],
            criterion_plan=progress_of(printed["criterion_plan"]),
        )
        if (rule.criterion_kpi, rule.grade) == (KpiCriterion.NOT_ACHIEVED, "B"):
            rules.append(replace(rule, criterion_kpi=KpiCriterion.PARTLY))
        rules.append(rule)
    return tuple(rules)


@pytest.mark.parametrize("row", published("grades"), ids=lambda row: row["measure"])
@pytest.mark.parametrize("scheme", ["printed", "支部4段階"])
def test_a_published_grade_comes_out_of_its_published_row(row: dict[str, str], scheme: str) -> None:
    """Whatever its KPIs' growth, which the report does not print: nothing but the words of the row counts."""
    rules = criteria_as_printed() if scheme == "printed" else find_preset(scheme).rules  # type: ignore[union-attr]
    for grown in (False, True):
        case = Case(
            kpis=int(row["kpi_total"] or 0),
            achieved=int(row["kpi_achieved"] or 0),
            grown=grown,
            progress=progress_of(row["criterion_plan"]),
            new_effort=new_effort_of(row["criterion_new_effort"]),
        )
        found = first_rule(Scheme(scheme, rules), case)
        assert found is not None
        assert found[1].grade == row["grade"]


def test_nineteen_grades_are_published_in_two_letters() -> None:
    grades = [row["grade"] for row in published("grades")]
    assert (grades.count("A"), grades.count("B"), len(grades)) == (12, 7, 19)


def test_the_published_grades_come_out_of_the_returned_workbooks(worked_rounds) -> None:
    """Read by the real jobs: 鹿児島's figures judged, its words read, its 19 grades computed."""
    stored = read_master(worked_rounds / "fy2023" / "master.xlsx")
    plan, _findings = parse_plan(stored.raw_plan)
    assert plan is not None
    grades = grade_measures(plan, assess(plan, stored.entries), stored.measure_entries)
    computed = {grade.measure.name: grade.computed for grade in grades if grade.branch_code == "46"}
    assert computed == {row["measure"]: row["grade"] for row in published("grades")}
    # The branch's own grade is no input: without it the same comes out.
    silent = [
        replace(entry, texts={k: v for k, v in entry.texts.items() if k is not MeasureField.GRADE})
        for entry in stored.measure_entries
    ]
    again = grade_measures(plan, assess(plan, stored.entries), silent)
    assert [grade.computed for grade in again] == [grade.computed for grade in grades]
    partly = next(grade for grade in grades if grade.measure.name == "サービス水準の向上" and grade.own)
    assert (partly.inputs.achieved, partly.inputs.kpis) == (1, 2)
    assert partly.rule is not None
    assert partly.rule.criterion_kpi is KpiCriterion.PARTLY


# ── growth ──────────────────────────────────────────────────────────────────────────────────────────
def grown(value: str, *, prior: str | None, **kpi: object) -> Growth:
    """The growth of a measure with one KPI of one decimal, whose target is achieved in any case."""
    options = {"prior": {("45", "rate"): prior}} if prior else {}
    one = make_kpi(**kpi)
    target = "90以下" if one.direction == "at_most" else "10以上"
    return grade_one(graded_plan(one, targets=target, **options), {"rate": value}, typed(BEST)).inputs.growth


@pytest.mark.parametrize(
    ("value", "prior", "direction", "expected"),
    [
        ("60.1", "60.0", "at_least", Growth.GROWN),
        ("60.0", "60.0", "at_least", Growth.NOT_GROWN),
        ("59.9", "60.0", "at_least", Growth.NOT_GROWN),
        ("59.9", "60.0", "at_most", Growth.GROWN),
        ("60.1", "60.0", "at_most", Growth.NOT_GROWN),
        ("60.1", None, "at_least", Growth.UNKNOWN),
        # Printed, both are 60.0.
        ("60.04", "60.0", "at_least", Growth.NOT_GROWN),
    ],
)
def test_growth_is_better_than_last_year_as_printed(
    value: str, prior: str | None, direction: str, expected: Growth
) -> None:
    assert grown(value, prior=prior, direction=direction) is expected


def test_growth_is_exact_where_judgements_are() -> None:
    plan = graded_plan(make_kpi(), targets="10以上", prior={("45", "rate"): "60.0"}, judge_on=JudgeOn.EXACT)
    assert grade_one(plan, {"rate": "60.04"}, typed(BEST)).inputs.growth is Growth.GROWN


@pytest.mark.parametrize(("direction", "target"), [("equal", "100"), ("do", "実施")])
def test_what_is_to_be_met_exactly_or_done_has_no_direction_to_grow_in(direction: str, target: str) -> None:
    kpi = make_kpi(direction=direction, unit="件" if direction == "do" else "％")
    plan = graded_plan(kpi, targets=target, prior={("45", "rate"): 90})
    grade = grade_one(plan, {"rate": 100}, typed(BEST))
    assert (grade.inputs.achieved, grade.inputs.growth, grade.computed) == (1, Growth.UNKNOWN, "A")


def test_a_stated_baseline_is_the_prior_where_none_is_on_file_or_comparable() -> None:
    kpi = make_kpi()
    for plan in (
        graded_plan(kpi, targets="前年度（60.0％）以上"),
        graded_plan(
            replace(kpi, comparable=False), targets="前年度（60.0％）以上", prior={("45", "rate"): "70.0"}
        ),
    ):
        assert grade_one(plan, {"rate": "60.1"}, typed(BEST)).inputs.growth is Growth.GROWN
        assert grade_one(plan, {"rate": "60.0"}, typed(BEST)).inputs.growth is Growth.NOT_GROWN
    on_file = graded_plan(kpi, targets="前年度（60.0％）以上", prior={("45", "rate"): "70.0"})
    assert grade_one(on_file, {"rate": "60.1"}, typed(BEST)).inputs.growth is Growth.NOT_GROWN


def test_nothing_grows_across_a_change_of_definition() -> None:
    assert grown("60.1", prior="50.0", comparable=False) is Growth.UNKNOWN


def test_every_kpi_must_grow_for_the_best_grade_and_unknown_never_counts() -> None:
    kpis = make_kpi("one"), make_kpi("two")
    both = {("45", "one"): 50, ("45", "two"): 50}
    values = {"one": 60, "two": 60}
    assert grade_one(graded_plan(*kpis, targets="55以上", prior=both), values, typed(BEST)).computed == "S"
    only = {("45", "one"): 50}
    grade = grade_one(graded_plan(*kpis, targets="55以上", prior=only), values, typed(BEST))
    assert (grade.computed, grade.inputs.growth) == ("A", Growth.UNKNOWN)


# ── what is not known ──────────────────────────────────────────────────────────────────────────────
TWO = (make_kpi("one"), make_kpi("two"))


def test_a_kpi_that_is_not_judged_is_not_guessed() -> None:
    grade = grade_one(graded_plan(*TWO), {"one": 60, "two": FigureState.UNSETTLED}, typed(FULL))
    assert (grade.computed, grade.rule, grade.points) == ("", None, None)
    assert grade.reasons == (GradeReason.KPI_NOT_JUDGED,)
    assert grade.inputs.not_judged == ("two",)


def test_a_kpi_that_is_not_judged_does_not_matter_where_it_changes_nothing() -> None:
    """One is missed: whether the other is achieved (partly: B) or not (none: B), the grade is the same."""
    grade = grade_one(graded_plan(*TWO), {"one": 40, "two": FigureState.UNSETTLED}, typed(FULL))
    assert (grade.computed, grade.reasons) == ("B", ())
    assert grade.inputs.not_judged == ("two",)


def test_an_actual_still_to_come_may_grow_only_from_a_prior() -> None:
    values = {"rate": FigureState.UNSETTLED}
    rows = (
        row("S", KpiCriterion.GROWN),
        row("A", KpiCriterion.ACHIEVED),
        row("A", KpiCriterion.NOT_ACHIEVED),
    )
    for prior, reasons in (
        ({}, ()),
        ({("45", "rate"): 50}, (GradeReason.KPI_NOT_JUDGED,)),
    ):
        plan = replace(graded_plan(make_kpi(), scheme="x", prior=prior), grade_rules=rows)
        grade = grade_one(plan, values, typed(FULL))
        assert (grade.reasons, grade.computed) == (reasons, "" if reasons else "A")


@pytest.mark.parametrize(
    ("texts", "reasons"),
    [
        (typed(), (GradeReason.PROGRESS_MISSING, GradeReason.NEW_EFFORT_MISSING)),
        (typed(new_effort="あり"), (GradeReason.PROGRESS_MISSING,)),
        (typed(FULL), (GradeReason.NEW_EFFORT_MISSING,)),
        (typed("おおむね予定通り", "あり"), (GradeReason.PROGRESS_UNREADABLE,)),
        (typed(FULL, "検討中"), (GradeReason.NEW_EFFORT_UNREADABLE,)),
        # In part: C with new efforts and without.
        (typed(PART), ()),
    ],
)
def test_what_a_branch_did_not_say_is_asked_for_where_the_grade_hangs_on_it(
    texts: dict[MeasureField, str], reasons: tuple[GradeReason, ...]
) -> None:
    grade = grade_one(graded_plan(), {"elsewhere": 60}, texts)
    assert grade.reasons == reasons
    assert grade.computed == ("" if reasons else "C")


def test_a_rate_alone_may_decide() -> None:
    plan = graded_plan(make_kpi(), targets="50以上", scheme="独法5段階")
    assert grade_one(plan, {"rate": 55}).computed == "B"
    quality = grade_one(plan, {"rate": 60})  # 120%: S or A, which hangs on quality
    assert quality.reasons == (GradeReason.PROGRESS_MISSING,)
    assert [grade_one(plan, {"rate": 60}, typed(text)).computed for text in (BEST, FULL)] == ["S", "A"]


def test_a_rate_that_is_undefined_leaves_open_what_hangs_on_it() -> None:
    plan = graded_plan(make_kpi(unit="件", decimals=0), targets="0以上", scheme="独法5段階")
    grade = grade_one(plan, {"rate": 3}, typed(BEST))  # achieved, so at least 100%
    assert grade.reasons == (GradeReason.RATE_UNKNOWN,)
    assert (grade.inputs.without_rate, grade.inputs.least_rate) == (("rate",), None)
    four = replace(plan, settings=replace(plan.settings, grade_scheme="支部4段階"))
    assert grade_one(four, {"rate": 3}, typed(FULL)).computed == "A"


def test_a_branch_that_has_not_returned_is_missing_also_where_head_office_put_in_a_figure() -> None:
    plan = graded_plan(*TWO)
    (grade,) = grade_measures(plan, assess(plan, []), [])
    assert grade.reasons == (GradeReason.BRANCH_MISSING,)
    put_in = Entry(branch_code="45", kpi_code="one", figure=Figure.of(60), reported=MISSING)
    (grade,) = grade_measures(plan, assess(plan, [put_in]), [])
    assert grade.reasons == (GradeReason.BRANCH_MISSING,)
    (grade,) = grade_measures(plan, assess(plan, [], {"45"}), [])
    assert grade.reasons == (GradeReason.RETURN_UNUSED,)


def test_without_a_scheme_or_a_row_that_fits_there_is_no_grade_and_a_reason() -> None:
    none = graded_plan(make_kpi(), scheme="")
    assert grade_one(none, {"rate": 60}, typed(FULL)).reasons == (GradeReason.NO_SCHEME,)
    only = row("A", KpiCriterion.ACHIEVED)
    plan = replace(graded_plan(make_kpi(), scheme="x"), grade_rules=(only,))
    assert grade_one(plan, {"rate": 40}, typed(FULL)).reasons == (GradeReason.NO_RULE,)


# ── which KPIs, which rows ─────────────────────────────────────────────────────────────────────────
def test_a_kpi_without_a_target_at_the_branch_is_none_of_the_measures() -> None:
    targets = {("45", "one"): "50以上", ("45", "two"): "設定なし"}
    grade = grade_one(graded_plan(*TWO, targets=targets), {"one": 60, "two": 1}, typed(FULL))
    assert (grade.inputs.kpis, grade.inputs.achieved, grade.computed) == (1, 1, "A")
    no_target = graded_plan(*TWO, targets="設定なし")
    grade = grade_one(no_target, {"one": 60, "two": 60}, typed(FULL, "あり"))
    assert (grade.inputs.kpis, grade.rule and grade.rule.with_kpi, grade.computed) == (0, False, "A")


def test_the_first_row_that_holds_wins_and_says_its_place() -> None:
    rows = (
        row("Z", scheme="other"),
        row("C", KpiCriterion.NOT_ACHIEVED),
        row("A"),
        row("B"),
    )
    plan = replace(graded_plan(make_kpi(), scheme="Ｘ"), grade_rules=rows)
    grade = grade_one(plan, {"rate": 60}, typed(FULL))
    assert (grade.computed, grade.place) == ("A", 2)
    assert grade_one(plan, {"rate": 40}, typed(FULL)).place == 1


def test_the_plans_own_rows_count_before_a_preset_of_the_same_name() -> None:
    rows = (row("特", scheme="支部４段階"),)
    plan = replace(graded_plan(make_kpi()), grade_rules=rows)
    assert grade_one(plan, {"rate": 40}, typed(NOT_DONE)).computed == "特"


def test_a_word_of_the_form_asks_for_itself_or_better_and_another_text_for_itself() -> None:
    rows = (
        row("S", criterion_plan="前倒しで完了"),
        row("A", criterion_plan=Progress.FULL),
        row("C"),
    )
    plan = replace(graded_plan(make_kpi(), scheme="x"), grade_rules=rows)
    said = ("前倒し で完了", BEST, FULL, PART, NOT_DONE)
    assert [grade_one(plan, {"rate": 60}, typed(text)).computed for text in said] == ["S", "A", "A", "C", "C"]


# ── rates and judgements never contradict each other ───────────────────────────────────────────────
def least_rate(target: str, value: object, **kpi: object) -> Decimal | None:
    plan = graded_plan(make_kpi(**kpi), targets=target, scheme="独法5段階")
    return grade_one(plan, {"rate": value}, typed(FULL)).inputs.least_rate  # type: ignore[dict-item]


def test_what_is_achieved_as_printed_counts_at_least_100_percent() -> None:
    assert least_rate("64.6以上", "64.58") == 1
    assert least_rate("64.6以上", "64.54") == Decimal("64.54") / Decimal("64.6")


def test_beyond_a_target_to_be_met_exactly_falls_short_by_as_much() -> None:
    assert least_rate("100", 105, direction="equal", decimals=0) == Decimal("0.95")
    assert least_rate("100", 95, direction="equal", decimals=0) == Decimal("0.95")


@pytest.mark.parametrize(
    ("state", "rate", "grade"), [(FigureState.DONE, 1, "B"), (FigureState.NOT_DONE, 0, "D")]
)
def test_a_qualitative_target_counts_all_or_nothing(state: FigureState, rate: int, grade: str) -> None:
    plan = graded_plan(make_kpi(direction="do", unit="件"), targets="実施", scheme="独法5段階")
    made = grade_one(plan, {"rate": state}, typed(FULL))
    assert (made.inputs.least_rate, made.computed) == (rate, grade)


def test_the_lowest_rate_counts() -> None:
    plan = graded_plan(*TWO, targets="50以上", scheme="110-80-50")
    grade = grade_one(plan, {"one": 60, "two": 39}, typed(FULL))  # 120% and 78%
    assert (grade.inputs.least_rate, grade.computed) == (Decimal("0.78"), "B")


# ── the branch's own grade, and head office's ──────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("own", "differs"), [("A", False), (" ａ", False), ("B", True), ("S", True), ("", False)]
)
def test_a_branchs_own_grade_is_compared_and_never_used(own: str, differs: object) -> None:
    grade = grade_one(graded_plan(make_kpi()), {"rate": 60}, typed(FULL, grade=own))
    assert (grade.computed, grade.grade, grade.own, grade.differs) == ("A", "A", own, differs)


def test_a_branchs_own_grade_does_not_differ_from_none() -> None:
    grade = grade_one(graded_plan(make_kpi()), {"rate": FigureState.UNSETTLED}, typed(FULL, grade="A"))
    assert (grade.grade, grade.differs) == ("", False)


def overridden(plan: Plan, text: str, code: str = "M1") -> Plan:
    item = make_adjustment(code, text=text, reason="災害による中断", cell="C2")
    return replace(plan, adjustments=(item,))


def test_head_offices_grade_counts_and_the_schemes_stays_visible() -> None:
    plan = overridden(graded_plan(make_kpi()), "ａ")
    grade = grade_one(plan, {"rate": 40}, typed(FULL))
    assert (grade.computed, grade.grade, grade.points) == ("B", "A", 4)
    assert grade.override is not None
    assert grade.override.reason == "災害による中断"
    assert grade.rule is not None
    # Also where the scheme has none.
    missing = grade_one(plan, {"rate": FigureState.UNSETTLED}, typed(FULL))
    assert (missing.computed, missing.grade, missing.points) == ("", "A", 4)


def test_a_grade_that_the_scheme_does_not_know_counts_nothing_in_the_overall_figure() -> None:
    plan = overridden(graded_plan(make_kpi()), "特")
    grade = grade_one(plan, {"rate": 40}, typed(FULL))
    assert (grade.grade, grade.points) == ("特", None)
    (overall,) = overall_grades(plan, [grade])
    assert (overall.value, overall.counted, overall.measures) == (None, 0, 1)


def test_a_kpis_adjustment_is_no_grade() -> None:
    item = make_adjustment("M1", 5, reason="x")
    plan = replace(graded_plan(make_kpi()), adjustments=(item,))
    assert grade_one(plan, {"rate": 40}, typed(FULL)).override is None


# ── points and weights ─────────────────────────────────────────────────────────────────────────────
def given(*graded: tuple[int | None, int | str]) -> list[MeasureGrade]:
    return [
        MeasureGrade(
            branch_code="45",
            measure=Measure(code=f"M{number}", pillar="", name="", group=""),
            points=None if points is None else Decimal(points),
            weight=Decimal(weight),
        )
        for number, (points, weight) in enumerate(graded)
    ]


@pytest.mark.parametrize(
    ("graded", "value", "counted"),
    [
        ([(5, 1), (2, 1)], Decimal("3.5"), 2),
        ([(5, 2), (2, 1)], Decimal(4), 2),
        ([(5, "0.5"), (2, 1)], Decimal(3), 2),
        ([(5, 1), (None, 9)], Decimal(5), 1),
        ([(None, 1)], None, 0),
        ([(5, 0)], None, 0),
        ([], None, 0),
    ],
)
def test_the_overall_figure_is_points_by_weight_over_graded_measures(
    graded: list[tuple[int | None, int | str]], value: Decimal | None, counted: int
) -> None:
    (overall,) = overall_grades(graded_plan(), given(*graded))
    assert (overall.value, overall.counted, overall.measures) == (value, counted, len(graded))


def test_the_weight_is_the_plans_else_two_where_a_kpi_is_important_else_one() -> None:
    plain, important = make_kpi("one"), make_kpi("two", important=True)
    values = {"one": 60, "two": 60}
    assert grade_one(graded_plan(plain), {"one": 60}, typed(FULL)).weight == 1
    assert grade_one(graded_plan(plain, important), values, typed(FULL)).weight == 2
    given_weight = graded_plan(plain, important, weight=Decimal("1.5"))
    assert grade_one(given_weight, values, typed(FULL)).weight == Decimal("1.5")


def test_points_are_the_rows_own_else_by_letter_and_none_for_other_grades() -> None:
    rows = (
        row("S", KpiCriterion.ACHIEVED, points=Decimal(10)),
        row("Ｂ", KpiCriterion.NOT_ACHIEVED),
        row("◎", with_kpi=False),
    )
    plan = replace(graded_plan(make_kpi(), scheme="x"), grade_rules=rows)
    assert grade_one(plan, {"rate": 60}, typed(FULL)).points == 10
    assert grade_one(plan, {"rate": 40}, typed(FULL)).points == 3
    without = replace(graded_plan(scheme="x"), grade_rules=rows)
    assert grade_one(without, {"elsewhere": 1}, typed(FULL)).points is None


def test_the_published_grades_come_to_their_overall_figure() -> None:
    """Twelve A and seven B of equal weight: (12×4 + 7×3) ÷ 19 = 69 ÷ 19."""
    letters = {"A": 4, "B": 3}
    grades = given(*((letters[row["grade"]], 1) for row in published("grades")))
    (overall,) = overall_grades(graded_plan(), grades)
    assert overall.value == Decimal(69) / 19


# ── order never matters ────────────────────────────────────────────────────────────────────────────
def test_the_order_of_branches_measures_and_entries_never_matters() -> None:
    branches = (MIYAZAKI, OITA, SHIZUOKA)
    measures = (
        Measure(code="M1", pillar="戦略", name=NAME, group="保健"),
        Measure(code="M2", pillar="基盤", name="業務改革", group="業務"),
    )
    values = {"45": (60, 40), "44": (60, 60), "22": (FigureState.UNSETTLED, 40)}
    entries = [
        make_entry(branch, kpi.code, value)
        for branch, pair in values.items()
        for kpi, value in zip(TWO, pair, strict=True)
    ]
    said = [
        MeasureEntry(branch_code=branch, measure_code=measure.code, texts=typed(FULL, "あり"))
        for branch in values
        for measure in measures
    ]
    plan = replace(graded_plan(*TWO, branches=branches), measures=measures)
    seen = set()
    for order in permutations(branches):
        turned = replace(plan, branches=order, measures=measures[::-1], kpis=TWO[::-1])
        grades = grade_measures(turned, assess(turned, entries[::-1]), said[::-1])
        assert [item.branch_code for item in overall_grades(turned, grades)] == [b.code for b in order]
        figures = {item.branch_code: item.value for item in overall_grades(turned, grades)}
        grades_by_key = {(grade.branch_code, grade.measure.code): grade.grade for grade in grades}
        seen.add((tuple(sorted(grades_by_key.items())), tuple(sorted(figures.items()))))
    assert len(seen) == 1
    ((by_key, figures),) = seen
    assert dict(by_key) == {
        ("22", "M1"): "B", ("44", "M1"): "A", ("45", "M1"): "B",
        ("22", "M2"): "A", ("44", "M2"): "A", ("45", "M2"): "A",
    }  # fmt: skip
    assert dict(figures) == {"22": Decimal("3.5"), "44": Decimal(4), "45": Decimal("3.5")}


def test_the_very_number_of_a_strict_target_counts_less_than_100_percent():
    rate = least_rate("64.6超", "64.6")
    assert rate is not None
    assert Decimal("0.99") < rate < 1
