"""Figures with characters that do not count, and values that are struck out, unseen, or may be old."""

from dataclasses import replace

import pytest

from kpixl.model.annotation import Mark, TextRun, Unseen
from kpixl.model.entries import Conversion
from kpixl.model.figure import Figure
from kpixl.model.message import message
from kpixl.model.submission import MeasureField, RawCell, RawRow
from kpixl.rules.returns.check import check_return
from tests.rules.builders import (
    INPUT_COLUMNS,
    codes,
    found,
    make_counted_kpi,
    make_kpi,
    make_plan,
    make_submission,
    plan_context,
)

RAISED, STRUCK, UNSEEN = Mark.SUPERSCRIPT, Mark.STRUCK, Mark.UNSEEN


def runs(*parts):
    """A cell's value and its runs, from texts and pairs of text and mark."""
    made = tuple(TextRun(part) if isinstance(part, str) else TextRun(*part) for part in parts)
    return {"value": "".join(run.text for run in made), "runs": made}


def check(plan, name="actual", *, actual=62.2, manual=False, **look):
    """A return whose one row has a cell with that look."""
    submission = make_submission(plan, {"rate": {"actual": actual}}, is_manual=manual)
    [row] = submission.rows
    cells = row.cells | {name: row.cells[name]._replace(**look)}
    return check_return(plan_context(plan), replace(submission, rows=(replace(row, cells=cells),)))


def details(checked, code):
    [item] = [item for item in checked.findings if item.kind.code == code]
    return dict(item.details)


# ── characters that do not count ─────────────────────────────────────────────────────────────────
def test_a_footnote_mark_is_no_digit():
    checked = check(make_plan(), **runs("62.2", ("1", RAISED)))
    [entry] = checked.entries
    assert entry.figure == Figure.of("62.2")
    assert (entry.actual.typed, entry.actual.conversions[-1]) == ("62.21", Conversion.LEFT_OUT)
    assert found(checked.findings) == [("K430", "K12"), ("K402", "K12")]
    assert details(checked, "K430") == {
        "seen": "62.21", "read": "62.2", "left_out": "1",
        "marks": (message("word.character.superscript"),),
    }  # fmt: skip


def test_a_digit_that_was_struck_out_is_withdrawn():
    checked = check(make_plan(make_kpi(unit="事業所")), **runs("9", ("4", STRUCK), "54"))
    assert checked.entries[0].figure == Figure.of("954")
    assert details(checked, "K430")["left_out"] == "4"


def test_several_marks_are_named_once_each():
    checked = check(make_plan(), **runs(("60.1", STRUCK), "62.2", ("1", RAISED), ("2", RAISED)))
    assert checked.entries[0].figure == Figure.of("62.2")
    assert details(checked, "K430")["marks"] == (
        message("word.character.struck"),
        message("word.character.superscript"),
    )


@pytest.mark.parametrize(
    ("name", "parts", "read"),
    [
        ("as_of", ("令和6年11月", ("1", RAISED)), "令和6年11月"),
        ("as_of", (("令和6年", STRUCK), "令和7年2月"), "令和7年2月"),
        ("next_target", ("66.7％以上", ("2", RAISED)), "66.7％以上"),
        ("remark", (("速報値", STRUCK), "確定値"), "確定値"),
    ],
)
def test_other_input_cells_lose_such_characters_too(name, parts, read):
    checked = check(make_plan(), name, **runs(*parts))
    assert getattr(checked.entries[0], name) == read
    assert ("K430", INPUT_COLUMNS[name] + "12") in found(checked.findings)


def test_counts_lose_such_characters_too():
    plan = make_plan(make_counted_kpi())
    submission = make_submission(plan, {"rate": {"denominator": 1000}})
    [row] = submission.rows
    counted = row.cells["numerator"]._replace(**runs("62", ("3", STRUCK), "1", ("1", RAISED)))
    row = replace(row, cells=row.cells | {"numerator": counted})
    checked = check_return(plan_context(plan), replace(submission, rows=(row,)))
    assert checked.entries[0].numerator == Figure.of("621")
    assert "K430" in codes(checked.findings)


def test_a_remark_keeps_raised_characters_and_nobody_is_told():
    checked = check(make_plan(), "remark", **runs("面積m", ("2", RAISED)))
    assert checked.entries[0].remark == "面積m²"
    assert checked.findings == ()


