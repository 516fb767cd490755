"""KPI実績一覧, 順位 and 前年度比較 on paper: names on one line where the page allows it, low rows."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from kpixl.books.writing.styles import display_width
from kpixl.shipped import shipped

LISTS = ("KPI実績一覧", "順位", "前年度比較")
HEADER = 3
ONE_LINE = 17.25


@pytest.fixture(scope="module")
def lists(forty_seven: Path) -> list[Worksheet]:
    """The long lists of 47 branches."""
    book = openpyxl.load_workbook(forty_seven)
    return [book[name] for name in LISTS]


def column_of(sheet: Worksheet, label: str) -> int:
    """The number of the column with a label."""
    return next(cell.column for cell in sheet[HEADER] if cell.value == label)


def rows_of(sheet: Worksheet) -> range:
    """The rows of a list, without its header and its notes."""
    (table,) = sheet.tables.values()
    _left, top, _right, bottom = range_boundaries(table.ref)
    return range(top + 1, bottom + 1)


def pages(sheet: Worksheet) -> int:
    """How many pages a sheet prints on."""
    return len(sheet.row_breaks.brk) + 1


def test_a_row_of_one_line_is_one_line_high(lists):
    for sheet in lists:
        heights = {sheet.row_dimensions[row].height for row in rows_of(sheet)}
        assert heights == {ONE_LINE}, sheet.title


def test_the_column_of_names_is_as_wide_as_the_longest_one_and_its_indent(lists):
    for sheet in lists:
        at = column_of(sheet, "指標")
        longest = max(display_width(str(sheet.cell(row, at).value)) for row in rows_of(sheet))
        width = sheet.column_dimensions[sheet.cell(1, at).column_letter].width
        assert width == pytest.approx(longest + 2.5 + 0.71, abs=0.5), sheet.title


def test_texts_at_the_left_of_their_cells_do_not_touch_the_border(lists):
    for sheet in lists:
        shapes = {cell.alignment.indent for cell in sheet[HEADER + 1] if cell.alignment.horizontal == "left"}
        assert shapes == {1}, sheet.title


def test_a_page_holds_as_many_rows_as_its_letters_allow(lists):
    for sheet in lists:
        assert sheet.max_row / pages(sheet) >= 25, sheet.title


def test_the_lists_of_a_worked_round_take_fewer_pages():
    book = openpyxl.load_workbook(shipped("workbooks") / "fy2024" / "summary.xlsx")
    assert {name: pages(book[name]) for name in LISTS if name in book.sheetnames} == {
        "KPI実績一覧": 5,  # they were 6 and 3
        "前年度比較": 2,
    }


def test_every_page_says_what_the_signs_beside_figures_and_ranks_mean(lists):
    notes = {sheet.title: str(sheet["A2"].value) for sheet in lists}
    partial = "＊ 一部の支部から計算した全国の値・差"
    assert notes["KPI実績一覧"].endswith(f"＝ 同じ値の順位　{partial}")
    assert notes["順位"].endswith(f"「＝」を付けます。　{partial}")
    assert "＊" not in notes["前年度比較"]  # has no figure of the whole
    assert {sheet.print_title_rows for sheet in lists} == {f"$2:${HEADER}"}


def test_a_change_of_the_whole_that_nobody_knows_is_a_dash(lists):
    sheet = lists[0]
    at = column_of(sheet, "全国の前年度差")
    shown = [sheet.cell(row, at).value for row in rows_of(sheet)]
    assert None not in shown
    assert "－" in shown
