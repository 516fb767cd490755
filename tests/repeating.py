"""The commands of a round in a process of their own, in surroundings that may not show in what they write."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kpixl.jobs.distribute import distribute
from tests.builders import Round, all_actuals, digests, fill_return
from tests.full_round import collect_twice, make_full_round

ROOT = Path(__file__).parents[1]
COMMANDS = (
    ("run",), ("consolidate", "--csv", "tables"), ("sendback", "--mail"), ("status", "--remind"), ("report",),
    ("report", "--whole", "--lang", "en"), ("summarize", "--lang", "en"), ("freeze",),
    ("rollover", "--out", "next"), ("check", "--json"), ("status", "--json"),
    ("explain", "45", "claim_days", "--json"),
)  # fmt: skip
# The clock is held: what goes to branches tells when it was made.
_CODE = """
import datetime as dt, sys
from kpixl.files import clock
clock.now = lambda: dt.datetime.fromisoformat({now!r})
from kpixl.cli import main
for line in {commands!r}:
    sys.argv = ["kpixl", "--lang", "ja", *line]
    try:
        main()
    except SystemExit as end:
        assert end.code in (0, 3, None), (line, end.code)
"""


# What tells when it was made: what goes to branches, and who has to be reminded.
_TIMED = ("sendback/", "drafts/", "outbox/", "history/", "printed.json")


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """Where a run takes place: its clock, its Python, the environment, and in which order files came."""

    now: str = "2025-06-25T09:00:00+00:00"
    python: str = sys.executable
    jobs: int = 2
    newest_first: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)


def prepared_round(place: Path) -> Round:
    """A round with something for every sheet, a return to be sent back, and a branch that is missing."""
    round_ = make_full_round(place)
    distribute(round_.path)
    collect_twice(round_).unlink()
    fill_return(round_, "02", all_actuals(70) | {("claim_days", "actual"): "約7"})
    return round_


def outputs(prepared: Round, place: Path, around: Surroundings) -> dict[str, str]:
    """The hashes of all that the commands leave in a copy of a round, and of what they print as JSON."""
    folder = place / "round"
    folder.mkdir(parents=True)
    paths = sorted((path for path in prepared.path.rglob("*") if path.is_file()), reverse=around.newest_first)
    for path in paths:
        copy = folder / path.relative_to(prepared.path)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, copy)
    code = _CODE.format(now=around.now, commands=[_line(command, around.jobs) for command in COMMANDS])
    done = subprocess.run(
        [around.python, "-c", code], cwd=folder, capture_output=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **around.environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    (folder / "printed.json").write_bytes(done.stdout[done.stdout.index(b"{") :])
    return digests(folder)


def timeless(found: Mapping[str, str]) -> dict[str, str]:
    """Those of outputs that say nothing of when they were made."""
    return {name: digest for name, digest in found.items() if not name.startswith(_TIMED)}


def _line(command: tuple[str, ...], jobs: int) -> list[str]:
    name, *options = command
    worked = ["--jobs", str(jobs)] if name in ("run", "consolidate", "sendback") else []
    return [name, ".", *options, *worked]
