"""The comparison rules on the published figures of the worked rounds: series, and changed definitions."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from kpixl.model.assessment import Reason
from kpixl.model.fiscal import FiscalYear
from kpixl.rules.assessment.aggregates import compute_aggregates
from kpixl.rules.assessment.assess import assess
from kpixl.rules.assessment.series import aggregate_series, series
from kpixl.steps.load_round import load_round

WORKBOOKS = Path(__file__).parents[1] / "workbooks"
CHANGED = (
    "claim_review_rate",
    "claims_recovery",
    "severe_prevention_10m",
)  # traps.md of the figures, section C


def published_trend():
    """宮崎's figures FY2020 to FY2024 as its report prints them, by KPI."""
    found = {}
    with (WORKBOOKS / "published" / "trend.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["branch"] == "宮崎":
                found.setdefault(row["code"], {})[int(row["fiscal_year"])] = Decimal(row["value"])
    del found["guidance_combined"]  # one year of another indicator, before it was split in two
    return found


@pytest.fixture(scope="module")
def fy2024():
    """The plan of FY2024, its entries, and the assessments by branch and KPI."""
    inputs = load_round(WORKBOOKS / "fy2024")
    rows = assess(inputs.plan, inputs.selected.entries)
    return inputs.plan, inputs.selected.entries, {(row.branch_code, row.kpi_code): row for row in rows}


@pytest.mark.parametrize("code", list(published_trend()))
def test_miyazakis_series_comes_out_of_the_worked_plan(fy2024, code):
    plan, _entries, rows = fy2024
    points = series(plan, rows["45", code])
    assert {point.fiscal_year.year: point.value for point in points} == published_trend()[code]
    assert {point.segment for point in points} == {1}


def test_nothing_is_compared_across_a_changed_definition(fy2024):
    plan, entries, rows = fy2024
    shown = 0
    for kpi in plan.kpis:
        if kpi.code != "severe_prevention_10m":
            assert kpi.comparable, kpi.code
            continue
        for branch in plan.branches:
            row = rows[branch.code, kpi.code]
            assert (row.change_on_prior.value, row.improved) == (None, None)
            assert row.change_on_prior.reason is Reason.NOT_COMPARABLE
            assert series(plan, row)[-1].change.value is None
            shown += row.prior is not None
        for aggregate in compute_aggregates(plan, entries):
            if aggregate.kpi_code == kpi.code:
                assert (aggregate.change.value, aggregate.improved) == (None, None)
                assert aggregate_series(plan, aggregate)[-1].change.value is None
    assert shown == 2  # 宮崎 9.63 and 静岡 10.7: figures to look at


def test_the_visits_within_three_and_within_ten_months_are_two_segments(fy2024):
    plan, _entries, rows = fy2024
    points = series(plan, rows["45", "severe_prevention_10m"])
    assert [(point.fiscal_year.year, point.value, point.segment) for point in points] == [
        (2023, Decimal("9.63"), 1),
        (2024, Decimal("33.9"), 2),
    ]
    assert points[-1].change.reason is Reason.NOT_COMPARABLE
    # The last year's figure is shown all the same.
    assert rows["45", "severe_prevention_10m"].prior.value == Decimal("9.63")


def test_a_published_national_figure_has_its_change_on_the_published_one_before(fy2024):
    plan, entries, _rows = fy2024
    whole = {item.kpi_code: item for item in compute_aggregates(plan, entries) if not item.block}
    aggregate = whole["checkup_insured"]
    now = plan.published_national("checkup_insured", FiscalYear(2024))
    # 宮崎 and 鹿児島 print 57.7 for FY2023
    assert (aggregate.published, aggregate.prior) == (now, Decimal("57.7"))
    assert aggregate.change.value == now - Decimal("57.7")
