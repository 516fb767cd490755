"""A summary made from records alone, and what stands on one of its sheets: for tests of what a sheet says."""

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from kpixl.books.summary import build_summary_book
from kpixl.locale import catalogue
from kpixl.model.comparison_of_masters import ComparisonOfMasters
from kpixl.model.entries import Entry, MeasureEntry
from kpixl.model.finding import Finding
from kpixl.model.plan import Plan
from kpixl.model.sheet_selection import SheetSelection
from kpixl.rules.assessment.assess import assess
from kpixl.rules.summary.build import build_summary
from tests.rules.builders import make_ledger_row


def summary_sheet(plan: Plan, entries: Sequence[Entry], key: str, **further: Any) -> Worksheet:
    """One sheet of the summary of a round, with the values that its formulas have stored."""
    content = summary_book(plan, entries, key, **further)
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    sheet: Worksheet = book[catalogue(plan.settings.language)(f"sheet.{key}")]
    return sheet


def summary_book(
    plan: Plan,
    entries: Sequence[Entry],
    key: str,
    *,
    measures: Sequence[MeasureEntry] = (),
    findings: Sequence[Finding] = (),
    since: ComparisonOfMasters | None = None,
) -> bytes:
    """The summary of a round with that sheet and those that it rests on."""
    ledger = [make_ledger_row(branch) for branch in plan.branches]
    summary = build_summary(plan, "run", assess(plan, entries), ledger, measures, findings)
    return build_summary_book(summary, SheetSelection(frozenset({key})), since)


def texts_of(sheet: Worksheet) -> list[list[Any]]:
    """The rows of a sheet that hold something, each without its empty cells."""
    rows = [[cell for cell in row if cell not in (None, "")] for row in sheet.iter_rows(values_only=True)]
    return [row for row in rows if row]
