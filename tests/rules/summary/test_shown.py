"""Which branches the lists of a summary show."""

import pytest

from kpixl.model.plan import Branch
from kpixl.model.summary import BranchResult, Tally
from kpixl.rules.summary import shown
from kpixl.rules.summary.shown import choose_shown
from kpixl.rules.summary.tallies import places
from tests.rules.builders import make_ledger_row


@pytest.fixture(autouse=True)
def _two_at_each_end(monkeypatch):
    monkeypatch.setattr(shown, "SHOWN_ENDS", 2)


def results(*achieved):
    """Branches 1, 2 … that achieved so many of ten, or of which nothing was judged (None)."""
    tallies = {
        str(number): Tally() if of_ten is None else Tally(achieved=of_ten, not_achieved=10 - of_ten)
        for number, of_ten in enumerate(achieved, start=1)
    }
    place = places(tallies)
    return [
        BranchResult(
            branch=Branch(code=code, name=f"支部{code}"),
            tally=tally,
            ledger=make_ledger_row(Branch(code=code, name=f"支部{code}")),
            place=place.get(code),
        )
        for code, tally in tallies.items()
    ]


def codes(branches):
    return [branch.code for branch in branches]


def test_all_are_shown_up_to_the_limit_and_without_one():
    six = results(6, 5, 4, 3, 2, 1)
    assert codes(choose_shown(six, 6)) == ["1", "2", "3", "4", "5", "6"]
    assert codes(choose_shown(six, None)) == ["1", "2", "3", "4", "5", "6"]


def test_of_more_the_best_and_the_last_in_the_order_of_the_roster():
    assert codes(choose_shown(results(3, 9, 5, 1, 8, 2), 5)) == ["2", "4", "5", "6"]


def test_who_is_asked_for_is_shown_too():
    assert codes(choose_shown(results(3, 9, 5, 1, 8, 2), 5, ["3", "2"])) == ["2", "3", "4", "5", "6"]


def test_of_equal_branches_the_first_of_the_roster_are_the_better_ones():
    assert codes(choose_shown(results(5, 5, 5, 5, 5, 5), 5)) == ["1", "2", "5", "6"]


def test_branches_of_which_nothing_was_judged_are_not_the_last():
    assert codes(choose_shown(results(3, None, 9, 1, None, 8, 2), 5)) == ["3", "4", "6", "7"]


def test_where_too_few_were_judged_the_first_of_the_roster_fill_the_list():
    assert codes(choose_shown(results(None, 9, None, None, 1, None), 5)) == ["1", "2", "3", "5"]
