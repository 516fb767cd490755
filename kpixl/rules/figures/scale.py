"""A figure that has slipped by its digits: 0.622 where last year says 62.2."""

from decimal import Decimal

# A figure within a factor of two of such a multiple of last year's is more likely a slip than a change.
_SCALES = {
    "hundredth": Decimal("0.01"),
    "thousandth": Decimal("0.001"),
    "hundredfold": Decimal(100),
    "thousandfold": Decimal(1000),
}


def find_scale(value: Decimal, prior: Decimal) -> str:
    """By what a figure seems to have slipped from another: hundredth …; '' where it has not."""
    if not value or not prior:
        return ""
    ratio = abs(value / prior)
    return next((name for name, scale in _SCALES.items() if scale / 2 <= ratio <= scale * 2), "")
