"""A step that several commands share: which branches of the last master are gone, for no reason on record."""

from collections.abc import Sequence

from kpixl.model.last_run import LastRun
from kpixl.model.plan import Branch
from kpixl.rules.returns.lost_branches import lost_branches
from kpixl.steps.load_round import RoundInputs

_NAMED = 12


def lost_since_last_run(inputs: RoundInputs, last: LastRun) -> tuple[Branch, ...]:
    """The branches whose return counted in the last master, and of which nothing is there now."""
    selected = inputs.selected
    arrived = dict(selected.arrived)
    return lost_branches(inputs.plan, last.ledger, last.sources, selected.ledger, selected.sources, arrived)


def named(branches: Sequence[Branch]) -> str:
    """The branches by their codes and names; of many the first ones."""
    names = [f"{branch.code} {branch.name}" for branch in branches[:_NAMED]]
    return " / ".join(names) + (" …" if len(branches) > _NAMED else "")
