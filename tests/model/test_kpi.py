"""What a KPI is unless the plan says otherwise."""

from decimal import Decimal

import pytest

from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import Measure
from kpixl.model.target import Direction, Fixed, Target
from tests.rules.builders import make_kpi


@pytest.mark.parametrize(
    ("numerator", "denominator", "has_counts"),
    [("受診者数", "対象者数", True), ("受診者数", "", False), ("", "対象者数", False), ("", "", False)],
)
def test_counts_are_reported_where_both_have_a_label(numerator, denominator, has_counts):
    assert make_kpi(numerator_label=numerator, denominator_label=denominator).has_counts is has_counts


def test_a_kpi_is_comparable_and_neither_important_nor_difficult_unless_it_is_said():
    kpi = make_kpi()
    assert (kpi.comparable, kpi.important, kpi.difficult, kpi.comparable_since) == (True, False, False, None)
    assert make_kpi(comparable_since=FiscalYear(2022)).comparable_since == FiscalYear(2022)


def test_a_measure_is_of_all_branches_unless_it_is_said():
    measure = Measure(code="1", pillar="戦略", name="施策", group="企画")
    assert (measure.is_common, measure.important, measure.order) == (True, None, None)


def test_amounts_and_targets_are_said_in_the_kpis_unit_and_decimals():
    kpi, target = make_kpi(decimals=2), Target(Direction.AT_LEAST, Fixed(Decimal(5)))
    assert (kpi.amount(Decimal(5)).unit, kpi.amount(Decimal(5)).decimals) == (kpi.unit, 2)
    said = kpi.stated(target, "en")
    assert (said.target, said.unit, said.decimals, said.language) == (target, kpi.unit, 2, "en")
    assert kpi.stated(target).language == ""
