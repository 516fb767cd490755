"""Entry workbooks, made several at a time; they come in the order in which they are asked for."""

import datetime as dt
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace

from kpixl.books.entry_workbook.book import build_entry_workbook
from kpixl.model.entries import Correction, EntryKpi
from kpixl.model.plan import Plan
from kpixl.model.submission import Identity, SnapshotRow
from kpixl.rules.issue.snapshot import sealed
from kpixl.rules.returns.correction import FilledForm
from kpixl.steps.executors import HERE, WRITING, Machines

FEW = 12  # workbooks: to start workers takes as long as to make so many
_AHEAD = 32


@dataclass(frozen=True, kw_only=True)
class EntryWorkbookOrder:
    """An entry workbook to be made: what `build_entry_workbook` needs, and the key that seals it.

    `filled` is what the branch has returned already.
    """

    plan: Plan
    identity: Identity
    kpis: Sequence[EntryKpi]
    snapshot: Sequence[SnapshotRow]
    seal_key: bytes | None = None
    filled: FilledForm | None = None
    corrections: Sequence[Correction] | None = None
    due_again: dt.date | None = None


def write_entry_workbooks(
    orders: Iterable[EntryWorkbookOrder], count: int, machines: Machines = HERE
) -> Iterator[bytes]:
    """The bytes of each workbook, in the order of the orders; `count` is how many there are.

    They do not depend on where they are made. What no worker can make is made here.
    """
    if machines.jobs == 1 or (count < FEW and not machines.scheduler):
        yield from map(make_entry_workbook, orders)
        return
    with machines.executor(WRITING) as executor:
        waiting: deque[tuple[EntryWorkbookOrder, Future[bytes]]] = deque()
        ahead = max(_AHEAD, getattr(executor, "ahead", 0))
        for order in orders:
            waiting.append((order, _submitted(executor, order)))
            if len(waiting) >= ahead:
                yield _made(*waiting.popleft())
        while waiting:
            yield _made(*waiting.popleft())


def _submitted(executor: Executor, order: EntryWorkbookOrder) -> Future[bytes]:
    return executor.submit(
        make_entry_workbook, replace(order, plan=order.plan.of_branch(order.identity.branch_code))
    )


def _made(order: EntryWorkbookOrder, future: Future[bytes]) -> bytes:
    try:
        return future.result()
    except Exception:  # a machine without workers, or one of them gone: no parser is at work here
        return make_entry_workbook(order)


def make_entry_workbook(order: EntryWorkbookOrder) -> bytes:
    """The bytes of one workbook."""
    identity, filled = order.identity, order.filled
    if order.seal_key is not None:
        identity = sealed(identity, order.snapshot, order.seal_key)
    return build_entry_workbook(
        order.plan,
        identity,
        order.kpis,
        typed=filled.typed if filled else None,
        typed_measures=filled.typed_measures if filled else None,
        typed_tables=filled.typed_tables if filled else None,
        signed=filled.signed if filled else None,
        snapshot=order.snapshot,
        corrections=order.corrections,
        due_again=order.due_again,
    )
