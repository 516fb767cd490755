"""`kpixl demo`: the worked rounds, played on published figures, and held against the published judgements.

The last year is a plan: the shipped plan.xlsx is the master of the year before, rolled over and added to
(`workbooks/build.py`), and nothing has come back yet.
"""

import csv
import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kpixl.files.clock import Clock
from kpixl.files.write import write_file
from kpixl.model.assessment import Judgement
from kpixl.model.errors import OutputFileError
from kpixl.model.fiscal import FiscalYear
from kpixl.model.master import Master
from kpixl.model.round import Round
from kpixl.model.target import Direction
from kpixl.shipped import shipped

YEARS = (2023, 2024, 2025)
_MARK = ".kpixl-demo"


@dataclass(frozen=True)
class BranchScore:
    """A branch's judgements in one round beside the published ones (None: nothing published)."""

    branch: str
    achieved: int
    not_achieved: int
    missing: bool
    published: tuple[int, int] | None
    agree: int
    of: int


@dataclass(frozen=True)
class RoundScore:
    """A played round: where it is, how many targets it has, and how each branch came out."""

    fiscal_year: FiscalYear
    folder: Path
    targets: int
    branches: tuple[BranchScore, ...]

    @property
    def is_plan(self) -> bool:
        """True where nothing has come back: a year that is planned."""
        return all(row.missing for row in self.branches)


def prepare(folder: Path) -> None:
    """Make the demo's folder; an earlier demo is played again, any other folder in use is left alone.

    Raises:
        OutputFileError: the folder is in use, and no demo made it.
    """
    occupied = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    if occupied and not (folder / _MARK).is_file():
        raise OutputFileError("demo_exists", path=folder)
    write_file(folder / _MARK, b"")


def prepare_round(folder: Path, year: int) -> Path:
    """Copy one round's plan into the demo; returns the round's folder."""
    target = folder / f"fy{year}"
    # The shipped returns answer the first issue; a register of an earlier demo would make it the second.
    Round(target).register.unlink(missing_ok=True)
    # The shipped returns are sealed with their round's key, so it comes along with the plan.
    worked = Round(_worked(year))
    write_file(Round(target).plan, worked.plan.read_bytes())
    write_file(Round(target).seal_key, worked.seal_key.read_bytes())
    Round(target).inbox.mkdir(exist_ok=True)
    return target


def day_of_issue(year: int) -> Clock:
    """The clock of a demo: it always plays on the same day, and so always makes the same files."""
    return lambda: dt.datetime(year + 1, 4, 1, tzinfo=dt.UTC)


def has_returns(year: int) -> bool:
    """True where branches have answered; a year that is only planned is not sent out either."""
    return any(Round(_worked(year)).inbox.glob("*.xlsx"))


def take_returns(round_dir: Path, year: int) -> int:
    """Copy the shipped returns into the round's inbox; returns how many."""
    files = sorted(Round(_worked(year)).inbox.glob("*.xlsx"))
    for file in files:
        write_file(Round(round_dir).inbox / file.name, file.read_bytes())
    return len(files)


def score(master: Master, folder: Path) -> RoundScore:
    """Count a round's judgements by branch and hold them against the published ones."""
    year = master.plan.settings.fiscal_year
    published = published_judgements()
    returned = {entry.branch_code for row in master.assessments if (entry := row.entry)}
    scores = []
    for branch in master.plan.branches:
        judged = {row.kpi_code: row.judgement for row in master.assessments if row.branch_code == branch.code}
        counts = Counter(judged.values())
        known = published.get((year.year, branch.name), {})
        wanted = Counter(known.values())
        scores.append(
            BranchScore(
                branch.name,
                counts[Judgement.ACHIEVED],
                counts[Judgement.NOT_ACHIEVED],
                branch.code not in returned,
                (wanted[Judgement.ACHIEVED], wanted[Judgement.NOT_ACHIEVED]) if known else None,
                sum(judged.get(code) == judgement for code, judgement in known.items()),
                len(known),
            )
        )
    targets = sum(target.direction is not Direction.NONE for target in master.plan.targets.values())
    return RoundScore(year, folder, targets, tuple(scores))


def published_judgements() -> Mapping[tuple[int, str], Mapping[str, Judgement]]:
    """The judgements that the branches published, by (fiscal year, branch name) and KPI code."""
    found: dict[tuple[int, str], dict[str, Judgement]] = {}
    table = shipped("workbooks") / "published" / "kpis.csv"
    with table.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["judgement"]:
                key = (int(row["fiscal_year"]), row["branch"])
                found.setdefault(key, {})[row["code"]] = Judgement(row["judgement"])
    return found


def _worked(year: int) -> Path:
    return shipped("workbooks") / f"fy{year}"
