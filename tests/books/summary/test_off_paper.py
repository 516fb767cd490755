"""What the copy for paper only keeps because formulas rest on it is hidden, and nothing prints it."""

import io
from pathlib import Path

import openpyxl
import pytest

from kpixl.books.summary import build_summary_book
from kpixl.jobs.consolidate import consolidate
from kpixl.jobs.summarize import summarize
from kpixl.model.sheet_selection import EVERYTHING
from tests.builders import fill_round, make_round

MANY = 11  # branches: their figures are looked up on the screen
NAMES = {"ja": ("推移", "推移グラフ", "データ"), "en": ("Trends", "Trend charts", "Data")}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_hidden_sheet_has_no_print_area_for_libreoffice_prints_it_otherwise(
    tmp_path: Path, language: str
) -> None:
    round_ = make_round(tmp_path, language)
    fill_round(round_)
    consolidate(round_.path)
    done = summarize(round_.path)
    content = build_summary_book(done.summary, EVERYTHING.on_paper(MANY), None, done.reports)
    book = openpyxl.load_workbook(io.BytesIO(content))
    trends, charts, data = NAMES[language]
    assert {trends, data} <= {sheet.title for sheet in book if sheet.sheet_state == "hidden"}
    assert [sheet.title for sheet in book if sheet.sheet_state == "hidden" and sheet.print_area] == []
    assert book[charts].print_area
    assert openpyxl.load_workbook(round_.summary)[trends].print_area  # on the screen as before
