"""What a form shows that the plan says otherwise today: head office's doing, and never the branch's.

Whatever the fingerprint of a form covers has its change here, so that one that differs is always explained.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from kpixl.model.entries import EntryKpi
from kpixl.model.figure import Figure
from kpixl.model.kpi import Kpi, Measure
from kpixl.model.measure import PlannedActivity, TextItem
from kpixl.model.message import Detail, message
from kpixl.model.own_words import own_words
from kpixl.model.plan import Branch, Plan
from kpixl.model.plan_change import PlanChange
from kpixl.model.submission import NOT_APPLICABLE
from kpixl.model.unit import Unit
from kpixl.rules.figures.folding import fold
from kpixl.rules.issue.distribution import entry_kpis, shown_rule
from kpixl.rules.plan.grade_schemes import scheme_of

Item = TypeVar("Item", Measure, TextItem, PlannedActivity)
# Column, value, and how it is said.
_Shown = tuple[str, object, Detail]
_YES_NO = {True: "word.comparable.yes", False: "word.comparable.no"}


def plan_changes(issued: Plan, now: Plan, branch: Branch) -> tuple[PlanChange, ...]:
    """All that a branch was shown otherwise by the plan that its form was issued by."""
    return tuple(_changes(issued, now, branch))


def _changes(issued: Plan, now: Plan, branch: Branch) -> Iterator[PlanChange]:
    yield from _columns("", _settings(issued), _settings(now))
    measures = tuple(
        {item.code: item for item in own_words(plan, branch.code).measures()} for plan in (issued, now)
    )
    renamed = {
        (then.name, measures[1][code].name) for code, then in measures[0].items() if code in measures[1]
    }
    then = {item.kpi.code: item for item in entry_kpis(issued, branch)}
    recoded = recoded_kpis(issued, now)
    for item in entry_kpis(now, branch):
        before = then.pop(recoded.get(item.kpi.code, item.kpi.code), None)
        if item.kpi.code in recoded:
            yield PlanChange(kind="recoded", name=item.kpi.indicator)
        if before is None:
            yield PlanChange(kind="added", name=item.kpi.indicator)
            continue
        # A measure that has another name now says so itself, and not with each of its KPIs.
        is_said = (before.kpi.measure, item.kpi.measure) in renamed
        for change in _columns(item.kpi.indicator, _shown(before), _shown(item)):
            if change.column != "measure" or not is_said:
                yield change
    for item in then.values():
        yield PlanChange(kind="ended", name=item.kpi.indicator)
    yield from _items("measure", measures[0], measures[1], _of_measure)
    yield from _items("text_item", _texts(issued), _texts(now), _of_text)
    yield from _items("activity", _activities(issued, branch), _activities(now, branch), _of_activity)
    if _other_scheme(issued, now):
        yield PlanChange(kind="grades")
    if issued.settings.judge_on != now.settings.judge_on:
        yield PlanChange(kind="judge_on")
    if issued.settings.asks_next_kpis != now.settings.asks_next_kpis:
        yield PlanChange(kind="next_kpis")


def recoded_kpis(issued: Plan, now: Plan) -> dict[str, str]:
    """By today's code, the code that a KPI had: that of the one KPI that is gone and was the same."""
    gone = [kpi for kpi in issued.kpis if now.kpi(kpi.code) is None]
    found: dict[str, str] = {}
    for kpi in now.kpis:
        if issued.kpi(kpi.code) is None:
            same = [old.code for old in gone if _is_same(old, kpi)]
            others = sum(_is_same(other, kpi) for other in now.kpis)
            if len(same) == 1 and others == 1:
                found[kpi.code] = same[0]
    return found


def _is_same(one: Kpi, other: Kpi) -> bool:
    return (fold(one.indicator), one.unit) == (fold(other.indicator), other.unit)


def _columns(name: str, then: Iterator[_Shown], now: Iterator[_Shown]) -> Iterator[PlanChange]:
    """What differs of one thing, column by column."""
    for (column, was, old), (_column, value, new) in zip(then, now, strict=True):
        if was != value:
            yield PlanChange(kind="column", name=name, column=column, old=old, new=new)


