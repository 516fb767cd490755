"""Counting judgements, and the places that follow from them."""

from collections import Counter
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from kpixl.model.summary import Tally
from kpixl.rules.summary.tallies import places, sum_of

counts = st.integers(0, 4)
tallies = st.builds(Tally, achieved=counts, not_achieved=counts, not_judged=counts, no_target=counts)


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=2), tallies, max_size=8))
def test_a_place_is_one_more_than_how_many_are_better(by_branch):
    known = {
        code: Fraction(tally.achieved, tally.judged) for code, tally in by_branch.items() if tally.judged
    }
    expected = {code: 1 + sum(other > share for other in known.values()) for code, share in known.items()}
    assert places(by_branch) == expected


@given(st.lists(tallies, max_size=5))
def test_several_tallies_are_one(several):
    total = sum_of(several)
    assert vars(total) == {**vars(Tally()), **sum((Counter(vars(tally)) for tally in several), Counter())}


def test_equal_shares_share_a_place_and_the_next_one_is_left_out():
    by_branch = {
        "a": Tally(achieved=1, not_achieved=1),
        "b": Tally(achieved=2, not_achieved=2),
        "c": Tally(not_achieved=3),
    }
    assert places(by_branch) == {"a": 1, "b": 1, "c": 3}
    assert places({"d": Tally(not_judged=3)}) == {}
