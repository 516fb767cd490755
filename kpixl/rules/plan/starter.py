"""What a sheet that is added to a starter plan begins with, where the plan itself says it."""

from collections.abc import Collection
from dataclasses import replace

from kpixl.model.kpi import Measure
from kpixl.model.plan import Plan
from kpixl.model.plan_layout import GRADES, MEASURES
from kpixl.rules.plan.grade_schemes import find_preset


def with_examples(plan: Plan, sheets: Collection[str]) -> Plan:
    """The plan with its KPIs' measures and its scheme's rows, where those sheets are among the added ones."""
    if MEASURES.key in sheets and not plan.measures:
        first = {kpi.measure: kpi for kpi in reversed(plan.kpis)}
        names = dict.fromkeys(kpi.measure for kpi in plan.kpis)
        plan = replace(
            plan,
            measures=tuple(
                Measure(code=f"M{number:02d}", pillar=first[name].pillar, name=name, group=first[name].group)
                for number, name in enumerate(names, start=1)
            ),
        )
    preset = find_preset(plan.settings.grade_scheme)
    if GRADES.key in sheets and not plan.grade_rules and preset:
        name = plan.settings.grade_scheme
        plan = replace(plan, grade_rules=tuple(replace(rule, scheme=name) for rule in preset.rules))
    return plan
