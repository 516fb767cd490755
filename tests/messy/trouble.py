"""What a trouble is: a name, what it does, and what it must not be combined with."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.messy.returns import Messy


@dataclass(frozen=True)
class Trouble:
    """Something that happens to a return.

    Two troubles that touch the same thing cannot be combined. `rank` orders the troubles of a pair:
    figures are typed, then the form is changed, then the file.
    """

    family: str
    name: str
    do: Callable[[Messy], None]
    touches: frozenset[str] = frozenset()
    rank: int = 0
    takes: tuple[str, ...] = ("rate",)  # the kinds of KPI that it needs, at most
    known: str = ""  # why what happens today is wrong: the case is expected to fail

    def __str__(self) -> str:
        return f"{self.family}:{self.name}"


def combines(one: Trouble, other: Trouble) -> bool:
    """Whether a pair says something that neither says alone."""
    # A later return with an error does not replace an accepted one: the older one then counts, rightly.
    if "refused" in (one.family, other.family) and "versions" in one.touches | other.touches:
        return False
    return not (one.touches & other.touches) and "all" not in one.touches | other.touches
