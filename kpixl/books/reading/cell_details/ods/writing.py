"""What is written inside one element of .ods: the paragraphs of a cell, of a note, or of a shape."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kpixl.books.reading.cell_details.ods.styles import TEXT, Styles
from kpixl.model.annotation import TextRun

_PARAGRAPHS = frozenset({f"{TEXT}p", f"{TEXT}h"})
_STYLE = f"{TEXT}style-name"
_SPAN, _SPACES, _READING_AID = f"{TEXT}span", f"{TEXT}s", f"{TEXT}ruby-text"
_SIGNS = {f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n"}
_AUTHOR = "http://purl.org/dc/elements/1.1/ creator"
_MOST_SPACES = 1_000  # that one element can stand for any number of
_BLANKS = re.compile("[ \t\r\n]+")


@dataclass(slots=True)
class _Paragraph:
    """One paragraph: its style, and its texts with the spans that they stand in, the innermost last."""

    style: str
    parts: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Writing:
    """Gathers what is written, from an element's start at `depth` to its end."""

    element: str
    depth: int
    attributes: Mapping[str, str]
    author: str = ""
    _paragraphs: list[_Paragraph] = field(default_factory=list)
    _spans: list[str] = field(default_factory=list)
    _takes: str = ""  # what characters belong to: nothing, the paragraph, or the author

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element."""
        if name in _PARAGRAPHS:
            self._takes = "paragraph"
            self._paragraphs.append(_Paragraph(attributes.get(_STYLE, "")))
        elif name == _SPAN:
            self._spans.append(attributes.get(_STYLE, ""))
        elif name == _SPACES:
            self._add(" " * min(int(attributes.get(f"{TEXT}c", "1")), _MOST_SPACES))
        elif name in _SIGNS:
            self._add(_SIGNS[name])
        elif name == _AUTHOR:
            self._takes = "author"
        elif name == _READING_AID:
            self._takes = ""

    def characters(self, data: str) -> None:
        """Take characters; several blanks are one, as in any OpenDocument text."""
        if self._takes == "author":
            self.author += data
        else:
            self._add(_BLANKS.sub(" ", data))

    def end(self, name: str) -> None:
        """Take the end of an element."""
        if name in _PARAGRAPHS or name == _AUTHOR:
            self._takes = ""
        elif name == _SPAN:
            self._spans.pop()
        elif name == _READING_AID:
            self._takes = "paragraph"

    def _add(self, text: str) -> None:
        if self._takes == "paragraph":
            self._paragraphs[-1].parts.append((text, tuple(self._spans)))

    def text(self) -> str:
        """All that is written, a line for each paragraph."""
        return "\n".join("".join(text for text, _ in item.parts) for item in self._paragraphs)

    def has_text(self) -> bool:
        """True where there is a paragraph, whatever stands in it."""
        return bool(self._paragraphs)

    def has_spans(self) -> bool:
        """True where some characters may look different."""
        return any(spans for item in self._paragraphs for _, spans in item.parts)

    def runs(self, styles: Styles, cell: str) -> list[TextRun]:
        """The text in parts that look alike, in a cell of that style."""
        runs: list[TextRun] = []
        for number, item in enumerate(self._paragraphs):
            if number:
                runs.append(TextRun("\n"))
            runs += [TextRun(text, styles.mark(cell, item.style, spans)) for text, spans in item.parts]
        return runs
