"""A plan said back as rows is the same plan when the workbook is read."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from kpixl.books.plan.read import read_plan
from kpixl.books.plan.rows import plan_rows
from kpixl.books.plan.write import build_plan
from kpixl.locale import catalogue, translate
from kpixl.model.assessment import Judgement
from kpixl.model.figure import Figure, FigureState
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import (
    AggregateRule,
    CountRounding,
    GradeRule,
    JudgeOn,
    KpiCriterion,
    Measure,
    RateFormula,
    RoundKpi,
)
from kpixl.model.measure import (
    BranchMeasure,
    BranchWording,
    PastText,
    PlannedActivity,
    TextItem,
    TextRequired,
)
from kpixl.model.plan import (
    Branch,
    FigureStatus,
    HistoryRow,
    NationalRow,
    Plan,
    PlannedCount,
    PublishedRank,
)
from kpixl.model.unit import Unit, UnitKind
from kpixl.rules.plan.parse import parse_plan
from tests.rules.builders import make_kpi, make_plan

ROOT = Path(__file__).parents[3]


def written(plan: Plan, path: Path) -> Plan | None:
    """The plan as it is read from the workbook that its rows make."""
    settings, kpis = plan.settings, {kpi.code: kpi for kpi in plan.kpis}
    texts = {
        (branch, code): translate(kpis[code].stated(target), settings.language)
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
    branches = (Branch("01", "北", "北の", "b01@example.jp", "011-000-0000"), Branch("16", "富山"))
    declared = (
        Unit("機関", "institutions", UnitKind.COUNT),
        Unit("㎡", "㎡", UnitKind.MEASURE, decimals=1),
    )
    rate = make_kpi(
        numerator_label="受診者数",
        denominator_label="対象者数",
        aggregate=AggregateRule.RATIO,
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
    area = replace(make_kpi("area", decimals=1), unit=declared[1])
    do = make_kpi("007", direction="do", unit="件", decimals=0)
    texts = {
        "rate": "64.6以上",
        "days": "7以下",
        "changed": "前年度（34.0）以上",
        "area": "12.5㎡以上",
        "007": "実施",
    }
    targets = {("01", code): text for code, text in texts.items()} | {
        ("16", code): "設定なし" for code in texts
    }
    plan = make_plan(
        rate,
        days,
        changed,
        area,
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
        asks_next_kpis=True,
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
            HistoryRow(last, "01", "days", Figure.of(7), target="7日以内", judgement=Judgement.ACHIEVED),
            HistoryRow(last, "01", "007", Figure(FigureState.DONE)),
            HistoryRow(last, "16", "007", Figure(FigureState.NOT_DONE)),
        ),
        national=(
            NationalRow(last, "rate", Decimal(60), Decimal("58.4"), "注", "", Decimal(584), Decimal(1000)),
            NationalRow(last, "rate", None, Decimal("57.1"), block="北の"),
            NationalRow(last, "days", None, Decimal(6), status=FigureStatus.SETTLED),
        ),
        measures=(
            Measure(
                "M02",
                "戦略",
                "別の施策",
                "企画",
                number="(1)-2",
                plan_text="・啓発\n・訪問",
                goal="3回以上開く",
                important=True,
                important_reason="国の方針",
                difficult=False,
                difficult_reason="",
                order=1,
            ),
            Measure("M01", "戦略", "施策", "保健", "注", Decimal("1.5")),
        ),
        units=declared,
        published_ranks=(
            PublishedRank(fiscal_year=last, branch_code="16", kpi_code="rate", rank=23, of=47),
            PublishedRank(fiscal_year=last, branch_code="01", kpi_code="rate", rank=7),
        ),
        text_items=(
            TextItem(code="plan", label="取組内容", guide="何を", required=TextRequired.ALWAYS, longest=400),
            TextItem(code="cause", label="要因", required=TextRequired.NOT_ACHIEVED),
        ),
        past_texts=(
            PastText(
                fiscal_year=last, branch_code="16", measure_code="M01", item_code="plan", text="1\n2　3"
            ),
        ),
        activities=(
            PlannedActivity(
                branch_code="", measure_code="M01", item="訪問", unit=declared[0], prior=Figure.of(12)
            ),
            PlannedActivity(
                branch_code="16",
                measure_code="M01",
                item="うち初回",
                unit=declared[0],
                part_of="訪問",
                summed_into="rate",
                prior=Figure(FigureState.UNSETTLED),
                note="注",
            ),
        ),
        branch_measures=(
            BranchMeasure(branch_code="16", measure_code="M02", plan_text="独自\n計画", note="注"),
        ),
        branch_wording=(
            BranchWording(
                branch_code="16",
                code="rate",
                number="①",
                name="名",
                indicator="指標の別名",
                definition_note="分母が違う",
            ),
            BranchWording(branch_code="01", code="M01", name="別の呼び名"),
        ),
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
