"""What head office does next, in the order in which it is done: one list for all commands on the returns."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kpixl.cli.output.console import reader_words, typed
from kpixl.model.ledger import LedgerRow, NextStep

if TYPE_CHECKING:
    from kpixl.cli.options import ReadAgain

# What is head office's own comes first: it may settle what would be asked of a branch.
_ORDER = (
    NextStep.UNDECIDED,
    NextStep.LOCKED,
    NextStep.DENIED,
    NextStep.UNCHECKED,
    NextStep.UNREGISTERED,
    NextStep.SENT_BACK,
    NextStep.ARRIVED,
    NextStep.NOT_ISSUED,
    NextStep.MISSING,
    NextStep.WAITING,
)


def next_steps(ledger: Sequence[LedgerRow], round_dir: Path, again: "ReadAgain") -> dict[NextStep, str]:
    """A sentence for every step that a branch waits for, with what is to be typed.

    `again` are the options that a command on the returns needs once more.
    """
    words, steps = reader_words(), {row.next_step for row in ledger}
    about = {"round": typed(round_dir), "options": str(again), "passwords": again.passwords}
    return {step: words(f"cli.next.{step}", **about) for step in _ORDER if step in steps}
