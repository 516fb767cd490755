"""`kpixl consolidate`: plan and inbox in, master out. One bad file never stops the others."""

from dataclasses import replace
from pathlib import Path

from kpixl.files.write import WriteSet
from kpixl.model.round import Round
from kpixl.steps.load_plan import PlanFaults
from kpixl.steps.load_round import DEFAULT, ReadOptions, load_round
from kpixl.steps.make_master import ConsolidateResult, make_master
from kpixl.steps.make_tables import NO_TABLES, TableOptions, make_tables


def consolidate(
    round_dir: Path, options: ReadOptions = DEFAULT, tables: TableOptions = NO_TABLES
) -> ConsolidateResult | PlanFaults:
    """Consolidate a round: read plan and returns, judge them, write the master and the tables wanted.

    Raises:
        InputFileError: the plan or the inbox is missing, or a file of head office's own is unreadable.
        OutputFileError: the master cannot be written; most often Excel has it open.
        KpixlError: this machine cannot read returns at all, or what came out is not what went in.
    """
    with WriteSet(Round(round_dir)) as files:
        inputs = load_round(round_dir, options)
        if isinstance(inputs, PlanFaults):
            return inputs
        made = make_master(inputs, files)
        return replace(made, tables=make_tables(made.master, files, tables))
