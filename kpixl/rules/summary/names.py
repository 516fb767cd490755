"""Names within a sentence: the first of a list, each with room for the sentence that it stands in."""

from collections import Counter
from collections.abc import Iterable, Sequence

from kpixl.model.assessment import Assessment
from kpixl.model.message import Detail, message
from kpixl.model.plan import Plan

_LONGEST_NAME = 40


def list_names(names: Sequence[str], most: int, more: str, *, of: int = 0) -> Detail:
    """The first names, and how many more there are; `more` is the key, under `decision`, that says so."""
    listed = tuple(message("text.named", name=shorten(name)) for name in names[:most])
    rest = max(of, len(names)) - len(listed)
    return listed if rest <= 0 else message(f"decision.{more}", names=listed, count=rest)


def count_by_branch(plan: Plan, rows: Iterable[Assessment], most: int, key: str) -> Detail:
    """The branches that have rows, with how many: those with the most first; the others are counted."""
    counts = Counter(row.branch_code for row in rows)
    named = sorted(
        ((branch.name, counts[branch.code]) for branch in plan.branches if counts[branch.code]),
        key=lambda item: -item[1],
    )
    listed = tuple(message(key, branch=shorten(name), count=count) for name, count in named[:most])
    rest = len(named) - len(listed)
    return message("decision.more_branches", names=listed, count=rest) if rest else listed


def shorten(name: str) -> str:
    """A name that leaves room for the sentence that it stands in."""
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
