"""Two masters of one round compared: what moved, and which judgements moved with it."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from kpixl.model.assessment import Assessment
from kpixl.model.comparison_of_masters import Change, ComparisonOfMasters, Input, Redefined
from kpixl.model.figure import Figure, FigureState
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import Kpi
from kpixl.model.message import Detail, Message, StatedTarget, message
from kpixl.model.plan import Plan
from kpixl.rules.explanation.amounts import Amounts

# What a KPI's figure, judgement and rate follow from; by the names of the plan's columns.
_DEFINING = (
    "unit", "direction", "decimals", "numerator_label", "denominator_label", "aggregate", "rate_formula",
    "comparable", "comparable_since",
)  # fmt: skip
_OF_ALL = frozenset({Input.DEFINITION, Input.JUDGE_ON})  # move every branch, and may change nothing
_Side = tuple[Plan, Sequence[Assessment]]


def compare_masters(before: _Side, after: _Side, run_ids: tuple[str, str] = ("", "")) -> ComparisonOfMasters:
    """What differs between an earlier state of a round and the present one: each a plan and its assessments.

    The two must be of one organisation and fiscal year, for which the caller sees.
    """
    (plan_before, rows_before), (plan, rows) = before, after
    redefined = _redefined(plan_before, plan)
    fields = {item.kpi.code: item.fields for item in redefined}
    earlier = {(row.branch_code, row.kpi_code): row for row in rows_before}
    changes, ranks_alone = [], 0
    for row in rows:
        then = earlier.get((row.branch_code, row.kpi_code))
        if then is None:
            continue
        moved = _moved((plan_before, then), (plan, row), redefined=row.kpi_code in fields)
        if set(moved) - _OF_ALL or _results(then) != _results(row):
            targets = _stated(plan_before, then), _stated(plan, row)
            details = tuple(_details(plan, then, row, moved))
            changes.append(Change(before=then, after=row, moved=moved, targets=targets, details=details))
        else:
            ranks_alone += then.rank != row.rank
    changes.sort(key=lambda change: not change.judged_otherwise)
    return ComparisonOfMasters(
        run_ids=run_ids,
        judge_on=(plan_before.settings.judge_on, plan.settings.judge_on),
        changes=tuple(changes),
        new_branches=tuple(item for item in plan.branches if plan_before.branch(item.code) is None),
        gone_branches=tuple(item for item in plan_before.branches if plan.branch(item.code) is None),
        new_kpis=tuple(item for item in plan.kpis if plan_before.kpi(item.code) is None),
        gone_kpis=tuple(item for item in plan_before.kpis if plan.kpi(item.code) is None),
        redefined=redefined,
        ranks_alone=ranks_alone,
    )


def _moved(
    before: tuple[Plan, Assessment], after: tuple[Plan, Assessment], *, redefined: bool
) -> tuple[Input, ...]:
    (plan_before, then), (plan, now) = before, after
    key = (now.branch_code, now.kpi_code)
    states = {then.reported.state, now.reported.state}
    returned = FigureState.MISSING in states and len(states) > 1
    target = plan_before.target(*key) != plan.target(*key)
    prior = then.prior != now.prior
    number = (then.target, then.target_value) != (now.target, now.target_value)
    differs = {
        Input.RECEIPT: returned,
        Input.ACTUAL: not returned and then.reported != now.reported,
        Input.COUNTS: not returned and _counts(then) != _counts(now),
        Input.ADJUSTMENT: _adjusted(then) != _adjusted(now),
        Input.TARGET: target,
        Input.PRIOR: prior,
        Input.PAST: number and _years_before(plan_before, key) != _years_before(plan, key),
        Input.DEFINITION: redefined,
        Input.JUDGE_ON: plan_before.settings.judge_on is not plan.settings.judge_on,
    }
    return tuple(kind for kind in Input if differs[kind])


def _years_before(plan: Plan, key: tuple[str, str]) -> dict[FiscalYear, Figure]:
    """The actuals of the years before the prior one, from which a mean is made."""
    last = plan.settings.fiscal_year.prior
    rows = {year: plan.past(*key, year) for year in plan.past_years if year < last}
    return {year: row.actual for year, row in rows.items() if row}


def _results(row: Assessment) -> tuple[object, ...]:
    """What follows from a branch's inputs; ranks and national figures follow from other branches' too."""
    return (row.judgement, row.achievement_rate, row.target_value, row.change_on_prior)


def _redefined(before: Plan, after: Plan) -> tuple[Redefined, ...]:
    pairs = ((before.kpi(kpi.code), kpi) for kpi in after.kpis)
    found = (Redefined(kpi, tuple(_fields(then, kpi))) for then, kpi in pairs if then is not None)
    return tuple(item for item in found if item.fields)


def _fields(before: Kpi, after: Kpi) -> Iterable[str]:
    return (name for name in _DEFINING if getattr(before, name) != getattr(after, name))


def _kpi(plan: Plan, row: Assessment) -> Kpi:
    kpi = plan.kpi(row.kpi_code)
    if kpi is None:
        raise ValueError(f"no such KPI in the plan: {row.kpi_code}")
    return kpi


def _stated(plan: Plan, row: Assessment) -> StatedTarget:
    return _kpi(plan, row).stated(row.target)


def _adjusted(row: Assessment) -> Figure | None:
    """Head office's figure, None where it adjusted nothing."""
    return row.figure if row.is_adjusted else None


def _counts(row: Assessment) -> tuple[Decimal | None, Decimal | None]:
    """Numerator and denominator as reported."""
    return (row.entry.numerator.value, row.entry.denominator.value) if row.entry else (None, None)


def _details(plan: Plan, then: Assessment, now: Assessment, moved: Iterable[Input]) -> Iterable[Message]:
    """From what to what, for the inputs that have no column of their own."""
    amounts = Amounts(_kpi(plan, now))
    is_adjusted = then.is_adjusted or now.is_adjusted
    for kind in moved:
        sides: list[Detail] = []
        for row in (then, now):
            match kind:
                case Input.RECEIPT:
                    missing = row.reported.state is FigureState.MISSING
                    sides.append(message(f"since.{'missing' if missing else 'returned'}"))
                case Input.ACTUAL if is_adjusted:
                    sides.append(amounts.figure(row.reported))
                case Input.COUNTS:
                    numerator, denominator = ("－" if one is None else f"{one:,f}" for one in _counts(row))
                    sides.append(message("since.counts", numerator=numerator, denominator=denominator))
                case Input.ADJUSTMENT:
                    sides.append(_or_none(amounts, _adjusted(row)))
                case Input.PRIOR:
                    sides.append(_or_none(amounts, row.prior))
        if sides:
            yield message(
                "since.from_to", about=message(f"word.input.{kind}"), before=sides[0], after=sides[1]
            )


def _or_none(amounts: Amounts, figure: Figure | None) -> Detail:
    return message("since.none") if figure is None else amounts.figure(figure)
