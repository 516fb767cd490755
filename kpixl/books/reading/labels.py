"""Recognising a sheet's labels in every language, whatever white space and case they came back with."""

from functools import cache

from kpixl.locale import LANGUAGES, catalogue


def fold_label(text: str) -> str:
    """A label without white space and case, so that a line break in a header does no harm."""
    return "".join(text.split()).casefold()


@cache
def column_keys(keys: tuple[str, ...]) -> dict[str, str]:
    """The key of each column's folded label, in every language."""
    return {fold_label(catalogue(language)(f"column.{key}")): key for language in LANGUAGES for key in keys}
