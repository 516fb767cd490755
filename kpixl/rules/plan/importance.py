"""A KPI's measure by its name, and 重要度 and 困難度: the measure's, where 施策 says them; else its own."""

from collections.abc import Sequence
from dataclasses import replace

from kpixl.model.finding import Finding, FindingCode
from kpixl.model.kpi import Kpi, Measure
from kpixl.model.message import message
from kpixl.model.plan_layout import KPIS, RawPlan
from kpixl.rules.figures.folding import fold
from kpixl.rules.plan.records import records

_MARKS = ("important", "difficult")


def settle_importance(
    raw: RawPlan, findings: list[Finding], kpis: Sequence[Kpi], measures: Sequence[Measure]
) -> tuple[Kpi, ...]:
    """The KPIs with their measures and the marks that count; a finding for each that 指標 says otherwise."""
    by_name = {fold(measure.name): measure for measure in measures}
    rows = {record.raw_text("kpi_code"): record for record in records(raw, findings, KPIS)}
    used = {key for key in _MARKS if any(row.raw_text(key) for row in rows.values())}
    settled = []
    for kpi in kpis:
        measure = by_name.get(fold(kpi.measure))
        if measure is None:
            settled.append(kpi)
            continue
        important = kpi.important if measure.important is None else measure.important
        difficult = kpi.difficult if measure.difficult is None else measure.difficult
        marked = replace(kpi, important=important, difficult=difficult, measure_code=measure.code)
        for key in used:
            said: bool = getattr(marked, key)
            if said is not getattr(kpi, key):
                word = message(f"word.measure_mark.{'high' if said else 'none'}")
                code = FindingCode.MEASURE_MARK_DIFFERS
                rows[kpi.code].add(code, key, kpi=kpi.code, measure=measure.name, mark=word)
        settled.append(marked)
    return tuple(settled)
