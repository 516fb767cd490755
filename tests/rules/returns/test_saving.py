"""When a return was saved: an instant, one of two, or nothing where a clock is wrong."""

import datetime as dt
from decimal import Decimal

import pytest

from kpixl.model.ledger import Punctuality
from kpixl.model.submission import Registered
from kpixl.rules.returns.saving import (
    by_saving,
    local_day,
    local_time,
    punctuality,
    saved,
    saved_later,
    was_sent_before,
)
from tests.rules.builders import make_plan, make_settings, make_submission

PLAN = make_plan()
JAPAN = make_settings(utc_offset=Decimal(9))


def at(text):
    """A time; one that ends in Z is an instant."""
    return dt.datetime.fromisoformat(text) if text else None


def returned(modified="", sent=""):
    return make_submission(PLAN, {}, modified=at(modified), sent=at(sent))


@pytest.mark.parametrize(
    ("modified", "sent", "is_right"),
    [
        ("2023-01-01T00:00Z", "", True),  # FY2024: from the year before to the third after
        ("2022-12-31T23:59Z", "", False),
        ("2027-12-31T23:59Z", "", True),
        ("2028-01-01T00:00Z", "", False),
        ("1980-01-01T00:00", "", False),
        ("2025-05-21T09:00Z", "2025-05-20T09:00Z", True),  # clocks may differ by a day
        ("2025-05-21T09:01Z", "2025-05-20T09:00Z", False),
        ("2025-05-21T18:00", "2025-05-20T09:00Z", True),
        ("2025-05-19T09:00Z", "2025-05-20T09:00Z", True),
        ("", "2025-05-20T09:00Z", False),
    ],
)
def test_a_time_that_cannot_be_right_is_none(modified, sent, is_right):
    assert saved(JAPAN, returned(modified, sent)) == (at(modified) if is_right else None)


@pytest.mark.parametrize(
    ("one", "other", "is_later"),
    [
        (("2025-05-20T09:01Z", ""), ("2025-05-20T09:00Z", ""), True),
        (("2025-05-20T09:00Z", ""), ("2025-05-20T09:00Z", ""), False),
        (("2025-05-20T09:01", ""), ("2025-05-20T09:00", ""), True),
        (("2025-05-20T09:00", ""), ("2025-05-20T09:00", ""), False),
        (("2025-05-20T18:01", ""), ("2025-05-20T09:00Z", ""), True),
        (("2025-05-20T18:00", ""), ("2025-05-20T09:00Z", ""), False),
        (("2025-05-20T09:01", ""), ("2025-05-20T00:30Z", ""), False),  # 0:01 in Japan, or 9:01 of UTC
        (("2025-05-20T09:01Z", ""), ("2025-05-20T09:00", ""), True),
        (("2025-05-20T09:01Z", ""), ("", ""), False),
        (("", ""), ("2025-05-20T09:00Z", ""), False),
        (("2025-05-20T09:01Z", ""), ("", "2025-05-20T09:00Z"), True),  # what was sent had been saved
        (("2025-05-20T09:00Z", ""), ("", "2025-05-20T09:00Z"), False),
        (("2025-05-20T09:01Z", ""), ("2025-05-21T08:00Z", "2025-05-20T09:00Z"), True),
    ],
)
def test_a_return_is_later_only_where_it_surely_is(one, other, is_later):
    assert saved_later(JAPAN, returned(*one), returned(*other)) is is_later


@pytest.mark.parametrize(
    ("modified", "sent", "issued", "is_before"),
    [
        ("2025-05-20T08:59Z", "", "2025-05-20T18:00:00+09:00", True),
        ("2025-05-20T09:00Z", "", "2025-05-20T18:00:00+09:00", False),
        ("2025-05-20T08:59", "", "2025-05-20T18:00:00+09:00", True),
        ("2025-05-20T09:30", "", "2025-05-20T18:00:00+09:00", False),  # perhaps UTC
        ("", "2025-05-20T08:59Z", "2025-05-20T18:00:00+09:00", True),
        ("2025-05-20T09:30Z", "2025-05-20T08:59Z", "2025-05-20T18:00:00+09:00", True),
        ("", "", "2025-05-20T18:00:00+09:00", False),
        ("2025-05-20T08:59Z", "", "2025-05-20T18:00:00", False),
        ("2025-05-20T08:59Z", "", "", False),
    ],
)
def test_a_return_was_sent_before_a_form_only_where_it_surely_was(modified, sent, issued, is_before):
    row = Registered(branch_code="45", branch_name="宮崎", file="f", issue="i", issued=issued, sha256="s")
    assert was_sent_before(JAPAN, returned(modified, sent), row) is is_before


@pytest.mark.parametrize(
    ("modified", "sent", "expected"),
    [
        ("2025-05-30T14:59Z", "", Punctuality.ON_TIME),
        ("2025-05-30T15:00Z", "", Punctuality.LATE),
        ("2025-05-30T23:59", "", Punctuality.ON_TIME),
        ("2025-05-31T00:00", "", Punctuality.LATE),
        ("2025-05-31T15:00Z", "2025-05-30T14:59Z", Punctuality.ON_TIME),
        ("2025-05-30T15:00Z", "2025-05-30T15:00Z", Punctuality.LATE),
        ("", "2025-05-30T15:00Z", Punctuality.UNKNOWN),
        ("", "", Punctuality.UNKNOWN),
    ],
)
def test_a_return_is_late_only_where_it_surely_is(modified, sent, expected):
    due = dt.date(2025, 5, 30)
    assert punctuality(JAPAN, returned(modified, sent), due) is expected
    assert punctuality(JAPAN, returned(modified, sent), None) is Punctuality.NONE


def test_what_is_saved_in_the_evening_of_utc_is_of_the_next_day_in_japan():
    assert local_time(JAPAN, at("2025-05-30T15:00Z")) == at("2025-05-31T00:00")
    assert local_time(JAPAN, at("2025-05-30T15:00")) == at("2025-05-30T15:00")
    assert local_time(JAPAN, None) is None
    assert local_day(JAPAN, at("2025-05-30T15:00Z")) == dt.date(2025, 5, 31)


def test_returns_are_sorted_by_the_earliest_instant_and_those_without_a_time_first():
    said = ["2025-05-20T18:30", "2025-05-20T09:00Z", "", "1980-01-01T00:00Z"]
    times = [by_saving(JAPAN, returned(text)) for text in said]
    assert times[:2] == [at("2025-05-20T09:30Z"), at("2025-05-20T09:00Z")]
    assert times[2] == times[3] < times[1]
