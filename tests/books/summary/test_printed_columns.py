"""A table goes on beside its first page only where it must, and has more to show there than one column."""

import shutil
from collections.abc import Iterable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from kpixl.books.summary.frame import Frame
from kpixl.books.summary.printing import PrintedTable, print_table
from kpixl.books.writing.book import Book
from kpixl.jobs.summarize import summarize
from kpixl.locale import LANGUAGES, catalogue
from kpixl.rules.summary.build import build_summary
from kpixl.steps.load_master import load_master
from tests.full_round import collect_twice, make_full_round

SUMMARIES = sorted((Path(__file__).parents[3] / "workbooks").glob("fy*/summary.xlsx"))
LISTS = {"ja": ("KPI実績一覧", "前年度比較"), "en": ("KPI results", "Change on prior")}


def beside(book: Workbook) -> dict[str, int]:
    """How many columns stand on the last page across, of the sheets that are wider than one."""
    visible = (sheet for sheet in book if sheet.sheet_state == "visible")
    return {
        sheet.title: sheet.max_column - sheet.col_breaks.brk[-1].id
        for sheet in visible
        if sheet.col_breaks.brk
    }


def scales(book: Workbook, names: Iterable[str]) -> list[int]:
    """Of 10 points in percent; a sheet on one page is fitted to it."""
    return [book[name].page_setup.scale or 100 for name in names if name in book.sheetnames]


@pytest.mark.parametrize("path", SUMMARIES, ids=lambda path: path.parent.name)
def test_no_page_beside_the_first_is_made_for_one_column(path):
    columns = beside(openpyxl.load_workbook(path))
    assert {name: count for name, count in columns.items() if count < 2} == {}


@pytest.mark.parametrize("path", SUMMARIES, ids=lambda path: path.parent.name)
def test_the_lists_of_a_worked_round_are_one_page_across_in_letters_of_7_points(path):
    book = openpyxl.load_workbook(path)
    assert not set(LISTS["ja"]) & beside(book).keys()
    assert min(scales(book, LISTS["ja"]), default=100) >= 70


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_every_column_there_is_no_page_of_one_column_and_the_list_is_one_across(tmp_path, language):
    round_ = make_full_round(tmp_path, language)
    collect_twice(round_)
    summarize(round_.path)
    book, name = openpyxl.load_workbook(round_.summary), LISTS[language][0]
    assert book[name].max_column == 13
    assert scales(book, [name])[0] >= 70
    assert {sheet: count for sheet, count in beside(book).items() if count < 2} == {}
    assert name not in beside(book)


def test_every_worked_round_has_a_summary():
    assert [path.parent.name for path in SUMMARIES] == ["fy2023", "fy2024", "fy2025"]


def test_no_word_of_an_english_header_is_broken_in_two(tmp_path):
    round_ = make_full_round(tmp_path, "en")
    collect_twice(round_)
    summarize(round_.path)
    book = openpyxl.load_workbook(round_.summary)
    for name, row in (("Data", 1), ("Measures in words", 3), ("Head counts", 6)):
        for cell in book[name][row]:
            longest = max((len(word) for word in str(cell.value or "").split()), default=0)
            assert book[name].column_dimensions[cell.column_letter].width >= longest, (name, cell.value)


def test_no_note_of_head_counts_leaves_the_page(tmp_path, worked_rounds, run):
    path = shutil.copytree(worked_rounds / "fy2024", tmp_path / "fy2024")
    assert run("summarize", path, "--lang", "en").exit_code == 0
    book = openpyxl.load_workbook(path / "summary_en.xlsx")
    assert "A3" in {str(area).partition(":")[0] for area in book["Head counts"].merged_cells.ranges}


@pytest.mark.parametrize(("note", "head"), [(300.0, ""), (17.25, "$3:$3")])
def test_a_page_of_notes_alone_repeats_no_head(note, head):
    """Below a table of twenty rows stand three notes: high ones begin a page, low ones share the first."""
    stored = load_master(SUMMARIES[1].with_name("master.xlsx"))
    summary = build_summary(stored.plan, "run", stored.assessments, stored.stored.ledger, (), ())
    frame = Frame(summary, catalogue("ja"), Book.of_round(stored.plan.settings, "title"))
    sheet = frame.book.sheet("table")
    sheet.widths([70.0, 70.0])
    for row in range(3, 23):
        sheet.height(row, 22.0)
    for row in range(23, 26):
        sheet.height(row, note)
    print_table(frame, sheet, PrintedTable(columns=2, last=25, head=(2, 2), headed=22))
    assert str(sheet.raw.repeat_row_range).rpartition("!")[2] == head
