"""Finding the branch and the KPI that somebody means by what they typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Generic, TypeVar

from kpixl.model.kpi import Kpi
from kpixl.model.plan import Branch, Plan
from kpixl.rules.figures.folding import fold

_MOST_NEAR = 5
_NEAR = 0.4
T = TypeVar("T")


@dataclass(frozen=True)
class Match(Generic[T]):
    """The one thing that was meant; or several that it could be; or none, and what comes nearest."""

    one: T | None = None
    several: tuple[T, ...] = ()
    near: tuple[T, ...] = ()


def find_branch(plan: Plan, text: str) -> Match[Branch]:
    """The branch of that code or name; 宮崎支部 is 宮崎, 1 is 01."""
    return _find(plan.branches, [(branch.code, branch.name) for branch in plan.branches], text)


def find_kpi(plan: Plan, text: str) -> Match[Kpi]:
    """The KPI of that code, or the only one whose indicator has the text in it."""
    return _find(plan.kpis, [(kpi.code, kpi.indicator) for kpi in plan.kpis], text)


def _find(items: Sequence[T], names: Sequence[tuple[str, str]], text: str) -> Match[T]:
    """By code, then by name, then by a part of the one or the other."""
    wanted = _folded(text)
    for place in (0, 1):
        for item, name in zip(items, names, strict=True):
            if wanted and wanted == _folded(name[place]):
                return Match(item)
    partly = [
        item
        for item, name in zip(items, names, strict=True)
        if wanted and any(wanted in _folded(part) for part in name)
    ]
    if len(partly) == 1:
        return Match(partly[0])
    if partly:
        return Match(several=tuple(partly))
    return Match(near=_near(items, names, wanted))


def _near(items: Sequence[T], names: Sequence[tuple[str, str]], wanted: str) -> tuple[T, ...]:
    """The few that look most like it; the first few where none does."""
    by_name = {_folded(part): item for item, name in zip(items, names, strict=True) for part in name}
    close = [by_name[name] for name in get_close_matches(wanted, by_name, _MOST_NEAR, _NEAR)]
    return tuple(dict.fromkeys(close)) or tuple(items[:_MOST_NEAR])


def _folded(text: str) -> str:
    folded = fold(text).casefold()
    bare = folded.removesuffix("支部") or folded
    return str(int(bare)) if bare.isascii() and bare.isdigit() else bare
