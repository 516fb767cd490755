"""A big round played to its end: check, distribute, consolidate, summarize; what each took and came to.

python -m tests.bench.play_big BRANCHES [KPIS] [YEARS] [FOLDER]

Where LibreOffice is there, it opens master and summary and saves them again: a workbook that a client
refuses is none. It says by its exit code whether everything went through.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.__main__ import MESSY, issue_program
from tests.bench.big_round import make_big_round
from tests.bench.measure import cost_of

_JOBS = ("check", "consolidate", "summarize")
_SECONDS = 3600


def play(folder: Path, branches: int, kpis: int, years: int) -> bool:
    """Play the round; True where all went through."""
    made = make_big_round(folder, branches, kpis, years, messy=MESSY).path
    runs = {"distribute": issue_program(made)} | {job: ["-m", "kpixl", job, str(made)] for job in _JOBS}
    _say(f"{branches:,} branches × {kpis} KPIs × {years} years{'CPU s':>14}{'wall s':>10}{'peak MB':>10}")
    for job, command in runs.items():
        cost = cost_of(command)
        _say(f"{job:36}{cost.cpu:>14.1f}{cost.wall:>10.1f}{cost.memory:>10.0f}")
    office, opened = shutil.which("soffice"), True
    for name in ("plan", "master", "summary"):
        path = made / f"{name}.xlsx"
        said = ""
        if office and name != "plan":
            opened &= _opens(office, path)
            said = "  LibreOffice opens it" if opened else "  LibreOffice does not open it"
        _say(f"{path.name:36}{path.stat().st_size / 1024**2:>12.1f} MB{said}")
    return opened


def _opens(office: str, path: Path) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        command = [
            office,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "ods",
        ]
        subprocess.run(
            [*command, "--outdir", folder, str(path)], check=False, timeout=_SECONDS, capture_output=True
        )
        return (Path(folder) / f"{path.stem}.ods").is_file()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> bool:
    """Play in the folder given, which is kept, or in a temporary one."""
    branches, kpis, years = (
        int(text) for text in (arguments[:3] + ["5000", "30", "5"][len(arguments[:3]) :])
    )
    if len(arguments) > 3:
        return play(Path(arguments[3]), branches, kpis, years)
    with tempfile.TemporaryDirectory() as folder:
        return play(Path(folder), branches, kpis, years)


if __name__ == "__main__":
    raise SystemExit(not main(sys.argv[1:]))
