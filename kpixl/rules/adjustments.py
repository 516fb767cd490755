"""Corrections by head office (補正): figures that count instead of what the branches reported.

They are applied after a return was read and chosen, and before anything is judged. What the branch
typed stays on the entry, and so does the figure that would have counted.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

from kpixl.model.entry import Entry
from kpixl.model.figure import MISSING, UNREADABLE, Figure
from kpixl.model.finding import Finding, FindingCode, Place, finding
from kpixl.model.kpi import Kpi
from kpixl.model.layout import ADJUSTMENTS, RawPlan
from kpixl.model.plan import Adjustment, Plan
from kpixl.rules.targets import render_amount


def figure_adjustments(plan: Plan) -> Mapping[tuple[str, str], Adjustment]:
    """The adjustments of KPI figures by (branch code, KPI code), in the plan's order; grades are left out."""
    return {
        (item.branch_code, item.code): item
        for item in plan.adjustments
        if item.figure is not None and plan.kpi(item.code) is not None
    }


def adjust_entries(
    plan: Plan, entries: Sequence[Entry], refused: Container[str] = frozenset()
) -> tuple[Entry, ...]:
    """The entries with head office's figures in them.

    A branch that has not returned, or whose return was `refused`, gets an entry for the adjusted KPI
    alone; its other figures stay missing.
    """
    open_ = dict(figure_adjustments(plan))
    adjusted = [_adjust(entry, open_.pop((entry.branch_code, entry.kpi_code), None)) for entry in entries]
    for (branch, code), item in open_.items():
        reported = UNREADABLE if branch in refused else MISSING
        adjusted.append(_adjust(Entry(branch, code, reported), item))
    return tuple(adjusted)


def _adjust(entry: Entry, item: Adjustment | None) -> Entry:
    if item is None or item.figure is None:
        return entry
    return replace(entry, figure=item.figure, reported=entry.figure)


def check_adjustments(plan: Plan, raw: RawPlan, entries: Sequence[Entry]) -> list[Finding]:
    """A note for every adjusted figure, and a warning where the adjustment itself is doubtful.

    `entries` are the adjusted ones.
    """
    items = figure_adjustments(plan)
    sheet = raw.tables[ADJUSTMENTS.key].sheet if items else ""
    by_key = {(entry.branch_code, entry.kpi_code): entry for entry in entries}
    found: list[Finding] = []
    for key, item in items.items():
        kpi, entry = plan.kpi(item.code), by_key[key]
        if kpi is not None:
            found += _check(plan, kpi, entry, item, Place(raw.file, sheet, item.cell))
    return found


def _check(plan: Plan, kpi: Kpi, entry: Entry, item: Adjustment, place: Place) -> list[Finding]:
    language = plan.settings.language
    reported, adjusted = entry.reported or MISSING, entry.figure
    about = {"branch": entry.branch_code, "kpi": kpi.code}
    details = {
        **_shown("reported", reported, kpi, language),
        **_shown("adjusted", adjusted, kpi, language),
        "reason": item.reason,
        "person": item.person,
        "date": f"{item.date:%Y/%m/%d}",
    }
    if reported == adjusted:
        return [finding(FindingCode.ADJUSTMENT_CHANGES_NOTHING, place, **about, **details)]
    is_return = bool(entry.file)
    code = FindingCode.FIGURE_ADJUSTED if is_return else FindingCode.ADJUSTED_WITHOUT_RETURN
    found = [finding(code, place, **about, **details)]
    value, low, high = adjusted.value, kpi.minimum, kpi.maximum
    if value is not None and ((low is not None and value < low) or (high is not None and value > high)):
        bounds = {"low": "" if low is None else f"{low:f}", "high": "" if high is None else f"{high:f}"}
        found.append(finding(FindingCode.ADJUSTMENT_OUT_OF_RANGE, place, **about, **details, **bounds))
    return found


def _shown(name: str, figure: Figure, kpi: Kpi, language: str) -> dict[str, str]:
    """A figure as details of a finding: its amount, or the catalogue key of its state."""
    if figure.value is None:
        return {name: "", f"{name}_label": f"word.state.{figure.state}"}
    return {name: render_amount(figure.value, kpi, language), f"{name}_label": ""}
