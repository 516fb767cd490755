"""The ways a measure may turn out, and what a scheme makes of each.

What is not known yet is not guessed: it is every case that it may still become.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kpixl.model.grade import GradeInputs, GradeReason, Progress, Scheme
from kpixl.model.kpi import GradeRule, KpiCriterion
from kpixl.rules.plan.grade_schemes import folded

NO_LIMIT = Decimal("Infinity")
_WORDS = frozenset(Progress)
Fired = tuple[int, GradeRule] | None  # a row and its place in the scheme


@dataclass(frozen=True, kw_only=True)
class Case:
    """One way a measure may turn out, as far as a scheme looks at it. `rate` is the lowest of its KPIs."""

    kpis: int = 0
    achieved: int = 0
    grown: bool = False
    rate: Decimal = NO_LIMIT
    progress: str = ""
    new_effort: str = ""


def first_rule(scheme: Scheme, case: Case) -> Fired:
    """The first row that holds for a case; None where none does."""
    rows = scheme.of_kind(with_kpi=case.kpis > 0)
    return next(((place, rule) for place, rule in rows if _holds(rule, case)), None)


def rate_levels(scheme: Scheme) -> tuple[Decimal, ...]:
    """One achievement rate from every range that the scheme tells apart, lowest first; 1 is among them."""
    limits = {Decimal(1), *(rule.rate_from for rule in scheme.rules if rule.rate_from is not None)}
    return (min(limits) - 1, *sorted(limits))


def progress_choices(scheme: Scheme) -> tuple[str, ...]:
    """Every answer about the plan that makes a difference: the form's words and the scheme's own texts."""
    texts = (rule.criterion_plan for rule in scheme.rules if rule.criterion_plan)
    return tuple(dict.fromkeys((*reversed(Progress), *texts)))


def blamed(inputs: GradeInputs, found: Mapping[Case, Fired]) -> tuple[GradeReason, ...]:
    """The unknowns that the grade hangs on: those that change it while all else stays the same."""
    reasons = []
    if _turns(found, lambda case: (case.progress, case.new_effort)):
        reasons.append(GradeReason.KPI_NOT_JUDGED if inputs.not_judged else GradeReason.RATE_UNKNOWN)
    if _turns(found, lambda case: (case.achieved, case.grown, case.rate, case.new_effort)):
        missing, unreadable = GradeReason.PROGRESS_MISSING, GradeReason.PROGRESS_UNREADABLE
        reasons.append(unreadable if inputs.progress else missing)
    if _turns(found, lambda case: (case.achieved, case.grown, case.rate, case.progress)):
        missing, unreadable = GradeReason.NEW_EFFORT_MISSING, GradeReason.NEW_EFFORT_UNREADABLE
        reasons.append(unreadable if inputs.new_effort else missing)
    return tuple(reasons)


def _turns(found: Mapping[Case, Fired], all_else: Callable[[Case], object]) -> bool:
    grades: dict[object, set[str]] = defaultdict(set)
    for case, row in found.items():
        grades[all_else(case)].add(row[1].grade if row else "")
    return any(len(different) > 1 for different in grades.values())


def _holds(rule: GradeRule, case: Case) -> bool:
    return (
        _kpi_holds(rule.criterion_kpi, case)
        and (rule.rate_from is None or (case.kpis > 0 and case.rate >= rule.rate_from))
        and rule.criterion_new_effort in ("", case.new_effort)
        and _progress_holds(rule.criterion_plan, case.progress)
    )


def _kpi_holds(criterion: KpiCriterion, case: Case) -> bool:
    if criterion is KpiCriterion.ANY:
        return True
    if case.kpis == 0:
        return False
    match criterion:
        case KpiCriterion.GROWN:
            return case.achieved == case.kpis and case.grown
        case KpiCriterion.ACHIEVED:
            return case.achieved == case.kpis
        case KpiCriterion.PARTLY:
            return 0 < case.achieved < case.kpis
        case KpiCriterion.NOT_ACHIEVED:
            return case.achieved == 0


def _progress_holds(criterion: str, progress: str) -> bool:
    """A word of the form asks for itself or better; any other text for itself."""
    if criterion in _WORDS and progress in _WORDS:
        return Progress(progress).place <= Progress(criterion).place
    return not criterion or folded(criterion) == folded(progress)
