"""Next year's KPIs as the branches propose them (次年度KPI): which go on, are renamed, new, or end.

What branches agree on is taken; where they contradict each other every branch gets what it proposed, and the
contradiction is named.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import Kpi
from kpixl.model.message import Translate, message
from kpixl.model.narrative import NextKpi, NextKpiStatus
from kpixl.model.own_words import own_words
from kpixl.model.plan import Plan
from kpixl.model.rollover import AddedKpi, Contradiction, KpiChanges
from kpixl.model.target import Direction
from kpixl.model.unit import NO_UNIT, Unit, find_unit
from kpixl.rules.figures.folding import fold, fold_width

Key = tuple[str, str]  # branch code, KPI code


@dataclass(kw_only=True)
class NextKpis:
    """What the branches propose, by branch and next year's code.

    `texts` are targets as typed ('' where a KPI is proposed without one), `ended` the KPIs that a branch has
    no more, `names` indicators that it words otherwise. `gone` are KPIs that no branch keeps, and how many
    had them.
    """

    texts: dict[Key, str] = field(default_factory=dict)
    ended: set[Key] = field(default_factory=set)
    names: dict[Key, str] = field(default_factory=dict)
    added: list[AddedKpi] = field(default_factory=list)
    gone: Mapping[str, int] = field(default_factory=dict)
    contradictions: tuple[Contradiction, ...] = ()


def propose_kpis(
    plan: Plan, proposals: Iterable[NextKpi], changes: KpiChanges, translate: Translate
) -> NextKpis:
    """What the branches propose for the year after `plan`'s; `changes` are the planner's own."""
    order = {branch.code: place for place, branch in enumerate(plan.branches)}
    rows = sorted(
        (row for row in proposals if row.branch_code in order), key=lambda row: order[row.branch_code]
    )
    taking = _Taking(plan, changes, translate)
    for row in rows:
        taking.take(row)
    found = taking.found
    found.gone = {
        kpi.code: count
        for kpi in plan.kpis
        if kpi.code not in changes.gone and (count := _given_up(plan, kpi, found))
    }
    found.contradictions = tuple(_contradictions(plan, rows, taking))
    return found


class _Taking:
    """The proposals taken one by one."""

    def __init__(self, plan: Plan, changes: KpiChanges, translate: Translate) -> None:
        self.plan, self.changes, self.translate = plan, changes, translate
        self.found = NextKpis()
        self.codes = {kpi.code for kpi in plan.kpis} | {new.code for new in changes.replaced.values()}
        self.by_name: dict[str, list[Kpi]] = defaultdict(list)  # of those that go on or are replaced
        for kpi in plan.kpis:
            if kpi.code not in changes.ended:
                self.by_name[fold(kpi.indicator)].append(kpi)
        self.added: dict[tuple[str, str, Unit], str] = {}  # next year's code of what is proposed
        self.own = {branch.code: own_words(plan, branch.code) for branch in plan.branches}

    def take(self, row: NextKpi) -> None:
        branch, kpi = row.branch_code, self.plan.kpi(row.kpi_code)
        if kpi is None and row.status is NextKpiStatus.ENDS:
            return  # head office has ended it since the form went out: both say the same
        if row.status is NextKpiStatus.NEW or kpi is None:
            self._add(row, None)
            return
        code = self._next_code(kpi.code)
        if row.status is NextKpiStatus.ENDS:
            self.found.ended.add((branch, code))
        elif self.is_redefined(row, kpi):
            self.found.ended.add((branch, code))
            self._add(row, kpi)
        else:
            self._keep(row, kpi, code)

    def _next_code(self, code: str) -> str:
        new = self.changes.replaced.get(code)
        return new.code if new else code

    def is_redefined(self, row: NextKpi, kpi: Kpi) -> bool:
        """True where a changed KPI measures another thing: its name or its unit is another."""
        if row.status is not NextKpiStatus.CHANGED or kpi.code in self.changes.replaced:
            return False
        own = self.own[row.branch_code].words(kpi.code).indicator
        renamed = bool(row.indicator) and fold(row.indicator) not in {fold(kpi.indicator), fold(own)}
        return renamed or self._unit(row, kpi) != kpi.unit

    def _unit(self, row: NextKpi, kpi: Kpi | None) -> Unit:
        typed = find_unit(fold_width(row.unit), self.plan.units) if row.unit else None
        return typed or (kpi.unit if kpi else NO_UNIT)

    def _keep(self, row: NextKpi, kpi: Kpi, code: str) -> None:
        key = (row.branch_code, code)
        if row.target:
            self.found.texts[key] = row.target
        said = self.own[row.branch_code].words(kpi.code).indicator or kpi.indicator
        if row.indicator and fold(row.indicator) != fold(said):
            self.found.names[key] = row.indicator

    def _add(self, row: NextKpi, old: Kpi | None) -> None:
        """A KPI that the plan does not have yet, or that another branch proposes, or the plan has already."""
        name = row.indicator or (old.indicator if old else "")
        if not name:
            return
        key = (old.code if old else "", fold(name), self._unit(row, old))
        code = self._known(row, old, name) or self.added.get(key)
        if code is None:
            code = self.added[key] = self._new_code(old)
            added = AddedKpi(kpi=self._kpi(row, old, code, name), old=old.code if old else "")
            self.found.added.append(added)
        self.found.texts[row.branch_code, code] = row.target

    def _known(self, row: NextKpi, old: Kpi | None, name: str) -> str:
        """Next year's code of the one other KPI of that name, and of the unit where one is typed; else ''."""
        unit = self._unit(row, old)
        known = [
            self._next_code(kpi.code)
            for kpi in self.by_name.get(fold(name), ())
            if kpi is not old and (not row.unit or kpi.unit == unit)
        ]
        return known[0] if len(known) == 1 else ""

    def _new_code(self, old: Kpi | None) -> str:
        year = self.plan.settings.fiscal_year.year + 1
        stem = f"{old.code}_{year}" if old else f"new_{year}"
        numbered = (f"{stem}_{number}" for number in range(1, len(self.codes) + 2))
        code = next(code for code in ([stem] if old else []) + list(numbered) if code not in self.codes)
        self.codes.add(code)
        return code

    def _kpi(self, row: NextKpi, old: Kpi | None, code: str, name: str) -> Kpi:
        settings, unit = self.plan.settings, self._unit(row, old)
        typed = Direction(row.direction) if row.direction in set(Direction) else None
        if old is None:
            # Under which measure it falls, nobody has said: a planner files it.
            return Kpi(
                code=code, pillar="", measure="", group="", indicator=name, unit=unit,
                direction=typed or Direction.AT_LEAST, decimals=unit.decimals,
            )  # fmt: skip
        reason = message("rollover.replaced", year=settings.fiscal_year, indicator=old.indicator)
        kpi = replace(
            old, code=code, indicator=name, direction=typed or old.direction, comparable=False,
            not_comparable_reason=self.translate(reason, settings.language),
            comparable_since=FiscalYear(settings.fiscal_year.year + 1),
        )  # fmt: skip
        if unit == old.unit:
            return kpi
        # Limits were in the old unit.
        return replace(kpi, unit=unit, decimals=unit.decimals, minimum=None, maximum=None, max_change=None)


