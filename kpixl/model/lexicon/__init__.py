"""The words that people type, in Japanese and English, as tables and patterns; what they mean, the rules say.

Patterns meet folded text (no width, no spaces, small letters) but where a table says otherwise.
"""

import re

JAPANESE_LETTERS = "ぁ-ヿ㐀-鿿"  # as a range in a pattern
_JAPANESE = re.compile(f"[{JAPANESE_LETTERS}]")
_LATIN = re.compile("[A-Za-z]")


def language_of(text: str) -> str:
    """The language of a text's letters, ja or en; '' where it has none: ％ and ≧ alone are of no language."""
    if _JAPANESE.search(text):
        return "ja"
    return "en" if _LATIN.search(text) else ""
