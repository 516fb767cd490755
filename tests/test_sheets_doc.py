"""The page of the sheets names every sheet of the workbooks in both languages; the plan has its own page."""

from pathlib import Path

import pytest

from kpixl.books.master.layout import SHEETS
from kpixl.books.summary.contents import GROUPS
from kpixl.locale import catalogue
from kpixl.model.plan_layout import PLAN_SHEETS

DOCS = Path(__file__).parents[1] / "docs"
PAGES = {"ja": DOCS / "ja" / "sheets.md", "en": DOCS / "sheets.md"}
ENTRY = (
    *("entry", "measure_text_entry", "measure_entry", "activity_entry", "next_kpi_entry"),
    *("instructions", "corrections"),
)
SUMMARY = tuple(key for keys in GROUPS.values() for key in keys)
BOOKS = (ENTRY, tuple(table.key for table in SHEETS), SUMMARY)


def tables(language: str) -> list[list[tuple[str, str]]]:
    """The rows of the page's three tables: a sheet's name, and what it holds."""
    text = PAGES[language].read_text(encoding="utf-8")
    found = []
    for section in text.split("\n## ")[1:]:
        rows = [line for line in section.splitlines() if line.startswith("|")]
        found.append([(cells[1].strip(), cells[2].strip()) for cells in (row.split("|") for row in rows[2:])])
    return found


@pytest.mark.parametrize("language", PAGES)
def test_the_page_has_every_sheet_of_every_workbook_in_its_order(language):
    words = catalogue(language)
    expected = [[words(f"sheet.{key}") for key in keys] for keys in BOOKS]
    assert [[name for name, _holds in rows] for rows in tables(language)] == expected
    assert all(holds for rows in tables(language) for _name, holds in rows)


@pytest.mark.parametrize("language", PAGES)
def test_the_page_says_of_the_summary_what_its_own_contents_say(language):
    words = catalogue(language)
    rows = dict(zip(SUMMARY, tables(language)[2], strict=True))
    for key in set(SUMMARY) - {"contents"}:
        assert rows[key][1] == words(f"contents.{key}")


def test_no_sheet_that_has_a_name_is_left_out():
    plan = {sheet.key for sheet in PLAN_SHEETS}
    named = set(catalogue("ja").group("sheet"))
    assert named - plan == {key for keys in BOOKS for key in keys} - plan
