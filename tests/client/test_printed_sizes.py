"""On paper, as LibreOffice prints it: nothing below 7 points on A4, 概要 one page, a branch two at most.

Where the workbook's font is not installed another stands in for it, whose digits make columns wider: what can
be read here can be read in Excel.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kpixl.books.summary import build_summary_book
from kpixl.files.pdf import find_libreoffice, write_pdf
from kpixl.model.sheet_selection import EVERYTHING
from kpixl.rules.summary.build import build_summary
from kpixl.shipped import shipped
from kpixl.steps.load_master import load_master

pdfminer = pytest.importorskip("pdfminer.high_level")
pytestmark = pytest.mark.skipif(find_libreoffice() is None, reason="LibreOffice is not installed")
LEAST = 6.95  # points: 7 as fonts are rounded
A4 = (595, 842)


def pages_of(path: Path) -> Iterator[tuple[tuple[int, int], list[Any]]]:
    """The size of every page of a PDF and its letters."""
    for page in pdfminer.extract_pages(path):
        yield (round(page.width), round(page.height)), list(_letters(page))


def _letters(item: Any) -> Iterator[Any]:
    from pdfminer.layout import LTChar

    if isinstance(item, LTChar):
        if item.get_text().strip():
            yield item
    elif hasattr(item, "__iter__"):
        for part in item:
            yield from _letters(part)


@pytest.fixture(scope="module", params=["fy2023", "fy2024", "fy2025", "forty_seven"])
def printed(request, tmp_path_factory) -> list[tuple[tuple[int, int], list[Any], str]]:
    """The pages of a whole summary, with the name of the sheet in the middle of the header.

    Of the worked rounds; and of 47 branches what goes on paper.
    """
    big = request.param == "forty_seven"
    folder = request.getfixturevalue("forty_seven").parent if big else shipped("workbooks") / request.param
    loaded = load_master(folder / "master.xlsx")
    stored = loaded.stored
    summary = build_summary(
        loaded.plan, stored.run_id, loaded.assessments, stored.ledger, stored.measure_entries,
        stored.findings, sources=stored.sources, texts=stored.texts,
    )  # fmt: skip
    path = tmp_path_factory.mktemp(request.param) / "summary.pdf"
    selection = EVERYTHING.on_paper(47) if big else EVERYTHING
    write_pdf(path.with_suffix(".xlsx"), build_summary_book(summary, selection), path)
    return [(size, letters, _sheet_of(size, letters)) for size, letters in pages_of(path)]


def _sheet_of(size: tuple[int, int], letters: list[Any]) -> str:
    """What stands in the middle of the page's header."""
    width, height = size
    head = [item for item in letters if item.y0 > height - 36 and width * 0.3 < item.x0 < width * 0.7]
    return "".join(item.get_text() for item in sorted(head, key=lambda item: item.x0))


def test_no_letter_is_below_seven_points(printed):
    small = Counter(sheet for _size, letters, sheet in printed for item in letters if item.size < LEAST)
    assert small == Counter()


def test_no_letter_of_a_branchs_own_page_is_below_eight_points(printed):
    small = Counter(
        sheet for _size, letters, sheet in printed for item in letters
        if sheet[:2].isdigit() and item.size < LEAST + 1
    )  # fmt: skip
    assert small == Counter()


def test_every_page_is_a4(printed):
    assert {tuple(sorted(size)) for size, _letters, _sheet in printed} == {A4}


def test_the_overview_is_one_page_and_a_branch_two_at_most(printed):
    pages = Counter(sheet for _size, _letters, sheet in printed)
    assert pages["概要"] <= 1
    branches = {sheet: count for sheet, count in pages.items() if sheet[:2].isdigit()}
    assert all(count <= 2 for count in branches.values()), branches


def test_nothing_stands_off_the_page(printed):
    out = [
        (sheet, item.get_text())
        for (width, height), letters, sheet in printed
        for item in letters
        if item.x0 < -1 or item.y0 < -1 or item.x1 > width + 1 or item.y1 > height + 1
    ]
    assert out == []
