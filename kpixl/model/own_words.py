"""A plan in the words of one branch: its own measures, their names, numbers and texts, over shared codes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kpixl.model.kpi import Kpi, Measure
from kpixl.model.measure import BranchMeasure, BranchWording
from kpixl.model.plan import Plan

_NO_WORDING = BranchWording(branch_code="", code="")


@dataclass(frozen=True)
class OwnWords:
    """What the plan says of a branch's measures and KPIs that it does not say of all."""

    plan: Plan
    measures_said: Mapping[str, BranchMeasure]
    words_said: Mapping[str, BranchWording]

    def measures(self) -> tuple[Measure, ...]:
        """The measures that the branch has: in its own order, with its own name, number, group and text."""
        own = [
            self._measure(measure)
            for measure in self.plan.measures
            if measure.is_common or measure.code in self.measures_said
        ]
        return tuple(sorted(own, key=lambda measure: (measure.order is None, measure.order or 0)))

    def _measure(self, measure: Measure) -> Measure:
        words, said = self.words(measure.code), self.measures_said.get(measure.code)
        named = replace(measure, name=words.name or measure.name, number=words.number or measure.number)
        if said is None:
            return named
        return replace(
            named,
            plan_text=said.plan_text or named.plan_text,
            group=said.group or named.group,
            order=named.order if said.order is None else said.order,
        )

    def kpis(self) -> tuple[Kpi, ...]:
        """All KPIs in the plan's order, each with the branch's indicator and under the branch's measure."""
        if not self.words_said and not self.measures_said:
            return self.plan.kpis
        measures = {measure.code: measure for measure in self.measures()}
        return tuple(self._kpi(kpi, measures) for kpi in self.plan.kpis)

    def _kpi(self, kpi: Kpi, measures: Mapping[str, Measure]) -> Kpi:
        words = self.words(kpi.code)
        named = replace(kpi, indicator=words.indicator or words.name or kpi.indicator)
        measure = measures.get(words.measure_code or kpi.measure_code)
        if measure is None:
            return named
        return replace(
            named, measure_code=measure.code, measure=measure.name, pillar=measure.pillar, group=measure.group
        )

    def words(self, code: str) -> BranchWording:
        """The branch's words for a measure or a KPI; without any where it says what the others say."""
        return self.words_said.get(code, _NO_WORDING)


def own_words(plan: Plan, branch_code: str) -> OwnWords:
    """A branch's own words."""
    return OwnWords(plan, plan.own_measures.get(branch_code, {}), plan.own_wording.get(branch_code, {}))
