"""How every KPI is computed and judged, said from the very objects that compute."""

from kpixl.model.detail import Detail, Message, phrase
from kpixl.model.explanation import Method
from kpixl.model.kpi import Aggregate, JudgeOn, Kpi
from kpixl.model.plan import Plan
from kpixl.model.target import Direction
from kpixl.rules.explanation.formulas import formula_key


def kpi_methods(plan: Plan) -> tuple[Method, ...]:
    """The methods of all KPIs, in the plan's order."""
    return tuple(Method(kpi, tuple(_facts(plan, kpi).items())) for kpi in plan.kpis)


def precision(kpi: Kpi, judge_on: JudgeOn) -> Message:
    """At which digit actual and target of a KPI are compared."""
    if judge_on is JudgeOn.EXACT:
        return phrase("explain.precision.exact")
    if kpi.decimals == 0:
        return phrase("explain.precision.whole")
    if kpi.decimals == 1:
        return phrase("explain.precision.reported_one")
    return phrase("explain.precision.reported", decimals=kpi.decimals)


def formula_in_words(kpi: Kpi) -> Message:
    """The formula of a KPI's achievement rate, with words where the numbers go."""
    if kpi.direction is Direction.DO:
        return phrase("explain.no_rate.qualitative")
    words = {
        "actual": phrase("column.actual"),
        "target": phrase("column.target"),
        "base": phrase("column.prior"),
    }
    return phrase(f"explain.formula.{formula_key(kpi.direction, kpi.rate_formula)}", **words)


def _facts(plan: Plan, kpi: Kpi) -> dict[str, Detail]:
    return {
        "direction": phrase(f"methods.direction.{kpi.direction}"),
        "precision": "" if kpi.direction is Direction.DO else precision(kpi, plan.settings.judge_on),
        "formula": formula_in_words(kpi),
        "figure": _figure(kpi),
        "aggregate": _aggregate(kpi),
        "comparable": _comparable(kpi),
    }


def _figure(kpi: Kpi) -> Message:
    """Where the figure itself comes from."""
    if not kpi.has_counts:
        return phrase("methods.figure.typed")
    return phrase("methods.figure.counts", numerator=kpi.numerator_label, denominator=kpi.denominator_label)


def _aggregate(kpi: Kpi) -> Message:
    if kpi.aggregate is not Aggregate.RATIO:
        return phrase(f"methods.aggregate.{kpi.aggregate}")
    counts = {"numerator": kpi.numerator_label, "denominator": kpi.denominator_label}
    return phrase("methods.aggregate.ratio", **counts)


def _comparable(kpi: Kpi) -> Message:
    """Since when figures can be compared, or why not with last year's."""
    if not kpi.comparable:
        return phrase("methods.comparable.no", reason=kpi.not_comparable_reason)
    since = kpi.comparable_since
    if since is None:
        return phrase("methods.comparable.yes")
    return phrase("methods.comparable.since", year=since)
