"""A measure that 指標 and 施策 spell differently is named: its KPIs would silently take no part in it."""

import pytest

from kpixl.rules.plan.check_measures import check_measures
from kpixl.rules.plan.parse import parse_plan
from tests.rules.builders import kpi_row, make_raw_plan


def _found(kpi_measure, *measures):
    rows = [
        {"measure_code": str(number), "pillar": "戦略", "measure": name, "group": "保健"}
        for number, name in enumerate(measures)
    ]
    raw = make_raw_plan(kpis=[kpi_row(measure=kpi_measure)], measures=rows)
    plan, _findings = parse_plan(raw)
    assert plan is not None
    return [
        (item.kind.code, item.place.sheet, item.place.cell, dict(item.details)["near"])
        for item in check_measures(plan, raw)
    ]


@pytest.mark.parametrize("spelled", ["特定健康診査の推進", "特定健診推進", "特定健診の推進（被保険者）"])
def test_a_measure_that_looks_like_one_without_kpis_is_named_at_its_cell(spelled):
    found = _found("特定健診の推進", spelled, "広報")
    assert found == [("K172", "指標", "C2", spelled)]


@pytest.mark.parametrize("spelled", ["特定健診の推進", " 特定健診の 推進", "特定健診の推進　"])
def test_width_and_spaces_are_no_other_spelling(spelled):
    assert _found("特定健診の推進", spelled) == []


def test_a_measure_that_is_not_listed_at_all_is_no_slip():
    assert _found("特定健診の推進", "広報") == []
