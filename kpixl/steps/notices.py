"""A step of its own: what is to be told to branches whose entry workbook is replaced."""

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from pathlib import Path

from kpixl.files.email import Notice
from kpixl.locale import catalogue
from kpixl.model.plan import Branch
from kpixl.model.plan_change import PlanChange
from kpixl.model.submission import Registered, Submission
from kpixl.rules.issue.changes import plan_changes
from kpixl.rules.issue.distribution import PlannedEntry
from kpixl.rules.issue.snapshot import parse_snapshot
from kpixl.steps.executors import HERE, READING
from kpixl.steps.load_plan import LoadedPlan
from kpixl.steps.read_returns import read_returns


def notices_of(
    loaded: LoadedPlan,
    planned: Sequence[PlannedEntry],
    register: Mapping[str, Registered],
    filled: Collection[str],
    executor: Executor | None = None,
) -> dict[str, Notice]:
    """By branch code, what has changed in a workbook that was issued before, and whether it comes filled in.

    `filled` are the codes of the branches whose workbook has in it what they have returned. What has changed
    is read from the workbook that is still in the outbox.
    """
    again = [item.branch for item in planned if item.branch.code in register]
    words = catalogue(loaded.plan.settings.language)
    changes = _changes(loaded, again, register, executor)
    return {
        branch.code: Notice(
            changes=tuple(words.translate(change.whole) for change in changes.get(branch.code, ())),
            is_filled=branch.code in filled,
        )
        for branch in again
    }


def _changes(
    loaded: LoadedPlan,
    branches: Sequence[Branch],
    register: Mapping[str, Registered],
    executor: Executor | None,
) -> dict[str, tuple[PlanChange, ...]]:
    outbox = loaded.folder.outbox
    # A register that somebody has edited names no file outside of the outbox.
    named = {branch.code: outbox / Path(register[branch.code].file).name for branch in branches}
    there = {code: path for code, path in named.items() if path.is_file()}
    if not there:
        return {}
    workers = nullcontext(executor) if executor else HERE.executor(READING)
    with workers as reading:
        read = read_returns(list(there.values()), loaded.folder.folder, reading)
    by_code = {branch.code: branch for branch in branches}
    found = {}
    for code, records in zip(there, read, strict=True):
        for record in records:
            issued = parse_snapshot(record.snapshot) if isinstance(record, Submission) else None
            if issued:
                found[code] = plan_changes(issued, loaded.plan, by_code[code])
    return found
