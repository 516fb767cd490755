"""事業計画: what each branch undertakes for a year that has no actuals yet."""

from dataclasses import dataclass

from kpixl.model.assessment import Outcome
from kpixl.model.figure import Figure
from kpixl.model.head_counts import Counts
from kpixl.model.message import StatedTarget


@dataclass(frozen=True, kw_only=True)
class PlanItem:
    """One branch's target for one KPI, beside what was reached the year before.

    `stated` is the target as it is said; `target` its number, or why it has none; `difference` target
    minus prior actual in the KPI's unit, or why there is none. `easier` marks a target that the prior
    actual already satisfies with room to spare.
    """

    branch_code: str
    kpi_code: str
    stated: StatedTarget
    target: Outcome
    prior: Figure | None
    difference: Outcome
    easier: bool
    planned: Counts | None
