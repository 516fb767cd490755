"""What head office does next, in the order in which it is done: one list for all commands on the returns."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpixl.cli.output.console import reader_words, typed
from kpixl.files.clock import now
from kpixl.model.ledger import LedgerRow, NextStep
from kpixl.rules.returns.deadline import as_of
from kpixl.rules.returns.saving import local_day

if TYPE_CHECKING:
    from kpixl.cli.options import ReadAgain
    from kpixl.model.master import Master

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


def echo_next(master: "Master", round_dir: Path, again: "ReadAgain", *, after: str) -> None:
    """What to do next `after` consolidate or run, in its order.

    The master knows no today, and has a branch as missing before its due date, too.
    """
    words, today = reader_words(), local_day(master.plan.settings, now())
    steps = next_steps([as_of(master.plan, row, today) for row in master.ledger], round_dir, again)
    about = {"round": typed(round_dir), "options": str(again)}
    if after == "run" and NextStep.SENT_BACK in steps:
        steps[NextStep.SENT_BACK] = words("cli.run.sent_back")  # it has made the workbooks already
    if not steps:
        click.echo(words(f"cli.{after}.next", **about))
        return
    click.echo(words("cli.next.in_order"))
    sentences = [*steps.values(), words(f"cli.{after}.next_complete", **about)]
    for number, sentence in zip(words("cli.next.numbers").split(), sentences, strict=False):
        click.echo(f"{number} {sentence}")
