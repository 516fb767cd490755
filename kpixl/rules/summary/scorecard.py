"""The scorecard: every KPI in one row, as far as it can be said of all branches together."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from kpixl.model.aggregate import Aggregate
from kpixl.model.assessment import Assessment
from kpixl.model.chance import ChanceTest
from kpixl.model.kpi import AggregateRule, Kpi
from kpixl.model.plan import Plan
from kpixl.model.round_movement import KpiScore, SameBranches
from kpixl.model.target import Direction
from kpixl.rules.assessment.chance import chance_of_whole
from kpixl.rules.assessment.comparison import improved
from kpixl.rules.summary.round_movement import count_moves, distance_of


def score_kpis(
    plan: Plan,
    assessments: Iterable[Assessment],
    aggregates: Sequence[Aggregate],
    same: Sequence[SameBranches],
    chances: Mapping[tuple[str, str], ChanceTest],
) -> tuple[KpiScore, ...]:
    """The scores in the plan's order of KPIs."""
    rows: dict[str, list[Assessment]] = {kpi.code: [] for kpi in plan.kpis}
    for row in assessments:
        rows[row.kpi_code].append(row)
    wholes = {item.kpi_code: item for item in aggregates if not item.block}
    alike = {item.kpi_code: item for item in same if not item.block}
    return tuple(
        _score(plan, kpi, rows[kpi.code], wholes[kpi.code], alike.get(kpi.code), chances) for kpi in plan.kpis
    )


def _score(
    plan: Plan,
    kpi: Kpi,
    rows: Sequence[Assessment],
    whole: Aggregate,
    same: SameBranches | None,
    chances: Mapping[tuple[str, str], ChanceTest],
) -> KpiScore:
    change, base = whole.change.value, whole.last_year
    if change is None and same is not None:
        change, base = same.change, same.prior
    else:
        same = None
    published = whole.change_basis is AggregateRule.PUBLISHED
    test = None if change is None or published else chance_of_whole(plan, kpi, rows)
    return KpiScore(
        kpi_code=kpi.code,
        value=whole.value,
        change=change,
        relative=_relative(kpi.direction, change, base),
        same=same,
        improved=None if change is None else improved(kpi.direction, change),
        by_chance=test is not None and test.may_be_chance,
        distance=distance_of(rows),
        movement=count_moves(rows, chances),
    )


def _relative(direction: Direction, change: Decimal | None, base: Decimal | None) -> Decimal | None:
    """The change as a share of last year's figure, better ones above 0; none without a better and worse."""
    if change is None or not base or direction not in (Direction.AT_LEAST, Direction.AT_MOST):
        return None
    better = change if direction is Direction.AT_LEAST else -change
    return better / abs(base)
