"""What a branch puts beside the cells is found with the cells that it concerns; what was issued is not."""

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from kpixl.books.reading.cells import SheetCells
from kpixl.books.reading.keyed import KeyedTable
from kpixl.books.returned.annotations import with_cells
from kpixl.books.returned.read import read_return
from kpixl.model.annotation import Annotation, AnnotationKind
from kpixl.model.submission import Submission
from tests.builders import Round, all_actuals, edited, fill_return, make_round
from tests.small_plan import FILLED

SHEET = "記入シート"


@pytest.fixture
def round_(tmp_path: Path) -> Round:
    return make_round(tmp_path)


@pytest.fixture
def correction(round_: Round, run) -> Path:
    """A correction workbook with a note at two cells, one of them in three lines."""
    run("distribute", round_.path)
    typed = {("checkup_rate", "actual"): "60.7％ 全国21位\n（速報）", ("claim_days", "actual"): "約7日"}
    fill_return(round_, "01", all_actuals(50) | typed)
    run("sendback", round_.path)
    path = round_.path / "sendback" / "01_札幌_FY2024_訂正1.xlsx"
    book = openpyxl.load_workbook(path)
    assert [cell for cell in ("K8", "K10") if book[SHEET][cell].comment] == ["K8", "K10"]
    return path


def _annotations(path: Path) -> list[tuple[str, str, tuple[str, ...], str]]:
    submission = read_return(path, path.parent)
    assert isinstance(submission, Submission)
    return [_shortly(item) for item in submission.annotations]


def _shortly(item: Annotation) -> tuple[str, str, tuple[str, ...], str]:
    return item.sheet, item.place, item.cells, item.text


def test_a_note_names_the_input_cell_that_it_stands_at(round_):
    path = fill_return(round_, "01", FILLED["ja"]["01"])
    with edited(path) as book:
        book[SHEET]["K8"].comment = Comment("速報値", "支部")
        book[SHEET]["E8"].comment = Comment("定義を確認中", "支部")
        book["施策評価"]["F5"].comment = Comment("暫定", "支部")
        book["記入要領"]["B2"].comment = Comment("読みました", "支部")
    assert _annotations(path) == [
        (SHEET, "E8", (), "定義を確認中"),
        (SHEET, "K8", ("K8",), "速報値"),
        ("施策評価", "F5", ("F5",), "暫定"),
        ("記入要領", "B2", (), "読みました"),
    ]


def test_a_template_and_a_correction_workbook_have_nothing_of_a_branch(round_, correction):
    assert _annotations(fill_return(round_, "02", FILLED["ja"]["02"])) == []
    assert _annotations(correction) == []
    with edited(correction) as book:  # saved by another program, which knows no authors
        for cell in ("K8", "K10"):
            book[SHEET][cell].comment = Comment(book[SHEET][cell].comment.text, "")
    assert _annotations(correction) == []


def test_what_a_branch_adds_to_an_issued_note_is_found_alone(correction):
    with edited(correction) as book:
        text = book[SHEET]["K8"].comment.text
        book[SHEET]["K8"].comment = Comment(f"{text}\n確定値は7月\n→ 8月に変更", "kpixl")
    assert _annotations(correction) == [(SHEET, "K8", ("K8",), "確定値は7月\n→ 8月に変更")]


def test_of_very_many_notes_the_first_are_kept_and_the_return_says_so(round_):
    path = fill_return(round_, "01", FILLED["ja"]["01"])
    with edited(path) as book:
        for row in range(1, 302):
            book["記入要領"].cell(row, 8).comment = Comment(f"メモ{row}", "支部")
    submission = read_return(path, path.parent)
    assert isinstance(submission, Submission)
    assert [item.text for item in submission.annotations] == [f"メモ{row}" for row in range(1, 301)]
    [many] = [change for change in submission.changes if change.kind.code == "K376"]
    assert dict(many.details) == {"count": 301, "limit": 300}


def test_strokes_over_figures_count_among_the_very_many():
    table = KeyedTable(
        sheet=SheetCells(SHEET, [["", "実績"], ["a", 1]]), header=0, columns={"actual": 1}, keys=0
    )
    stroke = Annotation(kind=AnnotationKind.STROKE, sheet=SHEET, area=(1, 1, 1, 1), place="B2", text="")
    aside = replace(stroke, area=(9, 9, 9, 9))
    placed, [many] = with_cells([*[stroke] * 399, aside, replace(aside, kind=AnnotationKind.NOTE)], [table])
    assert placed == (replace(stroke, cells=("B2",)),) * 300
    assert dict(many.details) == {"count": 400, "limit": 300}


def test_a_note_of_a_branch_that_begins_with_an_arrow_is_theirs(round_):
    path = fill_return(round_, "01", FILLED["ja"]["01"])
    with edited(path) as book:
        book[SHEET]["K8"].comment = Comment("→ 速報値", "支部")
    assert _annotations(path) == [(SHEET, "K8", ("K8",), "→ 速報値")]
