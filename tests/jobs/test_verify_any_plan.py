"""A fresh entry workbook of any plan that `check` accepts: nothing is wrong with it."""

import copy
import datetime as dt
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kpixl.books.plan.read import read_plan
from kpixl.jobs.distribute import distribute
from kpixl.jobs.verify import verify
from kpixl.rules.plan.parse import parse_plan
from tests.builders import write_plan
from tests.inprocess import InProcessExecutor
from tests.small_plan import BRANCH_CODES, KPI_CODES, plan_rows

_LETTERS = "健診率アａA1０ 　\n\t-ー％%=+@'\"&<>_・（）()/／:：,、。①"
_NAMES = [
    12,
    62.5,
    True,
    dt.date(2025, 4, 1),
    "健診",
    "=1+1",
    "_x0041_",
    "  前後に空白 ",
    "改行\nあり",
    "KPI:A",
    "100％",
    "任意（任意）",
]
_odd = st.text(_LETTERS, max_size=10)
_name = st.sampled_from(_NAMES) | _odd.filter(str.strip)
_long = st.sampled_from(["", "短い", "長い文章。\n" * 900, "x" * 32_000])
_unit = st.sampled_from(["％", "%", "円", "件", "点", "機関", "㎡", "institutions", ""])
_figure = st.sampled_from(
    [0, 62.25, 0.1 + 0.2, 1e15, -5, "未確定", "-", "1,234", "△5", "…", 123456789.123456]
)
_DAYS = ["2025/4/1", "2025年4月1日", dt.date(2025, 4, 1), dt.datetime(2025, 4, 1, 9, 30)]  # noqa: DTZ001
_year = st.sampled_from([2021, 2022, 2023, "2023年度", "令和5年度", "R5"])
_PAST = ("前年度", "3年平均", "前年度（81.4）", "前年度末", "前年度と3年平均の高い方")
_TARGETS = {
    "at_least": [
        64.6,
        "64.6以上",
        "at least 64.6",
        "[34.0]",
        "設定なし",
        "80以上、ただし80以上の支部は前年度以上",
    ],
    "at_most": [15, "15以内", "設定なし"],
    "equal": [100, "100", "設定なし"],
    "do": ["実施", "設定なし", "do"],
}
_TARGETS["at_least"] += ["80以上、ただし80以上の支部は前年度以上"]
_TARGETS["at_least"] += [f"{past}{side}" for past in _PAST for side in ("以上", "を上回る")]
_TARGETS["at_least"] += [
    "令和5年度実績以上",
    "全国平均以上",
    "前年度全国平均（58.4）以上",
    "前年度と全国平均の高い方以上",
]
_TARGETS["at_least"] += ["前年度比101％以上", "前年度＋1.0以上", "3年平均比95％超", "年間120以上", "六十以上"]
_TARGETS["do"] += ["毎月", "年4回以上", "四半期ごとに研修を行う", "月2回以上"]
_TARGETS["at_most"] += [f"{past}以下" for past in _PAST]


def _settings(draw: Any) -> dict[str, Any]:
    return {
        "round_name": draw(_name),
        "organisation": draw(_name),
        "contact": draw(_odd),
        "fiscal_year": draw(st.sampled_from([2024, "2024年度", "令和6年度", "R6"])),
        "plan_date": draw(st.sampled_from(_DAYS)),
        "judge_on": draw(st.sampled_from(["reported", "exact"])),
        "minus": draw(st.sampled_from(["triangle", "hyphen", ""])),
        "grade_scheme": draw(st.sampled_from(["", "独法5段階", "本部方式", "本部方式　", "支部４段階"])),
        "next_kpis": draw(st.sampled_from(["", "yes", "no"])),
    }


