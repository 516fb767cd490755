"""What would tip: every result judged again under the other precision, formula and mean, and by ±1 person.

Nothing is judged here by a rule of its own: each trial asks the same rules as the assessment did.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from kpixl.model.assessment import Assessment
from kpixl.model.entries import MeasureEntry
from kpixl.model.figure import Figure
from kpixl.model.grade import MeasureGrade
from kpixl.model.kpi import AggregateRule, JudgeOn, Kpi, RateFormula
from kpixl.model.plan import Plan
from kpixl.model.rounding import judged_value, round_half_up
from kpixl.model.sensitivity import (
    Assumption,
    Scenario,
    Sensitivity,
    SensitivityCause,
    SensitivityChange,
    SensitivityPoint,
    Untried,
)
from kpixl.model.target import Direction
from kpixl.model.unit import UnitKind
from kpixl.rules.assessment.achievement import achievement_rate
from kpixl.rules.assessment.aggregates import Contribution, compute
from kpixl.rules.assessment.comparison import why_no_base
from kpixl.rules.figures.rates import counts_behind, quotient
from kpixl.rules.grading.regrade import Regrader
from kpixl.rules.plan.grade_schemes import scheme_of
from kpixl.rules.targets.judge import judge
from kpixl.rules.targets.resolve import resolve_target

_ACHIEVED_FROM = Decimal(1)
_ONE = Decimal(1)
_COMPARING = (Direction.AT_LEAST, Direction.AT_MOST, Direction.EQUAL)


def find_sensitivity(
    plan: Plan,
    assessments: Sequence[Assessment],
    measure_entries: Iterable[MeasureEntry] = (),
    grades: Sequence[MeasureGrade] | None = None,
) -> Sensitivity:
    """Every branch and KPI whose judgement, grade, rate class or side of the national figure would flip.

    `grades` are the round's, where they are made already.
    """
    regrader = Regrader(plan, assessments, measure_entries, grades)
    thresholds = rate_thresholds(plan)
    means = _other_means(plan, assessments)
    other = replace(plan, settings=replace(plan.settings, judge_on=_other_precision(plan)))
    cases = [
        _Case(
            plan=plan,
            other_precision=other,
            kpi=kpi,
            row=row,
            value=row.figure.value,
            thresholds=thresholds,
            regrader=regrader,
        )
        for row in assessments
        if (kpi := plan.kpi(row.kpi_code)) and row.figure.value is not None
    ]
    points = (point for case in cases for point in case.points(means.get(case.kpi.code)))
    rates = [case for case in cases if case.is_rate]
    bare = Counter(case.kpi.code for case in rates if case.is_judged and not case.counts)
    meanless = {case.kpi.code for case in rates if case.row.national is not None} - means.keys()
    untried = (Untried(kpi.code, bare[kpi.code], kpi.code in meanless) for kpi in plan.kpis)
    return Sensitivity(
        tuple(points), tuple(item for item in untried if item.without_counts or item.without_mean)
    )


def _other_precision(plan: Plan) -> JudgeOn:
    return JudgeOn.EXACT if plan.settings.judge_on is JudgeOn.REPORTED else JudgeOn.REPORTED


def rate_thresholds(plan: Plan) -> tuple[Decimal, ...]:
    """The achievement rates that something hangs on, as ratios: 100%, and those of the grade scheme."""
    scheme = scheme_of(plan)
    graded = {rule.rate_from for rule in scheme.rules if rule.with_kpi} if scheme else set()
    return tuple(sorted({_ACHIEVED_FROM} | {rate for rate in graded if rate is not None}))


@dataclass(frozen=True)
class _OtherMean:
    """A national figure as the other kind of mean."""

    aggregate: AggregateRule
    value: Decimal


@dataclass(frozen=True, kw_only=True)
class _Case:
    """One assessment with a number, and the trials that it is put to.

    `other_precision` is the plan as it would be under the other precision.
    """

    plan: Plan
    other_precision: Plan
    kpi: Kpi
    row: Assessment
    value: Decimal
    thresholds: tuple[Decimal, ...]
    regrader: Regrader

    @property
    def is_rate(self) -> bool:
        return self.kpi.unit.kind is UnitKind.RATE

    @property
    def is_judged(self) -> bool:
        return self.row.target.direction in _COMPARING and self.row.target_value is not None

    @cached_property
    def counts(self) -> tuple[Decimal, Decimal] | None:
        return counts_behind(self.kpi, self.row)

    @cached_property
    def base(self) -> Decimal | None:
        return self.plan.base(self.row.branch_code, self.kpi)

    @cached_property
    def now(self) -> Scenario:
        return self._scenario(self.value)

    @property
    def can_tip(self) -> bool:
        """True where a number decides, or would under another precision; `do` asks for more than none."""
        return self.row.target.direction in (*_COMPARING, Direction.DO)

    @property
    def is_counted(self) -> bool:
        """True for a figure that is a count itself (社, 件, 人), so that one more or fewer is a step.

        A mean score has decimals; what is to be met exactly is missed by any step, and a thing done once
        would not have been done with one fewer: such rows would say nothing.
        """
        whole = self.kpi.unit.kind is UnitKind.COUNT and self.kpi.decimals == 0
        return whole and self.row.target.direction in (Direction.AT_LEAST, Direction.AT_MOST)

    def points(self, mean: _OtherMean | None) -> Iterator[SensitivityPoint]:
        """What tips, in the order of the causes."""
        if self.can_tip:
            yield from self._precision()
            yield from self._formulas()
        if mean is not None:
            then = replace(self.now, national=mean.value, side=_side(self.value, mean.value))
            yield from self._compare(SensitivityCause.MEAN, then, Assumption(aggregate=mean.aggregate))
        if self.can_tip:
            yield from self._one_less_or_more()

    def _precision(self) -> Iterator[SensitivityPoint]:
        other = self.other_precision.settings.judge_on
        numerator, denominator = self.counts or (None, None)
        value = self._at(other, *self.counts) if self.counts else self.value
        assumption = Assumption(judge_on=other, numerator=numerator, denominator=denominator)
        then = self._scenario(value, plan=self.other_precision)
        yield from self._compare(SensitivityCause.PRECISION, then, assumption)

    def _formulas(self) -> Iterator[SensitivityPoint]:
        if self.row.target.direction is not Direction.AT_MOST:
            return
        for formula in RateFormula:
            if formula is not self.kpi.rate_formula:
                then = self._scenario(self.value, formula=formula)
                yield from self._compare(SensitivityCause.FORMULA, then, Assumption(formula=formula))

    def _one_less_or_more(self) -> Iterator[SensitivityPoint]:
        for cause, step in ((SensitivityCause.ONE_FEWER, -_ONE), (SensitivityCause.ONE_MORE, _ONE)):
            if self.counts:
                numerator, denominator = self.counts
                numerator += step
                if numerator < 0 or (self.is_rate and numerator > denominator):
                    continue
                value = self._at(self.plan.settings.judge_on, numerator, denominator)
                assumption = Assumption(numerator=numerator, denominator=denominator)
            elif self.is_counted and not self.kpi.has_counts:
                value = self.value + step
                if value < 0:
                    continue
                assumption = Assumption(numerator=value)
            else:
                continue
            yield from self._compare(cause, self._scenario(value), assumption)

    def _at(self, judge_on: JudgeOn, numerator: Decimal, denominator: Decimal) -> Decimal:
        """The figure that the counts give under a precision, as the reading of an entry has it."""
        exact = quotient(self.kpi, numerator, denominator)
        return round_half_up(exact, self.kpi.decimals) if judge_on is JudgeOn.REPORTED else exact

    def _scenario(
        self, value: Decimal, *, plan: Plan | None = None, formula: RateFormula | None = None
    ) -> Scenario:
        kpi, row, direction = self.kpi, self.row, self.row.target.direction
        # Which side of a condition counts hangs on the precision too.
        target = resolve_target(plan, row.branch_code, kpi).value if plan else row.target_value
        plan = plan or self.plan
        precision = plan.settings.judge_on
        figure = Figure.of(value)
        judgement, reason = judge(row.target, target, figure, kpi.decimals, precision)
        formula = formula or kpi.rate_formula
        no_base = why_no_base(kpi)
        outcome = achievement_rate(direction, formula, target, figure, self.base, no_base)
        rate = outcome.value
        reached = [least for least in self.thresholds if rate is not None and rate >= least]
        compared = judged_value(value, kpi.decimals, precision)
        side = _side(value, row.national)
        trial = replace(row, figure=figure, judgement=judgement, reason=reason, achievement_rate=outcome)
        grade = self.regrader.grade(plan, kpi, trial)
        return Scenario(
            figure=compared,
            target=target,
            judgement=judgement,
            rate=rate,
            reached=max(reached, default=None),
            national=row.national,
            side=side,
            grade=grade,
        )

    def _compare(
        self, cause: SensitivityCause, then: Scenario, assumption: Assumption
    ) -> Iterator[SensitivityPoint]:
        change = _change(cause, self.now, then)
        if change is not None:
            row = self.row
            yield SensitivityPoint(
                branch_code=row.branch_code,
                kpi_code=row.kpi_code,
                cause=cause,
                change=change,
                now=self.now,
                then=then,
                assumption=assumption,
            )


def _side(value: Decimal, national: Decimal | None) -> int:
    return 0 if national is None else (value > national) - (value < national)


def _change(cause: SensitivityCause, now: Scenario, then: Scenario) -> SensitivityChange | None:
    """The gravest thing that differs, or None; a rate that one side does not have crosses nothing."""
    if cause is SensitivityCause.MEAN:
        return SensitivityChange.NATIONAL if now.side != then.side else None
    if now.judgement is not then.judgement:
        return SensitivityChange.JUDGEMENT
    if now.grade != then.grade:
        return SensitivityChange.GRADE
    if now.rate is not None and then.rate is not None and now.reached != then.reached:
        return SensitivityChange.RATE
    return None


def _other_means(plan: Plan, assessments: Iterable[Assessment]) -> Mapping[str, _OtherMean]:
    """The national figures that count, as the other kind of mean of the same branches, by KPI code."""
    rows: dict[str, list[Assessment]] = defaultdict(list)
    for row in assessments:
        rows[row.kpi_code].append(row)
    found = {
        kpi.code: _other_mean(plan, kpi, rows[kpi.code])
        for kpi in plan.kpis
        if kpi.unit.kind is UnitKind.RATE and rows[kpi.code]
    }
    return {code: mean for code, mean in found.items() if mean is not None}


def _other_mean(plan: Plan, kpi: Kpi, rows: Sequence[Assessment]) -> _OtherMean | None:
    """None where the figure is not a mean of the round's own branches, or cannot be had the other way.

    A published figure counts as one only where all branches together give the same.
    """
    shares = [Contribution.of_entry(row.entry) for row in rows if row.entry]
    rule = AggregateRule.MEAN if kpi.aggregate is AggregateRule.MEAN else AggregateRule.RATIO
    other = AggregateRule.RATIO if rule is AggregateRule.MEAN else AggregateRule.MEAN
    own = compute(replace(kpi, aggregate=rule), shares)
    published = plan.published_national(kpi.code, plan.settings.fiscal_year) is not None
    whole = len(own.branches) == len(plan.branches)
    if own.outcome.value is None or own.outcome.value != rows[0].national or (published and not whole):
        return None
    same = [share for share in shares if share.branch_code in own.branches]
    others = compute(replace(kpi, aggregate=other), same)
    if others.outcome.value is None or others.branches != own.branches:
        return None
    return _OtherMean(other, others.outcome.value)
