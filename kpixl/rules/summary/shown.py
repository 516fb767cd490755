"""Which branches the lists of a summary show: all of them, or of very many the best and the last."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from kpixl.model.head_counts import HeadCounts
from kpixl.model.plan import Branch
from kpixl.model.sensitivity import Sensitivity
from kpixl.model.sheet_selection import SHOWN_ENDS
from kpixl.model.summary import BranchResult

MOST_POINTS = 500  # of what tips, where there are very many branches


def choose_shown(
    branches: Sequence[BranchResult], most: int | None, asked: Collection[str] = ()
) -> tuple[Branch, ...]:
    """The branches to show, in the roster's order: of more than `most` the best, the last and the asked for.

    Best and last are by share achieved, of equal shares the first of the roster before the others; branches
    of which nothing was judged come in only where there are not enough others. None for `most` shows all.
    """
    if most is None or len(branches) <= most:
        return tuple(result.branch for result in branches)
    last = len(branches) + 1
    ranked = sorted(branches, key=lambda result: result.place or last)
    judged = [result for result in ranked if result.place is not None]
    enough = judged if len(judged) >= 2 * SHOWN_ENDS else ranked[: 2 * SHOWN_ENDS]
    chosen = {result.branch.code for result in (*enough[:SHOWN_ENDS], *enough[-SHOWN_ENDS:])} | set(asked)
    return tuple(result.branch for result in branches if result.branch.code in chosen)


def counts_of_shown(groups: Sequence[HeadCounts], shown: Collection[str]) -> tuple[HeadCounts, ...]:
    """Head counts with the rows of these branches alone; the totals stay those of all."""
    return tuple(
        replace(group, rows=tuple(row for row in group.rows if row.branches[0] in shown)) for group in groups
    )


def first_points(sensitivity: Sensitivity) -> Sensitivity:
    """What tips, no more of it than anybody reads, and how much more there is."""
    left_out = max(0, len(sensitivity.points) - MOST_POINTS)
    return replace(sensitivity, points=sensitivity.points[:MOST_POINTS], left_out=left_out)
