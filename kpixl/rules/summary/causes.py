"""What branches give as the cause of their figures, in the lines in which they wrote it.

Where the plan has a text that asks why, that comes first, then the remark, and what was done is no cause.
In any other plan a remark is the nearest to a cause, then what was written of the measure.
"""

from collections.abc import Iterable, Sequence

from kpixl.model.assessment import Assessment
from kpixl.model.measure import asks_why, cause_items
from kpixl.model.narrative import MeasureText
from kpixl.model.own_words import own_words
from kpixl.model.plan import Plan


def find_causes(
    plan: Plan, assessments: Sequence[Assessment], texts: Iterable[MeasureText]
) -> dict[tuple[str, str], str]:
    """The causes by branch and KPI code, without blank lines; figures without a cause are left out."""
    asked, written = any(map(asks_why, plan.text_items)), _written(plan, texts)
    measures = {
        (code, kpi.code): kpi.measure_code
        for code in {branch for branch, _measure in written}
        for kpi in own_words(plan, code).kpis()
    }
    found = {}
    for row in assessments:
        key = row.branch_code, row.kpi_code
        told = [written.get((row.branch_code, measures.get(key, "")), "")]
        told.insert(len(told) if asked else 0, _lines(row.entry.remark) if row.entry else "")
        if cause := next(filter(None, told), ""):
            found[key] = cause
    return found


def _written(plan: Plan, texts: Iterable[MeasureText]) -> dict[tuple[str, str], str]:
    """What branches wrote as the cause of a measure's misses, by branch and measure."""
    codes = cause_items(plan.text_items)
    said = {(row.branch_code, row.measure_code, row.item_code): row.text for row in texts}
    found: dict[tuple[str, str], list[str]] = {}
    for branch, measure in dict.fromkeys(key[:2] for key in said):
        told = (
            _lines(said.get((branch, measure, item.code), ""))
            for item in plan.text_items
            if item.code in codes
        )
        found[branch, measure] = [text for text in told if text]
    return {key: "\n".join(told) for key, told in found.items() if told}


def _lines(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(filter(None, lines))
