"""A sheet or the shared texts of an .xlsx as every XML parser reads them alike.

`<v>75<!-- -->.9</v>` is 75.9 to Excel; readers that take a text piece by piece see 75. Comments,
instructions, CDATA and references to characters are legal there and no program writes them into a figure;
elements of a foreign namespace are no cells, whatever they are called. A part that has any of these is
written anew, as plain as Excel writes it, before anything reads it.
"""

import re
from collections.abc import Mapping
from html import escape
from xml.parsers.expat import ParserCreate

from kpixl.books.reading.cell_details.xml import BROKEN, feed

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_DECLARED = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<\?xml[^>]*\?>")
# A reference to a character within a value or a text, and any prefixed name of an element of cells.
_ODD = re.compile(
    rb"<!--|<\?|<!\[CDATA\[|&#[^;<]*+;[^<]*+</(?:[^\s<>/:]++:)?+(?:v|t)\s*+>"
    rb"|<[^\s<>/:!?]++:(?:c|v|f|t|r|is|si|row|sheetData)[\s/>]"
)
# What is odd has one of these; to find that there is none of them takes a tenth of the time.
_MAY_BE_ODD = (b"<!", b"&#")
_PREFIXED = re.compile(rb":(?:c|v|f|t|r|is|si|row|sheetData)[\s/>]")

_CELL_NAMES = frozenset({"c", "v", "f", "t", "r", "is", "si", "row", "sheetData"})
_VALUES = frozenset({"v", "t"})


def canonical(part: bytes) -> bytes:
    """The part, written anew where parsers could disagree about it; what is broken stays as it is."""
    start = _end_of_declaration(part)
    if not _may_be_odd(part, start) or not _ODD.search(part, start):
        return part
    try:
        return _Writer(part).content
    except BROKEN:
        return part


def _may_be_odd(part: bytes, start: int) -> bool:
    if any(mark in part for mark in _MAY_BE_ODD) or part.find(b"<?", start) >= 0:
        return True
    return _PREFIXED.search(part) is not None


def _end_of_declaration(part: bytes) -> int:
    declared = _DECLARED.match(part)
    return declared.end() if declared else 0


def quoted(value: str) -> str:
    """An attribute's value; a parser takes a line break in it for a blank."""
    return escape(value).replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")


class _Writer:
    """Writes elements and texts out again while they go by, without those of foreign namespaces."""

    def __init__(self, part: bytes) -> None:
        self._pieces: list[str] = ['<?xml version="1.0" encoding="UTF-8"?>']
        self._text: list[str] = []
        self._names: list[Mapping[str, str]] = [{}]
        self._left_out = self._in_value = 0  # how deep inside an element that is left out, or a text
        parser = ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._take
        feed(parser, part)
        self.content = "".join(self._pieces).encode()

    def _take(self, data: str) -> None:
        if not self._left_out:
            self._text.append(data)

    def _flush(self) -> None:
        if self._text:
            self._pieces.append(escape("".join(self._text), quote=False).replace("\r", "&#13;"))
            self._text.clear()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        known = {
            key[6:]: value for key, value in attributes.items() if key == "xmlns" or key.startswith("xmlns:")
        }
        self._names.append({**self._names[-1], **known} if known else self._names[-1])
        if self._left_out or self._is_foreign_cell(name):
            self._left_out += 1
            return
        self._flush()
        self._in_value += self._in_value > 0 or name.rpartition(":")[2] in _VALUES
        self._pieces.append(f"<{name}")
        self._pieces += [f' {key}="{quoted(value)}"' for key, value in attributes.items()]
        self._pieces.append(">")

    def _is_foreign_cell(self, name: str) -> bool:
        prefix, _colon, local = name.rpartition(":")
        # Within a value nothing is left out: whoever reads it must see that there is more than a text.
        if self._in_value or local not in _CELL_NAMES:
            return False
        return self._names[-1].get(prefix, "") not in (_MAIN, _STRICT)

    def _end(self, name: str) -> None:
        self._names.pop()
        if self._left_out:
            self._left_out -= 1
            return
        self._flush()
        self._in_value -= self._in_value > 0
        self._pieces.append(f"</{name}>")
