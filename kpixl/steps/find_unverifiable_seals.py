"""A step of its own: were seals broken by a branch, or has head office made its key anew?

The register says which key sealed what. Where one of an earlier version does not, what was issued says so:
a workbook that is still kept as it was registered bears the seal of the key that was used. Where
that one does not fit either, it is the key that is another one.
"""

import contextlib
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from glob import escape
from pathlib import Path

from kpixl.books.reading.cells import UnreadableWorkbookError
from kpixl.books.returned.file import read_file
from kpixl.model.round import Round
from kpixl.model.submission import IssueKind, Registered, Submission
from kpixl.rules.issue.snapshot import seal_fits
from kpixl.rules.returns.inspection import PlanContext
from kpixl.steps.executors import HERE, READING
from kpixl.steps.read_returns import read_returns


def find_unverifiable_seals(
    context: PlanContext, folder: Round, broken: Sequence[Submission], executor: Executor | None
) -> frozenset[str]:
    """The issues of workbooks with a broken seal that another key than today's has sealed."""
    key = context.seal_key
    rows = {number: row for number, row in context.registered.items() if not row.sealed_by}
    issues = {item.identity.issue for item in broken if item.identity}
    issues -= {row.issue for row in context.registered.values() if row.sealed_by}
    if not issues or key is None:
        return frozenset()
    own = {issue: path for issue in issues if (path := as_issued(folder, rows.get((issue, 0))))}
    # What is left nowhere tells nothing any more: the oldest workbook that is left answers for it.
    oldest = next(filter(None, (as_issued(folder, row) for row in rows.values())), None)
    paths = sorted({*own.values(), *([oldest] if oldest else [])})
    foreign = {path for path, seals in _seals(paths, folder, key, executor) if not seals}
    return frozenset(issue for issue in issues if own.get(issue, oldest) in foreign)


def as_issued(folder: Round, row: Registered | None) -> Path | None:
    """Where a registered workbook lies as it was issued: in the outbox, or among what was replaced there."""
    if row is None or row.kind is not IssueKind.ISSUE or not row.is_in_its_folder:
        return None
    replaced = folder.replaced.glob(f"*/{folder.outbox.name}/{escape(row.file)}")
    for path in (folder.outbox / row.file, *sorted(replaced)):
        with contextlib.suppress(UnreadableWorkbookError, OSError):
            if read_file(path, None).sha256 == row.sha256:
                return path
    return None


def _seals(
    paths: Sequence[Path], folder: Round, key: bytes, executor: Executor | None
) -> Iterable[tuple[Path, bool]]:
    """Each workbook that can be read and bears a seal, and whether the key fits it."""
    if not paths:
        return
    workers = nullcontext(executor) if executor else HERE.executor(READING)
    with workers as reading:
        for path, records in zip(paths, read_returns(paths, folder.folder, reading), strict=True):
            for record in records:
                if isinstance(record, Submission) and record.identity and record.identity.seal:
                    yield path, seal_fits(record.identity, record.snapshot, key)
