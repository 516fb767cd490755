"""A plan said back as rows is the same plan when the workbook is read."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
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
    ChangeKind,
    PastText,
    PlannedActivity,
    TextItem,
    TextRequired,
)
from kpixl.model.plan import Branch, Plan
from kpixl.model.plan_figures import FigureStatus, HistoryRow, NationalRow, PlannedCount, PublishedRank
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
    branches = (
        Branch(code="01", name="北", block="北の", email="b01@example.jp", phone="011-000-0000"),
        Branch(code="16", name="富山"),
    )
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
        HistoryRow(fiscal_year=FiscalYear(2020 + n), branch_code="01", kpi_code="rate", actual=Figure(state))
        for n, state in enumerate(states)
    ]
    plan = replace(
        plan,
        history=(
            *history,
            HistoryRow(
                fiscal_year=last,
                branch_code="16",
                kpi_code="rate",
                actual=Figure.of("62.2"),
                numerator=Decimal(622),
                denominator=Decimal(1000),
                note="注",
            ),
            HistoryRow(
                fiscal_year=last,
                branch_code="01",
                kpi_code="days",
                actual=Figure.of(7),
                target="7日以内",
                judgement=Judgement.ACHIEVED,
            ),
            HistoryRow(fiscal_year=last, branch_code="01", kpi_code="007", actual=Figure(FigureState.DONE)),
            HistoryRow(
                fiscal_year=last, branch_code="16", kpi_code="007", actual=Figure(FigureState.NOT_DONE)
            ),
        ),
        national=(
            NationalRow(
                fiscal_year=last,
                kpi_code="rate",
                target=Decimal(60),
                actual=Decimal("58.4"),
                note="注",
                block="",
                numerator=Decimal(584),
                denominator=Decimal(1000),
            ),
            NationalRow(fiscal_year=last, kpi_code="rate", target=None, actual=Decimal("57.1"), block="北の"),
            NationalRow(
                fiscal_year=last, kpi_code="days", target=None, actual=Decimal(6), status=FigureStatus.SETTLED
            ),
        ),
        measures=(
            Measure(
                code="M02",
                pillar="戦略",
                name="別の施策",
                group="企画",
                number="(1)-2",
                plan_text="・啓発\n・訪問",
                goal="3回以上開く",
                important=True,
                important_reason="国の方針",
                difficult=False,
                difficult_reason="",
                order=1,
            ),
            Measure(code="M01", pillar="戦略", name="施策", group="保健", note="注", weight=Decimal("1.5")),
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
                change_kind=ChangeKind.PERCENT,
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
                scheme="自前",
                with_kpi=True,
                grade="S",
                criterion_kpi=KpiCriterion.GROWN,
                rate_from=Decimal("1.2"),
                criterion_new_effort="yes",
                criterion_plan="full",
                points=Decimal(5),
            ),
            GradeRule(scheme="自前", with_kpi=False, grade="A", criterion_plan="自分の言葉"),
        ),
        planned_counts=(
            PlannedCount(
                branch_code="16",
                kpi_code="rate",
                denominator=Decimal(176849),
                numerator=Decimal(138473),
                note="注",
            ),
        ),
        round_kpis=(
            RoundKpi(
                code="all",
                pillar="戦略",
                measure="施策",
                indicator="全支部が達成",
                counted_kpi="rate",
                at_least=47,
                note="注",
            ),
        ),
    )
    assert written(plan, tmp_path / "plan.xlsx") == plan


def test_targets_of_more_branches_than_a_sheet_has_columns_for_stand_in_rows(tmp_path):
    branches = tuple(Branch(code=f"{number:03d}", name=f"支部{number:03d}") for number in range(201))
    kpis = (make_kpi("a", indicator="受診率"), make_kpi("b"))
    texts = {(branch.code, kpi.code): "60以上" for branch in branches for kpi in kpis}
    plan = make_plan(*kpis, branches=branches, targets=texts | {("200", "b"): "設定なし"})
    assert written(plan, tmp_path / "plan.xlsx") == plan
    sheet = openpyxl.load_workbook(tmp_path / "plan.xlsx")["目標"]
    rows = [[cell for cell in row if cell] for row in sheet.iter_rows(values_only=True)]
    assert [len(rows), rows[1], rows[-1]] == [
        1 + 2 * 201, ["a", "受診率", "000", "60.0％以上"], ["b", "b", "200", "設定なし"],
    ]  # fmt: skip
