"""Every workbook that kpixl writes can be read by everybody, and nothing in it is cut off.

What the checkers of the office programs ask for, as far as a workbook's parts tell (tests/accessible.py).
"""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.table import Table

from kpixl.jobs.distribute import distribute
from kpixl.jobs.sendback import send_back
from kpixl.jobs.summarize import summarize
from kpixl.shipped import shipped
from kpixl.steps.make_summary import SummaryOptions
from tests.accessible import clipped, contrast, faults
from tests.full_round import collect_twice, make_full_round

WORKED = sorted(shipped("workbooks").glob("fy*/*.xlsx"))
STARTERS = sorted(shipped("templates").glob("*.xlsx"))


@pytest.fixture(scope="module", params=["ja", "en"])
def written(request, tmp_path_factory) -> list[Path]:
    """Plan, forms, correction workbooks, master and summary of the round that fills every sheet."""
    round_ = make_full_round(tmp_path_factory.mktemp(request.param), request.param)
    distribute(round_.path)
    earlier = collect_twice(round_)
    summarize(round_.path, SummaryOptions(since=earlier))
    send_back(round_.path)
    return sorted(path for path in round_.path.rglob("*.xlsx") if path.parent.name != "inbox")


def test_everybody_can_read_every_workbook_of_a_round(written):
    assert len(written) >= 7
    assert {path.name: faults(path) for path in written} == {path.name: [] for path in written}


def test_nothing_is_cut_off_in_any_workbook_of_a_round(written):
    assert {path.name: clipped(path) for path in written} == {path.name: [] for path in written}


@pytest.mark.parametrize("path", [*WORKED, *STARTERS], ids=lambda path: f"{path.parent.name}_{path.stem}")
def test_everybody_can_read_the_worked_rounds_and_the_starters_and_nothing_is_cut_off(path):
    assert (faults(path), clipped(path)) == ([], [])


def test_everybody_can_read_the_summary_of_forty_seven_branches_and_nothing_is_cut_off(forty_seven):
    assert (faults(forty_seven), clipped(forty_seven)) == ([], [])


# ── what is found ──────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def book(tmp_path):
    """A sheet with a title and a table; `save` gives its path."""
    made = openpyxl.Workbook()
    made.properties.title = "総括"
    sheet = made.active
    sheet.title = "概要"
    for row in (["支部", "実績"], ["札幌", 1], ["函館", 2]):
        sheet.append(row)
    sheet.add_table(Table(displayName="T", ref="A1:B3"))

    def save() -> Path:
        made.save(tmp_path / "made.xlsx")
        return tmp_path / "made.xlsx"

    return sheet, save


def test_a_sound_workbook_has_no_faults(book):
    _sheet, save = book
    assert (faults(save()), clipped(save())) == ([], [])


def test_merged_cells_in_a_table_are_found(book):
    sheet, save = book
    sheet.merge_cells("A2:A3")
    assert faults(save()) == ["概要: A1:B3: merged cells (1, 2, 1, 3) in it"]


def test_a_sheet_without_a_name_of_its_own_and_a_workbook_without_title_are_found(book):
    sheet, save = book
    sheet.title, sheet.parent.properties.title = "Sheet1", ""
    assert faults(save()) == ["no title", "Sheet1: a name that says nothing"]


def test_pale_text_is_found(book):
    sheet, save = book
    sheet["A2"].font, sheet["A2"].fill = Font(color="FF999999"), PatternFill("solid", fgColor="FFEEEEEE")
    assert faults(save()) == ["概要: A2: 999999 on EEEEEE is 2.5 to 1"]
    assert contrast("000000", "FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize(
    ("cell", "text", "wrap", "found"),
    [
        ("B2", "生活習慣病予防健診受診率", False, []),  # over the blank cells at its right
        ("A2", "生活習慣病予防健診受診率", False, ["概要!A2: 160 of 64 pixels: 生活習慣病予防健診受診率"]),
        (
            "A2",
            "生活習慣病予防健診受診率",
            True,
            ["概要!A2: 3 lines in 16.5 points: 生活習慣病予防健診受診率"],
        ),
    ],
)
def test_text_that_is_cut_off_is_found(book, cell, text, wrap, found):
    sheet, save = book
    sheet[cell], sheet[cell].alignment = text, Alignment(wrap_text=wrap)
    sheet[cell].font = Font(size=10)
    assert clipped(save()) == found
