"""This year's figures as rows of 過年度 of next year's plan."""

from collections.abc import Iterator, Mapping

from kpixl.model.assessment import Judgement
from kpixl.model.entries import Entry
from kpixl.model.figure import NOTHING_SAID
from kpixl.model.kpi import Kpi
from kpixl.model.message import Translate, message
from kpixl.model.plan import Branch, Plan
from kpixl.model.plan_figures import HistoryRow
from kpixl.model.target import Direction
from kpixl.rules.plan.adjustments import figure_adjustments
from kpixl.rules.targets.resolve import resolve_target, settle_target


def past_figures(
    plan: Plan,
    entries: Mapping[tuple[str, str], Entry],
    translate: Translate,
    judgements: Mapping[tuple[str, str], Judgement],
) -> Iterator[HistoryRow]:
    """This year's actuals as rows of 過年度, in the plan's order, with what they were to be and came to.

    The row's note keeps what people must know of the figure: its 時点, and that and why head office
    adjusted it.
    """
    reasons = {key: item.reason for key, item in figure_adjustments(plan).items()}
    for branch in plan.branches:
        for kpi in plan.kpis:
            key = (branch.code, kpi.code)
            entry = entries.get(key)
            if entry and entry.figure.state not in NOTHING_SAID:
                counts, adjusted = (entry.numerator.value, entry.denominator.value), ""
                if entry.is_adjusted:
                    # The counts are still the branch's: beside head office's figure they contradict it.
                    why = message("rollover.adjusted", reason=reasons.get(key, ""))
                    counts, adjusted = (None, None), translate(why, plan.settings.language)
                note = " / ".join(text for text in (entry.as_of, adjusted) if text)
                yield HistoryRow(
                    fiscal_year=plan.settings.fiscal_year,
                    branch_code=branch.code,
                    kpi_code=kpi.code,
                    actual=entry.figure,
                    numerator=counts[0],
                    denominator=counts[1],
                    note=note,
                    target=_past_target(plan, branch, kpi, translate),
                    judgement=judgements.get(key),
                )


def _past_target(plan: Plan, branch: Branch, kpi: Kpi, translate: Translate) -> str:
    """The target as this year's form says it, with the number that it came to; '' for none."""
    target = plan.target(branch.code, kpi.code)
    if target.direction is Direction.NONE:
        return ""
    resolved = resolve_target(plan, branch.code, kpi)
    settled = settle_target(target, resolved, kpi, plan.settings.judge_on)
    return translate(kpi.stated(settled), plan.settings.language)
