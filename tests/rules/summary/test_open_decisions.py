"""What has to be decided: in which order, how it is counted, and where the particulars stand."""

import datetime as dt
from dataclasses import replace

import pytest

from kpixl.locale import catalogue
from kpixl.model.assessment import Judgement, Reason
from kpixl.model.figure import FigureState
from kpixl.model.finding import FindingCode, Place, finding
from kpixl.model.ledger import NextStep, Receipt
from kpixl.model.plan import Branch
from kpixl.model.plan_figures import NationalRow
from kpixl.model.summary import OpenDecision, Tally
from kpixl.rules.assessment.assess import assess
from kpixl.rules.summary.build import build_summary
from kpixl.rules.summary.figure_findings import figure_findings
from tests.rules.builders import (
    YEAR,
    make_counted_kpi,
    make_entry,
    make_figure,
    make_kpi,
    make_ledger_row,
    make_plan,
)

OURS = (
    "本部の確認を待つ提出 1支部（第1）。使うファイルやパスワードなどを確かめて読み直すか、除いて確定するか。"
)
BRANCHES = tuple(Branch(code=f"{number:02}", name=f"第{number}") for number in range(1, 10))


def decided(plan, entries, receipts=None, findings=()) -> tuple[OpenDecision, ...]:
    receipts = receipts or {}
    ledger = [
        make_ledger_row(branch, receipts.get(branch.code, Receipt.RECEIVED)) for branch in plan.branches
    ]
    return build_summary(plan, "run", assess(plan, entries), ledger, (), findings).decisions


def said(decisions: tuple[OpenDecision, ...], language: str = "ja") -> list[str]:
    return [catalogue(language).translate(decision.sentence) for decision in decisions]


def test_where_all_is_well_there_is_nothing_to_decide():
    plan = make_plan(branches=BRANCHES[:2], targets="50以上")
    assert decided(plan, [make_entry("01", value=60), make_entry("02", value=61)]) == ()


def test_what_is_missing_comes_first_then_what_is_sent_back():
    plan = make_plan(branches=BRANCHES[:3], targets="50以上")
    receipts = {"01": Receipt.SENT_BACK, "02": Receipt.MISSING}
    unreadable = replace(make_entry("01", value=FigureState.UNREADABLE), file="inbox/01.xlsx")
    entries = [unreadable, make_entry("03", value=10)]
    decisions = decided(plan, entries, receipts)
    assert [decision.sentence.key for decision in decisions] == [
        "decision.missing",
        "decision.sent_back",
        "decision.missed_alike",
        "decision.unexplained",
        "decision.no_actual",
    ]
    sheets = ["open_points", "open_points", "matrix", "list", "list"]
    assert [decision.sheet for decision in decisions] == sheets
    assert said(decisions)[:2] == [
        "未着 1支部（第2）。催促するか、欠けたまま確定するか。",
        "差戻し中 1支部（第1）。訂正を待つか、今のまま確定するか。",
    ]
    assert said(decisions, "en")[0] == "Missing: 1 (第2). Remind them, or close without them?"


@pytest.mark.parametrize(
    ("step", "key", "text"),
    [
        (NextStep.UNDECIDED, "ours", OURS),
        (NextStep.UNCHECKED, "ours", OURS),
        (NextStep.UNREGISTERED, "ours", OURS),
        (NextStep.LOCKED, "ours", OURS),
        (NextStep.DENIED, "ours", OURS),
        (NextStep.ARRIVED, "arrived", "届いているが読めない 1支部（第1）。記入表を送り直してもらうか。"),
        (
            NextStep.NOT_ISSUED,
            "not_issued",
            "記入表を配布していない 1支部（第1）。配布するか、除いて確定するか。",
        ),
    ],
)
def test_what_is_head_offices_own_to_do_is_no_question_to_the_branch(step, key, text):
    plan = make_plan(branches=BRANCHES[:2], targets="50以上")
    ledger = [replace(make_ledger_row(BRANCHES[0]), next_step=step), make_ledger_row(BRANCHES[1])]
    assessments = assess(plan, [make_entry("02", value=61)], {"01"})
    decisions = build_summary(plan, "run", assessments, ledger, (), ()).decisions
    assert [item.sentence.key for item in decisions] == [f"decision.{key}"]
    assert said(decisions) == [text]