def _kpi(draw: Any) -> dict[str, Any]:
    return {
        "indicator": draw(_name),
        "measure": draw(_name),
        "pillar": draw(_name),
        "unit": draw(_unit),
        "direction": draw(st.sampled_from(list(_TARGETS))),
        "decimals": draw(st.integers(0, 6)),
        "note": draw(_long),
        "minimum": draw(st.sampled_from([None, 0, 12.5])),
        "comparable": draw(st.sampled_from(["yes", "no"])),
        "important": draw(st.sampled_from(["", "high"])),
    }


def _activity(draw: Any, branch: str) -> dict[str, Any]:
    about = {"branch_code": branch, "measure_code": "M01", "activity": draw(_name)}
    return about | {"unit": draw(_unit), "prior": draw(st.just("") | _figure)}


def _wide_history(draw: Any) -> Iterator[dict[str, Any]]:
    """A row for a branch and a KPI, a column for each year."""
    years = draw(st.lists(st.sampled_from(["令和3年度", "2022年度", "R5"]), min_size=1, unique=True))
    for branch in BRANCH_CODES:
        for kpi in KPI_CODES:
            counts = {f"{year} 分子": draw(st.sampled_from([None, 5])) for year in years[:1]}
            yield {"branch_code": branch, "kpi_code": kpi} | {year: draw(_figure) for year in years} | counts


@st.composite
def plans(draw: Any) -> dict[str, list[dict[str, Any]]]:
    """The small plan with odd spellings, schemes and units of its own, and whatever a plan may declare."""
    rows = copy.deepcopy(plan_rows(draw(st.sampled_from(["ja", "en"]))))
    about = rows["settings"][0]
    about |= _settings(draw)
    scheme = draw(st.sampled_from(["本部方式", about["grade_scheme"] or "方式"]))
    rows["grades"] = [row | {"grade_scheme": scheme} for row in rows["grades"]]
    rows["units"] = [
        {"unit_symbol": "機関", "unit_english": "institutions", "unit_kind": "count"},
        {"unit_symbol": "㎡", "decimals": 1, "unit_kind": "measure"},
    ]
    rows["kpis"] = [kpi | _kpi(draw) for kpi in rows["kpis"]]
    for row, kpi in zip(rows["targets"], rows["kpis"], strict=True):
        for header in list(row)[2:]:
            row[header] = draw(st.sampled_from(_TARGETS[kpi["direction"]]))
    if draw(st.booleans()):
        rows["history"] = list(_wide_history(draw))
    else:
        for row in rows["history"]:
            row |= {"actual": draw(_figure), "fiscal_year": draw(_year)}
    for measure in rows["measures"]:
        measure |= {"measure": draw(_name), "plan_text": draw(_long), "difficult_reason": draw(_long)}
    item = {"text_code": draw(st.sampled_from(["plan", "01"])), "text_label": draw(_name)}
    rows["text_items"] = [item | {"guide": draw(_long), "text_required": "always"}]
    rows["activities"] = [_activity(draw, code) for code in ("", draw(st.sampled_from(BRANCH_CODES)))]
    rows["branch_measures"] = [{"branch_code": "45", "measure_code": "M01", "plan_text": draw(_long)}]
    wording = {"branch_code": "01", "adjusted_code": draw(st.sampled_from(KPI_CODES))}
    rows["branch_wording"] = [wording | {"shown_indicator": draw(_name)}]
    return rows


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(plans())
def test_a_fresh_entry_workbook_has_nothing_wrong(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("any")
    write_plan(folder / "plan.xlsx", rows)
    plan, _findings = parse_plan(read_plan(folder / "plan.xlsx"))
    assume(plan is not None)
    (folder / "inbox").mkdir()
    distribute(folder)
    paths = sorted((folder / "outbox").glob("*.xlsx"))
    assert len(paths) == len(BRANCH_CODES)
    for result in verify(paths, executor=InProcessExecutor()):
        assert [(item.kind.code, item.place.cell, item.details) for item in result.findings] == []
        assert result.is_blank or not result.fields
