"""Taking turns: what programs, or calls in one process, cost beside each other in one run.

Machines are noisy and shared, so nothing here judges a time by itself. Everything takes turns, and what
is reported is the median of the ratios pair by pair: a busy moment is then busy for both sides.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Cost:
    """What one run of a program took: wall and CPU seconds (its children's too), its peak memory in MB."""

    wall: float
    cpu: float
    memory: float

    def ratios(self, other: "Cost") -> tuple[float, float, float]:
        """How many times the other's wall, CPU and memory."""
        return self.wall / other.wall, self.cpu / other.cpu, self.memory / other.memory


def cost_of(arguments: Sequence[str]) -> Cost:
    """Run Python with the arguments, and say what that took.

    Raises:
        CalledProcessError: it failed.
    """
    command = [sys.executable, "-m", "tests.bench.cost", *arguments]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return Cost(**json.loads(done.stdout))


def run_in_turn(commands: Mapping[str, Sequence[str]], runs: int) -> dict[str, list[Cost]]:
    """Every program `runs` times, one after the other; the first round of all warms up and is not counted."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for run in range(runs + 1):
        for name, command in commands.items():
            cost = cost_of(command)
            if run:
                costs[name].append(cost)
    return costs


def call_in_turn(calls: Mapping[str, Callable[[], object]], runs: int) -> dict[str, list[float]]:
    """CPU seconds of every call in this process, taking turns after a warm-up."""
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    for run in range(runs + 1):
        for name, call in calls.items():
            begin = time.process_time()
            call()
            if run:
                seconds[name].append(time.process_time() - begin)
    return seconds


def median_ratio(own: Sequence[float], other: Sequence[float]) -> float:
    """The median of the ratios pair by pair."""
    return median(one / two for one, two in zip(own, other, strict=True))
