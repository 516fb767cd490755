"""No link of a summary leads nowhere: sheet and cell are there."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook

from kpixl.jobs.consolidate import consolidate
from kpixl.jobs.summarize import summarize
from tests.builders import fill_round, make_round

WORKED = sorted((Path(__file__).parents[3] / "workbooks").glob("fy*/summary.xlsx"))
Link = tuple[str, str, str]  # sheet, cell, where it leads


def links_of(book: Workbook) -> list[Link]:
    return [
        (sheet.title, cell.coordinate, cell.hyperlink.location)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink and cell.hyperlink.location
    ]


def dead_links(book: Workbook) -> list[Link]:
    dead = []
    for sheet, cell, location in links_of(book):
        name, _, target = location.rpartition("!")
        there = name.strip("'").replace("''", "'")
        known = there in book.sheetnames and book[there].sheet_state == "visible"
        if not known or range_boundaries(target)[1] > book[there].max_row:
            dead.append((sheet, cell, location))
    return dead


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_link_leads_to_a_cell_that_is_there(tmp_path: Path, language: str) -> None:
    round_ = make_round(tmp_path, language)
    fill_round(round_)
    consolidate(round_.path)
    summarize(round_.path)
    book = openpyxl.load_workbook(round_.summary)
    assert dead_links(book) == []
    assert len(links_of(book)) > 40


@pytest.mark.parametrize("path", WORKED, ids=lambda path: path.parent.name)
def test_every_link_of_a_worked_summary_leads_to_a_cell_that_is_there(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    assert dead_links(book) == []
    assert links_of(book)


def test_every_link_of_forty_seven_branches_leads_to_a_cell_that_is_there(forty_seven: Path) -> None:
    book = openpyxl.load_workbook(forty_seven)
    assert dead_links(book) == []
    leads_to = {location.partition("!")[0].strip("'") for _sheet, _cell, location in links_of(book)}
    pages = {sheet.title for sheet in book if sheet.title[:2].isdigit()}
    assert len(pages) == 47
    assert pages <= leads_to


def test_a_link_to_a_sheet_or_a_cell_that_is_not_there_is_found() -> None:
    book = Workbook()
    sheet = book.active
    for cell, location in (("A1", "'Sheet'!A3"), ("A2", "'Sheet'!A4"), ("A3", "'Gone'!A1")):
        sheet[cell] = "to"
        sheet[cell].hyperlink = f"#{location}"
        sheet[cell].hyperlink.location = location
    assert dead_links(book) == [("Sheet", "A2", "'Sheet'!A4"), ("Sheet", "A3", "'Gone'!A1")]
