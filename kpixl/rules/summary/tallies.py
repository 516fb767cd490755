"""How many judgements of each kind there are, by branch, KPI, pillar and block; and the branches' places.

Counted in one pass: a data frame of all figures would take half a second to load, and as much memory again.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeVar

from kpixl.model.assessment import Assessment
from kpixl.model.summary import Tally

K = TypeVar("K", bound=Hashable)


def tallies_by(assessments: Iterable[Assessment], key: Callable[[Assessment], K]) -> dict[K, Tally]:
    """The tally of every group of assessments; those that have the same key are one."""
    counts: dict[K, Counter[str]] = {}
    for row in assessments:
        own = counts.setdefault(key(row), Counter())
        own[row.judgement] += 1
        own["missing"] += row.is_missing
    return {name: _tally(own) for name, own in counts.items()}


def sum_of(tallies: Iterable[Tally]) -> Tally:
    """Several tallies as one."""
    total: Counter[str] = Counter()
    for tally in tallies:
        total.update(vars(tally))
    return _tally(total)


def places(tallies: Mapping[str, Tally]) -> dict[str, int]:
    """Competition places by share achieved: equal shares share a place; none where nothing was judged."""
    shares = {code: tally.share for code, tally in tallies.items() if tally.share is not None}
    better, found = 0, {}
    for share, count in sorted(Counter(shares.values()).items(), reverse=True):
        found[share] = better + 1
        better += count
    return {code: found[share] for code, share in shares.items()}


def _tally(counts: Mapping[str, int]) -> Tally:
    return Tally(**{str(kind): count for kind, count in counts.items()})
