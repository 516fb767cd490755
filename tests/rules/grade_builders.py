"""Builders for tests of grades: a plan with one measure, and its one grade."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kpixl.model.entries import MeasureEntry
from kpixl.model.figure import FigureState
from kpixl.model.grade import MeasureGrade
from kpixl.model.kpi import GradeRule, Kpi, KpiCriterion, Measure
from kpixl.model.plan import Plan
from kpixl.model.submission import MeasureField
from kpixl.rules.assessment.assess import assess
from kpixl.rules.grading.grades import grade_measures
from tests.rules.builders import Value, make_entry, make_kpi, make_plan

BEST, FULL, PART, NOT_DONE = (
    "計画通りに実施し、効果的な結果が得られた",
    "計画通りに実施",
    "計画の一部を実施",
    "未実施",
)
NAME = "特定健診実施率の向上"  # the measure of the KPIs that `make_kpi` makes
Texts = dict[MeasureField, str]


def typed(progress: str = "", new_effort: str = "", grade: str = "") -> Texts:
    """What a branch typed about a measure; what is not given stays blank."""
    texts = {
        MeasureField.PROGRESS: progress,
        MeasureField.NEW_EFFORT: new_effort,
        MeasureField.GRADE: grade,
    }
    return {field: text for field, text in texts.items() if text}


def row(
    grade: str, criterion: KpiCriterion = KpiCriterion.ANY, *, scheme: str = "x", **fields: Any
) -> GradeRule:
    """A row of the scheme x, for measures with KPIs unless told otherwise."""
    return GradeRule(
        scheme=scheme, with_kpi=fields.pop("with_kpi", True), grade=grade, criterion_kpi=criterion, **fields
    )


def graded_plan(*kpis: Kpi, scheme: str = "支部4段階", **options: Any) -> Plan:
    """A plan with one measure, to which the KPIs belong; without a KPI it has none of its own."""
    weight = options.pop("weight", None)
    other = make_kpi("elsewhere", measure="別の施策")
    plan = make_plan(*(kpis or (other,)), grade_scheme=scheme, **options)
    return replace(
        plan, measures=(Measure(code="M1", pillar="戦略", name=NAME, group="保健", weight=weight),)
    )


def grade_one(
    plan: Plan, values: Mapping[str, Value | FigureState | None], texts: Texts | None = None
) -> MeasureGrade:
    """The one grade of a plan with one branch and one measure."""
    entries = [make_entry(kpi=code, value=value) for code, value in values.items()]
    measures = (
        []
        if texts is None
        else [MeasureEntry(branch_code="45", measure_code="M1", texts=texts, file="inbox/45.xlsx")]
    )
    (grade,) = grade_measures(plan, assess(plan, entries), measures)
    return grade
