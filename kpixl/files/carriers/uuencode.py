"""Files in the text of a mail (uuencode): Outlook still sends them so where somebody has chosen that."""

import binascii
import re
from collections.abc import Iterator

_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]+)\r?\n", re.MULTILINE)
_END = re.compile(rb"^end\s*$", re.MULTILINE)


def uuencoded(text: bytes) -> Iterator[tuple[bytes, bytes | None]]:
    """The name and the bytes of every file in a text, None for bytes that are broken."""
    at = 0
    while begin := _BEGIN.search(text, at):
        end = _END.search(text, begin.end())
        yield begin[1].strip(), _decoded(text[begin.end() : end.start()]) if end else None
        at = end.end() if end else len(text)


def _decoded(lines: bytes) -> bytes | None:
    try:
        return b"".join(binascii.a2b_uu(line) for line in lines.splitlines() if line.strip())
    except binascii.Error:
        return None
