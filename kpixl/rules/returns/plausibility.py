"""Does a figure make sense? Range, scale, sign and change, each a warning that a person looks at."""

from decimal import Decimal

from kpixl.model.figure import Figure
from kpixl.model.finding import FindingCode
from kpixl.model.kpi import Kpi
from kpixl.model.message import Amount, message
from kpixl.model.plan import Plan
from kpixl.model.rounding import digits_after_point, round_half_up
from kpixl.model.submission import RawCell
from kpixl.model.target import Direction
from kpixl.rules.figures.scale import find_scale
from kpixl.rules.returns.inspection import Inspection
from kpixl.rules.targets.resolve import resolve_target

_MORE_DIGITS = 2
_FEWEST_DIGITS = 3  # two years agree by chance in 0.8, hardly in 64.2


def check_plausibility(
    inspection: Inspection,
    kpi: Kpi,
    cell: RawCell | None,
    figure: Figure,
    remark: str,
    counts: tuple[Decimal | None, Decimal | None] = (None, None),
) -> None:
    """Add what is doubtful about a figure; a remark clears the doubts about its change on prior.

    `counts` are the numerator and the denominator behind it, where the branch gave them.
    """
    value = figure.value
    if value is None:
        return
    low, high = kpi.minimum, kpi.maximum
    bounds_ = [bound for bound in (low, high) if bound is not None]
    seen = Amount.as_typed(_said(value, kpi, *bounds_), kpi.unit)
    if (low is not None and value < low) or (high is not None and value > high):
        bounds = {"low": "" if low is None else low, "high": "" if high is None else high}
        inspection.add(FindingCode.OUT_OF_RANGE, cell, kpi.code, seen=seen, **bounds)
    plan, branch = inspection.plan, inspection.branch.code
    history = plan.prior(branch, kpi.code) if kpi.comparable else None
    prior = history.value if history else None
    reference = prior
    if prior is None and kpi.direction is Direction.AT_LEAST and value > 0:
        # In a first year, or after a change of definition, a target tells of a figure that is too small;
        # not one that is a ceiling: 0.1 single bids against a ceiling of 15 are no slip.
        floor = resolve_target(plan, branch, kpi).value
        reference = floor if floor is not None and value < floor else None
    scale = find_scale(value, reference) if reference is not None else ""
    if scale and reference is not None:
        inspection.add(
            FindingCode.SUSPECT_SCALE, cell, kpi.code, seen=seen,
            column=message(f"column.{'target_value' if prior is None else 'prior'}"),
            reference=Amount.as_typed(_said(reference, kpi), kpi.unit),
            times=message(f"word.times.{scale}"),
        )  # fmt: skip
        return
    if prior is None:
        return
    was = Amount.as_typed(_said(prior, kpi), kpi.unit)
    if value * prior < 0:
        inspection.add(FindingCode.SIGN_DIFFERS, cell, kpi.code, seen=seen, prior=was)
        return
    if remark:
        return
    if _suspiciously_same(kpi, value, prior) and not _counted_anew(plan, branch, kpi, counts):
        inspection.add(FindingCode.SAME_AS_PRIOR, cell, kpi.code, seen=seen)
    change = value - prior
    if kpi.max_change is not None and abs(change) > kpi.max_change:
        inspection.add(
            FindingCode.CHANGE_IS_LARGE, cell, kpi.code, seen=seen, prior=was,
            change=Amount.as_typed(_said(abs(change), kpi, kpi.max_change), kpi.unit).as_difference(),
            moved=message(f"word.difference.{'up' if change > 0 else 'down'}"),
            limit=Amount.as_typed(kpi.max_change, kpi.unit).as_difference(),
        )  # fmt: skip


def _suspiciously_same(kpi: Kpi, value: Decimal, prior: Decimal) -> bool:
    """The same as last year to the last digit, where that is unlikely: not at a bound, not 100 of 100."""
    if value != prior or kpi.direction in (Direction.EQUAL, Direction.DO):
        return False
    at_a_bound = value in (kpi.minimum, kpi.maximum)
    return not at_a_bound and len(value.as_tuple().digits) >= _FEWEST_DIGITS


def _counted_anew(plan: Plan, branch: str, kpi: Kpi, counts: tuple[Decimal | None, Decimal | None]) -> bool:
    """True where the same rate comes of other counts than last year's: 100 of 200, and 50 of 100."""
    before = plan.past(branch, kpi.code, plan.settings.fiscal_year.prior)
    if before is None or None in counts or None in (before.numerator, before.denominator):
        return False
    return counts != (before.numerator, before.denominator)


def _said(value: Decimal, kpi: Kpi, *limits: Decimal) -> Decimal:
    """A number with two digits more than are reported, at most: a quotient has 28.

    With as many more as it takes where it would look like 0 or like a limit that it is not.
    """
    for digits in range(kpi.decimals + _MORE_DIGITS, digits_after_point(value)):
        rounded = round_half_up(value, digits)
        if rounded != 0 and (rounded in limits) is (value in limits):
            return rounded
    return value
