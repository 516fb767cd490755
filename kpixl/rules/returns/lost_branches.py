"""Branches that the last master had, and that the next one would be without for no reason on record."""

from collections.abc import Iterable, Sequence

from kpixl.model.ledger import Disposition, LedgerRow, Receipt, Source
from kpixl.model.plan import Branch, Plan

_COUNTED = (Disposition.ACCEPTED, Disposition.PARTLY, Disposition.IDENTICAL)


def lost_branches(
    plan: Plan,
    before: Iterable[LedgerRow],
    sources_before: Iterable[Source],
    ledger: Iterable[LedgerRow],
    sources: Sequence[Source],
    arrived: dict[str, tuple[str, ...]],
) -> tuple[Branch, ...]:
    """The branches whose return counted in the last master, and of which nothing is there now.

    It is on record where head office has set the return aside, or where the branch has sent something new
    that cannot be read, which has its own finding. A file that was there last time is nothing new: its
    password was forgotten, or the machine could not read it.
    """
    missing = {row.branch_code for row in ledger if row.receipt is Receipt.MISSING}
    aside = {source.sha256 for source in sources if source.disposition is Disposition.SET_ASIDE}
    hashes = {source.file: source.sha256 for source in sources}
    counted: dict[str, set[str]] = {}
    known = {""}
    for source in sources_before:
        known.add(source.sha256)
        if source.disposition in _COUNTED:
            counted.setdefault(source.branch_code, set()).add(source.sha256)
    lost = []
    for row in before:
        branch, own = plan.branch(row.branch_code), counted.get(row.branch_code, set())
        if branch is None or row.receipt is Receipt.MISSING or row.branch_code not in missing:
            continue
        others = {hashes.get(file, "") for file in arrived.get(row.branch_code, ())} - known
        if not own & aside and not others:
            lost.append(branch)
    return tuple(lost)
