"""kpixl beside what its users would write, in one run: CPU, ratio, peak memory, growth. Run by hand, on Unix.

python -m tests.bench [--branches 47 200] [--kpis 30] [--years 5] [--runs 5]

Ratios hold on another machine, seconds do not. docs/scale.md quotes what this prints.
"""

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from tests.bench.big_round import make_big_round
from tests.bench.files import ways_to_read, ways_to_write
from tests.bench.measure import Cost, call_in_turn, median_ratio, run_in_turn
from tests.bench.summary import compare

_HEAD = f"{'job':34}{'way':28}{'CPU':>12}{'peak MB':>9}{'kpixl is … times':>18}"


def _line(job: str, way: str, cpu: str, memory: str = "", ratio: str = "") -> str:
    return f"{job:34}{way:28}{cpu:>12}{memory:>9}{ratio:>18}"


def calls_table(job: str, seconds: Mapping[str, Sequence[float]]) -> list[str]:
    """A line for every way of doing one job in this process; the first is kpixl's."""
    own = next(iter(seconds.values()))
    return [
        _line(
            job,
            way,
            f"{median(times) * 1000:.1f} ms",
            ratio="" if times is own else f"{median_ratio(own, times):.2f}",
        )
        for way, times in seconds.items()
    ]


def programs_table(job: str, costs: Mapping[str, Sequence[Cost]]) -> list[str]:
    """A line for every program that does one job; the first is kpixl's."""
    own = next(iter(costs.values()))
    return [
        _line(
            job,
            way,
            f"{median(cost.cpu for cost in runs):.2f} s",
            f"{median(cost.memory for cost in runs):.0f}",
            "" if runs is own else f"{median_ratio([c.cpu for c in own], [c.cpu for c in runs]):.2f}",
        )
        for way, runs in costs.items()
    ]


def big_jobs(round_dir: Path, branches: int, runs: int) -> list[str]:
    """Consolidating and summarizing a whole round, kpixl and others."""
    inbox, target = str(round_dir / "inbox"), str(round_dir / "users.xlsx")
    users = ["-m", "tests.bench.users_way"]
    lines = programs_table(
        f"consolidate {branches:,} branches",
        run_in_turn(
            {
                "kpixl consolidate": ["-m", "kpixl", "consolidate", str(round_dir)],
                "pandas + openpyxl loop": [*users, "openpyxl", inbox, target],
                "pandas + calamine loop": [*users, "calamine", inbox, target],
            },
            runs,
        ),
    )
    _sheets, costs = compare(round_dir, runs)
    return lines + programs_table(f"summarize {branches:,} branches", costs)


def main(arguments: Sequence[str]) -> None:
    """Make the rounds in a temporary folder, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--branches", type=int, nargs="+", default=[47, 200])
    parser.add_argument("--kpis", type=int, default=30)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args(arguments)
    out = sys.stdout.write
    out(
        f"{options.kpis} KPIs × {options.years} years; medians of {options.runs} runs, CPU seconds\n{_HEAD}\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        for number, branches in enumerate(options.branches):
            made = make_big_round(Path(folder) / str(branches), branches, options.kpis, options.years).path
            if number == 0:
                helps = {"kpixl --help": ["-m", "kpixl", "--help"], "python + click": ["-c", "import click"]}
                lines = calls_table("read one return", call_in_turn(ways_to_read(made), options.runs * 4))
                lines += calls_table(
                    "write one entry workbook", call_in_turn(ways_to_write(made), options.runs * 2)
                )
                lines += programs_table("help", run_in_turn(helps, options.runs))
                out("\n".join(lines) + "\n")
            out("\n".join(big_jobs(made, branches, options.runs)) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
