"""What data of the model says when it is asked for its text: findings and errors, in the reader's language.

`Finding.text` and `KpixlError.text` call these, and are the only ones in the model that look upward.
"""

from collections.abc import Mapping

from kpixl.locale import Catalogue, catalogue, format_finding
from kpixl.locale.language import detect_language
from kpixl.model.finding import Finding


def finding_text(finding: Finding, language: str) -> str:
    """A finding as one line: where, what was seen, what to do, and its code."""
    words = catalogue(language)
    return format_finding(words.render(finding), words)


def error_text(key: str, values: Mapping[str, object], language: str = "") -> str:
    """An error's sentence, in the language of the reader's computer where none is given.

    A finding in it is told by its own message, without its full stop; several have a line each.
    """
    words = catalogue(language or detect_language())
    return words(key, **{name: _told(value, words) for name, value in values.items()})


def _told(value: object, words: Catalogue) -> object:
    if isinstance(value, Finding):
        return words.render(value).message.rstrip("。.")
    if isinstance(value, tuple):
        return "".join(f"\n{finding_text(one, words.language)}" for one in value)
    return value
