"""Comparison: change on prior, national figures, ranks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from kpixl.model.assessment import Outcome, Rank, Reason
from kpixl.model.entry import Entry
from kpixl.model.figure import Figure
from kpixl.model.kpi import Aggregate, JudgeOn, Kpi
from kpixl.model.target import Direction
from kpixl.model.unit import UnitKind
from kpixl.rules.achievement import judged_value, reason_of
from kpixl.rules.figures import round_half_up

PERCENT = Decimal(100)


def change_on_prior(kpi: Kpi, figure: Figure, prior: Figure | None) -> Outcome:
    """Actual minus prior in the KPI's unit (points for rates); none across a change of definition."""
    if not kpi.comparable:
        return Outcome(reason=Reason.NOT_COMPARABLE)
    if figure.value is None:
        return Outcome(reason=reason_of(figure))
    if prior is None or prior.value is None:
        return Outcome(reason=Reason.NO_PRIOR)
    return Outcome(figure.value - prior.value)


def difference(figure: Figure, reference: Decimal | None, absent: Reason) -> Outcome:
    """Actual minus a reference value; `absent` says why where there is no reference."""
    if figure.value is None:
        return Outcome(reason=reason_of(figure))
    if reference is None:
        return Outcome(reason=absent)
    return Outcome(figure.value - reference)


def improved(direction: Direction, change: Decimal) -> bool | None:
    """True where a change is for the better, False for the worse, None for no change or no direction."""
    if change == 0 or direction in (Direction.NONE, Direction.DO, Direction.EQUAL):
        return None
    return (change > 0) is (direction is Direction.AT_LEAST)


@dataclass(frozen=True)
class NationalFigure:
    """A national figure and what it rests on.

    `coverage` is how many branches are in it, None for a published figure.
    """

    value: Decimal
    aggregate: Aggregate
    coverage: int | None = None


def national_figure(kpi: Kpi, published: Decimal | None, entries: Iterable[Entry]) -> NationalFigure | None:
    """The national figure of a KPI: as published where there is one, else by the KPI's own rule.

    Rates are Σ numerators ÷ Σ denominators, never a mean of rates unless the KPI says 単純平均;
    a branch without figures, or whose figure is refused, is left out, never imputed.
    """
    if published is not None:
        return NationalFigure(published, Aggregate.PUBLISHED)
    if kpi.aggregate is Aggregate.RATIO:
        return _ratio(kpi, entries)
    values = [entry.figure.value for entry in entries if entry.figure.value is not None]
    if not values or kpi.aggregate in (Aggregate.PUBLISHED, Aggregate.NONE):
        return None
    total = sum(values, Decimal(0))
    if kpi.aggregate is Aggregate.MEAN:
        return NationalFigure(round_half_up(total / len(values), kpi.decimals), Aggregate.MEAN, len(values))
    return NationalFigure(total, Aggregate.SUM, len(values))


def _ratio(kpi: Kpi, entries: Iterable[Entry]) -> NationalFigure | None:
    pairs = [
        (entry.numerator.value, entry.denominator.value)
        for entry in entries
        if entry.figure.value is not None and entry.numerator.value is not None and entry.denominator.value
    ]
    numerator = sum((pair[0] for pair in pairs), Decimal(0))
    denominator = sum((pair[1] for pair in pairs), Decimal(0))
    if not denominator:
        return None
    value = round_half_up(quotient(kpi, numerator, denominator), kpi.decimals)
    return NationalFigure(value, Aggregate.RATIO, len(pairs))


def quotient(kpi: Kpi, numerator: Decimal, denominator: Decimal) -> Decimal:
    """Numerator ÷ denominator in the KPI's unit: ×100 for a rate in ％."""
    return numerator / denominator * (PERCENT if kpi.unit.kind is UnitKind.RATE else 1)


def rank_branches(
    kpis: Mapping[str, Kpi], figures: Mapping[tuple[str, str], Decimal], judge_on: JudgeOn
) -> dict[tuple[str, str], Rank]:
    """Competition ranks (1, 2, 2, 4) per KPI at judged precision, best first by direction.

    `figures` is keyed by (branch code, KPI code). KPIs of
    direction `do` or `equal` have no better and worse, and no ranks.
    """
    rows = [
        (branch, code, float(judged_value(value, kpis[code].decimals, judge_on)), kpis[code].direction)
        for (branch, code), value in sorted(figures.items())
        if kpis[code].direction in (Direction.AT_LEAST, Direction.AT_MOST)
    ]
    if not rows:
        return {}
    frame = pd.DataFrame(rows, columns=["branch", "kpi", "value", "direction"])
    # At the same precision equal Decimals are equal floats, so ties stay ties.
    frame["merit"] = frame["value"].where(frame["direction"] == Direction.AT_MOST, -frame["value"])
    groups = frame.groupby("kpi")["merit"]
    frame["place"] = groups.rank(method="min").astype(int)
    frame["of"] = groups.transform("size").astype(int)
    frame["tied"] = frame.duplicated(["kpi", "merit"], keep=False)
    ranks = map(Rank, frame["place"].tolist(), frame["of"].tolist(), frame["tied"].tolist())
    return dict(zip(zip(frame["branch"], frame["kpi"], strict=True), ranks, strict=True))
