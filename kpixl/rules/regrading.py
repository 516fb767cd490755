"""The grade that a measure would have if one of its KPIs had come out otherwise."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from kpixl.model.assessment import Assessment
from kpixl.model.entry import MeasureEntry
from kpixl.model.kpi import JudgeOn, Kpi, Measure
from kpixl.model.plan import Plan
from kpixl.rules.grade_schemes import folded, scheme_of
from kpixl.rules.grading import grade_measures


class Regrader:
    """Grades one measure of one branch at a time, by the rules that grade the round."""

    def __init__(
        self, plan: Plan, assessments: Iterable[Assessment], measure_entries: Iterable[MeasureEntry]
    ) -> None:
        self._plan = plan
        self._measures: dict[str, Measure] = {}
        for measure in plan.measures if scheme_of(plan) else ():
            self._measures.setdefault(folded(measure.name), measure)
        self._rows: dict[str, list[Assessment]] = defaultdict(list)
        for row in assessments:
            self._rows[row.branch_code].append(row)
        self._entries: dict[str, list[MeasureEntry]] = defaultdict(list)
        for entry in measure_entries:
            self._entries[entry.branch_code].append(entry)

    def grade(self, kpi: Kpi, row: Assessment, judge_on: JudgeOn) -> str:
        """The grade of the KPI's measure with `row` in place of the KPI's own assessment; '' for none."""
        measure, branch = self._measures.get(folded(kpi.measure)), self._plan.branch(row.branch_code)
        if measure is None or branch is None:
            return ""
        rows = [row if item.kpi_code == row.kpi_code else item for item in self._rows[branch.code]]
        settings = replace(self._plan.settings, judge_on=judge_on)
        small = replace(self._plan, settings=settings, branches=(branch,), measures=(measure,))
        return grade_measures(small, rows, self._entries[branch.code])[0].grade
