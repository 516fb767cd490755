"""What somebody has to decide before the summary goes out, the most pressing first.

Each is one sentence that ends in the question, and names the sheet that has the particulars. Nothing is
decided here: a branch that is missing, a published figure that is contradicted and a target that most
branches do not achieve are facts, and what follows from them is the reader's to say.
"""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpixl.model.aggregate import Aggregate
from kpixl.model.assessment import Assessment, Judgement, Reason
from kpixl.model.figure import FigureState
from kpixl.model.ledger import LedgerRow, NextStep
from kpixl.model.message import Detail, Message, message
from kpixl.model.plan import Plan
from kpixl.model.round_movement import Distance, KpiScore, Misses
from kpixl.model.sensitivity import Sensitivity, SensitivityChange
from kpixl.model.summary import KpiResult, OpenDecision
from kpixl.rules.explanation.amounts import Amounts, percentage
from kpixl.rules.summary.figure_findings import Key
from kpixl.rules.summary.names import count_by_branch, list_names, shorten

_MOST_BRANCHES, _MOST_FIGURES = 6, 3  # that are named; the rest is counted, and stands on the sheet
_MOST_KPIS = 8
_FEW_BRANCHES = 5  # a KPI of which half of them miss is said of how many
# Whose fault it is decides who is asked: each kind of next step is a question of its own.
_STEPS: Mapping[str, tuple[NextStep, ...]] = {
    "missing": (NextStep.MISSING,),
    "arrived": (NextStep.ARRIVED,),
    "not_issued": (NextStep.NOT_ISSUED,),
    "sent_back": (NextStep.SENT_BACK,),
    "ours": (
        NextStep.UNDECIDED,
        NextStep.UNCHECKED,
        NextStep.UNREGISTERED,
        NextStep.LOCKED,
        NextStep.DENIED,
    ),
}
_OUTCOMES = (SensitivityChange.JUDGEMENT, SensitivityChange.GRADE)


@dataclass(frozen=True, kw_only=True)
class OpenDecisionInputs:
    """What decisions are found in: the plan, and all that the round came to."""

    plan: Plan
    ledger: Sequence[LedgerRow]
    kpis: Sequence[KpiResult]
    assessments: Sequence[Assessment]
    aggregates: Sequence[Aggregate]
    scores: Sequence[KpiScore]
    misses: Misses
    causes: Container[Key]
    sensitivity: Sensitivity
    doubtful: frozenset[Key]


def find_open_decisions(known: OpenDecisionInputs) -> tuple[OpenDecision, ...]:
    """All decisions in the order in which they are to be taken."""
    return (
        *_returns(known.ledger),
        *_doubts(known),
        *_contradicted(known.plan, known.aggregates),
        *_not_achieved(known),
        *_unexplained(known),
        *_sensitivity(known),
        *_not_judged(known),
    )


def _returns(ledger: Sequence[LedgerRow]) -> Iterator[OpenDecision]:
    """What has not come back, or not in a state to be used."""
    for key, steps in _STEPS.items():
        names = [row.branch_name for row in ledger if row.next_step in steps]
        if names:
            listed = list_names(names, _MOST_BRANCHES, "more_branches")
            sentence = message(f"decision.{key}", count=len(names), branches=listed)
            yield OpenDecision(sentence, "open_points")


def _doubts(known: OpenDecisionInputs) -> Iterator[OpenDecision]:
    keys = [key for row in known.assessments if (key := _key(row)) in known.doubtful]
    if keys:
        yield OpenDecision(_about("doubtful", known.plan, keys), "open_points")


def _contradicted(plan: Plan, aggregates: Sequence[Aggregate]) -> Iterator[OpenDecision]:
    """Published figures that the returns of all their branches contradict."""
    found = [aggregate for aggregate in aggregates if aggregate.contradicts]
    if not found:
        return
    first, others = found[0], len(found) - 1
    kpi = plan.kpi(first.kpi_code)
    if kpi is None or first.published is None or first.computed.value is None:
        raise ValueError(f"a contradiction without its sides: {first!r}")
    amounts = Amounts(kpi)
    sentence = message(
        f"decision.{'contradicted_and_others' if others else 'contradicted'}",
        whole=first.block or plan.settings.aggregate_name,
        indicator=shorten(kpi.indicator),
        published=amounts.amount(first.published),
        computed=amounts.amount(first.computed.value),
        others=others,
    )
    yield OpenDecision(sentence, "aggregates")


def _not_achieved(known: OpenDecisionInputs) -> Iterator[OpenDecision]:
    """The KPIs that half or more of the branches judged did not achieve: by how many, and how far off."""
    distances = {score.kpi_code: score.distance for score in known.scores}
    failing = [
        (result, _rate(distances[result.kpi.code]))
        for result in known.kpis
        if result.tally.not_achieved * 2 >= max(result.tally.judged, 1)
    ]
    if not failing:
        return
    # Those of the most branches first, of as many the farthest; without a rate nobody can tell how far.
    failing.sort(key=lambda item: (-item[0].tally.not_achieved, item[0].tally.achieved, _order(item[1])))
    alike = [item for item in failing if _outcome(item[0]) == _outcome(failing[0][0])]
    one_by_one = max(judged for _missed, judged in map(_outcome, known.kpis)) > _FEW_BRANCHES
    named = failing if one_by_one else alike
    others = len(failing) - len(named)
    sentence, *shorter = (
        _missed_kpis(named, most, others, alike=not one_by_one)
        for most in range(min(len(named), _MOST_KPIS), 0, -1)
    )
    yield OpenDecision(sentence, "matrix", tuple(shorter))


