"""Doubts about how KPIs are filed: a measure that the sheets 指標 and 施策 spell differently."""

from collections.abc import Iterator
from difflib import get_close_matches

from kpixl.model.finding import Finding, FindingCode, Place, finding
from kpixl.model.kpi import Kpi
from kpixl.model.plan import Plan
from kpixl.model.plan_layout import KPIS, RawPlan
from kpixl.rules.figures.folding import fold
from kpixl.rules.plan.records import records

_NEAR = 0.5


def check_measures(plan: Plan, raw: RawPlan) -> list[Finding]:
    """A warning for every measure of 指標 that 施策 seems to have under another spelling, and without KPIs.

    Its KPIs take no part in any grade, and the measure is graded as one without. A measure that 施策 has not
    at all is nobody's slip: the sheet may hold those alone that are graded.
    """
    cells = {record.raw_text("kpi_code"): record.address("measure") for record in records(raw, [], KPIS)}
    sheet = raw.tables[KPIS.key].sheet
    found = []
    with_kpis = {kpi.measure_code for kpi in plan.kpis}
    bare = {fold(item.name): item.name for item in plan.measures if item.code not in with_kpis}
    for kpis in _without_measure(plan):
        first = kpis[0]
        near = _near(fold(first.measure), bare)
        if near:
            place = Place(raw.file, sheet, cells.get(first.code, ""))
            found.append(
                finding(
                    FindingCode.MEASURE_SPELLED_OTHERWISE,
                    place,
                    measure=first.measure,
                    count=len(kpis),
                    near=near,
                )
            )
    return found


def _without_measure(plan: Plan) -> Iterator[list[Kpi]]:
    by_name: dict[str, list[Kpi]] = {}
    for kpi in plan.kpis:
        if not kpi.measure_code:
            by_name.setdefault(fold(kpi.measure), []).append(kpi)
    yield from by_name.values()


def _near(name: str, bare: dict[str, str]) -> str:
    """The measure without KPIs that holds the name, or is held in it, or looks most like it; '' for none."""
    held = [text for text in bare if name and text and (name in text or text in name)]
    close = held or get_close_matches(name, bare, 1, _NEAR)
    return bare[close[0]] if close else ""
