"""The branch that a text names: a file's name, its folder, a subject.

All names are looked up in what a text holds, not every name searched for in every text: of 5,000 files and
5,000 branches that would be most of a run.
"""

from collections.abc import Sequence
from functools import cached_property

from kpixl.model.plan import Branch
from kpixl.rules.figures.folding import fold

_SHORTEST = 2  # 津 stands in too many texts


class BranchNames:
    """The names and codes of a roster."""

    def __init__(self, branches: Sequence[Branch]) -> None:
        self._branches = branches

    @cached_property
    def _by_name(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for at, branch in enumerate(self._branches):
            name = fold(branch.name).casefold()
            if len(name) >= _SHORTEST:
                places.setdefault(name, []).append(at)
        return places

    @cached_property
    def _lengths(self) -> list[int]:
        return sorted({len(name) for name in self._by_name})

    @cached_property
    def _by_code(self) -> dict[str, int]:
        places: dict[str, int] = {}
        for at, branch in enumerate(self._branches):
            places.setdefault(branch.code.casefold(), at)
        return places

    def in_text(self, text: str) -> Branch | None:
        """The one branch whose name stands in a text; None for none, or for several."""
        named = self._named(text)
        return named[0] if len(named) == 1 else None

    def in_file(self, file: str) -> Branch | None:
        """The one branch that a file's name, or else its folder, names; None for none, or for several."""
        *folders, name = file.split("/")[1:] or [""]
        stem, _dot, ending = name.rpartition(".")
        for part in (stem or ending, *reversed(folders)):
            named = self._named(part)
            found = named[0] if len(named) == 1 else self._with_code(fold(part).casefold())
            if found or named:
                return found
        return None

    def _named(self, text: str) -> list[Branch]:
        """The branches whose names stand in a text; in 東京都 it is 東京都, and 京都 is not meant."""
        folded = fold(text).casefold()
        if len(self._by_name) <= len(folded) * len(self._lengths):
            found = [at for name, places in self._by_name.items() if name in folded for at in places]
        else:
            parts = {
                folded[start : start + length]
                for length in self._lengths
                for start in range(len(folded) - length + 1)
            }
            found = [at for part in parts for at in self._by_name.get(part, ())]
        named = [self._branches[at] for at in sorted(found)]
        return [
            branch
            for branch in named
            if not any(branch.name != other.name and branch.name in other.name for other in named)
        ]

    def _with_code(self, text: str) -> Branch | None:
        """The branch whose code a name begins with: 02_最終."""
        starts = (text[:length] for length in range(_SHORTEST, len(text) + 1))
        known = (self._by_code[start] for start in starts if start in self._by_code and _ends(text, start))
        at = min(known, default=None)
        return None if at is None else self._branches[at]


def _ends(text: str, code: str) -> bool:
    """True where a code goes on no further: 021 is not branch 02."""
    following = text[len(code) : len(code) + 1]
    return not (following.isascii() and following.isalnum())
