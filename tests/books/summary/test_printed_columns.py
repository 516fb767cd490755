"""A table that goes on beside its first page has more to show there than one column."""

from pathlib import Path

import openpyxl
import pytest

SUMMARIES = sorted((Path(__file__).parents[3] / "workbooks").glob("fy*/summary.xlsx"))


@pytest.mark.parametrize("path", SUMMARIES, ids=lambda path: path.parent.name)
def test_no_page_beside_the_first_is_made_for_one_column(path):
    book = openpyxl.load_workbook(path)
    lonely = {
        sheet.title: sheet.max_column - sheet.col_breaks.brk[-1].id
        for sheet in book
        if sheet.sheet_state == "visible" and sheet.col_breaks.brk
    }
    assert {name: columns for name, columns in lonely.items() if columns < 2} == {}


def test_every_worked_round_has_a_summary():
    assert [path.parent.name for path in SUMMARIES] == ["fy2023", "fy2024", "fy2025"]
