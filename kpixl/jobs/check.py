"""`kpixl check`: every fault of a plan at once, and the doubts that a plan's own figures raise."""

from dataclasses import dataclass
from pathlib import Path

from kpixl.files.clock import Clock, now
from kpixl.files.register import read_register
from kpixl.locale import translate
from kpixl.model.finding import Finding, has_errors
from kpixl.model.plan import Plan
from kpixl.rules.issue.outdated import check_issues
from kpixl.rules.issue.register import latest_issues
from kpixl.rules.returns.deadline import check_due
from kpixl.rules.returns.saving import local_day
from kpixl.steps.issued_changes import changes_in
from kpixl.steps.load_plan import PlanFaults, check_figures, load_plan


@dataclass(frozen=True)
class CheckResult:
    """A plan, where its faults allow one, and all that was found."""

    plan: Plan | None
    findings: tuple[Finding, ...]

    @property
    def faulty(self) -> bool:
        """True where any finding is an error."""
        return has_errors(self.findings)


def check(round_dir: Path, *, clock: Clock = now) -> CheckResult:
    """Read and check the plan of a round; writes nothing.

    Raises:
        InputFileError: there is no plan, or it is no workbook that can be read.
    """
    loaded = load_plan(round_dir)
    if isinstance(loaded, PlanFaults):
        return CheckResult(None, loaded.findings)
    register = latest_issues(read_register(loaded.folder.register))
    changes_since = changes_in(loaded.folder.outbox, loaded.plan)
    plan, today = loaded.plan, local_day(loaded.plan.settings, clock())
    issues = check_issues(plan, register, {}, translate, changes_since)
    to_be_sent = [branch.code for branch in plan.branches if branch.code not in register]
    due = check_due(plan, loaded.raw, to_be_sent, today)
    return CheckResult(plan, (*loaded.findings, *due, *issues, *check_figures(loaded)))