def test_six_names_are_listed_and_the_rest_counted():
    plan = make_plan(branches=BRANCHES, targets="50以上")
    receipts = {branch.code: Receipt.MISSING for branch in BRANCHES}
    assert said(decided(plan, [], receipts))[0].startswith(
        "未着 9支部（第1・第2・第3・第4・第5・第6 ほか3支部）"
    )


@pytest.mark.parametrize(
    ("values", "kpis"),
    [
        ({"a": (60, 60, 10), "b": (60, 60, 60)}, None),  # one of three
        ({"a": (60, 10, 10), "b": (60, 60, 60)}, "3支部中2支部が未達成の1指標：a（達成率の中央値20.0％）。"),
        (
            {"a": (60, 10, 10), "b": (10, 10, 10)},
            (
                "3支部とも未達成の1指標：b（達成率の中央値20.0％）。判定した支部の半数以上が未達成の指標がほかに1。"
            ),
        ),
        (
            {"a": (40, 49, 45), "b": (30, 48, 40)},
            "3支部とも未達成の2指標：b（達成率の中央値80.0％）・a（達成率の中央値90.0％）。",
        ),
    ],
)
def test_the_kpis_that_half_of_the_branches_miss_are_named_the_farthest_first(values, kpis):
    plan = make_plan(make_kpi("a"), make_kpi("b"), branches=BRANCHES[:3], targets="50以上")
    entries = [
        make_entry(branch.code, kpi, value)
        for kpi, figures in values.items()
        for branch, value in zip(BRANCHES[:3], figures, strict=True)
    ]
    decisions = [item for item in decided(plan, entries) if item.sheet == "matrix"]
    sentence = f"{kpis}取組の強化か、目標の見直しか。"
    assert said(tuple(decisions)) == ([sentence] if kpis else [])


def test_what_fewer_than_half_of_the_branches_judged_missed_is_not_counted_among_the_others():
    missed = {"a": (10, 10, 10), "b": (10, 60), "c": (10, 10), "d": (10, 60, 60)}
    plan = make_plan(*map(make_kpi, missed), branches=BRANCHES[:3], targets="50以上")
    entries = [
        make_entry(branch.code, kpi, value)
        for kpi, figures in missed.items()
        for branch, value in zip(BRANCHES, figures, strict=False)
    ]
    (decision,) = (item for item in decided(plan, entries) if item.sheet == "matrix")
    assert "判定した支部の半数以上が未達成の指標がほかに2。" in said((decision,))[0]
    assert "2 more by half or more of the branches judged." in said((decision,), "en")[0]


def test_of_many_branches_each_kpi_says_by_how_many_it_was_missed():
    plan = make_plan(make_kpi("a"), make_kpi("b"), branches=BRANCHES[:6], targets="50以上")
    entries = [
        make_entry(branch.code, kpi, 60 if kpi == "b" and branch.code == "01" else 40)
        for kpi in "ab"
        for branch in BRANCHES[:6]
    ]
    decision = next(item for item in decided(plan, entries) if item.sheet == "matrix")
    assert said((decision,)) == [
        (
            "未達成の支部が多い2指標：a（6支部とも未達成、達成率の中央値80.0％）"
            "・b（6支部中5支部が未達成、達成率の中央値80.0％）。取組の強化か、目標の見直しか。"
        )
    ]


def test_a_median_of_fewer_than_three_is_not_shown_and_shorter_sentences_name_fewer_kpis():
    plan = make_plan(*(make_kpi(code) for code in "abc"), branches=BRANCHES[:2], targets="50以上")
    entries = [make_entry(branch, code, 40) for branch in ("01", "02") for code in "abc"]
    decision = next(item for item in decided(plan, entries) if item.sheet == "matrix")
    assert said((decision,)) == ["2支部とも未達成の3指標：a・b・c。取組の強化か、目標の見直しか。"]
    shorter = [catalogue("ja").translate(sentence) for sentence in decision.shorter]
    assert shorter == [
        "2支部とも未達成の3指標：a・b ほか1指標。取組の強化か、目標の見直しか。",
        "2支部とも未達成の3指標：a ほか2指標。取組の強化か、目標の見直しか。",
    ]
    alone = make_plan(make_kpi(), branches=BRANCHES[:1], targets="50以上")
    assert said(decided(alone, [make_entry("01", value=40)]))[0].startswith(
        "判定した1支部が未達成の1指標：rate。"
    )


