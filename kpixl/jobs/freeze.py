"""`kpixl freeze`: the state of a round at a deadline, kept for good."""

from dataclasses import dataclass
from pathlib import Path

from kpixl.books.master.read import read_master
from kpixl.files.clock import Clock, now
from kpixl.files.frozen_states import build_inputs, inputs_path, new_folder
from kpixl.files.write import WriteSet
from kpixl.model.errors import KpixlError
from kpixl.model.frozen_state import FrozenState
from kpixl.model.round import Round
from kpixl.presence import is_file
from kpixl.rules.returns.saving import local_day
from kpixl.steps.load_plan import PlanFaults
from kpixl.steps.load_round import DEFAULT, ReadOptions, load_round
from kpixl.steps.make_master import run_number
from kpixl.steps.make_summary import make_summary


@dataclass(frozen=True, kw_only=True)
class FreezeResult:
    """Where the state is kept; `is_new` is False where it was frozen before and nothing has changed since."""

    folder: Path
    is_new: bool
    files: int


def freeze(
    round_dir: Path, options: ReadOptions = DEFAULT, *, clock: Clock = now
) -> FreezeResult | PlanFaults:
    """Keep master, summary and a digest of all inputs in `history/frozen`.

    1. read plan and inbox; 2. refuse where the master is of another state; 3. keep. Returns that come later
    count all the same, and are marked; what moves since is said by later runs.

    Raises:
        InputFileError: the plan, the inbox or the master is missing, or cannot be read.
        KpixlError: the master is of another plan or inbox than those of now.
        OutputFileError: a file cannot be written.
    """
    with WriteSet(Round(round_dir)) as files:
        inputs = load_round(round_dir, options)
        if isinstance(inputs, PlanFaults):
            return inputs
        folder, number = inputs.folder, run_number(inputs)
        if read_master(folder.master).run_id != number:
            raise KpixlError("freeze_differs", path=folder.master)
        sources, known = inputs.selected.sources, inputs.frozen
        if known and _is_same(known, number):
            return FreezeResult(folder=known.folder, is_new=False, files=len(sources))
        day = local_day(inputs.plan.settings, clock())
        target = new_folder(folder, day)
        summary = make_summary(files, folder).path
        files.add(target / folder.master.name, folder.master.read_bytes())
        files.add(target / summary.name, files.where(summary).read_bytes())
        files.add(inputs_path(target), build_inputs(day, number, inputs.raw_plan.sha256, sources))
    return FreezeResult(folder=target, is_new=True, files=len(sources))


def _is_same(known: FrozenState, number: str) -> bool:
    return known.run_id == number and is_file(known.master)
