"""What the round comes to, in a few sentences: achieved, better or worse, missing, the largest miss."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpixl.model.assessment import Assessment
from kpixl.model.ledger import LedgerRow, Receipt
from kpixl.model.message import Amount, Detail, Message, message
from kpixl.model.plan import Plan
from kpixl.model.round_movement import Misses, Movement
from kpixl.model.summary import Tally
from kpixl.rules.explanation.amounts import Amounts, percentage
from kpixl.rules.summary.figure_findings import Key
from kpixl.rules.summary.names import count_by_branch, list_names, shorten

_MOST_BRANCHES = 4  # that are named


@dataclass(frozen=True, kw_only=True)
class ConclusionInputs:
    """What the sentences are about."""

    plan: Plan
    total: Tally
    last_year: Tally
    movement: Movement
    misses: Misses
    ledger: Sequence[LedgerRow]
    doubtful: Container[Key]


def find_conclusion(known: ConclusionInputs) -> tuple[Message, ...]:
    """The sentences in their order; what there is nothing to say of has none."""
    return (
        _achieved(known.total, known.last_year),
        *_missed(known),
        *_moves(known.movement),
        *_missing(known.ledger),
        *_largest(known),
    )


def _achieved(total: Tally, last_year: Tally) -> Message:
    if not total.judged:
        return message("conclusion.nothing_judged", count=total.with_target)
    counts = {"achieved": total.achieved, "judged": total.judged}
    share = _percent_of(total)
    if not last_year.judged:
        return message("conclusion.achieved", share=share, **counts)
    return message("conclusion.achieved_before", share=share, before=_percent_of(last_year), **counts)


def _missed(known: ConclusionInputs) -> Iterator[Message]:
    """How many misses there are, and whose: the branches that have the most first."""
    if known.misses.ranked:
        branches = count_by_branch(
            known.plan, known.misses.ranked, _MOST_BRANCHES, "conclusion.branch_misses"
        )
        yield message("conclusion.missed", count=len(known.misses.ranked), branches=branches)


def _percent_of(tally: Tally) -> Amount:
    """The share as it stands in the tables: rounded, but not to 0 or 100."""
    return Amount(Decimal(str(tally.share)) * 100, decimals=1)


def _moves(movement: Movement) -> Iterator[Message]:
    if movement.improved or movement.worsened:
        yield message("conclusion.moves", improved=movement.improved, worsened=movement.worsened)


def _missing(ledger: Sequence[LedgerRow]) -> Iterator[Message]:
    names = [row.branch_name for row in ledger if row.receipt is Receipt.MISSING]
    if names:
        branches = list_names(names, _MOST_BRANCHES, "more_branches")
        yield message("conclusion.missing", count=len(names), branches=branches)


def _largest(known: ConclusionInputs) -> Iterator[Message]:
    """The miss that is farthest from its target, said to be doubtful where its figure is."""
    for row in known.misses.ranked[:1]:
        branch, kpi = known.plan.branch(row.branch_code), known.plan.kpi(row.kpi_code)
        if branch is None or kpi is None:
            raise ValueError(f"a figure that is not in the plan: {row!r}")
        key = "doubtful" if (row.branch_code, row.kpi_code) in known.doubtful else "largest"
        yield message(
            f"conclusion.{key}",
            branch=branch.name,
            indicator=shorten(kpi.indicator),
            target=kpi.stated(row.plain_target),
            actual=_actual(Amounts(kpi), row),
            difference=_difference(Amounts(kpi), row),
        )


def _actual(amounts: Amounts, row: Assessment) -> Detail:
    """The figure that missed the target, with its counts where those are few."""
    figure = amounts.figure(row.figure)
    if row.few_cases is None:
        return figure
    part, whole = map(Amount.as_typed, row.few_cases)
    return message("conclusion.of_few", figure=figure, part=part, whole=whole)


def _difference(amounts: Amounts, row: Assessment) -> Message | str:
    """How far it is in the KPI's unit and by its achievement rate, as far as either is known."""
    away, rate = row.target_difference.value, row.achievement_rate.value
    if away is None:
        return ""
    if rate is None or rate < 0:  # which tells nobody anything
        return message("conclusion.away", away=amounts.difference(away))
    return message("conclusion.difference", away=amounts.difference(away), rate=percentage(rate))
