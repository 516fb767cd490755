"""What branches wrote and counted beside their KPIs, moved on a year."""

from collections.abc import Iterator
from dataclasses import replace

from kpixl.model.figure import BLANK, NOTHING_SAID
from kpixl.model.measure import BranchMeasure, BranchWording, PastText, PlannedActivity
from kpixl.model.plan import Plan
from kpixl.model.rollover import KpiChanges, Outcome
from kpixl.rules.rollover.next_kpis import NextKpis


def next_past_texts(plan: Plan, outcome: Outcome) -> tuple[PastText, ...]:
    """過年度記述 as it was, and this year's texts."""
    year = plan.settings.fiscal_year
    added = tuple(
        PastText(
            fiscal_year=year, branch_code=item.branch_code, measure_code=item.measure_code,
            item_code=item.item_code, text=item.text,
        )
        for item in outcome.texts
    )  # fmt: skip
    taken = {_key(row) for row in added}
    return (*(row for row in plan.past_texts if _key(row) not in taken), *added)


def _key(row: PastText) -> tuple[object, ...]:
    return row.fiscal_year, row.branch_code, row.measure_code, row.item_code


def next_activities(plan: Plan, outcome: Outcome, changes: KpiChanges) -> tuple[PlannedActivity, ...]:
    """活動項目 with this year's figures as last year's: each branch's on a row of its own."""
    rows = (row for row in _with_priors(plan, outcome) if not (row.summed_into and row.item in changes.ended))
    return tuple(_moved_on(row, changes) for row in rows)


def _with_priors(plan: Plan, outcome: Outcome) -> Iterator[PlannedActivity]:
    figures = {
        (item.branch_code, item.measure_code, item.item): item.this_year
        for item in outcome.activities
        if item.this_year.state not in NOTHING_SAID
    }
    own = {(row.branch_code, row.measure_code, row.item) for row in plan.activities if row.branch_code}
    for row in plan.activities:
        yield replace(row, prior=figures.get((row.branch_code, row.measure_code, row.item), BLANK))
        for branch in plan.branches if not row.branch_code else ():
            key = (branch.code, row.measure_code, row.item)
            if key in figures and key not in own:
                yield replace(row, branch_code=branch.code, prior=figures[key])


def _moved_on(row: PlannedActivity, changes: KpiChanges) -> PlannedActivity:
    """The row, part of no KPI that ends, and of one with a new code by that; so a KPI in a total."""
    return replace(
        row,
        item=_next_code(row.item, changes) if row.summed_into else row.item,
        part_of=_next_code(row.part_of, changes),
        summed_into=_next_code(row.summed_into, changes),
    )


def _next_code(code: str, changes: KpiChanges) -> str:
    if code in changes.ended:
        return ""
    return changes.replaced[code].code if code in changes.replaced else code


def next_wording(plan: Plan, changes: KpiChanges, proposed: NextKpis) -> tuple[BranchWording, ...]:
    """支部別表記 of what goes on, with the indicators that branches word otherwise next year.

    That of a KPI which ends or is replaced was about the old one.
    """
    names = dict(proposed.names)
    kept = tuple(
        replace(row, indicator=names.pop((row.branch_code, row.code), row.indicator))
        for row in plan.branch_wording
        if row.code not in changes.gone
    )
    return *kept, *(
        BranchWording(branch_code=branch, code=code, indicator=name) for (branch, code), name in names.items()
    )


def next_branch_measures(plan: Plan, outcome: Outcome) -> tuple[BranchMeasure, ...]:
    """支部別施策, with what each branch wrote as its plan of next year as the plan text."""
    items = {item.code for item in plan.text_items if item.is_next_plan}
    texts: dict[tuple[str, str], list[str]] = {}
    for text in outcome.texts:
        if text.item_code in items:
            texts.setdefault((text.branch_code, text.measure_code), []).append(text.text)
    written = {key: "\n".join(parts) for key, parts in texts.items()}
    kept = tuple(
        replace(row, plan_text=written.pop((row.branch_code, row.measure_code), row.plan_text))
        for row in plan.branch_measures
    )
    return *kept, *(
        BranchMeasure(branch_code=branch, measure_code=measure, plan_text=text)
        for (branch, measure), text in written.items()
    )
