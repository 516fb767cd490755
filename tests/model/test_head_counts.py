"""Changes of head counts follow from the counts of both sides, and from one alone there is none."""

from decimal import Decimal

import pytest

from kpixl.model.assessment import Outcome, Reason
from kpixl.model.head_counts import Counts, CountScope, HeadCount

THIS, LAST, PLANNED = (
    Counts(Decimal(of), Decimal(part)) for of, part in ((500, 311), (480, 320), (500, 300))
)


def head_count(actual=THIS, prior=LAST, planned=PLANNED):
    return HeadCount(
        scope=CountScope.BRANCH, branches=("45",), actual=actual, prior=prior, planned=planned, rate=None,
        prior_rate=None, rate_change=Outcome(reason=Reason.NOT_REPORTED),
    )  # fmt: skip


def test_changes_are_this_year_minus_last_and_actual_minus_plan():
    found = head_count()
    assert (found.denominator_change, found.numerator_change, found.plan_difference) == (20, -9, 11)


@pytest.mark.parametrize("missing", [{"actual": None}, {"prior": None, "planned": None}])
def test_without_one_side_there_is_no_change(missing):
    found = head_count(**missing)
    assert (found.denominator_change, found.numerator_change, found.plan_difference) == (None, None, None)


def test_a_plan_needs_no_prior():
    found = head_count(prior=None)
    assert (found.numerator_change, found.plan_difference) == (None, 11)
