"""What a target comes to for one branch: its number, from the plan and the past years' actuals."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from kpixl.model.figure import as_shown
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import JudgeOn, Kpi
from kpixl.model.plan import Plan
from kpixl.model.rounding import exact_sum, judged_value, round_half_up
from kpixl.model.target import (
    SELF_CONTAINED,
    Base,
    Conditional,
    Direction,
    Fixed,
    Frequency,
    HigherOf,
    LowerOf,
    Mean,
    National,
    OfYear,
    Part,
    Prior,
    Reference,
    ResolvedTarget,
    Scaled,
    Shifted,
    Target,
    bases_of,
    compares,
)
from kpixl.model.unit import UnitKind

UNRESOLVED = ResolvedTarget(None)
_MORE_DIGITS = 2


def resolve_target(plan: Plan, branch_code: str, kpi: Kpi, *, on_form: bool = False) -> ResolvedTarget:
    """The number that a branch's actual is compared with, and what it rests on.

    A stated baseline counts before the actuals on file. Without one, actuals of earlier years count
    only where they have today's definition; where one of them is missing there is no number. A form has no
    national figures (`on_form`): they come later than it, and would make another form of it.
    """
    return resolve_reference(plan, branch_code, kpi, plan.target(branch_code, kpi.code), on_form=on_form)


def resolve_reference(
    plan: Plan, branch_code: str, kpi: Kpi, target: Target, *, on_form: bool = False
) -> ResolvedTarget:
    """What a target would come to for a branch, be it the plan's or another one."""
    if target.reference is None:
        return UNRESOLVED
    return _Resolver(plan, branch_code, kpi, target, on_form=on_form).resolve(target.reference)


class _Resolver:
    def __init__(self, plan: Plan, branch_code: str, kpi: Kpi, target: Target, *, on_form: bool) -> None:
        self.plan, self.branch_code, self.kpi, self.target = plan, branch_code, kpi, target
        self.on_form = on_form

    def resolve(self, reference: Reference) -> ResolvedTarget:
        match reference:
            case Fixed(value):
                return ResolvedTarget(value, reference)
            case Frequency():
                return ResolvedTarget(reference.needed)
            case HigherOf(first, second, baseline):
                return _stated(self._one_of(first, second, higher=True), baseline)
            case LowerOf(first, second, baseline):
                return _stated(self._one_of(first, second, higher=False), baseline)
            case Conditional():
                return _stated(self._conditional(reference), reference.baseline)
            case Scaled(base, percent, baseline):
                return self._moved(reference, base, baseline, lambda value: value * percent / 100)
            case Shifted(base, by, baseline):
                return self._moved(reference, base, baseline, lambda value: exact_sum((value, by)))
            case _:
                return self._base(reference)

    def _base(self, reference: Base) -> ResolvedTarget:
        match reference:
            case Prior(baseline):
                return self._of_years(reference, self._years(1), baseline)
            case Mean(years, baseline):
                return self._of_years(reference, self._years(years), baseline)
            case OfYear(year, baseline):
                return self._of_years(reference, [year], baseline)
            case National(baseline=baseline):
                value = baseline if baseline is not None else self._published(reference)
                return ResolvedTarget(value, reference)

    def _published(self, national: National) -> Decimal | None:
        if self.on_form:
            return None
        this = self.plan.settings.fiscal_year
        year = this.prior if national.prior else national.year or this
        return self.plan.published_national(self.kpi.code, year)

    def _moved(
        self,
        source: Scaled | Shifted,
        base: Base,
        baseline: Decimal | None,
        change: Callable[[Decimal], Decimal],
    ) -> ResolvedTarget:
        before = self._base(base)
        value = baseline
        if value is None and before.value is not None:
            value = as_shown(change(before.value))
        return ResolvedTarget(value, source, before.past)

    def _of_years(
        self, source: Base, years: Sequence[FiscalYear], baseline: Decimal | None
    ) -> ResolvedTarget:
        past = tuple((year, self._actual(year)) for year in years)
        if baseline is not None:
            return ResolvedTarget(baseline, source, past)
        known = [value for _year, value in past if value is not None]
        value = as_shown(exact_sum(known) / len(years)) if len(known) == len(years) else None
        return ResolvedTarget(value, source, past)

    def _one_of(self, first: Part, second: Part, *, higher: bool) -> ResolvedTarget:
        one, other = self.resolve(first), self.resolve(second)
        past = tuple(sorted({*one.past, *other.past}, key=lambda item: item[0], reverse=True))
        if one.value is None or other.value is None:
            return ResolvedTarget(None, None, past)
        chosen = one if (one.value >= other.value) is higher else other
        return replace(chosen, past=past)

    def _conditional(self, reference: Conditional) -> ResolvedTarget:
        year, usual = self.plan.settings.fiscal_year.prior, reference.usual
        prior = self._actual(year)
        if prior is None:
            return ResolvedTarget(None, None, ((year, None),))
        # 79.96 is printed as 80.0: at the precision that is judged, it has reached 80.
        decimals, judge_on = self.kpi.decimals, self.plan.settings.judge_on
        reached, bar = (judged_value(number, decimals, judge_on) for number in (prior, reference.limit))
        side = Direction.AT_MOST if self.target.direction is Direction.AT_MOST else Direction.AT_LEAST
        if compares(side, reached, bar, strict=reference.limit_strict):
            return self.resolve(reference.instead)
        return ResolvedTarget(usual.value, usual, ((year, prior),))

    def _years(self, count: int) -> list[FiscalYear]:
        """The fiscal years before this one, the latest first."""
        this = self.plan.settings.fiscal_year.year
        return [FiscalYear(this - number) for number in range(1, count + 1)]

    def _actual(self, year: FiscalYear) -> Decimal | None:
        row = self.plan.past(self.branch_code, self.kpi.code, year)
        return row.actual.value if row and self.plan.is_comparable(self.kpi, year) else None


