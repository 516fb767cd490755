"""One returned workbook against the plan: the right file, and figures that make sense."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from kpixl.locale import translate
from kpixl.model.assessment import Judgement
from kpixl.model.entries import MeasureEntry
from kpixl.model.figure import BLANK, UNREADABLE, Figure, FigureState
from kpixl.model.finding import Severity
from kpixl.model.kpi import JudgeOn
from kpixl.model.ledger import Receipt
from kpixl.model.submission import Field, MeasureField, RawCell, RawRow, Registered
from kpixl.rules.assessment.assess import assess
from kpixl.rules.figures.folding import cell_text
from kpixl.rules.issue.distribution import fingerprint
from kpixl.rules.returns.check import check_return, is_sent_back
from kpixl.rules.returns.selection import select_returns
from kpixl.rules.targets.parse import parse_target
from tests.details import shown_details
from tests.rules.builders import (
    MIYAZAKI,
    OITA,
    check,
    codes,
    found,
    make_counted_kpi,
    make_kpi,
    make_plan,
    make_row,
    make_submission,
    plan_context,
    without,
)


def only(checked):
    """The one entry and the one finding of a return."""
    (entry,), (item,) = checked.entries, checked.findings
    return entry, item


def details(item):
    return shown_details(item.details)


# ── is it the right file? ────────────────────────────────────────────────────────────────────────


def test_a_sound_return_has_its_figure_and_no_finding():
    checked = check(make_plan(), {"rate": 62.2})
    (entry,) = checked.entries
    assert (entry.branch_code, entry.kpi_code, entry.figure) == ("45", "rate", Figure.of("62.2"))
    assert (entry.file, entry.cell.cell) == ("inbox/45.xlsx", "K12")
    assert (checked.findings, checked.refused, checked.branch) == ((), False, MIYAZAKI)
    assert (checked.filled, checked.fields) == (1, 1)
    assert not is_sent_back(checked)


def refused(checked):
    """The code of the one finding with which a whole file is refused."""
    assert checked.refused
    assert is_sent_back(checked)
    assert (checked.entries, checked.measure_entries, checked.filled) == ((), (), 0)
    (item,) = checked.findings
    assert (item.place.file, item.severity) == (checked.submission.file, Severity.ERROR)
    return item.kind.code


def test_a_workbook_without_identity_is_no_entry_workbook():
    plan = make_plan()
    submission = make_submission(plan, {"rate": 62.2})
    stranger = type(submission)(
        file=submission.file, sha256="sha", identity=None, has_keys=True, rows=submission.rows
    )
    assert refused(check_return(plan_context(plan), stranger)) == "K302"


def test_a_branch_outside_the_roster_is_refused_by_name():
    identity = {"branch_code": "99", "branch_name": "火星"}
    checked = check(make_plan(), {"rate": 62.2}, identity=identity)
    assert refused(checked) == "K303"
    assert details(checked.findings[0]) == {"seen": "99", "name": "火星"}
    assert checked.branch is None


@pytest.mark.parametrize(
    ("identity", "seen"),
    [
        ({"fiscal_year": "2023"}, "令和6年度実績 (2023)"),
        ({"round_name": "令和5年度実績"}, "令和5年度実績 (2024)"),
    ],
)
def test_a_return_of_another_round_is_refused(identity, seen):
    checked = check(make_plan(), {"rate": 62.2}, identity=identity)
    assert refused(checked) == "K304"
    assert details(checked.findings[0]) == {"seen": seen, "expected": "令和6年度実績 (2024)"}


def test_a_return_whose_keys_are_gone_is_refused():
    assert refused(check(make_plan(), {}, has_keys=False, rows=())) == "K309"


@pytest.mark.parametrize("cells", [{"rate": ""}, {"rate": "　"}, {"rate": {"remark": "後日報告"}}])
def test_an_empty_return_is_refused_and_not_read_as_zero(cells):
    checked = check(make_plan(), cells)
    assert refused(checked) == "K313"
    assert (details(checked.findings[0]), checked.fields) == ({"fields": "1"}, 1)


def test_a_return_with_nothing_but_measures_is_no_empty_return():
    measure = RawRow(
        key="1", cells={MeasureField.GRADE: RawCell("A", "施策評価", "E5")}, sheet="施策評価", row=5
    )
    checked = check(make_plan(measures=["1"]), {"rate": ""}, measure_rows=(measure,))
    assert (checked.refused, codes(checked.findings)) == (False, ["K501"])


def test_a_return_with_nothing_to_report_is_no_empty_return():
    checked = check(make_plan(targets="設定なし"), {"rate": ""})
    assert (checked.refused, checked.findings, checked.fields) == (False, (), 0)


@pytest.mark.parametrize("typed", [0.0, "-", "未確定", "…", "x"])
def test_a_zero_or_a_state_is_an_answer_and_no_empty_return(typed):
    checked = check(make_plan(), {"rate": typed})
    assert not checked.refused
    assert (checked.filled, checked.fields) == (1, 1)


def registered(issue):
    row = {"branch_code": "45", "branch_name": "宮崎", "file": "45_宮崎_FY2024.xlsx"}
    return {"45": Registered(**row, issue=issue, sha256="sha")}


def test_an_older_issue_is_a_warning_and_is_used():
    plan = make_plan()
    submission = make_submission(plan, {"rate": 62.2})
    checked = check_return(plan_context(plan, register=registered("FY2024-45-02")), submission)
    entry, item = only(checked)
    assert (item.kind.code, item.severity) == ("K305", Severity.WARNING)
    assert details(item) == {"seen": "FY2024-45-01", "expected": "FY2024-45-02"}
    assert (entry.figure, checked.refused, is_sent_back(checked)) == (Figure.of("62.2"), False, False)


def test_issue_10_is_newer_than_issue_9():
    plan = make_plan()
    submission = make_submission(plan, {"rate": 62.2}, identity={"issue": "FY2024-45-10"})
    assert check_return(plan_context(plan, register=registered("FY2024-45-09")), submission).findings == ()


def test_a_plan_changed_since_the_issue_is_a_warning_and_the_figure_is_used():
    sent, now = make_plan(targets="60以上"), make_plan(targets="65以上")
    checked = check_return(
        plan_context(now, register=registered("FY2024-45-01")),
        make_submission(sent, {"rate": 62.2}),
    )
    entry, item = only(checked)
    assert (item.kind.code, item.severity) == ("K306", Severity.WARNING)
    assert (entry.figure, checked.refused) == (Figure.of("62.2"), False)


def test_a_changed_target_of_another_branch_is_no_finding():
    branches = (OITA, MIYAZAKI)
    sent = make_plan(branches=branches, targets={("45", "rate"): "60以上", ("44", "rate"): "60以上"})
    now = make_plan(branches=branches, targets={("45", "rate"): "60以上", ("44", "rate"): "70以上"})
    assert check_return(plan_context(now), make_submission(sent, {"rate": 62.2})).findings == ()
    assert fingerprint(sent, "44", translate) != fingerprint(now, "44", translate)


# ── rows and keys ────────────────────────────────────────────────────────────────────────────────


def test_a_kpi_row_that_was_deleted_is_an_error_but_the_others_count():
    plan = make_plan(make_kpi("a"), make_kpi("b"))
    checked = check(plan, {"a": 62.2})
    assert found(checked.findings) == [("K311", "")]
    assert [entry.figure for entry in checked.entries] == [Figure.of("62.2"), BLANK]
    assert not checked.refused
    assert is_sent_back(checked)
    assert (checked.filled, checked.fields) == (1, 2)


def test_a_deleted_row_of_a_kpi_without_target_is_no_finding():
    plan = make_plan(make_kpi("a"), make_kpi("b"), targets={("45", "a"): "50以上", ("45", "b"): "設定なし"})
    checked = check(plan, {"a": 62.2})
    assert checked.findings == ()
    assert (checked.filled, checked.fields) == (1, 1)


def test_a_row_the_plan_does_not_know_is_a_warning_that_names_its_row():
    checked = check(make_plan(), {"rate": 62.2, "mail_rate": 91.4})
    assert found(checked.findings) == [("K310", "A13")]
    assert [entry.kpi_code for entry in checked.entries] == ["rate"]


def test_a_kpi_that_stands_twice_is_an_error_and_the_first_row_counts():
    rows = (make_row("rate", 62.2, 12), make_row("rate", 99.9, 15))
    checked = check(make_plan(), {}, rows=rows)
    entry, item = only(checked)
    assert (item.kind.code, item.place.cell, details(item)) == ("K312", "A15", {"first": "12"})
    assert entry.figure == Figure.of("62.2")
    assert is_sent_back(checked)


def test_entries_follow_the_plans_order_whatever_the_order_of_rows():
    plan = make_plan(make_kpi("a"), make_kpi("b"))
    checked = check(plan, {"b": 12.0, "a": 11.0})
    assert [(entry.kpi_code, entry.figure.value) for entry in checked.entries] == [("a", 11), ("b", 12)]
    assert checked.findings == ()


def test_a_return_whose_actuals_lost_their_column_is_refused():
    row = make_row("rate", 62.2)
    cut = RawRow(
        key=row.key, cells=without(row.cells, "actual"), sheet=row.sheet, row=row.row, key_cell=row.key_cell
    )
    assert refused(check(make_plan(), {}, rows=(cut,))) == "K309"


def test_a_column_that_was_deleted_leaves_blanks_and_no_crash():
    row = RawRow(
        key="rate", cells={Field.ACTUAL: RawCell(62.2, "記入シート", "K12")}, sheet="記入シート", row=12
    )
    (entry,) = check(make_plan(make_counted_kpi()), {}, rows=(row,)).entries
    assert (entry.figure, entry.numerator, entry.remark, entry.next_target) == (
        Figure.of("62.2"),
        BLANK,
        "",
        "",
    )


# ── reading figures ──────────────────────────────────────────────────────────────────────────────


def test_a_blank_with_a_target_is_a_warning_and_stays_blank():
    plan = make_plan(make_kpi("a"), make_kpi("b"))
    checked = check(plan, {"a": 62.2, "b": ""})
    assert found(checked.findings) == [("K501", "K13")]
    assert checked.entries[1].figure == BLANK
    assert not is_sent_back(checked)


def test_a_blank_without_a_target_is_no_finding():
    plan = make_plan(make_kpi("a"), make_kpi("b"), targets={("45", "a"): "50以上"})
    assert check(plan, {"a": 62.2, "b": ""}).findings == ()


def test_a_refused_text_is_an_error_at_its_cell_and_sends_the_return_back():
    checked = check(make_plan(), {"rate": "60.7％ 全国21位"})
    entry, item = only(checked)
    assert (item.kind.code, item.severity, item.place.sheet, item.place.cell) == (
        "K403",
        Severity.ERROR,
        "記入シート",
        "K12",
    )
    assert (item.branch_code, item.kpi_code) == ("45", "rate")
    assert details(item) == {"seen": "60.7％ 全国21位", "unit": "％"}
    assert entry.figure == UNREADABLE
    assert not checked.refused
    assert is_sent_back(checked)


def test_a_refused_figure_does_not_stop_the_others():
    plan = make_plan(make_kpi("a"), make_kpi("b"), make_kpi("c"))
    checked = check(plan, {"a": "約2", "b": 62.2, "c": "①"})
    assert found(checked.findings) == [("K404", "K12"), ("K408", "K14")]
    assert [entry.figure for entry in checked.entries] == [UNREADABLE, Figure.of("62.2"), UNREADABLE]


def test_a_conversion_is_a_note_that_says_what_was_typed_and_what_was_read():
    entry, item = only(check(make_plan(), {"rate": "６２．２％"}))
    assert (item.kind.code, item.severity) == ("K402", Severity.NOTE)
    assert details(item)["seen"] == "６２．２％"
    assert details(item)["read"] == "62.2"
    assert details(item)["conversions"] == "word.conversion.width word.conversion.unit"
    assert (entry.figure, entry.actual.typed) == (Figure.of("62.2"), "６２．２％")


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        ("未確定", FigureState.UNSETTLED),
        ("…", FigureState.UNKNOWN),
        ("x", FigureState.SUPPRESSED),
        ("-", FigureState.NONE),
    ],
)
def test_a_state_is_a_warning_and_is_kept(typed, state):
    entry, item = only(check(make_plan(), {"rate": typed}))
    assert (item.kind.code, item.severity, item.place.cell) == ("K410", Severity.WARNING, "K12")
    assert details(item) == {"seen": typed, "state": f"word.state.{state}"}
    assert entry.figure == Figure(state)


def test_a_do_kpi_may_say_what_was_done():
    plan = make_plan(make_kpi(unit="件", direction="do"), targets="実施")
    entry, item = only(check(plan, {"rate": "意見発信実施"}))
    assert entry.figure == Figure(FigureState.DONE)
    assert item.kind.code == "K402"
    assert details(item)["read"] == "word.state.done"
    assert check(plan, {"rate": "実施"}).findings == ()


def test_a_point_in_time_in_the_figures_cell_becomes_the_as_of():
    (entry,) = check(make_plan(), {"rate": "82.38%（令和6年11月まで）"}).entries
    assert (entry.figure, entry.as_of) == (Figure.of("82.38"), "令和6年11月まで")


def test_the_as_of_cell_beats_the_one_beside_the_figure():
    (entry,) = check(
        make_plan(), {"rate": {"actual": "89.6%（R7.2時点）", "as_of": "令和7年2月時点"}}
    ).entries
    assert (entry.figure, entry.as_of) == (Figure.of("89.6"), "令和7年2月時点")


def test_remark_and_proposal_are_kept_as_typed():
    inputs = {"actual": 62.2, "remark": " 対象者が増えた　", "next_target": "66.7％以上"}
    checked = check(make_plan(), {"rate": inputs})
    (entry,) = checked.entries
    assert (entry.remark, entry.next_target, checked.findings) == ("対象者が増えた", "66.7％以上", ())


def test_a_proposal_typed_as_a_number_keeps_its_digits():
    (entry,) = check(make_plan(), {"rate": {"actual": 62.2, "next_target": 66.7}}).entries
    assert entry.next_target == "66.7"


@pytest.mark.parametrize("text", ["前年並み", "66.7以下", "検討中", "66.7円以上"])
def test_a_proposal_that_is_no_target_is_a_warning_and_is_kept(text):
    entry, item = only(check(make_plan(), {"rate": {"actual": 62.2, "next_target": text}}))
    assert (item.kind.code, item.severity, item.place.cell) == ("K411", Severity.WARNING, "N12")
    assert details(item)["seen"] == text
    assert parse_target(details(item)["nearest"], make_kpi())
    assert entry.next_target == text


# ── numerator and denominator ────────────────────────────────────────────────────────────────────


def counts(numerator, denominator, actual=""):
    return {"rate": {"numerator": numerator, "denominator": denominator, "actual": actual}}


def counted(**fields):
    settings = {name: fields.pop(name) for name in ("judge_on",) if name in fields}
    return make_plan(make_counted_kpi(**fields), **settings)


def test_a_rate_is_computed_from_its_counts():
    checked = check(counted(direction="at_least"), counts(17354.0, 18425.0))
    (entry,) = checked.entries
    assert (entry.figure, entry.actual.figure) == (Figure.of("94.2"), BLANK)
    assert (entry.numerator, entry.denominator) == (Figure.of(17354), Figure.of(18425))
    assert checked.findings == ()


def test_a_typed_rate_that_differs_from_its_counts_is_a_warning_and_the_counts_win():
    """静岡 printed 10.6% for 2 of 19."""
    entry, item = only(check(counted(), counts(2.0, 19.0, 10.6)))
    assert (item.kind.code, item.severity, item.place.cell) == ("K504", Severity.WARNING, "K12")
    assert details(item) == {"seen": "10.6", "numerator": "2", "denominator": "19", "computed": "10.5％"}
    assert (entry.figure, entry.actual.figure) == (Figure.of("10.5"), Figure.of("10.6"))


@pytest.mark.parametrize("typed", [10.5, 10.53, 10.45])
def test_a_typed_rate_that_prints_the_same_as_its_counts_is_no_finding(typed):
    checked = check(counted(), counts(2.0, 19.0, typed))
    assert checked.findings == ()
    assert checked.entries[0].figure == Figure.of("10.5")


def test_judged_exactly_a_computed_rate_is_not_rounded():
    checked = check(counted(judge_on=JudgeOn.EXACT), counts(2.0, 19.0, 10.5))
    assert checked.entries[0].figure == Figure.of("10.5263157894737")
    assert checked.findings == ()


@pytest.mark.parametrize("judge_on", JudgeOn)
@pytest.mark.parametrize(
    ("typed", "figure"),
    [(59.94999999999999, "59.95"), (59.949999999999996, "59.95"), (15.000000000000002, "15")],
)
def test_a_stored_number_is_what_excel_shows_of_it(typed, figure, judge_on):
    """What a formula leaves behind the fifteenth digit is shown nowhere, and decides nothing."""
    plan = make_plan(make_kpi(), targets=f"{figure}以上", judge_on=judge_on)
    checked = check(plan, {"rate": typed})
    assert checked.entries[0].figure == Figure.of(figure)
    assert [row.judgement for row in assess(plan, checked.entries)] == [Judgement.ACHIEVED]
    assert checked.findings == ()


def test_half_of_the_last_decimal_reaches_the_target_as_it_does_in_the_form():
    plan = make_plan(make_kpi(), targets="60.0以上")
    rows = [
        assess(plan, check(plan, {"rate": typed}).entries)[0] for typed in (59.94999999999999, 59.9499999)
    ]
    assert [row.judgement for row in rows] == [Judgement.ACHIEVED, Judgement.NOT_ACHIEVED]


@pytest.mark.parametrize(
    ("typed", "seen"), [(7.6e-35, "7.6E-35"), (-1e-16, "-0.0000000000000001"), (1e308, "1E+308")]
)
def test_a_number_that_nobody_can_have_counted_is_no_figure(typed, seen):
    entry, item = only(check(make_plan(make_kpi()), {"rate": typed}))
    assert (entry.figure, item.kind.code, details(item)["seen"]) == (UNREADABLE, "K401", seen)


def test_minus_zero_is_zero():
    assert str(check(make_plan(make_kpi()), {"rate": -0.0}).entries[0].figure.value) == "0"


def test_a_numerator_above_its_denominator_is_an_error_and_no_figure():
    checked = check(counted(), counts(20.0, 19.0, 10.5))
    entry, item = only(checked)
    assert (item.kind.code, item.severity) == ("K503", Severity.ERROR)
    assert details(item) == {"numerator": "20", "denominator": "19"}
    assert entry.figure == UNREADABLE
    assert is_sent_back(checked)


def test_equal_counts_are_a_hundred_percent():
    checked = check(counted(), counts(19.0, 19.0))
    assert (checked.entries[0].figure, checked.findings) == (Figure.of("100.0"), ())


def test_a_numerator_above_its_denominator_is_allowed_where_the_unit_is_no_rate():
    checked = check(counted(unit="円", decimals=0), counts(90_000.0, 10.0))
    assert (checked.entries[0].figure, checked.findings) == (Figure.of(9000), ())


@pytest.mark.parametrize(("typed", "figure"), [(0.0, Figure.of(0)), ("", BLANK)])
def test_a_denominator_of_zero_is_a_warning_and_the_typed_rate_counts(typed, figure):
    plan = make_plan(make_counted_kpi(), make_kpi("other"))
    checked = check(plan, counts(0.0, 0.0, typed) | {"other": 1.0})
    assert ("K506", "J12") in found(checked.findings)
    assert all(item.severity is Severity.WARNING for item in checked.findings)
    assert checked.entries[0].figure == figure


@pytest.mark.parametrize(("numerator", "denominator"), [(2.0, ""), ("", 19.0), ("未確定", 19.0)])
def test_one_count_alone_computes_nothing_and_the_typed_rate_counts(numerator, denominator):
    (entry,) = check(counted(), counts(numerator, denominator, 10.6)).entries
    assert entry.figure == Figure.of("10.6")


def test_an_unreadable_rate_is_not_healed_by_its_counts():
    checked = check(counted(), counts(2.0, 19.0, "10.6 8.4"))
    entry, item = only(checked)
    assert (item.kind.code, entry.figure) == ("K403", UNREADABLE)


def test_counts_may_be_typed_with_any_unit_of_counting():
    checked = check(counted(), counts("1,735人", "18,425 事業所", 9.4))
    assert found(checked.findings) == [("K402", "I12"), ("K402", "J12")]
    assert (checked.entries[0].numerator, checked.entries[0].denominator) == (
        Figure.of(1735),
        Figure.of(18425),
    )


@pytest.mark.parametrize("typed", ["19％", "19円", "7日"])
def test_a_count_in_a_unit_that_does_not_count_is_refused_under_its_own_label(typed):
    checked = check(counted(), counts(2.0, typed, 10.5))
    assert found(checked.findings) == [("K405", "J12")]
    assert details(checked.findings[0]) == {"seen": typed, "unit": "対象者数"}
    assert checked.entries[0].figure == Figure.of("10.5")


@pytest.mark.parametrize(
    ("numerator", "denominator", "label", "cell"),
    [(2.0, "", "対象者数", "J12"), ("", 19.0, "受診者数", "I12")],
)
def test_one_count_without_the_other_is_a_warning_that_names_the_missing_one(
    numerator, denominator, label, cell
):
    entry, item = only(check(counted(), counts(numerator, denominator, 10.6)))
    assert (item.kind.code, item.severity, item.place.cell) == ("K507", Severity.WARNING, cell)
    assert details(item) == {"seen": label}
    assert entry.figure == Figure.of("10.6")


@pytest.mark.parametrize(
    ("typed", "state"),
    [("未確定", FigureState.UNSETTLED), ("x", FigureState.SUPPRESSED), ("-", FigureState.NONE)],
)
def test_a_state_stands_whatever_the_counts_say(typed, state):
    entry, item = only(check(counted(), counts(2.0, 19.0, typed)))
    assert (entry.figure, item.kind.code) == (Figure(state), "K410")
    assert (entry.numerator, entry.denominator) == (Figure.of(2), Figure.of(19))


def test_counts_are_ignored_where_the_kpi_has_none():
    (entry,) = check(make_plan(), counts(2.0, 19.0, 62.2)).entries
    assert (entry.figure, entry.numerator) == (Figure.of("62.2"), BLANK)


# ── sense ────────────────────────────────────────────────────────────────────────────────────────

LIMITED = {"minimum": Decimal(0), "maximum": Decimal(100), "max_change": Decimal(5)}


@pytest.mark.parametrize("value", [-0.1, 100.1, 622.0])
def test_a_value_outside_its_limits_is_a_warning_and_is_used(value):
    entry, item = only(check(make_plan(make_kpi(**LIMITED)), {"rate": value}))
    assert (item.kind.code, item.severity, item.place.cell) == ("K502", Severity.WARNING, "K12")
    assert details(item) == {"seen": f"{value:g}％", "low": "0", "high": "100"}
    assert entry.figure == Figure.of(str(value).removesuffix(".0"))


@pytest.mark.parametrize("value", [0.0, 100.0])
def test_a_value_on_its_limit_is_no_finding(value):
    assert check(make_plan(make_kpi(**LIMITED)), {"rate": value}).findings == ()


def test_a_limit_on_one_side_alone_is_named_alone():
    plan = make_plan(make_kpi(minimum=Decimal(10)))
    assert check(plan, {"rate": 1e6}).findings == ()
    _entry, item = only(check(plan, {"rate": 9.9}))
    assert details(item) == {"seen": "9.9％", "low": "10", "high": ""}


def changed(value, remark="", **fields):
    plan = make_plan(make_kpi(**(LIMITED | fields)), prior={("45", "rate"): "60.0"})
    return check(plan, {"rate": {"actual": value, "remark": remark}}).findings


def test_a_large_change_on_prior_is_a_warning_with_all_its_numbers():
    (item,) = changed(54.9)
    assert (item.kind.code, item.severity, item.place.cell) == ("K505", Severity.WARNING, "K12")
    assert details(item) == {"seen": "54.9％", "prior": "60.0％", "change": "-5.1", "limit": "5"}


def test_the_quotient_of_counts_is_named_with_two_digits_more_than_are_reported():
    plan = make_plan(make_counted_kpi(**LIMITED), prior={("45", "rate"): "57.5"}, judge_on=JudgeOn.EXACT)
    _entry, item = only(check(plan, {"rate": {"numerator": 122887, "denominator": 241386}}))
    assert details(item) == {"seen": "50.909％", "prior": "57.5％", "change": "-6.591", "limit": "5"}


def test_a_figure_just_beyond_its_limit_does_not_look_like_the_limit():
    (item,) = changed(65.00004)
    assert details(item)["change"] == "+5.00004"
    (item,) = check(make_plan(make_kpi(**LIMITED)), {"rate": 100.00004}).findings
    assert details(item)["seen"] == "100.00004％"


@pytest.mark.parametrize("value", [55.0, 65.0])
def test_a_change_up_to_the_limit_is_no_finding(value):
    assert changed(value) == ()


def test_a_large_change_is_accepted_with_a_remark():
    assert changed(54.9, remark="対象者が増えた") == ()


def test_a_large_change_across_a_changed_definition_is_no_finding():
    assert changed(10.0, comparable=False) == ()


def test_without_a_limit_or_a_prior_no_change_is_large():
    assert changed(10.0, max_change=None) == ()
    assert check(make_plan(make_kpi(**LIMITED)), {"rate": 10.0}).findings == ()
    unsettled = make_plan(make_kpi(**LIMITED), prior={("45", "rate"): FigureState.UNSETTLED})
    assert check(unsettled, {"rate": 10.0}).findings == ()


@pytest.mark.parametrize(
    "typed", ["9" * 40, "-" + "9" * 40, 1e30, -1e30, 1e308, "あ" * 32_000 + "1", "1" + " " * 32_000 + "x"]
)
def test_an_absurdly_long_number_or_text_is_refused_at_once(typed):
    plan = make_plan(make_kpi(**LIMITED))
    assert codes(check(plan, {"rate": typed}).findings) == ["K401"]


def test_absurdly_large_counts_are_refused_and_the_typed_rate_counts():
    plan = make_plan(make_counted_kpi(unit="円", **LIMITED))
    checked = check(plan, counts(1e30, 3.0, 10.0))
    assert codes(checked.findings) == ["K401"]
    assert checked.entries[0].figure == Figure.of(10)


def beside(value, prior="64.2", remark="", **fields):
    plan = make_plan(make_kpi(**(LIMITED | fields)), targets={}, prior={("45", "rate"): prior})
    return check(plan, {"rate": {"actual": value, "remark": remark}})


@pytest.mark.parametrize(
    ("value", "prior", "unit", "scale"),
    [
        (0.622, "64.2", "％", "hundredth"),
        (1.0, "100", "％", "hundredth"),
        (0.133, "21.4", "％", "hundredth"),
        (0.622, "64.2", "件", "hundredth"),
        (7.001, "7242", "円", "thousandth"),
        (91.1, "0.864", "％", "hundredfold"),
        (7001000.0, "7242", "円", "thousandfold"),
    ],
)
def test_a_jump_of_two_or_three_digits_from_last_year_is_a_warning(value, prior, unit, scale):
    checked = beside(value, prior, unit=unit, minimum=None, maximum=None)
    entry, item = only(checked)
    assert (item.kind.code, item.severity, item.place.cell) == ("K508", Severity.WARNING, "K12")
    assert details(item) == {
        "seen": f"{Decimal(str(value)):,f}".removesuffix(".0") + unit,
        "reference": f"{Decimal(prior):,f}{unit}",
        "column": "column.prior",
        "times": f"word.times.{scale}",
    }
    assert entry.figure == Figure.of(f"{Decimal(str(value)):f}".removesuffix(".0"))


@pytest.mark.parametrize(
    ("value", "prior", "fields"),
    [
        (0.133, "0.214", {}),  # a rate that is small every year
        (0.0, "3.0", {}),
        (3.0, "0", {}),
        (62.2, "64.2", {}),
        (20.0, "1", {"unit": "件", "max_change": None}),
    ],
)
def test_other_changes_of_size_are_no_jump_of_digits(value, prior, fields):
    assert "K508" not in codes(beside(value, prior, **fields).findings)


@pytest.mark.parametrize("fields", [{}, {"comparable": False}])
def test_without_a_prior_to_compare_with_the_target_tells_of_a_jump_of_digits(fields):
    kpi = make_kpi(**(LIMITED | fields))
    prior = {("45", "rate"): "0.622"} if fields else None
    (item,) = check(make_plan(kpi, targets="64.6以上", prior=prior), {"rate": 0.622}).findings
    assert item.kind.code == "K508"
    assert details(item) == {
        "seen": "0.622％",
        "reference": "64.6％",
        "column": "column.target_value",
        "times": "word.times.hundredth",
    }


def test_a_figure_that_is_last_years_to_the_last_digit_is_a_warning_that_a_remark_clears():
    (item,) = beside(64.2).findings
    assert (item.kind.code, item.severity, details(item)) == ("K509", Severity.WARNING, {"seen": "64.2％"})
    assert beside(64.2, remark="前年度と同値であることを確認").findings == ()


@pytest.mark.parametrize(
    ("value", "prior", "fields"),
    [
        (100.0, "100", {}),  # the upper bound
        (0.8, "0.8", {}),  # two years agree in so few digits by chance
        (64.2, "64.2", {"direction": "equal"}),
        (64.2, "64.2", {"comparable": False}),
    ],
)
def test_the_same_figure_is_no_doubt_where_it_is_likely(value, prior, fields):
    assert "K509" not in codes(beside(value, prior, **fields).findings)


def test_a_figure_of_the_other_sign_is_a_warning():
    checked = beside(-5.0, "4.8", minimum=None)
    assert codes(checked.findings) == ["K511"]
    assert details(checked.findings[0]) == {"seen": "-5％", "prior": "4.8％"}


# ── measures and texts ───────────────────────────────────────────────────────────────────────────


def test_measure_entries_keep_the_filled_fields_as_typed():
    row = RawRow(
        key="1",
        cells={
            MeasureField.GRADE: RawCell("A", "施策評価", "E5"),
            MeasureField.PROGRESS: RawCell("　計画通りに実施", "施策評価", "C5"),
            MeasureField.COMMENT: RawCell("", "施策評価", "F5"),
        },
        sheet="施策評価",
        row=5,
    )
    checked = check(make_plan(measures=["1"]), {"rate": 62.2}, measure_rows=(row,))
    texts = {MeasureField.GRADE: "A", MeasureField.PROGRESS: "計画通りに実施"}
    assert checked.measure_entries == (
        MeasureEntry(branch_code="45", measure_code="1", texts=texts, file="inbox/45.xlsx"),
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (66.7, "66.7"),
        (12.0, "12"),
        (12, "12"),
        ("　前年度以上\u200b ", "前年度以上"),
        (dt.date(2025, 2, 1), "2025-02-01"),
        ("", ""),
    ],
)
def test_a_cell_is_text_as_the_person_sees_it(value, text):
    assert cell_text(value) == text


# ── keys and visible texts that contradict each other ────────────────────────────────────────────


def shown(code, indicator, value, row):
    """A row with its visible indicator, as the form has it."""
    made = make_row(code, value, row)
    cells = made.cells | {"indicator": RawCell(indicator, "記入シート", f"D{row}")}
    return RawRow(key=made.key, cells=cells, sheet=made.sheet, row=made.row, key_cell=made.key_cell)


TWO = make_plan(make_kpi("a", indicator="受診率"), make_kpi("b", indicator="実施率"))


def test_rows_sorted_without_their_keys_are_not_used():
    rows = (shown("a", "実施率", 82.0, 12), shown("b", "受診率", 6.5, 13))
    checked = check(TWO, {}, rows=rows)
    assert found(checked.findings) == [("K367", "D12"), ("K367", "D13"), ("K313", "")]
    assert checked.entries == ()


def test_a_row_whose_indicator_was_only_reworded_is_used():
    rows = (shown("a", "受診率（改）", 62.0, 12), shown("b", "実施率", 6.5, 13))
    checked = check(TWO, {}, rows=rows)
    assert [entry.figure for entry in checked.entries] == [Figure.of(62), Figure.of("6.5")]


def by_texts(value, *texts):
    row = make_row("", value)
    return RawRow(key="", cells=row.cells, sheet=row.sheet, row=row.row, key_cell="", texts=texts)


def test_without_keys_the_exact_indicator_goes_before_one_with_a_bracket():
    plan = make_plan(make_kpi("a", indicator="健診受診率"), make_kpi("b", indicator="健診受診率（被扶養者）"))
    checked = check(plan, {}, rows=(by_texts(62.0, "健診受診率"), by_texts(28.0, "健診受診率（被扶養者）")))
    assert [entry.figure for entry in checked.entries] == [Figure.of(62), Figure.of(28)]


def test_a_row_without_key_and_known_name_is_named_where_it_holds_entries():
    checked = check(TWO, {}, rows=(by_texts(62.0, "受診率"), by_texts(28.0, "何かの率"), by_texts("", "注")))
    codes_found = codes(checked.findings)
    assert "K369" in codes_found
    assert codes_found.count("K369") == 1


def test_a_negative_count_is_refused_whatever_the_unit():
    plan = make_plan(make_counted_kpi(unit="日", direction="at_most"), targets="7日以内")
    checked = check(plan, counts(-13.0, -2.0))
    assert found(checked.findings) == [("K503", "I12")]


@pytest.mark.parametrize(("file_format", "expected"), [("xlsb", ["K417"]), ("xls", []), ("xlsx", [])])
def test_a_zero_in_a_format_without_formulas_is_doubted(file_format, expected):
    plan = make_plan(make_kpi(direction="at_most"), targets="15以下")
    assert codes(check(plan, {"rate": 0.0}, format=file_format).findings) == expected


# ── measures that lost their keys, and faults of kpixl itself ────────────────────────────────────


def measure_row(key, name, grade, row=5):
    cells = {
        "measure": RawCell(name, "施策評価", f"D{row}"),
        MeasureField.GRADE: RawCell(grade, "施策評価", f"H{row}"),
    }
    return RawRow(key=key, cells=cells, sheet="施策評価", row=row, key_cell=f"A{row}")


def test_a_measure_without_its_key_is_found_by_its_name():
    plan = make_plan(measures=["M1", "M2"])
    rows = (measure_row("", "施策M2", "B"), measure_row("M1", "施策M1", "A", 6))
    checked = check(plan, {"rate": 62.2}, measure_rows=rows)
    assert {entry.measure_code: entry.texts for entry in checked.measure_entries} == {
        "M2": {MeasureField.GRADE: "B"},
        "M1": {MeasureField.GRADE: "A"},
    }
    assert set(checked.measure_rows) == {"M1", "M2"}


def test_measures_sorted_without_their_keys_are_not_used():
    plan = make_plan(measures=["M1", "M2"])
    rows = (measure_row("M1", "施策M2", "B"), measure_row("M2", "施策M1", "A", 6))
    checked = check(plan, {"rate": 62.2}, measure_rows=rows)
    assert checked.measure_entries == ()
    assert found(checked.findings)[:2] == [("K367", "D5"), ("K367", "D6")]


def test_a_fault_of_kpixl_itself_refuses_the_one_return_and_never_goes_back_to_the_branch(monkeypatch):
    def fail(*_arguments):
        raise ZeroDivisionError("surprise")

    monkeypatch.setattr("kpixl.rules.returns.check.rows_by_kpi", fail)
    checked = check(make_plan(), {"rate": 62.2})
    (item,) = checked.findings
    assert (checked.refused, item.kind.code, item.branch_code) == (True, "K382", "45")
    assert details(item) == {"reason": "ZeroDivisionError: surprise"}
    selected = select_returns(make_plan(), [checked], ())
    assert selected.to_correct == {}  # the branch has done nothing that is known to be wrong
    assert [(row.receipt, row.errors) for row in selected.ledger if row.branch_code == "45"] == [
        (Receipt.SENT_BACK, 1)
    ]


@pytest.mark.parametrize(
    ("counts", "expected"), [((321.0, 500.0), []), ((642.0, 1000.0), ["K509"]), (("", ""), ["K509"])]
)
def test_the_same_rate_of_other_counts_than_last_years_is_no_doubt(counts, expected):
    kpi = make_counted_kpi(**LIMITED)
    plan = make_plan(kpi, targets="50以上", prior={("45", "rate"): "64.2"})
    past = replace(plan.history[0], numerator=Decimal(642), denominator=Decimal(1000))
    typed = {"actual": 64.2, "numerator": counts[0], "denominator": counts[1]}
    found = check(replace(plan, history=(past,)), {"rate": typed}).findings
    assert [code for code in codes(found) if code == "K509"] == expected
