"""What does not fit on one sheet of Excel is said of a plan before anything is sent, and refuses nothing."""

import pytest

from kpixl.model.finding import FindingCode, Severity
from kpixl.model.message import message
from kpixl.rules.plan import check_size
from kpixl.rules.plan.parse import parse_plan
from tests.rules.builders import branch_row, kpi_row, make_raw_plan


@pytest.mark.parametrize(("most", "named"), [(4, []), (3, [4])])
def test_branches_times_kpis_beyond_one_sheet_are_named(monkeypatch, most, named):
    monkeypatch.setattr(check_size, "MOST_ROWS", most)
    raw = make_raw_plan(
        branches=[branch_row("44", "大分"), branch_row("45")], kpis=[kpi_row("rate"), kpi_row("days")]
    )
    _plan, findings = parse_plan(raw)
    large = [item for item in findings if item.kind is FindingCode.ROUND_TOO_LARGE]
    data = [dict(item.details) for item in large if dict(item.details)["sheet"] == message("sheet.data")]
    assert [details["count"] for details in data] == named
    assert {item.severity for item in large} <= {Severity.WARNING}
