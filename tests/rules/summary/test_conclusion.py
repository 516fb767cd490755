"""What the round comes to, in sentences that hold the figures of the tables."""

import pytest

from kpixl.locale import catalogue
from kpixl.model.ledger import Receipt
from kpixl.model.plan import Branch
from kpixl.model.round_movement import Movement
from kpixl.model.summary import Tally
from kpixl.rules.assessment.assess import assess
from kpixl.rules.summary.conclusion import ConclusionInputs, find_conclusion
from kpixl.rules.summary.misses import rank_misses
from tests.rules.builders import make_counted_kpi, make_entry, make_kpi, make_ledger_row, make_plan

BRANCHES = tuple(Branch(code=f"{number:02}", name=f"第{number}") for number in range(1, 7))


def concluded(plan, entries=(), *, language="ja", missing=0, doubtful=frozenset(), **known):
    inputs = {
        "total": Tally(achieved=19, not_achieved=15, not_judged=17),
        "last_year": Tally(),
        "movement": Movement(),
        **known,
    }
    receipts = [Receipt.MISSING] * missing + [Receipt.RECEIVED] * (len(plan.branches) - missing)
    found = find_conclusion(
        ConclusionInputs(
            plan=plan,
            misses=rank_misses(plan, assess(plan, entries)),
            ledger=[
                make_ledger_row(branch, receipt)
                for branch, receipt in zip(plan.branches, receipts, strict=True)
            ],
            doubtful=doubtful,
            **inputs,
        )
    )
    return [catalogue(language).translate(sentence) for sentence in found]


def test_it_says_what_was_achieved_how_it_moved_what_is_missing_and_the_largest_miss():
    plan = make_plan(branches=BRANCHES[:3], targets="50以上")
    entries = [make_entry("02", value=45), make_entry("03", value=49)]
    movement = Movement(improved=17, worsened=12, unchanged=3)
    assert concluded(plan, entries, missing=1, movement=movement) == [
        "判定した34件のうち19件（55.9％）で目標を達成。",
        "未達成は2件（第2 1件・第3 1件）。",
        "前年度からは良化17件、悪化12件。",
        "未着は1支部（第1）。",
        "達成率が最も低いのは第2の「rate」で、目標50.0％以上に対し実績45.0％（差5.0ポイント、達成率90.0％）。",
    ]
    assert concluded(plan, entries, missing=1, movement=movement, language="en") == [
        "19 of the 34 targets judged were achieved (55.9%).",
        "Not achieved: 2 (第2 1, 第3 1).",
        "17 figures are better than last year, 12 worse.",
        "Missing: 1 branch (第1).",
        (
            "Lowest achievement rate: 第2, rate, 45.0% against a target of 50.0% or more"
            " (off by 5.0 points, achievement rate 90.0%)."
        ),
    ]


def test_the_branches_with_the_most_misses_stand_first_and_the_rest_is_counted():
    plan = make_plan(make_kpi("a"), make_kpi("b"), branches=BRANCHES, targets="50以上")
    entries = [make_entry(branch.code, "a", 40) for branch in BRANCHES] + [make_entry("06", "b", 40)]
    assert concluded(plan, entries)[1] == "未達成は7件（第6 2件・第1 1件・第2 1件・第3 1件 ほか2支部）。"


def test_last_years_share_stands_beside_this_years():
    told = concluded(make_plan(), last_year=Tally(achieved=1, not_achieved=1))
    assert told[0] == "判定した34件のうち19件（55.9％、前年度は50.0％）で目標を達成。"


def test_where_nothing_was_judged_it_says_that():
    told = concluded(make_plan(), total=Tally(not_judged=4))
    assert told == ["目標のある4件に、判定できたものはまだない。"]


def test_four_missing_branches_are_named_and_the_rest_counted():
    told = concluded(make_plan(branches=BRANCHES), missing=6)
    assert told[1] == "未着は6支部（第1・第2・第3・第4 ほか2支部）。"


def test_a_doubtful_figure_is_said_to_be_one():
    plan = make_plan(targets="50以上")
    told = concluded(plan, [make_entry(value=5)], doubtful={("45", "rate")})
    assert "「rate」（値は要確認）で" in told[-1]


@pytest.mark.parametrize(
    ("target", "actual", "ending"),
    [
        (
            "前年度以上（84.12％以上）",
            "75.3",
            "目標84.12％以上に対し実績75.30％（差8.82ポイント、達成率89.5％）。",
        ),
        ("50以上", "49.99", "目標50.00％以上に対し実績49.99％（差0.01ポイント、達成率99.98％）。"),
    ],
)
def test_the_target_is_the_number_that_it_comes_to_and_a_near_miss_no_100_percent(target, actual, ending):
    plan = make_plan(make_kpi(decimals=2), targets=target, prior={("45", "rate"): "84.12"})
    assert concluded(plan, [make_entry(value=actual)])[-1].endswith(ending)


def test_a_rate_of_few_cases_has_its_counts_and_one_below_nothing_no_achievement_rate():
    plan = make_plan(make_counted_kpi(direction="at_most"), targets="11.1以下")
    told = concluded(plan, [make_entry(value="33.3", counts=(3, 9))])
    assert told[-1].endswith("目標11.1％以下に対し実績33.3％（3／9）（差22.2ポイント）。")


def test_a_target_that_has_no_difference_stands_beside_its_figure_alone():
    kpi = make_kpi("plan", unit="", direction="do", decimals=0)
    plan = make_plan(kpi, targets="実施")
    assert concluded(plan, [make_entry(kpi="plan", value=0)])[-1].startswith(
        "達成率が最も低いのは宮崎の「plan」で"
    )
