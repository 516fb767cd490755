"""Doubts about prior-year targets: no baseline, one that differs from the history, one of another thing."""

from collections.abc import Iterator

from kpixl.model.finding import Finding, FindingCode, Place, finding
from kpixl.model.layout import RawPlan
from kpixl.model.plan import Branch, Plan
from kpixl.model.target import Prior
from kpixl.rules.target_sheet import find_branch
from kpixl.rules.target_values import resolve_target
from kpixl.rules.targets import render_amount


def check_baselines(plan: Plan, raw: RawPlan) -> list[Finding]:
    """A warning for every stated baseline that differs from the prior actual, or is one of another thing.

    The other thing is the same KPI under its old definition.

    Branches without a baseline share one finding: in a first year there may be 47 of them.
    """
    cells = target_cells(plan, raw)
    found = []
    for kpi in plan.kpis:
        without: list[Branch] = []
        for branch in plan.branches:
            reference = plan.target(branch.code, kpi.code).reference
            if not isinstance(reference, Prior):
                continue
            prior, stated = plan.prior(branch.code, kpi.code), reference.baseline
            known = prior.value if prior else None
            if not kpi.comparable and stated is not None and stated == known:
                place = cells.get((branch.code, kpi.code), Place(raw.file))
                old = render_amount(stated, kpi)
                found.append(
                    finding(
                        FindingCode.DEFINITION_CHANGED, place, branch=branch.code, kpi=kpi.code, prior=old
                    )
                )
            elif resolve_target(plan, branch.code, kpi).value is None:
                without.append(branch)
            elif known is not None and stated is not None and stated != known:
                place = cells.get((branch.code, kpi.code), Place(raw.file))
                amounts = {"baseline": render_amount(stated, kpi), "prior": render_amount(known, kpi)}
                found.append(
                    finding(FindingCode.BASELINE_DIFFERS, place, branch=branch.code, kpi=kpi.code, **amounts)
                )
        if without:
            place = cells.get((without[0].code, kpi.code), Place(raw.file))
            names = " ".join(branch.name for branch in without)
            found.append(
                finding(FindingCode.BASELINE_MISSING, place, kpi=kpi.code, count=len(without), branches=names)
            )
    return found


def target_cells(plan: Plan, raw: RawPlan) -> dict[tuple[str, str], Place]:
    """Where each target stands in the plan workbook."""
    table = raw.tables["targets"]
    columns: Iterator[tuple[str, Branch]] = (
        (header, branch) for header in table.others if (branch := find_branch(header, plan.branches))
    )
    places = {}
    for header, branch in columns:
        for row in table.rows:
            cell = row.cells.get(header)
            code = row.cells.get("kpi_code")
            if cell and code:
                places[branch.code, str(code.value).strip()] = Place(raw.file, cell.sheet, cell.cell)
    return places
