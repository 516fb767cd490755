"""Cells as calamine reads them, made even: one line break, and no number that is none."""

import io
import zipfile

import pytest

from kpixl.books.reading.cells import UnreadableWorkbookError, read_bytes, read_sheets
from tests.builders import fill_return, make_round

TEXT = "一行目\n二行目"
PART = "xl/sharedStrings.xml"


@pytest.fixture
def content(tmp_path) -> bytes:
    """A return with a text of two lines, and 62.2 as a figure."""
    typed = {("checkup_rate", "remark"): TEXT, ("checkup_rate", "actual"): 62.2}
    return fill_return(make_round(tmp_path), "01", typed).read_bytes()


def changed(content: bytes, part: str, old: str, new: str) -> bytes:
    """The workbook with one text in one of its parts in place of another."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as to:
        for name in source.namelist():
            text = source.read(name)
            if name == part:
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode())
            to.writestr(name, text)
    return out.getvalue()


def values(content: bytes) -> list[object]:
    return [value for sheet in read_sheets(content) for row in sheet.rows for value in row]


@pytest.mark.parametrize("written", ["一行目_x000D_\n二行目", "一行目&#13;\n二行目", "一行目&#13;二行目"])
def test_a_line_break_of_windows_is_a_line_break(content, written):
    found = values(changed(content, PART, TEXT, written))
    assert TEXT in found
    assert not [value for value in found if isinstance(value, str) and "\r" in value]


@pytest.mark.parametrize("written", ["NaN", "INF", "-INF", "1.8E+308"])
def test_what_is_no_number_is_the_error_value_that_excel_shows(content, written):
    found = values(changed(content, "xl/worksheets/sheet1.xml", "<v>62.2</v>", f"<v>{written}</v>"))
    assert "#NUM!" in found
    assert 62.2 not in found


def test_some_sheets_are_read_by_their_names(content):
    named = [sheet.name for sheet in read_sheets(content)]
    assert [sheet.name for sheet in read_sheets(content, named[1:3])] == named[1:3]
    assert read_sheets(content, ()) == []


def test_what_cannot_be_read_comes_with_the_word_of_library_or_system(tmp_path):
    with pytest.raises(UnreadableWorkbookError) as caught:
        read_sheets(b"no workbook")
    assert str(caught.value) == "Cannot detect file format"
    with pytest.raises(UnreadableWorkbookError) as caught:
        read_bytes(tmp_path / "missing.xlsx")
    assert str(caught.value) == "No such file or directory"
