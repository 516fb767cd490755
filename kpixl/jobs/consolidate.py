"""`kpixl consolidate`: plan and inbox in, master out. One bad file never stops the others."""

from dataclasses import replace
from pathlib import Path

from kpixl.files.write import WriteSet
from kpixl.model.round import Round
from kpixl.steps.load_plan import PlanFaults
from kpixl.steps.load_round import DEFAULT, ReadOptions, load_round
from kpixl.steps.make_master import ConsolidateResult, MayLose, make_master, never
from kpixl.steps.make_tables import NO_TABLES, TableOptions, make_tables


def consolidate(
    round_dir: Path,
    options: ReadOptions = DEFAULT,
    tables: TableOptions = NO_TABLES,
    *,
    may_lose: MayLose = never,
) -> ConsolidateResult | PlanFaults:
    """Consolidate a round: read plan and returns, judge them, write the master and the tables wanted.

    Raises:
        InputFileError: the plan or the inbox is missing, or a file of head office's own is unreadable.
        OutputFileError: the master cannot be written; most often Excel has it open.
        KpixlError: this machine cannot read returns at all, what came out is not what went in; or the
            master would be without a branch that the last one had, and `may_lose` says no.
    """
    with WriteSet(Round(round_dir)) as files:
        inputs = load_round(round_dir, options)
        if isinstance(inputs, PlanFaults):
            return inputs
        made = make_master(inputs, files, may_lose)
        return replace(made, tables=make_tables(made.master, files, tables))
