"""National and block figures: as published, as computed from the branches, and whether the two agree.

Nothing is imputed: a branch that lacks what the rule needs is left out, and the coverage says so.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpixl.model.aggregate import Aggregate, Coverage
from kpixl.model.assessment import Outcome, Reason
from kpixl.model.entries import Entry
from kpixl.model.finding import Finding, FindingCode, Place, finding
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import AggregateRule, Kpi
from kpixl.model.message import Amount, message
from kpixl.model.plan import Plan
from kpixl.model.plan_figures import HistoryRow, NationalRow
from kpixl.model.plan_layout import NATIONAL, RawPlan
from kpixl.model.rounding import exact_sum, round_half_up
from kpixl.rules.assessment.comparison import improved
from kpixl.rules.figures.rates import quotient
from kpixl.rules.plan.records import records


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """What one branch brings to a figure of many; None for what it does not have."""

    branch_code: str
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None

    @classmethod
    def of_entry(cls, entry: Entry) -> "Contribution":
        """This fiscal year's, as reported."""
        return cls(
            branch_code=entry.branch_code,
            value=entry.figure.value,
            numerator=entry.numerator.value,
            denominator=entry.denominator.value,
        )

    @classmethod
    def of_history(cls, row: HistoryRow) -> "Contribution":
        """An earlier fiscal year's."""
        return cls(
            branch_code=row.branch_code,
            value=row.actual.value,
            numerator=row.numerator,
            denominator=row.denominator,
        )


@dataclass(frozen=True)
class Scope:
    """The whole round (block '') or a block, with its branches."""

    block: str
    codes: frozenset[str]


@dataclass(frozen=True)
class ComputedFigure:
    """A figure computed from some branches; `branches` are those that are in it."""

    outcome: Outcome
    branches: frozenset[str] = frozenset()
    denominator: Decimal = Decimal(0)


def compute_aggregates(plan: Plan, entries: Iterable[Entry]) -> tuple[Aggregate, ...]:
    """Every KPI's figure for the whole round, then block by block; KPIs in the plan's order.

    Blocks are those of the roster, then those that the plan publishes figures of. A block that holds
    every branch is left out, because it is the whole, unless figures are published of it.
    """
    now = _by_kpi((entry.kpi_code, Contribution.of_entry(entry)) for entry in entries)
    year = plan.settings.fiscal_year.prior
    past = (row for row in plan.history if row.fiscal_year == year)
    before = _by_kpi((row.kpi_code, Contribution.of_history(row)) for row in past)
    scopes = scopes_of(plan)
    return tuple(
        _aggregate(plan, kpi, scope, now.get(kpi.code, ()), before.get(kpi.code, ()))
        for kpi in plan.kpis
        for scope in scopes
    )


def national_values(plan: Plan, entries: Iterable[Entry]) -> dict[str, Decimal]:
    """The national figure that counts, by KPI code, of every KPI that has one."""
    contributions = _by_kpi((entry.kpi_code, Contribution.of_entry(entry)) for entry in entries)
    found = {}
    for kpi in plan.kpis:
        published = _published(plan, kpi, plan.settings.fiscal_year, "")
        value = published
        if published is None:
            value = compute(kpi, contributions.get(kpi.code, ())).outcome.value
        if value is not None:
            found[kpi.code] = value
    return found


def compute(kpi: Kpi, contributions: Sequence[Contribution]) -> ComputedFigure:
    """The figure of the branches by the KPI's rule, at its decimals; or why there is none.

    Rates are Σ numerators ÷ Σ denominators, never a mean of rates unless the KPI says 単純平均.
    """
    match kpi.aggregate:
        case AggregateRule.RATIO:
            return _ratio(kpi, contributions)
        case AggregateRule.SUM | AggregateRule.MEAN:
            return _sum_or_mean(kpi, contributions)
        case _:
            return ComputedFigure(Outcome(reason=Reason.PUBLISHED_ONLY))


