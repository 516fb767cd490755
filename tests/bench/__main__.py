"""kpixl beside what its users would write: CPU, ratio, peak memory, growth, goals. Run by hand, on Unix.

python -m tests.bench [--branches 47 200] [--kpis 30] [--years 5] [--runs 5]
python -m tests.bench --branches 1000 5000 --runs 1    takes half an hour and 3 GB

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

_MOST_WITH_PEERS = 200  # branches
MESSY = 0.05  # the share of branches that write otherwise than the form asks
# How many times another way kpixl may take, by job and way.
GOALS: dict[tuple[str, str], float] = {
    ("read one return", "bare calamine"): 5.0,
    ("write one entry workbook", "bare xlsxwriter"): 1.5,
    ("consolidate 200 branches", "pandas + openpyxl loop"): 0.6,
    ("consolidate 1,000 branches", "pandas + openpyxl loop"): 0.6,
    ("summarize 47 branches", "xlsxwriter"): 1.3,
    ("consolidate 200 branches", "200 MB"): 1.0,
    ("5,000 branches beside 1,000", "CPU"): 5.2,
    ("5,000 branches beside 1,000", "memory"): 3.0,
}
Ratios = dict[tuple[str, str], float]
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


Costs = Mapping[str, Sequence[Cost]]


def big_jobs(round_dir: Path, runs: int, *, peers: bool) -> dict[str, Costs]:
    """What checking, issuing, consolidating and summarizing a whole round costs, kpixl and others.

    The cells of a big summary do not fit into the peers that write them again: without `peers` kpixl alone.
    """
    inbox, target = str(round_dir / "inbox"), str(round_dir / "users.xlsx")
    kpixl, users = ["-m", "kpixl"], ["-m", "tests.bench.users_way"]
    found: dict[str, Costs] = {
        "check": run_in_turn({"kpixl check": [*kpixl, "check", str(round_dir)]}, runs),
        "distribute": run_in_turn({"kpixl distribute --force": issue_program(round_dir)}, runs),
        "consolidate": run_in_turn(
            {
                "kpixl consolidate": [*kpixl, "consolidate", str(round_dir)],
                "pandas + openpyxl loop": [*users, "openpyxl", inbox, target],
                "pandas + calamine loop": [*users, "calamine", inbox, target],
            },
            runs,
        ),
    }
    summarize = {"kpixl summarize": [*kpixl, "summarize", str(round_dir)]}
    found["summarize"] = compare(round_dir, runs)[1] if peers else run_in_turn(summarize, runs)
    return found


def ratios_of_calls(job: str, seconds: Mapping[str, Sequence[float]]) -> Ratios:
    """How many times every other way kpixl's takes, by job and way."""
    own, *_others = seconds.values()
    return {(job, way): median_ratio(own, times) for way, times in seconds.items() if times is not own}


def ratios_of_programs(job: str, costs: Costs) -> Ratios:
    """The same of programs, by CPU; and what kpixl's peak is of 200 MB."""
    seconds = {way: [cost.cpu for cost in runs] for way, runs in costs.items()}
    own = next(iter(costs.values()))
    memory = median(cost.memory for cost in own)
    return ratios_of_calls(job, seconds) | {(job, "200 MB"): memory / 200}


def ratios_of_growth(costs: Mapping[int, Mapping[str, Costs]]) -> Ratios:
    """What consolidating 5,000 branches takes of what 1,000 do."""
    if not {1000, 5000} <= costs.keys():
        return {}
    small, large = (next(iter(costs[size]["consolidate"].values())) for size in (1000, 5000))
    job = "5,000 branches beside 1,000"
    return {
        (job, "CPU"): median(c.cpu for c in large) / median(c.cpu for c in small),
        (job, "memory"): median(c.memory for c in large) / median(c.memory for c in small),
    }


def goals_table(ratios: Ratios) -> list[str]:
    """Every goal that this run can tell: what was measured, what was to be reached, and whether it was."""
    lines = [f"{'goal':34}{'beside':28}{'measured':>12}{'at most':>9}{'reached':>18}"]
    for (job, way), most in GOALS.items():
        found = ratios.get((job, way))
        if found is not None:
            reached = "yes" if found <= most else f"no, by {found / most - 1:.0%}"
            lines.append(_line(job, way, f"{found:.2f}", f"{most:.1f}", reached))
    return lines


def issue_program(round_dir: Path) -> list[str]:
    """A program that issues the round's forms into a folder of their own: the round stays as it is."""
    script = (
        "import pathlib, shutil, tempfile\n"
        "from kpixl.jobs.distribute import distribute\n"
        "with tempfile.TemporaryDirectory() as folder:\n"
        f"    shutil.copy({str(round_dir / 'plan.xlsx')!r}, folder)\n"
        "    assert distribute(pathlib.Path(folder)).written\n"
    )
    return ["-c", script]


def growth_table(costs: Mapping[int, Mapping[str, Costs]]) -> list[str]:
    """How kpixl's CPU and memory grow from one size to the next, beside how the branches do."""
    lines = [f"{'kpixl, growth':34}{'branches':>16}{'CPU':>10}{'memory':>10}{'CPU a branch':>16}"]
    sizes = sorted(costs)
    for job in costs[sizes[0]]:
        before: tuple[float, float, float] | None = None
        for size in sizes:
            runs = next(iter(costs[size][job].values()))
            now = size, median(cost.cpu for cost in runs), median(cost.memory for cost in runs)
            each = f"{now[1] / size * 1000:.0f} ms"
            shown = [f"{size:,}", f"{now[1]:.1f} s", f"{now[2]:.0f} MB"]
            if before:
                shown = [f"× {one / other:.1f}" for one, other in zip(now, before, strict=True)]
            lines.append(f"{'' if before else job:34}{shown[0]:>16}{shown[1]:>10}{shown[2]:>10}{each:>16}")
            before = now
    return lines


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
    everything: dict[int, Mapping[str, Costs]] = {}
    ratios: Ratios = {}
    with tempfile.TemporaryDirectory() as folder:
        for number, branches in enumerate(options.branches):
            made = make_big_round(
                Path(folder) / str(branches), branches, options.kpis, options.years, messy=MESSY
            ).path
            if number == 0:
                helps = {"kpixl --help": ["-m", "kpixl", "--help"], "python + click": ["-c", "import click"]}
                lines = []
                for job, ways, runs in (
                    ("read one return", ways_to_read(made), options.runs * 4),
                    ("write one entry workbook", ways_to_write(made), options.runs * 2),
                ):
                    seconds = call_in_turn(ways, runs)
                    lines += calls_table(job, seconds)
                    ratios |= ratios_of_calls(job, seconds)
                lines += programs_table("help", run_in_turn(helps, options.runs))
                out("\n".join(lines) + "\n")
            jobs = everything[branches] = big_jobs(made, options.runs, peers=branches <= _MOST_WITH_PEERS)
            for job, costs in jobs.items():
                name = f"{job} {branches:,} branches"
                out("\n".join(programs_table(name, costs)) + "\n")
                ratios |= ratios_of_programs(name, costs)
            sys.stdout.flush()
    if len(everything) > 1:
        out("\n" + "\n".join(growth_table(everything)) + "\n")
    out("\n" + "\n".join(goals_table(ratios | ratios_of_growth(everything))) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