def _stated(resolved: ResolvedTarget, baseline: Decimal | None) -> ResolvedTarget:
    """What is printed as the number of the whole target counts, whatever the past years say."""
    if baseline is None:
        return resolved
    return replace(resolved, value=baseline, source=None)


def lacks_national(target: Target, resolved: ResolvedTarget) -> bool:
    """True where a target has no number because the national figure is not published."""
    if resolved.value is not None or any(value is None for _year, value in resolved.past):
        return False
    return any(isinstance(base, National) and base.baseline is None for base in bases_of(target.reference))


def settle_target(target: Target, resolved: ResolvedTarget, kpi: Kpi, judge_on: JudgeOn) -> Target:
    """The target with the number written in that it comes to: 前年度以上 → 前年度（84.2％）以上.

    The number has the KPI's decimals where actuals are judged at them, so that what is printed decides
    as what is judged. Unrounded judging keeps up to two more. A target that states a number already, or
    has none, stays as it is.
    """
    reference = target.reference
    if reference is None or isinstance(reference, SELF_CONTAINED) or reference.baseline is not None:
        return target
    number = shown_number(target, resolved, kpi, judge_on)
    return target if number is None else replace(target, reference=replace(reference, baseline=number))


def shown_number(target: Target, resolved: ResolvedTarget, kpi: Kpi, judge_on: JudgeOn) -> Decimal | None:
    """The number of a target as branch and reader are shown it, by `settle_target`; None without one.

    What the plan states is shown as stated, what follows from past years as it is printed.
    """
    reference = target.reference
    if resolved.value is None or reference is None:
        return None
    if isinstance(reference, SELF_CONTAINED) or reference.baseline is not None:
        return resolved.value
    return _printed(resolved.value, kpi.decimals, judge_on)


def _printed(value: Decimal, decimals: int, judge_on: JudgeOn) -> Decimal:
    if judge_on is JudgeOn.REPORTED:
        return round_half_up(value, decimals)
    exponent = value.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    return value if places <= decimals + _MORE_DIGITS else round_half_up(value, decimals + _MORE_DIGITS)


def target_rate(plan: Plan, branch_code: str, kpi: Kpi) -> Decimal | None:
    """The target of a branch for a KPI that is a rate, in the KPI's unit; None where there is none.

    Judged at the reported precision, it is the number that the branch is shown: 71.3 for a mean of 71.25.
    """
    if kpi.unit.kind is not UnitKind.RATE:
        return None
    resolved, judge_on = resolve_target(plan, branch_code, kpi), plan.settings.judge_on
    if judge_on is JudgeOn.EXACT:
        return resolved.value
    return shown_number(plan.target(branch_code, kpi.code), resolved, kpi, judge_on)
