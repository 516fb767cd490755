"""What a planner is told to look at in next year's plan, each with its cell."""

import datetime as dt

import pytest

from kpixl.model.finding import Finding
from kpixl.model.rollover import Rollover
from kpixl.rules.rollover.findings import rollover_findings
from tests.details import shown_details
from tests.rules.builders import branch_row, kpi_row, make_kpi, make_plan, make_raw_plan, settings_row
from tests.rules.rollover.test_next_kpis import BOTH, MAIL, roll, says

OTHER = make_kpi("other")

BRANCHES = [branch_row("45", "宮崎"), branch_row("44", "大分")]


def findings(rolled: Rollover) -> list[Finding]:
    """The findings, the new plan read back with a row for each of its KPIs from row 2 on."""
    codes = [kpi.code for kpi in rolled.plan.kpis]
    raw = make_raw_plan(
        settings=[settings_row()],
        branches=BRANCHES,
        kpis=[kpi_row(code) for code in codes],
        targets=[{"kpi_code": code, "45 宮崎": "", "44 大分": ""} for code in codes],
    )
    return rollover_findings(rolled, raw)


def of_code(rolled: Rollover, code: str) -> list[tuple[str, str, dict[str, str]]]:
    """KPI, cell and details of the findings of one code."""
    return [
        (item.kpi_code, item.place.cell, shown_details(item.details))
        for item in findings(rolled)
        if item.kind.code == code
    ]


def test_a_kpi_of_which_branches_say_different_things_is_named_at_its_row_with_who_says_what():
    plan = make_plan(OTHER, MAIL, branches=BOTH)
    rolled = roll(plan, [says("45", "mail", "ends"), says("44", "mail", "continues", target="55以上")])
    ((code, cell, details),) = of_code(rolled, "K222")
    assert (code, cell, details["indicator"]) == ("mail", "A3", "郵送化率")
    assert ("宮崎" in details["seen"], "大分" in details["seen"]) == (True, True)


def test_a_contradiction_about_a_kpi_that_is_gone_names_the_plan_alone():
    plan = make_plan(MAIL, branches=BOTH)
    rolled = roll(plan, [says("45", "mail", "changed", "甲の率"), says("44", "mail", "changed", "乙の率")])
    assert [(code, cell) for code, cell, _details in of_code(rolled, "K222")] == [("mail", "")]


def test_a_kpi_that_every_branch_gives_up_is_said_to_have_ended_with_how_many_did():
    rolled = roll(
        make_plan(MAIL, OTHER, branches=BOTH), [says(code, "mail", "ends") for code in ("45", "44")]
    )
    assert of_code(rolled, "K221") == [("mail", "", {"indicator": "郵送化率", "count": "2"})]
    assert of_code(roll(make_plan(MAIL, branches=BOTH), []), "K221") == []


def test_a_kpi_that_branches_add_is_named_at_its_row_with_who_proposes_it():
    rolled = roll(
        make_plan(MAIL, branches=BOTH), [says("44", "", "new", "平均所要日数", "7日以内", unit="日")]
    )
    assert of_code(rolled, "K220") == [
        ("new_2025_1", "A3", {"indicator": "平均所要日数", "branches": "大分"}),
    ]


@pytest.mark.parametrize(
    ("due", "cells"),
    [
        (None, []),
        (dt.date(2025, 5, 29), []),  # a Friday in 2026
        (dt.date(2025, 5, 30), ["B7"]),  # a Saturday in 2026
        (dt.date(2025, 5, 31), ["B7"]),
        (dt.date(2025, 6, 1), []),
    ],
)
def test_a_day_of_return_that_falls_on_a_weekend_next_year_is_named(due, cells):
    rolled = roll(make_plan(make_kpi(), due=due), [])
    assert [item.place.cell for item in findings(rolled) if item.kind.code == "K218"] == cells
