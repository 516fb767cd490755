"""`kpixl distribute`: plan in, one entry workbook per branch and the register out."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from kpixl.books.entry import EntryKpi, build_entry
from kpixl.books.output import write_file
from kpixl.books.plan import read_plan
from kpixl.books.register import build_register, read_register
from kpixl.model.finding import Finding, has_errors
from kpixl.model.plan import Branch, Plan
from kpixl.model.round import Round
from kpixl.model.submission import Registered
from kpixl.rules.distribution import PlannedEntry, plan_distribution
from kpixl.rules.planning import parse_plan
from kpixl.rules.targets import render_target, resolve_target, settle_target


@dataclass(frozen=True)
class Distribution:
    """What a distribution did, or would do: nothing is written where any finding is an error."""

    outbox: Path
    planned: tuple[PlannedEntry, ...]
    findings: tuple[Finding, ...]
    written: bool

    @property
    def refused(self) -> bool:
        """True where any finding is an error."""
        return has_errors(self.findings)


def distribute(
    round_dir: Path, *, only: str | None = None, force: bool = False, dry_run: bool = False
) -> Distribution:
    """Issue the entry workbooks of a round.

    1. read the plan; 2. plan every write; 3. refuse all on any error; 4. write; 5. register.
    """
    folder = Round(round_dir)
    outbox = folder.outbox
    plan, findings = parse_plan(read_plan(folder.plan))
    if plan is None:
        return Distribution(outbox, (), tuple(findings), written=False)

    register = {row.branch_code: row for row in read_register(folder.register)}
    existing = {path.name for path in outbox.glob("*")} if outbox.is_dir() else set()
    planned, refusals = plan_distribution(plan, register, existing, only=only, force=force)
    if has_errors(refusals) or dry_run:
        return Distribution(outbox, tuple(planned), (*findings, *refusals), written=False)

    contents = [build_entry(plan, item.identity, entry_kpis(plan, item.branch)) for item in planned]
    for item, content in zip(planned, contents, strict=True):
        write_file(outbox / item.file, content)
        digest = hashlib.sha256(content).hexdigest()
        register[item.branch.code] = Registered(
            item.branch.code, item.branch.name, item.file, item.identity.issue, digest
        )
    write_file(folder.register, build_register(register.values()))
    return Distribution(outbox, tuple(planned), tuple(findings), written=True)


def entry_kpis(plan: Plan, branch: Branch) -> list[EntryKpi]:
    """What a branch is shown of every KPI: its target in words and as a number, and the prior actual."""
    language = plan.settings.language
    shown = []
    for kpi in plan.kpis:
        prior = plan.prior(branch.code, kpi.code)
        target = settle_target(plan.target(branch.code, kpi.code), prior if kpi.comparable else None)
        text = render_target(target, kpi, language)
        value = resolve_target(plan, branch.code, kpi)
        shown.append(EntryKpi(kpi, target.direction, text, value, prior))
    return shown
