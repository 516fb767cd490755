"""What somebody has to decide before the summary goes out, the most pressing first.

Each is one sentence that ends in the question, and names the sheet that has the particulars. Nothing is
decided here: a branch that is missing, a published figure that is contradicted and a target that most
branches miss are facts, and what follows from them is the reader's to say.
"""

from collections.abc import Callable, Iterator, Sequence

from kpixl.model.assessment import Assessment, Judgement, Reason
from kpixl.model.comparison import GroupFigure
from kpixl.model.explanation import Detail, Phrase, phrase
from kpixl.model.kpi import Kpi
from kpixl.model.plan import Plan
from kpixl.model.submission import LedgerRow, Receipt
from kpixl.model.summary import Decision, KpiResult
from kpixl.model.tipping import Tipping, TippingChange

_MOST_NAMED = 6
_RECEIPTS = {Receipt.MISSING: "missing", Receipt.SENT_BACK: "sent_back"}
_OUTCOMES = (TippingChange.JUDGEMENT, TippingChange.GRADE)


def find_decisions(
    plan: Plan,
    ledger: Sequence[LedgerRow],
    kpis: Sequence[KpiResult],
    assessments: Sequence[Assessment],
    groups: Sequence[GroupFigure],
    tipping: Tipping,
) -> tuple[Decision, ...]:
    """All decisions in the order in which they are to be taken."""
    return (
        *_returns(ledger),
        *_contradicted(plan, groups),
        *_missed(kpis),
        *_tipping(tipping),
        *_not_judged(assessments),
    )


def _returns(ledger: Sequence[LedgerRow]) -> Iterator[Decision]:
    """What has not come back, or not in a state to be used."""
    for receipt, key in _RECEIPTS.items():
        names = [row.branch_name for row in ledger if row.receipt is receipt]
        if names:
            listed = _listed(names, "more_branches")
            sentence = phrase(f"decision.{key}", count=str(len(names)), branches=listed)
            yield Decision(sentence, "open_points")


def _contradicted(plan: Plan, groups: Sequence[GroupFigure]) -> Iterator[Decision]:
    """Published figures that the returns of all their branches contradict."""
    codes = dict.fromkeys(group.kpi_code for group in groups if group.contradicts)
    names = [kpi.indicator for kpi in plan.kpis if kpi.code in codes]
    if names:
        yield Decision(phrase("decision.contradicted", indicators=_listed(names, "more_kpis")), "groups")


def _missed(kpis: Sequence[KpiResult]) -> Iterator[Decision]:
    """The KPI that the most branches miss, where those are half or more of the ones judged."""
    failing = [result for result in kpis if result.tally.not_achieved * 2 >= max(result.tally.judged, 1)]
    if failing:
        worst = max(failing, key=lambda result: (result.tally.not_achieved, -result.tally.achieved))
        details: dict[str, Detail] = {
            "indicator": _name(worst.kpi),
            "count": str(worst.tally.not_achieved),
            "of": str(worst.tally.judged),
        }
        others = len(failing) - 1
        key = "missed_and_others" if others else "missed"
        yield Decision(phrase(f"decision.{key}", others=str(others), **details), "matrix")


def _tipping(tipping: Tipping) -> Iterator[Decision]:
    """Judgements and grades that hang on a convention or on one person."""
    count = len({(p.branch_code, p.kpi_code) for p in tipping.points if p.change in _OUTCOMES})
    if count:
        yield Decision(phrase("decision.tipping", count=str(count)), "tipping")


def _not_judged(assessments: Sequence[Assessment]) -> Iterator[Decision]:
    """What has a target and no judgement, though the branch has returned."""
    for key, belongs in _UNJUDGED:
        unjudged = (row for row in assessments if row.judgement is Judgement.NOT_JUDGED)
        count = sum(map(belongs, unjudged))
        if count:
            yield Decision(phrase(f"decision.{key}", count=str(count)), "list")


def _lacks_baseline(row: Assessment) -> bool:
    return row.reason is Reason.NO_BASELINE


def _lacks_actual(row: Assessment) -> bool:
    return row.reason not in (Reason.NO_BASELINE, Reason.BRANCH_MISSING)


_UNJUDGED: tuple[tuple[str, Callable[[Assessment], bool]], ...] = (
    ("no_baseline", _lacks_baseline),
    ("no_actual", _lacks_actual),
)


def _listed(names: Sequence[str], more: str) -> Detail:
    """The first names, and how many more there are: the sheet lists them all."""
    listed = tuple(phrase("text.named", name=name) for name in names[:_MOST_NAMED])
    rest = len(names) - _MOST_NAMED
    return listed if rest <= 0 else phrase(f"decision.{more}", names=listed, count=str(rest))


def _name(kpi: Kpi) -> Phrase:
    return phrase("text.named", name=kpi.indicator)
