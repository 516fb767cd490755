"""A summary of very many branches has the values that its formulas would have, and no formulas."""

import openpyxl
import pytest

from kpixl.books.summary import book as summary_book
from kpixl.jobs.summarize import summarize
from tests.full_round import collect_twice, make_full_round

OTHERWISE = {"概要", "実行記録"}  # which say that there are no formulas


def cells(path):
    """What the cells of every sheet show, by sheet and address."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The summary of one round, as of few branches and as of very many."""
    made = make_full_round(tmp_path_factory.mktemp("round"))
    collect_twice(made)
    live = made.path / "live.xlsx"
    summarize(made.path)
    made.summary.rename(live)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(summary_book, "MOST_LIVE_BRANCHES", len(made.plan.branches) - 1)
        summarize(made.path)
    return live, made.summary


def test_no_cell_has_a_formula(both):
    live, stored = map(openpyxl.load_workbook, both)
    formulas = [
        sum(cell.data_type == "f" for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
        for book in (live, stored)
    ]
    assert formulas[0] > 100
    assert formulas[1] == 0


def test_every_sheet_says_what_its_formulas_would_say(both):
    live, stored = map(cells, both)
    for key in list(live):
        if key[0] in OTHERWISE or key[0].startswith("_"):
            del live[key]
    assert {key: value for key, value in stored.items() if key[0] not in OTHERWISE} == live


def test_the_first_sheet_and_the_record_of_the_run_say_that_there_are_no_formulas(both):
    _live, stored = map(cells, both)
    said = {sheet: [str(v) for (at, _cell), v in stored.items() if at == sheet] for sheet in OTHERWISE}
    assert any(
        "支部が 200 を超えるので、数式を使わず、この総括を作ったときの値を載せています。" in text
        for text in said["概要"]
    )
    note = "支部が 200 を超えるので、この総括に数式はありません。"
    assert any(text.startswith(note) for text in said["実行記録"])
