"""Where a target's number comes from, as a message."""

from dataclasses import dataclass
from decimal import Decimal

from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import JudgeOn
from kpixl.model.message import Detail, Message, message
from kpixl.model.plan import Settings
from kpixl.model.rounding import judged_value
from kpixl.model.target import (
    Conditional,
    Direction,
    Fixed,
    Frequency,
    HigherOf,
    LowerOf,
    Mean,
    National,
    OfYear,
    Prior,
    ResolvedTarget,
    Scaled,
    Shifted,
    Target,
    compares,
)
from kpixl.rules.explanation.amounts import Amounts
from kpixl.rules.targets.resolve import shown_number


def target_source(
    target: Target, resolved: ResolvedTarget, settings: Settings, amounts: Amounts, on_file: Decimal | None
) -> Message | None:
    """What the resolved number rests on; None where the target has no number.

    `target` is the plan's own, without a baseline written in; `on_file` the prior actual. A number that
    is shown rounded says so; one that is shown as it is, is not said twice.
    """
    reference = target.reference
    if resolved.value is None or reference is None or isinstance(reference, Frequency):
        return None
    if isinstance(reference, HigherOf | LowerOf | Conditional) and reference.baseline is not None:
        return message("explain.source.stated_whole")
    return _Source(
        target=target, resolved=resolved, settings=settings, amounts=amounts, on_file=on_file
    ).said()


@dataclass(frozen=True, kw_only=True)
class _Source:
    target: Target
    resolved: ResolvedTarget
    settings: Settings
    amounts: Amounts
    on_file: Decimal | None

    def said(self) -> Message:
        match self.target.reference:
            case HigherOf():
                return message("explain.source.higher", source=self._part())
            case LowerOf():
                return message("explain.source.lower", source=self._part())
            case Conditional() as condition:
                return self._of_condition(condition)
            case _:
                return self._part()

    def _part(self) -> Message:
        """What the part that decided rests on."""
        match self.resolved.source:
            case Prior(baseline) if baseline is not None:
                on_file = self.on_file
                if on_file is None or on_file == baseline:
                    return message("explain.source.stated_prior")
                return message("explain.source.stated_differs", prior=self.amounts.amount(on_file))
            case Mean(_, baseline) if baseline is not None:
                return message("explain.source.stated_mean")
            case OfYear(baseline=baseline) if baseline is not None:
                return message("explain.source.stated_year")
            case National(baseline=baseline) if baseline is not None:
                return message("explain.source.stated_national")
            case Scaled(baseline=baseline) | Shifted(baseline=baseline) if baseline is not None:
                return message("explain.source.stated_moved")
            case Scaled() | Shifted() as moved:
                return self._moved(moved)
            case Prior():
                return self._maybe_rounded("prior", year=self.settings.fiscal_year.prior)
            case OfYear(year):
                return self._maybe_rounded("of_year", year=year)
            case National():
                return self._maybe_rounded("national")
            case Mean(years):
                return self._maybe_rounded("mean", values=self._values(years))
            case _:
                return message("explain.source.fixed")

    def _moved(self, moved: Scaled | Shifted) -> Message:
        """前年度比101％による64.842％: always with the number that it comes to unrounded."""
        value = self.resolved.value or Decimal(0)
        number = shown_number(self.target, self.resolved, self.amounts.kpi, self.settings.judge_on)
        key = "moved" if number == value else "moved_rounded"
        rule = self.amounts.kpi.stated(Target(Direction.EQUAL, moved))  # without a side behind it
        return message(f"explain.source.{key}", rule=rule, exact=self.amounts.amount(value))

    def _values(self, years: int) -> tuple[Message, ...]:
        first = FiscalYear(self.settings.fiscal_year.year - years)
        return tuple(
            message("explain.of_year", year=year, amount=self.amounts.amount(value))
            for year, value in self.resolved.past
            if value is not None and year >= first
        )

    def _maybe_rounded(self, kind: str, **details: Detail) -> Message:
        value = self.resolved.value
        number = shown_number(self.target, self.resolved, self.amounts.kpi, self.settings.judge_on)
        if value is None or number == value:
            return message(f"explain.source.{kind}", **details)
        return message(f"explain.source.{kind}_rounded", **details, exact=self.amounts.amount(value))

    def _of_condition(self, condition: Conditional) -> Message:
        last = self.settings.fiscal_year.prior
        prior = next((value for year, value in self.resolved.past if year == last), None)
        shown: Detail = "" if prior is None else self.amounts.amount(prior)
        source = self.resolved.source
        if source is None or isinstance(source, Fixed):
            return message("explain.source.usual", prior=shown)
        if getattr(source, "baseline", None) is not None:
            return message("explain.source.instead_stated", prior=shown, source=self._part())
        if isinstance(source, Mean) and prior is not None and self._only_when_rounded(prior, condition):
            rounded = self.amounts.amount(self._judged(prior))
            return message("explain.source.instead_rounded", prior=rounded, source=self._part())
        return message("explain.source.instead", source=self._part())

    def _only_when_rounded(self, prior: Decimal, condition: Conditional) -> bool:
        """True where 79.96 meets 80.0 because it is judged as 80.0."""
        if self.settings.judge_on is JudgeOn.EXACT:
            return False
        side = Direction.AT_MOST if self.target.direction is Direction.AT_MOST else Direction.AT_LEAST
        return not compares(side, prior, condition.limit, strict=condition.limit_strict)

    def _judged(self, value: Decimal) -> Decimal:
        return judged_value(value, self.amounts.kpi.decimals, self.settings.judge_on)
