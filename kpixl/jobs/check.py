"""`kpixl check`: every fault of a plan at once, and the doubts that a plan's own figures raise."""

from dataclasses import dataclass
from pathlib import Path

from kpixl.books.plan.read import read_plan
from kpixl.model.finding import Finding, has_errors
from kpixl.model.plan import Plan
from kpixl.model.round import Round
from kpixl.rules.plan.check_baselines import check_baselines
from kpixl.rules.plan.check_figures import check_plan_figures
from kpixl.rules.plan.parse import parse_plan


@dataclass(frozen=True)
class CheckResult:
    """A plan, where its faults allow one, and all that was found."""

    plan: Plan | None
    findings: tuple[Finding, ...]

    @property
    def faulty(self) -> bool:
        """True where any finding is an error."""
        return has_errors(self.findings)


def check(round_dir: Path) -> CheckResult:
    """Read and check the plan of a round; writes nothing."""
    raw = read_plan(Round(round_dir).plan)
    plan, findings = parse_plan(raw)
    if plan is not None:
        findings += check_baselines(plan, raw)
        findings += check_plan_figures(plan, raw)
    return CheckResult(plan, tuple(findings))
