"""Control totals: what went in is what came out, with head office's adjustments between."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kpixl.model.master import ControlTotals

D = Decimal
FITS = ControlTotals(
    rows=6, expected_rows=6, figures_in=4, figures_out=5, sum_in=D("10.1"), sum_out=D("12.6"), adjustments=2,
    figures_adjusted=1, sum_adjusted=D("2.5"),
)  # fmt: skip


def test_both_sides_agree_with_the_adjustments_between():
    assert (FITS.agree, FITS.expected_sum) == (True, D("12.6"))


@pytest.mark.parametrize(
    "lost",
    [
        {"rows": 5},
        {"expected_rows": 7},
        {"figures_in": 5},
        {"figures_out": 4},
        {"figures_adjusted": 0},
        {"sum_in": D("10.2")},
        {"sum_out": D("12.5")},
        {"sum_adjusted": D("2.4")},
    ],
)
def test_whatever_is_lost_or_added_is_noticed(lost):
    assert not replace(FITS, **lost).agree
