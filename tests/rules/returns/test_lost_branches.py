"""Whose return counted last time and is gone now, for no reason on record."""

from collections.abc import Iterable

import pytest

from kpixl.model.ledger import Disposition, Receipt, Source
from kpixl.model.plan import Branch
from kpixl.rules.returns.lost_branches import lost_branches
from tests.rules.builders import MIYAZAKI, OITA, make_ledger_row, make_plan

PLAN = make_plan(branches=(OITA, MIYAZAKI))
ELSEWHERE = Branch(code="99", name="統合された支部", block="")


def source(
    file: str = "inbox/45.xlsx",
    disposition: Disposition = Disposition.ACCEPTED,
    *,
    branch: str = "45",
    sha256: str = "sha of 45",
) -> Source:
    return Source(
        file=file, sha256=sha256, branch_code=branch, issue="", modified=None, disposition=disposition
    )


def lost(
    *now: Source,
    before: Iterable[Source] = (source(),),
    was: Receipt = Receipt.RECEIVED,
    is_now: Receipt = Receipt.MISSING,
    arrived: Iterable[str] = (),
    branch: Branch = MIYAZAKI,
) -> list[str]:
    """The codes of the branches that are lost, where only one of two is in question."""
    found = lost_branches(
        PLAN,
        [make_ledger_row(OITA), make_ledger_row(branch, was)],
        before,
        [make_ledger_row(OITA), make_ledger_row(branch, is_now)],
        now,
        {branch.code: tuple(arrived)},
    )
    return [branch.code for branch in found]


def test_a_branch_is_lost_whose_return_counted_and_is_gone():
    assert lost() == ["45"]


@pytest.mark.parametrize(
    ("was", "is_now", "codes"),
    [
        (Receipt.RECEIVED, Receipt.MISSING, ["45"]),
        (Receipt.RECEIVED, Receipt.RECEIVED, []),
        (Receipt.MISSING, Receipt.MISSING, []),
        (Receipt.MISSING, Receipt.RECEIVED, []),
    ],
)
def test_only_what_was_there_and_is_missing_now_is_lost(was, is_now, codes):
    assert lost(was=was, is_now=is_now) == codes


def test_a_branch_that_the_plan_no_longer_has_is_not_lost():
    assert lost(branch=ELSEWHERE) == []


@pytest.mark.parametrize("counted", [Disposition.ACCEPTED, Disposition.PARTLY, Disposition.IDENTICAL])
def test_a_return_that_head_office_has_set_aside_is_gone_for_that_reason(counted):
    assert lost(source(disposition=Disposition.SET_ASIDE), before=[source(disposition=counted)]) == []


def test_another_file_that_was_set_aside_is_no_reason():
    other = source("inbox/old.xlsx", Disposition.SET_ASIDE, sha256="another")
    assert lost(other) == ["45"]
    superseded = source("inbox/old.xlsx", Disposition.SUPERSEDED, sha256="another")
    assert lost(other, before=[source(), superseded]) == ["45"]
    assert lost(source(disposition=Disposition.REFUSED)) == ["45"]  # the same file, and no decision about it


def test_a_new_file_of_the_branch_that_cannot_be_read_has_its_own_finding():
    new = source("inbox/45_訂正.xlsx", Disposition.REFUSED, branch="", sha256="new")
    assert lost(new, arrived=["inbox/45_訂正.xlsx"]) == []


def test_a_file_that_was_there_last_time_is_nothing_new():
    again = source("inbox/45.xlsx", Disposition.REFUSED, branch="")  # its password was forgotten
    assert lost(again, arrived=["inbox/45.xlsx"]) == ["45"]


def test_a_file_whose_bytes_nobody_could_read_is_nothing_new():
    unread = source("inbox/45.xlsx", Disposition.REFUSED, branch="", sha256="")
    assert lost(unread, arrived=["inbox/45.xlsx"]) == ["45"]
    assert lost(arrived=["inbox/unlisted.xlsx"]) == ["45"]


def test_what_another_branch_sent_says_nothing():
    new = source("inbox/44.xlsx", Disposition.ACCEPTED, branch="44", sha256="new")
    assert lost(new) == ["45"]
