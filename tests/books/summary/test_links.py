"""No link of a summary leads nowhere: sheet and cell are there."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from kpixl.jobs.consolidate import consolidate
from kpixl.jobs.summarize import summarize
from tests.builders import fill_round, make_round


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_link_leads_to_a_cell_that_is_there(tmp_path: Path, language: str) -> None:
    round_ = make_round(tmp_path, language)
    fill_round(round_)
    consolidate(round_.path)
    summarize(round_.path)
    book = openpyxl.load_workbook(round_.summary)
    links = [
        (sheet.title, cell.coordinate, cell.hyperlink.location)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink and cell.hyperlink.location
    ]
    dead = []
    for sheet, cell, location in links:
        name, _, target = location.rpartition("!")
        there = name.strip("'").replace("''", "'")
        known = there in book.sheetnames and book[there].sheet_state == "visible"
        if not known or range_boundaries(target)[1] > book[there].max_row:
            dead.append((sheet, cell, location))
    assert dead == []
    assert len(links) > 40
