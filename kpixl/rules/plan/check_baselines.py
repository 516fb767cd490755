"""Doubts about targets that rest on past years: figures missing, different, or of another thing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from kpixl.model.finding import Finding, FindingCode, Place, finding
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import Kpi
from kpixl.model.plan import Branch, Plan
from kpixl.model.plan_layout import RawPlan
from kpixl.model.rounding import round_half_up
from kpixl.model.target import (
    SELF_CONTAINED,
    Conditional,
    HigherOf,
    LowerOf,
    Mean,
    National,
    OfYear,
    Prior,
    Reference,
    Scaled,
    Shifted,
    Target,
)
from kpixl.rules.plan.lookup import name_branch
from kpixl.rules.plan.targets_list import TargetList, is_long
from kpixl.rules.targets.resolve import lacks_national, resolve_reference


def check_baselines(plan: Plan, raw: RawPlan) -> list[Finding]:
    """Warnings about the targets of a plan that rest on actuals of past years.

    One for every stated number that differs from what the actuals on file come to, or that is one of
    the KPI under its old definition; and one for the branches that have neither a stated number nor
    the actuals. Those of a KPI that miss the same years share it: in a first year there may be 47.
    """
    cells = target_cells(plan, raw)
    found: list[Finding] = []
    for kpi in plan.kpis:
        without: dict[tuple[FiscalYear, ...], list[Branch]] = {}
        unpublished: list[Branch] = []
        for branch in plan.branches:
            target = plan.target(branch.code, kpi.code)
            if target.reference is None or isinstance(target.reference, SELF_CONTAINED):
                continue
            place = cells.get((branch.code, kpi.code), Place(raw.file))
            numbers = _StatedNumbers(plan=plan, branch=branch, kpi=kpi, target=target, place=place)
            found += numbers.doubts(target.reference)
            resolved = resolve_reference(plan, branch.code, kpi, target)
            if lacks_national(target, resolved):
                unpublished.append(branch)
            elif resolved.value is None:
                missing = sorted(year for year, value in resolved.past if value is None)
                years = tuple(year for year in missing if year < plan.settings.fiscal_year)
                if missing and not years:  # that they are not past is named above
                    continue
                # Of the prior year alone there is a finding of its own, which needs no years.
                without.setdefault(() if isinstance(target.reference, Prior) else years, []).append(branch)
        for years, branches in without.items():
            place = cells.get((branches[0].code, kpi.code), Place(raw.file))
            found.append(_missing(kpi, place, branches, years))
        if unpublished:
            place = cells.get((unpublished[0].code, kpi.code), Place(raw.file))
            count, names = len(unpublished), tuple(branch.name for branch in unpublished)
            kind = FindingCode.NATIONAL_NOT_PUBLISHED
            found.append(finding(kind, place, kpi=kpi.code, count=count, branches=names))
    return found


def _missing(kpi: Kpi, place: Place, branches: list[Branch], years: tuple[FiscalYear, ...]) -> Finding:
    count, names = len(branches), tuple(branch.name for branch in branches)
    if not years:
        return finding(FindingCode.BASELINE_MISSING, place, kpi=kpi.code, count=count, branches=names)
    return finding(
        FindingCode.PAST_YEARS_MISSING, place, kpi=kpi.code, years=years, count=count, branches=names
    )


@dataclass(frozen=True, kw_only=True)
class _StatedNumbers:
    """One branch's target for one KPI, held against the actuals on file."""

    plan: Plan
    branch: Branch
    kpi: Kpi
    target: Target
    place: Place

    def doubts(self, reference: Reference) -> Iterator[Finding]:
        """What is doubtful about the numbers that a target states, as a whole and in its parts."""
        match reference:
            case Prior(baseline) if baseline is not None:
                yield from self._prior(baseline)
            case Mean(_, baseline) if baseline is not None:
                yield from self._mean(reference, baseline)
            case OfYear(year) if year >= self.plan.settings.fiscal_year:
                yield finding(
                    FindingCode.TARGET_YEAR_NOT_PAST, self.place, branch=self.branch.code, kpi=self.kpi.code,
                    year=year, this_year=self.plan.settings.fiscal_year,
                )  # fmt: skip
            case OfYear(baseline=baseline) | National(baseline=baseline) if baseline is not None:
                yield from self._whole(reference, baseline)
            case Scaled(base, _, baseline) | Shifted(base, _, baseline):
                yield from self.doubts(base)
                yield from self._whole(reference, baseline)
            case HigherOf(first, second, baseline) | LowerOf(first, second, baseline):
                yield from self.doubts(first)
                yield from self.doubts(second)
                yield from self._whole(reference, baseline)
            case Conditional(_, _, instead, baseline):
                yield from self.doubts(instead)
                yield from self._whole(reference, baseline)

    def _prior(self, stated: Decimal) -> Iterator[Finding]:
        prior = self.plan.prior(self.branch.code, self.kpi.code)
        known = prior.value if prior else None
        if known is None:
            return
        if not self.kpi.comparable and stated == known:
            yield self._finding(FindingCode.DEFINITION_CHANGED, prior=stated)
        elif stated != known:
            yield self._finding(FindingCode.BASELINE_DIFFERS, baseline=stated, prior=known)

    def _mean(self, mean: Mean, stated: Decimal) -> Iterator[Finding]:
        computed = self._computed(replace(mean, baseline=None), self.kpi)
        if computed is not None:
            yield from self._differs(stated, computed)
            return
        undivided = replace(self.kpi, comparable=True, comparable_since=None)
        across = self._computed(replace(mean, baseline=None), undivided)
        if across is not None and self._as_stated(across, stated) == stated:
            yield self._finding(FindingCode.DEFINITION_CHANGED, prior=stated)

    def _whole(
        self,
        reference: HigherOf | LowerOf | Conditional | OfYear | National | Scaled | Shifted,
        stated: Decimal | None,
    ) -> Iterator[Finding]:
        if stated is not None:
            computed = self._computed(replace(reference, baseline=None), self.kpi)
            if computed is not None:
                yield from self._differs(stated, computed)

    def _differs(self, stated: Decimal, computed: Decimal) -> Iterator[Finding]:
        rounded = self._as_stated(computed, stated)
        if rounded != stated:
            yield self._finding(FindingCode.STATED_NUMBER_DIFFERS, stated=stated, computed=rounded)

    def _as_stated(self, computed: Decimal, stated: Decimal) -> Decimal:
        """A mean at the digits in which it would be stated: 64.2 is what 64.2333 is printed as."""
        exponent = stated.as_tuple().exponent
        return round_half_up(computed, max(self.kpi.decimals, -exponent if isinstance(exponent, int) else 0))

    def _computed(self, reference: Reference, kpi: Kpi) -> Decimal | None:
        target = replace(self.target, reference=reference)
        return resolve_reference(self.plan, self.branch.code, kpi, target).value

    def _finding(self, kind: FindingCode, **amounts: Decimal) -> Finding:
        shown = {name: self.kpi.amount(value) for name, value in amounts.items()}
        return finding(kind, self.place, branch=self.branch.code, kpi=self.kpi.code, **shown)


def target_cells(plan: Plan, raw: RawPlan) -> dict[tuple[str, str], Place]:
    """Where each target stands in the plan workbook."""
    table = raw.tables["targets"]
    if is_long(table):
        return TargetList(
            raw=raw,
            findings=[],
            branches=list(plan.branches),
            kpis=list(plan.kpis),
            read_target=lambda record, key, _branch, _kpi: record.place(key),
        ).read()
    columns: Iterator[tuple[str, Branch]] = (
        (header, branch) for header in table.others if (branch := name_branch(plan.branches, header).one)
    )
    places = {}
    for header, branch in columns:
        for row in table.rows:
            cell = row.cells.get(header)
            code = row.cells.get("kpi_code")
            if cell and code:
                places[branch.code, str(code.value).strip()] = Place(raw.file, cell.sheet, cell.cell)
    return places
