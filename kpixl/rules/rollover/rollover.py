"""From a consolidated round to next year's plan: figures become history, targets move on a year.

Nothing is decided that people have to decide. A number that was this year's target is not next year's:
without a proposal from the branch its cell stays blank, and is named.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from kpixl.model.entries import Entry
from kpixl.model.fiscal import FiscalYear, moved_on
from kpixl.model.kpi import Kpi, RoundKpi
from kpixl.model.message import Translate
from kpixl.model.plan import Plan, Settings
from kpixl.model.rollover import KpiChanges, Outcome, Rollover
from kpixl.rules.rollover.narrative import next_activities, next_past_texts, next_wording
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
    master keeps it. `outcome` is what else the round came to. `changes` must name KPIs of the plan;
    `translate` words targets and notes of past figures.
    """
    by_key = {(entry.branch_code, entry.kpi_code): entry for entry in entries}
    settings, year_in_name = _next_settings(plan.settings)
    gone = changes.ended | changes.replaced.keys()
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
        kpis=tuple(_next_kpis(plan, changes)),
        targets={},
        history=(*older, *added),
        national=tuple(row for row in plan.national if row.kpi_code not in gone),
        planned_counts=(),
        round_kpis=tuple(_next_round_kpis(plan, changes)),
        adjustments=(),
        published_ranks=tuple(row for row in plan.published_ranks if row.kpi_code not in gone),
        past_texts=next_past_texts(plan, outcome),
        activities=next_activities(plan, outcome, changes),
        branch_wording=next_wording(plan, changes),
        decisions=(),
    )
    targets = next_targets(plan, following, by_key, changes)
    set_ = {(item.branch_code, item.code): item.target for item in targets if item.target is not None}
    following = replace(following, targets=set_)
    return Rollover(
        plan=following,
        changes=changes,
        targets=targets,
        added=len(added),
        may_end=may_end(plan, targets, changes),
        year_in_name=year_in_name,
    )


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


def _next_kpis(plan: Plan, changes: KpiChanges) -> Iterator[Kpi]:
    """The KPIs that go on. One that was not comparable this year is comparable from this year on."""
    year = plan.settings.fiscal_year
    for kpi in plan.kpis:
        if kpi.code in changes.ended:
            continue
        new = changes.replaced.get(kpi.code)
        if new:
            yield replace(
                kpi, code=new.code, comparable=False, not_comparable_reason=new.reason,
                comparable_since=FiscalYear(year.year + 1),
            )  # fmt: skip
        elif kpi.comparable:
            yield kpi
        else:
            yield replace(kpi, comparable=True, comparable_since=kpi.comparable_since or year)


def _next_round_kpis(plan: Plan, changes: KpiChanges) -> Iterator[RoundKpi]:
    """The KPIs of the whole; one that counts a KPI which ends stays, for `check` to name."""
    for item in plan.round_kpis:
        new = changes.replaced.get(item.counted_kpi)
        yield replace(item, counted_kpi=new.code) if new else item