def test_misses_of_which_nobody_says_anything_are_counted_by_branch_those_with_the_most_first():
    plan = make_plan(make_kpi("a"), make_kpi("b"), branches=BRANCHES[:3], targets="50以上")
    remarked = replace(make_entry("02", "b", 40), remark="受診控えのため")
    silent = [
        make_entry(branch, kpi, 40) for branch, kpi in (("01", "a"), ("02", "a"), ("03", "a"), ("03", "b"))
    ]
    decisions = decided(plan, [remarked, *silent])
    told = [item for item in decisions if item.sentence.key == "decision.unexplained"]
    assert said(tuple(told)) == [
        "未達成 5件のうち 4件に要因の記載がない（第3 2件・第1 1件・第2 1件）。支部に尋ねるか。"
    ]
    assert said(tuple(told), "en") == [
        "Not achieved, and no cause given: 4 of 5 (第3 2, 第1 1, 第2 1). Ask the branches?"
    ]
    assert [item.sheet for item in told] == ["list"]


def test_a_published_figure_that_all_branches_contradict_is_to_be_settled():
    kpi = make_counted_kpi(aggregate="ratio")
    published = [
        NationalRow(
            fiscal_year=YEAR, kpi_code="rate", target=None, actual=make_entry(value=70).actual.figure.value
        )
    ]
    plan = make_plan(kpi, branches=BRANCHES[:1], targets="50以上", national=published)
    decisions = decided(plan, [make_entry("01", value=60, counts=(60, 100))])
    assert said(decisions) == [
        "全国の公表値と支部の値が合わない：rate（公表値 70.0％、支部から計算 60.0％）。どちらを使うか。"
    ]
    assert decisions[0].sheet == "aggregates"


def coded(code: str) -> FindingCode:
    """The kind of finding that has a code."""
    return next(kind for kind in FindingCode if kind.code == code)


@pytest.mark.parametrize(("code", "asked"), [("K508", True), ("K511", True), ("K502", True), ("K505", False)])
def test_figures_that_look_wrong_are_to_be_confirmed_before_anything_is_read_from_them(code, asked):
    plan = make_plan(branches=BRANCHES[:2], targets="50以上")
    found = finding(coded(code), Place("inbox/a.xlsx", "記入シート", "K8"), branch="02", kpi="rate")
    decisions = decided(plan, [make_entry("01", value=60), make_entry("02", value="0.6")], findings=[found])
    doubts = [text for text in said(decisions) if "疑われる" in text]
    assert doubts == (
        ["桁・符号・範囲の誤りが疑われる値 1件（第2 rate）。支部に確かめるか、このまま確定するか。"]
        if asked
        else []
    )
    assert not asked or decisions[0].sheet == "open_points"


def test_what_was_found_in_a_file_that_does_not_count_says_nothing_about_the_figure():
    plan = make_plan(branches=BRANCHES[:1], targets="50以上")
    used = replace(make_entry("01", value="60"), file="inbox/first.xlsx")
    found = finding(coded("K502"), Place("inbox/later.xlsx", "記入シート", "K8"), branch="01", kpi="rate")
    rows = assess(plan, [used])
    assert figure_findings([found], rows) == {}
    assert decided(plan, [used], findings=[found]) == ()
    own = replace(found, place=Place("inbox/first.xlsx", "記入シート", "K8"))
    planned = replace(found, kind=coded("K121"), place=Place("plan.xlsx"))
    note = replace(own, kind=coded("K402"))
    assert figure_findings([found, own, planned, note], rows) == {("01", "rate"): (own, planned)}


def test_names_of_any_length_leave_room_for_the_question():
    plan = make_plan(branches=[Branch(code="01", name="長" * 300)], targets="50以上")
    [sentence] = said(decided(plan, [], {"01": Receipt.MISSING}))
    assert len(sentence) < 100
    assert sentence.endswith("。催促するか、欠けたまま確定するか。")


