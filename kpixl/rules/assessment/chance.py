"""Whether a change of a rate may be chance: the proportions of two years, tested against each other.

Six tenders of which five had one bidder are no trend. Where a figure's counts are there and the numerator
is part of the denominator, the change is held against what chance alone brings about in so many: the test
of two proportions with a common variance (z-test), and Fisher's exact test where fewer than five cases are
expected anywhere, for there the normal distribution is no likeness. Floats serve here: no judgement
depends on it.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import exp, lgamma, sqrt
from statistics import NormalDist

from kpixl.model.assessment import Assessment
from kpixl.model.chance import ChanceTest
from kpixl.model.head_counts import Counts
from kpixl.model.kpi import AggregateRule, Kpi
from kpixl.model.plan import Plan
from kpixl.model.rounding import exact_sum
from kpixl.model.unit import UnitKind
from kpixl.rules.figures.rates import counts_behind, rate_differs

_NORMAL = NormalDist()
_FEWEST_EXPECTED = 5  # cases (Cochran's rule)
_MOST_CASES = 200  # where fewer than five are expected, more have no probability that a float could hold
_EQUAL = 1 + 1e-7  # tables as likely as the one seen count with it, whatever the last bits say


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
    cases = float(now.numerator) + float(before.numerator)
    common = cases / (size + former_size)
    if common in (0, 1):
        return ChanceTest(1.0)
    if min(size, former_size) * min(common, 1 - common) < _FEWEST_EXPECTED:
        return ChanceTest(_exact(now, before))
    spread = sqrt(common * (1 - common) * (1 / size + 1 / former_size))
    rate, former = float(now.numerator) / size, float(before.numerator) / former_size
    return ChanceTest(2 * _NORMAL.cdf(-abs(rate - former) / spread))


def _exact(now: Counts, before: Counts) -> float:
    """Fisher's exact test, two-sided: how likely tables are that are no likelier than the one seen.

    What is counted is the cell of the smaller year in which the fewest are expected; the sums of the two
    years and of the two kinds of cases are held.
    """
    smaller, larger = sorted((now, before), key=lambda side: side.denominator)
    cases = smaller.numerator + larger.numerator
    every = smaller.denominator + larger.denominator
    seen = smaller.numerator
    if cases * 2 > every:  # count those that are no case, as fewer are expected of them
        cases, seen = every - cases, smaller.denominator - smaller.numerator
    if seen > _MOST_CASES:
        return 0.0
    most = int(min(smaller.denominator, cases, Decimal(_MOST_CASES)))
    others, sample = every - cases, smaller.denominator
    whole = _choices(every, sample)
    # Both are at most a half of all, so that none of these tables asks for more of the others than there are.
    likely = [
        exp(_choices(cases, Decimal(count)) + _choices(others, sample - count) - whole)
        for count in range(most + 1)
    ]
    limit = likely[int(seen)] * _EQUAL
    return min(1.0, sum(chance for chance in likely if chance <= limit))


def _choices(of: Decimal, taken: Decimal) -> float:
    """The logarithm of how many ways there are to take so many of them."""
    return lgamma(float(of) + 1) - lgamma(float(taken) + 1) - lgamma(float(of - taken) + 1)


def chance_of_change(plan: Plan, row: Assessment) -> ChanceTest | None:
    """The test of a branch's change on the prior year; None where there is no change, or no counts for it.

    Counts are used only where they are the ones that both years' figures come from.
    """
    kpi = plan.kpi(row.kpi_code)
    if kpi is None or kpi.unit.kind is not UnitKind.RATE or row.change_on_prior.value is None:
        return None
    now, before = counts_of_year(kpi, row), counts_of_prior(plan, kpi, row.branch_code)
    return compare_proportions(now, before) if now and before else None


def chance_of_whole(plan: Plan, kpi: Kpi, rows: Iterable[Assessment]) -> ChanceTest | None:
    """The test of the change of all branches together, by the counts of those that have both years.

    None where the whole's figure is no quotient of sums, or a branch with both figures lacks its counts.
    """
    if kpi.unit.kind is not UnitKind.RATE or kpi.aggregate is not AggregateRule.RATIO:
        return None
    pairs = [
        (counts_of_year(kpi, row), counts_of_prior(plan, kpi, row.branch_code))
        for row in rows
        if row.change_on_prior.value is not None
    ]
    known = [(now, before) for now, before in pairs if now and before]
    if not known or len(known) < len(pairs):
        return None
    now, before = (_sum(side) for side in zip(*known, strict=True))
    return compare_proportions(now, before)


def _sum(counts: Sequence[Counts]) -> Counts:
    return Counts(exact_sum(one.denominator for one in counts), exact_sum(one.numerator for one in counts))


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
