"""One pass over an XML part, without a tree: expat tells of each element as it comes.

A document type is refused, though the preflight has refused it already: entities are the one way in which
a small text becomes a large one. Names come as `namespace local`, so that an element of a foreign
namespace is never taken for a cell.
"""

from collections.abc import Callable, Mapping
from typing import NoReturn
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType, errors

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships "

# What is raised for a part that is broken; the latter two for an encoding that expat does not know.
BROKEN = (ExpatError, ValueError, LookupError)
_NO_MEMORY = errors.codes[errors.XML_ERROR_NO_MEMORY]

Start = Callable[[str, Mapping[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


class DocumentTypeError(ValueError):
    """The part declares a document type; no spreadsheet program writes one."""


class StopReading(Exception):  # noqa: N818 - a signal to stop, not an error
    """Raised by a handler that has all it needs."""


def parse_xml(part: bytes, start: Start, end: End | None = None, text: Text | None = None) -> None:
    """Hand every element and text of a part to the handlers; raises ExpatError where it is broken."""
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        feed(parser, part)
    except StopReading:
        return


def feed(parser: XMLParserType, part: bytes) -> None:
    """Give a parser the whole part; raises ExpatError where it is broken.

    Raises:
        MemoryError: the machine has no memory left, which expat tells like a fault of the part.
    """
    try:
        parser.Parse(part, True)  # noqa: FBT003 - expat's own: this is all of it
    except ExpatError as error:
        if error.code == _NO_MEMORY:
            raise MemoryError from error
        raise


def _refuse(*_declaration: object) -> NoReturn:
    raise DocumentTypeError


def is_true(text: str | None) -> bool:
    """A boolean attribute as it is written in XML, where blanks around it say nothing."""
    return text is not None and text.strip() in ("1", "true")
