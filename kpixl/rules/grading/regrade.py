"""The grade that a measure would have if one of its KPIs had come out otherwise."""

from collections import defaultdict
from collections.abc import Iterable

from kpixl.model.assessment import Assessment, Judgement
from kpixl.model.entries import MeasureEntry
from kpixl.model.grade import MeasureGrade
from kpixl.model.kpi import Kpi, Measure
from kpixl.model.plan import Plan
from kpixl.rules.grading.grades import Grader, grade_measures, is_better
from kpixl.rules.plan.grade_schemes import folded, scheme_of


class Regrader:
    """Grades one measure of one branch at a time, by the rules that grade the round.

    Most trials change nothing that a scheme looks at; those keep the grade that the measure has.
    """

    def __init__(
        self,
        plan: Plan,
        assessments: Iterable[Assessment],
        measure_entries: Iterable[MeasureEntry],
        grades: Iterable[MeasureGrade] | None = None,
    ) -> None:
        self._plan = plan
        scheme = scheme_of(plan)
        limits = {rule.rate_from for rule in scheme.rules} if scheme else set()
        self._limits = [limit for limit in limits if limit is not None]
        self._measures: dict[str, Measure] = {}
        for measure in plan.measures if scheme else ():
            self._measures.setdefault(folded(measure.name), measure)
        self._rows: dict[str, dict[str, Assessment]] = defaultdict(dict)
        for row in assessments:
            self._rows[row.branch_code][row.kpi_code] = row
        self._entries: dict[str, list[MeasureEntry]] = defaultdict(list)
        for entry in measure_entries:
            self._entries[entry.branch_code].append(entry)
        self._graders = {plan.settings.judge_on: Grader(plan)}
        known = self._all_grades() if grades is None and self._measures else grades or ()
        self._grades = {(grade.branch_code, grade.measure.code): grade.grade for grade in known}
        self._seen_now = {
            (row.branch_code, kpi.code): self._seen(plan, kpi, row)
            for own in self._rows.values()
            for row in own.values()
            if self._measures and (kpi := plan.kpi(row.kpi_code))
        }

    def _all_grades(self) -> tuple[MeasureGrade, ...]:
        rows = [row for own in self._rows.values() for row in own.values()]
        entries = [entry for own in self._entries.values() for entry in own]
        return grade_measures(self._plan, rows, entries)

    def grade(self, plan: Plan, kpi: Kpi, row: Assessment) -> str:
        """The grade of the KPI's measure with `row` in place of the KPI's own assessment; '' for none.

        `plan` is the round's own, or the same under another precision.
        """
        measure, branch = self._measures.get(folded(kpi.measure)), self._plan.branch(row.branch_code)
        if measure is None or branch is None:
            return ""
        if self._seen(plan, kpi, row) == self._seen_now[branch.code, kpi.code]:
            return self._grades[branch.code, measure.code]
        rows = [row if code == kpi.code else item for code, item in self._rows[branch.code].items()]
        (grade,) = self._grader(plan).grade(branch, (measure,), rows, self._entries[branch.code])
        return grade.grade

    def _grader(self, plan: Plan) -> Grader:
        precision = plan.settings.judge_on
        if precision not in self._graders:
            self._graders[precision] = Grader(plan)
        return self._graders[precision]

    def _seen(
        self, plan: Plan, kpi: Kpi, row: Assessment
    ) -> tuple[Judgement, tuple[bool, ...] | None, bool | None]:
        """All that a scheme can tell about a KPI: its judgement, the limits its rate reaches, its growth."""
        rate = row.achievement_rate.value
        # A rate beyond a target to be met exactly counts by as much as it is beyond: 2 - rate.
        reached = (
            None
            if rate is None
            else tuple(side >= limit for limit in self._limits for side in (rate, 2 - rate))
        )
        return row.judgement, reached, is_better(plan, kpi, row)
