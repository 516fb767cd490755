"""What goes back to a branch: all that it filled in, what was found about it, and as which revision."""

from dataclasses import replace

import pytest

from kpixl.locale import translate
from kpixl.model.figure import NOT_ASKED
from kpixl.model.finding import FindingCode, Place, Severity, finding
from kpixl.model.submission import (
    MeasureField,
    RawCell,
    RawRow,
    Registered,
    SealState,
    SignOffField,
)
from kpixl.rules.returns.correction import filled_form, plan_correction, why_not_counted
from kpixl.rules.returns.selection import SelectedReturns
from tests.rules.builders import MIYAZAKI, check, codes, make_counted_kpi, make_kpi, make_plan, make_row

PLAN = make_plan(measures=["M01"])
BESIDE = finding(FindingCode.RETURN_SUPERSEDED, Place("inbox/45.xlsx"))


def corrected(checked, registered=None, besides=(), plan=PLAN):
    return plan_correction(plan, MIYAZAKI, checked, registered, translate, besides)


def registered(issue, revision=0):
    return Registered(
        branch_code="45", branch_name="宮崎", file="45.xlsx", issue=issue, revision=revision, sha256="s"
    )


# ── what it gives back ───────────────────────────────────────────────────────────────────────────


def test_figures_go_back_as_they_were_read_and_all_else_as_it_was_typed():
    filled = filled_form(
        check(PLAN, {"rate": {"actual": "６２．２％", "remark": " 増加 ", "next_target": 65.0}})
    )
    assert filled.typed == {
        ("rate", "actual"): 62.2,
        ("rate", "numerator"): "",
        ("rate", "denominator"): "",
        ("rate", "as_of"): "",
        ("rate", "remark"): "増加",
        ("rate", "next_target"): 65.0,
    }


def test_a_figure_that_cannot_be_read_goes_back_as_it_was_typed():
    assert filled_form(check(PLAN, {"rate": "60.7％ 全国21位"})).typed["rate", "actual"] == "60.7％ 全国21位"


def test_counts_go_back_as_they_were_read():
    plan = make_plan(make_counted_kpi())
    typed = filled_form(check(plan, {"rate": {"numerator": "311人", "denominator": "500人"}})).typed
    assert (typed["rate", "numerator"], typed["rate", "denominator"]) == (311.0, 500.0)


def test_a_point_in_time_that_stood_beside_a_figure_goes_back_in_its_own_column():
    assert (
        filled_form(check(PLAN, {"rate": "62.2（令和7年2月時点）"})).typed["rate", "as_of"]
        == "令和7年2月時点"
    )


def test_a_kpi_that_the_form_did_not_ask_for_in_todays_unit_goes_back_blank():
    plan = make_plan(make_kpi("a"), make_kpi("b"))
    checked = check(plan, {"a": 62.2, "b": "約5"})
    entries = tuple(
        replace(entry, figure=NOT_ASKED) if entry.kpi_code == "b" else entry for entry in checked.entries
    )
    typed = filled_form(replace(checked, entries=entries)).typed
    assert typed["a", "actual"] == 62.2
    assert [key for key in typed if key[0] == "b"] == []


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        (RawCell("", "記入シート", "M12", formula="=A1"), "=A1"),
        (RawCell("増加", "記入シート", "M12", formula="=A1"), "増加"),
        (RawCell("", "記入シート", "M12"), ""),
        (RawCell(0.0, "記入シート", "M12"), 0.0),
        (RawCell(12.5, "記入シート", "M12"), 12.5),
        (RawCell(-999_999_999_999_999.0, "記入シート", "M12"), -999_999_999_999_999.0),
        (RawCell(1e15, "記入シート", "M12"), "1000000000000000"),
        (RawCell(-1e15, "記入シート", "M12"), "-1000000000000000"),
        (RawCell(1e-15, "記入シート", "M12"), 1e-15),
        (RawCell(9e-16, "記入シート", "M12"), "0.0000000000000009"),
        (RawCell(True, "記入シート", "M12"), "True"),  # noqa: FBT003 - a cell that holds it
    ],
)
def test_a_number_that_a_form_can_bear_stays_one_and_an_uncomputed_formula_a_formula(cell, kept):
    row = make_row("rate", 62.2)
    checked = check(PLAN, {}, rows=(replace(row, cells={**row.cells, "remark": cell}),))
    assert filled_form(checked).typed["rate", "remark"] == kept


def test_the_grade_and_the_texts_of_a_measure_and_who_signed_go_back():
    cells = {MeasureField.GRADE: RawCell("A", "施策記入", "C5")}
    row = RawRow(key="M01", cells=cells, sheet="施策記入", row=5, key_cell="A5")
    sign_off = ((SignOffField.PREPARED_BY, RawCell("佐藤", "記入シート", "C4")),)
    checked = check(PLAN, {"rate": 62.2}, measure_rows=(row,), has_measures=True, sign_off=sign_off)
    filled = filled_form(checked)
    assert filled.typed_measures["M01", MeasureField.GRADE] == "A"
    assert filled.signed == {SignOffField.PREPARED_BY: "佐藤"} | {
        field: "" for field in SignOffField if field is not SignOffField.PREPARED_BY
    }


