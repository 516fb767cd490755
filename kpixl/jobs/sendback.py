"""`kpixl sendback`: one correction workbook for every branch whose return has errors."""

from pathlib import Path

from kpixl.files.clock import Clock, now
from kpixl.files.write import WriteSet
from kpixl.model.round import Round
from kpixl.steps.load_plan import PlanFaults
from kpixl.steps.load_round import DEFAULT, ReadOptions, load_round
from kpixl.steps.make_corrections import BY_ERRORS, SendbackOptions, SendbackResult, make_corrections


def send_back(
    round_dir: Path,
    options: ReadOptions = DEFAULT,
    wanted: SendbackOptions = BY_ERRORS,
    *,
    clock: Clock = now,
) -> SendbackResult | PlanFaults:
    """Write the correction workbooks of a round, and a draft e-mail for each where that is wanted.

    Raises:
        InputFileError: the plan or the inbox is missing, or a file of head office's own is unreadable.
        OutputFileError: a workbook cannot be written; most often Excel has it open.
        KpixlError: this machine cannot read returns at all, or there is nothing to ask a branch about.
    """
    with WriteSet(Round(round_dir)) as files:  # what the register says must not change meanwhile
        inputs = load_round(round_dir, options)
        if isinstance(inputs, PlanFaults):
            return inputs
        return make_corrections(inputs, files, wanted, clock=clock)
