"""Notes, comments and shapes: each is said of the figure that it concerns, else of its sheet."""

from dataclasses import replace

from kpixl.model.annotation import Annotation, AnnotationKind
from kpixl.model.measure import PlannedActivity
from kpixl.model.message import message
from kpixl.model.submission import MeasureField, RawCell, RawRow
from kpixl.model.unit import find_unit
from kpixl.rules.returns.check import check_return
from tests.rules.builders import found, make_kpi, make_plan, make_submission, plan_context

SHEET = "記入シート"


def note(place, *cells, text="速報値", kind=AnnotationKind.NOTE, sheet=SHEET, author="", rows=(11, 11)):
    area = (rows[0], 0, rows[1], 0)
    return Annotation(kind=kind, sheet=sheet, area=area, place=place, text=text, author=author, cells=cells)


def check(*annotations, kpis=("rate", "other"), measure_rows=()):
    plan = make_plan(*(make_kpi(code) for code in kpis), measures=["1"] if measure_rows else [])
    cells = {code: {"actual": 62.2} for code in kpis}
    submission = make_submission(plan, cells, annotations=annotations, measure_rows=measure_rows)
    return check_return(plan_context(plan), submission)


def test_a_note_at_a_figure_is_quoted_and_kept_with_the_entry():
    item = note("K12", "K12", text="速報値。\n確定値は63.1％", author="支部担当")
    checked = check(item)
    [finding] = checked.findings
    assert (finding.kind.code, finding.place.cell, finding.kpi_code) == ("K434", "K12", "rate")
    assert dict(finding.details) == {
        "seen": (message("text.quoted", text="速報値。 確定値は63.1％"),),
        "at": (message("text.place_of", place="K12", author="支部担当"),),
        "what": (message("word.annotation.note"),),
    }  # fmt: skip
    assert [entry.annotations for entry in checked.entries] == [(item,), ()]


def test_a_shape_over_two_rows_is_said_of_both_and_of_the_figure_first():
    box = note("J12:M13", "J12", "K12", "L12", "J13", "K13", kind=AnnotationKind.SHAPE)
    checked = check(box)
    assert [(item.kpi_code, item.place.cell) for item in checked.findings] == [
        ("rate", "K12"),
        ("other", "K13"),
    ]


def test_a_note_at_another_input_cell_of_the_row_is_said_of_its_kpi():
    assert [
        (item.kind.code, item.kpi_code, item.place.cell) for item in check(note("L13", "L13")).findings
    ] == [("K434", "other", "L13")]


def test_what_lies_elsewhere_is_said_of_the_return():
    checked = check(note("B2", rows=(1, 1)), note("A1:C4", sheet="他", rows=(0, 3)))
    assert [
        (item.kind.code, item.kpi_code, item.place.sheet, item.place.cell) for item in checked.findings
    ] == [
        ("K375", "", SHEET, "B2"),
        ("K375", "", "他", "A1"),
    ]
    assert [entry.annotations for entry in checked.entries] == [(), ()]


def test_the_notes_of_a_sheet_of_raw_data_are_one_warning():
    notes = [note(f"A{row}", sheet="元データ", text=f"メモ{row}") for row in range(1, 8)]
    [finding] = check(*notes, note("C9", sheet="元データ", kind=AnnotationKind.SHAPE)).findings
    assert (finding.kind.code, finding.place.cell) == ("K375", "A1")
    assert dict(finding.details) == {
        "seen": tuple(
            message("text.quoted", text=text) for text in (*(f"メモ{n}" for n in range(1, 8)), "速報値")
        ),
        "at": (*(f"A{row}" for row in range(1, 8)), "C9"),
        "what": (message("word.annotation.note"), message("word.annotation.shape")),
    }


def test_one_text_in_many_places_of_the_form_is_one_warning():
    notes = [note(f"AE{row}", rows=(row - 1, row - 1)) for row in range(30, 50)]
    [finding] = check(*notes).findings
    assert (finding.kind.code, finding.place.cell) == ("K375", "AE30")
    details = dict(finding.details)
    assert details["seen"] == (message("text.quoted", text="速報値"),)
    assert details["at"] == tuple(f"AE{row}" for row in range(30, 50))


def test_a_note_beside_the_input_cells_of_a_row_names_its_kpi():
    [finding] = check(note("G13", rows=(12, 12))).findings
    assert (finding.kind.code, finding.kpi_code) == ("K375", "other")
    [finding] = check(note("G12:G13", rows=(11, 12))).findings
    assert (finding.kind.code, finding.kpi_code) == ("K375", "")


def test_a_stroke_over_a_figure_is_a_doubt_about_its_value_and_is_not_kept():
    stroke = note("K12:M12", "K12", "L12", "M12", text="", kind=AnnotationKind.STROKE)
    checked = check(stroke)
    [finding] = checked.findings
    assert (finding.kind.code, finding.place.cell, finding.kpi_code) == ("K435", "K12", "rate")
    assert dict(finding.details) == {"seen": "62.2", "at": "K12:M12"}
    assert [entry.annotations for entry in checked.entries] == [(), ()]
    assert check(note("L12", "L12", text="", kind=AnnotationKind.STROKE)).findings == ()


def test_a_note_of_another_sheet_with_the_same_address_concerns_no_figure():
    [finding] = check(note("K12", "K12", sheet="写し")).findings
    assert finding.kind.code == "K375"


def test_a_note_at_a_measure_is_said_of_it_and_kept_with_it():
    row = RawRow(key="1", cells={MeasureField.GRADE: RawCell("A", "施策評価", "E5")}, sheet="施策評価", row=5)
    item = note("E5", "E5", sheet="施策評価", rows=(4, 4))
    checked = check(item, measure_rows=(row,))
    assert found(checked.findings) == [("K434", "E5")]
    assert [entry.annotations for entry in checked.measure_entries] == [(item,)]


def test_a_note_at_an_activity_figure_is_said_of_its_cell():
    visits = PlannedActivity(branch_code="", measure_code="M01", item="訪問", unit=find_unit("件"))
    plan = replace(make_plan(make_kpi(), measures=["M01"]), activities=(visits,))
    row = RawRow(
        key="M01/訪問",
        cells={"this_year": RawCell(12.0, "活動実績", "E5")},
        sheet="活動実績",
        row=5,
        key_cell="A5",
    )
    item = note("E5", "E5", sheet="活動実績", rows=(4, 4))
    submission = make_submission(
        plan, {"rate": 62.2}, annotations=(item,), activity_rows=(row,), measure_rows=(), has_measures=True
    )
    codes = found(check_return(plan_context(plan), submission).findings)
    assert [item for item in codes if item[0] in ("K375", "K434")] == [("K434", "E5")]


def test_a_long_text_is_quoted_by_its_beginning_and_kept_whole():
    whole = check(replace(note("K12", "K12"), text="速" * 150))
    assert dict(whole.findings[0].details)["seen"] == (message("text.quoted", text="速" * 150),)
    item = replace(note("K12", "K12"), text="速" * 500)
    checked = check(item)
    assert dict(checked.findings[0].details)["seen"] == (message("text.quoted", text="速" * 150 + "…"),)
    assert len(checked.entries[0].annotations[0].text) == 500
