"""Binary workbooks: values are read, and what they do not tell is said."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kpixl.books.reading.cells import SheetCells, read_sheets
from kpixl.books.returned.read import read_return
from kpixl.model.submission import CellValue, Submission
from kpixl.rules.returns.check import CheckedReturn, check_return
from tests.messy.packing import packed, parts_of
from tests.messy.returns import ENTRY, SOURCES, reference, view
from tests.messy.workbook import Place
from tests.xlsb import make_xlsb

SOURCE = SOURCES[3]
ROWS, COLUMNS = SOURCE.layout
KPI = "mail_rate"


def returned(folder: Path, change: Callable[[SheetCells], None] = lambda _sheet: None) -> CheckedReturn:
    """The worked return as a binary workbook, its 記入シート changed."""
    sheets = read_sheets(SOURCE.content)
    change(next(sheet for sheet in sheets if sheet.name == ENTRY))
    path = folder / "44_大分.xlsb"
    path.write_bytes(make_xlsb(sheets))
    submission = read_return(path, folder)
    assert isinstance(submission, Submission), submission
    return check_return(reference(SOURCE.year), submission)


def at(name: str) -> Place:
    return ROWS[KPI], COLUMNS[name]


def typed(name: str, value: CellValue) -> Callable[[SheetCells], None]:
    def change(sheet: SheetCells) -> None:
        row, column = at(name)
        sheet.rows[row - 1][column - 1] = value

    return change


def test_every_figure_arrives_and_a_finding_says_what_is_not_seen(tmp_path):
    checked = returned(tmp_path)
    assert {entry.kpi_code: view(entry) for entry in checked.entries} == {
        entry.kpi_code: view(entry) for entry in SOURCE.checked.entries
    }
    before = {(item.kind.code, item.place.cell) for item in SOURCE.checked.findings}
    now = {(item.kind.code, item.place.cell) for item in checked.findings}
    # Its three zeros, one of them an activity's, may be formulas that were never computed.
    assert now - before == {("K370", ""), ("K417", "I26"), ("K417", "K26"), ("K417", "H91")}
    assert before <= now


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("actual", "", "K415"),  # blank, or an error value
        ("actual", 0, "K417"),  # a typed 0, or a formula that was never computed
        ("as_of", 45380, "K521"),  # a date whose format is not seen
        ("actual", 91.19999999999999, None),
    ],
)
def test_what_may_be_something_else_is_doubted(tmp_path, name, value, code):
    found = [
        item.kind.code for item in returned(tmp_path, typed(name, value)).findings if item.kpi_code == KPI
    ]
    assert (code in found) if code else found == ["K402"] or found == []


def test_the_sheets_of_a_binary_workbook_may_stand_elsewhere(tmp_path):
    usual = returned(tmp_path).submission
    path = tmp_path / "44_大分.xlsb"
    parts = parts_of(path.read_bytes())
    listing, target = "xl/_rels/workbook.bin.rels", b'Target="worksheets/sheet1.bin"'
    assert target in parts[listing]
    parts["表/e.dat"] = parts.pop("xl/worksheets/sheet1.bin")
    parts[listing] = parts[listing].replace(target, 'Target="../表/e.dat"'.encode())
    path.write_bytes(packed(parts))
    found = read_return(path, tmp_path)
    assert isinstance(found, Submission)
    assert (found.rows, found.identity) == (usual.rows, usual.identity)
