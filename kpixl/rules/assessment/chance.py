"""Whether a change of a rate may be chance: the proportions of two years, tested against each other.

Six tenders of which five had one bidder are no trend. Where a figure's counts are there and the numerator
is part of the denominator, the change is held against what chance alone brings about in so many: the test
of two proportions with a common variance (z-test). Floats serve here: no judgement depends on it.
"""

from decimal import Decimal
from math import sqrt
from statistics import NormalDist

from kpixl.model.assessment import Assessment
from kpixl.model.chance import ChanceTest
from kpixl.model.head_counts import Counts
from kpixl.model.kpi import Kpi
from kpixl.model.plan import Plan
from kpixl.model.unit import UnitKind
from kpixl.rules.figures.rates import counts_behind, rate_differs

_NORMAL = NormalDist()


def are_proportions(counts: Counts) -> bool:
    """True where the numerator may be part of the denominator: 0 ≤ numerator ≤ denominator > 0."""
    return counts.denominator > 0 and 0 <= counts.numerator <= counts.denominator


def compare_proportions(now: Counts, before: Counts) -> ChanceTest:
    """The two-sided test of two proportions; equal ones, and two of 0 or of 1, are all chance.

    Raises:
        ValueError: a numerator is no part of its denominator.
    """
    if not (are_proportions(now) and are_proportions(before)):
        raise ValueError(f"no proportions: {now!r}, {before!r}")
    size, former_size = float(now.denominator), float(before.denominator)
    rate, former = float(now.numerator) / size, float(before.numerator) / former_size
    common = (float(now.numerator) + float(before.numerator)) / (size + former_size)
    spread = sqrt(common * (1 - common) * (1 / size + 1 / former_size))
    if spread == 0:
        return ChanceTest(1.0)
    return ChanceTest(2 * _NORMAL.cdf(-abs(rate - former) / spread))


def chance_of_change(plan: Plan, row: Assessment) -> ChanceTest | None:
    """The test of a branch's change on the prior year; None where there is no change, or no counts for it.

    Counts are used only where they are the ones that both years' figures come from.
    """
    kpi = plan.kpi(row.kpi_code)
    if kpi is None or kpi.unit.kind is not UnitKind.RATE or row.change_on_prior.value is None:
        return None
    now, before = counts_of_year(kpi, row), counts_of_prior(plan, kpi, row.branch_code)
    return compare_proportions(now, before) if now and before else None


def counts_of_year(kpi: Kpi, row: Assessment) -> Counts | None:
    """This year's counts as proportions; None where the figure does not come from such counts."""
    pair = counts_behind(kpi, row)
    return _proportions(Counts(pair[1], pair[0])) if pair else None


def counts_of_prior(plan: Plan, kpi: Kpi, branch_code: str) -> Counts | None:
    """Last year's counts as proportions; None where the figure does not come from such counts."""
    past = plan.past(branch_code, kpi.code, plan.settings.fiscal_year.prior)
    if past is None or past.numerator is None or not past.denominator or past.actual.value is None:
        return None
    if past.denominator < 0 or rate_differs(kpi, past.numerator, past.denominator, past.actual.value):
        return None
    return _proportions(Counts(past.denominator, past.numerator))


def _proportions(counts: Counts) -> Counts | None:
    return counts if are_proportions(counts) and _whole(counts) else None


def _whole(counts: Counts) -> bool:
    """Persons and offices are whole numbers; sums of money are nobody that chance picks."""
    return all(value == value.to_integral_value() for value in (counts.numerator, counts.denominator))


def limits_of_chance(centre: float, denominator: Decimal | float, share: float) -> tuple[float, float]:
    """Between which proportions the given share of branches of that size lies, where only chance differs."""
    reach = _NORMAL.inv_cdf((1 + share) / 2) * sqrt(centre * (1 - centre) / float(denominator))
    return max(0.0, centre - reach), min(1.0, centre + reach)
