"""A branch's copy of the plan: what concerns it, nothing of the others, and a plan again when it is read."""

from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import GradeRule, KpiCriterion
from kpixl.model.plan import Branch
from kpixl.rules.issue.snapshot import Snapshots, parse_snapshot
from tests.rules.builders import branch_row, history_row, kpi_row, make_raw_plan, settings_row

MIYAZAKI, SAPPORO = Branch(code="45", name="宮崎", block="九州"), Branch(code="01", name="札幌", block="北")
SCHEME = {
    "grade_scheme": "本部方式", "with_kpi": "yes", "grade": "A", "criterion_kpi": "achieved",
    "criterion_new_effort": "", "criterion_plan": "",
}  # fmt: skip

PAST_TEXT = {
    "fiscal_year": 2023.0, "branch_code": "45", "measure_code": "1", "text_code": "a", "text": "長文",
}  # fmt: skip
DECISION = {
    "branch_code": "01", "decision": "not_counted", "decision_reason": "二重", "decided_by": "山田",
    "decided_on": "2025/6/2",
}  # fmt: skip


def raw_plan(**sheets):
    activity = {"measure_code": "1", "activity": "訪問", "unit": "機関"}
    return make_raw_plan(
        settings=[settings_row(grade_scheme="本部方式")],
        branches=[branch_row("01", "札幌"), branch_row("45", "宮崎")],
        targets=[{"kpi_code": "rate", "01": "60以上", "45": "64.6％以上"}],
        units=[{"unit_symbol": "機関", "unit_kind": "count"}],
        grades=[SCHEME, SCHEME | {"grade_scheme": "別の方式", "grade": "Z"}],
        activities=[
            {"branch_code": code, **activity, "activity": name}
            for code, name in (("", "全支部"), ("01", "札幌だけ"), ("45", "宮崎だけ"))
        ],
        branch_measures=[
            {"branch_code": code, "measure_code": "1", "plan_text": f"{code}の計画"} for code in ("01", "45")
        ],
        history_texts=[PAST_TEXT],
        receipt_notes=[DECISION],
        **sheets,
    )  # fmt: skip


def test_the_rows_of_the_scheme_that_counts_travel_with_it():
    plan = parse_snapshot(Snapshots(raw_plan(), FiscalYear(2024)).of(MIYAZAKI))
    assert plan is not None
    rule = GradeRule(scheme="本部方式", with_kpi=True, grade="A", criterion_kpi=KpiCriterion.ACHIEVED)
    assert plan.grade_rules == (rule,)


def test_a_branch_gets_its_own_rows_and_those_that_name_no_branch():
    plan = parse_snapshot(Snapshots(raw_plan(), FiscalYear(2024)).of(MIYAZAKI))
    assert plan is not None
    assert [row.item for row in plan.activities] == ["全支部", "宮崎だけ"]
    assert [row.plan_text for row in plan.branch_measures] == ["45の計画"]
    assert [unit.symbol for unit in plan.units] == ["機関"]
    assert [branch.code for branch in plan.branches] == ["45"]


def test_what_is_none_of_its_business_stays_at_home():
    tables = {row[0] for row in Snapshots(raw_plan(), FiscalYear(2024)).of(MIYAZAKI)}
    assert not tables & {"national", "receipt_notes", "history_texts", "adjustments", "planned_counts"}


def test_a_scheme_whose_rows_an_earlier_form_left_out_costs_the_plan_nothing_else():
    rows = Snapshots(raw_plan(), FiscalYear(2024)).of(SAPPORO)
    plan = parse_snapshot([row for row in rows if row[0] != "grades"])
    assert plan is not None
    assert (plan.settings.grade_scheme, plan.branches[0].code) == ("", "01")


def test_of_the_past_only_the_years_that_a_target_may_rest_on():
    past = [history_row(fiscal_year=float(year)) for year in (2010, 2014, 2023)]
    rows = Snapshots(raw_plan(history=past, kpis=[kpi_row()]), FiscalYear(2024)).of(MIYAZAKI)
    assert [value for table, _row, key, value in rows if (table, key) == ("history", "fiscal_year")] == [
        2014.0,
        2023.0,
    ]


def test_a_sheet_that_this_version_does_not_know_is_no_plan_of_its():
    assert parse_snapshot([("budget", 2, "amount", "100")]) is None
