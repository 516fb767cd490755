"""Sentences of the catalogue as formulas: their words are text, what fills them follows the cells."""

from collections.abc import Mapping

from kpixl.books.summary.live import quoted
from kpixl.locale import Catalogue

_MARK = "\0"  # stands in no text of the catalogue


def live_text(words: Catalogue, key: str, parts: Mapping[str, str], *, ending: str = "") -> str:
    """The formula of a catalogue's text, with a formula in the place of every placeholder."""
    marked = words(key, **{name: f"{_MARK}{name}{_MARK}" for name in parts}) + ending
    pieces = [
        parts[piece] if number % 2 else quoted(piece).replace("\n", '"&CHAR(10)&"')
        for number, piece in enumerate(marked.split(_MARK))
        if piece
    ]
    return f"={'&'.join(pieces)}"


def headline_formula(words: Catalogue, achieved: str, missed: str, unjudged: str, *, ending: str = "") -> str:
    """The sentence of `Frame.headline`, live over the cells of three counts."""
    judged = f"({achieved}+{missed})"
    parts = {
        "with_target": f"({achieved}+{missed}+{unjudged})",
        "judged": judged,
        "achieved": achieved,
        "not_achieved": missed,
        "not_judged": unjudged,
        "share": share_text(achieved, judged),
    }
    return live_text(words, "summary.headline", parts, ending=ending)


def share_text(part: str, whole: str) -> str:
    """A share of two formulas as text, cut to tenths of a percent as in `Tally.share`."""
    return f'IF({whole}=0,"－",TEXT(INT({part}*1000/{whole})/1000,"0.0%"))'
