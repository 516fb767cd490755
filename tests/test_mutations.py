"""Returns changed at random: no value is accepted that another reader reads otherwise.

A few fixed ones; `.ci/long fuzz` reads ten thousand.
"""

from collections import Counter

import pytest

from tests.messy.mutation import verdict

FIXED = range(120)


@pytest.fixture(scope="module")
def verdicts() -> list[tuple[str, str]]:
    return [verdict(number) for number in FIXED]


def test_no_value_of_a_changed_return_is_accepted_that_another_reader_reads_otherwise(verdicts):
    assert [said for kind, said in verdicts if kind == "wrong"] == []


def test_the_changes_are_of_every_sort(verdicts):
    counts = Counter(kind for kind, _said in verdicts)
    assert counts["accepted"] > 20
    assert counts["refused"] > 20
