"""Texts of .xlsx: shared ones, those that stand in the cell itself, and those of notes.

A text may have runs with fonts of their own. The reading aid that Excel in Japanese keeps beside a text
(rPh) is never part of it.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kpixl.books.reading.cell_details.xlsx.plain import plain_texts
from kpixl.books.reading.cell_details.xlsx.styles import Font
from kpixl.books.reading.cell_details.xml import MAIN, StopReading, parse_xml

_T, _R, _RPR, _RPH, _SI, _IS = (f"{MAIN}{name}" for name in ("t", "r", "rPr", "rPh", "si", "is"))
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class Run(NamedTuple):
    """A part of a text; without a font of its own it has the cell's."""

    text: str
    font: Font | None


class TextCollector:
    """Gathers one text from its elements: <si>, <is>, or the <text> of a note."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self.is_doubtful = False  # it holds what has no place in it, so that readers may disagree about it
        self._is_told = False  # by a <t> of this run
        self._font: Font | None = None
        self._in_font = self._in_reading = False
        self._text: list[str] | None = None

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element within the text."""
        if self._text is not None or name == _IS:  # within characters, or a text within a text
            self.is_doubtful = True
        if self._in_font and self._font is not None:
            self._font.take(name.removeprefix(MAIN), attributes)
        elif name == _T:
            self._text = []
            if not self._in_reading:
                self.is_doubtful |= self._is_told
                self._is_told = True
        elif name == _R:
            self._font = None
            self._is_told = False
        elif name == _RPR:
            self._font, self._in_font = Font(), True
        elif name == _RPH:
            self._in_reading = True

    def text(self, data: str) -> None:
        """Take characters; those outside <t> are the file's own spacing."""
        if self._text is not None:
            self._text.append(data)

    def end(self, name: str) -> None:
        """Take the end of an element within the text."""
        if name == _T and self._text is not None:
            if not self._in_reading:
                self.runs.append(Run(unescaped("".join(self._text)), self._font))
            self._text = None
        elif name == _RPR:
            self._in_font = False
        elif name == _R:
            self._font = None
        elif name == _RPH:
            self._in_reading = False


def unescaped(text: str) -> str:
    """The text without Excel's way of writing characters that XML cannot hold: _x000D_."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


@dataclass(frozen=True, slots=True)
class SharedTexts:
    """Shared texts by number; `rich` has those of which some characters have a font of their own.

    `doubtful` are those that readers may disagree about.
    """

    plain: dict[int, str] = field(default_factory=dict)
    rich: dict[int, tuple[Run, ...]] = field(default_factory=dict)
    doubtful: set[int] = field(default_factory=set)

    def add(self, number: int, collector: TextCollector) -> None:
        """Keep one text."""
        runs = collector.runs
        if collector.is_doubtful:
            self.doubtful.add(number)
        self.plain[number] = runs[0].text if len(runs) == 1 else "".join(run.text for run in runs)
        if any(run.font for run in runs):
            self.rich[number] = tuple(runs)


def shared_texts(part: bytes, wanted: Collection[int]) -> SharedTexts:
    """The shared texts of those numbers; nothing behind the last of them is looked at."""
    texts = plain_texts(part)
    if texts is None:
        return _parsed(part, wanted)
    found = SharedTexts(
        {number: unescaped(texts.plain[number]) for number in wanted if number in texts.plain}
    )
    rich = [number for number in wanted if number in texts.rich]
    if rich:
        part = f"{texts.root}{''.join(texts.rich[number] for number in rich)}</sst>".encode()
        parsed = _parsed(part, range(len(rich)))
        found.plain.update((rich[at], text) for at, text in parsed.plain.items())
        found.rich.update((rich[at], runs) for at, runs in parsed.rich.items())
        found.doubtful.update(rich[at] for at in parsed.doubtful)
    return found


def _parsed(part: bytes, wanted: Collection[int]) -> SharedTexts:
    found = SharedTexts()
    last = max(wanted, default=-1)
    number = -1
    collector: TextCollector | None = None

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal number, collector
        if name == _SI:
            number += 1
            if number > last:
                raise StopReading
            collector = TextCollector() if number in wanted else None
        elif collector is not None:
            collector.start(name, attributes)

    def text(data: str) -> None:
        if collector is not None:
            collector.text(data)

    def end(name: str) -> None:
        nonlocal collector
        if collector is not None:
            if name == _SI:
                found.add(number, collector)
                collector = None
            else:
                collector.end(name)

    parse_xml(part, start, end, text)
    return found
