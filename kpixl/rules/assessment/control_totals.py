"""Control totals: a consolidation proves on its own run sheet that it lost nothing and added nothing."""

import hashlib
from collections.abc import Iterable, Sequence
from itertools import chain

from kpixl.model.assessment import Assessment
from kpixl.model.entries import Entry
from kpixl.model.finding import Finding
from kpixl.model.master import ControlTotals
from kpixl.model.plan import Plan
from kpixl.model.rounding import exact_sum
from kpixl.rules.plan.adjustments import figure_adjustments
from kpixl.rules.returns.selection import SelectedReturns


def control_totals(plan: Plan, entries: Sequence[Entry], rows: Sequence[Assessment]) -> ControlTotals:
    """Figures of the accepted entries, and what the plan adjusts, against the figures in the assessments.

    `entries` are those before any adjustment.
    """
    reported = {(entry.branch_code, entry.kpi_code): entry.figure.value for entry in entries}
    adjusted = {
        key: item.figure.value if item.figure else None for key, item in figure_adjustments(plan).items()
    }
    replaced = [value for key in adjusted if (value := reported.get(key)) is not None]
    given = [value for value in adjusted.values() if value is not None]
    figures_in = [entry.figure.value for entry in entries if entry.figure.value is not None]
    figures_out = [row.figure.value for row in rows if row.figure.value is not None]
    return ControlTotals(
        rows=len(rows),
        expected_rows=len(plan.branches) * len(plan.kpis),
        figures_in=len(figures_in),
        figures_out=len(figures_out),
        sum_in=exact_sum(figures_in),
        sum_out=exact_sum(figures_out),
        adjustments=len(adjusted),
        figures_adjusted=len(given) - len(replaced),
        sum_adjusted=exact_sum([*given, *(value.copy_negate() for value in replaced)]),
    )


def run_id(version: str, plan_sha256: str, selected: SelectedReturns, findings: Iterable[Finding]) -> str:
    """A short identity of a run: the same version of kpixl, plan and returns give the same one.

    Of the returns it holds not only names and bytes but all that was decided of them, by whatever it was
    decided: options, passwords, answers, times of saving, seals, the register. `findings` are those about
    the plan, the forms that went out, and the returns.
    """
    found = ((item.kind.code, item.place, item.branch_code, item.kpi_code) for item in findings)
    decided = map(repr, chain(selected.sources, selected.ledger, selected.changes, found))
    return hashlib.sha256("\n".join([version, plan_sha256, *decided]).encode()).hexdigest()[:12]
