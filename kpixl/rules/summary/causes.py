"""What branches give as the cause of their figures: the remark, else what they wrote of the measure."""

from collections.abc import Iterable, Sequence

from kpixl.model.assessment import Assessment
from kpixl.model.measure import cause_items
from kpixl.model.narrative import MeasureText
from kpixl.model.own_words import own_words
from kpixl.model.plan import Plan


def find_causes(
    plan: Plan, assessments: Sequence[Assessment], texts: Iterable[MeasureText]
) -> dict[tuple[str, str], str]:
    """The causes by branch and KPI code, on one line; figures of which nothing is said are left out."""
    written = _written(plan, texts)
    measures = {
        (code, kpi.code): kpi.measure_code
        for code in {branch for branch, _measure in written}
        for kpi in own_words(plan, code).kpis()
    }
    found = {}
    for row in assessments:
        key = row.branch_code, row.kpi_code
        cause = _one_line(row.entry.remark) if row.entry else ""
        if cause := cause or written.get((row.branch_code, measures.get(key, "")), ""):
            found[key] = cause
    return found


def _written(plan: Plan, texts: Iterable[MeasureText]) -> dict[tuple[str, str], str]:
    """What branches wrote as the cause of a measure's misses, by branch and measure."""
    codes = cause_items(plan.text_items)
    said = {(row.branch_code, row.measure_code, row.item_code): row.text for row in texts}
    found: dict[tuple[str, str], list[str]] = {}
    for branch, measure in dict.fromkeys(key[:2] for key in said):
        told = (
            _one_line(said.get((branch, measure, item.code), ""))
            for item in plan.text_items
            if item.code in codes
        )
        found[branch, measure] = [text for text in told if text]
    return {key: " ".join(told) for key, told in found.items() if told}


def _one_line(text: str) -> str:
    return " ".join(text.split())
