"""判定が変わる項目: every condition that tips a result, in the words and figures that say which way."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from kpixl.model.entries import Entry, MeasureEntry
from kpixl.model.figure import Figure
from kpixl.model.kpi import AggregateRule, JudgeOn, Measure
from kpixl.model.plan import Plan
from kpixl.model.plan_figures import HistoryRow
from kpixl.model.submission import MeasureField
from tests.rules.builders import (
    MIYAZAKI,
    OITA,
    SHIZUOKA,
    YEAR,
    graded,
    make_counted_kpi,
    make_entry,
    make_kpi,
    make_plan,
)
from tests.summary_sheets import summary_sheet

FIRST = 7
CONDITION, CHANGE, ACTUALS, RESULTS, RATES, GRADE = 4, 5, slice(6, 8), slice(8, 10), slice(10, 12), 12


def rows(plan: Plan, *entries: Entry, measures: tuple[MeasureEntry, ...] = ()) -> list[list[Any]]:
    sheet = summary_sheet(plan, entries, "sensitivity", measures=measures)
    found = [list(row) for row in sheet.iter_rows(min_row=FIRST, values_only=True)]
    return found[: next((at for at, row in enumerate(found) if not row[0]), len(found))]


def test_another_formula_of_the_rate_says_its_name_and_the_threshold_that_it_reaches():
    plan = graded(make_plan(make_kpi(direction="at_most"), targets="15以下"), 120, 100, 80)
    [row] = rows(plan, make_entry(value="12.4"))
    assert row[CONDITION] == "達成率の式を「目標÷実績」にした場合"
    assert (row[CHANGE], row[RESULTS]) == ("達成率の段階", ["120％未満", "120％以上"])
    assert [round(rate, 3) for rate in row[RATES]] == [1.173, 1.21]


def test_a_threshold_between_two_percents_keeps_its_decimals():
    plan = graded(make_plan(make_kpi(direction="at_most"), targets="15以下"), 118, 100)
    plan = replace(
        plan, grade_rules=(replace(plan.grade_rules[0], rate_from=Decimal("1.185")), plan.grade_rules[1])
    )
    [row] = rows(plan, make_entry(value="12.4"))
    assert row[RESULTS] == ["118.5％未満", "118.5％以上"]


def test_a_count_that_one_fewer_would_take_below_its_target_says_so():
    kpi = make_kpi(unit="件", decimals=0)
    [row] = rows(make_plan(kpi, targets="10以上"), make_entry(value="10"))
    assert (row[CONDITION], row[ACTUALS]) == ("実績が1少ない場合", [10, 9])
    assert row[RESULTS] == ["○ 達成", "× 未達成"]


def test_a_count_that_one_more_would_take_over_its_ceiling_says_so():
    kpi = make_kpi(unit="件", decimals=0, direction="at_most")
    [row] = rows(make_plan(kpi, targets="10以下"), make_entry(value="10"))
    assert (row[CONDITION], row[ACTUALS]) == ("実績が1多い場合", [10, 11])


def test_a_condition_that_counts_otherwise_says_what_the_target_then_is():
    text = "80以上、ただし80以上の支部は前年度以上"
    plan = make_plan(make_kpi(), targets=text, prior={("45", "rate"): Decimal("79.96")})
    [row] = rows(plan, make_entry(value="79.97"))
    assert row[CONDITION] == "四捨五入せず、入力された桁のまま判定した場合。目標の値は80.0％になる"


def test_a_target_that_would_have_no_number_says_so_and_has_no_rate():
    text = "80以上、ただし80以上の支部は過去2年平均以上"
    prior = {("45", "rate"): Decimal("79.96")}
    plan = make_plan(make_kpi(), targets=text, prior=prior, judge_on=JudgeOn.EXACT)
    [row] = rows(plan, make_entry(value="90"))
    assert row[CONDITION] == "小数1桁に四捨五入して判定した場合。目標の値は定まらない"
    assert row[RATES] == [1.125, "－"]
    assert row[RESULTS] == ["○ 達成", "？ 判定不能"]


def test_a_grade_that_turns_where_the_judgement_stands_is_both_result_and_grade():
    kpi = make_counted_kpi("a")
    plan = make_plan(kpi, targets="35.6以上", grade_scheme="支部4段階")
    past = HistoryRow(fiscal_year=YEAR.prior, branch_code="45", kpi_code="a", actual=Figure.of("50.0"))
    measure = Measure(code="M1", pillar="戦略", name=kpi.measure, group="保健")
    plan = replace(plan, measures=(measure,), history=(past,))
    texts = {MeasureField.PROGRESS: "計画通りに実施し、効果的な結果が得られた"}
    written = MeasureEntry(branch_code="45", measure_code="M1", texts=texts)
    [row] = rows(plan, make_entry(kpi="a", value="50.0", counts=(500, 1000)), measures=(written,))
    assert row[CONDITION] == "受診者数が1多い場合（501÷1,000）"
    assert (row[CHANGE], row[RESULTS], row[GRADE]) == ("評価", ["評価 A", "評価 S"], "A→S")


def test_a_branch_that_changes_sides_under_the_other_mean_says_both_means():
    kpi = make_counted_kpi(aggregate=AggregateRule.RATIO)
    plan = make_plan(kpi, branches=(MIYAZAKI, OITA, SHIZUOKA), targets="1以上")
    counts = {"45": (90, 100), "44": (150, 300), "22": (60, 100)}
    entries = [
        make_entry(code, "rate", f"{100 * one / all_:.1f}", (one, all_))
        for code, (one, all_) in counts.items()
    ]
    [row] = rows(plan, *entries)
    # 300 ÷ 500 = 60.0, and the mean of 90.0, 50.0 and 60.0 is 66.7.
    assert row[CONDITION] == "全国の値を単純平均にした場合（60.0→66.7）"
    assert (row[0], row[RESULTS]) == ("静岡", ["全国と同じ", "全国を下回る"])
