"""The longest published text, whole, in everything that people read it in: sheets, documents, PDFs."""

import shutil
import subprocess
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from kpixl.files.pdf import find_libreoffice
from kpixl.jobs.report import report
from kpixl.jobs.summarize import summarize
from kpixl.steps.make_reports import ReportOptions
from kpixl.steps.make_summary import SummaryOptions
from tests.cli.test_report import reported_round
from tests.documents import lines, opened
from tests.long_text import LONG_TEXT

pytestmark = [
    pytest.mark.skipif(find_libreoffice() is None, reason="LibreOffice is not installed"),
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed"),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A branch's document, the whole round's and the summary, each beside its PDF."""
    round_ = reported_round(tmp_path_factory.mktemp("documents"))
    branch = report(round_.path, ReportOptions(branches=("01",), pdf=True))
    whole = report(round_.path, ReportOptions(whole=True, pdf=True))
    summary = summarize(round_.path, SummaryOptions(sheets=("施策の記録",), pdf=True))
    assert summary.pdf is not None
    return {"branch": branch.paths[0], "whole": whole.paths[0], "summary": summary.path}


def printed(path: Path) -> str:
    """The text of the PDF beside a file, without white space."""
    command = ["pdftotext", str(path.with_suffix(".pdf")), "-"]
    return "".join(subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8").split())


def in_order(text: str, printed_text: str) -> bool:
    """True where every line of a text stands there whole, one after the other.

    A head that is repeated on the next page may stand between two lines, and within none.
    """
    at = 0
    for line in text.split("\n"):
        squeezed = "".join(line.split())
        at = printed_text.find(squeezed, at)
        if at < 0:
            return False
        at += len(squeezed)
    return True


@pytest.mark.parametrize("name", ["branch", "whole", "summary"])
def test_the_long_text_is_whole_in_the_pdf(made, name):
    assert in_order(LONG_TEXT, printed(made[name]))


@pytest.mark.parametrize("name", ["branch", "whole"])
def test_the_long_text_is_whole_in_the_document(made, name):
    assert LONG_TEXT in "\n".join(lines(opened(made[name])))


def test_the_long_text_is_whole_on_the_summarys_sheet(made):
    sheet = openpyxl.load_workbook(made["summary"])["施策の記録"]
    pieces = [row[5] for row in sheet.iter_rows(min_row=4, values_only=True) if row[4] == "取組内容"]
    assert LONG_TEXT in "\n".join(pieces)


@pytest.mark.parametrize("name", ["branch", "whole"])
def test_nothing_that_a_document_says_is_lost_on_paper(made, name):
    said = Counter("".join("".join(lines(opened(made[name]))).split()))
    lost = said - Counter(printed(made[name]))
    del lost["|"]  # between the cells of a row
    del lost["…"]  # the number of a page, before somebody counts
    assert lost == Counter()