def test_a_measure_s_text_loses_what_was_withdrawn():
    plan = make_plan(measures=["1"])
    cell = RawCell("", "施策評価", "F5")
    row = RawRow(
        key="1",
        cells={MeasureField.COMMENT: cell._replace(**runs(("実施せず", STRUCK), "実施した"))},
        sheet="施策評価",
        row=5,
    )
    checked = check_return(plan_context(plan), make_submission(plan, {"rate": 62.2}, measure_rows=(row,)))
    assert checked.measure_entries[0].texts == {MeasureField.COMMENT: "実施した"}
    assert ("K430", "F5") in found(checked.findings)
    assert [item.kpi_code for item in checked.findings if item.kind.code == "K430"] == [""]  # of no KPI


# ── the whole of a cell ──────────────────────────────────────────────────────────────────────────
def test_a_figure_that_is_struck_out_counts_and_is_doubted():
    checked = check(make_plan(), is_struck=True)
    assert checked.entries[0].figure == Figure.of("62.2")
    assert found(checked.findings) == [("K431", "K12")]
    assert checked.findings[0].kpi_code == "rate"


def test_a_text_whose_parts_are_all_withdrawn_is_doubted_as_a_whole():
    checked = check(make_plan(), **runs(("62.2", STRUCK), ("1", RAISED)))
    assert checked.entries[0].figure == Figure.of("62.2")
    assert [code for code in codes(checked.findings) if code != "K402"] == ["K430", "K431"]
    checked = check(make_plan(), **runs(("62", UNSEEN), (".2", RAISED)))
    assert "K432" in codes(checked.findings)
    checked = check(make_plan(), **runs(("62", UNSEEN), (".2", STRUCK)))
    assert [code for code in codes(checked.findings) if code != "K402"] == ["K431"]


@pytest.mark.parametrize(
    ("look", "reason"),
    [
        ({"unseen": Unseen.COLOUR}, "colour"),
        ({"unseen": Unseen.ZEROS}, "zeros"),
        ({"number_format": ";;;"}, "format"),
    ],
)
def test_a_figure_that_nobody_sees_counts_and_is_doubted(look, reason):
    checked = check(make_plan(), **look)
    assert checked.entries[0].figure == Figure.of("62.2")
    assert found(checked.findings) == [("K432", "K12")]
    assert details(checked, "K432")["reason"] == message(f"word.unseen.{reason}")


def test_an_empty_cell_is_not_doubted_whatever_its_look():
    checked = check(make_plan(), "remark", is_struck=True, unseen=Unseen.COLOUR, number_format=";;;")
    assert checked.findings == ()


# ── results that may be old ──────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("manual", "code"), [(True, "K433"), (False, "K414")])
def test_a_formula_in_a_workbook_that_computes_on_demand_may_be_old(manual, code):
    checked = check(make_plan(), formula="=A1*2", manual=manual)
    assert checked.entries[0].figure == Figure.of("62.2")
    assert found(checked.findings) == [(code, "K12")]


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("=[1]Sheet1!$A$1", "K433"),
        ("='[2]集計 表'!$A$1*100", "K433"),
        ("=SUM([1]表!A1:A3)/2", "K433"),
        ("=['file:///C:/集計.ods'#$表.A1]", "K433"),
        ("='C:\\集計\\[集計.xlsx]表'!A1", "K433"),
        ("=実績表[実績]", "K414"),
        ("=実績表[[#This Row],[1]]", "K414"),
        ("=実績表[1]", "K414"),
        ("=[.A1]*2", "K414"),
        ("=", "K414"),
    ],
)
def test_a_formula_that_refers_to_another_workbook_may_be_old(formula, code):
    checked = check(make_plan(), formula=formula)
    assert found(checked.findings) == [(code, "K12")]
    if code == "K433":
        assert details(checked, code)["reason"] == message("word.stale.links")


def test_texts_of_formulas_may_be_old_too():
    checked = check(make_plan(), "remark", value="確定", formula="=A1", manual=True)
    assert found(checked.findings) == [("K433", "M12")]
    assert check(make_plan(), "remark", value="確定", formula="=A1").findings == ()


def test_typed_values_of_such_a_workbook_are_not_doubted():
    assert check(make_plan(), manual=True).findings == ()
