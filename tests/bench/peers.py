"""Other ways to write the cells of a summary: the same values on the same sheets, without any design.

python -m tests.bench.peers PEER CELLS FILE

CELLS is the JSON that `tests.bench.summary` made. kpixl is not imported: what a peer costs is its own.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Sheets = list[tuple[str, list[list[Any]]]]  # a sheet's name, and its cells: row, column, value, stored value


def with_xlsxwriter(sheets: Sheets, path: Path) -> None:
    """Plain xlsxwriter: formulas with their values."""
    from xlsxwriter import Workbook

    with Workbook(path, {"in_memory": True, "strings_to_urls": False}) as workbook:
        for name, cells in sheets:
            sheet = workbook.add_worksheet(name)
            for row, column, value, stored in cells:
                if stored is not None:
                    sheet.write_formula(row, column, value, None, stored)
                elif isinstance(value, str):
                    sheet.write_string(row, column, value)
                else:
                    sheet.write_number(row, column, value)


def with_openpyxl(sheets: Sheets, path: Path) -> None:
    """Openpyxl in its write-only mode: formulas without values, which it cannot write."""
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    for name, cells in sheets:
        sheet = workbook.create_sheet(name)
        rows: dict[int, dict[int, Any]] = {}
        for row, column, value, _stored in cells:
            rows.setdefault(row, {})[column] = value
        for row in range(max(rows, default=-1) + 1):
            own = rows.get(row, {})
            sheet.append([own.get(column) for column in range(max(own, default=-1) + 1)])
    workbook.save(path)


PEERS: dict[str, Callable[[Sheets, Path], None]] = {"xlsxwriter": with_xlsxwriter, "openpyxl": with_openpyxl}


if __name__ == "__main__":
    peer, source, target = sys.argv[1:]
    PEERS[peer](json.loads(Path(source).read_text(encoding="utf-8")), Path(target))
