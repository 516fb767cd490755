"""事業計画: what each branch undertakes for a year that has no actuals yet."""

from dataclasses import dataclass

from kpixl.model.assessment import Outcome
from kpixl.model.figure import Figure
from kpixl.model.head_counts import Counts


@dataclass(frozen=True)
class PlanItem:
    """One branch's target for one KPI, beside what was reached the year before.

    `sentence` is the KPI in one sentence; `target` its number, or why it has none; `difference` target
    minus prior actual in the KPI's unit, or why there is none. `easier` marks a target that the prior
    actual already satisfies with room to spare.
    """

    branch_code: str
    kpi_code: str
    sentence: str
    target: Outcome
    prior: Figure | None
    difference: Outcome
    easier: bool
    planned: Counts | None
