"""Doubts about the figures that a plan itself states: rates beside counts, planned counts, adjustments."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial

from kpixl.model.finding import Finding, FindingCode, Place, finding
from kpixl.model.fiscal import FiscalYear
from kpixl.model.kpi import CountRounding, Kpi
from kpixl.model.message import Amount, message
from kpixl.model.plan import Plan
from kpixl.model.plan_figures import PlannedCount
from kpixl.model.plan_layout import HISTORY, NATIONAL, PLANNED_COUNTS, PlanSheet, RawPlan
from kpixl.rules.figures.rates import planned_count, rate_differs, rate_of_counts
from kpixl.rules.plan.adjustments import check_planned_adjustments
from kpixl.rules.plan.records import Record, records
from kpixl.rules.targets.resolve import target_rate

Key = tuple[str, ...]


def check_plan_figures(plan: Plan, raw: RawPlan) -> list[Finding]:
    """Every doubt about the plan's own figures, each with its cell."""
    return [
        *check_stated_rates(plan, raw),
        *check_planned_counts(plan, raw),
        *check_planned_adjustments(plan, raw),
    ]


def check_stated_rates(plan: Plan, raw: RawPlan) -> list[Finding]:
    """A warning for every rate of 過年度 and 全国 that is not what the counts beside it give."""
    return [*_history_rates(plan, raw), *_national_rates(plan, raw)]


def _history_rates(plan: Plan, raw: RawPlan) -> Iterator[Finding]:
    places = _Places(raw=raw, sheet=HISTORY, key_of=_history_key, field="actual")
    for row in plan.history:
        kpi, branch = plan.kpi(row.kpi_code), plan.branch(row.branch_code)
        if kpi is None or branch is None:
            continue
        found = _rate_finding(
            kpi,
            (row.actual.value, row.numerator, row.denominator),
            partial(places.of, str(row.fiscal_year), row.branch_code, row.kpi_code),
            branch=row.branch_code,
            year=row.fiscal_year,
            whose=branch.name,
        )
        yield from found


def _national_rates(plan: Plan, raw: RawPlan) -> Iterator[Finding]:
    places = _Places(raw=raw, sheet=NATIONAL, key_of=_national_key, field="national_actual")
    for row in plan.national:
        kpi = plan.kpi(row.kpi_code)
        if kpi is None:
            continue
        yield from _rate_finding(
            kpi,
            (row.actual, row.numerator, row.denominator),
            partial(places.of, str(row.fiscal_year), row.block, row.kpi_code),
            branch="",
            year=row.fiscal_year,
            whose=row.block or plan.settings.aggregate_name,
        )


def _rate_finding(
    kpi: Kpi,
    figures: tuple[Decimal | None, Decimal | None, Decimal | None],
    place: Callable[[], Place],
    *,
    branch: str,
    year: FiscalYear,
    whose: str,
) -> Iterator[Finding]:
    """The finding for (printed rate, numerator, denominator), where all three are there and disagree."""
    printed, numerator, denominator = figures
    if printed is None or numerator is None or not denominator:
        return
    if rate_differs(kpi, numerator, denominator, printed):
        yield finding(
            FindingCode.STATED_RATE_DIFFERS,
            place(),
            branch=branch,
            kpi=kpi.code,
            year=year,
            whose=whose,
            printed=Amount.as_typed(printed, kpi.unit),
            computed=kpi.amount(rate_of_counts(kpi, numerator, denominator)),
            numerator=Amount(numerator),
            denominator=Amount(denominator),
        )


def check_planned_counts(plan: Plan, raw: RawPlan) -> list[Finding]:
    """What is doubtful about planned head counts.

    A planned numerator that fits neither rounding of denominator × target rate is a warning, one that
    fits only the rounding which the plan does not use a note. Without a target rate nothing follows
    from the denominator, and nothing can be checked: a warning.
    """
    places = _Places(raw=raw, sheet=PLANNED_COUNTS, key_of=_count_key, field="numerator")
    found: list[Finding] = []
    for row in plan.planned_counts:
        kpi = plan.kpi(row.kpi_code)
        if kpi is not None:
            place = places.of(row.branch_code, row.kpi_code)
            found += _planned_finding(plan, kpi, row, place)
    return found


def _planned_finding(plan: Plan, kpi: Kpi, row: PlannedCount, place: Place) -> Iterator[Finding]:
    branch, code = row.branch_code, row.kpi_code
    rate = target_rate(plan, row.branch_code, kpi)
    if rate is None:
        yield finding(FindingCode.PLANNED_COUNT_WITHOUT_RATE, place, branch=branch, kpi=code)
        return
    rule = plan.settings.count_rounding
    fits = {rounding: planned_count(kpi, row.denominator, rate, rounding) for rounding in CountRounding}
    if row.numerator is None or row.numerator == fits[rule]:
        return
    other = next(rounding for rounding in CountRounding if rounding is not rule)
    shown = {
        "seen": Amount(row.numerator),
        "denominator": Amount(row.denominator),
        "rate": Amount.as_typed(rate, kpi.unit),
    }
    if row.numerator == fits[other]:
        yield finding(
            FindingCode.PLANNED_COUNT_OTHER_ROUNDING, place, branch=branch, kpi=code, **shown,
            expected=Amount(fits[rule]), rule=message(f"word.count_rounding.{rule}"),
            other=message(f"word.count_rounding.{other}"),
        )  # fmt: skip
    else:
        up, half_up = fits[CountRounding.UP], fits[CountRounding.HALF_UP]
        yield finding(
            FindingCode.PLANNED_COUNT_DIFFERS,
            place,
            branch=branch,
            kpi=code,
            **shown,
            up=Amount(up),
            half_up=Amount(half_up),
        )


@dataclass(kw_only=True)
class _Places:
    """Where a field of each row stands, by what identifies the row; looked up where there is a finding."""

    raw: RawPlan
    sheet: PlanSheet
    key_of: Callable[[Record], Key]
    field: str

    def of(self, *key: str) -> Place:
        """The place of a row; the file alone where no row is that one."""
        return self._by_key.get(key, Place(self.raw.file))

    @cached_property
    def _by_key(self) -> dict[Key, Place]:
        found = records(self.raw, [], self.sheet)
        return {self.key_of(record): record.place(self.field) for record in found}


def _history_key(record: Record) -> Key:
    return (_year(record), record.code("branch_code", 0), record.text("kpi_code"))


def _national_key(record: Record) -> Key:
    return (_year(record), record.text("block"), record.text("kpi_code"))


def _count_key(record: Record) -> Key:
    return (record.code("branch_code", 0), record.text("kpi_code"))


def _year(record: Record) -> str:
    year = record.year("fiscal_year")
    return str(year) if year else ""
