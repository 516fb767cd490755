"""△ in a summary whose plan asks for it: no sentence writes a number below 0 with a hyphen."""

import re

import openpyxl
import pytest

_HYPHEN = re.compile(r"(?<![\w.])[-−－]\d")
_NUMBER_OF_A_MEASURE = re.compile(r"\(\d+\) -\d")  # as the report prints it


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
@pytest.mark.parametrize("year", ["fy2023", "fy2024"])
def test_no_text_of_a_worked_summary_has_a_hyphen_for_its_minus(worked_rounds, year):
    book = openpyxl.load_workbook(worked_rounds / year / "summary.xlsx")
    texts = [
        (sheet.title, cell.coordinate, cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.data_type != "f"
    ]
    assert any("△" in text for _sheet, _cell, text in texts)
    hyphened = [item for item in texts if _HYPHEN.search(item[2])]
    assert [item for item in hyphened if not _NUMBER_OF_A_MEASURE.fullmatch(item[2])] == []
