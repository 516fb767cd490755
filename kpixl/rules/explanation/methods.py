"""How every KPI is computed and judged, said from the very objects that compute."""

from kpixl.model.explanation import Method
from kpixl.model.kpi import AggregateRule, JudgeOn, Kpi
from kpixl.model.message import Detail, Message, message
from kpixl.model.plan import Plan
from kpixl.model.target import Direction
from kpixl.rules.explanation.formulas import formula_key


def kpi_methods(plan: Plan) -> tuple[Method, ...]:
    """The methods of all KPIs, in the plan's order."""
    return tuple(Method(kpi, tuple(_facts(plan, kpi).items())) for kpi in plan.kpis)


def precision(kpi: Kpi, judge_on: JudgeOn) -> Message:
    """At which digit actual and target of a KPI are compared."""
    if judge_on is JudgeOn.EXACT:
        return message("explain.precision.exact")
    if kpi.decimals == 0:
        return message("explain.precision.whole")
    if kpi.decimals == 1:
        return message("explain.precision.reported_one")
    return message("explain.precision.reported", decimals=kpi.decimals)


def formula_in_words(kpi: Kpi) -> Message:
    """The formula of a KPI's achievement rate, with words where the numbers go."""
    if kpi.direction is Direction.DO:
        return message("explain.no_rate.qualitative")
    words = {
        "actual": message("column.actual"),
        "target": message("column.target"),
        "base": message("column.prior"),
    }
    return message(f"explain.formula.{formula_key(kpi.direction, kpi.rate_formula)}", **words)


def _facts(plan: Plan, kpi: Kpi) -> dict[str, Detail]:
    return {
        "direction": message(f"methods.direction.{kpi.direction}"),
        "precision": "" if kpi.direction is Direction.DO else precision(kpi, plan.settings.judge_on),
        "formula": formula_in_words(kpi),
        "figure": _figure(kpi),
        "aggregate": _aggregate(kpi),
        "comparable": _comparable(kpi),
    }


def _figure(kpi: Kpi) -> Message:
    """Where the figure itself comes from."""
    if not kpi.has_counts:
        return message("methods.figure.typed")
    return message("methods.figure.counts", numerator=kpi.numerator_label, denominator=kpi.denominator_label)


def _aggregate(kpi: Kpi) -> Message:
    if kpi.aggregate is not AggregateRule.RATIO:
        return message(f"methods.aggregate.{kpi.aggregate}")
    counts = {"numerator": kpi.numerator_label, "denominator": kpi.denominator_label}
    return message("methods.aggregate.ratio", **counts)


def _comparable(kpi: Kpi) -> Message:
    """Since when figures can be compared, or why not with last year's."""
    if not kpi.comparable:
        return message("methods.comparable.no", reason=kpi.not_comparable_reason)
    since = kpi.comparable_since
    if since is None:
        return message("methods.comparable.yes")
    return message("methods.comparable.since", year=since)
