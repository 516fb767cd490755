"""未着・指摘 of very many branches: of every kind of finding the first ones, and how many more there are."""

import io
from collections.abc import Sequence

import openpyxl

from kpixl.books.summary import build_summary_book
from kpixl.model.finding import Finding, FindingCode, Place, finding
from kpixl.model.plan import Branch
from kpixl.model.sheet_selection import SheetSelection
from kpixl.rules.assessment.assess import assess
from kpixl.rules.summary.build import build_summary
from tests.rules.builders import make_entry, make_ledger_row, make_plan
from tests.summary_sheets import texts_of

# More than the best and the last that lists show.
MANY = tuple(Branch(code=f"{number:03d}", name=f"支部{number}") for number in range(1, 71))


def told(findings: Sequence[Finding], most_shown: int | None) -> list[str]:
    """What the sheet says of the findings, a row each."""
    plan = make_plan(branches=MANY)
    entries = [make_entry(branch.code, value=60) for branch in MANY]
    ledger = [make_ledger_row(branch) for branch in MANY]
    summary = build_summary(plan, "run", assess(plan, entries), ledger, (), findings, most_shown=most_shown)
    book = build_summary_book(summary, SheetSelection(frozenset({"open_points"})))
    rows = texts_of(openpyxl.load_workbook(io.BytesIO(book))["未着・指摘"])
    return [
        str(text) for row in rows for text in row if str(text).startswith("［") or str(text).endswith("]")
    ]


def found(kind: FindingCode, count: int, **details: str) -> list[Finding]:
    return [finding(kind, Place(f"inbox/{at}.xlsx"), branch=MANY[at].code, **details) for at in range(count)]


def test_of_few_branches_every_finding_has_its_row():
    assert len(told(found(FindingCode.RETURN_KPI_UNKNOWN, 25, seen="x"), None)) == 25


def test_of_very_many_the_first_of_each_kind_stand_there_and_the_others_are_counted():
    unknown, blank = FindingCode.RETURN_KPI_UNKNOWN, FindingCode.FIGURE_BLANK
    shown = told([*found(unknown, 25, seen="x"), *found(blank, 2)], 10)
    assert [sum(text.endswith(f"[{kind.code}]") for text in shown) for kind in (unknown, blank)] == [20, 2]
    assert [text for text in shown if text.startswith("［")] == [
        f"［{unknown.code}］ほか 5件（全件は集約の「指摘」にあります）"
    ]
