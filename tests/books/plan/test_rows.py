"""A plan said back as rows is the same plan when the workbook is read."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from kpixl.books.plan.read import read_plan
from kpixl.books.plan.rows import plan_rows
from kpixl.books.plan.write import build_plan
from kpixl.locale import catalogue
from kpixl.model.figure import Figure, FigureState
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import (
    Aggregate,
    CountRounding,
    GradeRule,
    JudgeOn,
    KpiCriterion,
    Measure,
    RateFormula,
    RoundKpi,
)
from kpixl.model.plan import Branch, HistoryRow, NationalRow, Plan, PlannedCount
from kpixl.rules.plan.parse import parse_plan
from kpixl.rules.targets.parse import render_target
from tests.rules.builders import make_kpi, make_plan

ROOT = Path(__file__).parents[3]


def written(plan: Plan, path: Path) -> Plan | None:
    """The plan as it is read from the workbook that its rows make."""
    settings, kpis = plan.settings, {kpi.code: kpi for kpi in plan.kpis}
    texts = {
        (branch, code): render_target(target, kpis[code], settings.language)
        for (branch, code), target in plan.targets.items()
    }
    rows = plan_rows(plan, texts, catalogue(settings.language))
    content = build_plan(
        rows,
        language=settings.language,
        title="t",
        organisation=settings.organisation,
        created=settings.created,
    )
    path.write_bytes(content)
    return parse_plan(read_plan(path))[0]


@pytest.mark.parametrize(
    "name", ["templates/plan_ja.xlsx", "templates/plan_en.xlsx", "workbooks/fy2023/plan.xlsx"]
)
def test_a_plan_that_people_wrote_comes_back_whole(tmp_path, name):
    plan, _findings = parse_plan(read_plan(ROOT / name))
    assert plan is not None
    assert written(plan, tmp_path / "plan.xlsx") == plan


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_field_that_a_plan_can_hold_comes_back(tmp_path, language):
    branches = (Branch("01", "北", "北の", "b01@example.jp"), Branch("16", "富山"))
    rate = make_kpi(
        numerator_label="受診者数",
        denominator_label="対象者数",
        aggregate=Aggregate.RATIO,
        minimum=Decimal(0),
        maximum=Decimal(100),
        max_change=Decimal("5.5"),
        important=True,
        difficult=True,
        comparable_since=FiscalYear(2022),
        not_comparable_reason="定義変更",
        as_of="年度末",
        page="12",
        note="注",
    )
    days = make_kpi("days", direction="at_most", unit="日", rate_formula=RateFormula.REDUCTION)
    changed = make_kpi("changed", comparable=False)
    do = make_kpi("007", direction="do", unit="件", decimals=0)
    texts = {"rate": "64.6以上", "days": "7以下", "changed": "前年度（34.0）以上", "007": "実施"}
    targets = {("01", code): text for code, text in texts.items()} | {
        ("16", code): "設定なし" for code in texts
    }
    plan = make_plan(
        rate,
        days,
        changed,
        do,
        branches=branches,
        targets=targets,
        language=language,
        classification="機密性2",
        due=dt.date(2025, 5, 30),
        contact="企画部",
        grade_scheme="自前",
        judge_on=JudgeOn.EXACT,
        minus="△",
        utc_offset=Decimal("5.5"),
        count_rounding=CountRounding.HALF_UP,
    )
    last = FiscalYear(2023)
    states = [FigureState.UNSETTLED, FigureState.SUPPRESSED, FigureState.UNKNOWN, FigureState.NONE]
    history = [
        HistoryRow(FiscalYear(2020 + n), "01", "rate", Figure(state)) for n, state in enumerate(states)
    ]
    plan = replace(
        plan,
        history=(
            *history,
            HistoryRow(last, "16", "rate", Figure.of("62.2"), Decimal(622), Decimal(1000), "注"),
            HistoryRow(last, "01", "007", Figure(FigureState.DONE)),
            HistoryRow(last, "16", "007", Figure(FigureState.NOT_DONE)),
        ),
        national=(
            NationalRow(last, "rate", Decimal(60), Decimal("58.4"), "注", "", Decimal(584), Decimal(1000)),
            NationalRow(last, "rate", None, Decimal("57.1"), block="北の"),
        ),
        measures=(Measure("M01", "戦略", "施策", "保健", "注", Decimal("1.5")),),
        grade_rules=(
            GradeRule(
                "自前",
                with_kpi=True,
                grade="S",
                criterion_kpi=KpiCriterion.GROWN,
                rate_from=Decimal("1.2"),
                criterion_new_effort="yes",
                criterion_plan="full",
                points=Decimal(5),
            ),
            GradeRule("自前", with_kpi=False, grade="A", criterion_plan="自分の言葉"),
        ),
        planned_counts=(PlannedCount("16", "rate", Decimal(176849), Decimal(138473), "注"),),
        round_kpis=(RoundKpi("all", "戦略", "施策", "全支部が達成", "rate", 47, "注"),),
    )
    assert written(plan, tmp_path / "plan.xlsx") == plan
