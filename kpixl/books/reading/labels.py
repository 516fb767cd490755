"""Recognising a sheet's labels in every language, whatever white space and case they came back with."""

from functools import cache, lru_cache

from kpixl.locale import LANGUAGES, catalogue


def fold_label(text: str) -> str:
    """A label without white space and case, so that a line break in a header does no harm."""
    return "".join(text.split()).casefold()


@lru_cache(maxsize=4096)
def word_key(group: str, text: str) -> str | None:
    """The key of a word of a closed list, in whatever language it is; None for any other text."""
    folded = fold_label(text)
    for language in LANGUAGES:
        for key, label in catalogue(language).group(f"word.{group}").items():
            if folded in (fold_label(label), key):
                return key
    return None


@cache
def column_keys(keys: tuple[str, ...]) -> dict[str, str]:
    """The key of each column's folded label, in every language."""
    return {fold_label(catalogue(language)(f"column.{key}")): key for language in LANGUAGES for key in keys}
