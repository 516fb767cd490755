"""`kpixl rollover`: a consolidated round in, next year's plan out. It needs the master alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kpixl.books.plan.read import read_plan
from kpixl.files.launchers import add_launchers
from kpixl.files.workers import WorkerExecutor
from kpixl.files.write import WriteSet
from kpixl.locale import catalogue, translate
from kpixl.model.errors import KpixlError, OutputFileError
from kpixl.model.finding import Finding
from kpixl.model.plan import Plan
from kpixl.model.rollover import KpiChanges, Outcome, Replacement, Rollover
from kpixl.model.round import Round
from kpixl.presence import exists, is_file
from kpixl.rules.rollover.findings import rollover_findings
from kpixl.rules.rollover.rollover import roll_over
from kpixl.steps.load_master import LoadedMaster, load_master
from kpixl.steps.make_next_plan import make_next_plan, target_texts

# What writes a workbook is loaded by a worker alone: people wait for this process, which only reads.
_WRITERS = ("kpixl.books.plan.rows", "kpixl.books.plan.write", "kpixl.steps.make_next_plan")
_WRITING_SECONDS = 300.0


@dataclass(frozen=True)
class RolloverResult:
    """Where next year's plan is, how it came about, and what people must look at in it."""

    path: Path
    rollover: Rollover
    findings: tuple[Finding, ...]

    @property
    def target_texts(self) -> dict[tuple[str, str], str]:
        """What the new plan's target cells say, by (branch code, KPI code); none of those that stay blank."""
        return target_texts(self.rollover)


def rollover(
    round_dir: Path,
    next_dir: Path,
    *,
    ended: Sequence[str] = (),
    replaced: Sequence[tuple[str, str]] = (),
    force: bool = False,
) -> RolloverResult:
    """Write next year's plan from a round's master.

    1. read the master; 2. roll its plan and figures over; 3. write the plan of the new round; 4. read
    it back, so that what has to be looked at is named with its cell.

    Raises:
        InputFileError: there is no master, it cannot be read, or somebody has edited it.
        KpixlError: `ended` or `replaced` name KPIs that the plan does not have.
        OutputFileError: the new round has a plan already and `force` is not set.
    """
    target = Round(next_dir)
    if next_dir.resolve() == round_dir.resolve():
        raise OutputFileError("rollover_same", path=next_dir)
    if is_file(next_dir):
        raise OutputFileError("not_a_round", path=next_dir)
    if exists(target.plan) and not force:
        raise OutputFileError("plan_exists", path=target.plan)
    with WorkerExecutor(1, _WRITING_SECONDS, preload=_WRITERS) as workers:
        workers.submit(len, "")  # the worker starts while this process reads
        loaded = load_master(Round(round_dir).master)
        plan, changes = loaded.plan, kpi_changes(loaded.plan, ended, replaced)
        rolled = roll_over(plan, loaded.stored.entries, translate, changes, outcome_of(loaded))
        book = workers.submit(make_next_plan, rolled, loaded.stored.raw_plan).result()
    # The plan is the last: where the disk is full before, the same command makes the rest another time.
    add_launchers(target, catalogue(plan.settings.language))
    target.inbox.mkdir(exist_ok=True)
    with WriteSet(target) as files:
        files.add(target.plan, book)
    return RolloverResult(target.plan, rolled, tuple(rollover_findings(rolled, read_plan(target.plan))))


def outcome_of(loaded: LoadedMaster) -> Outcome:
    """What a round came to beside its figures, as its master has it."""
    return Outcome(
        judgements={(row.branch_code, row.kpi_code): row.judgement for row in loaded.assessments},
        texts=loaded.stored.texts,
        activities=loaded.stored.activities,
        next_kpis=loaded.stored.next_kpis,
    )


def kpi_changes(plan: Plan, ended: Iterable[str], replaced: Iterable[tuple[str, str]]) -> KpiChanges:
    """The changes that a planner asks for, each code checked against the plan.

    Raises:
        KpixlError: an old code is not in the plan or named twice, or a new one is taken.
    """
    words, year = catalogue(plan.settings.language), plan.settings.fiscal_year
    ends, replacements = frozenset(ended), dict[str, Replacement]()
    for old, new in replaced:
        kpi = plan.kpi(old)
        if kpi is not None:
            reason = words("rollover.replaced", year=year, indicator=kpi.indicator)
            if old in ends or old in replacements:
                raise KpixlError("kpi_changed_twice", code=old)
            if plan.kpi(new) or new in {item.code for item in replacements.values()}:
                raise KpixlError("kpi_code_taken", code=new)
            replacements[old] = Replacement(new, reason)
    for code in (*ended, *(old for old, _new in replaced)):
        if plan.kpi(code) is None:
            raise KpixlError("kpi_not_in_plan", code=code)
    return KpiChanges(ends, replacements)
