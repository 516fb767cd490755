"""As much of a text, from its beginning, as there is room for: it ends where a line or a sentence does."""

import re
from collections.abc import Callable, Iterable

_BULLETS = "・･•-* "  # before the first of several points
_SENTENCES = re.compile(r"(?<=[。！？])|(?<=[.!?] )")
_CLAUSES = re.compile(r"(?<=[、，；])|(?<=[,;] )")
# Words: behind a blank, before a particle, and where a noun follows the endings in hiragana.
_WORDS = re.compile(
    r"(?<=\s)|(?<=[一-龠々ァ-ヴー])(?=[がをにはのもでと][一-龠ァ-ヴ])|(?<=[ぁ-ん）」])(?=[^ぁ-んー、。，．）」\s])"
)


def opening(text: str, fits: Callable[[str], bool]) -> str:
    """The lines that fit, else sentences of the first, else its clauses, or its words, with "…" behind.

    A bullet before a line that stands alone is left out.
    """
    lines = text.split("\n")
    if (alone := lines[0].lstrip(_BULLETS)) and not fits(alone):
        return _cut(alone, fits)
    if len(lines) == 1 or not fits("\n".join(lines[:2])):
        return alone
    return _longest((f"{line}\n" for line in lines), fits).rstrip()


def _cut(line: str, fits: Callable[[str], bool]) -> str:
    """The beginning of one line that is too long."""
    if sentences := _longest(_SENTENCES.split(line), fits):
        return sentences.rstrip()
    for pieces in (_CLAUSES.split(line), _WORDS.split(line), line):
        if part := _longest(pieces, lambda part: fits(f"{part.rstrip()}…")):
            return f"{part.rstrip(' 、，；,;')}…"
    return "…"


def _longest(pieces: Iterable[str], fits: Callable[[str], bool]) -> str:
    """The first pieces that fit together; '' where the first alone does not."""
    found = ""
    for piece in pieces:
        if not fits((found + piece).rstrip()):
            break
        found += piece
    return found