def _ratio(kpi: Kpi, contributions: Iterable[Contribution]) -> ComputedFigure:
    counts = {share.branch_code: pair for share in contributions if (pair := _counts(kpi, share))}
    if not counts:
        return ComputedFigure(Outcome(reason=Reason.NO_COUNTS))
    numerator, denominator = (exact_sum(side) for side in zip(*counts.values(), strict=True))
    value = round_half_up(quotient(kpi, numerator, denominator), kpi.decimals)
    return ComputedFigure(Outcome(value), frozenset(counts), denominator)


def _counts(kpi: Kpi, share: Contribution) -> tuple[Decimal, Decimal] | None:
    """Numerator and denominator, where they are the ones that the branch's figure comes from.

    Beside a figure that head office adjusted, or that was refused, counts say something else.
    """
    numerator, denominator = share.numerator, share.denominator
    if share.value is None or numerator is None or denominator is None or denominator <= 0:
        return None
    rate = round_half_up(quotient(kpi, numerator, denominator), kpi.decimals)
    return (numerator, denominator) if rate == round_half_up(share.value, kpi.decimals) else None


def _sum_or_mean(kpi: Kpi, contributions: Iterable[Contribution]) -> ComputedFigure:
    values = {share.branch_code: share.value for share in contributions if share.value is not None}
    if not values:
        return ComputedFigure(Outcome(reason=Reason.NO_FIGURES))
    total = exact_sum(values.values())
    if kpi.aggregate is AggregateRule.MEAN:
        total = round_half_up(total / len(values), kpi.decimals)
    return ComputedFigure(Outcome(total), frozenset(values))


def _aggregate(
    plan: Plan, kpi: Kpi, scope: Scope, now: Sequence[Contribution], before: Sequence[Contribution]
) -> Aggregate:
    year = plan.settings.fiscal_year
    row = plan.published(kpi.code, year, scope.block)
    published = _published(plan, kpi, year, scope.block)
    own, past = (
        [share for share in contributions if share.branch_code in scope.codes]
        for contributions in (now, before)
    )
    computed = compute(kpi, own)
    was_published = _published(plan, kpi, year.prior, scope.block)
    was = compute(kpi, past)
    share = _share(computed, own, scope, row)
    prior_share = _prior_share(computed, past, scope) if share is None else None
    prior, change, basis = _change(kpi, (published, was_published), (computed, was))
    if not plan.is_comparable(kpi, year.prior):
        change = Outcome(reason=Reason.NOT_COMPARABLE)
    return Aggregate(
        kpi_code=kpi.code,
        block=scope.block,
        rule=kpi.aggregate,
        published=published,
        computed=computed.outcome,
        coverage=Coverage(
            branches=len(computed.branches), of=len(scope.codes), share=share, prior_share=prior_share
        ),
        difference=_difference(kpi, published, computed.outcome),
        prior=prior,
        published_prior=was_published,
        change=change,
        change_basis=basis if change.value is not None else AggregateRule.NONE,
        improved=None if change.value is None else improved(kpi.direction, change.value),
    )


def _change(
    kpi: Kpi,
    published: tuple[Decimal | None, Decimal | None],
    computed: tuple[ComputedFigure, ComputedFigure],
) -> tuple[Decimal | None, Outcome, AggregateRule]:
    """Last year's figure, the change on it, and which figures it is between; pairs are (now, before)."""
    value, was_published = published
    now, before = (figure.outcome.value for figure in computed)
    if value is not None and was_published is not None:
        # Both as published: a change of 0.1 is one even where branches report whole percents.
        return was_published, Outcome(value - was_published), AggregateRule.PUBLISHED
    if now is not None and before is not None:
        same = computed[0].branches == computed[1].branches
        change = _minus(kpi, now, before) if same else Outcome(reason=Reason.BRANCHES_DIFFER)
        return before, change, kpi.aggregate
    nothing = value is None and now is None
    prior = before if was_published is None else was_published
    return prior, Outcome(reason=Reason.NO_NATIONAL if nothing else Reason.NO_PRIOR), AggregateRule.NONE


