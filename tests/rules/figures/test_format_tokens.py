"""For which numbers a section of a format is."""

from decimal import Decimal

import pytest

from kpixl.rules.figures.format_tokens import Condition


@pytest.mark.parametrize(
    ("operator", "below", "at", "above"),
    [
        ("<", True, False, False),
        ("<=", True, True, False),
        ("=", False, True, False),
        ("<>", True, False, True),
        (">", False, False, True),
        (">=", False, True, True),
    ],
)
def test_a_condition_holds_on_its_side_of_the_limit(operator, below, at, above):
    condition = Condition(operator, Decimal(100))
    assert [condition.holds(Decimal(value)) for value in ("99.9", "100", "100.1")] == [below, at, above]
