"""The order in which each of the five reports prints its blocks, as templates of the branches' own."""

import datetime as dt
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "templates"))

from report_blocks import (
    Block,
    about,
    activities,
    build_report_template,
    charts,
    contents,
    counts,
    cover,
    effort,
    kpi_list,
    kpi_targets,
    kpis,
    kpis_with_next,
    marks,
    measures,
    next_kpis,
    plan,
    planned_activities,
    side_by_side,
    text,
)
from report_writer import repeatable

_FRONT: tuple[Block, ...] = (cover(), kpi_list(), contents())
# By fiscal year: the kind of the template and the branch's code.
ORDERS: dict[str, dict[tuple[str, str], tuple[Block, ...]]] = {
    "2023": {
        # 大分: a row a KPI with next year's at its end, then this year beside the next.
        ("report", "44"): (
            *_FRONT,
            measures(
                about, plan, kpis_with_next, side_by_side(("result", "m.lines.result"), ("次年度の取組", "m.lines.next")),
                text("cause"), activities, charts,
            ),
        ),
        # 鹿児島: target and result, what was done, the branch's own assessment, the grade.
        ("report", "46"): (
            cover(), contents(), kpi_list(),
            measures(about, kpis, counts, text("result"), text("cause"), activities, text("self_assessment"), effort,
                     text("next"), charts, by="groups"),
        ),
    },
    "2024": {
        # 静岡: the KPI table, then the plan beside the result; pages follow the groups.
        ("report", "22"): (
            *_FRONT,
            measures(about, kpis, counts, side_by_side(("plan", "m.plan"), ("result", "m.lines.result")), text("cause"),
                     activities, text("next"), charts, by="groups"),
        ),
        # 宮崎: KPIs, what was planned and done, the result, next year with its KPIs.
        ("report", "45"): (
            *_FRONT,
            measures(kpis, counts, plan, text("result"), text("cause"), activities, charts, text("next"), next_kpis),
        ),
    },
    "2025": {
        # 富山: the plan, importance and difficulty with their reasons, planned head counts, KPIs.
        ("report_plan", "16"): (
            cover("plan_title"), contents(planned=True), measures(plan, marks, planned_activities, counts, kpi_targets),
        ),
    },
}  # fmt: skip


def write_templates(year: str, place: Path, date: dt.date) -> None:
    """Put the templates of a round's branches beside its plan."""
    for (kind, branch), blocks in ORDERS[year].items():
        content = repeatable(build_report_template("ja", blocks), date)
        (place / f"{kind}_{branch}.docx").write_bytes(content)
