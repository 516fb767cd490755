"""Next year's plan as a workbook: made in a worker, so that the process that people wait for only reads."""

from kpixl.locale import catalogue, translate
from kpixl.model.plan_layout import RawPlan
from kpixl.model.rollover import Rollover
from kpixl.rules.rollover.own_columns import own_columns


def target_texts(rolled: Rollover) -> dict[tuple[str, str], str]:
    """What the new plan's target cells say, by (branch code, KPI code); none of those that stay blank."""
    kpis, language = {kpi.code: kpi for kpi in rolled.plan.kpis}, rolled.plan.settings.language
    return {
        (item.branch_code, item.code): translate(kpis[item.code].stated(item.target), language)
        for item in rolled.targets
        if item.target is not None
    }


def make_next_plan(rolled: Rollover, raw: RawPlan) -> bytes:
    """The bytes of the new plan's workbook; `raw` is this year's plan, for the planner's own columns.

    Called in a worker, where what writes a workbook is loaded.
    """
    from kpixl.books.plan.rows import plan_rows
    from kpixl.books.plan.write import build_plan

    settings = rolled.plan.settings
    words = catalogue(settings.language)
    rows = plan_rows(rolled.plan, target_texts(rolled), words)
    return build_plan(
        rows,
        language=settings.language,
        title=f"{words('title.plan')} {settings.round_name}",
        organisation=settings.organisation,
        created=settings.created,
        own=own_columns(raw, rows, rolled.changes),
    )