def test_a_doubtful_figure_that_head_office_replaced_is_settled():
    plan = make_plan(branches=BRANCHES[:1], targets="50以上")
    adjusted = replace(make_entry("01", value="60"), reported=make_figure("0.6"))
    found = finding(coded("K508"), Place("inbox/a.xlsx", "記入シート", "K8"), branch="01", kpi="rate")
    assert decided(plan, [adjusted], findings=[found]) == ()
    doubt = replace(found, kind=coded("K519"))
    assert "疑われる" in said(decided(plan, [adjusted], findings=[doubt]))[0]


def test_the_day_is_that_of_the_last_return_that_was_received():
    plan = make_plan(branches=BRANCHES[:3], targets="50以上")
    saved = {"01": (Receipt.RECEIVED, 10), "02": (Receipt.RECEIVED, 9), "03": (Receipt.SENT_BACK, 20)}
    ledger = [
        replace(
            make_ledger_row(branch, receipt), modified=dt.datetime.combine(dt.date(2025, 5, day), dt.time(9))
        )
        for branch in plan.branches
        for receipt, day in [saved[branch.code]]
    ]
    summary = build_summary(plan, "run", assess(plan, []), ledger, (), ())
    assert summary.last_saved == dt.date(2025, 5, 10)


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [
        (2, 3, 0.667),
        (0, 3, 0),
        (3, 3, 1),
        (2999, 3000, 0.999),
        (1, 3000, 0.001),
        (1, 16, 0.063),
        (1, 0, None),
    ],
)
def test_a_share_is_rounded_half_up_but_never_to_all_or_nothing(part, whole, share):
    assert (
        Tally(achieved=part, not_achieved=max(whole - part, 0) if whole else 0).share == share
        if whole
        else Tally().share is None
    )


def test_a_judgement_that_hangs_on_one_person_is_to_be_confirmed():
    plan = make_plan(make_counted_kpi(), branches=BRANCHES[:1], targets="60以上")
    decisions = decided(plan, [make_entry("01", value=60, counts=(60, 100))])
    assert [(item.sentence.key, item.sheet) for item in decisions] == [
        ("decision.sensitivity", "sensitivity")
    ]


def test_a_missing_baseline_and_a_missing_actual_are_counted_apart():
    plan = make_plan(make_kpi("a"), make_kpi("b"), branches=BRANCHES[:2], targets="前年度以上")
    entries = [make_entry("01", "a", 60), make_entry("01", "b"), make_entry("02", "a"), make_entry("02", "b")]
    rows = assess(plan, entries)
    assert [row.judgement for row in rows] == [Judgement.NOT_JUDGED] * 4
    assert [row.reason for row in rows].count(Reason.NO_BASELINE) == 1
    listed = "第1 b・第2 a・第2 b"
    actual = "提出はあるが実績が未記入・未確定・読み取れないなどで、判定できない値 3件"
    assert said(decided(plan, entries)) == [
        "目標の基準になる過年度の値がなく、判定できない値 1件（第1 a）。基準値を定めるか。",
        f"{actual}（{listed}）。支部に確かめるか。",
    ]


def test_what_a_missing_branch_did_not_report_is_no_question_of_its_own():
    plan = make_plan(branches=BRANCHES[:2], targets="50以上")
    decisions = decided(plan, [make_entry("01", value=60)], {"02": Receipt.MISSING})
    assert [item.sentence.key for item in decisions] == ["decision.missing"]


def test_the_tally_counts_what_is_missing_within_what_is_not_judged():
    plan = make_plan(make_kpi("a"), make_kpi("b"), branches=BRANCHES[:2], targets="50以上")
    entries = [make_entry("01", "a", 60), make_entry("01", "b")]
    ledger = [make_ledger_row(BRANCHES[0]), make_ledger_row(BRANCHES[1], Receipt.MISSING)]
    summary = build_summary(plan, "run", assess(plan, entries), ledger, (), ())
    assert (summary.total.not_judged, summary.total.missing) == (3, 2)
    assert [result.tally.missing for result in summary.branches] == [0, 2]
    assert [result.tally.missing for result in summary.kpis] == [1, 1]
    assert summary.last_saved is None
    assert replace(summary.total, missing=0).with_target == summary.total.with_target == 4
