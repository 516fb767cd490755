"""Runs that are killed at every step of what they do to files and at random moments; what the next finds.

`python -m tests.bench.kills [MOMENTS [COMMAND …]]` prints a line for each command and signal with the counts;
it fails where outbox, register and seals do not agree afterwards, the outputs are of two runs, a file is half
written, an input has changed, something is left over, or a signal is answered with a traceback. `MOMENTS`
(200) are tried for each command: each of three signals, for the process alone and for its whole group.
"""

import hashlib
import random
import shutil
import signal
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from kpixl.files.moves import STAGING
from kpixl.files.register import read_register
from kpixl.files.write import WriteSet
from kpixl.model.round import Round as RoundFolder
from tests.bench.forked import Forked, begun_anew, placed
from tests.builders import Round, all_actuals, fill_return, make_round
from tests.killing import leftovers, steps_of

# The command of each name, and those that make the round that it is tried in.
COMMANDS: dict[str, tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]] = {
    "distribute": (("distribute",), ()),
    "consolidate": (("consolidate",), (("distribute",), ("consolidate",))),
    "run": (("run",), (("distribute",), ("run",))),
    "sendback": (("sendback", "--mail"), (("distribute",),)),
    "summarize": (("summarize",), (("distribute",), ("run",), ("consolidate",))),
    "reissue": (("distribute", "--force"), (("distribute",),)),
    "remind": (("status", "--remind"), (("distribute",),)),
    "freeze": (("freeze",), (("distribute",), ("consolidate",))),
    "undo": (("undo",), (("distribute",), ("run",), ("run",))),
    "report": (("report",), (("distribute",), ("consolidate",), ("report",), ("consolidate",))),
    "rollover": (("rollover", "--out", "next"), (("distribute",), ("consolidate",))),
}
_OF_ALL_THAT_CAME = ("freeze",)  # of a master that is made from what stands in the inbox
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
_ANEW = 16  # every so many pairs of moments the run is a process from its very beginning, imports and all
_WHOLE = 6  # every so many moments a whole run follows; else what each run does first
_LONGER = 1.1  # than a whole run, so that the last moment is among those that are tried


@contextmanager
def prepared(command: str) -> Iterator[Round]:
    """The round as it stands before a command; after each of those that made it the branches answer anew."""
    with tempfile.TemporaryDirectory(prefix="kpixl-kills-") as folder:
        round_ = make_round(Path(folder))
        for number, arguments in enumerate(COMMANDS[command][1]):
            Forked(arguments, round_.path).wait()
            if command not in _OF_ALL_THAT_CAME or arguments == ("distribute",):
                fill_return(round_, "01", all_actuals(50 + number) | {("claim_days", "actual"): "約7"})
                fill_return(round_, "02", all_actuals(70 + number))
        yield round_


@contextmanager
def copied(whole: Round) -> Iterator[Round]:
    """A copy of a prepared round, to be harmed."""
    with tempfile.TemporaryDirectory(prefix="kpixl-kills-") as place:
        yield replace(whole, path=Path(shutil.copytree(whole.path, Path(place) / "round")))


def problems(round_: Round, inputs: dict[str, str]) -> list[str]:
    """What is wrong with a round in which a killed run was followed by a whole one."""
    found = []
    if leftovers(round_.path):
        found.append(f"left over: {leftovers(round_.path)}")
    if {name: _hash(round_.path / name) for name in inputs} != inputs:
        found.append("an input has changed")
    found += half_written(round_)
    rows = read_register(round_.outbox / "register.csv")
    numbers = [(row.issue, row.revision) for row in rows]
    if len(set(numbers)) != len(numbers):
        found.append("a number stands for two contents")
    for name, row in {(row.kind, row.file): row for row in rows}.items():
        path = round_.path / ("sendback" if row.revision else "outbox") / name[1]
        if not path.is_file() or _hash(path) != row.sha256:
            found.append(f"the register does not agree with {path.name}")
    return found


def half_written(round_: Round) -> list[str]:
    """The workbooks and documents in their places that are not whole."""
    books = [*round_.path.rglob("*.xlsx"), *round_.path.rglob("*.docx")]
    in_place = [path for path in books if not any(name.startswith(STAGING) for name in path.parts)]
    return [f"half written: {path.name}" for path in in_place if not zipfile.is_zipfile(path)]


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def inputs_of(round_: Round) -> dict[str, str]:
    """The files that no command may change."""
    paths = [round_.plan_path, *round_.inbox.rglob("*")]
    return {path.relative_to(round_.path).as_posix(): _hash(path) for path in paths if path.is_file()}


