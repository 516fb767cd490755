"""Does a figure make sense? Range, scale, sign and change, each a warning that a person looks at."""

from decimal import Decimal

from kpixl.model.figure import Figure
from kpixl.model.finding import FindingCode
from kpixl.model.kpi import Kpi
from kpixl.model.submission import RawCell
from kpixl.model.target import Direction
from kpixl.rules.inspection import Inspection

# A figure within a factor of two of such a multiple of last year's is more likely a slip than a change.
_SCALES = {
    "hundredth": Decimal("0.01"),
    "thousandth": Decimal("0.001"),
    "hundredfold": Decimal(100),
    "thousandfold": Decimal(1000),
}
_FEWEST_DIGITS = 3  # two years agree by chance in 0.8, hardly in 64.2


def check_sense(inspection: Inspection, kpi: Kpi, cell: RawCell | None, figure: Figure, remark: str) -> None:
    """Add what is doubtful about a figure; a remark clears the doubts about its change on prior."""
    value = figure.value
    if value is None:
        return
    seen = f"{value:f}{kpi.unit.symbol}"
    low, high = kpi.minimum, kpi.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        bounds = {"low": _bound(low), "high": _bound(high)}
        inspection.add(FindingCode.OUT_OF_RANGE, cell, kpi.code, seen=seen, **bounds)
    history = inspection.plan.prior(inspection.branch.code, kpi.code)
    prior = history.value if history else None
    if prior is None or not kpi.comparable:
        return
    was = f"{prior:f}{kpi.unit.symbol}"
    scale = _scale(value, prior)
    if scale:
        label = f"word.times.{scale}"
        inspection.add(FindingCode.SUSPECT_SCALE, cell, kpi.code, seen=seen, prior=was, times_label=label)
        return
    if value * prior < 0:
        inspection.add(FindingCode.SIGN_DIFFERS, cell, kpi.code, seen=seen, prior=was)
        return
    if remark:
        return
    if _suspiciously_same(kpi, value, prior):
        inspection.add(FindingCode.SAME_AS_PRIOR, cell, kpi.code, seen=seen)
    change = value - prior
    if kpi.max_change is not None and abs(change) > kpi.max_change:
        inspection.add(
            FindingCode.CHANGE_IS_LARGE, cell, kpi.code, seen=seen, prior=was,
            change=f"{change:+f}", limit=kpi.max_change,
        )  # fmt: skip


def _scale(value: Decimal, prior: Decimal) -> str:
    if not value or not prior:
        return ""
    ratio = abs(value / prior)
    return next((name for name, scale in _SCALES.items() if scale / 2 <= ratio <= scale * 2), "")


def _suspiciously_same(kpi: Kpi, value: Decimal, prior: Decimal) -> bool:
    """The same as last year to the last digit, where that is unlikely: not at a bound, not 100 of 100."""
    if value != prior or kpi.direction in (Direction.EQUAL, Direction.DO):
        return False
    at_a_bound = value in (kpi.minimum, kpi.maximum)
    return not at_a_bound and len(value.as_tuple().digits) >= _FEWEST_DIGITS


def _bound(value: Decimal | None) -> str:
    return "" if value is None else format(value, "f")
