"""What stands out: the KPIs most and least achieved, the largest improvements and falls on the prior year."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from kpixl.model.assessment import Assessment
from kpixl.model.kpi import Kpi
from kpixl.model.summary import Highlights, KpiResult
from kpixl.model.unit import UnitKind


def find_highlights(results: Sequence[KpiResult], assessments: Iterable[Assessment], most: int) -> Highlights:
    """At most `most` of each kind; ties keep the plan's order, of the KPIs first, of the branches next."""
    # A share of 1 of 1 says less than one of 40 of 40, so the count decides between equal shares.
    judged = [result for result in results if result.tally.judged]
    room = min(most, len(judged) // 2)
    best = sorted(judged, key=lambda result: (-_share(result), -result.tally.achieved))[:room]
    lowest = min(map(_share, best), default=Decimal(0))
    rest = [result for result in judged if _share(result) < lowest]  # equal shares: at one end alone
    worst = sorted(rest, key=lambda result: (_share(result), -result.tally.not_achieved))[:room]
    moves = _moves({result.kpi.code: result.kpi for result in results}, assessments)
    better = sorted((move for move in moves if move[1].improved), key=lambda move: -move[0])
    fallen = sorted((move for move in moves if move[1].improved is False), key=lambda move: -move[0])
    return Highlights(
        tuple(result for result in best if result.tally.achieved),
        tuple(result for result in worst if result.tally.not_achieved),
        tuple(row for _size, row in better[:most]),
        tuple(row for _size, row in fallen[:most]),
    )


def _share(result: KpiResult) -> Decimal:
    return Decimal(result.tally.achieved) / result.tally.judged


def _moves(kpis: dict[str, Kpi], assessments: Iterable[Assessment]) -> list[tuple[Decimal, Assessment]]:
    """The size of every change of a rate on the prior year, with its row, in the plan's order of KPIs."""
    order = {code: number for number, code in enumerate(kpis)}
    moves = [
        (abs(row.change_on_prior.value), row)
        for row in assessments
        if row.change_on_prior.value is not None and kpis[row.kpi_code].unit.kind is UnitKind.RATE
    ]
    return sorted(moves, key=lambda move: order[move[1].kpi_code])
