"""A return read by the plan that its form was issued by, whatever head office has changed since.

What the branch was not asked cannot be missing, and what it was shown then is no change of its own. The
figures are judged by today's plan.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kpixl.model.entries import Entry, MeasureEntry
from kpixl.model.figure import NOT_ASKED
from kpixl.model.plan import Plan
from kpixl.model.plan_change import PlanChange
from kpixl.model.submission import Identity, SealState
from kpixl.rules.issue.distribution import FIRST_SCHEMA, fingerprint
from kpixl.rules.issue.plan_changes import plan_changes, recoded_kpis
from kpixl.rules.issue.snapshot import parse_snapshot
from kpixl.rules.returns.inspection import Inspection


@dataclass(frozen=True, kw_only=True)
class AsIssued:
    """A return under the plan that its form was issued by: its entries, and what has changed since."""

    plan: Plan
    entries: tuple[Entry, ...]
    changes: tuple[PlanChange, ...]


def has_other_plan(inspection: Inspection) -> bool:
    """True where the form was issued by another plan than today's, as far as it tells."""
    identity = inspection.submission.identity
    return (
        identity is not None
        and not inspection.is_as_issued
        and identity.schema != FIRST_SCHEMA
        and identity.fingerprint not in ("", inspection.fingerprint)
        and _is_proven(inspection, identity)
    )


def _is_proven(inspection: Inspection, identity: Identity) -> bool:
    """True where the form shows what it was issued with: by its seal, or else by what the register says."""
    row = inspection.context.registered.get((identity.issue, 0))
    registered = row is not None and row.fingerprint == identity.fingerprint
    return inspection.seal is not SealState.ABSENT or registered


def issued_plan(inspection: Inspection) -> Plan | None:
    """The plan that a form was issued by where it is not today's; None where nothing reliable tells it."""
    submission, code = inspection.submission, inspection.branch.code
    if not has_other_plan(inspection) or submission.identity is None:
        return None
    issued = parse_snapshot(submission.snapshot)
    if issued is None or issued.branch(code) is None:
        return None
    if inspection.seal is SealState.ABSENT:
        shows = fingerprint(issued, code, inspection.context.translate)
        if shows != submission.identity.fingerprint:
            return None
    now = inspection.plan
    # What never travels in a form is as it is today.
    return replace(
        issued,
        national=now.national,
        published_ranks=now.published_ranks,
        planned_counts=now.planned_counts,
        round_kpis=now.round_kpis,
        adjustments=now.adjustments,
        past_texts=now.past_texts,
        decisions=now.decisions,
    )


def entries_now(
    plan: Plan, issued: Plan, branch_code: str, entries: Iterable[Entry], file: str
) -> Iterator[Entry]:
    """One entry for each of today's KPIs: NOT_ASKED where the form did not ask for it, or in another unit."""
    found = {entry.kpi_code: entry for entry in entries}
    recoded = recoded_kpis(issued, plan)
    for kpi in plan.kpis:
        then = issued.kpi(recoded.get(kpi.code, kpi.code))
        if then is not None and then.unit == kpi.unit:
            yield replace(found[then.code], kpi_code=kpi.code)
        else:
            yield Entry(branch_code=branch_code, kpi_code=kpi.code, figure=NOT_ASKED, file=file)


def measures_now(plan: Plan, entries: Iterable[MeasureEntry]) -> Iterator[MeasureEntry]:
    """The measure entries that today's plan still has."""
    codes = {measure.code for measure in plan.measures}
    return (entry for entry in entries if entry.measure_code in codes)


def changes_since(inspection: Inspection, issued: Plan) -> tuple[PlanChange, ...]:
    """What has changed in the plan since the form was issued by `issued`."""
    return plan_changes(issued, inspection.plan, inspection.branch)
