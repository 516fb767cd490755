"""Finding the branch and the KPI that somebody means by what they typed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Generic, TypeVar

from kpixl.model.branch_endings import BRANCH_ENDINGS
from kpixl.model.kpi import Kpi
from kpixl.model.plan import Branch
from kpixl.rules.figures.folding import fold, fold_space, fold_width

_MOST_NEAR = 5
T = TypeVar("T", Branch, Kpi)


@dataclass(frozen=True)
class Match(Generic[T]):
    """The one thing that was meant; or several that it could be; or none, and what comes nearest."""

    one: T | None = None
    several: tuple[T, ...] = ()
    near: tuple[T, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.found)

    @property
    def found(self) -> tuple[T, ...]:
        """All that it could be."""
        return (self.one,) if self.one else self.several


def find_branch(branches: Sequence[Branch], text: str) -> Match[Branch]:
    """The branch that is named, as `name_branch` has it, else the only one with the text in its name."""
    wanted = _bare(text)
    found = name_branch(branches, text) or _only(
        branches, lambda one: bool(wanted) and wanted in _bare(one.name)
    )
    return found or Match(near=_near(branches, wanted, lambda one: _bare(one.name)))


def name_branch(branches: Sequence[Branch], text: str) -> Match[Branch]:
    """The branch whose code or name the text is, in any width; 宮崎支部 is 宮崎, 1 is 01, 45 宮崎 is both.

    None where it is neither, or where code and name contradict each other; several where they share a name.
    """
    written = [one for one in branches if text == f"{one.code} {one.name}"]
    if len(written) == 1:  # as kpixl itself heads its columns; all else is sought by the longer way
        return Match(written[0])
    head, _, tail = fold_space(fold_width(text)).replace("_", " ").partition(" ")
    return (
        _by_code(branches, text)
        or _only(branches, lambda one: _bare(one.name) == _bare(text))
        or _only(_by_code(branches, head).found, lambda one: _bare(one.name) == _bare(tail))
    )


def find_kpi(kpis: Sequence[Kpi], text: str) -> Match[Kpi]:
    """The KPI of that code, or the only one whose indicator has the text in it."""
    wanted = _folded(text)
    found = (
        _by_code(kpis, text)
        or _only(kpis, lambda one: _folded(one.indicator) == wanted)
        or _only(kpis, lambda one: bool(wanted) and wanted in f"{_folded(one.code)} {_folded(one.indicator)}")
    )
    return found or Match(near=_near(kpis, wanted, lambda one: _folded(one.indicator)))


def _by_code(items: Sequence[T], text: str) -> Match[T]:
    """By the code as it is written, else by one that differs in leading zeros only."""
    wanted = _folded(text)
    number = _number(wanted)
    return _only(items, lambda one: _folded(one.code) == wanted) or _only(
        items, lambda one: number is not None and _number(one.code) == number
    )


def _only(items: Sequence[T], fits: Callable[[T], bool]) -> Match[T]:
    found = tuple(one for one in items if fits(one))
    return Match(found[0]) if len(found) == 1 else Match(several=found)


def _near(items: Sequence[T], wanted: str, name: Callable[[T], str]) -> tuple[T, ...]:
    """The few whose name or code looks most like it, the likest first."""
    known = {name(one): one for one in items} | {_folded(one.code): one for one in items}
    close = [known[text] for text in get_close_matches(wanted, known, 2 * _MOST_NEAR, cutoff=0)]
    return tuple(dict.fromkeys(close))[:_MOST_NEAR]


def _folded(text: str) -> str:
    return fold(text).casefold()


def _bare(text: str) -> str:
    """A branch's name without the word that says what it is."""
    folded = _folded(text)
    bare = (folded.removesuffix(ending) for ending in BRANCH_ENDINGS if folded.endswith(ending))
    return next(bare, folded) or folded


def _number(code: str) -> int | None:
    """What a code is once it has lost its leading zeros; None for one that is more than digits."""
    folded = _folded(code)
    return int(folded) if folded.isascii() and folded.isdigit() else None
