"""Corrections by head office (補正): figures that count instead of what the branches reported.

They are applied after a return was read and chosen, and before anything is judged. What the branch
typed stays on the entry, and so does the figure that would have counted.
"""

import datetime as dt
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from kpixl.model.entries import Entry
from kpixl.model.figure import MISSING, UNREADABLE, Figure
from kpixl.model.finding import Finding, FindingCode, Place, finding
from kpixl.model.grade import Scheme
from kpixl.model.kpi import Kpi
from kpixl.model.message import Detail, message
from kpixl.model.plan import Plan
from kpixl.model.plan_figures import Adjustment
from kpixl.model.plan_layout import ADJUSTMENTS, RawPlan
from kpixl.rules.figures.scale import find_scale
from kpixl.rules.plan.grade_schemes import folded, scheme_of


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
        adjusted.append(_adjust(Entry(branch_code=branch, kpi_code=code, figure=reported), item))
    return tuple(adjusted)


def _adjust(entry: Entry, item: Adjustment | None) -> Entry:
    if item is None or item.figure is None:
        return entry
    return replace(entry, figure=item.figure, reported=entry.figure)


def check_planned_adjustments(plan: Plan, raw: RawPlan) -> list[Finding]:
    """What is doubtful about adjustments before anything is returned: value, grade, date."""
    table, scheme = raw.tables.get(ADJUSTMENTS.key), scheme_of(plan)
    found: list[Finding] = []
    for item in plan.adjustments:
        place, kpi = Place(raw.file, table.sheet if table else "", item.cell), plan.kpi(item.code)
        if kpi is not None and item.figure is not None:
            found += _check_value(plan, kpi, item, place)
        elif scheme is not None:
            found += _check_grade(scheme, item, place)
        year = plan.settings.fiscal_year
        if item.date > dt.date(year.year + 2, 3, 31):  # a year after the fiscal year's end
            about = {"branch": item.branch_code, "kpi": item.code if kpi else ""}
            found.append(finding(FindingCode.ADJUSTMENT_LATE, place, **about, seen=item.date, year=year))
    return found


def _check_value(plan: Plan, kpi: Kpi, item: Adjustment, place: Place) -> Iterator[Finding]:
    value, low, high = item.figure.value if item.figure else None, kpi.minimum, kpi.maximum
    if value is None:
        return
    if (low is not None and value < low) or (high is not None and value > high):
        yield finding(
            FindingCode.ADJUSTMENT_OUT_OF_RANGE, place, branch=item.branch_code, kpi=kpi.code,
            adjusted=kpi.amount(value),
            low="" if low is None else low, high="" if high is None else high,
        )  # fmt: skip
    prior = plan.base(item.branch_code, kpi)
    yield from _check_scale(kpi, item, place, prior, "prior")


def _check_scale(
    kpi: Kpi, item: Adjustment, place: Place, reference: Decimal | None, column: str
) -> Iterator[Finding]:
    """The finding where the adjusted figure seems to have slipped from another one by its digits."""
    value = item.figure.value if item.figure else None
    scale = find_scale(value, reference) if value is not None and reference is not None else ""
    if scale and value is not None and reference is not None:
        yield finding(
            FindingCode.ADJUSTMENT_SUSPECT_SCALE, place, branch=item.branch_code, kpi=kpi.code,
            adjusted=kpi.amount(value), reference=kpi.amount(reference),
            column=message(f"column.{column}"), times=message(f"word.times.{scale}"),
        )  # fmt: skip


def _check_grade(scheme: Scheme, item: Adjustment, place: Place) -> Iterator[Finding]:
    grades = dict.fromkeys(rule.grade for rule in scheme.rules)
    if folded(item.text) not in {folded(grade) for grade in grades}:
        yield finding(
            FindingCode.ADJUSTED_GRADE_UNKNOWN, place, branch=item.branch_code,
            seen=item.text, scheme=scheme.name, accepted=tuple(grades),
        )  # fmt: skip


def check_adjustments(plan: Plan, raw: RawPlan, entries: Sequence[Entry]) -> list[Finding]:
    """A note for every adjusted figure, and a warning where it does not go with the branch's own.

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
    reported, adjusted = entry.reported or MISSING, entry.figure
    details: dict[str, Detail] = {
        "reported": _shown(reported, kpi),
        "adjusted": _shown(adjusted, kpi),
        "reason": item.reason,
        "person": item.person,
        "date": item.date,
    }
    if reported == adjusted:
        code = FindingCode.ADJUSTMENT_CHANGES_NOTHING
        return [finding(code, place, branch=entry.branch_code, kpi=kpi.code, **details)]
    is_return = bool(entry.file)
    code = FindingCode.FIGURE_ADJUSTED if is_return else FindingCode.ADJUSTED_WITHOUT_RETURN
    found = [finding(code, place, branch=entry.branch_code, kpi=kpi.code, **details)]
    prior = plan.base(item.branch_code, kpi)
    if not list(_check_scale(kpi, item, place, prior, "prior")):  # else said of the plan
        found += _check_scale(kpi, item, place, reported.value, "reported")
    return found


def _shown(figure: Figure, kpi: Kpi) -> Detail:
    """A figure as a finding says it: its amount, or the word for its state."""
    if figure.value is None:
        return message(f"word.state.{figure.state}")
    return kpi.amount(figure.value)