def _given_up(plan: Plan, kpi: Kpi, found: NextKpis) -> int:
    """How many branches have a target for the KPI, where all of them propose to have it no more; else 0."""
    having = {
        branch.code
        for branch in plan.branches
        if plan.target(branch.code, kpi.code).direction is not Direction.NONE
    }
    ending = {branch for branch, code in found.ended if code == kpi.code}
    kept = {branch for branch, code in found.texts if code == kpi.code}
    return len(having) if ending and having <= ending and not kept else 0


def _contradictions(plan: Plan, rows: Sequence[NextKpi], taking: _Taking) -> Iterator[Contradiction]:
    """The KPIs of which branches say different things, in the plan's order."""
    names = {branch.code: branch.name for branch in plan.branches}
    for kpi in plan.kpis:
        said: dict[tuple[NextKpiStatus, str], list[str]] = {}
        for row in rows:
            if row.kpi_code == kpi.code:
                other = row.indicator if taking.is_redefined(row, kpi) else ""
                status = row.status if other or row.status is NextKpiStatus.ENDS else NextKpiStatus.CONTINUES
                said.setdefault((status, fold(other)), []).append(names[row.branch_code])
        if len(said) > 1:
            yield Contradiction(
                kpi_code=kpi.code,
                said=tuple((status, tuple(branches)) for (status, _name), branches in said.items()),
            )
