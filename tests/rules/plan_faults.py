"""A plan's faults, from the raw rows of its sheets: where they are, and what fills their sentences."""

from kpixl.model.finding import Severity
from kpixl.rules.plan.parse import parse_plan
from tests.details import shown_details
from tests.rules.builders import (
    make_raw_plan,
)


def parse(**sheets):
    return parse_plan(make_raw_plan(**sheets))


def faults(**sheets):
    """Sheet, code and cell of every finding; no plan comes with an error, and one comes without."""
    plan, findings = parse(**sheets)
    assert (plan is None) == any(item.severity is Severity.ERROR for item in findings)
    assert {item.place.file for item in findings} <= {"plan.xlsx"}
    return [(item.place.sheet, item.kind.code, item.place.cell) for item in findings]


def detail(name, **sheets):
    (item,) = parse(**sheets)[1]
    return shown_details(item.details)[name]
