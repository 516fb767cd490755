"""From the cells of a row to an entry: figures, states, counts, and what was noted on the way."""

import pytest

from kpixl.model.assessment import Judgement
from kpixl.model.figure import BLANK, UNREADABLE, Figure, FigureState
from kpixl.model.finding import Severity
from kpixl.model.kpi import JudgeOn
from kpixl.rules.assessment.assess import assess
from kpixl.rules.returns.check import is_sent_back
from kpixl.rules.targets.parse import parse_target
from tests.rules.builders import (
    check,
    codes,
    found,
    make_counted_kpi,
    make_kpi,
    make_plan,
)
from tests.rules.checked import counts, details, only

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


def test_a_negative_count_is_refused_whatever_the_unit():
    plan = make_plan(make_counted_kpi(unit="日", direction="at_most"), targets="7日以内")
    checked = check(plan, counts(-13.0, -2.0))
    assert found(checked.findings) == [("K503", "I12")]


@pytest.mark.parametrize(("file_format", "expected"), [("xlsb", ["K417"]), ("xls", []), ("xlsx", [])])
def test_a_zero_in_a_format_without_formulas_is_doubted(file_format, expected):
    plan = make_plan(make_kpi(direction="at_most"), targets="15以下")
    assert codes(check(plan, {"rate": 0.0}, format=file_format).findings) == expected


def test_a_numerator_of_zero_is_a_rate_of_zero():
    checked = check(counted(), counts(0, 100, 0.0))
    assert (checked.entries[0].figure, codes(checked.findings)) == (Figure.of("0.0"), [])


@pytest.mark.parametrize(
    ("typed", "target", "found_codes"),
    [
        ("実施", "年間12回以上実施する", ["K420"]),  # but how often?
        (12, "年間12回以上実施する", []),
        ("実施", "毎年実施する", []),
        ("実施", "実施", []),
    ],
)
def test_done_says_enough_unless_the_target_says_how_often(typed, target, found_codes):
    plan = make_plan(make_kpi(unit="", direction="do"), targets=target)
    assert codes(check(plan, {"rate": typed}).findings) == found_codes
