"""A sheet that is too large is left out; where it is the form's, the file is refused and names it."""

from pathlib import Path

import pytest

from kpixl.books.returned.read import read_return
from kpixl.model.finding import FindingCode
from kpixl.model.submission import Submission, UnreadableFile
from tests.builders import Round, fill_return, make_round
from tests.details import shown_details
from tests.messy.honest import raw_rows, sheet_of, with_sheet
from tests.messy.packing import packed, parts_of
from tests.small_plan import FILLED

FORM = "xl/worksheets/sheet1.xml"
FAR = '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'


@pytest.fixture
def round_(tmp_path: Path) -> Round:
    return make_round(tmp_path)


@pytest.fixture
def filled(round_: Round) -> Path:
    return fill_return(round_, "01", FILLED["ja"]["01"])


def read(path: Path) -> Submission | UnreadableFile:
    return read_return(path, path.parents[1])


def figures(path: Path) -> dict[str, object]:
    submission = read(path)
    assert isinstance(submission, Submission), submission
    return {row.key: row.cells["actual"].value for row in submission.rows if "actual" in row.cells}


def refusal(path: Path) -> tuple[FindingCode, dict[str, str]]:
    unread = read(path)
    assert isinstance(unread, UnreadableFile)
    return unread.kind, shown_details(unread.details)


def far_out(content: bytes) -> bytes:
    """The form with a value in the last row of the 記入シート."""
    parts = parts_of(content)
    parts[FORM] = parts[FORM].replace(b"</sheetData>", FAR.encode() + b"</sheetData>")
    return packed(parts)


@pytest.mark.parametrize("rows", [raw_rows(20_000), raw_rows(3) + FAR, FAR], ids=["long", "far", "only-far"])
def test_a_large_sheet_beside_the_form_costs_nothing_and_is_named(filled: Path, rows: str) -> None:
    before = figures(filled)
    filled.write_bytes(with_sheet(filled.read_bytes(), "元データ", sheet_of(rows)))
    assert figures(filled) == before
    submission = read(filled)
    assert isinstance(submission, Submission)
    assert [(change.kind, change.place.sheet) for change in submission.changes] == [
        (FindingCode.SHEET_ADDED, "元データ")
    ]


def test_of_several_sheets_that_are_too_much_together_the_largest_is_left_out(filled: Path) -> None:
    before = figures(filled)
    filled.write_bytes(with_sheet(filled.read_bytes(), "元データ", sheet_of(raw_rows(16_600))))
    assert figures(filled) == before


def test_a_form_with_a_value_far_out_is_refused_by_the_sheets_name(filled: Path) -> None:
    filled.write_bytes(far_out(filled.read_bytes()))
    expected = {
        "sheet": "記入シート",
        "what": "word.limit.rows",
        "seen": "1,048,576 (A1048576)",
        "limit": "100,000",
    }
    assert refusal(filled) == (FindingCode.SHEET_TOO_LARGE, expected)


@pytest.mark.parametrize("name", ["記入シート (2)", "控え"])
def test_a_copy_of_the_form_never_stands_in_for_one_that_is_too_large(filled: Path, name: str) -> None:
    content = filled.read_bytes()
    copy = parts_of(content)[FORM]
    filled.write_bytes(with_sheet(far_out(content), name, copy))
    assert refusal(filled)[1]["sheet"] == "記入シート"
    # And the other way round: nobody can say whether the copy says the same.
    filled.write_bytes(
        with_sheet(content, name, copy.replace(b"</sheetData>", FAR.encode() + b"</sheetData>"))
    )
    assert refusal(filled)[1]["sheet"] == name


def test_a_renamed_form_is_told_by_its_first_rows(filled: Path) -> None:
    parts = parts_of(far_out(filled.read_bytes()))
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace("記入シート".encode(), "回答".encode())
    filled.write_bytes(packed(parts))
    assert refusal(filled)[1]["sheet"] == "回答"


def test_a_large_workbook_without_the_form_is_refused_by_its_sheets_name(filled: Path) -> None:
    parts = parts_of(filled.read_bytes())
    empty = sheet_of("")
    others = {name: empty for name in parts if name.startswith("xl/worksheets/sheet")}
    filled.write_bytes(with_sheet(packed(parts | others), "元データ", sheet_of(raw_rows(20_000))))
    assert refusal(filled)[1]["sheet"] == "元データ"
