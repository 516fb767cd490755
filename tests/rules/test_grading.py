"""Grades: the published ones, the presets, what is not known, points and weights, overrides."""

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpixl.books.stored_master import read_master
from kpixl.locale import LANGUAGES, catalogue
from kpixl.model.entry import MeasureEntry
from kpixl.model.figure import FigureState
from kpixl.model.grade import GradeReason, Growth, MeasureGrade, Progress, Scheme
from kpixl.model.kpi import GradeRule, Kpi, KpiCriterion, Measure
from kpixl.model.plan import Adjustment, Branch, HistoryRow, Plan
from kpixl.model.submission import MeasureField
from kpixl.rules.assessment import assess
from kpixl.rules.grade_cases import Case, first_rule, rate_levels
from kpixl.rules.grade_schemes import PRESETS, find_preset, new_effort_of, progress_of, scheme_of
from kpixl.rules.grading import grade_measures, overall_grades
from kpixl.rules.planning import parse_plan
from tests.rules.builders import (
    KPIS_CSV,
    MIYAZAKI,
    OITA,
    YEAR,
    Value,
    make_entry,
    make_figure,
    make_kpi,
    make_plan,
)

FULL, EFFECTIVE, PART = "計画通りに実施", "計画通りに実施し、効果的な結果が得られた", "計画の一部を実施"
NOT_DONE = "未実施"
NAME = "特定健診実施率の向上"
Typed = Mapping[MeasureField, str]


def typed(progress: str = "", new_effort: str = "", grade: str = "") -> dict[MeasureField, str]:
    texts = {
        MeasureField.PROGRESS: progress,
        MeasureField.NEW_EFFORT: new_effort,
        MeasureField.GRADE: grade,
    }
    return {field: text for field, text in texts.items() if text}


def graded_plan(*kpis: Kpi, scheme: str = "支部4段階", **options: Any) -> Plan:
    """A plan with one measure, to which its KPIs belong; without a KPI given it has none."""
    weight = options.pop("weight", None)
    other = make_kpi("elsewhere", measure="別の施策")
    plan = make_plan(*(kpis or (other,)), grade_scheme=scheme, **options)
    return replace(plan, measures=(Measure("M1", "戦略", NAME, "保健", weight=weight),))


def grade_one(
    plan: Plan, values: Mapping[str, Value | FigureState | None], texts: Typed | None = None
) -> MeasureGrade:
    """The one grade of a plan with one branch and one measure."""
    entries = [make_entry(kpi=code, value=value) for code, value in values.items()]
    entries = entries or [make_entry(kpi="elsewhere", value=1)]
    measures = [MeasureEntry("45", "M1", dict(texts), "inbox/45.xlsx")] if texts is not None else []
    (grade,) = grade_measures(plan, assess(plan, entries), measures)
    return grade


# ── the published grades ───────────────────────────────────────────────────────────────────────────
def published(name: str) -> list[dict[str, str]]:
    with (KPIS_CSV.parent / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def criteria_as_printed() -> tuple[GradeRule, ...]:
    """鹿児島's printed criteria, and the partial row that they leave out."""
    words = {
        "達成し、伸び幅などが対前年度を上回った": KpiCriterion.GROWN,
        "達成": KpiCriterion.ACHIEVED,
        "未達成": KpiCriterion.NOT_ACHIEVED,
        "": KpiCriterion.ANY,
    }
    efforts = {"あり": "yes", "なし": "no", "": ""}
    rules = []
    for row in published("grade_criteria"):
        rule = GradeRule(
            "printed",
            row["kpi_set"] == "yes",
            row["grade"],
            words[row["criterion_kpi"]],
            criterion_new_effort=efforts[row["criterion_new_effort"]],
            criterion_plan=progress_of(row["criterion_plan"]),
        )
        if (rule.criterion_kpi, rule.grade) == (KpiCriterion.NOT_ACHIEVED, "B"):
            rules.append(replace(rule, criterion_kpi=KpiCriterion.PARTLY))
        rules.append(rule)
    return tuple(rules)


@pytest.mark.parametrize("row", published("grades"), ids=lambda row: row["measure"])
@pytest.mark.parametrize("scheme", ["printed", "支部4段階"])
def test_a_published_grade_comes_out_of_its_published_row(row: dict[str, str], scheme: str) -> None:
    """Whatever its KPIs' growth, which the report does not print: nothing but the words of the row counts."""
    rules = criteria_as_printed() if scheme == "printed" else find_preset(scheme).rules  # type: ignore[union-attr]
    for grown in (False, True):
        case = Case(
            int(row["kpi_total"] or 0),
            int(row["kpi_achieved"] or 0),
            grown,
            progress=progress_of(row["criterion_plan"]),
            new_effort=new_effort_of(row["criterion_new_effort"]),
        )
        found = first_rule(Scheme(scheme, rules), case)
        assert found is not None
        assert found[1].grade == row["grade"]


def test_nineteen_grades_are_published_in_two_letters() -> None:
    grades = [row["grade"] for row in published("grades")]
    assert (grades.count("A"), grades.count("B"), len(grades)) == (12, 7, 19)


def test_the_published_grades_come_out_of_the_returned_workbooks(worked_rounds) -> None:
    """Read by the real jobs: 鹿児島's figures judged, its words read, its 19 grades computed."""
    stored = read_master(worked_rounds / "fy2023" / "master.xlsx")
    plan, _findings = parse_plan(stored.raw_plan)
    assert plan is not None
    grades = grade_measures(plan, assess(plan, stored.entries), stored.measure_entries)
    computed = {grade.measure.name: grade.computed for grade in grades if grade.branch_code == "46"}
    assert computed == {row["measure"]: row["grade"] for row in published("grades")}
    # The branch's own grade is no input: without it the same comes out.
    silent = [
        replace(entry, texts={k: v for k, v in entry.texts.items() if k is not MeasureField.GRADE})
        for entry in stored.measure_entries
    ]
    again = grade_measures(plan, assess(plan, stored.entries), silent)
    assert [grade.computed for grade in again] == [grade.computed for grade in grades]
    partly = next(grade for grade in grades if grade.measure.name == "サービス水準の向上" and grade.own)
    assert (partly.inputs.achieved, partly.inputs.kpis) == (1, 2)
    assert partly.rule is not None
    assert partly.rule.criterion_kpi is KpiCriterion.PARTLY
