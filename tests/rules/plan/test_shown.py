"""A plan says what its cells show, whatever they hold."""

from dataclasses import replace

import pytest

from kpixl.model.plan_layout import RawTable
from kpixl.model.submission import RawCell
from kpixl.model.target import Direction
from kpixl.rules.plan.parse import parse_plan
from kpixl.rules.plan.shown import plan_as_shown
from tests.rules.builders import codes, kpi_row, make_raw_plan


def plan_with(value, number_format, **kpi):
    """The plan, and its findings, whose one target stands in a cell of that format."""
    raw = make_raw_plan(kpis=[kpi_row(**kpi)], targets=[{"kpi_code": "rate", "45": value}])
    table = raw.tables["targets"]
    (row,) = table.rows
    cell = row.cells["45"]._replace(number_format=number_format)
    shown = replace(table, rows=(replace(row, cells={**row.cells, "45": cell}),))
    return parse_plan(plan_as_shown(replace(raw, tables={**raw.tables, "targets": shown})))


@pytest.mark.parametrize(
    ("value", "number_format", "direction", "number", "strict"),
    [
        (64.6, '0.0"％以上"', "at_least", "64.6", False),
        (64.6, '0.0"以上"', "at_least", "64.6", False),
        (15.0, '0"以下"', "at_most", "15", False),
        (15.0, '0"未満"', "at_most", "15", True),
        (0.646, "0.0%", "at_least", "64.6", False),
        (64.6, "0.0", "at_least", "64.6", False),
        (1234.0, '"¥"#,##0', "at_least", "1234", False),
        (-5.0, '0.0;"△"0.0', "at_least", "-5", False),
        (-5.0, "0.0_);(0.0)", "at_least", "-5", False),
        (64.6, '0.0"％"', "at_least", "64.6", False),
    ],
)
def test_a_target_is_what_its_cell_shows(value, number_format, direction, number, strict):
    plan, findings = plan_with(value, number_format, direction=direction)
    assert codes(findings) == []
    target = plan.target("45", "rate")
    assert (target.direction, str(target.reference.value), target.strict) == (
        Direction(direction),
        number,
        strict,
    )


@pytest.mark.parametrize(
    ("number_format", "code"),
    [('0.0"以下"', "K117"), ('"約"0.0', "K110"), ('0.0"人"', "K110"), ('0.0"位"', "K110")],
)
def test_a_target_whose_format_says_something_else_is_a_fault(number_format, code):
    assert codes(plan_with(64.6, number_format)[1]) == [code]


def test_a_number_that_is_asked_for_as_a_number_keeps_its_value():
    raw = make_raw_plan(kpis=[kpi_row(minimum=5.0)])
    table = raw.tables["kpis"]
    (row,) = table.rows
    cell = row.cells["minimum"]._replace(number_format='0"以上"')
    kpis: RawTable = replace(table, rows=(replace(row, cells={**row.cells, "minimum": cell}),))
    plan, findings = parse_plan(plan_as_shown(replace(raw, tables={**raw.tables, "kpis": kpis})))
    assert (codes(findings), plan.kpi("rate").minimum) == ([], 5)


def test_a_plan_without_formats_is_left_as_it_is():
    raw = make_raw_plan()
    assert plan_as_shown(raw) == raw
    assert isinstance(raw.tables["kpis"].rows[0].cells["unit"], RawCell)
