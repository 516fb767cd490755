"""A return read by the plan that its form was issued by, whatever head office has changed since.

What the branch was not asked cannot be missing, and what it was shown then is no change of its own. The
figures are judged by today's plan.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kpixl.model.entries import Entry, MeasureEntry
from kpixl.model.figure import NOT_ASKED
from kpixl.model.plan import Plan
from kpixl.model.plan_change import PlanChange
from kpixl.model.submission import Identity, Registered, SealState, SnapshotRow
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
        and _issued_with(inspection, identity) not in ("", inspection.fingerprint)
    )


def _issued_with(inspection: Inspection, identity: Identity) -> str:
    """The fingerprint that the form was issued with: what says so without a seal is the register alone."""
    if inspection.seal is not SealState.ABSENT:
        return identity.fingerprint
    row = _row_of(inspection, identity)
    return row.fingerprint if row else ""


def _row_of(inspection: Inspection, identity: Identity) -> Registered | None:
    return inspection.context.registered.get((identity.issue, 0))


def issued_plan(inspection: Inspection) -> Plan | None:
    """The plan that a form was issued by where it is not today's; None where nothing reliable tells it."""
    if not has_other_plan(inspection):
        return None
    issued = next(_copies(inspection), None)
    if issued is None:
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


def _copies(inspection: Inspection) -> Iterator[Plan]:
    """The copies of the plan that tell what the form was issued with.

    Without a seal the form's own must show what the register says, or the workbook that is kept.
    """
    context, code = inspection.context, inspection.branch.code
    identity, is_unsealed = inspection.submission.identity, inspection.seal is SealState.ABSENT
    if identity is None:
        return
    issued_with = _issued_with(inspection, identity)
    for snapshot in _snapshots(inspection, identity):
        plan = parse_snapshot(snapshot)
        if plan is None or plan.branch(code) is None:
            continue
        if not is_unsealed or fingerprint(plan, code, context.translate) == issued_with:
            yield plan


def _snapshots(inspection: Inspection, identity: Identity) -> Iterator[Sequence[SnapshotRow]]:
    yield inspection.submission.snapshot
    row = _row_of(inspection, identity)
    if inspection.seal is SealState.ABSENT and row:
        yield inspection.context.snapshot_of(row)


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
