"""Every formula of the worked rounds by an engine of its own: it gives what kpixl stored.

LibreOffice takes minutes for the same (test_live_summary.py); this engine takes a second, and runs always.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kpixl.books.master.layout import data_at
from kpixl.shipped import shipped

engine = pytest.importorskip("betteroffice_xlsx")
WORKBOOKS = sorted(shipped("workbooks").glob("fy*/summary.xlsx"))
_NEAR = 1e-9


def formulas(path: Path) -> Iterator[tuple[str, str, Any]]:
    """Sheet, cell and stored value of every formula."""
    content = path.read_bytes()
    live, stored = (openpyxl.load_workbook(io.BytesIO(content), data_only=only) for only in (False, True))
    for sheet in live:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield sheet.title, cell.coordinate, stored[sheet.title][cell.coordinate].value


def agree(one: Any, other: Any) -> bool:
    """Equal texts; numbers as near as floats are; a blank and an empty text."""
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return abs(one - other) <= _NEAR * (1 + abs(other))
    return (one or "") == (other or "")


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: path.parent.name)
def test_every_formula_gives_what_is_stored(path: Path) -> None:
    book = engine.Workbook.open_recalculated(path.read_bytes())
    cells = list(formulas(path))
    differing = [
        (sheet, cell, stored, computed)
        for sheet, cell, stored in cells
        if not agree(computed := _value(book, sheet, cell), stored)
    ]
    assert differing == []
    assert cells


def _value(book: Any, sheet: str, cell: str) -> Any:
    value = book.value(sheet, cell)
    return getattr(value, "value", value)


def test_the_engine_computes_and_does_not_repeat_what_is_stored() -> None:
    """An actual taken out of データ is one judgement fewer on 概要."""
    path = shipped("workbooks") / "fy2024" / "summary.xlsx"
    content = openpyxl.load_workbook(path)
    column = openpyxl.utils.get_column_letter(data_at("actual") + 1)
    row = next(
        cell.row for cell in content["データ"][column] if cell.row > 1 and isinstance(cell.value, int | float)
    )
    book = engine.Workbook.open_recalculated(path.read_bytes())
    before = {key: _value(book, *key) for key in _shares(path)}
    book.set("データ", f"{column}{row}", "")
    book.recalculate()
    after = {key: _value(book, *key) for key in before}
    assert before != after


def _shares(path: Path) -> list[tuple[str, str]]:
    return [(sheet, cell) for sheet, cell, _stored in formulas(path) if sheet == "概要"]
