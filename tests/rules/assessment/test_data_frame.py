"""Assessments as a table: one row for each branch and KPI, typed, nothing invented where there is nothing."""

import pandas as pd
import pytest

from kpixl.locale import translate
from kpixl.model.plan import Plan
from kpixl.rules.assessment.assess import assess
from kpixl.rules.assessment.data_frame import FRAME_TYPES, assessments_frame
from tests.rules.builders import MIYAZAKI, OITA, make_entry, make_kpi, make_plan

RATE = make_kpi("rate", indicator="受診率")
DAYS = make_kpi("007", indicator="日数", unit="日", direction="at_most")
TEXTS = {
    ("44", "rate"): "60以上",
    ("45", "rate"): "前年度以上",
    ("44", "007"): "7以下",
    ("45", "007"): "設定なし",
}
PLAN = make_plan(RATE, DAYS, branches=(OITA, MIYAZAKI), targets=TEXTS, prior={("44", "rate"): "58.0"})


@pytest.fixture
def frame() -> pd.DataFrame:
    entries = [make_entry("44", "rate", "61.25"), make_entry("44", "007", 8)]
    return assessments_frame(PLAN, assess(PLAN, entries), translate)


def test_there_is_one_row_for_every_branch_and_kpi_in_the_plans_order(frame):
    assert [*zip(frame["branch_code"], frame["kpi_code"], strict=True)] == [
        ("44", "rate"),
        ("44", "007"),
        ("45", "rate"),
        ("45", "007"),
    ]


def test_every_column_has_its_type_even_where_nothing_stands_in_it(frame):
    assert {key: str(kind) for key, kind in frame.dtypes.items()} == FRAME_TYPES
    empty = assessments_frame(PLAN, ())
    assert {key: str(kind) for key, kind in empty.dtypes.items()} == FRAME_TYPES
    assert empty.empty


def test_a_row_says_what_the_assessment_says(frame):
    row = frame.iloc[0].dropna().to_dict()
    assert row == {
        "fiscal_year": 2024,
        "branch_code": "44",
        "branch": "大分",
        "block": "九州",
        "kpi_code": "rate",
        "pillar": "戦略的保険者機能",
        "measure": "特定健診実施率の向上",
        "group": "保健",
        "indicator": "受診率",
        "unit": "％",
        "target_kind": "fixed",
        "target": "60.0％以上",
        "target_value": 60.0,
        "actual": 61.25,
        "actual_state": "number",
        "prior": 58.0,
        "judgement": "achieved",
        "achievement_rate": 61.25 / 60,
        "target_difference": 1.25,
        "change_on_prior": 3.25,
        "improved": True,
        "rank": 1,
        "rank_of": 1,
        "adjusted": False,
        "as_of": "",
        "remark": "",
        "typed": "",
        "file": "",
    }


def test_what_there_is_not_is_missing_and_never_zero(frame):
    missing = frame[frame["branch_code"] == "45"]
    assert missing["actual"].isna().all()
    assert list(missing["actual_state"]) == ["missing", "missing"]
    assert list(missing["judgement"]) == ["not_judged", "no_target"]
    assert missing["rank"].isna().all()
    assert missing["target_value"].isna().all()


def test_codes_are_text_with_their_zeros(frame):
    assert list(frame["kpi_code"].unique()) == ["rate", "007"]


def test_a_pivot_needs_one_line(frame):
    pivot = frame.pivot_table(index="branch", columns="kpi_code", values="actual")
    assert pivot.loc["大分", "rate"] == 61.25
    assert "宮崎" not in pivot.index


def test_a_plan_without_branches_has_no_rows():
    assert assessments_frame(
        Plan(settings=PLAN.settings, branches=(), kpis=PLAN.kpis, targets={}, history=()), ()
    ).shape == (0, len(FRAME_TYPES))
