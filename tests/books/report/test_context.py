"""What a template may print of a KPI, as texts."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from kpixl.books.report.context import Printer
from kpixl.model.entries import Entry
from kpixl.model.kpi import AggregateRule, Kpi
from kpixl.model.measure import BranchWording
from kpixl.model.plan import Plan
from kpixl.model.plan_figures import FigureStatus, NationalRow
from kpixl.rules.assessment.assess import assess
from kpixl.rules.report.build import Said, build_reports
from kpixl.rules.summary.build import build_summary
from tests.rules.builders import (
    MIYAZAKI,
    OITA,
    SHIZUOKA,
    YEAR,
    make_counted_kpi,
    make_entry,
    make_ledger_row,
    make_plan,
)

BRANCHES = (MIYAZAKI, OITA, SHIZUOKA)
ENTRIES = [
    make_entry("45", value="65.0", counts=(650, 1000)),
    make_entry("44", value="60.0", counts=(600, 1000)),
    make_entry("22", value="55.0", counts=(550, 1000)),
]


def printed(plan: Plan, entries: list[Entry]) -> dict[str, Any]:
    """What the report of 宮崎 may print of its one KPI."""
    ledger = [make_ledger_row(branch) for branch in plan.branches]
    summary = build_summary(plan, "run", assess(plan, entries), ledger, (), ())
    (report,) = build_reports(summary, Said(), [MIYAZAKI])
    printer = Printer(
        report=report, years=summary.trends.years, draw=lambda _chart: "", anchor=lambda name: (name, "")
    )
    ((kpi,),) = [measure["kpis"] for measure in printer.context()["measures"] if measure["kpis"]]
    found: dict[str, Any] = kpi
    return found


def plan_of(kpi: Kpi, *national: NationalRow, wording: tuple[BranchWording, ...] = ()) -> Plan:
    plan = make_plan(kpi, branches=BRANCHES, national=national, fewest_ranked=2)
    return replace(plan, branch_wording=wording)


@pytest.mark.parametrize(("note", "rank"), [("", "1位／3支部"), ("対象は被保険者だけ", "1位／3支部†")])
def test_a_rank_among_branches_that_count_otherwise_is_marked(note, rank):
    wording = (BranchWording(branch_code="45", code="rate", definition_note=note),)
    kpi = printed(plan_of(make_counted_kpi(), wording=wording), ENTRIES)
    assert (kpi["rank"], kpi["definition_note"]) == (rank, note)


@pytest.mark.parametrize(
    ("actual", "status", "national"),
    [
        ("61.2", None, "61.2％"),
        ("61.2", FigureStatus.UNSETTLED, "61.2％（未確定）"),
        (None, FigureStatus.UNSETTLED, "未確定"),
        (None, None, "60.0％"),  # of a target alone: what the counts come to
    ],
)
def test_a_figure_of_the_whole_is_the_published_one_or_what_the_counts_come_to(actual, status, national):
    known = None if actual is None else Decimal(actual)
    row = NationalRow(fiscal_year=YEAR, kpi_code="rate", target=Decimal(58), actual=known, status=status)
    kpi = printed(plan_of(make_counted_kpi(aggregate=AggregateRule.RATIO), row), ENTRIES)
    assert (kpi["national"], kpi["national_target"]) == (national, "58.0％")
