"""Formulas that are taken as they are make the workbooks that xlsxwriter makes by itself, byte by byte."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from xlsxwriter.worksheet import Worksheet

from kpixl.books.entry_workbook.book import build_entry_workbook
from kpixl.books.plan.read import read_plan
from kpixl.books.writing import engine
from kpixl.books.writing.book import Book
from kpixl.jobs.summarize import summarize
from kpixl.locale import translate
from kpixl.rules.issue.distribution import entry_kpis, plan_distribution
from kpixl.rules.plan.parse import parse_plan

CREATED = dt.datetime.combine(dt.date(2025, 4, 1), dt.time())
ROUNDS = Path(__file__).parents[3] / "workbooks"


@pytest.fixture(params=["fy2023", "fy2025"])
def round_dir(request, tmp_path):
    return Path(shutil.copytree(ROUNDS / request.param, tmp_path / "round"))


class OwnWorksheet(Worksheet):
    """xlsxwriter's own worksheet, told by its public methods."""

    put_text, put_number, put_formula = (
        Worksheet.write_string,
        Worksheet.write_number,
        Worksheet.write_formula,
    )

    def put_blank(self, row, column, shape):
        self.write_blank(row, column, None, shape)


@pytest.fixture
def plain(monkeypatch):
    """Has workbooks written by xlsxwriter's own worksheet, when called."""
    return lambda: monkeypatch.setattr(engine, "EngineSheet", OwnWorksheet)


def test_a_summary_is_the_same(round_dir, plain):
    taken = summarize(round_dir).path.read_bytes()
    plain()
    assert summarize(round_dir).path.read_bytes() == taken


def test_an_entry_workbook_is_the_same(round_dir, plain):
    plan, _findings = parse_plan(read_plan(round_dir / "plan.xlsx"))
    planned, _findings = plan_distribution(plan, {}, (), translate)

    def written():
        return build_entry_workbook(plan, planned[0].identity, entry_kpis(plan, planned[0].branch))

    taken = written()
    plain()
    assert written() == taken


def test_a_function_newer_than_excel_2010_would_be_another_file(plain):
    """Only xlsxwriter's own worksheet gives such a function its prefix: so the tests above find one."""

    def written():
        book = Book(title="t", organisation="o", created=CREATED, language="ja")
        book.sheet("a").formula(0, 0, "=XLOOKUP(A2,A3:A4,B3:B4)", "")
        return book.finish()

    taken = written()
    plain()
    assert written() != taken
