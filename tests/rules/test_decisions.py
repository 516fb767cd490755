"""What has to be decided: in which order, how it is counted, and where the particulars stand."""

from dataclasses import replace

import pytest

from kpixl.locale import catalogue
from kpixl.model.assessment import Judgement, Reason
from kpixl.model.figure import FigureState
from kpixl.model.plan import Branch, NationalRow
from kpixl.model.submission import LedgerRow, Punctuality, Receipt
from kpixl.model.summary import Decision
from kpixl.rules.assessment import assess
from kpixl.rules.overview import build_summary
from tests.rules.builders import YEAR, make_counted_kpi, make_entry, make_kpi, make_plan

BRANCHES = tuple(Branch(f"{number:02}", f"第{number}") for number in range(1, 10))


def ledger_row(branch: Branch, receipt: Receipt = Receipt.RECEIVED) -> LedgerRow:
    return LedgerRow(
        branch.code, branch.name, branch.block, receipt, Punctuality.UNKNOWN, 0, 1, "", "", None, 0, 0
    )


def decided(plan, entries, receipts=None) -> tuple[Decision, ...]:
    receipts = receipts or {}
    ledger = [ledger_row(branch, receipts.get(branch.code, Receipt.RECEIVED)) for branch in plan.branches]
    return build_summary(plan, "run", assess(plan, entries), ledger, (), ()).decisions


def said(decisions: tuple[Decision, ...], language: str = "ja") -> list[str]:
    return [catalogue(language).phrase(decision.sentence) for decision in decisions]


def test_where_all_is_well_there_is_nothing_to_decide():
    plan = make_plan(branches=BRANCHES[:2], targets="50以上")
    assert decided(plan, [make_entry("01", value=60), make_entry("02", value=61)]) == ()


def test_what_is_missing_comes_first_then_what_is_sent_back():
    plan = make_plan(branches=BRANCHES[:3], targets="50以上")
    receipts = {"01": Receipt.SENT_BACK, "02": Receipt.MISSING}
    entries = [make_entry("01", value=FigureState.UNREADABLE), make_entry("03", value=10)]
    decisions = decided(plan, entries, receipts)
    assert [decision.sentence.key for decision in decisions] == [
        "decision.missing",
        "decision.sent_back",
        "decision.missed",
        "decision.no_actual",
    ]
    assert [decision.sheet for decision in decisions] == ["open_points", "open_points", "matrix", "list"]
    assert said(decisions)[:2] == [
        "未着 1支部（第2）。督促するか、欠けたまま確定するか。",
        "差戻し中 1支部（第1）。訂正を待つか、今のまま確定するか。",
    ]
    assert said(decisions, "en")[0] == "Missing: 1 (第2). Remind them, or close without them?"


def test_six_names_are_listed_and_the_rest_counted():
    plan = make_plan(branches=BRANCHES, targets="50以上")
    receipts = {branch.code: Receipt.MISSING for branch in BRANCHES}
    assert said(decided(plan, [], receipts))[0].startswith(
        "未着 9支部（第1・第2・第3・第4・第5・第6 ほか3支部）"
    )


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"a": (60, 60, 10), "b": (60, 60, 60)}, None),  # one of three
        ({"a": (60, 10, 10), "b": (60, 60, 60)}, "3支部中 2支部が未達成：a。"),
        (
            {"a": (60, 10, 10), "b": (10, 10, 10)},
            "3支部中 3支部が未達成：b（ほかに 1指標も半数以上が未達成）。",
        ),
        (
            {"a": (10, 10, 10), "b": (10, 10, 10)},
            "3支部中 3支部が未達成：a（ほかに 1指標も半数以上が未達成）。",
        ),
    ],
)
def test_the_kpi_that_most_branches_miss_is_named_where_half_of_them_miss_it(values, sentence):
    plan = make_plan(make_kpi("a"), make_kpi("b"), branches=BRANCHES[:3], targets="50以上")
    entries = [
        make_entry(branch.code, kpi, value)
        for kpi, figures in values.items()
        for branch, value in zip(BRANCHES[:3], figures, strict=True)
    ]
    decisions = [item for item in decided(plan, entries) if item.sheet == "matrix"]
    assert [text.removesuffix("取組を強めるか、目標を見直すか。") for text in said(tuple(decisions))] == (
        [sentence] if sentence else []
    )


def test_a_published_figure_that_all_branches_contradict_is_to_be_settled():
    kpi = make_counted_kpi(aggregate="ratio")
    published = [NationalRow(YEAR, "rate", None, make_entry(value=70).actual.figure.value)]
    plan = make_plan(kpi, branches=BRANCHES[:1], targets="50以上", national=published)
    decisions = decided(plan, [make_entry("01", value=60, counts=(60, 100))])
    assert said(decisions) == ["公表値と支部の値が合わない指標：rate。どちらを使うか。"]
    assert decisions[0].sheet == "groups"


def test_a_judgement_that_hangs_on_one_person_is_to_be_confirmed():
    plan = make_plan(make_counted_kpi(), branches=BRANCHES[:1], targets="60以上")
    decisions = decided(plan, [make_entry("01", value=60, counts=(60, 100))])
    assert [(item.sentence.key, item.sheet) for item in decisions] == [("decision.tipping", "tipping")]


def test_a_missing_baseline_and_a_missing_actual_are_counted_apart():
    plan = make_plan(make_kpi("a"), make_kpi("b"), branches=BRANCHES[:2], targets="前年度以上")
    entries = [make_entry("01", "a", 60), make_entry("01", "b"), make_entry("02", "a"), make_entry("02", "b")]
    rows = assess(plan, entries)
    assert [row.judgement for row in rows] == [Judgement.NOT_JUDGED] * 4
    assert [row.reason for row in rows].count(Reason.NO_BASELINE) == 1
    assert said(decided(plan, entries)) == [
        "比べる前年度の値がなく判定できない項目 1件。基準値を定めるか。",
        "提出はあるが実績がなく判定できない項目 3件。支部に確かめるか。",
    ]


def test_what_a_missing_branch_did_not_report_is_no_question_of_its_own():
    plan = make_plan(branches=BRANCHES[:2], targets="50以上")
    decisions = decided(plan, [make_entry("01", value=60)], {"02": Receipt.MISSING})
    assert [item.sentence.key for item in decisions] == ["decision.missing"]


def test_the_tally_counts_what_is_missing_within_what_is_not_judged():
    plan = make_plan(make_kpi("a"), make_kpi("b"), branches=BRANCHES[:2], targets="50以上")
    entries = [make_entry("01", "a", 60), make_entry("01", "b")]
    ledger = [ledger_row(BRANCHES[0]), ledger_row(BRANCHES[1], Receipt.MISSING)]
    summary = build_summary(plan, "run", assess(plan, entries), ledger, (), ())
    assert (summary.total.not_judged, summary.total.missing) == (3, 2)
    assert [result.tally.missing for result in summary.branches] == [0, 2]
    assert [result.tally.missing for result in summary.kpis] == [1, 1]
    assert summary.as_of is None
    assert replace(summary.total, missing=0).with_target == summary.total.with_target == 4
