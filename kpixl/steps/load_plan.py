"""A step that several commands share: a round's plan, read and parsed, or its faults."""

from dataclasses import dataclass
from pathlib import Path

from kpixl.books.plan.read import read_plan
from kpixl.model.finding import Finding
from kpixl.model.plan import Plan
from kpixl.model.plan_layout import RawPlan
from kpixl.model.round import Round
from kpixl.rules.plan.check_baselines import check_baselines
from kpixl.rules.plan.check_figures import check_plan_figures
from kpixl.rules.plan.check_measures import check_measures
from kpixl.rules.plan.parse import parse_plan
from kpixl.rules.plan.shown import plan_as_shown
from kpixl.steps.gc_pause import gc_paused


@dataclass(frozen=True)
class PlanFaults:
    """A plan that cannot be used: where it stands, and every fault of it. Nothing else was read."""

    path: Path
    findings: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class LoadedPlan:
    """A plan as its cells have it and as it is meant; `findings` are doubts, and no faults."""

    folder: Round
    raw: RawPlan
    plan: Plan
    findings: tuple[Finding, ...]


@gc_paused()
def load_plan(round_dir: Path) -> LoadedPlan | PlanFaults:
    """Read the plan of a round.

    Raises:
        InputFileError: there is no plan, or it is no workbook that can be read.
    """
    folder = Round(round_dir)
    raw = plan_as_shown(read_plan(folder.plan))
    plan, findings = parse_plan(raw)
    if plan is None:
        return PlanFaults(folder.plan, tuple(findings))
    return LoadedPlan(folder=folder, raw=raw, plan=plan, findings=tuple(findings))


@gc_paused()
def check_figures(loaded: LoadedPlan) -> tuple[Finding, ...]:
    """The doubts that a plan's own figures raise."""
    plan, raw = loaded.plan, loaded.raw
    return (*check_baselines(plan, raw), *check_plan_figures(plan, raw), *check_measures(plan, raw))
