"""Texts from files, made fit for a terminal: what would move its cursor or turn its letters round is a sign.

A branch's text, a sheet's name or a file's name may hold anything: escape sequences that clear the screen,
characters that turn the reading direction, line breaks that forge a line of kpixl's own.
"""

import json
import re

_PICTURES = 0x2400  # ␀ and the other pictures of control characters
_FIRST_LETTER = 0x20
_DELETE, _PICTURE_OF_DELETE = 0x7F, "␡"
# Control characters; marks and overrides of the reading direction; line and paragraph separators; half pairs;
# what nobody sees: 62<U+200B>.2 is told from 62.2. Joiners and variants stay: emoji and some kanji have them.
_BEYOND_ASCII = (
    r"\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
    r"\xad\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
)
_RISKY = re.compile(rf"[\x00-\x1f{_BEYOND_ASCII}]")
_RISKY_BUT_LINES = re.compile(rf"[\x00-\x08\x0b-\x1f{_BEYOND_ASCII}]")


def printable(text: str) -> str:
    """The text as one line, with visible signs for what must not reach a terminal raw."""
    return _RISKY.sub(_sign, text)


def printable_lines(text: str) -> str:
    """The same for a text of several lines: its tabs and line breaks stay."""
    return _RISKY_BUT_LINES.sub(_sign, text)


def escaped(text: str) -> str:
    """JSON in which such characters stand as escapes; its own line breaks stay."""
    return _RISKY_BUT_LINES.sub(lambda found: json.dumps(found[0])[1:-1], text)


def _sign(found: "re.Match[str]") -> str:
    code = ord(found[0])
    if code < _FIRST_LETTER:
        return chr(_PICTURES + code)
    return _PICTURE_OF_DELETE if code == _DELETE else f"<U+{code:04X}>"
