"""`kpixl consolidate`: plan and inbox in, master out. One bad file never stops the others."""

from pathlib import Path

from kpixl.files.write import WriteSet
from kpixl.model.round import Round
from kpixl.steps.load_plan import PlanFaults
from kpixl.steps.load_round import DEFAULT, ReadOptions, load_round
from kpixl.steps.make_master import ConsolidateResult, make_master


def consolidate(round_dir: Path, options: ReadOptions = DEFAULT) -> ConsolidateResult | PlanFaults:
    """Consolidate a round: read plan and returns, judge them, write the master.

    Raises:
        InputFileError: the plan or the inbox is missing, or a file of head office's own is unreadable.
        OutputFileError: the master cannot be written; most often Excel has it open.
        KpixlError: this machine cannot read returns at all, or what came out is not what went in.
    """
    with WriteSet(Round(round_dir)) as files:
        inputs = load_round(round_dir, options)
        if isinstance(inputs, PlanFaults):
            return inputs
        return make_master(inputs, files)
