"""Names within a sentence: the first of a list, each with room for the sentence that it stands in."""

from collections.abc import Sequence

from kpixl.model.message import Detail, message

_LONGEST_NAME = 40


def list_names(names: Sequence[str], most: int, more: str, *, of: int = 0) -> Detail:
    """The first names, and how many more there are; `more` is the key, under `decision`, that says so."""
    listed = tuple(message("text.named", name=shorten(name)) for name in names[:most])
    rest = max(of, len(names)) - len(listed)
    return listed if rest <= 0 else message(f"decision.{more}", names=listed, count=rest)


def shorten(name: str) -> str:
    """A name that leaves room for the sentence that it stands in."""
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
