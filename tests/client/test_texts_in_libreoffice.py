"""Long texts, activities and next year's KPIs, typed and saved by LibreOffice, come back to the letter."""

import json
from pathlib import Path

import pytest

from kpixl.books.returned.read import read_return
from kpixl.jobs.distribute import distribute
from kpixl.model.submission import ActivityField, NextKpiField, Submission, TextField
from tests.books.entry_workbook.test_further_sheets import TEXT, declared
from tests.builders import Round, make_round
from tests.client.test_libreoffice import FORMATS, MISSING, _run
from tests.long_text import LETTERS, LINES, LONG_TEXT

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING or "LibreOffice is here")
TYPED = {
    ("M01/plan", TextField.TEXT): LONG_TEXT,
    ("M02/plan", TextField.TEXT): TEXT,
    ("M01/訪問", ActivityField.THIS_YEAR): "1310",
    ("M01/訪問", ActivityField.NOTE): "電話を除く。\n延べ",
    ("claim_days", NextKpiField.STATUS): "変更",
    ("claim_days", NextKpiField.TARGET): "6日以内",
    ("+1", NextKpiField.INDICATOR): "新しい指標",
}
READ = TYPED | {
    ("M01/訪問", ActivityField.THIS_YEAR): 1310.0,
    ("claim_days", NextKpiField.STATUS): "changed",  # a word of the form is read by its key
}


def _cells(path: Path) -> dict[tuple[str, str], tuple[str, str, object]]:
    submission = read_return(path, path.parent)
    assert isinstance(submission, Submission)
    rows = (
        *(submission.text_rows or ()),
        *(submission.activity_rows or ()),
        *(submission.next_kpi_rows or ()),
    )
    return {
        (row.key, name): (cell.sheet, cell.cell, cell.value)
        for row in rows
        for name, cell in row.cells.items()
    }


@pytest.fixture(scope="module")
def round_(tmp_path_factory: pytest.TempPathFactory) -> Round:
    made = make_round(tmp_path_factory.mktemp("texts"), **declared())
    distribute(made.path)
    return made


def test_the_long_text_is_as_long_as_the_longest_published_one():
    assert (len(LONG_TEXT), LONG_TEXT.count("\n") + 1) == (LETTERS, LINES)


@pytest.mark.parametrize("suffix", FORMATS)
def test_long_texts_come_back_to_the_letter_in_every_format(round_, suffix):
    (template,) = round_.outbox.glob("01_*.xlsx")
    places = _cells(template)
    listed = round_.path / "values.json"
    values = [[*places[key][:2], text] for key, text in TYPED.items()]
    listed.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
    saved = round_.path / f"saved{suffix}"
    assert len(_run("fill", template, listed, saved)) == len(TYPED)
    after = _cells(saved)
    assert {key: after[key][2] for key in READ} == READ
