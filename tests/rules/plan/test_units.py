"""Units that a plan declares: they measure KPIs and activities, and are read in targets and figures."""

from decimal import Decimal

import pytest

from kpixl.locale import translate
from kpixl.model.target import Direction, Fixed, Prior
from kpixl.model.unit import UnitKind
from kpixl.rules.figures.parse import read_figure
from kpixl.rules.plan.parse import parse_plan
from kpixl.rules.targets.parse import parse_target
from tests.rules.builders import kpi_row, make_kpi, make_raw_plan

UNIT = {"unit_symbol": "機関", "unit_english": "institutions", "decimals": 0.0, "unit_kind": "count"}


def parse(unit="機関", target="12機関以上", **changes):
    return parse_plan(
        make_raw_plan(
            units=[UNIT | changes],
            kpis=[kpi_row(unit=unit, decimals=0.0)],
            targets=[{"kpi_code": "rate", "45": target}],
            history=None,
            national=None,
        )
    )


@pytest.mark.parametrize("unit", ["機関", "institutions"])
@pytest.mark.parametrize("target", ["12機関以上", "12 institutions or more", "１２　機関以上", "12以上"])
def test_a_declared_unit_measures_a_kpi_and_is_read_in_its_target(unit, target):
    plan, findings = parse(unit, target)
    assert findings == []
    assert (plan.kpi("rate").unit.symbol, plan.kpi("rate").unit.kind) == ("機関", UnitKind.COUNT)
    assert plan.target("45", "rate").reference == Fixed(Decimal(12))


def test_a_target_in_a_declared_unit_is_said_back_and_read_again():
    plan, _findings = parse(target="前年度（12機関）以上")
    kpi = plan.kpi("rate")
    target = plan.target("45", "rate")
    assert target.reference == Prior(Decimal(12))
    for language in ("ja", "en"):
        assert parse_target(translate(kpi.stated(target), language), kpi) == target


def test_a_figure_may_be_typed_with_a_declared_unit_and_not_with_another():
    unit = parse()[0].kpi("rate").unit
    reading, refusal = read_figure("１２機関", unit)
    assert (reading.figure.value, refusal) == (Decimal(12), None)
    assert read_figure("12件", unit)[1] is not None


def test_a_unit_that_nobody_declares_is_still_unknown():
    _plan, findings = parse("会議体", "12以上")
    assert [item.kind.code for item in findings] == ["K104"]


def test_a_unit_that_kpixl_knows_is_what_the_plan_says():
    plan, findings = parse("人", "12人以上", unit_symbol="人", unit_english="persons", unit_kind="measure")
    assert findings == []
    assert plan.kpi("rate").unit.kind is UnitKind.MEASURE


@pytest.mark.parametrize("name", ["m2", "人以上", "人 日", "+", "(件)", "10人"])
def test_a_name_that_could_be_a_number_or_a_target_is_no_unit(name):
    _plan, findings = parse("件", "12件以上", unit_symbol=name)
    assert [(item.kind.code, item.place.cell) for item in findings] == [("K156", "A2")]


@pytest.mark.parametrize("name", ["㎡", "か所", "延べ人数", "ポイント", "人・日", "km/h"])
def test_a_name_with_a_mark_between_its_words_is_one(name):
    plan, findings = parse(name, f"12{name}以上", unit_symbol=name, unit_english="", unit_kind="measure")
    assert findings == []
    kpi = plan.kpi("rate")
    assert (kpi.unit.symbol, kpi.unit.english, kpi.direction) == (name, name, Direction.AT_LEAST)


def test_the_same_unit_twice_is_an_error():
    raw = make_raw_plan(units=[UNIT, UNIT])
    assert [item.kind.code for item in parse_plan(raw)[1]] == ["K126"]


def test_a_listed_unit_is_read_as_before():
    kpi = make_kpi(unit="円", decimals=0)
    assert parse_target("8,185円以上", kpi).reference == Fixed(Decimal(8185))
