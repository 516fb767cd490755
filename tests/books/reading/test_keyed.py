"""A form's cells as both readers see them: what a person sees of each, and what the file says beside it."""

import pytest

from kpixl.books.reading.cells import read_sheets
from kpixl.books.reading.keyed import own_texts
from kpixl.books.reading.preflight import FileFormat
from kpixl.books.returned.read import read_return
from kpixl.model.annotation import Unseen
from kpixl.model.submission import RawCell, Submission
from tests.books.reading.cell_details.helpers import ods, only
from tests.builders import all_actuals, fill_return, make_round
from tests.messy.packing import packed, parts_of

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def returned(tmp_path):
    """What is read of a figure, after a change to the sheet as the file has it."""

    def read(value: object, *changes: tuple[str, str]) -> RawCell:
        typed = all_actuals(50) | {("claim_days", "actual"): value}
        path = fill_return(make_round(tmp_path), "01", typed)
        parts = parts_of(path.read_bytes())
        for old, new in changes:
            assert old.encode() in parts[SHEET]
            parts[SHEET] = parts[SHEET].replace(old.encode(), new.encode())
        path.write_bytes(packed(parts))
        submission = read_return(path, path.parent)
        assert isinstance(submission, Submission)
        return next(row.cells["actual"] for row in submission.rows if row.key == "claim_days")

    return read


ZEROS_OFF = ("<sheetView ", '<sheetView showZeros="0" ')


@pytest.mark.parametrize(
    ("value", "changes", "unseen"),
    [
        (0, (ZEROS_OFF,), Unseen.ZEROS),
        (0, (), None),
        (7, (ZEROS_OFF,), None),
        ("0", (ZEROS_OFF,), None),
    ],
)
def test_a_zero_is_unseen_where_the_view_hides_zeros_and_nothing_else_is(returned, value, changes, unseen):
    assert returned(value, *changes).unseen is unseen


def test_a_text_below_the_last_row_that_calamine_sees_in_an_ods_is_passed_over():
    value = (
        '<table:table-cell office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell>'
    )
    text = "<table:table-cell><text:p>7日</text:p></table:table-cell>"
    content = ods("".join(f"<table:table-row>{cell}</table:table-row>" for cell in (value, text)))
    [sheet] = read_sheets(content)
    detail = only(content, FileFormat.ODS)
    assert (sheet.rows, detail.texts) == ([[7.0]], {(1, 0): "7日"})
    assert own_texts(sheet, detail).rows == [[7.0]]