def _missed_kpis(
    failing: Sequence[tuple[KpiResult, Decimal | None]], most: int, others: int, *, alike: bool
) -> Message:
    """The sentence about them that names the first; of KPIs `alike` it says the branches once.

    `others` are those that as many branches or fewer missed, half of them at least.
    """
    count, rest = len(failing), len(failing) - most
    kpis = tuple(_failing(result, rate, alone=alike) for result, rate in failing[:most])
    listed = message("decision.more_kpis", names=kpis, count=rest) if rest else kpis
    if not alike:
        return message("decision.not_achieved", count=count, kpis=listed)
    branches = _missed_by(*_outcome(failing[0][0]))
    if others:
        return message(
            "decision.missed_alike_and_others", branches=branches, count=count, kpis=listed, others=others
        )
    return message("decision.missed_alike", branches=branches, count=count, kpis=listed)


def _outcome(result: KpiResult) -> tuple[int, int]:
    return result.tally.not_achieved, result.tally.judged


def _missed_by(missed: int, judged: int) -> Message:
    """How many of the branches judged missed a target: the only one, all 2 of them, 2 of 3."""
    key = "some_missed" if missed < judged else "all_missed" if missed > 1 else "one_missed"
    return message(f"decision.{key}", count=missed, of=judged)


def _rate(distance: Distance) -> Decimal | None:
    """The median achievement rate, where enough branches have one."""
    return None if distance.shown is None else distance.shown / 100 + 1


def _order(rate: Decimal | None) -> tuple[bool, Decimal]:
    return rate is None, rate or Decimal(0)


def _failing(result: KpiResult, rate: Decimal | None, *, alone: bool) -> Message:
    """A KPI by name, who missed it unless that is said already, and the median rate if there is one."""
    about: dict[str, Detail] = {"indicator": shorten(result.kpi.indicator)}
    if not alone:
        about["branches"] = _missed_by(result.tally.not_achieved, result.tally.judged)
    if rate is not None:
        about["rate"] = percentage(rate)
    key = "_".join(["failing", *(part for part in ("branches", "rate") if part in about)])
    return message(f"decision.{key}", **about)


def _unexplained(known: OpenDecisionInputs) -> Iterator[OpenDecision]:
    """Misses of which their branches say nothing at all, by whom to ask: those with the most first."""
    silent = [row for row in known.misses.ranked if _key(row) not in known.causes]
    if not silent:
        return
    listed = count_by_branch(known.plan, silent, _MOST_BRANCHES, "decision.branch_misses")
    counts = {"count": len(silent), "of": len(known.misses.ranked)}
    yield OpenDecision(message("decision.unexplained", branches=listed, **counts), "list")


def _sensitivity(known: OpenDecisionInputs) -> Iterator[OpenDecision]:
    """Judgements and grades that hang on a convention or on one person."""
    points = (point for point in known.sensitivity.points if point.change in _OUTCOMES)
    keys = list(dict.fromkeys((point.branch_code, point.kpi_code) for point in points))
    if keys:
        yield OpenDecision(_about("sensitivity", known.plan, keys), "sensitivity")


def _not_judged(known: OpenDecisionInputs) -> Iterator[OpenDecision]:
    """What has a target and no judgement, though the branch has returned."""
    for name, belongs in _UNJUDGED:
        unjudged = (row for row in known.assessments if row.judgement is Judgement.NOT_JUDGED)
        keys = [_key(row) for row in unjudged if belongs(row)]
        if keys:
            yield OpenDecision(_about(name, known.plan, keys), "list")


def _lacks_baseline(row: Assessment) -> bool:
    return row.reason is Reason.NO_BASELINE


def _lacks_actual(row: Assessment) -> bool:
    # Of a return that is not used at all its branch has been named already.
    if row.figure.state is FigureState.UNREADABLE and not (row.entry and row.entry.file):
        return False
    others = (Reason.NO_BASELINE, Reason.NO_NATIONAL, Reason.BRANCH_MISSING, Reason.NOT_ASKED)
    return row.reason not in others


def _was_not_asked(row: Assessment) -> bool:
    return row.reason is Reason.NOT_ASKED


def _lacks_national(row: Assessment) -> bool:
    return row.reason is Reason.NO_NATIONAL


_UNJUDGED: tuple[tuple[str, Callable[[Assessment], bool]], ...] = (
    ("no_baseline", _lacks_baseline),
    ("no_national", _lacks_national),
    ("no_actual", _lacks_actual),
    ("not_asked", _was_not_asked),
)


def _key(row: Assessment) -> Key:
    return row.branch_code, row.kpi_code


def _about(name: str, plan: Plan, keys: Sequence[Key]) -> Message:
    """A sentence about single figures: how many they are, and the first of them by name."""
    names = []
    for branch_code, kpi_code in keys[:_MOST_FIGURES]:
        branch, kpi = plan.branch(branch_code), plan.kpi(kpi_code)
        names.append(f"{branch.name if branch else branch_code} {kpi.indicator if kpi else kpi_code}")
    listed = list_names(names, _MOST_FIGURES, "more_figures", of=len(keys))
    return message(f"decision.{name}", count=len(keys), figures=listed)