def _settings(plan: Plan) -> Iterator[_Shown]:
    settings = plan.settings
    for column in ("organisation", "round_name", "fiscal_year"):
        value = getattr(settings, column)
        yield column, value, value


def _shown(item: EntryKpi) -> Iterator[_Shown]:
    """What the form shows of a KPI, or what its checks go by.

    A target is said with the unit, which has a column of its own.
    """
    kpi = item.kpi
    yield "pillar", kpi.pillar, kpi.pillar or NOT_APPLICABLE
    yield "indicator", kpi.indicator, kpi.indicator
    yield "measure", kpi.measure, kpi.measure
    yield "unit", kpi.unit, _unit(kpi.unit)
    yield "direction", kpi.direction, message(f"word.direction.{kpi.direction}")
    yield "decimals", kpi.decimals, kpi.decimals
    yield "target", (item.target, item.target_value), item.stated
    yield "prior", item.prior, _figure(kpi, item.prior)
    yield "comparable", kpi.comparable, message(_YES_NO[kpi.comparable])
    for name in ("numerator", "denominator"):
        label = getattr(kpi, f"{name}_label")
        yield name, label, label or NOT_APPLICABLE
    for name in ("minimum", "maximum", "max_change"):
        limit = getattr(kpi, name)
        yield name, limit, NOT_APPLICABLE if limit is None else kpi.amount(limit)


def _of_measure(measure: Measure) -> Iterator[_Shown]:
    yield "pillar", measure.pillar, measure.pillar or NOT_APPLICABLE
    yield "group", measure.group, measure.group or NOT_APPLICABLE


def _of_text(item: TextItem) -> Iterator[_Shown]:
    yield "guide", item.guide, item.guide or NOT_APPLICABLE
    yield "text_required", item.required, message(f"word.text_required.{item.required}")
    yield "longest", item.longest, NOT_APPLICABLE if item.longest is None else item.longest


def _of_activity(item: PlannedActivity) -> Iterator[_Shown]:
    yield "unit", item.unit, _unit(item.unit)
    yield "part_of", item.part_of, item.part_of or NOT_APPLICABLE
    yield "prior", item.prior, _figure(None, item.prior)
    yield "change_kind", item.change_kind, message(f"word.change_kind.{item.change_kind}")


def _unit(unit: Unit) -> Detail:
    return unit if unit.symbol else NOT_APPLICABLE


def _figure(kpi: Kpi | None, figure: Figure | None) -> Detail:
    if figure is None:
        return NOT_APPLICABLE
    if figure.value is None:
        return message(f"word.state.{figure.state}")
    return kpi.amount(figure.value) if kpi else figure.value


def _items(
    kind: str, then: Mapping[str, Item], now: Mapping[str, Item], shown: Callable[[Item], Iterator[_Shown]]
) -> Iterator[PlanChange]:
    """Measures, texts or activities that were added, renamed, changed or ended."""
    for code, item in now.items():
        before = then.get(code)
        if before is None:
            yield PlanChange(kind=f"{kind}_added", name=_name(item))
            continue
        if _name(before) != _name(item):
            yield PlanChange(kind=f"{kind}_changed", name=_name(item))
        yield from _columns(_name(item), shown(before), shown(item))
    for code, item in then.items():
        if code not in now:
            yield PlanChange(kind=f"{kind}_ended", name=_name(item))


def _name(item: Measure | TextItem | PlannedActivity) -> str:
    match item:
        case Measure():
            return item.name
        case TextItem():
            return item.label
    return item.item


def _texts(plan: Plan) -> dict[str, TextItem]:
    return {item.code: item for item in plan.text_items}


def _activities(plan: Plan, branch: Branch) -> dict[str, PlannedActivity]:
    return {item.key: item for item in plan.activities_of(branch.code)}


def _other_scheme(issued: Plan, now: Plan) -> bool:
    """True where measures are graded by other rows; a form of an earlier version does not say by which."""
    then, today = scheme_of(issued), scheme_of(now)
    if then is None and today is not None and not today.preset:
        return False
    before, after = (
        [shown_rule(rule) for rule in scheme.rules] if scheme else [] for scheme in (then, today)
    )
    return bool(now.measures) and before != after