def test_of_the_further_sheets_the_input_cells_go_back_and_a_text_keeps_its_lines():
    plan = replace(PLAN, settings=replace(PLAN.settings, asks_next_kpis=True))
    cells = {
        "next_indicator": RawCell("受診率\n（県内） ", "次年度KPI", "E5"),
        "next_kpi_target": RawCell(66.7, "次年度KPI", "G5"),
        "next_unit": RawCell("", "次年度KPI", "F5"),
        "indicator": RawCell("受診率", "次年度KPI", "C5"),  # shown, and not filled in
    }
    row = RawRow(key="rate", cells=cells, sheet="次年度KPI", row=5, key_cell="A5")
    tables = filled_form(check(plan, {"rate": 62.2}, next_kpi_rows=(row,))).typed_tables
    assert tables["next_kpi_entry"] == {
        ("rate", "next_indicator"): "受診率\n（県内） ",
        ("rate", "next_kpi_target"): 66.7,
        ("rate", "next_unit"): "",
    }


# ── what it asks about ───────────────────────────────────────────────────────────────────────────


def test_what_was_found_goes_back_the_gravest_first_with_what_stood_there_and_no_notes():
    checked = check(make_plan(make_kpi("a"), make_kpi("b")), {"a": {"actual": "", "remark": 5.0}, "b": "約5"})
    assert codes(checked.findings) == ["K501", "K404"]
    error = finding(FindingCode.FIGURES_GONE, Place("inbox/45.xlsx"))
    asked = corrected(checked, besides=(BESIDE, error)).findings
    assert BESIDE.severity is Severity.NOTE
    assert [(item.finding.kind.code, item.field, item.typed) for item in asked] == [
        ("K371", "", ""),
        ("K404", "actual", "約5"),
        ("K501", "actual", ""),
    ]


def test_a_formula_that_was_found_fault_with_goes_back_as_it_was_typed():
    row = make_row("rate", "")
    cell = RawCell("", "記入シート", "K12", formula="=A1/B1")
    checked = check(PLAN, {}, rows=(replace(row, cells={**row.cells, "actual": cell}),))
    (asked,) = [item for item in corrected(checked).findings if item.finding.kind.code == "K412"]
    assert asked.typed == "=A1/B1"


def test_a_return_without_faults_goes_back_for_whatever_kept_it_from_counting():
    checked = check(PLAN, {"rate": 62.2})
    faulty = check(PLAN, {"rate": "約5"})
    gone, later = (
        finding(kind, Place("inbox/45.xlsx"))
        for kind in (FindingCode.FIGURES_GONE, FindingCode.LATER_RETURN_FAULTY)
    )
    other = finding(FindingCode.FIGURES_GONE, Place("inbox/other.xlsx"))
    nothing = SelectedReturns(ledger=(), sources=(), entries=(), measure_entries=(), findings=())
    selected = replace(nothing, findings=(gone, later, other, BESIDE))
    assert why_not_counted(selected, checked) == (gone, later)
    assert why_not_counted(selected, faulty) == (gone,)  # its own faults say that it is faulty


# ── as which revision ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("returned", "latest", "next_one"),
    [
        ({}, None, ("FY2024-45-01", "1")),
        ({"revision": "1"}, None, ("FY2024-45-01", "2")),
        ({"revision": "1"}, "FY2024-45-01", ("FY2024-45-01", "2")),
        ({"revision": "3"}, "FY2024-45-02", ("FY2024-45-02", "1")),  # a later form was sent out since
        ({"issue": "FY2024-45-02"}, "FY2024-45-01", ("FY2024-45-02", "1")),  # the register is an old one
        ({"branch_code": "44", "revision": "4"}, None, ("FY2024-45-01", "1")),  # made from another's form
        ({"round_name": "別の収集", "revision": "4"}, None, ("FY2024-45-01", "1")),
        ({"fiscal_year": "2023", "revision": "4"}, None, ("FY2024-45-01", "1")),
        ({"revision": "?"}, None, ("FY2024-45-01", "1")),
    ],
)
def test_a_correction_is_the_next_revision_of_the_issue_that_came_back(returned, latest, next_one):
    checked = check(PLAN, {"rate": "約5"})
    seen = replace(checked.submission, identity=replace(checked.submission.identity, **returned))
    made = corrected(replace(checked, submission=seen), registered(latest) if latest else None)
    assert (made.identity.issue, made.identity.revision) == next_one
    assert (made.identity.branch_code, made.stem) == ("45", "45_宮崎_FY2024")


def test_a_return_without_its_hidden_sheet_is_answered_by_the_first_revision_of_the_latest_issue():
    checked = check(PLAN, {"rate": "約5"})
    lost = replace(checked, submission=replace(checked.submission, identity=None), seal=SealState.ABSENT)
    identity = corrected(lost, registered("FY2024-45-03", 2)).identity
    assert (identity.issue, identity.revision) == ("FY2024-45-03", "1")
