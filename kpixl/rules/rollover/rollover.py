"""From a consolidated round to next year's plan: figures become history, targets move on a year.

Nothing is decided that people have to decide. A number that was this year's target is not next year's:
without a proposal from the branch its cell stays blank, and is named.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from kpixl.model.entries import Entry
from kpixl.model.fiscal import FiscalYear, moved_on
from kpixl.model.kpi import Kpi, RoundKpi
from kpixl.model.message import Translate
from kpixl.model.plan import Plan, Settings
from kpixl.model.rollover import KpiChanges, LeftOut, Outcome, Rollover
from kpixl.rules.rollover.narrative import (
    next_activities,
    next_branch_measures,
    next_past_texts,
    next_wording,
)
from kpixl.rules.rollover.next_kpis import NextKpis, propose_kpis
from kpixl.rules.rollover.next_targets import may_end, next_targets
from kpixl.rules.rollover.past_figures import past_figures

_NO_CHANGES = KpiChanges()
_NO_OUTCOME = Outcome()


def roll_over(
    plan: Plan,
    entries: Iterable[Entry],
    translate: Translate,
    changes: KpiChanges = _NO_CHANGES,
    outcome: Outcome = _NO_OUTCOME,
) -> Rollover:
    """Next year's plan from this year's, and from what the branches reported and proposed.

    Branches, measures, grade rules and national figures stay. Planned counts, adjustments and decisions
    belong to their year and are left out, and so is the past of KPIs that end or are replaced: this year's
    master keeps it. `outcome` is what else the round came to; what branches propose on 次年度KPI is in it.
    `changes` must name KPIs of the plan; `translate` words targets and notes of past figures.
    """
    by_key = {(entry.branch_code, entry.kpi_code): entry for entry in entries}
    settings, year_in_name = _next_settings(plan.settings)
    proposed = propose_kpis(plan, outcome.next_kpis, changes, translate)
    changes = replace(changes, ended=changes.ended | proposed.gone.keys())
    gone = changes.gone
    history = past_figures(plan, by_key, translate, outcome.judgements)
    added = tuple(row for row in history if row.kpi_code not in gone)
    taken = {(row.fiscal_year, row.branch_code, row.kpi_code) for row in added}
    older = (
        row
        for row in plan.history
        if row.kpi_code not in gone and (row.fiscal_year, row.branch_code, row.kpi_code) not in taken
    )
    following = replace(
        plan,
        settings=settings,
        kpis=tuple(_next_kpis(plan, changes, proposed)),
        targets={},
        history=(*older, *added),
        national=tuple(row for row in plan.national if row.kpi_code not in gone),
        planned_counts=(),
        round_kpis=tuple(_next_round_kpis(plan, changes)),
        adjustments=(),
        published_ranks=tuple(row for row in plan.published_ranks if row.kpi_code not in gone),
        past_texts=next_past_texts(plan, outcome),
        activities=next_activities(plan, outcome, changes),
        branch_measures=next_branch_measures(plan, outcome),
        branch_wording=next_wording(plan, changes, proposed),
        decisions=(),
    )
    targets = next_targets(plan, following, by_key, changes, proposed)
    set_ = {(item.branch_code, item.code): item.target for item in targets if item.target is not None}
    following = replace(following, targets=set_)
    return Rollover(
        plan=following,
        changes=changes,
        targets=targets,
        added=len(added),
        may_end=may_end(plan, targets, changes),
        year_in_name=year_in_name,
        added_kpis=tuple(proposed.added),
        contradictions=proposed.contradictions,
        left_out=_left_out(plan, gone),
        agreed_ends=proposed.gone,
        old_kpis=plan.kpis,
    )


def _left_out(plan: Plan, gone: Collection[str]) -> dict[LeftOut, int]:
    """How many records next year's plan does not have, by why; none of what there is nothing of."""
    past = sum(row.kpi_code in gone for row in plan.history)
    published = [row.kpi_code for row in plan.national] + [row.kpi_code for row in plan.published_ranks]
    counts = {
        LeftOut.PLANNED_COUNTS: len(plan.planned_counts),
        LeftOut.ADJUSTMENTS: len(plan.adjustments),
        LeftOut.RECEIPT_NOTES: len(plan.decisions),
        LeftOut.PAST_FIGURES: past,
        LeftOut.NATIONAL: sum(code in gone for code in published),
        LeftOut.WORDING: sum(row.code in gone for row in plan.branch_wording),
    }
    return {kind: count for kind, count in counts.items() if count}


def _next_settings(settings: Settings) -> tuple[Settings, bool]:
    """The settings a year on, and whether the round's name bore a year."""
    name = moved_on(settings.round_name, settings.fiscal_year)
    moved = replace(
        settings,
        fiscal_year=FiscalYear(settings.fiscal_year.year + 1),
        round_name=name,
        date=_year_later(settings.date),
        due=_year_later(settings.due) if settings.due else None,
    )
    return moved, name != settings.round_name


def _year_later(day: dt.date) -> dt.date:
    """The same day next year; 2月29日 becomes 2月28日."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def _next_kpis(plan: Plan, changes: KpiChanges, proposed: NextKpis) -> Iterator[Kpi]:
    """The KPIs that go on, each with what branches propose in its place; then those that are new.

    One that was not comparable this year is comparable from this year on.
    """
    for kpi in plan.kpis:
        if kpi.code not in changes.ended:
            yield _following(kpi, plan.settings.fiscal_year, changes)
        yield from (item.kpi for item in proposed.added if item.old == kpi.code)
    yield from (item.kpi for item in proposed.added if not item.old)


def _following(kpi: Kpi, year: FiscalYear, changes: KpiChanges) -> Kpi:
    """A KPI that goes on, or what takes its place."""
    new = changes.replaced.get(kpi.code)
    if new:
        return replace(
            kpi, code=new.code, comparable=False, not_comparable_reason=new.reason,
            comparable_since=FiscalYear(year.year + 1),
        )  # fmt: skip
    return (
        kpi
        if kpi.comparable
        else replace(kpi, comparable=True, comparable_since=kpi.comparable_since or year)
    )


def _next_round_kpis(plan: Plan, changes: KpiChanges) -> Iterator[RoundKpi]:
    """The KPIs of the whole; one that counts a KPI which ends stays, for `check` to name."""
    for item in plan.round_kpis:
        new = changes.replaced.get(item.counted_kpi)
        yield replace(item, counted_kpi=new.code) if new else item