def at_every_step(command: str, whole: Round) -> Counter[str]:
    """Kill a command at each of its steps."""
    counts: Counter[str] = Counter()
    arguments = COMMANDS[command][0]
    with copied(whole) as round_:
        steps = steps_of(arguments[0], round_.path, *placed(arguments[1:], round_.path))
    assert steps, f"{command} does nothing to files"
    wholes = _wholes(arguments, whole)
    for step in range(1, steps + 1):
        with copied(whole) as round_:
            inputs = inputs_of(round_)
            killed = Forked(arguments, round_.path, ended_at=step)
            killed.wait()
            counts["not killed"] += killed.code != -signal.SIGKILL
            found = [*half_written(round_), *_finished(round_, inputs, wholes)]
            Forked(arguments, round_.path).wait()
            _count(counts, [*found, *problems(round_, inputs)], f"{command} at step {step}")
    return counts


def at_random(command: str, kind: signal.Signals, moments: int, whole: Round) -> Counter[str]:
    """Send a command a signal at random moments, the main process alone or its whole group by turns."""
    chance, counts = random.Random(f"4711 {command} {kind}"), Counter[str]()  # noqa: S311 - no secret
    arguments, _before = COMMANDS[command]
    seconds = {anew: _duration(arguments, whole, anew=anew) for anew in (True, False)}
    wholes = _wholes(arguments, whole)
    for number in range(moments):
        anew = number // 2 % _ANEW == 0
        with copied(whole) as round_:
            inputs = inputs_of(round_)
            run = begun_anew(arguments, round_.path) if anew else Forked(arguments, round_.path)
            time.sleep(chance.uniform(0, _LONGER * seconds[anew]))
            late = run.has_ended
            run.send(kind, group=bool(number % 2))
            run.wait()
            counts["too late"] += late
            counts["done all the same"] += not late and run.code in (0, 3)
            if "Traceback" in run.errors:
                before = "in main" not in run.errors  # Python itself was stopped, before kpixl began
                counts["before kpixl" if before else "traceback"] += 1
                if not before:
                    _say(run.errors[-800:])
            found = [*half_written(round_), *_finished(round_, inputs, wholes)]
            if number % _WHOLE == 0:
                again = Forked(arguments, round_.path)
                again.wait()
                found += problems(round_, inputs)
                if "Traceback" in again.errors or again.code not in (0, 2, 3):
                    found.append(f"the next run: {again.code} {again.errors[-400:]}")
            _count(counts, found, f"{command} {kind.name} {number}")
    return counts


def _finished(round_: Round, inputs: dict[str, str], wholes: list[dict[str, str]]) -> list[str]:
    """What is wrong once a later run has done what each does first: the outputs are of one run, too."""
    with WriteSet(RoundFolder(round_.path)):
        pass
    found = problems(round_, inputs)
    if wholes and _outputs(round_) not in wholes:
        found.append(f"outputs of two runs: {sorted(_outputs(round_).items() - wholes[0].items())}")
    return found


def _wholes(arguments: tuple[str, ...], whole: Round) -> list[dict[str, str]]:
    """The outputs before a run and after it; none of it where two runs do not write the same bytes."""
    after = []
    for _time in range(2):
        with copied(whole) as round_:
            Forked(arguments, round_.path).wait()
            after.append(_outputs(round_))
    return [_outputs(whole), after[0]] if after[0] == after[1] else []


def _outputs(round_: Round) -> dict[str, str]:
    """What people open of a round, and nothing of its history."""
    paths = [*round_.path.glob("*.xlsx"), *round_.path.glob("report/*"), *round_.path.glob("sendback/*")]
    return {path.relative_to(round_.path).as_posix(): _hash(path) for path in paths}


def _duration(arguments: tuple[str, ...], whole: Round, *, anew: bool) -> float:
    with copied(whole) as round_:
        before = time.monotonic()
        run = (begun_anew if anew else Forked)(arguments, round_.path)
        run.wait()
        assert run.code in (0, 3), run.errors
        return time.monotonic() - before


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
    each = -(-moments // len(SIGNALS))
    for command in sys.argv[2:] or COMMANDS:
        with prepared(command) as whole:
            for kind in SIGNALS:
                counts = at_random(command, kind, each + each % 2, whole)
                _say(f"{command:12} {kind.name:10} {dict(counts)}")
                wrong += counts["wrong"] + counts["traceback"]
            counts = at_every_step(command, whole)
            _say(f"{command:12} every step {dict(counts)}")
            wrong += counts["wrong"]
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
