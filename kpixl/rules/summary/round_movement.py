"""Whether the round got better and how far off it is: moves counted, distances to target by pillar."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from statistics import median

from kpixl.model.assessment import Assessment, Judgement, Reason
from kpixl.model.chance import ChanceTest, may_be_chance
from kpixl.model.plan import Plan
from kpixl.model.round_movement import Distance, KpiScore, Movement
from kpixl.rules.assessment.chance import chance_of_change

_JUDGED = (Judgement.ACHIEVED, Judgement.NOT_ACHIEVED)
_POINTS = 100


def chances_of_change(plan: Plan, assessments: Iterable[Assessment]) -> dict[tuple[str, str], ChanceTest]:
    """The test of every change that can be tested, by branch and KPI code."""
    tests = (((row.branch_code, row.kpi_code), chance_of_change(plan, row)) for row in assessments)
    return {key: test for key, test in tests if test is not None}


def count_moves(assessments: Iterable[Assessment], chances: Mapping[tuple[str, str], ChanceTest]) -> Movement:
    """How many of the actuals moved which way; a change that may be chance is neither a rise nor a fall."""
    return _counted(
        "not_comparable"
        if row.change_on_prior.reason is Reason.NOT_COMPARABLE
        else _kind_of_move(
            row.change_on_prior.value,
            improved=row.improved,
            by_chance=may_be_chance(chances, row.branch_code, row.kpi_code),
        )
        for row in assessments
        if row.figure.value is not None or row.judgement in _JUDGED
    )


def count_wholes(scores: Iterable[KpiScore]) -> Movement:
    """How many KPIs moved which way, of all branches together; without those that have no figure."""
    return _counted(
        _kind_of_move(score.change, improved=score.improved, by_chance=score.by_chance)
        for score in scores
        if score.value is not None
    )


def _counted(kinds: Iterable[str]) -> Movement:
    return Movement(**Counter(kinds))


def _kind_of_move(change: Decimal | None, *, improved: bool | None, by_chance: bool) -> str:
    if change is None:
        return "no_prior"
    if change == 0:
        return "unchanged"
    if improved is None:  # of a KPI that has no better and worse
        return "no_direction"
    if by_chance:
        return "by_chance"
    return "improved" if improved else "worsened"


def distances(plan: Plan, assessments: Sequence[Assessment]) -> tuple[Distance, ...]:
    """The median distance to target: of all figures first, then pillar by pillar in the plan's order."""
    pillar_of = {kpi.code: kpi.pillar for kpi in plan.kpis}
    judged = [row for row in assessments if row.judgement in _JUDGED]
    own = {
        pillar: [row for row in judged if pillar_of[row.kpi_code] == pillar] for pillar in pillar_of.values()
    }
    return (_distance("", judged), *(_distance(pillar, rows) for pillar, rows in own.items()))


def distance_of(rows: Sequence[Assessment]) -> Distance:
    """The median distance of those of the rows that are judged."""
    return _distance("", [row for row in rows if row.judgement in _JUDGED])


def _distance(pillar: str, rows: Sequence[Assessment]) -> Distance:
    known = [row.achievement_rate.value for row in rows if row.achievement_rate.value is not None]
    middle = (median(known) - 1) * _POINTS if known else None
    return Distance(
        pillar=pillar,
        median=None if middle is None else Decimal(middle),
        measured=len(known),
        left_out=len(rows) - len(known),
    )
