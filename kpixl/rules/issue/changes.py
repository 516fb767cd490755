"""What a form shows that the plan says otherwise today: head office's doing, and never the branch's."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kpixl.model.detail import Detail, Translate, message
from kpixl.model.entry import EntryKpi
from kpixl.model.finding import Finding, FindingCode, Place, finding
from kpixl.model.plan import Branch, Plan
from kpixl.model.plan_change import PlanChange
from kpixl.model.submission import NOT_APPLICABLE, Registered
from kpixl.rules.issue.distribution import entry_kpis, is_outdated, issue_number
from kpixl.rules.plan.grade_schemes import scheme_of

_NAMED = 12  # changes and branches that are named one by one


def plan_changes(issued: Plan, now: Plan, branch: Branch) -> tuple[PlanChange, ...]:
    """All that a branch was shown otherwise by the plan that its form was issued by."""
    return tuple(_changes(issued, now, branch))


def _changes(issued: Plan, now: Plan, branch: Branch) -> Iterator[PlanChange]:
    then = {item.kpi.code: item for item in entry_kpis(issued, branch)}
    for item in entry_kpis(now, branch):
        before = then.pop(item.kpi.code, None)
        if before is None:
            yield PlanChange(kind="added", name=item.kpi.indicator)
        else:
            yield from _columns(before, item)
    for item in then.values():
        yield PlanChange(kind="ended", name=item.kpi.indicator)
    yield from _names("measure", _measures(issued), _measures(now))
    yield from _names("text_item", _texts(issued), _texts(now))
    yield from _names("activity", _activities(issued, branch), _activities(now, branch))
    if _other_scheme(issued, now):
        yield PlanChange(kind="grades")
    for name in ("judge_on", "next_kpis"):
        if _setting(issued, name) != _setting(now, name):
            yield PlanChange(kind=name)


def _columns(then: EntryKpi, now: EntryKpi) -> Iterator[PlanChange]:
    """The columns of a KPI that the form shows, or that its checks go by."""
    for (column, was, old), (_column, value, new) in zip(_shown(then), _shown(now), strict=True):
        if was != value:
            yield PlanChange(kind="column", name=now.kpi.indicator, column=column, old=old, new=new)


def _shown(item: EntryKpi) -> Iterator[tuple[str, object, Detail]]:
    """Column, value and how it is said. A target is said with the unit, which has a column of its own."""
    kpi, prior = item.kpi, item.prior.value if item.prior else None
    yield "indicator", kpi.indicator, kpi.indicator
    yield "measure", kpi.measure, kpi.measure
    yield "unit", kpi.unit, kpi.unit
    yield "direction", kpi.direction, message(f"word.direction.{kpi.direction}")
    yield "decimals", kpi.decimals, kpi.decimals
    yield "target", item.target, item.stated
    yield "prior", prior, NOT_APPLICABLE if prior is None else kpi.amount(prior)
    for name in ("numerator", "denominator"):
        label = getattr(kpi, f"{name}_label")
        yield name, label, label or NOT_APPLICABLE
    for name in ("minimum", "maximum", "max_change"):
        limit = getattr(kpi, name)
        yield name, limit, NOT_APPLICABLE if limit is None else kpi.amount(limit)


def _names(kind: str, then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[PlanChange]:
    for code, name in now.items():
        if code not in then:
            yield PlanChange(kind=f"{kind}_added", name=name)
        elif then[code] != name:
            yield PlanChange(kind=f"{kind}_changed", name=name)
    for code, name in then.items():
        if code not in now:
            yield PlanChange(kind=f"{kind}_ended", name=name)


def _measures(plan: Plan) -> dict[str, str]:
    return {item.code: item.name for item in plan.measures}


def _texts(plan: Plan) -> dict[str, str]:
    return {item.code: item.label for item in plan.text_items}


def _activities(plan: Plan, branch: Branch) -> dict[str, str]:
    return {item.key: item.item for item in plan.activities_of(branch.code)}


def _other_scheme(issued: Plan, now: Plan) -> bool:
    """True where measures are graded by other rows; a form of an earlier version does not say by which."""
    then, today = scheme_of(issued), scheme_of(now)
    if then is None and today is not None and not today.preset:
        return False
    return bool(now.measures) and (then.rules if then else ()) != (today.rules if today else ())


def _setting(plan: Plan, name: str) -> object:
    return plan.settings.asks_next_kpis if name == "next_kpis" else getattr(plan.settings, name)


def check_issues(
    plan: Plan,
    register: Mapping[str, Registered],
    returned: Mapping[str, tuple[str, Sequence[PlanChange]]],
    translate: Translate,
) -> list[Finding]:
    """One finding for head office about all forms that went out before the plan was changed; and a note.

    `register` has the last issue of each branch. `returned` has, by branch code, the issue number of a
    return whose form the plan has outgrown, and what has changed since.
    """
    holding, awaited = [], []
    for branch in plan.branches:
        row, seen = register.get(branch.code), returned.get(branch.code)
        if row and row.fingerprint and is_outdated(plan, row, translate):
            holding.append(branch)
        elif seen and row and row.fingerprint and issue_number(row.issue) > issue_number(seen[0]):
            awaited.append(branch)
        elif seen:
            holding.append(branch)
    found = []
    if holding:
        changes = _briefs(change for _issue, own in returned.values() for change in own)
        found.append(
            finding(
                FindingCode.PLAN_CHANGED_SINCE, Place("plan.xlsx"),
                count=len(holding), branches=_list(_named(holding)), changes=changes,
            )
        )  # fmt: skip
    if awaited:
        named = _list(_named(awaited))
        found.append(
            finding(FindingCode.NEW_ISSUE_AWAITED, Place("plan.xlsx"), count=len(awaited), branches=named)
        )
    return found


def _briefs(changes: Iterable[PlanChange]) -> Detail:
    """The changes, each once whatever its values; '' where nothing that came back tells what they are."""
    briefs = tuple(dict.fromkeys(change.brief for change in changes))
    return message("word.plan_change.list", changes=_list(briefs)) if briefs else ""


def _named(branches: Iterable[Branch]) -> tuple[Detail, ...]:
    return tuple(f"{branch.code} {branch.name}" for branch in branches)


def _list(parts: Sequence[Detail]) -> Detail:
    """The parts; of many the first ones, and how many more there are."""
    if len(parts) <= _NAMED:
        return tuple(parts)
    return message("word.plan_change.more", shown=tuple(parts[:_NAMED]), count=len(parts) - _NAMED)
