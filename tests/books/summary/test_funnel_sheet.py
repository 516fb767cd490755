"""支部のばらつき: a chart for every rate with counts; who stands outside has a name, nobody else."""

from pathlib import Path

import openpyxl
import pytest

from kpixl.jobs.consolidate import consolidate
from kpixl.jobs.summarize import summarize
from tests.builders import fill_return, make_round
from tests.small_plan import plan_rows

# Denominator and numerator: 60 % but for the last, which is large and far below.
COUNTS = {"01": (1_000, 600), "02": (2_000, 1_210), "03": (50, 26), "04": (4_000, 2_000)}


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory):
    rows = plan_rows()
    branches = [{"branch_code": code, "branch": f"第{int(code)}", "block": ""} for code in COUNTS]
    targets = [
        {"kpi_code": kpi["kpi_code"], **{f"{code} 第{int(code)}": "設定なし" for code in COUNTS}}
        for kpi in rows["kpis"]
    ]
    round_ = make_round(
        tmp_path_factory.mktemp("funnel"), branches=branches, targets=targets, history=[], national=[]
    )
    for code, (below, above) in COUNTS.items():
        rate = {"denominator": below, "numerator": above, "actual": round(above / below * 100, 1)}
        fill_return(round_, code, {("checkup_rate", key): value for key, value in rate.items()})
    consolidate(round_.path)
    summarize(round_.path)
    return openpyxl.load_workbook(Path(round_.summary))["支部のばらつき"]


def test_who_is_beyond_the_outer_lines_is_named_with_the_side(sheet):
    texts = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert "外側の線の外：第2（高い）・第1（高い）・第4（低い）" in texts


def test_the_chart_rests_on_the_counts_beyond_the_page(sheet):
    [chart] = sheet._charts
    points = chart.series[-1]
    area = points.xVal.numRef.f.split("!")[1].replace("$", "")
    assert [cell.value for row in sheet[area] for cell in row] == [1_000, 2_000, 50, 4_000]
    assert len(chart.series) == 6  # four limits, the whole, the points
