"""`kpixl distribute`: plan in, one entry workbook per branch and the register out."""

from dataclasses import dataclass, replace
from pathlib import Path

from kpixl.files.clock import Clock, now
from kpixl.files.register import read_register
from kpixl.files.write import WriteSet
from kpixl.locale import translate
from kpixl.model.finding import Finding, has_errors
from kpixl.model.plan import Plan
from kpixl.rules.issue.distribution import PlannedEntry, plan_distribution
from kpixl.rules.issue.register import latest_issues
from kpixl.steps.issue_entries import issue_entries
from kpixl.steps.load_plan import PlanFaults, load_plan
from kpixl.steps.meant import meant_branch


@dataclass(frozen=True, kw_only=True)
class DistributeResult:
    """What a distribution did, or would do: nothing is written where any finding is an error."""

    plan: Plan
    outbox: Path
    planned: tuple[PlannedEntry, ...]
    findings: tuple[Finding, ...]
    written: bool
    drafts: tuple[Path, ...] = ()

    @property
    def refused(self) -> bool:
        """True where any finding is an error."""
        return has_errors(self.findings)


def distribute(
    round_dir: Path,
    *,
    only: str | None = None,
    force: bool = False,
    dry_run: bool = False,
    mail: bool = False,
    clock: Clock = now,
) -> DistributeResult | PlanFaults:
    """Issue the entry workbooks of a round, and a draft e-mail for each where `mail` is set.

    1. read the plan; 2. plan every write; 3. refuse all on any error; 4. make the workbooks, the drafts and
    the register, which is moved in last: all of them, or none.

    Raises:
        InputFileError: there is no plan, or it cannot be read.
        KpixlError: `only` names no branch, or several.
        OutputFileError: a file cannot be written.
    """
    loaded = load_plan(round_dir)
    if isinstance(loaded, PlanFaults):
        return loaded
    plan, outbox = loaded.plan, loaded.folder.outbox
    chosen = None if only is None else meant_branch(plan, only)
    register = tuple(read_register(loaded.folder.register))
    existing = {path.name for path in outbox.glob("*")} if outbox.is_dir() else set()
    planned, refusals = plan_distribution(
        plan, latest_issues(register), existing, translate, only=chosen, force=force
    )
    result = DistributeResult(
        plan=plan,
        outbox=outbox,
        planned=tuple(planned),
        findings=(*loaded.findings, *refusals),
        written=False,
    )
    if result.refused or dry_run:
        return result
    with WriteSet(loaded.folder) as files:
        drafts, findings = issue_entries(loaded, planned, register, files, mail=mail, clock=clock)
    return replace(result, findings=(*loaded.findings, *findings), written=True, drafts=drafts)
