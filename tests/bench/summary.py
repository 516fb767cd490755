"""What `kpixl summarize` costs, beside peers that write as many cells in the same run. Run by hand, on Unix.

python -m tests.bench.summary [BRANCHES KPIS YEARS]

Every program is a child process of its own; they take turns, so that a busy machine is busy for all of
them. What counts are the ratios: they hold on another machine.
"""

import json
import sys
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from openpyxl import load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from kpixl.jobs.consolidate import consolidate
from tests.bench.big_round import make_big_round
from tests.bench.measure import Cost, cost_of, run_in_turn
from tests.bench.peers import PEERS, Sheets

KPIXL = "kpixl summarize"
RUNS = 5


def read_cells(path: Path) -> Sheets:
    """The values and formulas of a workbook, as the peers write them."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Sparkline Group extension")  # openpyxl cannot keep them
        written, stored = (load_workbook(path, data_only=values) for values in (False, True))
    sheets: Sheets = []
    for sheet in written.worksheets:
        cells = []
        for row in sheet.iter_rows():
            for cell in (cell for cell in row if cell.value is not None):
                at = (cell.row - 1, cell.column - 1)
                value = cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value
                if cell.data_type == "f":
                    known = stored[sheet.title].cell(cell.row, cell.column).value
                    cells.append([*at, value, "" if known is None else known])
                else:
                    cells.append([*at, value if isinstance(value, int | float) else str(value), None])
        sheets.append((sheet.title, cells))
    return sheets


def compare(round_dir: Path, runs: int = RUNS) -> tuple[Sheets, dict[str, list[Cost]]]:
    """The cells of a consolidated round's summary, and what kpixl and its peers took to write them."""
    kpixl = ["-m", "kpixl", "summarize", str(round_dir)]
    cost_of(kpixl)
    sheets = read_cells(round_dir / "summary.xlsx")
    source = round_dir / "cells.json"
    source.write_text(json.dumps(sheets), encoding="utf-8")
    commands = {KPIXL: kpixl} | {
        peer: ["-m", "tests.bench.peers", peer, str(source), str(round_dir / f"{peer}.xlsx")]
        for peer in PEERS
    }
    return sheets, run_in_turn(commands, runs)


def report(sheets: Sheets, costs: Mapping[str, Sequence[Cost]]) -> str:
    """The medians of every program, and of kpixl's ratios to each peer of the same run."""
    cells = [cell for _name, own in sheets for cell in own]
    formulas = sum(stored is not None for _row, _column, _value, stored in cells)
    runs = len(costs[KPIXL])
    lines = [
        f"{len(sheets)} sheets, {len(cells):,} cells with content, {formulas:,} of them formulas",
        f"medians of {runs} runs    wall s    CPU s  peak MB   kpixl is ... times that (wall, CPU, memory)",
    ]
    for name, own in costs.items():
        wall, cpu, memory = (median(values) for values in zip(*map(_figures, own), strict=True))
        line = f"{name:20}{wall:10.2f}{cpu:9.2f}{memory:9.0f}"
        if name != KPIXL:
            pairs = zip(costs[KPIXL], own, strict=True)
            ratios = zip(*(kpixl.ratios(peer) for kpixl, peer in pairs), strict=True)
            line += "   " + "  ".join(f"{median(values):.2f}" for values in ratios)
        lines.append(line)
    return "\n".join(lines)


def _figures(cost: Cost) -> tuple[float, float, float]:
    return cost.wall, cost.cpu, cost.memory


def main(sizes: Sequence[int]) -> None:
    """Make a round of the size in a temporary folder, and print what its summary costs."""
    with tempfile.TemporaryDirectory() as folder:
        made = make_big_round(Path(folder), *sizes)
        consolidate(made.path)
        sys.stdout.write(report(*compare(made.path)) + "\n")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]])
