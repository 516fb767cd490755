"""What the last master of a round says, and what has moved since: for the planner who consolidates again."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kpixl.model.assessment import Judgement
from kpixl.model.figure import Figure
from kpixl.model.ledger import LedgerRow, Receipt, Source


@dataclass(frozen=True, kw_only=True)
class LastRun:
    """What the last master has of every branch; nothing where there is no master.

    `judged` are the figures of the branches that had returned, each with its judgement, by branch and KPI.
    """

    ledger: tuple[LedgerRow, ...] = ()
    sources: tuple[Source, ...] = ()
    judged: Mapping[tuple[str, str], tuple[Figure, Judgement]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A branch that stands elsewhere than in the last master."""

    branch_code: str
    before: Receipt
    after: Receipt


@dataclass(frozen=True, kw_only=True)
class SinceLastRun:
    """What has moved since the last master.

    `files` are new in the inbox, those that are copies of others left out; `arrived` are the branches that
    they are from. `figures` and `judgements` count what differs of branches that had returned before and have
    now; `revised` are those whose figures differ.
    """

    files: int = 0
    arrived: tuple[str, ...] = ()
    moved: tuple[Moved, ...] = ()
    figures: int = 0
    revised: tuple[str, ...] = ()
    judgements: int = 0
