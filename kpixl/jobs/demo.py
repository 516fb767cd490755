"""`kpixl demo`: the worked rounds, played on published figures, and held against the published judgements.

The last year is a plan: the shipped plan.xlsx is the master of the year before, rolled over and added to
(`workbooks/build.py`), and nothing has come back yet.
"""

import csv
import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from kpixl.files.write import WriteSet, write_file
from kpixl.locale import translate
from kpixl.model.assessment import Judgement
from kpixl.model.errors import OutputFileError
from kpixl.model.fiscal import FiscalYear
from kpixl.model.master import Master
from kpixl.model.round import Round
from kpixl.model.target import Direction
from kpixl.presence import exists, is_file, is_folder
from kpixl.rules.issue.distribution import plan_distribution
from kpixl.shipped import shipped
from kpixl.steps.issue_entry_workbooks import issue_entry_workbooks
from kpixl.steps.load_plan import PlanFaults, load_plan
from kpixl.steps.load_round import load_round
from kpixl.steps.make_master import make_master
from kpixl.steps.make_reports import has_report_extra, make_reports
from kpixl.steps.make_summary import make_summary
from kpixl.steps.read_returns import OnProgress

YEARS = (2023, 2024, 2025)
Watch = Callable[[int], AbstractContextManager[OnProgress]]
_MARK = ".kpixl-demo"


@dataclass(frozen=True, kw_only=True)
class BranchScore:
    """A branch's judgements in one round beside the published ones (None: nothing published)."""

    branch: str
    achieved: int
    not_achieved: int
    missing: bool
    published: tuple[int, int] | None
    agree: int
    of: int


@dataclass(frozen=True, kw_only=True)
class RoundScore:
    """A played round: where it is, how many targets it has, and how each branch came out."""

    fiscal_year: FiscalYear
    folder: Path
    targets: int
    branches: tuple[BranchScore, ...]
    has_reports: bool = False

    @property
    def is_plan(self) -> bool:
        """True where nothing has come back: a year that is planned."""
        return all(row.missing for row in self.branches)


def demo(folder: Path, watch: Watch = lambda _year: nullcontext(_unwatched)) -> tuple[RoundScore, ...]:
    """Play every worked round below a folder, and hold it against what was published.

    `watch` gives for a fiscal year what is told how far its round is.

    Raises:
        OutputFileError: the folder is in use, and no demo made it; or a file cannot be written.
    """
    _prepare(folder)
    scores = []
    for year in YEARS:
        with watch(year) as advance:
            scores.append(_play(folder, year, advance))
    return tuple(scores)


def _unwatched(_done: int, _of: int) -> None:
    """Where nobody watches."""


def _prepare(folder: Path) -> None:
    """Make the demo's folder; an earlier demo is played again, any other folder in use is left alone."""
    occupied = exists(folder) and (not is_folder(folder) or any(folder.iterdir()))
    if occupied and not is_file(folder / _MARK):
        raise OutputFileError("demo_exists", path=folder)
    write_file(folder / _MARK, b"")


def _play(folder: Path, year: int, advance: OnProgress) -> RoundScore:
    """Send one round out, take the shipped returns in, consolidate and summarize."""
    round_ = _make_round(folder, year)
    if _has_returns(year):
        _issue(round_, year)
    advance(1, 4)
    _take_returns(round_, year)
    advance(2, 4)
    inputs = load_round(round_.folder)
    if isinstance(inputs, PlanFaults):
        raise TypeError("a plan of the demo has faults")
    with WriteSet(round_) as files:
        consolidated = make_master(inputs, files)
        advance(3, 4)
        make_summary(files, round_)
        if has_report_extra():
            make_reports(files, round_)
    advance(4, 4)
    return replace(score(consolidated.master, round_.folder), has_reports=has_report_extra())


def _make_round(folder: Path, year: int) -> Round:
    """Copy one round's plan into the demo."""
    round_, worked = Round(folder / f"fy{year}"), Round(_worked(year))
    # The shipped returns answer the first issue; a register of an earlier demo would make it the second.
    round_.register.unlink(missing_ok=True)
    # The shipped returns are sealed with their round's key, so it comes along with the plan.
    write_file(round_.plan, worked.plan.read_bytes())
    write_file(round_.seal_key, worked.seal_key.read_bytes())
    round_.inbox.mkdir(exist_ok=True)
    for template in sorted(worked.folder.glob("report*.docx")):
        write_file(round_.folder / template.name, template.read_bytes())
    return round_


def _issue(round_: Round, year: int) -> None:
    loaded = load_plan(round_.folder)
    if isinstance(loaded, PlanFaults):
        raise TypeError("a plan of the demo has faults")
    planned, _refusals = plan_distribution(loaded.plan, {}, (), translate, force=True)
    # A demo always plays on the same day, and so always makes the same files.
    day = dt.datetime(year + 1, 4, 1, tzinfo=dt.UTC)
    with WriteSet(round_) as files:
        issue_entry_workbooks(loaded, planned, (), files, clock=lambda: day)


def _has_returns(year: int) -> bool:
    """True where branches have answered; a year that is only planned is not sent out either."""
    return any(Round(_worked(year)).inbox.glob("*.xlsx"))


def _take_returns(round_: Round, year: int) -> None:
    for file in sorted(Round(_worked(year)).inbox.glob("*.xlsx")):
        write_file(round_.inbox / file.name, file.read_bytes())


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
                branch=branch.name,
                achieved=counts[Judgement.ACHIEVED],
                not_achieved=counts[Judgement.NOT_ACHIEVED],
                missing=branch.code not in returned,
                published=(wanted[Judgement.ACHIEVED], wanted[Judgement.NOT_ACHIEVED]) if known else None,
                agree=sum(judged.get(code) == judgement for code, judgement in known.items()),
                of=len(known),
            )
        )
    targets = sum(target.direction is not Direction.NONE for target in master.plan.targets.values())
    return RoundScore(fiscal_year=year, folder=folder, targets=targets, branches=tuple(scores))


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
