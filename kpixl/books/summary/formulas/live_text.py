"""Sentences of the catalogue as formulas: their words are text, what fills them follows the cells."""

from collections.abc import Mapping
from dataclasses import dataclass

from kpixl.books.summary.formulas.live import quoted
from kpixl.locale import Catalogue

_MARK = "\0"  # stands in no text of the catalogue


@dataclass(frozen=True)
class _Formula:
    """What fills a placeholder, marked; one that chooses between singular and plural does so as it counts."""

    formula: str

    def __format__(self, words: str) -> str:
        one, bar, other = words.partition("|")
        chosen = f"IF({self.formula}=1,{quoted(one)},{quoted(other)})" if bar else self.formula
        return f"{_MARK}{chosen}{_MARK}"


def live_text(words: Catalogue, key: str, parts: Mapping[str, str]) -> str:
    """The formula of a catalogue's text, with a formula in the place of every placeholder."""
    marked = words(key, **{name: _Formula(formula) for name, formula in parts.items()})
    pieces = [
        piece if number % 2 else quoted(piece).replace("\n", '"&CHAR(10)&"')
        for number, piece in enumerate(marked.split(_MARK))
        if piece
    ]
    return f"={'&'.join(pieces)}"


def headline_formula(
    words: Catalogue, achieved: str, not_achieved: str, unjudged: str, *, ending: str = ""
) -> str:
    """The sentence of `figure_texts.headline`, live over the cells of three counts."""
    judged = f"({achieved}+{not_achieved})"
    with_target = f"({achieved}+{not_achieved}+{unjudged})"
    parts = {
        "with_target": with_target,
        "judged": judged,
        "achieved": achieved,
        "not_achieved": not_achieved,
        "not_judged": unjudged,
        "share": share_text(achieved, judged),
    }
    told = live_text(words, "summary.headline", parts).removeprefix("=")
    none = {"with_target": with_target, "not_judged": unjudged}
    untold = live_text(words, "summary.headline_unjudged", none).removeprefix("=")
    return f"=IF({judged}=0,{untold},{told})" + (f"&{quoted(ending)}" if ending else "")


def share_formula(part: str, whole: str) -> str:
    """A share of two formulas, rounded as in `Tally.share`: to tenths of a percent, not to all or nothing."""
    tenths = f"MEDIAN(1,ROUND({part}*1000/{whole},0),999)/1000"
    return f"IF(({part}=0)+({part}={whole}),{part}/{whole},{tenths})"


def share_text(part: str, whole: str) -> str:
    """A share of two formulas as text, a dash where there is nothing to share."""
    return f'IF({whole}=0,"－",TEXT({share_formula(part, whole)},"0.0%"))'