def _share(
    computed: ComputedFigure, contributions: Sequence[Contribution], scope: Scope, row: NationalRow | None
) -> Decimal | None:
    """The part of the scope's denominator that is in a ratio: of the published one, else of the branches'.

    None where neither is known in full.
    """
    if not computed.denominator:
        return None
    if row is not None and row.denominator:
        return computed.denominator / row.denominator
    known = [share.denominator for share in contributions if share.denominator is not None]
    whole = exact_sum(known)
    return computed.denominator / whole if len(known) == len(scope.codes) and whole else None


def _prior_share(
    computed: ComputedFigure, contributions: Sequence[Contribution], scope: Scope
) -> Decimal | None:
    """The part of last year's denominator that the branches in a ratio had; None where one's is not known."""
    had = {share.branch_code: share.denominator for share in contributions if share.denominator is not None}
    whole = exact_sum(had.values())
    if not computed.denominator or had.keys() != scope.codes or not whole:
        return None
    return exact_sum(had[code] for code in computed.branches) / whole


def _difference(kpi: Kpi, published: Decimal | None, computed: Outcome) -> Outcome:
    if published is None:
        return Outcome(reason=Reason.NOT_PUBLISHED)
    return computed if computed.value is None else _minus(kpi, published, computed.value)


def _minus(kpi: Kpi, value: Decimal, other: Decimal) -> Outcome:
    """The difference of two figures as they are printed."""
    return Outcome(round_half_up(value, kpi.decimals) - round_half_up(other, kpi.decimals))


def _published(plan: Plan, kpi: Kpi, year: FiscalYear, block: str) -> Decimal | None:
    """The published figure, from its published counts where these alone are on file."""
    row = plan.published(kpi.code, year, block)
    if row is None or row.actual is not None:
        return row.actual if row else None
    if row.numerator is None or not row.denominator:
        return None
    return round_half_up(quotient(kpi, row.numerator, row.denominator), kpi.decimals)


def scopes_of(plan: Plan) -> list[Scope]:
    """The whole round, then its blocks; none that holds every branch, unless figures are published of it."""
    blocks: dict[str, set[str]] = defaultdict(set)
    for branch in plan.branches:
        blocks[branch.block].add(branch.code)
    published = {row.block for row in plan.national}
    every = frozenset(branch.code for branch in plan.branches)
    known = [name for name, codes in blocks.items() if name and (codes != every or name in published)]
    known += sorted(name for name in published - blocks.keys() if name)
    return [Scope("", every), *(Scope(name, frozenset(blocks.get(name, ()))) for name in known)]


def _by_kpi(pairs: Iterable[tuple[str, Contribution]]) -> Mapping[str, Sequence[Contribution]]:
    found: dict[str, list[Contribution]] = defaultdict(list)
    for code, share in pairs:
        found[code].append(share)
    return found


def check_aggregates(plan: Plan, raw: RawPlan, aggregates: Iterable[Aggregate]) -> list[Finding]:
    """A warning for every published figure that differs from that of all its branches."""
    doubtful = {(item.kpi_code, item.block): item for item in aggregates if item.contradicts}
    found = []
    for record in records(raw, [], NATIONAL) if doubtful else ():
        aggregate = doubtful.get((record.text("kpi_code"), record.text("block")))
        if aggregate is not None and record.year("fiscal_year") == plan.settings.fiscal_year:
            found.append(_differs(plan, aggregate, record.place("national_actual")))
    return found


def _differs(plan: Plan, aggregate: Aggregate, place: Place) -> Finding:
    kpi = plan.kpi(aggregate.kpi_code)
    published, computed = aggregate.published, aggregate.computed.value
    apart = aggregate.difference.value
    # `contradicts` holds only where all of them are there.
    assert kpi and published is not None and computed is not None and apart is not None  # noqa: S101, PT018
    return finding(
        FindingCode.PUBLISHED_DIFFERS,
        place,
        kpi=kpi.code,
        published=kpi.amount(published),
        computed=kpi.amount(computed),
        difference=Amount.as_typed(abs(apart), kpi.unit).as_difference(),
        branches=aggregate.coverage.branches,
        rule=message(f"word.aggregate.{aggregate.rule}"),
        scope=aggregate.block or plan.settings.aggregate_name,
    )
