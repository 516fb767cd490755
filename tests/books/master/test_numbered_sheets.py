"""A table with more rows than a sheet of Excel goes on on numbered sheets, and is read back as one."""

import functools

import openpyxl
import pytest

from kpixl.books.master.read import read_master
from kpixl.books.master.write import build_master
from kpixl.jobs.consolidate import consolidate
from kpixl.model.errors import InputFileError
from kpixl.steps import make_master
from tests.builders import fill_round
from tests.full_round import make_full_round

MOST = 5  # rows of a sheet


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The master of a round as it is, and as it would be if sheets held no more than five rows."""
    made = make_full_round(tmp_path_factory.mktemp("round"))
    fill_round(made)
    consolidate(made.path)
    whole = made.path / "whole" / "master.xlsx"
    whole.parent.mkdir()
    made.master.rename(whole)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(make_master, "build_master", functools.partial(build_master, most_rows=MOST))
        consolidate(made.path)
    return whole, made.master


def test_the_data_stand_on_numbered_sheets_that_hold_five_rows_each(both):
    book = openpyxl.load_workbook(both[1])
    names = [name for name in book.sheetnames if name.startswith("データ")]
    assert names[:2] == ["データ", "データ (2)"]
    rows = [[row[0].value for row in book[name].iter_rows(min_row=4) if row[0].value] for name in names]
    assert [len(part) for part in rows[:-1]] == [MOST] * (len(rows) - 1)
    assert sum(map(len, rows)) == sum(
        1 for row in openpyxl.load_workbook(both[0])["データ"].iter_rows(min_row=4) if row[0].value
    )


def test_what_is_read_back_is_what_one_sheet_would_hold(both):
    whole, parted = map(read_master, both)
    assert parted == whole


def test_a_numbered_sheet_that_somebody_has_edited_is_named(both, tmp_path):
    book = openpyxl.load_workbook(both[1])
    book["データ (2)"]["D4"] = "別の支部"
    edited = tmp_path / "master.xlsx"
    book.save(edited)
    with pytest.raises(InputFileError) as refused:
        read_master(edited)
    assert refused.value.values["sheets"] == "データ (2)"
