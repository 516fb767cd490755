"""One file at a time, in one process: reading a return and writing an entry workbook, beside other ways."""

import io
import warnings
from collections.abc import Callable, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from kpixl.books.entry_workbook.book import build_entry_workbook
from kpixl.books.plan.read import read_plan
from kpixl.books.returned.read import read_return
from kpixl.locale import translate
from kpixl.rules.issue.distribution import entry_kpis, plan_distribution
from kpixl.rules.issue.snapshot import Snapshots
from kpixl.rules.plan.parse import parse_plan
from kpixl.rules.returns.check import check_return
from kpixl.rules.returns.inspection import PlanContext

Cells = list[tuple[str, list[tuple[int, int, Any, Any]]]]
Calls = dict[str, Callable[[], object]]


def ways_to_read(round_dir: Path) -> Calls:
    """Calls that read a return: kpixl with every check, and what others read of it.

    Each call reads the next one, so that nothing is known already of the figures in it.
    """
    paths = sorted((round_dir / "inbox").glob("*.xlsx"))
    plan, _findings = parse_plan(read_plan(round_dir / "plan.xlsx"))
    assert plan is not None
    context = PlanContext(plan=plan, translate=translate)

    def with_kpixl(path: Path) -> object:
        return check_return(context, read_return(path, round_dir))  # type: ignore[arg-type]

    def with_openpyxl(path: Path) -> object:
        book = load_workbook(path, read_only=True, data_only=True)
        return [[list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets]

    def with_pandas(path: Path) -> object:
        import pandas as pd

        return pd.read_excel(path, sheet_name=None, header=None)

    def with_calamine(path: Path) -> object:
        with CalamineWorkbook.from_path(path) as book:
            return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]

    ways = {
        "kpixl": with_kpixl,
        "bare calamine": with_calamine,
        "openpyxl read-only": with_openpyxl,
        "pandas + openpyxl": with_pandas,
    }
    return {name: _quiet(_each(way, paths)) for name, way in ways.items()}


def _each(way: Callable[[Path], object], paths: Sequence[Path]) -> Callable[[], object]:
    """A call that reads the next path, and after the last one the first again."""
    turn = cycle(paths)
    return lambda: way(next(turn))


def ways_to_write(round_dir: Path) -> Calls:
    """Calls that make the first branch's entry workbook: kpixl, and others that write the same cells."""
    raw = read_plan(round_dir / "plan.xlsx")
    plan, _findings = parse_plan(raw)
    assert plan is not None
    item = plan_distribution(plan, {}, (), translate)[0][0]
    snapshot = Snapshots(raw, plan.settings.fiscal_year).of(item.branch)

    def with_kpixl() -> bytes:
        return build_entry_workbook(plan, item.identity, entry_kpis(plan, item.branch), snapshot=snapshot)

    content = with_kpixl()
    cells = _cells(content)

    def with_xlsxwriter() -> object:
        return _write(cells)

    def with_openpyxl() -> object:
        book = load_workbook(io.BytesIO(content))
        book.worksheets[0]["B2"] = "filled"
        return book.save(io.BytesIO())

    ways = {"kpixl": with_kpixl, "bare xlsxwriter": with_xlsxwriter, "openpyxl load-fill-save": with_openpyxl}
    return {name: _quiet(way) for name, way in ways.items()}


def _cells(content: bytes) -> Cells:
    """Every cell of a workbook: row, column, value or formula, and a formula's stored value."""
    written, stored = (load_workbook(io.BytesIO(content), data_only=values) for values in (False, True))
    sheets = []
    for sheet in written.worksheets:
        known = stored[sheet.title]
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        places = [(cell.row, cell.column, cell.value) for cell in cells]
        own = [(row - 1, at - 1, value, known.cell(row, at).value) for row, at, value in places]
        sheets.append((sheet.title, own))
    return sheets


def _write(sheets: Cells) -> bytes:
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True, "strings_to_urls": False}) as book:
        for name, cells in sheets:
            sheet = book.add_worksheet(name)
            for row, column, value, stored in cells:
                if isinstance(value, str) and value.startswith("="):
                    sheet.write_formula(row, column, value, None, "" if stored is None else stored)
                elif isinstance(value, str):
                    sheet.write_string(row, column, value)
                else:
                    sheet.write(row, column, value)
    return buffer.getvalue()


def _quiet(way: Callable[[], object]) -> Callable[[], object]:
    def call() -> object:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return way()

    return call
