"""Runs that are killed at every step of what they do to files and at random moments; what the next finds.

`python -m tests.bench.kills [MOMENTS]` prints a line for each command and signal with the counts; it fails
where outbox, register and seals do not agree afterwards, a file is half written, an input has changed, or
something is left over. `MOMENTS` (200) are tried for each command and signal, half of them on the group.
"""

import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path

from kpixl.files.register import read_register
from tests.builders import Round, all_actuals, fill_return, make_round
from tests.killing import leftovers, run_until, steps_of

COMMANDS = {
    "distribute": ("distribute",),
    "reissue": ("distribute", "--force"),
    "consolidate": ("consolidate",),
    "sendback": ("sendback", "--mail"),
    "run": ("run",),
    "summarize": ("summarize",),
}
SIGNALS = ("SIGKILL", "SIGTERM", "SIGINT")
_MAIN = [sys.executable, "-c", "from kpixl.cli import main; main()"]


def prepared(folder: Path, command: str) -> Round:
    """A round as it stands before a command."""
    round_ = make_round(folder)
    if command == "distribute":
        return round_
    _whole(round_.path, "distribute")
    fill_return(round_, "01", all_actuals(50) | {("claim_days", "actual"): "約7"})
    fill_return(round_, "02", all_actuals(70))
    if command == "summarize":
        _whole(round_.path, "consolidate")
    return round_


def _whole(folder: Path, *command: str) -> int:
    done = subprocess.run(
        [*_MAIN, command[0], str(folder), *command[1:]], capture_output=True, check=False, timeout=120
    )
    return done.returncode


def problems(round_: Round, command: str, inputs: dict[str, str]) -> list[str]:
    """What is wrong after a killed run and the next one."""
    found = []
    _whole(round_.path, *COMMANDS[command])
    if leftovers(round_.path):
        found.append(f"left over: {leftovers(round_.path)}")
    if {name: _hash(round_.path / name) for name in inputs} != inputs:
        found.append("an input has changed")
    books = round_.path.rglob("*.xlsx")
    found += [f"half written: {path.name}" for path in books if not zipfile.is_zipfile(path)]
    rows = read_register(round_.outbox / "register.csv")
    numbers = [(row.issue, row.revision) for row in rows]
    if len(set(numbers)) != len(numbers):
        found.append("a number stands for two contents")
    for name, row in {(row.kind, row.file): row for row in rows}.items():
        path = round_.path / ("sendback" if row.revision else "outbox") / name[1]
        if not path.is_file() or _hash(path) != row.sha256:
            found.append(f"the register does not agree with {path.name}")
    return found


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def inputs_of(round_: Round) -> dict[str, str]:
    """The files that no command may change."""
    paths = [round_.plan_path, *round_.inbox.rglob("*")]
    return {path.relative_to(round_.path).as_posix(): _hash(path) for path in paths if path.is_file()}


def at_every_step(command: str) -> Counter[str]:
    """Kill a command at each of its steps."""
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        whole = prepared(Path(folder), command)
        steps = steps_of(COMMANDS[command][0], whole.path, *COMMANDS[command][1:])
    for step in range(1, steps + 1):
        with tempfile.TemporaryDirectory() as folder:
            round_ = prepared(Path(folder), command)
            inputs = inputs_of(round_)
            run_until(step, COMMANDS[command][0], round_.path, *COMMANDS[command][1:])
            _count(counts, problems(round_, command, inputs), f"{command} at step {step}")
    return counts


def at_random(command: str, kind: str, moments: int, seed: int = 4711) -> Counter[str]:
    """Send a command a signal at random moments, the main process alone or its whole group."""
    chance, counts = random.Random(f"{seed} {command} {kind}"), Counter[str]()  # noqa: S311 - no secret
    for number in range(moments):
        with tempfile.TemporaryDirectory() as folder:
            round_ = prepared(Path(folder), command)
            inputs = inputs_of(round_)
            arguments = [*_MAIN, COMMANDS[command][0], str(round_.path), *COMMANDS[command][1:]]
            process = subprocess.Popen(
                arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
            )
            time.sleep(chance.uniform(0, 1.2))
            if number % 2:
                os.killpg(process.pid, getattr(signal, kind))
            else:
                process.send_signal(getattr(signal, kind))
            _said, errors = process.communicate(timeout=60)
            counts["too late"] += process.returncode in (0, 3)
            if b"Traceback" in errors:
                counts["traceback"] += 1
                _say(errors.decode(errors="replace")[-800:])
            _count(counts, problems(round_, command, inputs), f"{command} {kind} {number}")
    return counts


def _count(counts: Counter[str], found: list[str], what: str) -> None:
    counts["tried"] += 1
    if found:
        counts["wrong"] += 1
        _say(": ".join((what, *found)))


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> int:
    """Try them all; returns the exit code."""
    moments, wrong = int(sys.argv[1]) if len(sys.argv) > 1 else 200, 0
    for command in COMMANDS:
        rows = [("every step", at_every_step(command))]
        rows += [(kind, at_random(command, kind, moments)) for kind in SIGNALS]
        for label, counts in rows:
            _say(f"{command:12} {label:10} {dict(counts)}")
            wrong += counts["wrong"] + counts["traceback"]
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
