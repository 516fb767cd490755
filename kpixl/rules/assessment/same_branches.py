"""The same branches in both years: where some are missing, a sum would look like a fall that is none."""

from collections.abc import Iterable, Sequence

from kpixl.model.entries import Entry
from kpixl.model.kpi import Kpi
from kpixl.model.plan import Plan
from kpixl.model.round_movement import SameBranches
from kpixl.model.rounding import round_half_up
from kpixl.rules.assessment.aggregates import Contribution, compute, scopes_of
from kpixl.rules.assessment.comparison import improved


def same_branches(plan: Plan, entries: Iterable[Entry]) -> tuple[SameBranches, ...]:
    """Both years' figures over the branches that have both, for every KPI and scope whose branches differ.

    Nothing is said of a KPI whose definition changed, or whose branches are the same in both years: its
    aggregate is that comparison already.
    """
    year = plan.settings.fiscal_year.prior
    now: dict[str, list[Contribution]] = {kpi.code: [] for kpi in plan.kpis}
    before: dict[str, list[Contribution]] = {kpi.code: [] for kpi in plan.kpis}
    for entry in entries:
        now.setdefault(entry.kpi_code, []).append(Contribution.of_entry(entry))
    for row in plan.history:
        if row.fiscal_year == year:
            before.setdefault(row.kpi_code, []).append(Contribution.of_history(row))
    comparable = [kpi for kpi in plan.kpis if plan.is_comparable(kpi, year)]
    found = (
        _compare(kpi, scope.block, scope.codes, now[kpi.code], before[kpi.code])
        for kpi in comparable
        for scope in scopes_of(plan)
    )
    return tuple(item for item in found if item)


def _compare(
    kpi: Kpi,
    block: str,
    codes: frozenset[str],
    now: Sequence[Contribution],
    before: Sequence[Contribution],
) -> SameBranches | None:
    own, former = ([share for share in shares if share.branch_code in codes] for shares in (now, before))
    known, was_known = compute(kpi, own).branches, compute(kpi, former).branches
    both = known & was_known
    if not both or known == was_known:
        return None
    figure = compute(kpi, [share for share in own if share.branch_code in both]).outcome.value
    prior = compute(kpi, [share for share in former if share.branch_code in both]).outcome.value
    if figure is None or prior is None:
        return None
    shown, was_shown = (round_half_up(value, kpi.decimals) for value in (figure, prior))
    return SameBranches(
        kpi_code=kpi.code,
        block=block,
        codes=both,
        of=len(codes),
        now=shown,
        prior=was_shown,
        change=shown - was_shown,
        improved=improved(kpi.direction, shown - was_shown),
    )
